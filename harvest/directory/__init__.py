"""Answers queries here, exactly, over records that were read: for a source whose own search won't do."""

from harvest.directory.answers import Directory
from harvest.directory.documents import Document, Reading

__all__ = ["Directory", "Document", "Reading"]
