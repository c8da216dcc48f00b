"""The public views as files: CSV, Parquet, and CSV with a Frictionless description."""
