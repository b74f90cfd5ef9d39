"""The guided card of `/setup start`: what is in force, one step at a time, and what isn't right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Final

from surveys.core import words
from surveys.core.hours import Hours
from surveys.core.prompt import Among, Button, Picking, Say, Tone, Verb, Weight
from surveys.core.rights import SHORTER_RETENTIONS, days_kept
from surveys.core.surroundings import Room, Surroundings
from surveys.core.terms import GAPS, clock
from surveys.core.text import quoted
from surveys.core.topics import LONGEST_TOPIC
from surveys.core.widgets import Choosable
from surveys.core.wording import narrative
from surveys.core.wording import setup as wording
from surveys.engine.setup_forms import Form
from surveys.store.communities import Community

#: What a channel is picked for, as custom ids say it.
FOR_SUMMARIES, FOR_JOINING = 1, 2
#: The token of the host's own time for keeping answers.
HOSTS: Final = "host"
_LONGEST_NAME: Final = 80


class Step(IntEnum):
    """The sides of the card; their numbers stand in custom ids."""

    OVERVIEW = 0
    SUMMARIES = 1
    TEAM = 2
    TIMES = 3
    DATA = 4
    JOIN = 5
    DONE = 6


_NAMES: Final = {
    Step.SUMMARIES: wording.STEP_SUMMARIES,
    Step.TEAM: wording.STEP_TEAM,
    Step.TIMES: wording.STEP_TIMES,
    Step.DATA: wording.STEP_DATA,
    Step.JOIN: wording.STEP_JOIN,
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the cards are drawn from.

    `host_days`: how long whoever hosts Earful keeps answers; `model_host`: where the language model is that they named.
    """

    community: Community
    around: Surroundings
    host_days: int
    now: datetime
    model_host: str | None = None

    @property
    def card_is_up(self) -> bool:
        """Whether the join card is posted, as far as is known."""
        return self.community.join_message_id is not None


def card(
    step: Step,
    facts: Facts,
    *,
    notes: Sequence[str] = (),
    zones: Sequence[str] = (),
    has_surveys: bool = False,
) -> Say:
    """One side of the card. `notes` say what just happened; `zones` are matches of a search, to pick from."""
    match step:
        case Step.OVERVIEW:
            return _overview(facts, notes)
        case Step.SUMMARIES:
            return _summaries(facts, notes)
        case Step.TEAM:
            return _team(facts, notes)
        case Step.TIMES:
            return _times(facts, notes, zones)
        case Step.DATA:
            return _data(facts, notes)
        case Step.JOIN:
            return joining(facts, None, None, notes)
        case Step.DONE:
            return done(facts, notes, has_surveys=has_surveys)


def first(around: Surroundings, note: str | None) -> Say:
    """What comes first where nothing is stored and there is no channel to begin with."""
    return Say(
        (*((note,) if note else ()), wording.SUMMARIES_WHAT, wording.SUMMARIES_FIRST),
        title=words.say(wording.TITLE, server=_name(around.name)),
        tone=Tone.CAREFUL if note else Tone.ASK,
        menus=(_channels(FOR_SUMMARIES, wording.SUMMARIES_HINT, None),),
    )


def in_force(facts: Facts) -> tuple[str, ...]:
    """Every setting as it stands, a short line each."""
    community = facts.community
    role, topics = community.creator_role_id, community.topics
    join = community.join_channel_id
    return (
        words.say(wording.SUMMARIES, channel=mention(community.results_channel_id)),
        wording.TEAM if role is None else words.say(wording.TEAM_AND_ROLE, role=f"<@&{role}>"),
        *_times_lines(facts),
        _kept_line(facts),
        _topics_line(topics),
        *_model_lines(facts),
        words.say(wording.JOIN, channel=mention(join))
        if facts.card_is_up and join is not None
        else wording.NO_JOIN,
    )


def problems(facts: Facts) -> tuple[str, ...]:
    """What isn't right now, each with what to do about it; nothing, where all is well."""
    community, around = facts.community, facts.around
    role, join = community.creator_role_id, community.join_channel_id
    found = [_trouble(community.results_channel_id, wording.RESULTS_GONE, around)]
    if join is not None and join != community.results_channel_id:
        found.append(_trouble(join, wording.JOIN_GONE, around))
    if role is not None and role not in around.roles:
        found.append(wording.ROLE_GONE)
    return tuple(warning(one) for one in found if one is not None)


def cautions(facts: Facts) -> tuple[str, ...]:
    """What may be meant so, and may be a slip."""
    results = facts.community.results_channel_id
    room = facts.around.rooms.get(results)
    if room is None or not room.public:
        return ()
    return (warning(words.say(wording.RESULTS_PUBLIC, channel=mention(results))),)


def cant_post(channel_id: int, room: Room, around: Surroundings) -> str:
    """Which permissions are missing in the channel, and where they are granted."""
    names = " and ".join(f"**{name}**" for name in room.missing)
    return words.say(wording.CANT_POST, channel=mention(channel_id), permissions=names, me=_name(around.me))


def cant_use(channel_id: int, around: Surroundings) -> str | None:
    """Why the bot can't post in a channel; None where it can. Channels of other servers aren't known here."""
    return _trouble(channel_id, wording.NO_CHANNEL, around)


def warning(problem: str) -> str:
    """A line that something isn't right."""
    return words.say(wording.WARNING, problem=problem)


def mention(channel_id: int) -> str:
    """A channel as Discord shows it."""
    return f"<#{channel_id}>"


# --- Sides ---------------------------------------------------------------------------------------------


def _overview(facts: Facts, notes: Sequence[str]) -> Say:
    wrong = problems(facts)
    up = facts.card_is_up
    return Say(
        (*notes, *wrong, *in_force(facts), *cautions(facts)),
        title=words.say(wording.TITLE, server=_name(facts.around.name)),
        tone=Tone.CAREFUL if wrong else Tone.GOOD,
        buttons=(
            _go(Step.JOIN, wording.JOIN_CARD, Weight.QUIET if up else Weight.MAIN),
            _go(Step.SUMMARIES, wording.CHANGE, Weight.QUIET),
            _go(Step.DONE, wording.DONE, Weight.MAIN if up else Weight.QUIET),
        ),
        footer=wording.ALL_SAVED_UP if up else wording.ALL_SAVED,
    )


def _summaries(facts: Facts, notes: Sequence[str]) -> Say:
    here = facts.community.results_channel_id
    trouble = _trouble(here, wording.RESULTS_GONE, facts.around)
    wrong = () if trouble is None else (warning(trouble),)
    return _step(
        Step.SUMMARIES,
        (
            *notes,
            wording.SUMMARIES_WHAT,
            words.say(wording.SUMMARIES, channel=mention(here)),
            *wrong,
            *cautions(facts),
        ),
        menus=(
            _channels(FOR_SUMMARIES, wording.SUMMARIES_HINT, here if here in facts.around.rooms else None),
        ),
        careful=bool(wrong),
    )


def _team(facts: Facts, notes: Sequence[str]) -> Say:
    role = facts.community.creator_role_id
    gone = role is not None and role not in facts.around.roles
    chosen = (str(role),) if role is not None and not gone else ()
    menu = Picking(Verb.SETUP_ROLE, (), wording.TEAM_HINT, chosen=chosen, least=0, most=1, among=Among.ROLES)
    line = wording.TEAM if role is None or gone else words.say(wording.TEAM_AND_ROLE, role=f"<@&{role}>")
    wrong = (warning(wording.ROLE_GONE),) if gone else ()
    return _step(
        Step.TEAM,
        (*notes, wording.TEAM_WHAT, line, *wrong, wording.TEAM_RIGHTS),
        menus=(menu,),
        careful=gone,
    )


def _times(facts: Facts, notes: Sequence[str], zones: Sequence[str]) -> Say:
    gaps = tuple(Choosable(str(days), words.say(wording.OFTEN_OPTION, days=days)) for days in GAPS)
    often = Picking(Verb.SETUP_OFTEN, (), wording.OFTEN_HINT, gaps, (str(facts.community.terms.gap_days),))
    found = tuple(
        Choosable(zone, words.say(wording.ZONE_OPTION, zone=zone, time=_time_in(zone, facts.now)))
        for zone in zones
    )
    matches = (Picking(Verb.SETUP_ZONE, (), wording.ZONE_HINT, found),) if found else ()
    forms = (
        _form_button(Form.ZONE, wording.ZONE_BUTTON),
        _form_button(Form.QUIET, wording.QUIET_BUTTON),
    )
    return _step(
        Step.TIMES,
        (*notes, *_times_lines(facts), f"-# {wording.TIMES_WHAT}"),
        menus=(*matches, often),
        buttons=forms,
    )


def _data(facts: Facts, notes: Sequence[str]) -> Say:
    own = facts.community.retention_days
    shorter = [days for days in SHORTER_RETENTIONS if days < facts.host_days]
    kept = days_kept(facts.host_days, own)
    options = (
        *(Choosable(str(days), words.say(wording.KEPT_OPTION, days=days)) for days in shorter),
        Choosable(HOSTS, words.say(wording.KEPT_HOST_OPTION, days=facts.host_days)),
    )
    chosen = str(kept) if kept in shorter else HOSTS
    menus = (Picking(Verb.SETUP_KEPT, (), wording.KEPT_HINT, options, (chosen,)),) if shorter else ()
    return _step(
        Step.DATA,
        (
            *notes,
            _kept_line(facts),
            f"-# {wording.DATA_WHAT}",
            _topics_line(facts.community.topics),
            f"-# {wording.TOPICS_WHAT}",
            *_model_lines(facts),
            *(f"-# {words.say(narrative.WHAT, host=host)}" for host in (facts.model_host,) if host),
        ),
        menus=menus,
        buttons=(_form_button(Form.TOPICS, wording.TOPICS_BUTTON), *_model_button(facts)),
    )


def joining(facts: Facts, channel_id: int | None, preview: Say | None, notes: Sequence[str] = ()) -> Say:
    """The last step: where the join card goes, and how it will read there. Nothing is posted by looking."""
    up_here = facts.card_is_up and channel_id == facts.community.join_channel_id
    put_up: tuple[Button, ...] = ()
    lines: tuple[str, ...] = (wording.JOIN_WHAT,)
    if channel_id is not None and preview is not None:
        sentence = wording.JOIN_PREVIEW_AGAIN if up_here else wording.JOIN_PREVIEW
        shown = "\n".join((f"**{preview.title}**", *preview.paragraphs))
        lines = (
            words.say(sentence, channel=mention(channel_id)),
            "\n".join(f"> {line}" for line in shown.splitlines()),
        )
        label = wording.PUT_UP_ANEW if up_here else wording.PUT_UP
        put_up = (Button(Verb.SETUP_JOIN, (str(channel_id),), label),)
    known = channel_id if channel_id in facts.around.rooms else None
    return _step(
        Step.JOIN, (*notes, *lines), menus=(_channels(FOR_JOINING, wording.JOIN_HINT, known),), buttons=put_up
    )


def done(facts: Facts, notes: Sequence[str] = (), *, title: str | None = None, has_surveys: bool) -> Say:
    """The end: what comes next."""
    if not facts.card_is_up:
        return Say(
            (*notes, wording.NEXT_JOIN, wording.STATUS_HINT),
            title=title or wording.DONE_TITLE,
            buttons=(
                _go(Step.JOIN, wording.JOIN_CARD),
                _go(Step.OVERVIEW, wording.OVERVIEW, Weight.QUIET),
            ),
        )
    following = wording.NEXT_ROUND if has_surveys else wording.NEXT_SURVEY
    return Say(
        (*notes, following, wording.STATUS_HINT),
        title=title or wording.DONE_TITLE,
        tone=Tone.GOOD,
        buttons=(_go(Step.OVERVIEW, wording.OVERVIEW, Weight.QUIET),),
    )


# --- Parts -----------------------------------------------------------------------------------------------


def _step(
    step: Step,
    lines: Sequence[str],
    *,
    menus: tuple[Picking, ...] = (),
    buttons: tuple[Button, ...] = (),
    careful: bool = False,
) -> Say:
    count = len(_NAMES)
    back = _go(Step(step - 1), wording.BACK, Weight.QUIET)
    onward = (
        _go(Step.DONE, wording.DONE, Weight.QUIET if buttons else Weight.MAIN)
        if step == count
        else _go(Step(step + 1), wording.NEXT)
    )
    return Say(
        tuple(lines),
        title=words.say(wording.STEP, number=int(step), count=count, name=_NAMES[step]),
        tone=Tone.CAREFUL if careful else Tone.ASK,
        menus=menus,
        buttons=(*buttons, back, onward),
    )


def _times_lines(facts: Facts) -> tuple[str, ...]:
    zone, terms = facts.community.time_zone, facts.community.terms
    begin, end = map(clock, terms.quiet)
    return (
        words.say(wording.ZONE, zone=zone, time=_time_in(zone, facts.now)),
        words.say(wording.OFTEN, days=terms.gap_days),
        words.say(wording.QUIET, begin=begin, end=end),
    )


def _kept_line(facts: Facts) -> str:
    return words.say(wording.KEPT, days=days_kept(facts.host_days, facts.community.retention_days))


def _topics_line(topics: Sequence[str]) -> str:
    named = ", ".join(quoted(topic, LONGEST_TOPIC) for topic in topics)
    return words.say(wording.TOPICS, topics=named) if named else wording.NO_TOPICS


def _model_lines(facts: Facts) -> tuple[str, ...]:
    """Whether a language model is used; nothing, where there is none to use."""
    if facts.model_host is None:
        return ()
    on = facts.community.model_host
    return (narrative.OFF if on is None else words.say(narrative.ON, host=on),)


def _model_button(facts: Facts) -> tuple[Button, ...]:
    if facts.model_host is None:
        return ()
    if facts.community.model_host is None:
        return (Button(Verb.SETUP_MODEL, ("1",), narrative.TURN_ON, Weight.QUIET),)
    return (Button(Verb.SETUP_MODEL, ("0",), narrative.TURN_OFF, Weight.QUIET),)


def _trouble(channel_id: int, gone: str, around: Surroundings) -> str | None:
    room = around.rooms.get(channel_id)
    if room is None:
        return gone
    return None if room.usable else cant_post(channel_id, room, around)


def _channels(which: int, hint: str, chosen: int | None) -> Picking:
    return Picking(
        Verb.SETUP_CHANNEL,
        (str(which),),
        hint,
        chosen=() if chosen is None else (str(chosen),),
        among=Among.CHANNELS,
    )


def _go(step: Step, label: str, weight: Weight = Weight.MAIN) -> Button:
    return Button(Verb.SETUP, (str(int(step)),), label, weight)


def _form_button(form: Form, label: str) -> Button:
    return Button(Verb.SETUP_FORM, (str(int(form)),), label, Weight.QUIET)


def _time_in(zone: str, now: datetime) -> str:
    return clock(Hours(zone).local(now).time())


def _name(name: str) -> str:
    return quoted(name, _LONGEST_NAME)
