"""Engines start, cancel and retry runs; nobody else starts a process or writes the store."""
