"""A value as printed becomes a clean value and the name of the rule that made it. Pure functions throughout."""
