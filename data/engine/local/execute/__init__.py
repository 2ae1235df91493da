"""Runs a pipeline's steps; what starts processes and writes the store is handed to it."""
