"""The summary of a round, in words and pictures, ready to be posted."""

from typing import Final

from surveys.core import words
from surveys.core.durations import in_words
from surveys.core.ids import summary_args
from surveys.core.invitation import InvitationState
from surveys.core.prompt import Button, Pages, Section, Verb, Weight
from surveys.core.results import RoundData
from surveys.insight import numbers, polis_section, question_sections, trials
from surveys.insight.breakdowns import Share, percent
from surveys.insight.charts import Bar, FunnelChart
from surveys.insight.gallery import Gallery
from surveys.insight.lines import LEAST, LONGEST_TITLE, aside, one_line, paragraphs
from surveys.insight.numbers import Funnel, Numbers

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
    gallery = Gallery()
    sections = [_headline(found, gallery)]
    if (tried := trials.section(data)) is not None:
        sections.append(tried)
    if any(question.answered for question in found.questions):
        people = {one.person: one for one in data.invited}
        sections += [question_sections.section(question, people, gallery) for question in found.questions]
    if (judged := polis_section.section(data, gallery)) is not None:
        sections.append(judged)
    return Pages(
        title=words.say(
            words.SUMMARY_TITLE, title=one_line(data.survey.title, LONGEST_TITLE), number=data.number
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


def _headline(found: Numbers, gallery: Gallery) -> Section:
    funnel = found.funnel
    if not funnel.asked:
        return Section(paragraphs([words.SUMMARY_NOBODY_ASKED, _asides(funnel)]))
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
    return Section(paragraphs(lines), gallery.hang(_funnel_chart(funnel)))


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
