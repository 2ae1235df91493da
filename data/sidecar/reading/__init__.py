"""Reads the runs that event files tell of for the screen; nothing here writes."""
