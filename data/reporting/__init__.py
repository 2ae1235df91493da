"""What ``wave_tui.data.report`` is made of: the standard library alone, in the syntax of Python 3.9."""
