"""Controlled vocabularies, as data: each row with the evidence for its wording."""
