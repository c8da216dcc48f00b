"""Takes numbers and rows, writes files for people."""
