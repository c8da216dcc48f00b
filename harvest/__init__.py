"""harvest: from a region's smart-specialisation priorities to a traceable database of organisations and regions."""

__version__ = "0.1.0"
