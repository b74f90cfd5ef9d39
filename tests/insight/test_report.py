"""The summary: what it says, what it draws, and what it keeps to itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings

from surveys.core import words
from surveys.core.consent import Quoting
from surveys.core.invitation import InvitationState
from surveys.core.prompt import Pages, Section, Verb
from surveys.core.results import Invited, RoundData
from surveys.core.values import (
    Attached,
    Counted,
    Dated,
    Judged,
    Picked,
    Ranked,
    Rated,
    Sent,
    Value,
    Withdrawn,
    Wrote,
)
from surveys.core.wording import summary as wording
from surveys.insight import charts, gallery, voices
from surveys.insight.charts import (
    BarChart,
    Chart,
    Drawing,
    FunnelChart,
    HistogramChart,
    ScaleChart,
    StackedChart,
)
from surveys.insight.lines import LEAST, LONGEST_SECTION
from surveys.insight.report import build
from surveys.insight.themes import Theme
from tests.insight.replies import ENGLISH, labelled
from tests.insight.rounds import OPENED, any_round, completed, ideas, round_of

S = InvitationState
NO, ANONYMOUS, NAMED = Quoting.NO, Quoting.ANONYMOUS, Quoting.NAMED


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Chart]:
    """The charts in the order they were drawn; the pictures themselves are the charts' own matter."""
    seen: list[Chart] = []

    def note(chart: Chart) -> Drawing:
        seen.append(chart)
        return Drawing(b"PNG", chart.title, 1, 1)

    monkeypatch.setattr(gallery, "draw", note)
    return seen


def section(pages: Pages, beginning: str) -> Section:
    return next(one for one in pages.sections if one.text.startswith(f"**{beginning}"))


def test_the_headline_counts_states(drawn: list[Chart]) -> None:
    people = [
        *completed(6, mood=Rated(4)),
        Invited(7, S.PARTIAL, answers={"watching": Picked(("yes",))}),
        Invited(8, S.BROKE_OFF, answers={"watching": Picked(("yes",))}),
        Invited(9, S.REFUSED),
        Invited(10, S.EXPIRED),
        Invited(11, S.UNREACHABLE),
        Invited(12, S.HELD_BACK, reason="they left before it was their turn"),
    ]
    pages = build(round_of(people))
    assert pages.title == "Monthly ideas · round 3"
    assert pages.sections[0].text == (
        "### “How was it?” got 4 of 5 on average.\n"
        "**8** of 10 who were reached answered (80%).\n"
        "Half of them had replied within 4 minutes.\n"
        "-# 1 has DMs closed · 2 said stop · 1 didn't reply · 1 stopped partway · 1 held back"
    )
    funnel = drawn[0]
    assert isinstance(funnel, FunnelChart)
    assert [(step.label, step.count) for step in funnel.steps] == [
        ("Asked", 11), ("Reached", 10), ("Started", 8), ("Completed", 6),
    ]  # fmt: skip
    assert [(button.verb, button.args) for button in pages.buttons] == [
        (Verb.EXPORT, ("3", str(int(OPENED.timestamp()))))
    ]


def test_each_question_gets_the_chart_that_fits(drawn: list[Chart]) -> None:
    people = completed(
        6,
        watching=Picked(("yes",)),
        mood=Rated(4),
        format=Picked(("live",)),
        formats=Picked(("long", "live")),
        word=Wrote("podcast"),
        story=Wrote("a podcast"),
        idea=Wrote("podcast please"),
    )
    people[0] = Invited(1, S.COMPLETED, answers={**people[0].answers, "mood": Rated(1)})
    pages = build(round_of(people))
    assert [type(chart) for chart in drawn] == [
        FunnelChart, BarChart, ScaleChart, BarChart, BarChart, BarChart, BarChart, BarChart,
    ]  # fmt: skip
    names = [one.picture.name for one in pages.sections if one.picture]
    assert names == [f"summary-{number}.png" for number in range(1, 9)]
    assert pages.footer.endswith(words.SUMMARY_INTERVAL_NOTE)
    scale = drawn[2]
    assert isinstance(scale, ScaleChart)
    assert [bar.count for bar in scale.columns] == [1, 0, 0, 5, 0]
    assert (scale.mean, scale.median) == (3.5, 4)
    assert "6 answers · mean 3.5, median 4" in section(pages, "How was it").text
    several = drawn[4]
    assert isinstance(several, BarChart)
    assert [(bar.label, bar.count, bar.share) for bar in several.bars] == [
        ("Long videos", 6, 1.0), ("Shorts", 0, 0.0), ("=Live; streams", 6, 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize("count", range(1, LEAST))
def test_few_answers_are_not_broken_down(drawn: list[Chart], count: int) -> None:
    pages = build(round_of(completed(count, mood=Rated(5), idea=Wrote("my very own secret"))))
    assert len(drawn) == 1
    assert pages.footer == words.SUMMARY_FOOTER
    assert [one.picture is None for one in pages.sections] == [False, True]
    small = pages.sections[-1].text.splitlines()
    assert small[:2] == [wording.SMALL, words.say(wording.SMALL_RULE, least=LEAST)]
    answers = "1 answer" if count == 1 else f"{count} answers"
    assert f"- “How was it?” · {answers}" in small
    assert "- “In one word?” · nobody answered" in small
    assert "secret" not in str(pages)


def test_nobody_answered(drawn: list[Chart]) -> None:
    pages = build(round_of([Invited(1, S.EXPIRED), Invited(2, S.UNREACHABLE)]))
    assert len(pages.sections) == len(drawn) == 1
    assert pages.sections[0].text == f"{words.SUMMARY_HEADLINE_NONE}\n-# 1 has DMs closed · 1 didn't reply"


def test_nobody_was_asked(drawn: list[Chart]) -> None:
    pages = build(round_of([Invited(1, S.HELD_BACK), Invited(2, S.QUEUED)]))
    assert drawn == []
    assert pages.sections == (Section(f"{words.SUMMARY_NOBODY_ASKED}\n-# 1 held back"),)


def test_themes_are_told_with_quotes_and_what_is_left(drawn: list[Chart]) -> None:
    texts, _ = labelled(ENGLISH)
    pages = build(round_of(ideas([*texts, "🎉"])))
    text = section(pages, "What should I make").text
    assert "**minecraft** · 12 people\n> " in text
    assert "1 reply without words is set aside." in text
    assert "replies fit no group." in text
    assert len(text) <= LONGEST_SECTION
    chart = drawn[1]
    assert isinstance(chart, BarChart)
    assert (chart.bars[0].label, chart.bars[0].count) == ("minecraft", 12)
    assert chart.bars[0].share == 12 / (len(texts) + 1)


def test_replies_that_have_nothing_in_common_are_counted_not_shown(drawn: list[Chart]) -> None:
    pages = build(round_of(ideas(["lighthouses", "beekeeping", "opera", "accordion", "taxes"])))
    assert words.SUMMARY_NO_THEMES in section(pages, "What should I make").text
    assert "opera" not in str(pages)
    assert len(drawn) == 1


def test_quotes_are_inert_and_name_nobody(drawn: list[Chart]) -> None:
    texts = [
        "podcast with @jana", "podcast <@123456789012345678>", "podcast, call +49 151 2345678", "podcast jana#1234",
        "podcast https://example.org/me", "podcast me@example.org", "podcast **now** [x](y) ||spoiler||",
    ]  # fmt: skip
    text = section(build(round_of(ideas(texts))), "What should I make").text
    assert "jana" not in text
    assert "example" not in text
    assert "2345678" not in text
    assert r"> podcast \*\*now\*\* \[x\](y) \|\|spoiler\|\|" in text


def test_only_an_exact_share_is_nought_or_all(drawn: list[Chart]) -> None:
    people = [*completed(999), Invited(1000, S.EXPIRED)]
    assert "(99%)" in build(round_of(people)).sections[0].text
    people = [*completed(1), *(Invited(2 + n, S.EXPIRED) for n in range(999))]
    assert "(1%)" in build(round_of(people)).sections[0].text


def test_a_quick_reply_of_few_is_not_timed(drawn: list[Chart]) -> None:
    one = Invited(1, S.COMPLETED, sent_at=OPENED, started_at=OPENED + timedelta(minutes=5))
    assert "Half of them" not in build(round_of([one])).sections[0].text


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_round())
def test_every_section_fits_and_every_share_can_be_drawn(drawn: list[Chart], data: RoundData) -> None:
    drawn.clear()
    pages = build(data)
    wishes = {one.person: one.quoting for one in data.invited}
    for one in pages.sections:
        assert 0 < len(one.text) <= LONGEST_SECTION
        for quote in one.quotes:
            assert quote.line in one.text.split("\n")
            assert wishes[quote.person] is not Quoting.NO
            assert "<@" not in quote.line or wishes[quote.person] is Quoting.NAMED
    for chart in drawn:
        charts._check(chart, charts._items(chart))


KINDS: dict[str, tuple[Value, type[Chart], str]] = {
    "recommend": (
        Rated(9),
        StackedChart,
        "6 answers · score +100 (95% interval +26 to +100) · Promoters (9–10) 100%",
    ),
    "hours": (
        Counted(Decimal("2.5")),
        HistogramChart,
        "median 2.5, the middle half from 2.5 to 2.5, mean 2.5, in hours",
    ),
    "day": (Dated(date(2026, 12, 24)), HistogramChart, "6 answers"),
    "order": (Ranked(("live", "short", "long")), BarChart, "6 answers"),
    "cover": (Picked(("live",)), BarChart, "6 answers"),
    "setup": (Sent((Attached(1, "secret-name.png", "image/png", 9),)), BarChart, "6 answers · 6 files"),
    "think": (Judged((("long", "agree"), ("live", "pass"))), StackedChart, "6 answers"),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_newer_kind_has_its_picture(drawn: list[Chart], name: str) -> None:
    value, kind, told = KINDS[name]
    pages = build(round_of(completed(6, **{name: value})))
    assert [type(chart) for chart in drawn] == [FunnelChart, kind]
    text = next(one.text for one in pages.sections if one.picture and one.picture.name == "summary-2.png")
    assert told in text
    assert "secret" not in str(pages)


def test_a_ranking_is_drawn_in_its_order(drawn: list[Chart]) -> None:
    build(round_of(completed(6, order=Ranked(("live", "short", "long")))))
    chart = drawn[1]
    assert isinstance(chart, BarChart)
    assert [bar.label for bar in chart.bars] == [
        "=Live; streams (mean place 1)", "Shorts (mean place 2)", "Long videos (mean place 3)",
    ]  # fmt: skip
    assert [bar.count for bar in chart.bars] == [6, 0, 0]


def people_saying(name: str, *said: tuple[str, Quoting]) -> list[Invited]:
    """A person for each text, who gave it as their own words, with what they agreed to."""
    return [
        Invited(
            person,
            S.COMPLETED,
            answers={name: Picked((), other=text) if name == "where" else Wrote(text)},
            quoting=quoting,
            mention=f"<@{100 + person}>",
        )
        for person, (text, quoting) in enumerate(said, 1)
    ]


def test_ones_own_answers_are_listed_under_the_bars(drawn: list[Chart]) -> None:
    own = [
        ("On the train", ANONYMOUS),
        ("on the train!", NO),
        ("In bed", NAMED),
        ("A secret place", NO),
        ("call 0151 2345678", ANONYMOUS),
    ]
    one = section(build(round_of(people_saying("where", *own))), "Where do you watch")
    assert one.text.endswith(
        "5 answers in their own words:\n> On the train · 2 people\n> In bed — <@103>\n\n2 more aren't quoted here."
    )
    assert [(quote.person, quote.question) for quote in one.quotes] == [(1, "where"), (3, "where")]
    assert all(quote.line in one.text.split("\n") for quote in one.quotes)


def test_only_who_agreed_is_quoted_and_only_who_agreed_is_named(drawn: list[Chart]) -> None:
    said = [
        ("podcast one", NO),
        ("podcast two", ANONYMOUS),
        ("podcast three", NAMED),
        ("podcast four", NO),
        ("podcast five", NO),
    ]
    pages = build(round_of(people_saying("idea", *said)))
    one = section(pages, "What should I make")
    assert "> podcast two\n" in one.text
    assert "> podcast three — <@103>" in one.text
    assert not any(
        words_of in str(pages) for words_of in ("podcast one", "podcast four", "podcast five", "<@102>")
    )
    assert [(quote.person, quote.line) for quote in one.quotes] == [
        (quote.person, line) for quote in one.quotes for line in one.text.split("\n") if line == quote.line
    ]
    assert [(theme.question, theme.label, theme.people) for theme in one.themes] == [
        ("idea", "podcast", (1, 2, 3, 4, 5))
    ]


def test_a_group_is_not_named_by_one_persons_words(drawn: list[Chart]) -> None:
    theme = Theme("beekeeping for beginners", 1.0, (0, 1), (0, 1))
    assert not voices._is_shared(theme, ["beekeeping for beginners", "how to keep bees"])
    assert voices._is_shared(theme, ["Beekeeping for beginners!", "beekeeping for beginners please"])


def test_deleted_answers_are_counted_and_protect_the_rest(drawn: list[Chart]) -> None:
    gone = [Invited(10 + n, S.COMPLETED, answers={"mood": Withdrawn()}) for n in range(3)]
    few = section(build(round_of([*completed(4, mood=Rated(4)), *gone])), "Too small to show")
    assert "- “How was it?” · 7 answers · 3 were deleted since" in few.text.splitlines()
    enough = section(build(round_of([*completed(5, mood=Rated(4)), *gone])), "How was it")
    assert "8 answers · mean 4, median 4 · 3 were deleted since" in enough.text


def test_the_pictures_are_drawn() -> None:
    pages = build(round_of(completed(6, mood=Rated(4), idea=Wrote("podcast"))))
    pictures = [one.picture for one in pages.sections if one.picture]
    assert [picture.data[:8] for picture in pictures] == [b"\x89PNG\r\n\x1a\n"] * 3
    assert all(picture.alt for picture in pictures)
