"""What the store writes, one concern per module; each function works inside the caller's transaction."""
