"""Style sheets of the screens, shipped as package data."""
