"""Pipeline definitions and the project's manifest: what is planned, before anything runs."""
