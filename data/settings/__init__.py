"""Settings: flags before environment before the project's file before the user's file before defaults."""
