"""The terminal: what it can do, how it is written to and read, and how the program lives and dies in it."""
