"""Which records are one organisation: blocking, comparison, judgement. Pure functions throughout."""
