"""The screen and the command line: they show and ask, and open no file of their own."""
