"""A run with everything that is known of it, as a file for others."""
