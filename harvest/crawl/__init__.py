"""The Scrapy parts that are neither spider nor pipeline: archive, pace, robots, progress, and the run itself."""
