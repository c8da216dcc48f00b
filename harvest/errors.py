"""Every error that harvest raises on purpose, as a tree.

    HarvestError
      UsageError            exit 2: the user can mend it; the message names place and remedy
        StrategyError         strategy files: file, line, key, what would be right
        QuerySyntaxError      a query in Lucene's syntax, with the character
        CannotAsk             a query that a source can't answer exactly, with the construct and the way out
        ConfigurationError    options, environment, harvest.toml, a source's own file
        SheetError            a spreadsheet or its mapping: file, sheet, cell, reason and remedy
      StoreError            exit 1: the database can't be used as it is
      Busy                  exit 1: somebody harvests the same source into the same database just now
      PageError             a page is not what was asked for; recorded, never fatal to a run
        MissingNode           a required node: selector, what was expected, what was found
        UnexpectedPage        another kind of page than the one asked for
      NotOffered            the site does not offer what a query needs (a facet, a value)

Our own bugs are none of these: they crash loudly.
"""

from __future__ import annotations


class HarvestError(Exception):
    """Something went wrong that a message can explain. Shown without a traceback."""

    exit_status = 1


class UsageError(HarvestError):
    """Raised before anything is sent or written, by whoever reads what the user wrote."""

    exit_status = 2


class StrategyError(UsageError):
    """Raised by ``harvest.strategy`` about a strategy file."""


class QuerySyntaxError(UsageError):
    """Raised by ``harvest.query`` about one query; ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


class CannotAsk(UsageError):
    """Raised by ``harvest.clauses`` about a construct that a source can't answer exactly: refused, never weakened."""


class ConfigurationError(UsageError):
    """Raised by the command line and by ``harvest.sources`` about options and source files."""


class SheetError(UsageError):
    """Raised by ``harvest.sheets`` about a file that is not read at all, or a mapping that does not fit it."""


class StoreError(HarvestError):
    """Raised by ``harvest.database``: no database, an older schema, a newer one, no permission."""


class Busy(HarvestError):
    """Raised by ``harvest.crawl.lock``: one run at a time per database and source."""


class PageError(HarvestError):
    """Raised by readers. Spiders turn it into a refused record or a search that ended as ``changed``."""


class MissingNode(PageError):
    """Raised by ``harvest.reading``: a selector found another number of nodes than the page promises."""

    def __init__(self, selector: str, expected: str, found: int, meaning: str) -> None:
        super().__init__(f"{meaning}: expected {expected} of {selector!r}, found {found}")
        self.selector, self.expected, self.found, self.meaning = selector, expected, found, meaning


class UnexpectedPage(PageError):
    """Raised by readers: the page is of another kind than the one that was asked for."""


class NotOffered(HarvestError):
    """Raised by a source's form: a facet or a value that the site does not offer; names what it does."""
