"""Reads a project as one: the runs of its store, those of its event files, and its deployments."""
