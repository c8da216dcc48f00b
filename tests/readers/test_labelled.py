"""Labels and values in every form that pages print them in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from harvest.reading import lines
from harvest.sources.labelled import labelled, synonyms

KNOWN = synonyms({"country": ("Country",), "total": ("Cluster Members",), "site": ("Website",), "text": ("About us",)})


def found(body: str) -> dict[str, list[str]]:
    root = LexborHTMLParser(f"<main>{body}</main>").css_first("main")
    assert root is not None
    return {pair.field or pair.label: pair.values for pair in labelled(root, KNOWN)}


SWEDEN = {"country": ["Sweden"]}
FORMS = [
    ("<div><div>Country</div><div><div>Sweden</div></div></div>", SWEDEN),
    ("<div><div>Country:&nbsp;</div><div><div>Sweden</div></div></div>", SWEDEN),
    ("<div><div>COUNTRY :</div><div>Sweden</div></div>", SWEDEN),
    ("<div><div>Country</div><div><div>Sweden</div><div>Norway</div></div></div>", {"country": ["Sweden", "Norway"]}),
    ("<div><div>Country</div><div>Sweden</div><div>Norway</div></div>", {"country": ["Sweden", "Norway"]}),
    ("<div><div>Country</div><ul><li>Sweden</li><li>Norway</li></ul></div>", {"country": ["Sweden", "Norway"]}),
    ("<div><!-- a --><div><!-- b -->Country</div><!-- c --><div><!-- d --><div>Sweden</div></div></div>", SWEDEN),
    ("<div><div><span>Country</span></div><div><p>Swe<b>den</b></p></div></div>", SWEDEN),
    ("<dl><dt>Country</dt><dd>Sweden</dd><dt>Color</dt><dd>blue</dd></dl>", {**SWEDEN, "Color": ["blue"]}),
    ("<table><tr><th>Country</th><td>Sweden</td></tr><tr><th>Color</th><td>blue</td></tr></table>",
     {**SWEDEN, "Color": ["blue"]}),
    ("<table><tr><td>Country</td><td>Sweden</td></tr></table>", SWEDEN),
    ("<p>Country: Sweden</p>", SWEDEN),
    ("<p>Country - Sweden</p>", SWEDEN),
    ("<p><strong>Country:</strong> Sweden</p>", SWEDEN),
    ("<p><strong>Country</strong> Sweden</p>", SWEDEN),
    ("<p><b>Country</b><span>Sweden</span></p>", SWEDEN),
    ("<p>Country</p><p>Sweden</p><p>More</p>", SWEDEN),
    ("<p>Country: Sweden<br>Website: x.example</p>", {**SWEDEN, "site": ["x.example"]}),
    ("<div><p>Country</p><p>Sweden</p><p>Website</p><p>x.example</p></div>", {**SWEDEN, "site": ["x.example"]}),
    ("<p>293 Cluster Members</p>", {"total": ["293"]}),
    ("<li><span>293</span> <span>Cluster Members</span></li>", {"total": ["293"]}),
    ("<li><span>293</span><span>Cluster Members</span></li>", {"total": ["293"]}),
    ("<div>293</div><div>Cluster Members</div>", {"total": ["293"]}),
    ("<div>1 036</div><div>Cluster Members</div><div>Country</div><div>Sweden</div>", {"total": ["1 036"], **SWEDEN}),
    ("<h2>About us</h2><p>One.</p><div><p>Two.</p></div><h2>Else</h2><p>Three.</p>", {"text": ["One.", "Two."]}),
    ("<section><h2>About us</h2><div>One.</div><p>Country: Sweden</p></section>", {"text": ["One."], **SWEDEN}),
    ("<fieldset><legend>About us</legend><p>One.</p></fieldset>", {"text": ["One."]}),
    ("<p>We are in a country: it is big.</p><p>Cluster members meet - often</p>", {}),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), FORMS, ids=[body[:40] for body, _ in FORMS])
def test_a_label_is_found_in_this_form(body: str, expected: dict[str, list[str]]) -> None:
    assert found(body) == expected


FIELD = "<div class='f'><div class='l'>{}</div><div class='v'><div>{}</div></div></div>"


def test_an_unknown_label_in_the_dress_of_a_known_one_is_kept() -> None:
    page = FIELD.format("Country", "Sweden") + FIELD.format("Mascot", "elk")
    assert found(page) == {**SWEDEN, "Mascot": ["elk"]}


def test_what_is_dressed_otherwise_or_holds_known_labels_is_no_label() -> None:
    other = "<div class='x'><div class='y'>Hello</div><div class='z'>there</div></div>"
    around = f"<div><div class='l'>General</div><div>{FIELD.format('Country', 'Sweden')}</div></div>"
    assert found(FIELD.format("Country", "Sweden") + other) == SWEDEN
    assert found(around) == SWEDEN


def test_a_link_is_found_on_it_around_it_and_for_each_value() -> None:
    page = (
        "<div><div>Website</div><div><div><a href='/a'>a…</a></div><div><a href='/b'>b…</a></div></div></div>"
        "<a href='/c'><p>Country: Sweden</p></a>"
    )
    root = LexborHTMLParser(f"<main>{page}</main>").css_first("main")
    assert root is not None
    sites, country = labelled(root, KNOWN)
    assert [sites.href(0), sites.href(1), country.href(0)] == ["/a", "/b", "/c"]


TAGS = st.sampled_from(["div", "p", "span", "b", "ul", "li", "a", "br", "td", "h2"])


@given(
    st.recursive(
        st.text("ab \n", max_size=4), lambda inner: st.tuples(TAGS, st.lists(inner, max_size=3)), max_leaves=12
    )
)
def test_lines_lose_no_letter_and_keep_their_order(tree: object) -> None:
    body = LexborHTMLParser(f"<body>{_markup(tree)}</body>").body
    assert body is not None
    printed = lines(body)
    assert _letters("".join(line.text for line in printed)) == _letters(body.text())
    nodes = [node.mem_id for line in printed for node in line.nodes]
    assert len(nodes) == len(set(nodes))
    assert all(
        "".join("".join(node.text() for node in line.nodes).split()) == "".join(line.text.split()) for line in printed
    )


def _letters(text: str) -> str:
    return "".join(text.split())


def _markup(tree: object) -> str:
    if isinstance(tree, tuple):
        tag, inner = tree
        return f"<{tag}>{''.join(map(_markup, inner))}</{tag}>"
    return str(tree)
