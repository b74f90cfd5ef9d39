"""The order of many orders, by published elections and by what such an order promises."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.insight.ranks import order

#: Schulze (2011), example 1: 45 voters, five candidates; the order is E, A, C, B, D.
ELECTION = {"ACBED": 5, "ADECB": 5, "BEDAC": 8, "CABED": 3, "CAEBD": 7, "CBADE": 2, "DCEBA": 7, "EBADC": 8}

_ballots = st.lists(
    st.permutations("ABCD").flatmap(lambda all_: st.integers(1, 4).map(lambda kept: tuple(all_[:kept]))),
    min_size=1,
    max_size=25,
)


def test_the_published_example() -> None:
    found = order("ABCDE", [tuple(ballot) for ballot, voters in ELECTION.items() for _ in range(voters)])
    assert sorted(found, key=lambda one: found[one].place) == ["E", "A", "C", "B", "D"]
    assert not any(one.wins for one in found.values()), "the example has no winner against all"


def test_what_was_left_out_comes_after_what_was_ranked() -> None:
    found = order("ABC", [("A",), ("A", "B"), ("B",)])
    assert [found[one].place for one in "ABC"] == [1, 2, 3]
    assert [order("ABC", [("A",), ("B",)])[one].place for one in "ABC"] == [1, 1, 3]
    alone = order("AB", [("B",)])
    assert alone["B"].wins
    assert alone["B"].place == 1


def test_nobody_and_a_stranger() -> None:
    assert {one.place for one in order("ABC", []).values()} == {1}
    assert order("AB", [("X", "B", "A")])["B"].wins, "an option that is gone is passed over"


@given(_ballots)
def test_who_wins_against_all_is_first_alone(ballots: list[tuple[str, ...]]) -> None:
    found = order("ABCD", ballots)
    winners = [one for one in found if found[one].wins]
    assert len(winners) <= 1
    for one in winners:
        assert found[one].place == 1
        assert all(other.place > 1 for name, other in found.items() if name != one)


@given(_ballots)
def test_turning_every_whole_ballot_round_makes_the_first_the_last(ballots: list[tuple[str, ...]]) -> None:
    whole = [(*one, *(other for other in "ABCD" if other not in one)) for one in ballots]
    found, turned = order("ABCD", whole), order("ABCD", [one[::-1] for one in whole])
    for one in (name for name in found if found[name].wins):
        assert turned[one].place == 4
