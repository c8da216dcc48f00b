"""The S3 Platform with Eye@RIS3: the pages of regions and their declared priorities."""
