"""The whole report as a page of its own: one HTML file that needs nothing from anywhere.

No script, no address outside, pictures inside it; a content security policy says so. What people wrote is escaped by
the template and by `marks`. Only the worker imports this.
"""

import base64
import hashlib
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from surveys.core import words
from surveys.core.prompt import Picture, Quote, Section
from surveys.core.results import RoundData
from surveys.core.text import one_line
from surveys.core.wording import summary as wording
from surveys.insight import marks
from surveys.insight.marks import Kind, Line
from surveys.insight.report import Report, sentence
from surveys.insight.voices import Groups, Named, last_time

_FOLDER: Final = Path(__file__).parent
_MOST_THEMES, _MOST_QUOTES, _LONGEST_QUOTE, _LONGEST_TITLE = 60, 5, 500, 200
#: Where a PNG says how wide and how tall it is.
_SIZE: Final = struct.Struct(">16xII")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as the page shows it: its data as an address, what it says in words, its size in pixels."""

    address: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme on the page. `percent` is of the replies to the question, 0..100."""

    name: str
    count: str
    percent: float
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A section on the page."""

    heading: Line | None
    lines: tuple[Line, ...]
    picture: Shown | None
    themes: tuple[Theme, ...] = ()
    left: str = ""


def page(report: Report, data: RoundData, made_at: datetime, *, pictures: bool = True) -> bytes:
    """The report as HTML (UTF-8); without its pictures where `pictures` is false."""
    opening, *rest = report.pages.sections
    funnel = report.found.funnel
    style = _style()
    html = _template().render(
        title=one_line(data.survey.title, _LONGEST_TITLE),
        where=words.say(
            wording.PAGE_ROUND, community=one_line(data.community, _LONGEST_TITLE), number=data.number
        ),
        when=_when(data),
        headline=_plain_clauses(report.headline),
        figures=(
            (words.SUMMARY_ASKED, f"{funnel.asked:,}"),
            (words.SUMMARY_REACHED, f"{funnel.reached:,}"),
            (words.SUMMARY_STARTED, f"{funnel.started:,}"),
            (words.SUMMARY_COMPLETED, f"{funnel.completed:,}"),
        ),
        opening=_part(opening, None, pictures=pictures),
        parts=[_part(one, report.groups.get(one.about), pictures=pictures) for one in rest],
        footer=report.pages.footer,
        made=wording.PAGE_MADE,
        made_at=f"{made_at:%Y-%m-%d %H:%M} UTC",
        style=Markup(style),  # noqa: S704  our own file
        policy=_policy(style),
    )
    return html.encode()


def quoted_in(report: Report) -> Iterator[Quote]:
    """The quotes that are on the page and not in the summary itself."""
    shown = {(quote.person, quote.question) for one in report.pages.sections for quote in one.quotes}
    for groups in report.groups.values():
        for one in groups.every[:_MOST_THEMES]:
            for quote in groups.quotes(one, _MOST_QUOTES):
                if (quote.person, quote.question) not in shown:
                    yield quote


def _part(section: Section, groups: Groups | None, *, pictures: bool) -> Part:
    lines = list(marks.lines(section.text))
    heading = lines.pop(0) if lines and lines[0].kind is Kind.HEADING else None
    if groups is not None and groups.every:
        # Its themes are told in full, so of the section's own words only the small print is left.
        lines = [one for one in lines if one.kind is Kind.SMALL]
    else:
        lines = [one for one in lines if one.kind is not Kind.LARGE]
    picture = section.picture if pictures else None
    themes = () if groups is None else tuple(_theme(one, groups) for one in groups.every[:_MOST_THEMES])
    left = 0 if groups is None else len(groups.every) - len(themes)
    return Part(
        heading,
        tuple(lines),
        # Bars of themes are drawn by the page itself, all of them.
        None if picture is None or themes else _picture(picture),
        themes,
        words.count(left, wording.PAGE_LEFT_ONE, wording.PAGE_LEFT_MANY) if left else "",
    )


def _theme(one: Named, groups: Groups) -> Theme:
    texts, people = groups.voices.told.texts, groups.voices.told.people
    places = {person: place for place, person in enumerate(people)}
    quotes = tuple(
        one_line(texts[places[quote.person]], _LONGEST_QUOTE) for quote in groups.quotes(one, _MOST_QUOTES)
    )
    share = 100 * one.size / groups.of if groups.of else 0.0
    return Theme(
        one.name, words.count(one.size, wording.PAGE_ONE, wording.PAGE_MANY) + last_time(one), share, quotes
    )


def _picture(picture: Picture) -> Shown:
    width, height = _SIZE.unpack_from(picture.data)
    address = f"data:image/png;base64,{base64.b64encode(picture.data).decode()}"
    return Shown(address, picture.alt, width, height)


def _plain_clauses(told: Sequence[str]) -> Markup:
    found = next(iter(marks.lines(f"-# {sentence(told)}")), None) if told else None
    return Markup("") if found is None else found.html


def _when(data: RoundData) -> str:
    since = f"{data.opened_at:%Y-%m-%d}"
    if data.closed_at is None:
        return words.say(wording.PAGE_OPEN, since=since)
    return words.say(wording.PAGE_FROM, since=since, until=f"{data.closed_at:%Y-%m-%d}")


def _policy(style: str) -> str:
    """What the page may load: the pictures and the style that are in it, and nothing else."""
    known = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{known}'; base-uri 'none'; form-action 'none'"
    )


@cache
def _style() -> str:
    return (_FOLDER / "page.css").read_text("utf-8")


@cache
def _template() -> Template:
    made = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return made.from_string((_FOLDER / "page.html").read_text("utf-8"))
