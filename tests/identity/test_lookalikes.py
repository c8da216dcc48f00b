"""The replica's lookalikes: sisters on one host, namesakes abroad, near names next door. One pair of all is one."""

from __future__ import annotations

from harvest.identity.candidate import candidate
from harvest.identity.columns import Columns
from harvest.identity.matching import judgements, match
from harvest.identity.rules import SAME
from harvest.normalise.rules import statements
from harvest.records import Value
from harvest.replica.content import content


def test_only_the_two_profiles_of_one_organisation_are_merged() -> None:
    columns = Columns(
        candidate(
            one.slug,
            statements(
                Value(field, printed, "")
                for field, printed in (
                    ("name", one.name),
                    ("native_name", one.native_name),
                    ("country", one.country),
                    ("place", one.region_line),
                    ("homepage", one.homepage),
                    ("email", one.email),
                    ("established", one.established),
                    *(("sector", value) for value in one.sectors),
                    *(("technology_field", value) for value in one.technologies),
                    *(("s3_priority", value) for value in one.s3),
                    *(("emerging_industry", value) for value in one.emerging),
                    *(("ecosystem", value) for value in one.ecosystems),
                )
                if printed
            ),
        )
        for one in content().organisations
    )
    found = judgements(columns, match(columns))
    merged = [(judgement.left, judgement.right) for judgement in found if judgement.verdict == SAME]
    assert merged == [("bron-innovation", "bron-innovation-govtech-sweden")]
