"""A scratch project with history and real runs that begin now and then: what ``wave-tui demo`` shows."""
