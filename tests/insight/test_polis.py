"""What others said, in summaries: what most agree with, what splits people, and groups only where there are some."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from benchmarks.polis import Conversation, conversation, found, rand_index
from surveys.core.consent import Quoting
from surveys.core.exports import Format
from surveys.core.invitation import InvitationState
from surveys.core.polis import Others, Verdict
from surveys.core.questions import ShortText
from surveys.core.results import Invited, RoundData, Stated
from surveys.core.survey import Survey
from surveys.core.wording import polis_summary as wording
from surveys.insight import polis_section
from surveys.insight.gallery import Gallery
from surveys.insight.polis import SMALLEST_GROUP, Votes, groups_in
from tests.insight import exported

VERDICTS = {1: Verdict.AGREE, -1: Verdict.DISAGREE, 0: Verdict.PASSED}
SURVEY = Survey(
    key="wishes",
    title="Wishes",
    questions=(ShortText(id="wish", text="What next?"),),
    others=Others(question="wish", most=5),
)


def stated(talk: Conversation) -> tuple[Stated, ...]:
    """The conversation's statements, each by somebody of their own."""
    return tuple(
        Stated(
            place + 1,
            "wish",
            f"Statement number {place}",
            tuple((who + 1, VERDICTS[value]) for who, on, value in talk.votes if on == place),
        )
        for place in range(talk.statements)
    )


def by_hand(*counts: tuple[int, int, int]) -> tuple[Stated, ...]:
    """Statements with so many who agree, disagree and pass."""
    return tuple(
        Stated(place, "wish", f"What person {place} said", tuple(
            (who, verdict) for who, verdict in enumerate(
                [Verdict.AGREE] * one[0] + [Verdict.DISAGREE] * one[1] + [Verdict.PASSED] * one[2], 1)))
        for place, one in enumerate(counts, 1)
    )  # fmt: skip


def data(statements: tuple[Stated, ...], quoting: Quoting = Quoting.ANONYMOUS) -> RoundData:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    people = tuple(Invited(person, InvitationState.COMPLETED, quoting=quoting) for person in range(1, 701))
    return RoundData("Studio", 1, SURVEY, at, at, people, statements=statements)


def section(statements: tuple[Stated, ...], quoting: Quoting = Quoting.ANONYMOUS) -> str:
    made = polis_section.section(data(statements, quoting), Gallery())
    assert made is not None
    assert all(quote.line in made.text.splitlines() for quote in made.quotes)
    assert len({quote.line for quote in made.quotes}) == len(made.quotes)
    return made.text


def test_groups_that_are_there_are_found_and_no_others() -> None:
    made = [conversation(200, 2, 5, seed) for seed in range(6)]
    scores = [score for talk in made if (score := found(talk)) is not None]
    assert len(scores) >= 5
    assert min(scores) > 0.25
    assert [found(conversation(200, 1, 5, seed)) for seed in range(6)] == [None] * 6
    assert found(conversation(40, 2, 5, 1)) is None, "of so few people nothing is said"


def test_with_many_verdicts_of_each_the_groups_are_found_exactly() -> None:
    """As in a conversation on Polis itself, where people judge dozens of statements."""
    talk = conversation(150, 2, 30, 3)
    score = found(talk)
    assert score is not None
    assert score > 0.9


def test_each_vote_counts_for_the_group_its_authors_other_votes_put_them_in() -> None:
    talk = conversation(300, 2, 5, 2)
    votes, placed = Votes.of(talk.votes, talk.statements)
    groups = groups_in(votes)
    assert groups is not None
    assert sum(len(members) for members in groups.members) == len(placed)
    assert min(len(members) for members in groups.members) >= SMALLEST_GROUP
    assert int(groups.judged.sum()) == len(votes.values)
    again = groups_in(votes)
    assert again is not None
    assert again.members == groups.members, "the same votes always make the same groups"


def test_what_is_said_to_differ_between_groups_does() -> None:
    told = wrong = 0
    for seed in range(5):
        talk = conversation(300, 2, 5, seed)
        findings = polis_section.find(stated(talk))
        assert findings.groups is not None
        told += len(findings.splitting)
        wrong += sum(not talk.divides[one.place] for one in findings.splitting)
        assert not [one for one in findings.agreed[:1] if talk.divides[one.place]]
    assert told >= 10
    assert wrong <= told / 20


def test_a_summary_with_groups_says_how_large_they_are_and_how_each_judges() -> None:
    text = section(stated(conversation(300, 2, 5, 2)))
    assert text.startswith(f"{wording.TITLE}\n-# 29")
    assert "**2 groups judge differently**\n-# group A: " in text
    assert "group B: " in text
    assert " agree of " in text
    assert len(text) <= 900


def test_without_groups_it_says_what_most_agree_with_and_where_opinions_differ() -> None:
    text = section(by_hand((30, 3, 2), (15, 14, 1), (5, 4, 3), (1, 1, 0)))
    assert text.splitlines() == [
        wording.TITLE,
        "-# 35 people judged 4 replies",
        "",
        wording.AGREED,
        "> **1.** What person 1 said",
        "-# 86% agree (71% to 94%), 9% disagree, of 35",
        "",
        wording.SPLITS,
        "> **2.** What person 2 said",
        "-# 50% agree (33% to 67%), 47% disagree, of 30",
    ]


@pytest.mark.parametrize(
    ("counts", "said"),
    [(((3, 1, 0),), wording.FEW), (((4, 0, 0), (2, 0, 0)), wording.FEW), (((4, 2, 3),), wording.NEITHER)],
)
def test_of_few_votes_nothing_is_said(counts: tuple[tuple[int, int, int], ...], said: str) -> None:
    text = section(by_hand(*counts))
    assert said.split("{", maxsplit=1)[0] in text
    assert "What person" not in text


def test_nobody_is_quoted_who_did_not_agree_to_it_or_took_it_back() -> None:
    counted = by_hand((30, 3, 2), (28, 2, 0))
    assert "What person" not in section(counted, Quoting.NO)
    text = section((replace(counted[0], text=""), counted[1]))
    assert "What person 1" not in text
    assert "What person 2" in text
    assert "1 taken back" in text


def test_there_is_no_such_section_where_nobody_was_asked() -> None:
    assert polis_section.section(data(()), Gallery()) is None
    off = replace(data(by_hand((9, 1, 0))), survey=replace(SURVEY, others=None))
    assert polis_section.section(off, Gallery()) is None


def test_the_rand_index_is_one_for_the_same_groups_and_about_none_for_others() -> None:
    assert rand_index([0, 0, 1, 1, 2], [1, 1, 0, 0, 2]) == 1.0
    # Hubert and Arabie's measure, by hand: 1 pair together in both, 2 and 2 in either, of 6.
    assert rand_index([0, 0, 1, 1], [0, 0, 1, 2]) == pytest.approx((1 - 2 * 1 / 6) / (1.5 - 2 * 1 / 6))


@pytest.mark.parametrize("anonymous", [False, True])
def test_an_export_has_what_was_put_to_others_and_every_verdict(anonymous: bool) -> None:
    counts = ((6, 2, 1), (0, 0, 0), (3, 3, 0), (1, 0, 0), (1, 1, 1))
    told = data(by_hand(*counts))
    told = replace(
        told,
        survey=replace(SURVEY, anonymous=anonymous),
        statements=(replace(told.statements[0], text=""), *told.statements[1:]),
    )
    book = exported.sheets(exported.made(told, Format.XLSX))
    rows = sorted(book["Statements"], key=lambda one: -one["Agree"])
    assert [(one["Text"], one["Agree"], one["Disagree"], one["Pass"], one["Content"]) for one in rows][
        :2
    ] == [
        (None, 6, 2, 1, "deleted"),
        ("What person 3 said", 3, 3, 0, "here"),
    ]
    first = rows[0]["Statement"]
    verdicts = [one for one in book["Verdicts"] if one["Statement"] == first]
    assert sorted(one["Verdict"] for one in verdicts) == ["agree"] * 6 + ["disagree"] * 2 + ["pass"]
    assert all(("Respondent" in one) is not anonymous for one in (*rows, *book["Verdicts"]))
    plain = json.loads(exported.made(told, Format.JSON))
    assert len(plain["verdicts"]) == len(book["Verdicts"]) == sum(map(sum, counts))
    assert {one["text"] for one in plain["statements"]} == {one["Text"] for one in book["Statements"]}
    assert all(("respondent" in one) is not anonymous for one in (*plain["statements"], *plain["verdicts"]))
    if anonymous:
        few = exported.sheets(exported.made(replace(told, statements=told.statements[:4]), Format.XLSX))
        assert "Statements" not in few
