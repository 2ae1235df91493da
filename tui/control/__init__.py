"""What the deck does to runs: asking the engine in threads, the log of that, what can be undone, the guard."""
