"""The dialogs that change runs."""
