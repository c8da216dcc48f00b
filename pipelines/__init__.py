"""What happens to an item, one concern each: validate, normalise, deduplicate, store."""
