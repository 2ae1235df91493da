"""The deck and its dialogs."""
