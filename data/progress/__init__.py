"""Pure arithmetic on runs and steps: how far, how long still, how fast, against what, and why so late."""
