"""The summary of a round, in words and pictures, ready to be posted."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final, assert_never

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.ids import summary_args
from surveys.core.invitation import InvitationState
from surveys.core.prompt import Button, Pages, Picture, Section, Verb, Weight
from surveys.core.results import RoundData
from surveys.core.text import clean, clip, quoted
from surveys.insight import numbers, themes
from surveys.insight.charts import Bar, BarChart, FunnelChart, ScaleChart, draw
from surveys.insight.labels import LONGEST_LABEL
from surveys.insight.numbers import Funnel, Numbers, Options, Points, QuestionNumbers, Share, Texts
from surveys.insight.themes import Grouping, Theme

#: With fewer answers than this a question is not broken down: it would show who said what.
LEAST: Final = 5
#: Characters a section's text has at most.
LONGEST_SECTION: Final = 900
_LONGEST_HEADING, _LONGEST_QUOTE, _LONGEST_TITLE = 160, 100, 100
_MOST_THEMES: Final = 8
_MOST_QUOTES: Final = 2
_SMALL: Final = "-# "

_S: Final = InvitationState
#: What became of those who did not complete, in the order it is told. Stop is stop, early or midway.
_ASIDES: Final = (
    ((_S.UNREACHABLE,), words.SUMMARY_NOT_REACHED_ONE, words.SUMMARY_NOT_REACHED_MANY),
    ((_S.FAILED,), words.SUMMARY_FAILED_ONE, words.SUMMARY_FAILED_MANY),
    ((_S.REFUSED, _S.BROKE_OFF), words.SUMMARY_LEFT_ONE, words.SUMMARY_LEFT_MANY),
    ((_S.EXPIRED,), words.SUMMARY_SILENT_ONE, words.SUMMARY_SILENT_MANY),
    ((_S.PARTIAL,), words.SUMMARY_PARTIAL_ONE, words.SUMMARY_PARTIAL_MANY),
    ((_S.HELD_BACK,), words.SUMMARY_HELD_ONE, words.SUMMARY_HELD_MANY),
)
# What could name or lead to a person: a mention or handle, an address, a link, a long number.
_POINTS_AT_SOMEBODY: Final = re.compile(
    r"@|https?:|www\.|discord\.gg|\w+#\d{4}\b|\d(?:[\s()/.-]*\d){6}", re.IGNORECASE
)


def build(data: RoundData) -> Pages:
    """The summary of `data`: the way from asked to completed, then each question in turn.

    Everything said is counted from `data`; quotes carry no name and none that could be one. Pictures
    are PNGs named `summary-1.png` and on. Takes seconds for thousands of people: not for an event loop.
    """
    found = numbers.count(data)
    gallery = _Gallery()
    sections = [_headline(found, gallery)]
    if any(question.answered for question in found.questions):
        sections += [_question(question, gallery) for question in found.questions]
    return Pages(
        title=words.say(
            words.SUMMARY_TITLE, title=_line(data.survey.title, _LONGEST_TITLE), number=data.number
        ),
        sections=tuple(sections),
        footer=f"{words.SUMMARY_FOOTER} {words.SUMMARY_INTERVAL_NOTE}"
        if gallery.uncertain
        else words.SUMMARY_FOOTER,
        buttons=(
            Button(
                Verb.EXPORT, summary_args(data.number, data.opened_at), words.SUMMARY_EXPORT, Weight.QUIET
            ),
        ),
    )


class _Gallery:
    """Draws charts and numbers the pictures as they come."""

    def __init__(self) -> None:
        self._hung = 0
        #: Whether a picture shows intervals, which need a word of explanation.
        self.uncertain = False

    def hang(self, chart: BarChart | ScaleChart | FunnelChart) -> Picture:
        drawing = draw(chart)
        self._hung += 1
        self.uncertain = self.uncertain or not isinstance(chart, FunnelChart)
        return Picture(f"summary-{self._hung}.png", drawing.png, drawing.alt)


def _headline(found: Numbers, gallery: _Gallery) -> Section:
    funnel = found.funnel
    if not funnel.asked:
        return Section(_paragraphs([words.SUMMARY_NOBODY_ASKED, _asides(funnel)]))
    if funnel.started:
        response = funnel.response
        first = words.say(
            words.SUMMARY_HEADLINE,
            answered=f"{response.count:,}",
            reached=f"{response.of:,}",
            rate=_percent(response),
        )
    else:
        first = words.SUMMARY_HEADLINE_NONE
    lines = [first]
    if found.first_reply_seconds is not None and funnel.started >= LEAST:
        duration = in_words(round(found.first_reply_seconds))
        lines.append(words.say(words.SUMMARY_MEDIAN_TIME, duration=duration))
    lines.append(_asides(funnel))
    return Section(_paragraphs(lines), gallery.hang(_funnel_chart(funnel)))


def _asides(funnel: Funnel) -> str:
    told = [(sum(funnel.states[state] for state in states), one, many) for states, one, many in _ASIDES]
    return _aside(*(words.count(number, one, many) for number, one, many in told if number))


def _funnel_chart(funnel: Funnel) -> FunnelChart:
    steps = (
        (words.SUMMARY_ASKED, funnel.asked),
        (words.SUMMARY_REACHED, funnel.reached),
        (words.SUMMARY_STARTED, funnel.started),
        (words.SUMMARY_COMPLETED, funnel.completed),
    )
    # Everybody asked is in it, so there is nothing to be uncertain about.
    shares = ((label, Share(number, funnel.asked)) for label, number in steps)
    bars = tuple(Bar(label, share.count, share.value, share.value, share.value) for label, share in shares)
    return FunnelChart(words.SUMMARY_FUNNEL_TITLE, "", bars)


def _question(question: QuestionNumbers, gallery: _Gallery) -> Section:
    heading = f"**{quoted(question.question.text, _LONGEST_HEADING)}**"
    if not question.answered:
        return Section(_paragraphs([heading, words.SUMMARY_NOBODY, _stopped(question)]))
    if question.answered < LEAST:
        return Section(_paragraphs([heading, words.say(words.SUMMARY_TOO_FEW, least=LEAST)]))
    title = _line(question.question.text, _LONGEST_TITLE)
    match question.breakdown:
        case Options(rows):
            caption = _answers(question)
            chart: BarChart | ScaleChart = BarChart(title, caption, _bars(rows))
        case Points(rows, low_label, high_label, mean, median):
            caption = f"{_answers(question)}, {_middle(mean, median)}"
            # The picture marks mean and median itself.
            chart = ScaleChart(title, _answers(question), _bars(rows), low_label, high_label, mean, median)
        case Texts(texts):
            return _written(question, heading, texts, gallery)
        case _:
            assert_never(question.breakdown)
    return Section(_paragraphs([heading, _aside(caption, _stopped(question))]), gallery.hang(chart))


def _written(question: QuestionNumbers, heading: str, texts: Sequence[str], gallery: _Gallery) -> Section:
    grouping = themes.themes(texts)
    shown = grouping.themes[:_MOST_THEMES]
    opening = [heading, _aside(_answers(question), _stopped(question))]
    closing = ["", _aside(*_remainder(grouping))]
    if not shown:
        return Section(_paragraphs([*opening, words.SUMMARY_NO_THEMES, *closing]))

    def worded(kept: int, quotes: int) -> str:
        # An empty line ends a quote for every reader of Markdown.
        said = [line for theme in shown[:kept] for line in ("", *_theme(theme, texts, quotes))]
        more = len(grouping.themes) - kept
        rest = (
            [words.count(more, words.SUMMARY_MORE_THEMES_ONE, words.SUMMARY_MORE_THEMES_MANY)] if more else []
        )
        return "\n".join([*opening, *said, *rest, *closing]).strip()

    picture = gallery.hang(
        BarChart(
            _line(question.question.text, _LONGEST_TITLE),
            f"{words.SUMMARY_THEMES}: {_answers(question)}",
            tuple(_bar(_line(theme.label, LONGEST_LABEL), Share(theme.size, len(texts))) for theme in shown),
        )
    )
    return Section(_first_fitting(worded, len(shown)), picture)


def _first_fitting(worded: Callable[[int, int], str], most: int) -> str:
    """The fullest wording that fits a section: one quote less before one theme less."""
    for kept in range(most, 0, -1):
        for quotes in range(_MOST_QUOTES, 0, -1):
            text = worded(kept, quotes)
            if len(text) <= LONGEST_SECTION:
                return text
    return clip(worded(0, 0), LONGEST_SECTION)


def _theme(theme: Theme, texts: Sequence[str], most: int) -> Iterable[str]:
    one, many = words.SUMMARY_THEME_ONE, words.SUMMARY_THEME_MANY
    label = quoted(theme.label, LONGEST_LABEL)
    yield words.say(one if theme.size == 1 else many, label=label, count=f"{theme.size:,}")
    quotable = [texts[place] for place in theme.quotes if not _POINTS_AT_SOMEBODY.search(texts[place])]
    for text in quotable[:most]:
        yield words.say(words.SUMMARY_QUOTE, quote=quoted(text, _LONGEST_QUOTE))


def _remainder(grouping: Grouping) -> list[str]:
    told = []
    if grouping.ungrouped and grouping.themes:
        told.append(
            words.count(grouping.ungrouped, words.SUMMARY_UNGROUPED_ONE, words.SUMMARY_UNGROUPED_MANY)
        )
    if grouping.set_aside:
        told.append(
            words.count(grouping.set_aside, words.SUMMARY_SET_ASIDE_ONE, words.SUMMARY_SET_ASIDE_MANY)
        )
    return told


def _stopped(question: QuestionNumbers) -> str:
    if not question.stopped:
        return ""
    return words.count(question.stopped, words.SUMMARY_STOPPED_HERE_ONE, words.SUMMARY_STOPPED_HERE_MANY)


def _answers(question: QuestionNumbers) -> str:
    return words.count(question.answered, words.SUMMARY_ANSWERS_ONE, words.SUMMARY_ANSWERS_MANY)


def _middle(mean: float | None, median: float | None) -> str:
    return words.say(words.SUMMARY_MEAN, mean=_number(mean), median=_number(median))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}".removesuffix(".0")


def _percent(share: Share) -> str:
    """Whole percents; 0 % and 100 % are said only where they are exact."""
    percent = round(100 * share.value)
    if 0 < share.count < share.of:
        percent = min(max(percent, 1), 99)
    return f"{percent}%"


def _bars(rows: Iterable[numbers.Row]) -> tuple[Bar, ...]:
    return tuple(_bar(row.label, row.share) for row in rows)


def _bar(label: str, share: Share) -> Bar:
    return Bar(_line(label, _LONGEST_TITLE), share.count, share.value, *share.interval)


def _line(text: str, limit: int) -> str:
    return clip(" ".join(clean(text).split()), limit)


def _aside(*told: str) -> str:
    """What is said small, on one line."""
    return _SMALL + " · ".join(one for one in told if one) if any(told) else ""


def _paragraphs(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line)
