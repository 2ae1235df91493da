"""The embedded engine: runs pipelines on this machine as processes that belong to nobody's terminal."""
