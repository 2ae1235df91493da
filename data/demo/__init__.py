"""A scratch project with history, and a player that lets runs happen in it: the stage of ``wave-tui demo``."""
