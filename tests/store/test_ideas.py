"""Ideas in the database, by the engine on top of it: kept, voted for, moved, and what came of them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

import pytest

from surveys.core.errors import KindError
from surveys.core.language import ENGLISH, Languages, Words
from surveys.core.phrases import ideas as phrases
from surveys.core.phrases import joining
from surveys.core.prompt import Button, Say, Verb
from surveys.engine.ideas import Ideas
from surveys.store import ideas as store
from surveys.store.tx import Tx
from tests.store.conftest import NOW
from tests.store.rows import ONE, TWO, Rows, rows

__all__ = ["rows"]

ANNA, BEN, CLEO = 1, 2, 3
REFS = count(1000)
GERMAN = Words("de", {phrases.KEPT_TITLE.text: ("Deine Idee ist notiert",)})


@pytest.fixture
async def ideas(rows: Rows) -> Ideas:
    """The engine, with Anna and Ben in the first community."""
    for user in (ANNA, BEN):
        await rows.follower(user)
    return Ideas(rows.database, Languages({"en": ENGLISH, "de": GERMAN}))


async def send(
    ideas: Ideas,
    text: str,
    user: int = ANNA,
    community: int | None = ONE,
    ref: int | None = None,
    at: datetime = NOW,
    locale: str | None = None,
) -> Say:
    card = await ideas.take(user, community, text, ref or next(REFS), locale, at)
    assert card is not None
    return card


def button(card: Say, verb: Verb, place: int = 0) -> Button:
    return [one for one in card.buttons if one.verb is verb][place]


async def press(ideas: Ideas, one: Button, user: int = BEN, at: datetime = NOW) -> Say:
    if one.verb is Verb.IDEA_KEEP:
        return await ideas.keep(user, int(one.args[0]), None, at, in_server=True)
    idea, mine, on = map(int, one.args)
    return await ideas.vote(user, idea, mine, None, at, on=bool(on))


async def table(rows: Rows) -> list[tuple[object, ...]]:
    """Text, state and votes of every idea."""
    return await rows.sql(
        "SELECT text, state, (SELECT count(*) FROM idea_votes v WHERE v.idea_id = i.id) FROM ideas i ORDER BY id"
    )


async def similar_pair(ideas: Ideas) -> Say:
    """Anna's idea, and the card that Ben gets for much the same."""
    await send(ideas, "a studio tour")
    return await send(ideas, "please a tour of your studio", BEN)


def texts(card: Say) -> str:
    return "\n".join((card.title or "", *card.paragraphs))


# --- sending -----------------------------------------------------------------------------------------


async def test_an_idea_is_kept_once_however_often_its_event_comes(rows: Rows, ideas: Ideas) -> None:
    card = await send(ideas, "  a studio tour\ud800 ", ref=77)
    assert card.title == phrases.KEPT_TITLE.text
    assert await ideas.take(ANNA, ONE, "a studio tour", 77, None, NOW) is None
    assert await rows.sql("SELECT community_id, follower_id, ref, text, state, answer_id FROM ideas") == [
        (ONE, 1, 77, "a studio tour�", "open", None)
    ]


async def test_who_has_not_joined_hears_how_to_and_nothing_is_stored(rows: Rows, ideas: Ideas) -> None:
    await rows.sql("UPDATE followers SET left_at = '2026-03-01T00:00:00.000000Z' WHERE user_id = 2")
    for user, community in ((9, ONE), (9, None), (BEN, ONE), (BEN, None), (ANNA, TWO)):
        assert texts(await send(ideas, "a tour", user, community)).strip() == phrases.JOIN_FIRST.text
    assert texts(await send(ideas, "a tour", ANNA, 404)).strip() == joining.NOT_SET_UP.text
    assert await table(rows) == []


async def test_ten_a_day_and_no_more_until_tomorrow(rows: Rows, ideas: Ideas) -> None:
    for number in range(10):
        await send(ideas, f"wish {'abcdefghij'[number] * 9}")
    assert "10 ideas" in texts(await send(ideas, "one more"))
    assert len(await table(rows)) == 10
    assert (await send(ideas, "from somebody else", BEN)).title == phrases.KEPT_TITLE.text
    assert (await send(ideas, "one more", at=NOW + timedelta(days=1))).title == phrases.KEPT_TITLE.text


async def test_what_cannot_be_kept_is_said_and_not_stored(rows: Rows, ideas: Ideas) -> None:
    assert phrases.EMPTY.text in texts(await send(ideas, " \u202e "))
    assert "1,001" in texts(await send(ideas, "x" * 1001))
    await send(ideas, "a tour")
    assert "counts once" in texts(await send(ideas, "A TOUR!"))
    assert len(await table(rows)) == 1


async def test_it_answers_in_the_language_chosen_else_in_discords(rows: Rows, ideas: Ideas) -> None:
    assert (await send(ideas, "ein Ausflug", locale="de")).title == "Deine Idee ist notiert"
    # Seen once, remembered for what comes without a setting.
    assert (await send(ideas, "ein Spiel")).title == "Deine Idee ist notiert"
    await rows.sql("UPDATE people SET language = 'en' WHERE user_id = 1")
    assert (await send(ideas, "ein Tag", locale="de")).title == phrases.KEPT_TITLE.text


# --- similar ones and votes --------------------------------------------------------------------------


async def test_similar_ideas_of_others_are_offered_and_the_own_is_kept_meanwhile(
    rows: Rows, ideas: Ideas
) -> None:
    card = await similar_pair(ideas)
    assert "“a studio tour” · wanted by 1 person" in texts(card)
    assert [one.args for one in card.buttons] == [("1", "2", "1"), ("2",)]
    assert [row[1] for row in await table(rows)] == ["open", "open"]


async def test_a_vote_makes_ones_own_idea_give_way(rows: Rows, ideas: Ideas) -> None:
    card = await similar_pair(ideas)
    voted = await press(ideas, button(card, Verb.IDEA_VOTE))
    assert "now wanted by 2 people" in texts(voted)
    assert phrases.VOTED_INSTEAD.text in texts(voted)
    assert [row[1:] for row in await table(rows)] == [("open", 1), ("duplicate", 0)]


async def test_voting_twice_counts_once_and_says_so(rows: Rows, ideas: Ideas) -> None:
    vote = button(await similar_pair(ideas), Verb.IDEA_VOTE)
    await press(ideas, vote)
    again = await press(ideas, vote)
    assert "already" in texts(again)
    assert "wanted by 2 people" in texts(again)
    assert (await table(rows))[0][2] == 1


async def test_a_vote_can_be_taken_back_and_the_own_idea_returns(rows: Rows, ideas: Ideas) -> None:
    voted = await press(ideas, button(await similar_pair(ideas), Verb.IDEA_VOTE))
    back = await press(ideas, button(voted, Verb.IDEA_VOTE))
    assert phrases.UNVOTED_MINE.text in texts(back)
    assert [row[1:] for row in await table(rows)] == [("open", 0), ("open", 0)]
    nothing = await press(ideas, button(voted, Verb.IDEA_VOTE))
    assert "no vote" in texts(nothing)
    await press(ideas, button(back, Verb.IDEA_VOTE))
    assert [row[1:] for row in await table(rows)] == [("open", 1), ("duplicate", 0)]


async def test_ones_own_can_be_kept_beside_the_vote(rows: Rows, ideas: Ideas) -> None:
    voted = await press(ideas, button(await similar_pair(ideas), Verb.IDEA_VOTE))
    assert (await press(ideas, button(voted, Verb.IDEA_KEEP))).title == phrases.KEPT_TITLE.text
    assert [row[1:] for row in await table(rows)] == [("open", 1), ("open", 0)]


async def test_a_day_later_a_duplicate_stays_one(rows: Rows, ideas: Ideas) -> None:
    voted = await press(ideas, button(await similar_pair(ideas), Verb.IDEA_VOTE))
    late = NOW + timedelta(days=1, seconds=1)
    with pytest.raises(KindError, match="nothing was changed"):
        await press(ideas, button(voted, Verb.IDEA_KEEP), at=late)
    back = await press(ideas, button(voted, Verb.IDEA_VOTE), at=late)
    assert phrases.UNVOTED_MINE.text not in texts(back)
    assert [row[1:] for row in await table(rows)] == [("open", 0), ("duplicate", 0)]


async def test_an_idea_others_voted_for_meanwhile_does_not_give_way(rows: Rows, ideas: Ideas) -> None:
    card = await similar_pair(ideas)
    await rows.follower(CLEO)
    await ideas.vote(CLEO, 2, 0, None, NOW, on=True)
    voted = await press(ideas, button(card, Verb.IDEA_VOTE))
    assert phrases.VOTED_TOO.text in texts(voted)
    assert [row[1:] for row in await table(rows)] == [("open", 1), ("open", 1)]


async def test_nobody_votes_for_their_own_or_from_outside_or_with_anothers_idea(
    rows: Rows, ideas: Ideas
) -> None:
    await similar_pair(ideas)
    with pytest.raises(KindError, match="your own idea"):
        await ideas.vote(ANNA, 1, 0, None, NOW, on=True)
    await rows.follower(CLEO, TWO)
    with pytest.raises(KindError, match="join"):
        await ideas.vote(CLEO, 1, 0, None, NOW, on=True)
    with pytest.raises(KindError, match="isn't yours"):
        await ideas.keep(CLEO, 1, None, NOW, in_server=True)
    with pytest.raises(KindError, match="isn't open"):
        await ideas.vote(ANNA, 404, 0, None, NOW, on=True)
    # A forged card names somebody else's idea as the one to give way: that one stays.
    await rows.follower(CLEO, ONE)
    await ideas.vote(CLEO, 1, 2, None, NOW, on=True)
    assert [row[1:] for row in await table(rows)] == [("open", 1), ("open", 0)]


async def test_words_of_people_who_are_not_to_be_quoted_are_shown_to_nobody(rows: Rows, ideas: Ideas) -> None:
    await rows.sql("UPDATE followers SET quoting = 'no' WHERE user_id = 1")
    card = await similar_pair(ideas)
    assert card.title == phrases.KEPT_TITLE.text
    for on in (True, False):
        with pytest.raises(KindError) as raised:
            await ideas.vote(BEN, 1, 0, None, NOW, on=on)
        assert "studio" not in raised.value.sentence
    again = await send(ideas, "a castle", ANNA)
    assert phrases.NOT_SHOWN.text in texts(again)


async def test_a_vote_for_words_since_withdrawn_can_still_be_taken_back(rows: Rows, ideas: Ideas) -> None:
    await press(ideas, button(await similar_pair(ideas), Verb.IDEA_VOTE))
    await rows.sql("UPDATE followers SET quoting = 'no' WHERE user_id = 1")
    back = await ideas.vote(BEN, 1, 2, None, NOW, on=False)
    assert "studio" not in texts(back)
    assert (await table(rows))[0][2] == 0


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("open", True),
        ("planned", True),
        ("started", True),
        ("made", False),
        ("declined", False),
        ("duplicate", False),
    ],
)
async def test_only_ideas_a_vote_still_matters_to_are_offered(
    rows: Rows, ideas: Ideas, state: str, offered: bool
) -> None:
    await send(ideas, "a studio tour")
    await rows.sql(f"UPDATE ideas SET state = '{state}'")
    card = await send(ideas, "studio tour", BEN)
    assert (card.title == phrases.SIMILAR_TITLE.text) == offered


async def test_another_communitys_ideas_are_never_shown(rows: Rows, ideas: Ideas) -> None:
    await rows.follower(CLEO, TWO)
    await send(ideas, "a studio tour", CLEO, TWO)
    assert (await send(ideas, "a studio tour")).title == phrases.KEPT_TITLE.text


async def test_what_changed_since_is_found_by_what_it_says_now(rows: Rows, ideas: Ideas) -> None:
    round_id = await rows.round()
    await rows.sql(f"INSERT INTO replies VALUES (5, 1, '{NOW:%Y-%m-%dT%H:%M:%S.%fZ}')")
    await rows.sql("INSERT INTO answers VALUES (9, 1, 'q', 'null', 5, '2026-03-01T18:00:00.000000Z')")
    assert round_id
    await rows.do(store.follow_answer, ONE, 1, 9, "a studio tour", NOW)
    assert (await send(ideas, "studio tour", BEN)).buttons
    await rows.do(store.follow_answer, ONE, 1, 9, "a lighthouse documentary", NOW)
    assert not (await send(ideas, "the studio", BEN)).buttons
    assert (await send(ideas, "documentary: the lighthouse", BEN)).buttons


async def test_a_number_that_is_used_again_stands_for_its_new_words(rows: Rows, ideas: Ideas) -> None:
    await send(ideas, "a studio tour")
    await send(ideas, "a lighthouse documentary", BEN)
    await rows.sql("DELETE FROM ideas")
    await send(ideas, "a podcast with guests")
    assert not (await send(ideas, "a studio tour", BEN)).buttons
    assert (await send(ideas, "guests on a podcast", BEN)).buttons


# --- several communities -----------------------------------------------------------------------------


async def in_both(rows: Rows) -> None:
    await rows.follower(ANNA, TWO, at=NOW + timedelta(hours=1))


async def test_from_the_dm_it_is_for_the_community_joined_last_and_a_menu_moves_it(
    rows: Rows, ideas: Ideas
) -> None:
    await in_both(rows)
    card = await send(ideas, "a studio tour", community=None)
    (menu,) = card.menus
    assert (menu.verb, menu.args, menu.chosen) == (Verb.IDEA_WHERE, ("1",), (str(TWO),))
    assert [one.label for one in menu.options] == ["Two", "One"]
    moved = await ideas.move(ANNA, 1, str(ONE), None, NOW)
    assert "**One**" in texts(moved)
    assert await rows.sql("SELECT community_id, follower_id FROM ideas") == [(ONE, 1)]
    assert "**One**" in texts(await ideas.move(ANNA, 1, str(ONE), None, NOW))


async def test_a_moved_idea_meets_similar_ones_there(rows: Rows, ideas: Ideas) -> None:
    await in_both(rows)
    await send(ideas, "a studio tour", BEN)
    await send(ideas, "studio tour please", community=None)
    moved = await ideas.move(ANNA, 2, str(ONE), None, NOW)
    assert button(moved, Verb.IDEA_VOTE).args == ("1", "2", "1")


async def test_in_the_middle_of_a_round_it_is_for_that_rounds_community(rows: Rows, ideas: Ideas) -> None:
    await rows.round(ONE)
    await rows.put(i1="sent", i2="sent")
    await in_both(rows)
    assert "**One**" in texts(await send(ideas, "a studio tour", community=None))


async def test_with_one_community_there_is_no_menu(ideas: Ideas) -> None:
    assert (await send(ideas, "a studio tour", community=None)).menus == ()


async def test_an_idea_moves_only_by_its_author_to_where_they_are_and_while_it_is_untouched(
    rows: Rows, ideas: Ideas
) -> None:
    await in_both(rows)
    await send(ideas, "a studio tour", community=ONE)
    for user, picked in ((BEN, str(ONE)), (ANNA, "404"), (ANNA, "x"), (ANNA, "")):
        with pytest.raises(KindError, match="isn't yours"):
            await ideas.move(user, 1, picked, None, NOW)
    await ideas.vote(BEN, 1, 0, None, NOW, on=True)
    with pytest.raises(KindError, match="can't be moved"):
        await ideas.move(ANNA, 1, str(TWO), None, NOW)
    assert await rows.sql("SELECT community_id FROM ideas") == [(ONE,)]


async def test_moving_keeps_the_limits_of_where_it_goes(rows: Rows, ideas: Ideas) -> None:
    await in_both(rows)
    await send(ideas, "a tour", community=TWO)
    await send(ideas, "A tour!", community=ONE)
    with pytest.raises(KindError, match="counts once"):
        await ideas.move(ANNA, 2, str(TWO), None, NOW)
    assert await rows.sql("SELECT community_id FROM ideas ORDER BY id") == [(TWO,), (ONE,)]


# --- ideas that are answers --------------------------------------------------------------------------


@pytest.fixture
async def answer(rows: Rows, ideas: Ideas) -> int:
    """Anna's answer to an idea question, not yet on the list."""
    await rows.round()
    await rows.sql("INSERT INTO replies VALUES (5, 1, '2026-03-01T18:00:00.000000Z')")
    await rows.sql("INSERT INTO answers VALUES (9, 1, 'q', 'null', 5, '2026-03-01T18:00:00.000000Z')")
    return 9


async def follow(rows: Rows, answer: int, *said: str | None) -> None:
    for text in said:
        await rows.do(store.follow_answer, ONE, 1, answer, text, NOW)


async def test_the_idea_of_an_answer_follows_it(rows: Rows, answer: int) -> None:
    await follow(rows, answer, None, "a tour", "a tour", "a tour of Rome")
    assert await rows.sql("SELECT text, answer_id, follower_id FROM ideas") == [("a tour of Rome", 9, 1)]
    await follow(rows, answer, None)
    assert await table(rows) == []
    await rows.sql("DELETE FROM answers")


@pytest.mark.parametrize("then", [None, "a dog"])
async def test_votes_are_never_moved_to_other_words(
    rows: Rows, ideas: Ideas, answer: int, then: str | None
) -> None:
    await follow(rows, answer, "a tour")
    await ideas.vote(BEN, 1, 0, None, NOW, on=True)
    await follow(rows, answer, then)
    mine = [] if then is None else [("a dog", 9)]
    assert await rows.sql("SELECT text, answer_id FROM ideas ORDER BY id") == [("a tour", None), *mine]


async def test_an_answer_never_gives_way_to_a_vote_and_never_moves(
    rows: Rows, ideas: Ideas, answer: int
) -> None:
    await in_both(rows)
    await follow(rows, answer, "a tour")
    await send(ideas, "a tour", BEN)
    voted = await ideas.vote(ANNA, 2, 1, None, NOW, on=True)
    assert phrases.VOTED_TOO.text in texts(voted)
    with pytest.raises(KindError, match="can't be moved"):
        await ideas.move(ANNA, 1, str(TWO), None, NOW)


# --- what came of it ---------------------------------------------------------------------------------


async def test_impact_for_nobody_and_for_the_newly_joined(ideas: Ideas) -> None:
    assert texts(await ideas.impact(9, None, None)).strip() == phrases.NO_MEMBERSHIP.text
    assert texts(await ideas.impact(ANNA, TWO, None)).strip() == phrases.NO_MEMBERSHIP.text
    assert phrases.NEXT_ROUND.text in texts(await ideas.impact(ANNA, ONE, None))


async def test_impact_counts_what_one_did_and_shows_themes_of_posted_summaries(
    rows: Rows, ideas: Ideas, answer: int
) -> None:
    await follow(rows, answer, "a tour")
    await send(ideas, "a speedrun", BEN)
    await ideas.vote(ANNA, 2, 0, None, NOW, on=True)
    await ideas.vote(BEN, 1, 0, None, NOW, on=True)
    await rows.sql(
        "INSERT INTO themes (id, round_id, question_id, label, size) VALUES (1, 1, 'q', 'studio tour', 14), (2, 1, 'q', 'dogs', 4)"
    )
    await rows.sql("INSERT INTO theme_replies VALUES (1, 1), (2, 1), (1, 2)")
    before = texts(await ideas.impact(ANNA, None, None))
    assert "You gave 1 answer in 1 round." in before
    assert "You sent 1 idea, which 1 other person voted for." in before
    assert "You voted for 1 idea of others." in before
    assert "studio tour" not in before
    assert phrases.NEXT_SUMMARY.text in before

    await rows.sql("UPDATE rounds SET state = 'closed', summarised_at = '2026-03-04T18:00:00.000000Z'")
    await rows.sql("UPDATE ideas SET state = 'made' WHERE id = 2")
    after = texts(await ideas.impact(ANNA, None, None))
    assert "- “studio tour”: your reply is one of 14." in after
    assert "- “dogs”: your reply is part of it." in after
    assert "- Made: “a speedrun”" in after
    assert "studio tour" in texts(await ideas.impact(BEN, None, None))
    assert "dogs" not in texts(await ideas.impact(BEN, None, None))


async def test_impact_never_repeats_words_that_are_not_to_be_quoted(rows: Rows, ideas: Ideas) -> None:
    await similar_pair(ideas)
    await ideas.vote(BEN, 1, 0, None, NOW, on=True)
    await rows.sql("UPDATE ideas SET state = 'planned' WHERE id = 1")
    await rows.sql("UPDATE followers SET quoting = 'no' WHERE user_id = 1")
    assert "a studio tour" not in texts(await ideas.impact(BEN, ONE, None))
    assert "- Planned: “a studio tour”" in texts(await ideas.impact(ANNA, ONE, None))


async def test_forgotten_voters_still_count(rows: Rows, ideas: Ideas) -> None:
    await similar_pair(ideas)
    await ideas.vote(BEN, 1, 0, None, NOW, on=True)
    await rows.sql("UPDATE idea_votes SET follower_id = NULL")
    assert "1 other person" in texts(await ideas.impact(ANNA, ONE, None))


async def test_impact_after_leaving_shows_what_was(rows: Rows, ideas: Ideas) -> None:
    await send(ideas, "a tour", BEN)
    await rows.sql("UPDATE followers SET left_at = '2026-03-01T19:00:00.000000Z'")
    left = texts(await ideas.impact(BEN, ONE, None))
    assert "You sent 1 idea." in left
    assert phrases.NEXT_IDEAS.text not in left
    assert texts(await ideas.impact(ANNA, ONE, None)).strip() == phrases.NO_MEMBERSHIP.text


async def test_an_offer_lives_in_the_callers_transaction(rows: Rows, ideas: Ideas) -> None:
    async def offer(tx: Tx) -> Sequence[Say | None]:
        first = await ideas.offer(tx, ANNA, "a tour", 7, ENGLISH, NOW)
        return first, await ideas.offer(tx, ANNA, "a tour", 7, ENGLISH, NOW)

    first, second = await rows.database.write(offer)
    assert first is not None
    assert second is None

    async def failing(tx: Tx) -> None:
        await ideas.offer(tx, BEN, "a speedrun", 8, ENGLISH, NOW)
        raise KindError("no")

    with pytest.raises(KindError):
        await rows.database.write(failing)
    assert [row[0] for row in await table(rows)] == ["a tour"]
