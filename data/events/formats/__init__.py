"""One module for each format of event file: which records are its own, and what they state."""
