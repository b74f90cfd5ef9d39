"""The respect rules: each by example, all together against a second reading of them, and in a simulated world."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from surveys.core.hours import Hours, Snooze, snooze_choices
from surveys.core.respect import (
    FOREVER,
    PAST_DAYS,
    Cadence,
    Go,
    News,
    No,
    Past,
    Sort,
    Wait,
    Wanted,
    Where,
    Why,
    Wishes,
    judge,
)
from tests.core.test_hours import any_hours, clock_changes, instants, quiet_at, utc

NOW = utc("2027-03-10T12:00")
NEVER_QUIET = Hours("UTC", time(0), time(0))
ANY_TIME = Wishes(NEVER_QUIET)
TICK = timedelta.resolution
MONTHS = timedelta(days=60)
UNPROMPTED = [Sort.INVITATION, Sort.REMINDER, Sort.GOODBYE]


def days(count: float) -> timedelta:
    return timedelta(days=count)


def wanted(
    sort: Sort = Sort.INVITATION,
    *,
    closes_in: timedelta = MONTHS,
    topic: str | None = None,
    special: bool = False,
) -> Wanted:
    return Wanted(sort, NOW + closes_in, topic, special)


def rounds(*ago: float, silent: int = 0) -> Past:
    sent = tuple(NOW - days(one) for one in ago)
    return Past(sent, sent, silent)


def prompts(*ago: float) -> Past:
    return Past((), tuple(NOW - days(one) for one in ago), 0)


# --- each rule by example


@pytest.mark.parametrize("sort", [Sort.INVITATION, Sort.REMINDER, Sort.RETURN])
def test_somebody_without_a_past_is_asked_at_once(sort: Sort) -> None:
    assert judge(wanted(sort), ANY_TIME, Past(), NOW) == Go()


@pytest.mark.parametrize(
    ("gap", "cadence", "silent", "until", "why"),
    [
        (14, Cadence.EVERY, 0, 11, Why.GAP),
        (28, Cadence.EVERY, 0, 25, Why.GAP),
        (1, Cadence.EVERY, 0, 4, Why.WEEK),
        (14, Cadence.MONTHLY, 0, 25, Why.MONTHLY),  # a follower's wish can ask for less only
        (14, Cadence.EVERY, 2, 25, Why.BACK_OFF),
        (28, Cadence.EVERY, 2, 53, Why.BACK_OFF),
    ],
)
def test_a_community_can_keep_a_longer_gap_and_no_shorter_one(
    gap: int, cadence: Cadence, silent: int, until: int, why: Why
) -> None:
    wishes = Wishes(NEVER_QUIET, cadence, gap=days(gap))
    assert judge(wanted(), wishes, rounds(3, silent=silent), NOW) == Wait(NOW + days(until) + TICK, why)


def test_one_round_in_seven_days_both_ends_counted() -> None:
    assert judge(wanted(), ANY_TIME, rounds(3), NOW) == Wait(NOW + days(4) + TICK, Why.WEEK)
    assert judge(wanted(), ANY_TIME, rounds(7), NOW) == Wait(NOW + TICK, Why.WEEK)
    assert judge(wanted(), ANY_TIME, rounds(7), NOW + TICK) == Go()
    assert judge(wanted(), ANY_TIME, rounds(40, 3, 12), NOW) == Wait(NOW + days(4) + TICK, Why.WEEK)


def test_the_week_is_for_rounds_alone() -> None:
    for sort in (Sort.REMINDER, Sort.RETURN):
        assert judge(wanted(sort), ANY_TIME, rounds(3), NOW) == Go()
    assert judge(wanted(Sort.GOODBYE), ANY_TIME, rounds(3, silent=3), NOW) == Go()
    assert judge(wanted(), ANY_TIME, prompts(3), NOW) == Go()


@pytest.mark.parametrize("sort", UNPROMPTED)
def test_four_prompts_in_28_days_of_whatever_sort(sort: Sort) -> None:
    silent = 3 if sort is Sort.GOODBYE else 0
    for ago in ((27, 20, 13, 8), (8, 20, 27, 13), (50, 27, 20, 13, 8)):
        past = replace(prompts(*ago), silent=silent)
        assert judge(wanted(sort), ANY_TIME, past, NOW) == Wait(NOW + days(1) + TICK, Why.PROMPTS)
    assert judge(wanted(sort), ANY_TIME, replace(prompts(28, 20, 13, 8), silent=silent), NOW) == Wait(
        NOW + TICK, Why.PROMPTS
    )
    assert judge(wanted(sort), ANY_TIME, replace(prompts(29, 20, 13, 8), silent=silent), NOW) == Go()


def test_what_somebody_put_off_comes_back_whatever_the_caps() -> None:
    past = Past(prompts(6, 5, 4, 3, 2, 1).prompts, prompts(6, 5, 4, 3, 2, 1).prompts, silent=5)
    wishes = replace(ANY_TIME, cadence=Cadence.SPECIAL, topics=frozenset({"music"}))
    assert judge(wanted(Sort.RETURN, topic="games"), wishes, past, NOW) == Go()


def test_monthly_is_one_round_in_28_days_special_or_not() -> None:
    monthly = replace(ANY_TIME, cadence=Cadence.MONTHLY)
    for special in (False, True):
        assert judge(wanted(special=special), monthly, rounds(20), NOW) == Wait(
            NOW + days(8) + TICK, Why.MONTHLY
        )
    assert judge(wanted(), monthly, rounds(28), NOW) == Wait(NOW + TICK, Why.MONTHLY)
    assert judge(wanted(), monthly, rounds(29), NOW) == Go()
    assert judge(wanted(Sort.REMINDER), monthly, rounds(3), NOW) == Go()


def test_special_only() -> None:
    special = replace(ANY_TIME, cadence=Cadence.SPECIAL)
    assert judge(wanted(), special, Past(), NOW) == No(Why.SPECIAL)
    assert judge(wanted(Sort.REMINDER), special, rounds(3), NOW) == No(Why.SPECIAL)
    assert judge(wanted(special=True), special, Past(), NOW) == Go()
    assert judge(wanted(special=True), special, rounds(3), NOW) == Wait(NOW + days(4) + TICK, Why.WEEK)


def test_two_rounds_without_a_reply_double_the_gap() -> None:
    assert judge(wanted(), ANY_TIME, rounds(10, 20, silent=1), NOW) == Go()
    assert judge(wanted(), ANY_TIME, rounds(10, 20, silent=2), NOW) == Wait(
        NOW + days(4) + TICK, Why.BACK_OFF
    )
    assert judge(wanted(), ANY_TIME, rounds(15, 25, silent=2), NOW) == Go()
    monthly = replace(ANY_TIME, cadence=Cadence.MONTHLY)
    assert judge(wanted(), monthly, rounds(30, 60, silent=2), NOW) == Wait(
        NOW + days(26) + TICK, Why.BACK_OFF
    )
    assert days(PAST_DAYS) > 2 * days(28)


def test_three_rounds_without_a_reply_end_it_but_for_a_goodbye() -> None:
    for silent in (3, 4):
        past = rounds(50, 60, 70, silent=silent)
        assert judge(wanted(), ANY_TIME, past, NOW) == No(Why.SILENT)
        assert judge(wanted(special=True), ANY_TIME, past, NOW) == No(Why.SILENT)
        assert judge(wanted(Sort.REMINDER), ANY_TIME, past, NOW) == No(Why.SILENT)
        assert judge(wanted(Sort.GOODBYE), ANY_TIME, past, NOW) == Go()


def test_no_goodbye_to_somebody_who_came_back() -> None:
    assert judge(wanted(Sort.GOODBYE), ANY_TIME, rounds(50, 60, 70, silent=2), NOW) == No(Why.ANSWERED)


@pytest.mark.parametrize("sort", list(Sort))
def test_a_pause_holds_for_everything(sort: Sort) -> None:
    past = replace(Past(), silent=3 if sort is Sort.GOODBYE else 0)
    week_off = replace(ANY_TIME, paused_until=NOW + days(7))
    assert judge(wanted(sort), week_off, past, NOW) == Wait(NOW + days(7), Why.PAUSED)
    assert judge(wanted(sort), week_off, past, NOW + days(7)) == Go()
    assert judge(wanted(sort, closes_in=days(7)), week_off, past, NOW) == No(Why.PAUSED)
    assert judge(wanted(sort), replace(ANY_TIME, paused_until=FOREVER), past, NOW) == No(Why.PAUSED)
    goodbye = Wanted(sort, datetime.max.replace(tzinfo=UTC))
    assert judge(goodbye, replace(ANY_TIME, paused_until=FOREVER), past, NOW) == No(Why.PAUSED)


@pytest.mark.parametrize("sort", list(Sort))
def test_no_dm_to_those_who_want_to_be_asked_in_the_server(sort: Sort) -> None:
    past = replace(Past(), silent=3 if sort is Sort.GOODBYE else 0)
    assert judge(wanted(sort), replace(ANY_TIME, where=Where.SERVER), past, NOW) == No(Why.SERVER)


def test_topics() -> None:
    music = replace(ANY_TIME, topics=frozenset({"music", "streams"}))
    assert judge(wanted(topic="games"), music, Past(), NOW) == No(Why.TOPIC)
    assert judge(wanted(Sort.REMINDER, topic="games"), music, Past(), NOW) == No(Why.TOPIC)
    assert judge(wanted(topic="music"), music, Past(), NOW) == Go()
    assert judge(wanted(), music, Past(), NOW) == Go()
    assert judge(wanted(topic="games"), ANY_TIME, Past(), NOW) == Go()


@pytest.mark.parametrize("sort", list(Sort))
def test_quiet_hours_hold_for_everything(sort: Sort) -> None:
    kathmandu = Wishes(Hours("Asia/Kathmandu"))
    past = replace(Past(), silent=3 if sort is Sort.GOODBYE else 0)
    night = utc("2027-03-10T20:00")
    assert judge(wanted(sort), kathmandu, past, night) == Wait(utc("2027-03-11T03:15"), Why.QUIET)
    assert judge(replace(wanted(sort), closes_at=utc("2027-03-11T03:45")), kathmandu, past, night) == Wait(
        utc("2027-03-11T03:15"), Why.QUIET
    )
    assert judge(replace(wanted(sort), closes_at=utc("2027-03-11T03:44")), kathmandu, past, night) == No(
        Why.QUIET
    )


def test_a_cap_that_ends_in_quiet_hours_waits_for_their_end() -> None:
    wishes = Wishes(Hours("UTC", time(11), time(13)))
    assert judge(wanted(), wishes, rounds(3), NOW) == Wait(utc("2027-03-14T13:00"), Why.WEEK)


def test_the_latest_bound_is_the_reason() -> None:
    past = Past(rounds(3).rounds, prompts(27, 20, 13, 3).prompts)
    assert judge(wanted(), ANY_TIME, past, NOW) == Wait(NOW + days(4) + TICK, Why.WEEK)
    paused = replace(ANY_TIME, paused_until=NOW + days(5))
    assert judge(wanted(), paused, past, NOW) == Wait(NOW + days(5), Why.PAUSED)


@pytest.mark.parametrize(
    ("closes_in", "verdict"),
    [
        (timedelta(minutes=30), Go()),
        (timedelta(minutes=29, seconds=59), No(Why.WINDOW)),
        (timedelta(0), No(Why.WINDOW)),
        (days(-3), No(Why.WINDOW)),
    ],
)
def test_half_an_hour_is_left_to_answer(closes_in: timedelta, verdict: Go | No) -> None:
    assert judge(wanted(closes_in=closes_in), ANY_TIME, Past(), NOW) == verdict


def test_what_outlasts_the_window_is_the_reason() -> None:
    assert judge(wanted(closes_in=days(4)), ANY_TIME, rounds(3), NOW) == No(Why.WEEK)
    assert judge(wanted(closes_in=days(2)), ANY_TIME, prompts(4, 3, 2, 1), NOW) == No(Why.PROMPTS)


def test_a_clock_that_went_back_breaks_no_cap() -> None:
    ahead = Past((NOW + timedelta(hours=1),), (NOW + timedelta(hours=1),), 0)
    assert judge(wanted(), ANY_TIME, ahead, NOW) == Wait(NOW + days(7) + timedelta(hours=1) + TICK, Why.WEEK)


# --- all rules together, against a second reading of them


def permitted(what: Wanted, wishes: Wishes, past: Past, at: datetime) -> bool:
    """The rules once more, as counts in windows at one instant."""

    def within(sent: tuple[datetime, ...], window: int) -> int:
        return sum(at - days(window) <= one <= at for one in sent)

    if (
        wishes.where is Where.SERVER
        or quiet_at(wishes.hours, at)
        or at + timedelta(minutes=30) > what.closes_at
    ):
        return False
    if wishes.paused_until is not None and at < wishes.paused_until:
        return False
    if what.sort is Sort.RETURN:
        return True
    full = within(past.prompts, 28) >= 4
    if what.sort is Sort.NEWS:
        return past.silent < 3 and _permitted_news(wishes.news, past, at, full=full)
    if full:
        return False
    if what.sort is Sort.GOODBYE:
        return past.silent >= 3
    off_topic = bool(wishes.topics) and what.topic is not None and what.topic not in wishes.topics
    unwanted = wishes.cadence is Cadence.SPECIAL and not what.special
    if past.silent >= 3 or off_topic or unwanted:
        return False
    shortest = max(7, wishes.gap.days)
    window = (28 if wishes.cadence is Cadence.MONTHLY else shortest) * (2 if past.silent == 2 else 1)
    return what.sort is Sort.REMINDER or within(past.rounds, window) == 0


def _permitted_news(news: News, past: Past, at: datetime, *, full: bool) -> bool:
    lately = {News.LIMITS: days(7), News.ALWAYS: timedelta(hours=1)}
    if news is News.NEVER or any(at - lately[news] <= one <= at for one in past.news):
        return False
    return news is News.ALWAYS or not full


topics = st.sampled_from(("music", "games", "streams"))
wishes_ = st.builds(
    Wishes,
    st.one_of(st.just(NEVER_QUIET), any_hours),
    st.sampled_from(Cadence),
    st.frozensets(topics, max_size=2),
    st.sampled_from((Where.DM,) * 7 + (Where.SERVER,)),
    news=st.sampled_from(News),
    gap=st.sampled_from((7, 7, 14, 28, 1)).map(days),  # a day: no community can ask more often than weekly
)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_verdict_is_the_second_readings(data: st.DataObject) -> None:
    wishes = data.draw(wishes_)
    now = data.draw(instants(wishes.hours.zone))
    ago = st.one_of(
        st.sampled_from((0, 7, 14, 28, 56)).map(days),
        st.timedeltas(days(7), days(14)),
        st.timedeltas(days(0), days(PAST_DAYS)),
    )
    ahead = st.one_of(st.timedeltas(days(-1), days(1)), st.timedeltas(days(0), days(60)))
    past = Past(
        tuple(now - one for one in data.draw(st.lists(ago, max_size=3))),
        tuple(now - one for one in data.draw(st.lists(ago, max_size=6))),
        data.draw(st.sampled_from((0, 1, 2, 2, 3, 4))),
        tuple(now - one for one in data.draw(st.lists(ago, max_size=3))),
    )
    paused_until = data.draw(st.one_of(st.none(), ahead.map(lambda one: now + one), st.just(FOREVER)))
    wishes = replace(wishes, paused_until=paused_until)
    what = Wanted(
        data.draw(st.sampled_from((Sort.INVITATION, Sort.INVITATION, *Sort))),
        now + data.draw(ahead),
        data.draw(st.one_of(st.none(), topics)),
        data.draw(st.booleans()),
    )
    verdict = judge(what, wishes, past, now)
    assert isinstance(verdict, Go) == permitted(what, wishes, past, now)
    if isinstance(verdict, Wait):
        assert verdict.until > now
        assert judge(what, wishes, past, verdict.until) == Go()
        assert permitted(what, wishes, past, verdict.until)
    # Nothing was permitted earlier: looked at all over the time until then, and just before it.
    end = verdict.until if isinstance(verdict, Wait) else max(now, what.closes_at)
    if not isinstance(verdict, Go) and now < end:
        between = data.draw(st.lists(st.timedeltas(days(0), end - now - TICK), max_size=10))
        earlier = [now + one for one in between] + [end - TICK]
        assert [at for at in earlier if permitted(what, wishes, past, at)] == []


# --- a world in which messages go exactly when judge says


@dataclass(frozen=True, slots=True)
class Sent:
    at: datetime
    sort: Sort
    round: int
    special: bool
    topic: str | None
    wishes: Wishes


@dataclass(slots=True)
class Errand:
    """Something to be sent, and what was last said about it: when to ask again, and in which state of the world."""

    sort: Sort
    round: int
    what: Wanted
    ask_at: datetime
    promised_in: int | None = None


class World(RuleBasedStateMachine):
    """One follower of one community, over months. All that judge is told of the past is counted from the log."""

    @initialize(data=st.data(), wishes=wishes_)
    def begin(self, data: st.DataObject, wishes: Wishes) -> None:
        self.now = data.draw(instants(wishes.hours.zone))
        self.wishes = wishes
        self.log: list[Sent] = []
        self.replied: set[int] = set()
        self.closes: dict[int, datetime] = {}
        self.errands: list[Errand] = []
        self.came_back = self.now  # silence is counted from here
        self.world = 0  # changes with whatever happens

    # What the log says, in the terms of judge, and again for the checks.

    def invitations(self) -> list[Sent]:
        return [one for one in self.log if one.sort is Sort.INVITATION]

    def silent(self) -> int:
        silent = 0
        for one in reversed(self.invitations()):
            if one.round in self.replied or one.at < self.came_back:
                break
            silent += 1
        return silent

    def past(self) -> Past:
        recent = [one for one in self.log if one.at >= self.now - days(PAST_DAYS)]
        return Past(
            tuple(one.at for one in recent if one.sort is Sort.INVITATION),
            tuple(one.at for one in recent if one.sort is not Sort.RETURN),
            self.silent(),
        )

    # Time passes, and what is due is asked about again.

    def run_until(self, end: datetime) -> None:
        while due := [one for one in self.errands if one.ask_at <= end]:
            errand = min(due, key=lambda one: one.ask_at)
            self.now = max(self.now, errand.ask_at)
            verdict = judge(errand.what, self.wishes, self.past(), self.now)
            if isinstance(verdict, Wait):
                assert verdict.until > self.now
                assert errand.promised_in != self.world, f"sooner promised: {errand}, now {verdict}"
                errand.ask_at, errand.promised_in = verdict.until, self.world
                continue
            self.errands.remove(errand)
            if isinstance(verdict, Go):
                self.send(errand)
            else:
                assert errand.promised_in != self.world, f"promised: {errand}, now {verdict}"
        self.now = end

    def send(self, errand: Errand) -> None:
        what = errand.what
        sent = Sent(self.now, errand.sort, errand.round, what.special, what.topic, self.wishes)
        self.check(sent)
        self.log.append(sent)
        self.happened()
        if errand.sort is Sort.INVITATION:
            open_for = what.closes_at - self.now
            reminder = replace(what, sort=Sort.REMINDER)
            self.errands.append(Errand(Sort.REMINDER, errand.round, reminder, self.now + open_for / 2))
        if errand.sort is not Sort.GOODBYE and self.silent() == 3:
            goodbye = Wanted(Sort.GOODBYE, FOREVER)
            if not any(one.sort is Sort.GOODBYE for one in self.errands):
                self.errands.append(Errand(Sort.GOODBYE, errand.round, goodbye, what.closes_at))

    def happened(self) -> None:
        self.world += 1
        for errand in self.errands:  # everything takes effect at once
            if errand.promised_in is not None:
                errand.ask_at = self.now

    # What must hold of each message, counted from the log without judge's help.

    def check(self, sent: Sent) -> None:
        wishes, earlier = sent.wishes, [self.now - one.at for one in self.invitations()]
        assert not quiet_at(wishes.hours, sent.at)
        assert wishes.where is Where.DM
        assert wishes.paused_until is None or wishes.paused_until <= sent.at
        if sent.sort is Sort.RETURN:
            return
        counted = [one.at for one in self.log if one.sort is not Sort.RETURN]
        assert sum(sent.at - at <= days(28) for at in counted) <= 3
        last = self.invitations()[-3:]
        ignored = [one.round not in self.replied and one.at >= self.came_back for one in last]
        if sent.sort is Sort.GOODBYE:
            assert ignored == [True] * 3
            return
        assert ignored != [True] * 3
        assert not wishes.topics or sent.topic is None or sent.topic in wishes.topics
        assert wishes.cadence is not Cadence.SPECIAL or sent.special
        if sent.sort is Sort.REMINDER:
            assert not [one for one in self.log if one.round == sent.round and one.sort is Sort.REMINDER]
            return
        shortest = 28 if wishes.cadence is Cadence.MONTHLY else max(7, wishes.gap.days)
        gap = days(shortest * (2 if ignored[-2:] == [True] * 2 else 1))
        assert all(one > gap for one in earlier)

    # What may happen.

    def open(self, window: timedelta, topic: str | None, special: bool) -> None:
        number = len(self.closes)
        self.closes[number] = self.now + window
        what = Wanted(Sort.INVITATION, self.now + window, topic, special)
        self.errands.append(Errand(Sort.INVITATION, number, what, self.now))
        self.run_until(self.now)

    @rule(
        window=st.timedeltas(timedelta(hours=1), days(30)),
        topic=st.one_of(st.none(), topics),
        special=st.booleans(),
    )
    def a_round_opens(self, window: timedelta, topic: str | None, special: bool) -> None:
        self.open(window, topic, special)

    @rule(
        habits=st.lists(st.sampled_from(("reply", "ignore", "ignore", "later")), min_size=2, max_size=8),
        window=st.integers(1, 20),
        every=st.sampled_from((2, 5, 7, 10, 16)),
        after=st.timedeltas(timedelta(0), days(1.5)),
    )
    def a_series_runs(self, habits: list[str], window: int, every: int, after: timedelta) -> None:
        for habit in habits:
            self.open(days(window), None, special=True)
            self.run_until(self.now + after)
            if habit != "ignore" and self.unanswered():
                self.they_reply() if habit == "reply" else self.they_put_it_off(every)
            self.run_until(self.now + days(every) - after)

    @rule(by=st.one_of(st.timedeltas(timedelta(minutes=1), days(2)), st.timedeltas(days(2), days(30))))
    def time_passes(self, by: timedelta) -> None:
        self.run_until(self.now + by)

    @rule(before=st.timedeltas(timedelta(0), days(1)))
    def a_clock_change_comes(self, before: timedelta) -> None:
        coming = [one - before for one in clock_changes(self.wishes.hours.zone) if one - before > self.now]
        if coming and coming[0] - self.now < days(250):
            self.run_until(coming[0])

    @rule(down=st.timedeltas(timedelta(0), days(3)))
    def the_process_is_down_and_starts_again(self, down: timedelta) -> None:
        self.now += down
        self.world += 1
        for errand in self.errands:
            errand.ask_at, errand.promised_in = max(errand.ask_at, self.now), None

    def unanswered(self) -> list[Sent]:
        return [
            one
            for one in self.invitations()
            if one.round not in self.replied and self.closes[one.round] > self.now
        ]

    @precondition(lambda self: self.unanswered())
    @rule()
    def they_reply(self) -> None:
        number = self.unanswered()[-1].round
        self.replied.add(number)
        self.errands = [one for one in self.errands if one.round != number]
        self.happened()

    @precondition(lambda self: self.unanswered())
    @rule(pick=st.integers(0, 2))
    def they_put_it_off(self, pick: int) -> None:
        sent = self.unanswered()[-1]
        choices: tuple[tuple[Snooze, datetime], ...] = snooze_choices(
            self.now, self.wishes.hours, self.closes[sent.round]
        )
        if choices:
            _, until = choices[pick % len(choices)]
            self.errands = [
                one for one in self.errands if one.round != sent.round or one.sort is Sort.GOODBYE
            ]
            what = Wanted(Sort.RETURN, self.closes[sent.round], sent.topic, sent.special)
            if self.wishes.where is Where.DM and self.wishes.paused_until is None:
                assert judge(what, self.wishes, self.past(), until) == Go()
            self.errands.append(Errand(Sort.RETURN, sent.round, what, until))
            self.happened()

    @rule(wishes=wishes_)
    def they_change_their_mind(self, wishes: Wishes) -> None:
        self.wishes = replace(wishes, paused_until=self.wishes.paused_until)
        self.happened()

    @rule(hours=any_hours)
    def they_move(self, hours: Hours) -> None:
        self.wishes = replace(self.wishes, hours=hours)
        self.happened()

    @rule(pause=st.sampled_from((days(7), days(30), days(30), None, None, FOREVER)))
    def they_pause_or_go_on(self, pause: timedelta | datetime | None) -> None:
        until = self.now + pause if isinstance(pause, timedelta) else pause
        self.wishes = replace(self.wishes, paused_until=until)
        self.happened()

    @rule()
    def they_say_keep_me_in(self) -> None:
        self.came_back = self.now
        self.errands = [one for one in self.errands if one.sort is not Sort.GOODBYE]
        self.happened()


World.TestCase.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
TestWorld = World.TestCase


# --- news of what somebody asked for ----------------------------------------------------------------


def test_news_come_once_a_week_within_the_limits_or_beside_them() -> None:
    news = wanted(Sort.NEWS)
    always, never = replace(ANY_TIME, news=News.ALWAYS), replace(ANY_TIME, news=News.NEVER)
    full = prompts(20, 15, 10, 5)
    assert judge(news, ANY_TIME, Past(), NOW) == Go()
    assert judge(news, never, Past(), NOW) == No(Why.NEWS)
    assert judge(news, ANY_TIME, full, NOW) == Wait(NOW + days(8) + TICK, Why.PROMPTS)
    assert judge(news, always, full, NOW) == Go()
    lately = Past(news=(NOW - days(3), NOW - days(2)))
    assert judge(news, ANY_TIME, lately, NOW) == Wait(NOW + days(5) + TICK, Why.NEWS_GAP)
    assert judge(news, always, lately, NOW) == Go()
    just_now = Past(news=(NOW,))
    assert judge(news, always, just_now, NOW) == Wait(NOW + timedelta(hours=1) + TICK, Why.NEWS_GAP)


def test_news_ask_nothing_so_topics_and_gaps_between_rounds_dont_hold_and_a_pause_does() -> None:
    news = wanted(Sort.NEWS)
    picky = replace(ANY_TIME, cadence=Cadence.SPECIAL, topics=frozenset({"cats"}))
    assert judge(news, picky, rounds(1), NOW) == Go()
    assert judge(news, ANY_TIME, rounds(3, 2, 1, silent=3), NOW) == No(Why.SILENT)
    assert judge(news, replace(ANY_TIME, where=Where.SERVER), Past(), NOW) == No(Why.SERVER)
    paused = replace(ANY_TIME, news=News.ALWAYS, paused_until=NOW + days(2))
    assert judge(news, paused, Past(), NOW) == Wait(NOW + days(2), Why.PAUSED)
