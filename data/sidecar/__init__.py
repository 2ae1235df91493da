"""wave-tui's own database beside the store."""
