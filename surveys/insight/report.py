"""The summary of a round, in words and pictures, ready to be posted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.ids import summary_args
from surveys.core.invitation import InvitationState
from surveys.core.prompt import Button, Pages, Picture, Section, Verb, Weight
from surveys.core.results import RoundData
from surveys.core.text import clean, clip, quoted
from surveys.insight import numbers, trials
from surveys.insight.breakdowns import (
    Amounts,
    Calendar,
    Files,
    Options,
    Order,
    Points,
    Row,
    Score,
    Share,
    Texts,
    Verdicts,
    percent,
)
from surveys.insight.charts import (
    Bar,
    BarChart,
    Chart,
    FunnelChart,
    HistogramChart,
    ScaleChart,
    Stack,
    StackedChart,
    draw,
)
from surveys.insight.labels import LONGEST_LABEL
from surveys.insight.numbers import Funnel, Numbers, QuestionNumbers
from surveys.insight.spans import Column
from surveys.insight.voices import Passage, People, Voices, group, listed, remainder

#: With fewer answers than this a question is not broken down: it would show who said what.
LEAST: Final = 5
#: Characters a section's text has at most.
LONGEST_SECTION: Final = 900
_LONGEST_HEADING, _LONGEST_TITLE = 160, 100
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


def build(data: RoundData) -> Pages:
    """The summary of `data`: the way from asked to completed, then each question in turn.

    Everything said is counted from `data`. Only those who agreed are quoted, with a name only where they
    agreed to that, and nothing quoted points at anybody; each section lists its quotes. Pictures are PNGs named `summary-1.png` and on. Takes seconds for thousands of people: not for an event loop.
    """
    found = numbers.count(data)
    gallery = _Gallery()
    sections = [_headline(found, gallery)]
    if (tried := trials.section(data)) is not None:
        sections.append(tried)
    if any(question.answered for question in found.questions):
        people = {one.person: one for one in data.invited}
        sections += [_question(question, people, gallery) for question in found.questions]
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

    def hang(self, chart: Chart) -> Picture:
        drawing = draw(chart)
        self._hung += 1
        if isinstance(chart, BarChart | ScaleChart) and not isinstance(chart, HistogramChart):
            self.uncertain = True
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
            rate=percent(response),
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


def _question(question: QuestionNumbers, people: People, gallery: _Gallery) -> Section:
    heading = f"**{quoted(question.question.text, _LONGEST_HEADING)}**"
    if not question.answered:
        return Section(_paragraphs([heading, words.SUMMARY_NOBODY, _stopped(question)]))
    if question.told < LEAST:
        return Section(
            _paragraphs(
                [heading, words.say(words.SUMMARY_TOO_FEW, least=LEAST), _aside(_withdrawn(question))]
            )
        )
    private = question.question.private
    if private and isinstance(question.breakdown, Texts):
        return Section(
            _paragraphs([heading, words.SUMMARY_PRIVATE, _aside(_answers(question), _stopped(question))])
        )
    if isinstance(question.breakdown, Texts):
        return _written(question, heading, Voices(question.question.id, question.breakdown, people), gallery)
    shown = _shown(question, people)
    caption = _aside(_answers(question), shown.told, _withdrawn(question), _stopped(question))
    opening = _paragraphs([heading, words.SUMMARY_PRIVATE if private else "", caption])
    passage = (
        listed(shown.voices, *shown.heading, LONGEST_SECTION - len(opening) - 2)
        if shown.voices and not private
        else Passage()
    )
    text = f"{opening}\n\n{passage.text}" if passage.lines else opening
    return Section(text, gallery.hang(shown.chart), passage.quotes)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A question's picture, what is said beside it, and what people wrote in their own words."""

    chart: Chart
    told: str = ""
    voices: Voices | None = None
    heading: tuple[str, str] = (words.SUMMARY_OWN_WORDS_ONE, words.SUMMARY_OWN_WORDS_MANY)


def _shown(question: QuestionNumbers, people: People) -> _Shown:
    title, answers = _line(question.question.text, _LONGEST_TITLE), _answers(question)
    name = question.question.id
    match question.breakdown:
        case Options(rows, others):
            voices = Voices(name, others, people) if others.texts else None
            return _Shown(BarChart(title, answers, _bars(rows)), voices=voices)
        case Points(rows, low_label, high_label, mean, median):
            # The picture marks mean and median itself.
            chart: Chart = ScaleChart(title, answers, _bars(rows), low_label, high_label, mean, median)
            return _Shown(chart, words.say(words.SUMMARY_MEAN, mean=_number(mean), median=_number(median)))
        case Score() as score:
            return _scored(score, title, answers)
        case Amounts() as amounts:
            return _counted(amounts, title, answers)
        case Calendar(columns, of):
            return _Shown(HistogramChart(title, answers, _columns(columns, of), "", "", None, None))
        case Order(places):
            bars = tuple(
                _bar(words.say(words.SUMMARY_PLACE, label=one.label, mean=_number(one.mean)), one.first)
                for one in places
            )
            return _Shown(BarChart(title, f"{answers}. {words.SUMMARY_FIRST_PLACES}", bars))
        case Verdicts(verdicts):
            legend = (words.SUMMARY_AGREE, words.SUMMARY_PASS, words.SUMMARY_DISAGREE)
            stacks = tuple(
                Stack(
                    _line(one.label, _LONGEST_TITLE), (one.agree.count, one.passed.count, one.disagree.count)
                )
                for one in verdicts
            )
            return _Shown(StackedChart(title, answers, legend, stacks))
        case Files(rows, files, texts):
            told = words.count(files, words.SUMMARY_FILES_ONE, words.SUMMARY_FILES_MANY)
            voices = Voices(name, texts, people) if texts.texts else None
            heading = (words.SUMMARY_CAME_WITH_ONE, words.SUMMARY_CAME_WITH_MANY)
            return _Shown(BarChart(title, f"{answers}, {told}", _bars(rows)), told, voices, heading)
        case Texts():
            raise AssertionError("texts have no picture of their own")
        case _:
            assert_never(question.breakdown)


def _scored(score: Score, title: str, answers: str) -> _Shown:
    low, high = score.interval
    told = words.say(words.SUMMARY_SCORE, score=_signed(score.value), low=_signed(low), high=_signed(high))
    shares = (score.promoters, score.passives, score.detractors)
    legend = (words.SUMMARY_PROMOTERS, words.SUMMARY_PASSIVES, words.SUMMARY_DETRACTORS)
    stack = Stack("", tuple(share.count for share in shares))
    shown = ", ".join(f"{name} {percent(share)}" for name, share in zip(legend, shares, strict=True))
    return _Shown(StackedChart(title, f"{answers}, {told}", legend, (stack,)), f"{told} · {shown}")


def _counted(amounts: Amounts, title: str, answers: str) -> _Shown:
    low, high = amounts.quartiles or (None, None)
    told = words.say(
        words.SUMMARY_AMOUNT,
        median=_number(amounts.median),
        low=_number(low),
        high=_number(high),
        mean=_number(amounts.mean),
    )
    unit = words.say(words.SUMMARY_UNIT, unit=quoted(amounts.unit, _LONGEST_TITLE)) if amounts.unit else ""
    plain = f"{answers}, " + words.say(words.SUMMARY_UNIT, unit=amounts.unit) if amounts.unit else answers
    columns = _columns(amounts.columns, amounts.of)
    chart = HistogramChart(title, plain, columns, "", "", amounts.mean, amounts.median)
    return _Shown(chart, f"{told}, {unit}" if unit else told)


def _columns(columns: Iterable[Column], of: int) -> tuple[Bar, ...]:
    """Spans as columns; how they are cut is our choice, so no interval is drawn on them."""
    shares = ((one, one.count / of if of else 0.0) for one in columns)
    return tuple(Bar(one.label, one.count, share, share, share) for one, share in shares)


def _written(question: QuestionNumbers, heading: str, voices: Voices, gallery: _Gallery) -> Section:
    groups = group(voices)
    opening = [heading, _aside(_answers(question), _withdrawn(question), _stopped(question))]
    closing = ["", _aside(*remainder(groups.grouping))]
    if not groups.shown:
        return Section(_paragraphs([*opening, words.SUMMARY_NO_THEMES, *closing]))
    passage = groups.passage(opening, closing, LONGEST_SECTION)
    chart = BarChart(
        _line(question.question.text, _LONGEST_TITLE),
        f"{words.SUMMARY_THEMES}: {_answers(question)}",
        tuple(
            _bar(_line(name, LONGEST_LABEL), Share(theme.size, len(voices.told.texts)))
            for name, theme in groups.shown
        ),
    )
    return Section(passage.text, gallery.hang(chart), passage.quotes, groups.grouped())


def _withdrawn(question: QuestionNumbers) -> str:
    if not question.withdrawn:
        return ""
    return words.count(question.withdrawn, words.SUMMARY_WITHDRAWN_ONE, words.SUMMARY_WITHDRAWN_MANY)


def _stopped(question: QuestionNumbers) -> str:
    if not question.stopped:
        return ""
    return words.count(question.stopped, words.SUMMARY_STOPPED_HERE_ONE, words.SUMMARY_STOPPED_HERE_MANY)


def _answers(question: QuestionNumbers) -> str:
    return words.count(question.answered, words.SUMMARY_ANSWERS_ONE, words.SUMMARY_ANSWERS_MANY)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}".removesuffix(".0")


def _signed(score: float) -> str:
    """A score in whole points, with its sign."""
    return f"{round(score):+d}" if round(score) else "0"


def _bars(rows: Iterable[Row]) -> tuple[Bar, ...]:
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
