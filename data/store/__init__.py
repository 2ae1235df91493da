"""The store of the engines, read from the file up to a snapshot."""
