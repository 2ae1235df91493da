"""Everything about pipelines that is true without a screen."""
