"""Views of what the sources say: organisations, records, statements, regions."""

from __future__ import annotations

from models.views.absences import GONE_AT
from models.views.choosing import PLACED, SOURCE_ORDER, shown
from models.views.view import SEEN, View, sighted, stated_at

RECORDS = View(
    name="v1_records",
    row="one record as a source publishes it",
    columns={
        "record_id": "source/source_id",
        "source": "the source",
        "source_id": "the source's own raw id",
        "url": "the record's page at the source",
        "organisation_id": "the organisation, or programme, it is judged to be; null for regions",
        "kind": "organisation, programme or region",
        "first_seen": "when it was first read",
        "last_seen": "when it was last read",
        "gone_at": "when a run first missed it, of two or more in a row (`v1_absences`); null where it is not gone",
    },
    select=f"""
        SELECT
            r.record_id, r.source, r.source_id, r.url, r.organisation_id, r.kind,
            {sighted("r")},
            {GONE_AT} AS gone_at
        FROM records r
    """,
)

STATEMENTS = View(
    name="v1_statements",
    row="one value of one record",
    columns={
        "record_id": "the record that states it",
        "organisation_id": "the organisation the record is judged to be; null for regions",
        "source": "the source",
        "field": "what the value is: a column of v1_organisations, or keyword, sector and the like",
        "value": "the clean value",
        "original": "as the page prints it",
        "page_url": "the page that first stated it; of a spreadsheet the file and the cell: `sip.xlsx#Programmes!B14`",
        "fetched_at": "when that page was fetched",
        "page_sha256": "sha256 of that page's body as archived",
        "first_seen": "when it was first stated; the same as fetched_at",
        "last_seen": "when the record was last read and still stated it",
        "how": "the rule that led from original to value",
    },
    notes="Values that a record no longer states stay, with a `last_seen` before the record's own.",
    select=f"""
        SELECT
            s.record_id, r.organisation_id, r.source, s.field, s.value, s.original,
            {stated_at("s")} AS page_url, p.fetched_at, p.sha256_archived AS page_sha256,
            p.fetched_at AS first_seen,
            COALESCE(
                (SELECT MAX(v.at) FROM visits v
                  WHERE v.record_id = s.record_id AND {SEEN}
                    AND (s.closed_page_id IS NULL OR v.page_id < s.closed_page_id)),
                p.fetched_at
            ) AS last_seen,
            s.how
        FROM statements s
        JOIN records r ON r.record_id = s.record_id
        JOIN pages p ON p.page_id = s.first_page_id
    """,
)

_WORDS = ("name", "native_name", "type", "country", "nuts", "region_as_printed", "homepage", "description")
_NUMBERS = ("year_established", "members_total", "members_sme", "members_large", "members_research")
_YES_NO = ("is_edih", "has_seal_of_excellence")
_DISTINCTIONS = ("edih_call", "edih_date", "seal_call", "seal_date")
_MORE_NUMBERS = ("members_startup", "members_civil_society", "members_other", "label_year")
FIELDS = (
    *_WORDS, "source_url", *_NUMBERS, "label", "label_issuer", *_YES_NO, *_MORE_NUMBERS, "other_label", *_DISTINCTIONS
)  # fmt: skip
"""The fields of statements that v1_organisations shows, one column each."""


def _number(field: str) -> str:
    # Casting text other than digits is an error on PostgreSQL, a guess on SQLite: such a value is not shown.
    digits = f"TRIM(f.{field}, '0123456789') = '' AND LENGTH(f.{field}) BETWEEN 1 AND 9"
    return f"CASE WHEN {digits} THEN CAST(f.{field} AS INTEGER) END AS {field}"


def _yes_no(field: str) -> str:
    # 1 and 0, since SQLite has no boolean of its own and the views promise one form on both engines.
    word = f"LOWER(f.{field})"
    return f"CASE WHEN {word} IN ('1', 'true') THEN 1 WHEN {word} IN ('0', 'false') THEN 0 END AS {field}"


_INDENT = ",\n            "
_MEMBERS_AS_OF = "MAX(CASE WHEN c.field = 'members_total' THEN c.last_read END) AS members_as_of"

FACET_FIELDS = ("s3_priority", "sector", "technology_field", "ecosystem", "emerging_industry")
FACET_VALUES = 156
"""How many values of these facets are known."""
KNOWN_FACET_VALUE = "known facet value"
"""The rule that a statement of a known value carries."""
_FACETS = ", ".join(f"'{field}'" for field in FACET_FIELDS)

ORGANISATIONS = View(
    name="v1_organisations",
    row="one organisation, or one programme",
    columns={
        "organisation_id": "derived from its records' ids, the same on every machine",
        "name": "its name, in English where the source has one",
        "native_name": "its name in its own language",
        "type": "cluster, meta-cluster, network, innovation hub, trade association, programme or other",
        "country": "ISO 3166-1 alpha-2",
        "nuts": "NUTS code of its region",
        "nuts_level": "0 to 3, by the length of the code",
        "region_as_printed": "the region as the source prints it",
        "homepage": "its own site",
        "source_url": "its page at the source",
        "description": "in the source's words",
        "year_established": "year",
        "members_total": "members, all",
        "members_sme": "members: small and medium-sized enterprises",
        "members_large": "members: large companies",
        "members_research": "members: research organisations and universities",
        "label": "quality label, e.g. of cluster excellence",
        "label_issuer": "who gives the label",
        "is_edih": "1: a European Digital Innovation Hub, 0: said not to be, null: nothing said",
        "has_seal_of_excellence": "1, 0 or null in the same way",
        "first_seen": "when one of its records was first read",
        "last_seen": "when one of its records was last read",
        "members_startup": "start-ups among the members_sme",
        "members_civil_society": "members: civil society",
        "members_other": "members: other actors",
        "members_as_of": "when the record that states members_total was last read",
        "label_year": "the year printed with the label",
        "other_labels": "other distinctions, in the source's words",
        "facet_values": "known facet values that its records tick; null where they tick none",
        "breadth": "facet_values as a share of all known ones, 0 to 1",
        "edih_call": "the call in which it became a European Digital Innovation Hub",
        "edih_date": "since when it is one, as exact as stated",
        "seal_call": "the call that its Seal of Excellence is of; of several, the first in alphabetical order",
        "seal_date": "when, as exact as stated; of several, the first",
    },
    notes=(
        "Each value is a statement that still holds, of one of the organisation's records. The records are "
        "put in order: most statements first, then most recently read, then by source "
        f"({', '.join(SOURCE_ORDER)}, others), then record_id in alphabetical order; "
        "a column shows the value of the first record in that order that states it (of several, the first in "
        "alphabetical order). `source_url` is the first record's page where no statement gives one. A number "
        "that is not plain digits is not shown here; it stands in `v1_statements`. `label_issuer` is derived from "
        "`label_year`, null where none is printed: the platform that prints a label is not who gives it. "
        f"`breadth` is of the {FACET_VALUES} values known of the facets {', '.join(FACET_FIELDS)}; old profiles "
        "print these, newer ones may not. Every piece of evidence has its page in `v1_maturity`."
    ),
    # Left joins, so that SQLite begins with the table, of which it expects many rows: of `placed` it expects a few, and
    # whatever is joined to this view would then be gone through whole for each organisation.
    select=f"""
        WITH placed AS ({PLACED}),
        shown AS ({shown(*FIELDS, placed="placed", more=_MEMBERS_AS_OF)}),
        ticked AS (
            SELECT r.organisation_id, COUNT(DISTINCT s.field || ': ' || s.value) AS facet_values
            FROM records r
            JOIN statements s ON s.record_id = r.record_id
            WHERE s.closed_page_id IS NULL AND s.how = '{KNOWN_FACET_VALUE}' AND s.field IN ({_FACETS})
            GROUP BY r.organisation_id
        ),
        seen AS (
            SELECT r.organisation_id, MIN(v.at) AS first_seen, MAX(v.at) AS last_seen
            FROM records r
            JOIN visits v ON v.record_id = r.record_id
            WHERE {SEEN} AND r.organisation_id IS NOT NULL
            GROUP BY r.organisation_id
        )
        SELECT
            g.organisation_id, f.name, f.native_name, f.type, f.country, f.nuts,
            LENGTH(f.nuts) - 2 AS nuts_level,
            f.region_as_printed, f.homepage, COALESCE(f.source_url, t.url) AS source_url, f.description,
            {_INDENT.join(_number(field) for field in _NUMBERS)},
            f.label, f.label_issuer,
            {_INDENT.join(_yes_no(field) for field in _YES_NO)},
            d.first_seen, d.last_seen,
            {_INDENT.join(_number(field) for field in _MORE_NUMBERS[:3])},
            f.members_as_of,
            {_number("label_year")},
            f.other_label AS other_labels, k.facet_values,
            CAST(k.facet_values AS DOUBLE PRECISION) / {FACET_VALUES} AS breadth,
            {_INDENT.join(f"f.{field}" for field in _DISTINCTIONS)}
        FROM organisations g
        LEFT JOIN placed t ON t.organisation_id = g.organisation_id AND t.place = 1
        LEFT JOIN shown f ON f.organisation_id = g.organisation_id
        LEFT JOIN seen d ON d.organisation_id = g.organisation_id
        LEFT JOIN ticked k ON k.organisation_id = g.organisation_id
        WHERE EXISTS (SELECT 1 FROM records r WHERE r.organisation_id = g.organisation_id)
    """,
)

REGIONS = View(
    name="v1_regions",
    row="one region",
    columns={
        "nuts": "NUTS code",
        "nuts_level": "0 to 3",
        "nuts_version": "the edition of NUTS that has the code, where known",
        "country": "ISO 3166-1 alpha-2",
        "name": "its name in its own language",
        "name_en": "in English",
        "name_sv": "in Swedish",
    },
    select="""
        SELECT g.nuts, g.nuts_level, g.nuts_version, g.country, g.name, g.name_en, g.name_sv FROM regions g
    """,
)

REGION_PRIORITIES = View(
    name="v1_region_priorities",
    row="one declared priority",
    columns={
        "nuts": "the region that declares it",
        "period": "2014-2020 or 2021-2027; null where nothing on the page tells",
        "period_confidence": "stated, inferred or unknown",
        "title": "as the page prints it",
        "description": "as the page prints it",
        "page_url": "the page that first stated it",
        "fetched_at": "when that page was fetched",
    },
    notes="Only priorities that the region's page still states.",
    select="""
        SELECT
            d.nuts, d.period, d.period_confidence, d.title, d.description, p.url AS page_url, p.fetched_at
        FROM region_priorities d
        JOIN pages p ON p.page_id = d.first_page_id
        WHERE d.closed_page_id IS NULL
    """,
)
