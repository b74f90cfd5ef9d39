"""The idea board in the database: who wants what, themes, and what becomes of an idea when people go."""

import json
import time
from datetime import timedelta

import pytest

from surveys.core.board import LIVE, Change, Filter, Order
from surveys.core.board_public import Shown
from surveys.core.ideas import IdeaState
from surveys.core.webhooks import Event
from surveys.engine.board_matching import Matching, asks_the_same
from surveys.store import board, board_cards, board_entries, board_ties, ideas, letting_go, webhooks
from tests.store.conftest import NOW
from tests.store.rows import ONE, TWO, Rows, rows

__all__ = ["rows"]

TEAM = 77
MINUTE = timedelta(minutes=1)


async def idea(rows: Rows, follower_id: int, text: str, ref: int, community: int = ONE) -> int:
    return await rows.do(ideas.add, community, follower_id, text, ref, NOW + ref * MINUTE)


async def merge(rows: Rows, one: int, into: int) -> None:
    change = Change(IdeaState.DUPLICATE)
    await rows.do(board.set_status, one, change, TEAM, NOW, duplicate_of=into)


async def theme(rows: Rows, label: str, replies: dict[int, str]) -> int:
    """A theme of a posted summary, with what these followers (of the first community) wrote."""
    round_id = await rows.round(at=NOW)
    await rows.sql(f"UPDATE rounds SET summarised_at = '{NOW.isoformat()}' WHERE id = {round_id}")
    size = len(replies)
    await rows.sql(
        f"INSERT INTO themes (round_id, question_id, label, size) VALUES ({round_id}, 'q', '{label}', {size})"
    )
    ((theme_id,),) = await rows.sql("SELECT max(id) FROM themes")
    for follower_id, text in replies.items():
        ((invitation,),) = await rows.sql(
            f"SELECT id FROM invitations WHERE round_id = {round_id} AND follower_id = {follower_id}"
        )
        value = json.dumps({"wrote": text})
        await rows.sql(
            f"INSERT INTO answers (invitation_id, question_id, value, at) VALUES ({invitation}, 'q', '{value}', 'x')"
        )
        await rows.sql(f"INSERT INTO theme_replies VALUES ({theme_id}, {invitation})")
    return int(theme_id)


async def page(
    rows: Rows, order: Order = Order.DEMAND, show: Filter = Filter.LIVE
) -> list[tuple[int, int, int]]:
    found = await rows.do(board.page, ONE, show.states, order, 10)
    return [(one.id, one.demand, one.votes) for one in found]


async def test_each_person_counts_once_however_often_they_said_so(rows: Rows) -> None:
    anna, ben, cleo, dora = [await rows.follower(user) for user in (1, 2, 3, 4)]
    await rows.follower(9, TWO)
    tour = await idea(rows, anna, "a studio tour", 1)
    same = await idea(rows, ben, "show us the studio", 2)
    for one, who in ((tour, anna), (tour, ben), (same, cleo), (tour, cleo)):
        await rows.do(ideas.vote, one, who, NOW)
    assert await page(rows) == [(tour, 3, 2), (same, 2, 1)], "a vote for one's own is none"
    grouped = await theme(rows, "studio tour", {cleo: "tour please", dora: "studio tour"})
    await rows.do(board_ties.set_links, tour, [grouped], [grouped])
    await merge(rows, same, tour)
    assert await page(rows) == [(tour, 4, 2)]
    assert await rows.do(board.wanting, tour) == {anna, ben, cleo, dora}
    assert await page(rows, show=Filter.MERGED) == [(same, 2, 1)]

    await rows.do(board_ties.set_links, tour, [], [grouped])
    await rows.do(board_ties.link, tour, grouped)
    assert await page(rows) == [(tour, 3, 2)], "what the team took apart isn't tied again by itself"
    before = await rows.do(board_entries.before_merging, same)
    assert before == Change(IdeaState.OPEN)
    await rows.do(board.set_status, same, before, TEAM, NOW, quietly=True)
    assert await page(rows) == [(tour, 3, 2), (same, 2, 1)]
    assert await page(rows, Order.NEWEST) == [(same, 2, 1), (tour, 3, 2)]
    assert await rows.do(board.count, TWO, LIVE) == 0


async def test_merges_in_a_row_count_for_the_last_and_come_apart_where_they_were_joined(rows: Rows) -> None:
    people = [await rows.follower(user) for user in range(1, 4)]
    one, two, three = [await idea(rows, who, f"idea {who}", who) for who in people]
    await merge(rows, one, two)
    await merge(rows, two, three)
    assert await page(rows) == [(three, 3, 0)]
    assert await rows.do(board_entries.above, one) == {two, three}
    await rows.do(board.set_status, two, Change(IdeaState.OPEN), TEAM, NOW, quietly=True)
    assert await page(rows) == [(two, 2, 0), (three, 1, 0)]


async def test_a_status_is_kept_with_its_history_and_told_to_webhooks(rows: Rows) -> None:
    anna = await rows.follower(1)
    tour = await idea(rows, anna, "a studio tour", 1)
    await rows.do(webhooks.add, ONE, "https://example.com/h", "whsec_", [Event.IDEA_MADE], NOW)
    await rows.do(board.set_status, tour, Change(IdeaState.PLANNED, "soon"), TEAM, NOW)
    made = Change(IdeaState.MADE, "here", "https://example.com/v")
    await rows.do(board.set_status, tour, made, TEAM, NOW + MINUTE)
    entry = await rows.do(board_entries.load, ONE, tour)
    assert entry is not None
    assert [(one.state, one.response, one.link, one.by_user) for one in entry.history] == [
        (IdeaState.MADE, "here", "https://example.com/v", TEAM),
        (IdeaState.PLANNED, "soon", None, TEAM),
    ]
    assert await rows.do(board_entries.load, TWO, tour) is None
    ((body,),) = await rows.sql("SELECT body FROM webhook_events")
    assert json.loads(body)["data"] == {
        "community_id": str(ONE),
        "idea_id": str(tour),
        "link": "https://example.com/v",
        "people": 1,
    }
    assert await page(rows) == []
    assert await page(rows, show=Filter.MADE) == [(tour, 1, 0)]


async def test_whoever_goes_takes_their_words_and_the_wish_of_the_others_stays(rows: Rows) -> None:
    anna, ben, cleo = [await rows.follower(user) for user in (1, 2, 3)]
    tour = await idea(rows, anna, "a studio tour", 1)
    same = await idea(rows, ben, "show us the studio", 2)
    await rows.do(ideas.vote, tour, cleo, NOW)
    await rows.do(board.set_status, tour, Change(IdeaState.PLANNED, "in May"), TEAM, NOW)
    await merge(rows, same, tour)
    await rows.do(letting_go.let_go_of_ideas, [anna])
    entry = await rows.do(board_entries.load, ONE, same)
    assert entry is not None
    assert (entry.wanted.state, entry.wanted.demand, entry.response) == (IdeaState.PLANNED, 3, "in May")
    assert [one.state for one in entry.history] == [IdeaState.PLANNED]
    assert entry.merged == ((tour, ""),)

    await rows.do(letting_go.let_go_of_ideas, [ben])
    assert await rows.sql(f"SELECT text, response, state FROM ideas WHERE id = {same}") == [
        ("", None, "planned")
    ]
    assert await rows.sql("SELECT count(*) FROM idea_events WHERE response IS NOT NULL") == [(0,)]
    assert await rows.do(board.demand_of, same) == 3
    assert await page(rows) == [], "nothing can be decided about an idea without words"


async def test_only_what_may_be_shown_is_public(rows: Rows) -> None:
    anna, ben, cleo = [await rows.follower(user) for user in (1, 2, 3)]
    await rows.sql("UPDATE followers SET quoting = 'anonymous'")
    texts = ["shown", "declined", "old", "kept off", "withdrawn"]
    shown, declined, old, off, withdrawn = [
        await idea(rows, anna, text, ref) for ref, text in enumerate(texts, 1)
    ]
    await idea(rows, ben, "not to be quoted", 10)
    await idea(rows, cleo, "gone", 11)
    await rows.sql(f"UPDATE followers SET quoting = 'no' WHERE id = {ben}")
    await rows.sql(f"UPDATE followers SET left_at = '{NOW.isoformat()}' WHERE id = {cleo}")
    await rows.do(board_entries.set_hidden, off, hidden=True)
    await rows.do(ideas.withdraw, withdrawn, NOW)
    await rows.do(board.set_status, declined, Change(IdeaState.DECLINED), TEAM, NOW)
    await rows.do(board.set_status, old, Change(IdeaState.DECLINED), TEAM, NOW - timedelta(days=61))
    found = await rows.do(board_cards.shown, ONE, NOW, 10)
    assert set(found) == {
        Shown(shown, "shown", IdeaState.OPEN, None, None, 1),
        Shown(declined, "declined", IdeaState.DECLINED, None, None, 1),
    }
    assert await rows.do(board_cards.shown, TWO, NOW, 10) == ()
    assert not await rows.do(board_cards.is_public, off, NOW)


async def test_an_idea_is_found_by_number_and_by_words_in_any_case(rows: Rows) -> None:
    anna = await rows.follower(1)
    tour = await idea(rows, anna, "Ölmalerei im Studio, 100% echt", 1)
    other = await idea(rows, anna, f"Nummer {tour} gewinnt", 2)
    for typed in ("ölmalerei", "STUDIO", "100%"):
        assert await rows.do(board_entries.search, ONE, typed, 5) == (
            (tour, "Ölmalerei im Studio, 100% echt"),
        )
    assert [one for one, _ in await rows.do(board_entries.search, ONE, f"#{tour}", 5)] == [tour]
    assert [one for one, _ in await rows.do(board_entries.search, ONE, str(tour), 5)] == [tour, other]
    assert await rows.do(board_entries.search, ONE, "%", 5) != ()
    assert await rows.do(board_entries.search, TWO, "studio", 5) == ()


# --- Themes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "label", "replies", "same"),
    [
        ("a tour of your studio", "studio tour", ["studio tour pls", "tour the studio", "more cats"], True),
        ("a tour of your studio", "studio tour", ["show the new cats"], False),
        ("a livestream from the studio", "studio", ["studio tour", "a tour of the studio"], False),
        ("paint with your cat", "cats", ["I like cats", "cats cats cats", "cat videos"], False),
        ("cooking with your mum", "cooking with mum", ["cook with mum again", "nice lamp"], True),
    ],
)
def test_precision_comes_before_recall(text: str, label: str, replies: list[str], same: bool) -> None:
    assert asks_the_same(text, label, replies) is same


async def test_new_themes_and_new_ideas_are_compared_once(rows: Rows) -> None:
    anna, ben, cleo = [await rows.follower(user) for user in (1, 2, 3)]
    early = await idea(rows, anna, "please a tour of your studio", 1)
    elsewhere = await idea(rows, await rows.follower(9, TWO), "a studio tour", 2, TWO)
    grouped = await theme(rows, "studio tour", {ben: "studio tour", cleo: "a tour of the studio"})
    matching = Matching(rows.database, lambda: NOW)
    while await matching.match_due() is not None:
        pass
    pairs = "SELECT idea_id, theme_id FROM idea_themes WHERE linked = 1 ORDER BY 1"
    assert await rows.sql(pairs) == [(early, grouped)]
    assert await rows.do(board.wanting, early) == {anna, ben, cleo}
    late = await idea(rows, ben, "studio tour at night", 3)
    await idea(rows, ben, "more cooking", 4)
    while await matching.match_due() is not None:
        pass
    assert await rows.sql(pairs) == [(early, grouped), (late, grouped)]
    assert elsewhere not in {one for one, _ in await rows.sql(pairs)}
    chosen = await rows.do(board_ties.to_choose, ONE, late, 5)
    assert [(one.id, one.linked) for one in chosen] == [(grouped, True)]
    assert await rows.do(board_ties.to_choose, TWO, elsewhere, 5) == ()


async def test_an_idea_that_was_an_answer_is_tied_to_the_theme_of_that_answer(rows: Rows) -> None:
    anna, ben = [await rows.follower(user) for user in (1, 2)]
    grouped = await theme(rows, "cats", {anna: "more cats", ben: "cats"})
    answers = await rows.sql("SELECT id FROM answers ORDER BY id")
    await rows.do(ideas.follow_answer, ONE, anna, answers[0][0], "more cats", NOW)
    ((round_id,),) = await rows.sql(f"SELECT round_id FROM themes WHERE id = {grouped}")
    await rows.do(board_ties.link_answers, round_id)
    ((cats,),) = await rows.sql("SELECT id FROM ideas")
    assert await rows.do(board.wanting, cats) == {anna, ben}
    await rows.do(ideas.follow_answer, ONE, anna, answers[0][0], "fewer cats", NOW)
    assert await rows.do(board.wanting, cats) == {anna}, "it says something else now"


# --- Size --------------------------------------------------------------------------------------------


async def test_ten_thousand_ideas_are_no_wait(rows: Rows) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000) SELECT"
    at = f"'{NOW.isoformat()}'"
    await rows.sql(f"INSERT INTO people (user_id) {numbers} i FROM n")
    await rows.sql(
        "INSERT INTO followers (id, community_id, user_id, joined_at, quoting) "
        f"{numbers} i, {ONE}, i, {at}, 'anonymous' FROM n"
    )
    await rows.sql(
        "INSERT INTO ideas (id, community_id, follower_id, text, at) "
        f"{numbers} i, {ONE}, i, 'idea ' || i, {at} FROM n"
    )
    for step in range(1, 6):
        await rows.sql(
            "INSERT INTO idea_votes (idea_id, follower_id, at) "
            f"{numbers} 1 + (i * i) % (10000 / {step}), 1 + (i * 7 + {step}) % 10000, {at} FROM n "
            "WHERE true ON CONFLICT DO NOTHING"
        )
    began = time.perf_counter()
    for order in Order:
        assert len(await rows.do(board.page, ONE, LIVE, order, 6)) == 6
    assert len(await rows.do(board_entries.search, ONE, "idea 99", 25)) == 25
    assert len(await rows.do(board_cards.shown, ONE, NOW, 50)) == 50
    # Five looks; Discord waits three seconds for one. A tenth of a second each on a machine at rest.
    assert time.perf_counter() - began < 5 * 3
