"""The part of a summary about who answered."""

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.wording import who as wording
from surveys.insight.breakdowns import percent
from surveys.insight.charts import Bar, BarChart
from surveys.insight.gallery import Gallery
from surveys.insight.lines import aside, paragraphs
from surveys.insight.numbers import Numbers
from surveys.insight.who import Group, Loud

_TWICE = (1.95, 2.05)


def section(found: Numbers, gallery: Gallery) -> Section | None:
    """Which groups answered how often, with a warning where a minority speaks; None where there is nothing to compare."""
    who = found.who
    if not who.groupings or not found.funnel.started:
        return None
    lines = [wording.TITLE, _loud(who.loud) if who.loud else wording.EVEN]
    lines += [aside(*(_told(group) for group in one.groups)) for one in who.groupings]
    bars = tuple(
        Bar(_capital(group.label), group.response.count, group.response.value, *group.response.interval)
        for one in who.groupings
        for group in one.groups
    )
    return Section(paragraphs(lines), gallery.hang(BarChart(wording.CHART, "", bars)))


def _told(group: Group) -> str:
    return words.say(
        wording.GROUP,
        group=group.label,
        answered=f"{group.response.count:,}",
        asked=f"{group.response.of:,}",
        share=percent(group.response),
    )


def _loud(loud: Loud) -> str:
    low, high = _TWICE
    if low <= loud.times < high:
        times = wording.TWICE
    elif loud.times == float("inf"):
        return words.say(wording.ALONE, group=loud.group.label, asked=percent(loud.asked))
    else:
        times = words.say(wording.TIMES, times=f"{loud.times:.1f}".removesuffix(".0"))
    return words.say(
        wording.LOUD,
        group=loud.group.label,
        times=times,
        replies=percent(loud.replies),
        asked=percent(loud.asked),
    )


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
