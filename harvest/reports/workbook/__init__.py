"""The workbook: what people in an office open next, and fill in.

Its master list has two rows of headings (groups, then titles) and a row per organisation, in the columns of
``harvest/reports/labels.toml``, in that order. What a person fills in are the columns with ``screening = true``: a tier
by its title in the sheet's language (``value.tier``), priorities by the names of their sheets, a role by its name,
texts as they are.

**The hidden sheet** ``_harvest`` tells a program what the visible ones mean. It has three columns, all text, and no
heading: what the row is about, a key, a value.

=============== ============================== ===========================================================
about           key                            value
=============== ============================== ===========================================================
``workbook``    ``schema``                     ``1``: the layout that is described here
``workbook``    ``run_id``                     the run whose numbers the workbook shows
``workbook``    ``exported_at``                when it was written, UTC, ISO 8601
``workbook``    ``language``                   ``sv`` or ``en``
``workbook``    ``sheet``                      the name of the master list's sheet
``workbook``    ``header_row``                 the number of the row with the titles, from 1; entries follow it
``column``      position, from 1               the column's key
``tier``        full, link, excluded           its title
``priority``    the priority's id              its name here, that of its sheet
``role``        the role's id                  its name
``organisation`` organisation_id               fingerprint of the decision that held (``v1_screening``), or empty
=============== ============================== ===========================================================

The last kind has a row for each row of the master list. Rows may be sorted, filtered and left out by whoever fills
the list in: an organisation is known by its id in the last column, never by its row.
"""

SCHEMA = 1
HIDDEN_SHEET = "_harvest"
