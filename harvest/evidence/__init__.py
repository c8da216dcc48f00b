"""What the rows add up to: yield, ledger, trail, runs. Reads through a connection it is handed."""
