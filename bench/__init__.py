"""Measures what a user feels, against a floor taken in the same run: ``python -m bench`` says how."""
