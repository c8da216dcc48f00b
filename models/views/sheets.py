"""Views of what people bring in spreadsheets, and of who takes part in what."""

from __future__ import annotations

from models.views.choosing import shown
from models.views.view import View, stated_at

_TODAY = "CAST(CURRENT_DATE AS VARCHAR(10))"
"""``2026-11-24``; compared with as many characters of it as the other date has, since a year ends with its last day."""

PROGRAMMES = View(
    name="v1_programmes",
    row="one programme",
    columns={
        "organisation_id": "its id in v1_organisations, where it has the type programme",
        "name": "its name",
        "status": "ended, running, not yet, or unknown where no date says; of today",
        "valid_from": "its beginning, as exact as stated",
        "valid_to": "its end, as exact as stated: a year alone ends with its last day",
        "succeeded_by": "the programme that came after it, as stated",
        "successor_id": "that programme's organisation_id, where exactly one has that name",
        "funder": "who pays, as stated",
        "country": "ISO 3166-1 alpha-2",
        "homepage": "its own site",
        "participants": "open rows of v1_participants",
    },
    notes=(
        "A programme's dates and its successor are what spreadsheets state: nothing is known of them here. Where they "
        "disagree, the later date is given; `v1_statements` has all."
    ),
    select=f"""
        SELECT
            f.organisation_id, o.name,
            CASE
                WHEN f.valid_to < SUBSTR({_TODAY}, 1, LENGTH(f.valid_to)) THEN 'ended'
                WHEN f.valid_from > SUBSTR({_TODAY}, 1, LENGTH(f.valid_from)) THEN 'not yet'
                WHEN f.valid_from IS NULL AND f.valid_to IS NULL THEN 'unknown'
                ELSE 'running'
            END AS status,
            f.valid_from, f.valid_to, f.succeeded_by,
            (SELECT CASE WHEN COUNT(DISTINCT n.organisation_id) = 1 THEN MIN(n.organisation_id) END
               FROM records n JOIN statements s ON s.record_id = n.record_id
              WHERE n.kind = 'programme' AND s.field = 'name' AND s.closed_page_id IS NULL
                AND s.value = f.succeeded_by) AS successor_id,
            f.funder, o.country, o.homepage,
            (SELECT COUNT(*) FROM participants t JOIN records r ON r.record_id = t.record_id
              WHERE r.organisation_id = f.organisation_id AND t.closed_page_id IS NULL) AS participants
        FROM (
            SELECT
                r.organisation_id,
                MAX(CASE WHEN s.field = 'valid_from' THEN s.value END) AS valid_from,
                MAX(CASE WHEN s.field = 'valid_to' THEN s.value END) AS valid_to,
                MAX(CASE WHEN s.field = 'succeeded_by' THEN s.value END) AS succeeded_by,
                MAX(CASE WHEN s.field = 'funder' THEN s.value END) AS funder
            FROM records r
            LEFT JOIN statements s ON s.record_id = r.record_id AND s.closed_page_id IS NULL
            WHERE r.kind = 'programme' AND r.organisation_id IS NOT NULL
            GROUP BY r.organisation_id
        ) f
        LEFT JOIN ({shown("name", "country", "homepage")}) o ON o.organisation_id = f.organisation_id
    """,
)

PARTICIPANTS = View(
    name="v1_participants",
    row="one organisation that a record names as taking part",
    columns={
        "organisation_id": "the organisation, or programme, in which it takes part",
        "record_id": "the record that names it",
        "participant": "its name",
        "kind": "company, research institute, university, science park, …; unknown where nothing says",
        "evidence": "what says that it is an organisation: a printed type, a legal form, a word; or nothing",
        "role": "participant, major player, support facility, or what a spreadsheet says",
        "participant_record_id": "the record with that name; null where none has it, or organisations share it",
        "participant_organisation_id": "that record's organisation",
        "original": "as printed",
        "source": "the source that says so",
        "page_url": "the page, or the spreadsheet's cell, that first said so",
        "fetched_at": "when that page was fetched",
        "page_sha256": "sha256 of that page's body as archived",
    },
    notes=(
        "Never persons: a name with a title or a given name in it is refused. Without evidence for an organisation "
        "the name is text and has no link. Links are worked out when a run or an import ends: one organisation alone "
        "has that name, whatever its capitals, accents and legal form, and no other country than the one that names "
        "it. Only rows that the record still states."
    ),
    select=f"""
        SELECT
            r.organisation_id, t.record_id, t.name AS participant, t.kind, t.how AS evidence, t.role,
            l.record_id AS participant_record_id, l.organisation_id AS participant_organisation_id,
            t.original, r.source, {stated_at("t")} AS page_url, p.fetched_at, p.sha256_archived AS page_sha256
        FROM participants t
        JOIN records r ON r.record_id = t.record_id
        JOIN pages p ON p.page_id = t.first_page_id
        LEFT JOIN records l ON l.record_id = t.linked_record_id
        WHERE t.closed_page_id IS NULL
    """,
)

IMPORTS = View(
    name="v1_imports",
    row="one spreadsheet that was taken in",
    columns={
        "run_id": "its run",
        "source": "the list's name",
        "file": "the file's name",
        "file_sha256": "of the file as it was",
        "mapping": "the mapping's name",
        "mapping_sha256": "of the mapping",
        "imported_by": "who says it: person, or person with the function that was given",
        "imported_at": "when",
    },
    select="""
        SELECT
            i.run_id, i.source, i.file, i.file_sha256, i.mapping, i.mapping_sha256, i.imported_by, i.imported_at
        FROM imports i
    """,
)
