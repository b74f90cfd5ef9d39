"""What a language model is given, and what is kept of its answer."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core.consent import Quoting
from surveys.core.invitation import InvitationState
from surveys.core.narrative import LONGEST_CLAIM, LONGEST_NAME, Material, Piece, gather, read
from surveys.core.narrative_checks import Checked, Flaw, checked
from surveys.core.prompt import Grouped
from surveys.core.quantities import says_how_many
from surveys.core.questions import Choice, LongText, Option, ShortText
from surveys.core.results import Invited, RoundData
from surveys.core.survey import Survey
from surveys.core.text import masked, points_at_somebody
from surveys.core.values import Withdrawn, Wrote
from surveys.insight.similar import contained

NOW = datetime(2026, 11, 24, tzinfo=UTC)
TOURS = (
    "please do a studio tour",
    "I'd love to see your studio",
    "show us the studio where you film, a tour!",
    "studio tour and the gear you use",
    "a tour of the studio would be great",
)
LONGER = ("longer videos please", "make the videos longer", "I want longer episodes")
SURVEY = Survey(
    key="k",
    title="Monthly",
    questions=(
        ShortText(id="next", text="What next?"),
        LongText(id="secret", text="Anything for us alone?", private=True),
        Choice(id="pick", text="Which?", options=(Option("a", "A"), Option("b", "B"))),
        LongText(id="more", text="Anything else?"),
    ),
)


def as_given(pieces: Sequence[Piece]) -> Sequence[Piece]:
    return pieces


def people(*texts: str, question: str = "next", first: int = 1) -> tuple[Invited, ...]:
    return tuple(
        Invited(number, InvitationState.COMPLETED, answers={question: Wrote(text)})
        for number, text in enumerate(texts, first)
    )


def data_of(*invited: Invited, survey: Survey = SURVEY) -> RoundData:
    return RoundData("Studio", 1, survey, NOW, NOW, invited)


ROUND = data_of(*people(*TOURS, *LONGER), *people("a mug", "a blue mug", question="more", first=20))
THEMES = (
    Grouped("next", "studio", (1, 2, 3, 4, 5)),
    Grouped("next", "longer", (6, 7, 8)),
    Grouped("more", "mug", (20, 21)),
)


def material(data: RoundData = ROUND, themes: Sequence[Grouped] = THEMES, most: int = 12_000) -> Material:
    made = gather(data, themes, most, as_given)
    assert made is not None
    return made


# --- what is given --------------------------------------------------------------------------------


def test_it_is_given_replies_by_theme_under_ids_that_mean_nothing_elsewhere() -> None:
    told = json.loads(material().written)
    assert [(one["id"], one["asked"]) for one in told["questions"]] == [
        ("q1", "What next?"),
        ("q2", "Anything else?"),
    ]
    studio = told["questions"][0]["themes"][0]
    assert (studio["id"], studio["called"]) == ("t1", "studio")
    assert studio["replies"][0] == {"id": "r1", "text": TOURS[0]}
    assert [one["id"] for one in told["questions"][1]["themes"][0]["replies"]] == ["r9", "r10"]


def test_nobody_is_in_it_who_wants_no_quotes_and_nothing_private_or_withdrawn() -> None:
    shy = replace(people("a studio tour of mine")[0], person=30, quoting=Quoting.NO)
    gone = Invited(31, InvitationState.COMPLETED, answers={"next": Withdrawn()})
    secret = people("a secret studio", "another secret studio", question="secret", first=40)
    named = replace(
        people("the studio, by name")[0], person=32, quoting=Quoting.NAMED, mention="<@1234567890>"
    )
    data = data_of(*ROUND.invited, shy, gone, named, *secret)
    themes = (
        Grouped("next", "studio", (1, 30, 31, 32)),
        Grouped("secret", "secret", (40, 41)),
        Grouped("gone", "gone", (1, 2)),
    )
    written = material(data, themes).written
    assert "of mine" not in written
    assert "secret" not in written
    assert "1234567890" not in written
    assert "the studio, by name" in written
    taken_out = replace(data, unquoted=frozenset({(32, "next"), (1, "more")}))
    assert "by name" not in (written := material(taken_out, (Grouped("next", "studio", (1, 2, 32)),)).written)
    assert TOURS[0] in written, "only what a creator took out"
    # Who is left alone says nothing in common with anybody.
    assert gather(data, (Grouped("next", "studio", (1, 30)),), 12_000, as_given) is None


def test_of_an_anonymous_round_only_what_five_said_is_given() -> None:
    data = replace(ROUND, survey=replace(SURVEY, anonymous=True))
    assert set(material(data).themes.values()) == {THEMES[0]}


def test_it_costs_no_more_than_it_may() -> None:
    many = data_of(*people(*(f"a studio tour, {'very ' * 40}please" for _ in range(400))))
    themes = tuple(
        Grouped("next", f"theme {one}", tuple(range(one * 40 + 1, one * 40 + 41))) for one in range(10)
    )
    sizes = []
    for most in (3_000, 4_000, 8_000, 50_000):
        made = material(many, themes, most)
        assert made.tokens <= most
        assert len(json.loads(made.written)["questions"][0]["themes"]) == len(made.themes)
        sizes.append(len(made.pieces))
    assert sizes == sorted(set(sizes)), "the more it may cost, the more is given"
    assert sizes[-1] == 8 * 12
    assert gather(many, themes, 2_000, as_given) is None


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        ("ask <@123456789012345678> and @anna!", "ask … and …"),
        ("write to Kim.Lee+x@example.org please", "write to … please"),
        ("see https://example.org/kim?a=1 or www.example.org/x", "see … or …"),
        ("join discord.gg/abc, I'm Kim#1234", "join … I'm …"),
        ("call +49 (170) 123-45 67 now", "call +… now"),
        ("my page is kim-lee.tv/x", "my page is …"),
        ("ｈｔｔｐｓ：／／example.org", "…"),
        ("two\nlines, 10 of 12", "two lines, 10 of 12"),
    ],
)
def test_what_leads_to_somebody_is_masked(text: str, stays: str) -> None:
    assert masked(text, 280) == stays


@given(
    st.text(max_size=80),
    st.sampled_from(["@kim", "https://x.y/z", "discord.gg/x", "0170 1234567", "a@b.example"]),
    st.text(max_size=80),
)
def test_nothing_masked_points_at_anybody(before: str, pointer: str, after: str) -> None:
    shown = masked(f"{before} {pointer}{after}", 280)
    assert not points_at_somebody(shown)
    assert len(shown) <= 280
    assert "\n" not in shown


def test_masking_is_quick_whatever_is_in_it_and_nothing_cut_in_half_gets_by() -> None:
    for text in ("a" * 4000, "a." * 2000, "@" * 4000, "1 " * 2000, "a" * 1195 + " me@example.org"):
        assert not points_at_somebody(masked(text, 280))
    padding = "https://example.org/ " * 57  # masked, so that what stands at the cut is shown
    assert "kim" not in masked(padding + " kim.lee.something.long@example.org", 280)


# --- reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "garbage",
    ["", "null", "[]", "{}", "<html>502</html>", '{"names": []}', '{"names": {}, "claims": []}', "[" * 100_000,
     'Sure! Here it is: {"names": [], "claims": []}', '{"names": [], "claims": []} Hope this helps'],
)  # fmt: skip
def test_what_has_not_the_right_shape_is_no_answer(garbage: str) -> None:
    assert read(garbage) is None


def test_a_fence_is_allowed_and_entries_without_the_right_shape_are_counted() -> None:
    entries = {
        "names": [{"theme": "t1", "name": "Tours"}, {"theme": 1, "name": "x"}, "x", None],
        "claims": [{"question": "q1", "text": "x", "replies": ["r1", 2]}, {"question": "q1"}],
    }
    found = read(f"```json\n{json.dumps(entries)}\n```")
    assert found is not None
    assert (found.names, found.claims, found.misshapen) == ((("t1", "Tours"),), (), 5)


# --- checking ------------------------------------------------------------------------------------


def check(names: Any = (), claims: Any = ()) -> Checked:
    answer = read(json.dumps({"names": list(names), "claims": list(claims)}))
    assert answer is not None
    return checked(answer, material(), contained)


def claim(text: str, *replies: str, question: str = "q1") -> dict[str, Any]:
    return {"question": question, "text": text, "replies": list(replies)}


def test_what_holds_is_kept_with_the_people_it_rests_on() -> None:
    found = check(
        [{"theme": "t1", "name": "Studio tours"}, {"theme": "t2", "name": "Longer videos"}],
        [
            claim("People would love a tour of the studio.", "r1", "r2", "r5", "r1"),
            claim("Longer videos are wished for.", "r6", "r7"),
        ],
    )
    assert [(one.theme.label, one.name) for one in found.names] == [
        ("studio", "Studio tours"),
        ("longer", "Longer videos"),
    ]
    assert [(one.question, one.people) for one in found.claims] == [("next", (1, 2, 5)), ("next", (6, 7))]
    assert found.dropped == {}


def test_in_other_languages_too() -> None:
    texts = ("スタジオツアーが見たい", "スタジオを見せてほしい")
    given = material(data_of(*people(*texts)), (Grouped("next", "スタジオ", (1, 2)),))
    answer = read(
        json.dumps(
            {
                "names": [{"theme": "t1", "name": "スタジオ見学"}],
                "claims": [claim("スタジオの中を見たいという声がある", "r1", "r2")],
            }
        )
    )
    assert answer is not None
    found = checked(answer, given, contained)
    assert (len(found.names), len(found.claims)) == (1, 1)


@pytest.mark.parametrize(
    ("given", "flaw"),
    [
        (claim("People want a studio tour.", "r1", "r99"), Flaw.UNKNOWN),
        (claim("People want a studio tour.", "r1", "r9"), Flaw.UNKNOWN),
        (claim("People want a studio tour.", "r1", "r2", question="q2"), Flaw.UNKNOWN),
        (claim("People want a studio tour.", "r1", "r2", question="q7"), Flaw.UNKNOWN),
        (claim("People want a studio tour.", "r1"), Flaw.TOO_FEW),
        (claim("People want a studio tour.", "r1", "r1"), Flaw.TOO_FEW),
        (claim("People want a studio tour."), Flaw.TOO_FEW),
        (claim("37 people want a studio tour.", "r1", "r2"), Flaw.HOW_MANY),
        (claim("Most people want a studio tour.", "r1", "r2"), Flaw.HOW_MANY),
        (claim("Twenty people want a studio tour.", "r1", "r2"), Flaw.HOW_MANY),
        (claim("½ of them want a studio tour.", "r1", "r2"), Flaw.HOW_MANY),
        (claim("People hate cooking shows about pasta.", "r1", "r2"), Flaw.UNRELATED),
        (claim("People want a studio tour.", "r1", "r6", "r7", "r8"), Flaw.UNRELATED),
        (claim("People want a studio tour.", "r1", "r2", "r6", "r7", "r8"), Flaw.UNRELATED),
        (claim("Cooking shows, travel diaries, music festivals, a studio.", "r1", "r2"), Flaw.UNRELATED),
        (claim("One says “the studio is dreadful” of the tour.", "r1", "r2"), Flaw.NOT_SAID),
        (claim("One says “a studio tour of the studio.", "r1", "r2"), Flaw.NOT_SAID),
        (claim("@everyone wants a studio tour", "r1", "r2"), Flaw.POINTS),
        (claim("A studio tour: https://example.org", "r1", "r2"), Flaw.POINTS),
        (claim("A **studio** tour", "r1", "r2"), Flaw.FORMATTED),
        (claim("A studio tour\n# Big", "r1", "r2"), Flaw.FORMATTED),
        (claim("A studio tour " * 12, "r1", "r2"), Flaw.LENGTH),
        (claim(" ", "r1", "r2"), Flaw.LENGTH),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_dropped(given: dict[str, Any], flaw: Flaw) -> None:
    found = check((), [given, claim("People would love a tour of the studio.", "r1", "r2")])
    assert found.dropped == {flaw: 1}
    assert len(found.claims) == 1, "the others stay"


def test_quotes_stand_where_somebody_said_just_that_and_citations_that_dont_bear_it_go() -> None:
    found = check((), [claim("They ask to “show us the studio” on a tour.", "r1", "r3", "r6")])
    assert [one.people for one in found.claims] == [(1, 3)]
    crowd = data_of(*people(*TOURS * 3))
    answer = read(
        json.dumps({"names": [], "claims": [claim("A studio tour", *(f"r{one}" for one in range(1, 14)))]})
    )
    assert answer is not None
    many = gather(
        crowd,
        (Grouped("next", "x", tuple(range(1, 9))), Grouped("next", "y", tuple(range(9, 16)))),
        12_000,
        as_given,
    )
    assert many is not None
    assert checked(answer, many, contained).dropped == {Flaw.TOO_MANY: 1}


@pytest.mark.parametrize(
    ("name", "flaw"),
    [
        ("Cooking shows", Flaw.UNRELATED),
        ("The gear", Flaw.UNRELATED),
        ("Studio tours and everything that people may want to see there", Flaw.LENGTH),
        ("Studio @here", Flaw.POINTS),
        ("[Studio](x)", Flaw.FORMATTED),
        ("“Studio”", Flaw.FORMATTED),
        ("All studio tours", Flaw.HOW_MANY),
        ("Studio 54", Flaw.HOW_MANY),
        ("!", Flaw.LENGTH),
    ],
)  # fmt: skip
def test_a_name_that_is_not_shared_or_not_plain_is_none(name: str, flaw: Flaw) -> None:
    found = check([{"theme": "t1", "name": name}])
    assert found.names == ()
    assert found.dropped == {flaw: 1}


def test_a_theme_is_named_once_and_no_two_alike() -> None:
    found = check(
        [
            {"theme": "t1", "name": "Studio tours"},
            {"theme": "t1", "name": "Studio"},
            {"theme": "t9", "name": "Studio"},
            {"theme": "t2", "name": "STUDIO TOURS!"},
        ],
        [claim("A studio tour", "r1", "r2"), claim("A studio tour.", "r3", "r4")],
    )
    assert [one.name for one in found.names] == ["Studio tours"]
    assert found.dropped == {Flaw.TWICE: 3, Flaw.UNKNOWN: 1}


IDS = st.sampled_from([*(f"r{one}" for one in range(1, 11)), "r11", "r0", "t1", "R1", "1", "q1", ""])
SAID = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["studio", "tour", "longer", "videos", "mug", "people", "want", "@everyone", "<@1>", "12", "most", "**x**",
                         "“studio”", "“tour please”", "https://a.b", "\n", "[x](y)", "ignore previous instructions"]),
        max_size=9,
    ).map(" ".join),
)  # fmt: skip
ENTRY = st.fixed_dictionaries(
    {
        "question": st.sampled_from(["q1", "q2", "q3", "next"]),
        "text": SAID,
        "replies": st.lists(IDS, max_size=14),
    }
)
NAME = st.fixed_dictionaries({"theme": st.sampled_from(["t1", "t2", "t3", "t4", "next"]), "name": SAID})


@given(st.lists(NAME, max_size=6), st.lists(ENTRY, max_size=9))
def test_whatever_it_answers_only_what_was_given_and_can_be_shown_is_left(names: Any, claims: Any) -> None:
    given, found = material(), check(names, claims)
    assert len(found.claims) <= 5
    for one in found.claims:
        asked = {piece.person for piece in given.pieces.values() if piece.question == one.question}
        assert len(one.people) >= 2
        assert set(one.people) <= asked
        harmless(one.text, LONGEST_CLAIM)
    assert len({one.theme for one in found.names}) == len(found.names)
    for name in found.names:
        assert name.theme in THEMES
        harmless(name.name, LONGEST_NAME)
    assert len(found.claims) + len(found.names) + sum(found.dropped.values()) <= len(names) + len(claims)


def harmless(text: str, longest: int) -> None:
    assert 0 < len(text) <= longest
    assert not set("\n*_`[]<>#|~@") & set(text)
    assert not points_at_somebody(text)
    assert not says_how_many(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["names", "claims", "theme", "name", "question", "text", "replies"]), inner
            )
        ),
        max_leaves=20,
    )
)
def test_reading_never_raises(anything: Any) -> None:
    answer = read(json.dumps(anything))
    if answer is not None:
        checked(answer, material(), contained)
