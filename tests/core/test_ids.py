"""Custom ids: short enough for Discord, read back as they were meant, and never mistaken for another's."""

import ast
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.core import ids
from surveys.core.hours import Snooze
from surveys.core.prompt import Button, Control, Picking, Verb
from surveys.core.sheets import Sheet
from surveys.core.widgets import Choosable

#: Discord's ids stay below this for fifty years to come, and rows for ever; 64 bits hold a little more.
LARGEST = 8_999_999_999_999_999_999
LONGEST = "q" * 32
#: The arguments of each kind of button outside a question, as the cogs read them.
PRESSED: dict[Verb, list[tuple[str, ...]]] = {
    Verb.JOIN: [("community",)],
    Verb.LEAVE: [("community",)],
    Verb.ROUND_START: [("plan",)],
    Verb.ROUND_DONT: [()],
    Verb.ROUND_REFRESH: [("number",), ("number", "posted")],
    Verb.ROUND_CLOSE: [("number",)],
    Verb.ROUND_CLOSE_SURE: [("number",)],
    Verb.ROUND_REMIND: [("number",)],
    Verb.ROUND_REMIND_SURE: [("number",)],
    Verb.ROUND_PAUSE: [("number",)],
    Verb.ROUND_RESUME: [("number",)],
    Verb.ROUND_CANCEL: [("number",)],
    Verb.ROUND_KEEP: [()],
    Verb.SERIES_KEEP: [("series",)],
    Verb.SERIES_DROP: [("series",)],
    Verb.SERIES_PAUSE: [("series",)],
    Verb.SERIES_RESUME: [("series",)],
    Verb.SERIES_END: [("series",)],
    Verb.SERIES_CALENDAR: [("series",)],
    Verb.SERIES_LIST: [()],
    Verb.SERIES_SKIP: [("series", "date")],
    Verb.SERIES_OPEN: [("series", "date")],
    Verb.SERIES_LEAVE: [("series", "date")],
    Verb.EXPORT: [("number", "opened")],
    Verb.THEMES: [("number", "opened"), ("number",)],
    Verb.THEME_RENAME: [("number", "theme", "revision")],
    Verb.THEME_SPLIT: [("number", "theme", "revision")],
    Verb.THEME_SPLIT_SURE: [("number", "theme", "revision")],
    Verb.THEME_UNDO: [("number", "revision")],
    Verb.QUOTES: [("number", "page")],
    Verb.ANSWER_HERE: [("round",)],
    Verb.CONTINUE: [("invitation",)],
    Verb.CHANGE: [("invitation",)],
    Verb.JUDGE: [("invitation", "statement", "verdict")],
    Verb.STATEMENT: [("invitation", "statement")],
    Verb.STATEMENTS: [("round", "page")],
    Verb.KEEP_ME: [("follower",)],
    Verb.PREFERENCES: [("follower",), ("follower", "page"), ("follower", "what", "choice")],
    Verb.PAUSE: [("follower", "how")],
    Verb.PRIVACY: [("community",)],
    Verb.FORGET: [()],
    Verb.FORGET_DONT: [()],
    Verb.IDEA_VOTE: [("idea", "mine", "on")],
    Verb.IDEA_KEEP: [("idea",)],
    Verb.IDEA_HIT: [("telling", "hit")],
    Verb.IDEA_NEWS: [("telling", "planned")],
    Verb.NUDGE: [("round", "on")],
    Verb.IDEA_UP: [("card", "added")],
    Verb.IDEA_NEW: [("card", "added")],
    Verb.BOARD: [(), ("place",)],
    Verb.BOARD_IDEA: [("idea", "place")],
    Verb.BOARD_MERGE: [("idea", "seen", "place")],
    Verb.BOARD_GATHER: [("idea", "seen", "place")],
    Verb.BOARD_SEARCH: [("idea", "seen", "place")],
    Verb.BOARD_UNMERGE: [("idea", "seen", "place")],
    Verb.BOARD_THEMES: [("idea", "place")],
    Verb.BOARD_HIDE: [("idea", "place", "hidden")],
    Verb.BOARD_DOWN: [()],
    Verb.AUDIENCE: [("audience",)],
    Verb.AUDIENCE_LIST: [()],
    Verb.AUDIENCE_SETTINGS: [("audience",)],
    Verb.AUDIENCE_DELETE: [("audience",)],
    Verb.AUDIENCE_GONE: [("audience",)],
    Verb.AUDIENCE_MOVE: [("audience", "version", "rule")],
    Verb.AUDIENCE_REMOVE: [("audience", "version", "rule")],
    Verb.AUDIENCE_LIMIT: [("audience", "version", "rule")],
    Verb.DRAFT: [("draft", "revision", "step", "number")],
    Verb.DRAFT_PLAY: [("draft",)],
    Verb.SURVEY_EDIT: [("survey",)],
    Verb.SURVEY_BACK: [("survey",)],
    Verb.SURVEYS: [("page",)],
    Verb.AUDIT: [("before",)],
    Verb.SETUP: [("step",)],
    Verb.SETUP_FORM: [("form",)],
    Verb.SETUP_JOIN: [("channel",)],
    Verb.SETUP_STATUS: [()],
    Verb.SETUP_MODEL: [("on",)],
    Verb.WEBHOOK_LIST: [()],
    Verb.WEBHOOK_TEST: [("webhook",)],
    Verb.WEBHOOK_REMOVE: [("webhook",)],
    Verb.WEBHOOK_AGAIN: [("webhook",)],
    Verb.WEBHOOK_DROP: [("webhook",)],
}
#: The same of each kind of menu.
CHOSEN: dict[Verb, list[tuple[str, ...]]] = {
    Verb.CHANGE: [("invitation",)],
    Verb.PREFERENCES: [("follower", "what")],
    Verb.IDEA_WHERE: [("idea",)],
    Verb.STATEMENTS: [("round", "page")],
    Verb.SERIES: [()],
    Verb.RIGHTS: [("role",)],
    Verb.REHEARSE: [("version",)],
    Verb.WEBHOOK: [()],
    Verb.THEME: [("number",)],
    Verb.THEME_MERGE: [("number", "theme", "revision")],
    Verb.QUOTE_OUT: [("number",)],
    Verb.SETUP_CHANNEL: [("which",)],
    Verb.SETUP_ROLE: [()],
    Verb.SETUP_OFTEN: [()],
    Verb.SETUP_KEPT: [()],
    Verb.SETUP_ZONE: [()],
    Verb.BOARD_FILTER: [("place",)],
    Verb.BOARD_ORDER: [("place",)],
    Verb.BOARD_OPEN: [("place",)],
    Verb.BOARD_STATUS: [("idea", "seen", "place")],
    Verb.BOARD_MERGE: [("idea", "seen", "place")],
    Verb.BOARD_THEMES: [("idea", "place")],
    Verb.BOARD_CHANNEL: [()],
    Verb.AUDIENCE: [()],
    Verb.AUDIENCE_ADD: [("audience", "side")],
    Verb.AUDIENCE_RULE: [("audience", "version")],
    Verb.AUDIENCE_PICK: [("audience", "side", "kind")],
    Verb.AUDIENCE_ASKED: [("audience", "side", "survey"), ("audience", "side", "survey", "question")],
    Verb.DRAFT: [("draft", "revision", "step", "number")],
}
#: The same of each kind of form of several fields.
FILLED: dict[Verb, list[tuple[str, ...]]] = {
    Verb.THEME_RENAME: [("number", "theme", "revision")],
    Verb.SETUP_FORM: [("form",)],
    Verb.BOARD_STATUS: [("idea", "seen", "place", "state")],
    Verb.BOARD_SEARCH: [("idea", "seen", "place")],
    Verb.IDEA_NEW: [("card", "added")],
    Verb.AUDIENCE_FILL: [("audience", "side", "kind")],
    Verb.AUDIENCE_LIMIT: [("audience", "version", "rule")],
    Verb.AUDIENCE_SETTINGS: [("audience",)],
    Verb.DRAFT: [("draft", "revision", "step", "number")],
}
PATTERNS = {
    "tap": ids.TAP,
    "menu": ids.MENU,
    "control": ids.CONTROL,
    "write": ids.WRITE,
    "form": ids.FORM,
    "snooze": ids.SNOOZE,
    **{
        f"press {verb} {len(one)}": ids.pattern(verb, *one)
        for verb, shapes in PRESSED.items()
        for one in shapes
    },
    **{
        f"pick {verb} {len(one)}": ids.pick_pattern(verb, *one)
        for verb, shapes in CHOSEN.items()
        for one in shapes
    },
    **{
        f"sheet {verb} {len(one)}": ids.sheet_pattern(verb, *one)
        for verb, shapes in FILLED.items()
        for one in shapes
    },
}
#: The same on cards that are only tried out.
PATTERNS |= {f"tried {name}": ids.tried_pattern(pattern) for name, pattern in PATTERNS.items()}

numbers = st.integers(0, LARGEST)
question_ids = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,31}", fullmatch=True)


def pressed(number: int) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each kind of button, menu and form outside a question: its pattern, its arguments, and its custom id."""
    for verb, shapes in PRESSED.items():
        for names in shapes:
            button = Button(verb, tuple(str(number) for _ in names), "label")
            yield ids.pattern(verb, *names), names, ids.press(button)
    for verb, shapes in CHOSEN.items():
        for names in shapes:
            menu = Picking(verb, tuple(str(number) for _ in names), "hint", (Choosable("a", "A"),))
            yield ids.pick_pattern(verb, *names), names, ids.pick(menu)
    for verb, shapes in FILLED.items():
        for names in shapes:
            sheet = Sheet(verb, tuple(str(number) for _ in names), "title", ())
            yield ids.sheet_pattern(verb, *names), names, ids.sheet(sheet)


def snoozes(number: int) -> list[str]:
    return [ids.press(Button(Verb.SNOOZE, (str(number), choice), "label")) for choice in Snooze]


def every_id(invitation: int, question: str, token: str) -> list[str]:
    controls = [
        ids.control(invitation, question, what, prompt)
        for what in (*Control, ids.DONE)
        for prompt in (0, LARGEST)
    ]
    return [
        ids.tap(invitation, question, token),
        ids.menu(invitation, question),
        ids.write(invitation, question),
        ids.form(invitation, question),
        *controls,
        *snoozes(invitation),
        *(custom_id for _, _, custom_id in pressed(invitation)),
    ]


def read_by(custom_id: str) -> list[str]:
    """Which patterns read it; discord.py hands an id to every one that does."""
    return [name for name, pattern in PATTERNS.items() if re.fullmatch(pattern, custom_id)]


def test_the_table_is_what_the_cogs_read() -> None:
    def table(shapes: dict[Verb, list[tuple[str, ...]]]) -> set[tuple[str, ...]]:
        return {(verb.name, *names) for verb, some in shapes.items() for names in some}

    read: dict[str, set[tuple[str, ...]]] = {"pattern": set(), "pick_pattern": set(), "sheet_pattern": set()}
    for path in (Path(ids.__file__).parents[2] / "cogs").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="pattern" | "pick_pattern" | "sheet_pattern" as what),
                    args=[verb, *names],
                ) if isinstance(verb, ast.Attribute):
                    arguments = [ast.literal_eval(one) for one in names]
                    read[what].add((verb.attr, *arguments))
    assert read == {
        "pattern": table(PRESSED),
        "pick_pattern": table(CHOSEN),
        "sheet_pattern": table(FILLED),
    }
    assert set(Verb) == {*PRESSED, *CHOSEN, *FILLED, Verb.SNOOZE}


def test_the_largest_fit_and_differ() -> None:
    real = every_id(LARGEST, LONGEST, LONGEST)
    largest = [*real, *map(ids.tried, real)]
    assert all(len(one) <= 100 for one in largest)
    assert len(set(largest)) == len(largest)


@given(numbers, numbers, question_ids, question_ids)
def test_they_are_read_back(invitation: int, prompt: int, question: str, token: str) -> None:
    mine = {"invitation": str(invitation), "question": question}
    expected = [
        (ids.TAP, ids.tap(invitation, question, token), mine | {"token": token}),
        (ids.MENU, ids.menu(invitation, question), mine),
        (ids.WRITE, ids.write(invitation, question), mine),
        (ids.FORM, ids.form(invitation, question), mine),
        *(
            (ids.CONTROL, ids.control(invitation, question, what, prompt), mine | {"control": str(what)})
            for what in (*Control, ids.DONE)
        ),
        *(
            (ids.SNOOZE, custom_id, {"invitation": str(invitation), "choice": str(choice)})
            for custom_id, choice in zip(snoozes(invitation), Snooze, strict=True)
        ),
        *(
            (pattern, custom_id, dict.fromkeys(names, str(invitation)))
            for pattern, names, custom_id in pressed(invitation)
        ),
    ]
    for pattern, custom_id, meant in expected:
        match = re.fullmatch(pattern, custom_id)
        assert match is not None, custom_id
        assert match.groupdict() == meant


@settings(deadline=None)  # hundreds of patterns, the first time to be compiled
@given(numbers, question_ids, question_ids)
def test_each_is_read_by_one_pattern_only(invitation: int, question: str, token: str) -> None:
    for custom_id in every_id(invitation, question, token):
        (name,) = read_by(custom_id)
        assert read_by(ids.tried(custom_id)) == [f"tried {name}"], "a card that is tried out is no real one"


@given(numbers, numbers, numbers, question_ids, question_ids)
def test_an_invitations_mark_is_on_its_own_cards_only(
    mine: int, other: int, prompt: int, question: str, token: str
) -> None:
    for asked_again in (0, prompt):
        mark = ids.mark_of_invitation(mine, asked_again)
        for control in Control:
            assert mark in ids.control(mine, question, control, asked_again)
            assert mark not in ids.tried(ids.control(mine, question, control, asked_again))
            if prompt:
                assert mark not in ids.control(mine, question, control, 0 if asked_again else prompt)
        if mine != other:
            assert not [one for one in every_id(other, question, token) if mark in one]


@given(numbers, numbers, question_ids, question_ids)
def test_the_marks_of_round_cards_and_goodbyes_are_on_no_other_card(
    mine: int, other: int, question: str, token: str
) -> None:
    for mark, verb in (
        (ids.mark_of_round_card(mine), Verb.ANSWER_HERE),
        (ids.mark_of_goodbye(mine), Verb.KEEP_ME),
    ):
        assert mark == ids.press(Button(verb, (str(mine),), "label"))
        assert [one for one in every_id(mine, question, token) if mark in one] == [mark]
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


@given(numbers, numbers, question_ids)
def test_the_mark_of_an_ideas_card_is_on_that_card_only(mine: int, other: int, question: str) -> None:
    earlier, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    mark = ids.mark_of_idea_card(mine, later)
    assert mark == ids.press(Button(Verb.IDEA_NEW, ids.idea_card_args(mine, later), "label"))
    assert mark != ids.mark_of_idea_card(mine, earlier), "a new database counts from one again"
    if mine != other:
        assert mark not in ids.mark_of_idea_card(other, later)
        assert not [one for one in every_id(other, question, "t") if mark in one]


@given(numbers, numbers, st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1)), question_ids)  # noqa: DTZ001  made aware below
def test_a_statuss_mark_is_on_that_status_only(
    mine: int, other: int, posted: datetime, question: str
) -> None:
    earlier = posted.replace(tzinfo=UTC)
    later = earlier + timedelta(milliseconds=1)
    mark = ids.mark_of_status(mine, later)
    assert mark == ids.press(Button(Verb.ROUND_REFRESH, ids.status_args(mine, later), "label"))
    assert mark != ids.mark_of_status(mine, earlier)
    assert mark != ids.press(Button(Verb.ROUND_REFRESH, (str(mine),), "label"))
    if mine != other:
        assert not [one for one in every_id(other, question, "t") if mark in one]


@pytest.mark.parametrize(
    "forged",
    [
        "ear:tap:9999999999999999999:q:t",
        "ear:tap:-1:q:t",
        "ear:tap:1:Q:t",
        "ear:tap:1:q:t:u",
        "ear:tap:1:q:t\n",
        "ear:tap:١:q:t",
        "ear:menu:1:q:t",
        "ear:go:1:q:stop2",
        "ear:go:1.:q:stop",
        "ear:go:1.9999999999999999999:q:stop",
        "ear:go:1.2.3:q:stop",
        "ear:write:1:",
        "ear:form:1:q\n",
        "ear:form:9999999999999999999:q",
        "ear:do:snooze:1:hour",
        "ear:do:snooze:1:1:",
        "ear:do:snooze:1:HOUR:",
        "ear:do:join:",
        "ear:do:join:1",
        "ear:do:export:99999999999999999999:1:",
        "ear:do:prefs:1:2:3:4:",
        "ear:pick:change:x:",
        "ear:pick:change:1",
        "x" * 100,
    ],
)
def test_what_no_row_can_have_is_not_read(forged: str) -> None:
    assert read_by(forged) == []
