"""``python -m harvest.cli``."""

from harvest.cli import main

main()
