"""The summary of a round, in words and pictures, ready to be posted."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from surveys.core import words
from surveys.core.consent import Quoting
from surveys.core.ids import summary_args
from surveys.core.invitation import InvitationState
from surveys.core.prompt import Button, Grouped, Pages, Section, Verb, Weight
from surveys.core.results import RoundData
from surveys.core.text import one_line, quoted
from surveys.core.wording import summary as wording
from surveys.insight import (
    board,
    figures,
    ledger_section,
    numbers,
    overview,
    polis_section,
    question_sections,
    scales,
    splits,
    trials,
    waves_section,
    who_section,
)
from surveys.insight.breakdowns import Share, Texts, percent
from surveys.insight.charts import Bar, FunnelChart
from surveys.insight.gallery import Gallery
from surveys.insight.headline import headline
from surveys.insight.lines import LEAST, LONGEST_SECTION, LONGEST_TITLE, aside, paragraphs
from surveys.insight.numbers import Funnel, Numbers, QuestionNumbers
from surveys.insight.voices import Groups, People, Voices, arrange, group

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
_LONGEST_SMALL: Final = 80
#: Questions listed as too small to show.
_MOST_SMALL: Final = 8


@dataclass(frozen=True, slots=True)
class Report:
    """A summary, and what the page that tells it in full is made of besides."""

    pages: Pages
    headline: tuple[str, ...]
    found: Numbers
    groups: Mapping[str, Groups]


def build(data: RoundData) -> Pages:
    """The summary of `data`: what it comes to, the way from asked to completed, then each question in turn.

    Everything said is counted from `data`. Only those who agreed are quoted, with a name only where they
    agreed to that, and nothing quoted points at anybody; each section lists its quotes. Pictures are PNGs named `summary-1.png` and on. Takes seconds for thousands of people: not for an event loop.
    """
    return compose(data).pages


def compose(data: RoundData) -> Report:
    """The same, with what it was made from."""
    found, gallery = numbers.count(data), Gallery()
    shown = [one for one in found.questions if one.told >= LEAST]
    groups = _groups(data, shown)
    told = headline(found, groups)
    sections = [_opening(found, told, gallery)]
    if (short := overview.section(data)) is not None:
        sections.append(short)
    if (tried := trials.section(data)) is not None:
        sections.append(tried)
    if any(question.answered for question in found.questions):
        sections += _questions(data, found, groups, gallery)
        extra = (
            waves_section.section(data, found, gallery),
            board.section(data),
            splits.section(found),
            polis_section.section(data, gallery),
            who_section.section(found, gallery),
            _small(found),
        )
        sections += [one for one in extra if one is not None]
    if (promises := ledger_section.section(data.ledger)) is not None:
        sections.append(promises)
    footer = (
        f"{words.SUMMARY_FOOTER} {words.SUMMARY_INTERVAL_NOTE}" if gallery.uncertain else words.SUMMARY_FOOTER
    )
    title = words.say(
        words.SUMMARY_TITLE, title=one_line(data.survey.title, LONGEST_TITLE), number=data.number
    )
    return Report(Pages(title, tuple(sections), footer, _buttons(data, sections)), told, found, groups)


def _questions(
    data: RoundData, found: Numbers, groups: Mapping[str, Groups], gallery: Gallery
) -> Iterator[Section]:
    """A section for each question with enough answers; scales that are alike and follow each other share one."""
    changes = {one.id: waves_section.brief(data, found, one.id) for one in data.survey.questions}
    for run in scales.runs(one for one in found.questions if one.told >= LEAST):
        if run[1:]:
            yield scales.section(run, changes, gallery)
        else:
            name = run[0].question.id
            about = question_sections.section(
                run[0], _people(data, name), gallery, groups.get(name), changes[name]
            )
            yield replace(about, about=name)


def themes_of(data: RoundData) -> tuple[Grouped, ...]:
    """The themes of all questions, as the summary will have them, without making it."""
    shown = [one for one in numbers.count(data).questions if one.told >= LEAST]
    return tuple(theme for groups in _groups(data, shown).values() for theme in groups.grouped())


def reduced(data: RoundData) -> Pages:
    """The summary in numbers alone: no pictures, nothing of what people wrote, and a word about what is missing.

    For when the whole one can't be made: it needs the least memory and time, and no library.
    """
    found = numbers.count(data)
    sections = [Section(_opening_words(found, headline(found, {})))]
    if (small := _small(found)) is not None:
        sections.append(small)
    title = words.say(
        words.SUMMARY_TITLE, title=one_line(data.survey.title, LONGEST_TITLE), number=data.number
    )
    return Pages(title, tuple(sections), wording.REDUCED, _buttons(data, ()))


def _groups(data: RoundData, shown: Iterable[QuestionNumbers]) -> dict[str, Groups]:
    """The themes of what was written, by question: as they were arranged, or found anew."""
    found = {}
    for one in shown:
        name = one.question.id
        if isinstance(one.breakdown, Texts) and not one.question.private:
            voices = Voices(name, one.breakdown, _people(data, name), data.vectors.get(name, {}))
            arranged, remembered = data.arranged.get(name), data.remembered.get(name, ())
            found[name] = arrange(voices, arranged, remembered) if arranged else group(voices, remembered)
    return found


def _people(data: RoundData, question: str) -> People:
    """Everybody by number, as they may be quoted on that question."""
    people = {one.person: one for one in data.invited}
    for person, name in data.unquoted:
        if name == question and person in people:
            people[person] = replace(people[person], quoting=Quoting.NO, mention=None)
    return people


def _buttons(data: RoundData, sections: Iterable[Section]) -> tuple[Button, ...]:
    args = summary_args(data.number, data.opened_at)
    export = Button(Verb.EXPORT, args, words.SUMMARY_EXPORT, Weight.QUIET)
    if data.closed_at is None or not any(one.themes for one in sections):
        return (export,)
    return (export, Button(Verb.THEMES, args, wording.THEMES, Weight.QUIET))


def _opening(found: Numbers, told: tuple[str, ...], gallery: Gallery) -> Section:
    text = _opening_words(found, told)
    if not found.funnel.asked:
        return Section(text)
    return Section(text, gallery.hang(_funnel_chart(found.funnel)))


def _opening_words(found: Numbers, told: tuple[str, ...]) -> str:
    funnel = found.funnel
    if not funnel.asked:
        return paragraphs([words.SUMMARY_NOBODY_ASKED, _asides(funnel)])
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
    lines = [f"### {sentence(told)}", first] if told else [first]
    if found.first_reply_seconds is not None and funnel.started >= LEAST:
        lines.append(figures.reply_times(found.first_reply_seconds, found.first_reply_quartiles))
    lines.append(_asides(funnel))
    return paragraphs(lines)


def sentence(told: Iterable[str]) -> str:
    """Clauses as one sentence."""
    joined = "; ".join(told)
    return f"{joined[:1].upper()}{joined[1:]}." if joined else ""


def _asides(funnel: Funnel) -> str:
    told = [(sum(funnel.states[state] for state in states), one, many) for states, one, many in _ASIDES]
    return aside(*(words.count(number, one, many) for number, one, many in told if number))


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


def _small(found: Numbers) -> Section | None:
    """Questions with so few answers that they are only counted."""
    few = [one for one in found.questions if one.told < LEAST]
    if not few:
        return None
    lines = [wording.SMALL, words.say(wording.SMALL_RULE, least=LEAST)]
    for one in few[:_MOST_SMALL]:
        question = quoted(one.question.text, _LONGEST_SMALL)
        if not one.answered:
            line = words.say(wording.SMALL_NONE, question=question)
        else:
            said = wording.SMALL_ONE if one.answered == 1 else wording.SMALL_MANY
            line = words.say(said, question=question, count=one.answered)
        lines.append(f"- {' · '.join([line, *scales.losses(one)])}")
    if len(few) > _MOST_SMALL:
        more = len(few) - _MOST_SMALL
        lines.append(words.count(more, wording.SMALL_MORE_ONE, wording.SMALL_MORE_MANY))
    return Section("\n".join(lines)[:LONGEST_SECTION])
