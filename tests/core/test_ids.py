"""Custom ids: short enough for Discord, read back as they were meant, and never mistaken for another's."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.core import ids
from surveys.core.prompt import Button, Control, Verb

#: Discord's ids stay below this for fifty years to come, and rows for ever; 64 bits hold a little more.
LARGEST = 8_999_999_999_999_999_999
LONGEST = "q" * 32
PATTERNS = {"tap": ids.TAP, "menu": ids.MENU, "control": ids.CONTROL}
#: The verbs' arguments, as the cogs read them.
ARGUMENTS = {
    Verb.JOIN: ("community",),
    Verb.LEAVE: ("community",),
    Verb.ROUND_START: ("version", "days"),
    Verb.ROUND_DONT: (),
    Verb.ROUND_REFRESH: (),
    Verb.ROUND_CLOSE: (),
    Verb.EXPORT: ("number", "opened"),
}

numbers = st.integers(0, LARGEST)
question_ids = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True)


def button(verb: Verb, number: int) -> str:
    return ids.press(Button(verb, tuple(str(number) for _ in ARGUMENTS[verb]), "label"))


def every_id(invitation: int, question: str, token: str) -> list[str]:
    controls = [ids.control(invitation, question, what) for what in (*Control, ids.DONE)]
    return [
        ids.tap(invitation, question, token),
        ids.menu(invitation, question),
        *controls,
        *(button(verb, invitation) for verb in Verb),
    ]


def read_by(custom_id: str) -> list[str]:
    """Which patterns read it; discord.py hands an id to every one that does."""
    known = PATTERNS | {verb: ids.pattern(verb, *arguments) for verb, arguments in ARGUMENTS.items()}
    return [name for name, pattern in known.items() if re.fullmatch(pattern, custom_id)]


def test_the_largest_fit_and_differ() -> None:
    largest = every_id(LARGEST, LONGEST, LONGEST)
    assert all(len(one) <= 100 for one in largest)
    assert len(set(largest)) == len(largest)


@given(numbers, question_ids, question_ids)
def test_they_are_read_back(invitation: int, question: str, token: str) -> None:
    tapped = re.fullmatch(ids.TAP, ids.tap(invitation, question, token))
    assert tapped is not None
    assert tapped.groupdict() == {"invitation": str(invitation), "question": question, "token": token}
    picked = re.fullmatch(ids.MENU, ids.menu(invitation, question))
    assert picked is not None
    assert picked.groupdict() == {"invitation": str(invitation), "question": question}
    for what in (*Control, ids.DONE):
        pressed = re.fullmatch(ids.CONTROL, ids.control(invitation, question, what))
        assert pressed is not None
        assert pressed.groupdict() == {
            "invitation": str(invitation),
            "question": question,
            "control": str(what),
        }
    for verb, arguments in ARGUMENTS.items():
        match = re.fullmatch(ids.pattern(verb, *arguments), button(verb, invitation))
        assert match is not None
        assert match.groupdict() == dict.fromkeys(arguments, str(invitation))


@given(numbers, question_ids, question_ids)
def test_each_is_read_by_one_pattern_only(invitation: int, question: str, token: str) -> None:
    for custom_id in every_id(invitation, question, token):
        assert len(read_by(custom_id)) == 1


@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_its_pattern(verb: Verb) -> None:
    assert read_by(button(verb, 7)) == [verb]


@given(numbers, numbers, question_ids, question_ids)
def test_an_invitations_mark_is_on_its_own_cards_only(
    mine: int, other: int, question: str, token: str
) -> None:
    mark = ids.mark_of_invitation(mine)
    for control in Control:
        assert mark in ids.control(mine, question, control)
    if mine != other:
        assert not [one for one in every_id(other, question, token) if mark in one]


@given(numbers, numbers, question_ids, question_ids)
def test_a_summarys_mark_is_under_that_summary_only(mine: int, other: int, question: str, token: str) -> None:
    earlier, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    mark = ids.mark_of_summary(mine, later)
    assert mark == ids.press(Button(Verb.EXPORT, ids.summary_args(mine, later), "label"))
    assert mark != ids.mark_of_summary(mine, earlier), "a new database counts from one again"
    if mine != other:
        assert mark not in ids.mark_of_summary(other, later)
        assert not [one for one in every_id(other, question, token) if mark in one]


@pytest.mark.parametrize(
    "forged",
    [
        "ear:tap:9999999999999999999:q:t",
        "ear:tap:-1:q:t",
        "ear:tap:1:Q:t",
        "ear:tap:1:q:t:u",
        "ear:tap:1:q:t\n",
        "ear:tap:١:q:t",
        "ear:go:1:q:stop2",
        "ear:do:join:",
        "ear:do:join:1",
        "ear:do:export:99999999999999999999:1:",
        "x" * 100,
    ],
)
def test_what_no_row_can_have_is_not_read(forged: str) -> None:
    for name in read_by(forged):
        pattern = PATTERNS.get(name) or ids.pattern(Verb(name), *ARGUMENTS[Verb(name)])
        match = re.fullmatch(pattern, forged)
        assert match is not None
        assert not match.groupdict(), f"{name} reads {forged}"
