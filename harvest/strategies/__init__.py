"""Strategy files: what to ask, as data."""
