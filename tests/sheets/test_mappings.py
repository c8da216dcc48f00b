"""Mappings: those that come along are sound, and a mistake in one says where it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from harvest.errors import SheetError
from harvest.sheets.mapping import load_mapping, packaged_mappings


@pytest.mark.parametrize("name", packaged_mappings())
def test_packaged_mappings_are_sound(name: str) -> None:
    assert load_mapping(Path(name))[0].table


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source = 'x'", "title"),
        ("= 1", "not TOML"),
        ("source='eccp'\ntitle='x'\ntable=[]", "eccp is harvested"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='nme'}", "no field is called 'nme'"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='country'}", "must be the name"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='tip'\ncolumns={A='name'}", "priority"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='evidence'\ncolumns={A='name'}", "is_edih"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='name',B='valid_to'}", "of a programme"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\ncolumns={A='name', Kontaktperson='description'}",
         "takes none in"),
        ("source='x'\ntitle='x'\ncountry='Narnia'\n[[table]]\nkind='organisation'\ncolumns={A='name'}", "no country"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\narea='A1'\ncolumns={A='name'}", "A3:F40"),
        ("source='x'\ntitle='x'\n[[table]]\nkind='organisation'\nid=['B']\ncolumns={A='name'}", "'B' is none of"),
    ],
)  # fmt: skip
def test_a_mapping_that_is_wrong_says_where(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "m.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(SheetError, match=r"m\.toml") as error:
        load_mapping(file)
    assert words in str(error.value)


def test_a_mapping_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(SheetError, match="packaged mappings are edih, "):
        load_mapping(Path("nothing"))
