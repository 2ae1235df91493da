"""The watched event directory: noticing files, reading their new bytes, and taking in what they state."""
