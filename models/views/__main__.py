"""Print ``docs/read-contract.md``: ``python -m models.views > docs/read-contract.md``."""

import sys

from models.views.document import document

if __name__ == "__main__":
    sys.stdout.write(document())
