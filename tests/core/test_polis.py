"""What others said: which replies can be put to others, and in which order, as properties."""

from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from surveys.core import polis
from surveys.core.polis import EVEN, LEAST, Said, Statement, Verdict, need, offer, route, shown

ME = 1_000
VERDICTS = st.sampled_from(list(Verdict))


@st.composite
def statements(draw: st.DrawFn) -> tuple[Statement, ...]:
    counts = st.integers(0, 30)
    many = draw(st.integers(0, 30))
    return tuple(
        Statement(number, draw(st.integers(995, 1_005)), "text", draw(counts), draw(counts), draw(counts))
        for number in range(1, many + 1)
    )


@given(statements(), st.integers(1, 5), st.lists(VERDICTS, min_size=5, max_size=5))
def test_nobody_is_asked_about_their_own_or_twice_or_too_often(
    pool: tuple[Statement, ...], most: int, verdicts: list[Verdict]
) -> None:
    said, seen = Said(pool, (), most), list[int]()
    for verdict in verdicts:
        put = offer(said, ME)
        if put is None:
            break
        assert (put.place, put.before) == (len(seen) + 1, seen[-1] if seen else None)
        assert put.place <= put.total <= most
        seen.append(put.statement)
        assert polis.may_judge(said, put.statement, ME)
        said = said.judged(put.statement, verdict)
    own = {one.id for one in pool if one.author == ME}
    assert len(seen) == len(set(seen)) == min(most, len(pool) - len(own))
    assert not own & set(seen)
    assert not any(polis.may_judge(said, one, ME) for one in own | {0, 999})
    # What was judged can be changed, and keeps its place; more isn't taken.
    for place, one in enumerate(seen, 1):
        looked = polis.again(said, one)
        assert looked is not None
        assert (looked.place, looked.verdict) == (place, said.verdict(one))
        changed = said.judged(one, Verdict.PASSED)
        assert ([id_ for id_, _ in changed.mine], changed.verdict(one)) == (seen, Verdict.PASSED)
    if len(seen) == most:
        assert not any(polis.may_judge(said, one.id, ME) for one in pool if one.id not in seen)


@given(
    st.integers(LEAST, 25), st.integers(1, 5), st.integers(1, 60), st.lists(VERDICTS, min_size=1, max_size=40)
)
def test_at_first_all_are_seen_equally_often(
    many: int, most: int, people: int, verdicts: list[Verdict]
) -> None:
    """Whatever is said, until each was judged `EVEN` times no two differ by more than one."""
    pool = {number: Statement(number, number, "text") for number in range(many)}
    given = iter(verdicts * (1 + people * most // len(verdicts)))
    for me in range(ME, ME + people):
        said = Said(tuple(pool.values()), (), most)
        while (put := offer(said, me)) is not None:
            verdict = next(given)
            said = said.judged(put.statement, verdict)
            one = pool[put.statement]
            pool[put.statement] = replace(
                one,
                agreed=one.agreed + (verdict is Verdict.AGREE),
                disagreed=one.disagreed + (verdict is Verdict.DISAGREE),
                passed=one.passed + (verdict is Verdict.PASSED),
            )
        times = [one.seen for one in pool.values()]
        if min(times) < EVEN:
            assert max(times) - min(times) <= 1


def test_later_a_vote_goes_where_it_tells_most() -> None:
    settled = Statement(1, 1, "a", agreed=18, disagreed=1, passed=1)
    split = Statement(2, 2, "b", agreed=10, disagreed=9, passed=1)
    passed_over = Statement(3, 3, "c", agreed=2, disagreed=2, passed=16)
    known = Statement(4, 4, "d", agreed=100, disagreed=100)
    new = Statement(5, 5, "e", agreed=EVEN - 1)
    assert [one.id for one in route((settled, split, passed_over, known, new), (), ME)] == [5, 2, 3, 1, 4]
    assert need(split) > need(settled)
    assert need(replace(split, agreed=5, disagreed=4)) > need(split)


def test_people_who_come_one_after_another_start_with_different_ones() -> None:
    pool = tuple(Statement(number, number, "text") for number in range(20))
    firsts = Counter(route(pool, (), me)[0].id for me in range(ME, ME + 400))
    assert len(firsts) == len(pool)
    assert max(firsts.values()) < 60


def test_nothing_is_shown_while_there_is_little_and_in_anonymous_rounds_five_at_a_time() -> None:
    pool = [Statement(number, number, "text") for number in range(1, 13)]
    assert shown(pool[: LEAST - 1], anonymous=False) == ()
    assert len(shown(pool[:7], anonymous=False)) == 7
    assert [len(shown(pool[:many], anonymous=True)) for many in (4, 5, 9, 10, 12)] == [0, 5, 5, 10, 10]


def test_what_can_be_put_to_others() -> None:
    assert polis.statement_in("  A tour\nof the  studio ") == "A tour of the studio"
    for text in ("too short", "x" * 201, "ask @jonas about his setup", "see https://example.com please",
                 "call me at 030 123 45 67 please", "", "<@123456789012345678> should do it"):  # fmt: skip
        assert polis.statement_in(text) is None


def test_a_round_takes_in_more_as_votes_come_in() -> None:
    assert (polis.has_room(9, 0), polis.has_room(10, 0), polis.has_room(10, 9)) == (True, False, True)
    assert (polis.has_room(27, 3_000), polis.has_room(28, 3_000)) == (True, False)
    assert (polis.has_room(59, 10**6), polis.has_room(60, 10**6)) == (True, False)
