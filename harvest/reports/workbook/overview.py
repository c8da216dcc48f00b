"""The first sheet: what this is, how many, how to read it and fill it in, what is missing, which run, whose it is."""

from __future__ import annotations

from collections import Counter
from math import ceil
from typing import Any

from harvest.evidence.workbook import ReadSource
from harvest.reports.reasons import in_words
from harvest.reports.workbook.frame import Frame
from harvest.reports.workbook.looks import HEAD, LINK, RULE, WARN
from harvest.reports.workbook.tabs import EXCLUDED

_LAST = 7
"""The last column of the text, counted from 0; the first is 1."""
_LETTERS = 150
"""That fit on one of its lines."""
_LETTERS_BESIDE = 76
"""That fit on a line beside the first column."""
_LINE = 14.0
"""Points."""
_MOST_MISSING = 12


def sheet(frame: Frame) -> Any:
    """Adds the sheet, empty: it is the first one, and what it says is known last."""
    made = frame.sheet(frame.sheet_names["readme"], colour=HEAD)
    made.set_portrait()
    made.set_column(0, 0, 2)
    made.set_column(1, 1, 64)
    made.set_column(2, _LAST, 11)
    made.activate()
    return made


def write(sheet: Any, frame: Frame, counts: Counter[str]) -> None:
    """Fills the sheet in. ``counts`` are organisations by tier, as they stand in the master list."""
    page = _Page(sheet, frame)
    say, contents = frame.say, frame.contents
    page.row(34).text(say("title"), frame.looks.title)
    home = frame.region(contents.home)
    page.row(18).text(say("subtitle", home=home) if home else say("subtitle_no_home"), frame.looks.style(font_size=12))
    page.row(6)
    page.section("what_head")
    page.paragraph(say("what_text"))
    page.section("numbers_head")
    memberships = sum(count for (_, tier), count in contents.counts.items() if tier != EXCLUDED)
    tiers = {tier: counts[tier] for tier in frame.labels.value["tier"]}
    page.paragraph(say("numbers_text", organisations=counts.total(), memberships=memberships, **tiers))
    _priorities(page, frame)
    page.section("sheets_head")
    _sheets(page, frame)
    page.section("screen_head")
    for step in ("screen_1", "screen_2", "screen_3"):
        page.paragraph(say(step, sheet=frame.sheet_names["master"]) if step == "screen_1" else say(step))
    page.section("trace_head")
    page.paragraph(say("trace_text"))
    page.section("missing_head")
    _missing(page, frame)
    page.section("run_head")
    _run(page, frame)
    page.section("sources_head")
    for source in contents.sources:
        _source(page, frame, source)
    page.paragraph(say("terms"))
    page.paragraph(say("persons"))
    sheet.print_area(0, 0, page.at, _LAST)


def _source(page: _Page, frame: Frame, source: ReadSource) -> None:
    """A platform by its name; anything else is a spreadsheet's list."""
    known = source.source in frame.labels.value["source"]
    name = frame.value("source", source.source) if known else frame.say("source_sheet", source=source.source)
    first, last = source.first[:10], source.last[:10]
    word = "source_once" if first == last else "source_line"
    page.paragraph(frame.say(word, source=name, first=first, **({} if first == last else {"last": last})))


class _Page:
    """Rows from the top downwards."""

    def __init__(self, sheet: Any, frame: Frame) -> None:
        self.sheet, self._frame, self.at = sheet, frame, -1

    def row(self, height: float | None = None) -> _Page:
        self.at += 1
        if height:
            self.sheet.set_row(self.at, height)
        return self

    def text(self, text: str, look: Any) -> None:
        self.sheet.write_string(self.at, 1, text, look)

    def section(self, word: str) -> None:
        self.row(8)
        self.row(20)
        for column in range(1, _LAST + 1):
            self.sheet.write_blank(self.at, column, None, self._frame.looks.section)
        self.text(self._frame.say(word), self._frame.looks.section)
        self.row(4)

    def paragraph(self, text: str, **look: Any) -> None:
        self.row(_LINE * ceil(len(text) / _LETTERS) + 4)
        style = self._frame.looks.style(text_wrap=True, **look)
        self.sheet.merge_range(self.at, 1, self.at, _LAST, text, style)

    def pair(self, name: str, value: str) -> None:
        self.row(15)
        self.text(name, self._frame.looks.style(bold=True))
        self.sheet.write_string(self.at, 2, value, self._frame.looks.style())


def _priorities(page: _Page, frame: Frame) -> None:
    say, contents = frame.say, frame.contents
    published = any(one.published_count is not None for one in contents.priorities)
    tiers = [tier for tier in frame.labels.value["tier"] if tier != EXCLUDED]
    heads = [say("per_priority"), *(frame.value("tier", tier) for tier in tiers), say("on_sheet")]
    if published:
        heads.append(say("published_count"))
    page.row(6)
    page.row(30)
    for place, head in enumerate(heads, 1):
        page.sheet.write_string(page.at, place, head, frame.looks.head)
    rule = {"bottom": 4, "bottom_color": RULE}
    number, plain = frame.looks.style(**rule, num_format="#,##0"), frame.looks.style(**rule)
    link = frame.looks.style(**rule, font_color=LINK, underline=1)
    for one in contents.priorities:
        name = frame.priority_names[one.priority]
        page.row(15)
        _to(page, 1, frame.tab_names[one.priority], name, link)
        by_tier = [contents.counts.get((one.priority, tier), 0) for tier in tiers]
        for place, count in enumerate([*by_tier, sum(by_tier)], 2):
            page.sheet.write_number(page.at, place, count, number)
        if published and one.published_count is not None:
            page.sheet.write_number(page.at, len(heads), one.published_count, number)
        elif published:
            page.sheet.write_blank(page.at, len(heads), None, plain)
    if published:
        page.paragraph(say("published_note"), italic=True)


def _sheets(page: _Page, frame: Frame) -> None:
    link = frame.looks.style(font_color=LINK, underline=1)
    about = [("master", frame.sheet_names["master"])]
    about += [("tab", name) for name in list(frame.tab_names.values())[:1]]
    about += [(one, frame.sheet_names[one]) for one in ("regions", "yield", "changes", "columns")]
    for kind, name in about:
        if kind == "changes" and not frame.contents.changes:
            continue
        about_it = frame.say(f"about_{kind}")
        page.row(_LINE * ceil(len(about_it) / _LETTERS_BESIDE) + 2)
        if kind == "tab":
            page.text(frame.say("each_priority"), frame.looks.style())
        else:
            _to(page, 1, name, name, link)
        page.sheet.merge_range(page.at, 2, page.at, _LAST, about_it, frame.looks.style(text_wrap=True))


def _to(page: _Page, column: int, sheet: str, text: str, look: Any) -> None:
    quoted = sheet.replace("'", "''")
    page.sheet.write_url(page.at, column, f"internal:'{quoted}'!A1", look, text)


def _missing(page: _Page, frame: Frame) -> None:
    contents, say = frame.contents, frame.say
    if contents.run and contents.run.quarantined:
        page.paragraph(
            say("missing_quarantine", reason=in_words(contents.run.quarantined, frame.language)), font_color=WARN
        )
    missing = contents.incomplete
    if not missing:
        page.paragraph(say("missing_none"))
    else:
        page.paragraph(say("missing_some", count=len(missing), all=contents.searches), font_color=WARN)
        for one in missing[:_MOST_MISSING]:
            asked = " ".join(part for part in (one.query, one.filters) if part) or "*"
            reason = f": {in_words(one.reason, frame.language)}" if one.reason else ""
            page.paragraph(f"• {one.source}, {asked} ({frame.value('status', one.status)}{reason})")
        if len(missing) > _MOST_MISSING:
            page.paragraph(say("missing_more", count=len(missing) - _MOST_MISSING, sheet=frame.sheet_names["yield"]))
    page.paragraph(say("missing_always"))


def _run(page: _Page, frame: Frame) -> None:
    run, say = frame.contents.run, frame.say
    if run is None:
        page.paragraph(say("no_run"))
    else:
        page.pair(say("run_id"), run.run_id)
        page.pair(say("run_started"), frame.moment(run.started_at))
        page.pair(say("run_finished"), frame.moment(run.finished_at))
        page.pair(say("run_status"), frame.value("run_status", run.status))
        page.pair(say("run_mode"), frame.value("mode", run.mode))
        page.pair(say("run_pages"), str(run.pages))
        page.pair(say("run_version"), f"harvest {run.harvest_version}")
    page.pair(say("exported_at"), frame.moment(frame.exported_at))
