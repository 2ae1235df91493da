"""What was found here and what would break: facts are collected, then judged by pure functions."""
