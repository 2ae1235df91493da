"""One widget a file; they are told things and speak upward in messages."""
