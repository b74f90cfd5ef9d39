"""The part of a summary about one question."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, assert_never

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.text import one_line, quoted
from surveys.insight import figures
from surveys.insight.breakdowns import (
    Amounts,
    Calendar,
    Files,
    Options,
    Order,
    Place,
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
    Gauge,
    HistogramChart,
    ScaleChart,
    Shades,
    Stack,
    StackedChart,
)
from surveys.insight.gallery import Gallery
from surveys.insight.labels import LONGEST_LABEL
from surveys.insight.lines import LEAST, LONGEST_SECTION, LONGEST_TITLE, aside, paragraphs
from surveys.insight.numbers import QuestionNumbers
from surveys.insight.scales import losses, mean_of
from surveys.insight.spans import Column
from surveys.insight.voices import Groups, Passage, People, Voices, group, listed, remainder

_LONGEST_HEADING: Final = 160


def section(
    question: QuestionNumbers,
    people: People,
    gallery: Gallery,
    groups: Groups | None = None,
    change: str = "",
) -> Section:
    """What came in to one question, in words and a picture; nothing that would show who said what.

    `groups` are the themes of what was written, where they are known already. `change` is what changed in it since
    the last time, in words; empty for nothing.
    """
    heading = f"**{quoted(question.question.text, _LONGEST_HEADING)}**"
    if not question.answered:
        return Section(paragraphs([heading, words.SUMMARY_NOBODY, *losses(question)]))
    if question.told < LEAST:
        return Section(
            paragraphs([heading, words.say(words.SUMMARY_TOO_FEW, least=LEAST), aside(_withdrawn(question))])
        )
    private = question.question.private
    if private and isinstance(question.breakdown, Texts):
        return Section(
            paragraphs([heading, words.SUMMARY_PRIVATE, aside(_answers(question), *losses(question))])
        )
    if isinstance(question.breakdown, Texts):
        found = groups or group(Voices(question.question.id, question.breakdown, people))
        return _written(question, heading, found, gallery)
    shown = _shown(question, people)
    caption = aside(_answers(question), shown.told, change, *losses(question))
    opening = paragraphs([heading, words.SUMMARY_PRIVATE if private else "", caption])
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
    title, answers = one_line(question.question.text, LONGEST_TITLE), _answers(question)
    name = question.question.id
    match question.breakdown:
        case Options(rows, others):
            voices = Voices(name, others, people) if others.texts else None
            return _Shown(BarChart(title, answers, _bars(rows)), voices=voices)
        case Points(rows, low_label, high_label, mean, median):
            # The picture marks mean and median itself.
            chart: Chart = ScaleChart(
                title, answers, _bars(rows), low_label, high_label, mean, median, question.breakdown.interval
            )
            return _Shown(chart, mean_of(question.breakdown))
        case Score() as score:
            return _scored(score, title, answers)
        case Amounts() as amounts:
            return _counted(amounts, title, answers)
        case Calendar(columns, of):
            return _Shown(HistogramChart(title, answers, _columns(columns, of), "", "", None, None))
        case Order(places):
            return _ranked(places, title, answers)
        case Verdicts(verdicts):
            legend = (words.SUMMARY_AGREE, words.SUMMARY_PASS, words.SUMMARY_DISAGREE)
            stacks = tuple(
                Stack(
                    one_line(one.label, LONGEST_TITLE),
                    (one.agree.count, one.passed.count, one.disagree.count),
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
    told = words.say(
        words.SUMMARY_SCORE,
        score=figures.signed(score.value),
        low=figures.signed(low),
        high=figures.signed(high),
    )
    shares = (score.promoters, score.passives, score.detractors)
    legend = (words.SUMMARY_PROMOTERS, words.SUMMARY_PASSIVES, words.SUMMARY_DETRACTORS)
    stack = Stack("", tuple(share.count for share in shares))
    shown = ", ".join(f"{name} {percent(share)}" for name, share in zip(legend, shares, strict=True))
    gauge = Gauge(score.value, low, high, f"{told[:1].upper()}{told[1:]}")
    return _Shown(StackedChart(title, answers, legend, (stack,), gauge=gauge), f"{told} · {shown}")


def _ranked(places: tuple[Place, ...], title: str, answers: str) -> _Shown:
    """Each option with how many put it first, second, third, lower, or left it out, in the order of all."""
    ranks = len(places[0].at) if places else 0
    legend = [*words.SUMMARY_PLACES[:ranks]]
    legend += [words.SUMMARY_LOWER] if ranks > len(words.SUMMARY_PLACES) else []
    legend.append(words.SUMMARY_LEFT_OUT)
    stacks = []
    for one in places:
        best, lower = one.at[: len(words.SUMMARY_PLACES)], one.at[len(words.SUMMARY_PLACES) :]
        counts = (*best, *([sum(lower)] if lower else []), one.first.of - sum(one.at))
        label = words.say(words.SUMMARY_PLACE, place=one.place, label=one.label)
        note = words.say(words.SUMMARY_MEAN_PLACE, mean=figures.number(one.mean))
        stacks.append(Stack(one_line(label, LONGEST_TITLE), counts, note))
    chart = StackedChart(
        title, f"{answers}. {words.SUMMARY_ORDER}", tuple(legend), tuple(stacks), Shades.PLACES
    )
    best_of_all = next((one for one in places if one.wins), None)
    if best_of_all is None:
        return _Shown(chart, words.SUMMARY_LEVEL)
    return _Shown(chart, words.say(words.SUMMARY_WINS, label=quoted(best_of_all.label, LONGEST_LABEL)))


def _counted(amounts: Amounts, title: str, answers: str) -> _Shown:
    low, high = amounts.quartiles or (None, None)
    median, mean = figures.number(amounts.median), figures.number(amounts.mean)
    first, third = figures.number(low), figures.number(high)
    if amounts.interval is None:
        told = words.say(words.SUMMARY_AMOUNT, median=median, low=first, high=third, mean=mean)
    else:
        least, most = map(figures.number, amounts.interval)
        told = words.say(
            words.SUMMARY_AMOUNT_BETWEEN,
            median=median,
            low=first,
            high=third,
            mean=mean,
            least=least,
            most=most,
        )
    unit = words.say(words.SUMMARY_UNIT, unit=quoted(amounts.unit, LONGEST_TITLE)) if amounts.unit else ""
    plain = f"{answers}, " + words.say(words.SUMMARY_UNIT, unit=amounts.unit) if amounts.unit else answers
    columns = _columns(amounts.columns, amounts.of)
    chart = HistogramChart(title, plain, columns, "", "", amounts.mean, amounts.median, amounts.interval)
    return _Shown(chart, f"{told}, {unit}" if unit else told)


def _columns(columns: Iterable[Column], of: int) -> tuple[Bar, ...]:
    """Spans as columns; how they are cut is our choice, so no interval is drawn on them."""
    shares = ((one, one.count / of if of else 0.0) for one in columns)
    return tuple(Bar(one.label, one.count, share, share, share) for one, share in shares)


def _written(question: QuestionNumbers, heading: str, groups: Groups, gallery: Gallery) -> Section:
    opening = [heading, aside(_answers(question), *losses(question))]
    closing = ["", aside(*remainder(groups.grouping))]
    if not groups.shown:
        return Section(paragraphs([*opening, words.SUMMARY_NO_THEMES, *closing]))
    passage = groups.passage(opening, closing, LONGEST_SECTION)
    chart = BarChart(
        one_line(question.question.text, LONGEST_TITLE),
        f"{words.SUMMARY_THEMES}: {_answers(question)}",
        tuple(_bar(one_line(one.name, LONGEST_LABEL), Share(one.size, groups.of)) for one in groups.shown),
    )
    return Section(passage.text, gallery.hang(chart), passage.quotes, groups.grouped(), room=LONGEST_SECTION)


def _withdrawn(question: QuestionNumbers) -> str:
    if not question.withdrawn:
        return ""
    return words.count(question.withdrawn, words.SUMMARY_WITHDRAWN_ONE, words.SUMMARY_WITHDRAWN_MANY)


def _answers(question: QuestionNumbers) -> str:
    return words.count(question.answered, words.SUMMARY_ANSWERS_ONE, words.SUMMARY_ANSWERS_MANY)


def _bars(rows: Iterable[Row]) -> tuple[Bar, ...]:
    return tuple(_bar(row.label, row.share) for row in rows)


def _bar(label: str, share: Share) -> Bar:
    return Bar(one_line(label, LONGEST_TITLE), share.count, share.value, *share.interval)
