"""What the dialogs that change runs say, as lines and as pure state."""
