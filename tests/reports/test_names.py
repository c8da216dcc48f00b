from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harvest.reports.workbook.names import sheet_names

FORBIDDEN = set("[]:*?/\\")


@given(st.lists(st.text(max_size=60), max_size=8))
def test_every_name_is_one_that_excel_takes(wanted: list[str]) -> None:
    names = sheet_names(wanted)
    assert len(names) == len(wanted)
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert name
        assert len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
        assert not FORBIDDEN & set(name)
        assert not name.startswith("'")
        assert not name.endswith("'")
        assert name.casefold() != "history"


def test_names_stay_readable() -> None:
    assert sheet_names(
        [
            "GovTech",
            "Smart caring - omvårdnad, trygghet och säkerhet",
            "Avancerad specialtillverkning inom metall-, maskin- och fordonstillverkning",
            "Utveckling och styrning av komplexa produktions- och verksamhetssystem",
            "govtech",
            "Energi/kraft: sol?",
            "x" * 40,
        ]
    ) == [
        "GovTech",
        "Smart caring",
        "Avancerad specialtillverkning…",
        "Utveckling och styrning…",
        "govtech (2)",
        "Energi kraft sol",
        "x" * 30 + "…",
    ]
