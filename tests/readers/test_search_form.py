"""How a form is filled in: values are found in any spelling, and what is not offered is told by name."""

from __future__ import annotations

import pytest

from harvest.errors import NotOffered
from harvest.records import Query
from harvest.sources.eccp.search_form import SearchForm, read_search_form

HTML = """
<form action="/find"><input type="search" name="q"><input type="hidden" name="kind" value="clusters">
<label for="c">Country</label><select id="c" name="land"><option value="">- Any -</option>
<option value="7">Sverige</option><option value="8">Czech Republic</option></select>
<label for="s">S3 EU priority areas</label><select id="s" name="s3[]" multiple>
<option value="1">KETs: Photonics</option><option value="2">Ageing societies</option></select>
</form>
"""


@pytest.fixture
def form() -> SearchForm:
    return read_search_form(HTML, "https://platform.example/search")


@pytest.mark.parametrize(
    ("facet", "parameter"),
    [
        (("country", "SE"), ("land", "7")),
        (("country", "CZ"), ("land", "8")),
        (("s3", "KETs/Photonics"), ("s3[]", "1")),
        # A form that lists the leaves only.
        (("s3", "Public health & security/Ageing societies"), ("s3[]", "2")),
    ],
)
def test_a_value_is_found_by_its_meaning(form: SearchForm, facet: tuple[str, str], parameter: tuple[str, str]) -> None:
    assert form.fill(Query("eccp", "food", (facet,))) == [("q", "food"), ("kind", "clusters"), parameter]
    assert form.lacks(Query("eccp", "food", (facet,))) == ""


def test_the_list_of_facets_is_what_the_options_say(form: SearchForm) -> None:
    assert list(form.offered()) == [
        ("s3", "KETs: Photonics"),
        ("s3", "Ageing societies"),
        ("country", "Sverige"),
        ("country", "Czech Republic"),
    ]


def test_a_value_that_is_missing_is_told_and_a_filter_that_is_missing_too(form: SearchForm) -> None:
    lacking = Query("eccp", "", (("s3", "KETs/Nanotechnology"),))
    with pytest.raises(NotOffered, match="does not offer 'KETs/Nanotechnology'; it has nothing like it"):
        form.fill(lacking)
    assert "does not offer 'KETs/Nanotechnology'" in form.lacks(lacking)
    foreign = Query("eccp", "", (("sector", "Forestry"),))
    with pytest.raises(NotOffered, match="no filter for 'sector'"):
        form.fill(foreign)
    # Without the filter there is no list that the value could be missing from.
    assert form.lacks(foreign) == ""
