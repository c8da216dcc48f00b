"""The spiders: one per platform. They walk a plan and yield items; they know nothing of how these are stored."""
