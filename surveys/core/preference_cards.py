"""The cards that show how a follower will be asked, and let them change it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from surveys.core.language import Sentence, Words
from surveys.core.phrases import joining
from surveys.core.phrases import preferences as phrases
from surveys.core.preferences import (
    LABEL,
    MOST_OPTIONS,
    PLACES,
    Choices,
    Page,
    Pause,
    Reader,
    What,
    chosen,
    clock,
    is_paused,
    options,
    zone_label,
)
from surveys.core.prompt import Button, Picking, Say, Tone, Verb, Weight
from surveys.core.respect import FOREVER, Where
from surveys.core.text import clean, clip
from surveys.core.widgets import Choosable

_HINTS: Final = {
    What.TOPICS: phrases.TOPICS_HINT,
    What.CADENCE: phrases.CADENCE_HINT,
    What.ZONE: phrases.ZONE_HINT,
    What.QUIET: phrases.QUIET_HINT,
    What.LANGUAGE: phrases.LANGUAGE_HINT,
    What.QUOTING: phrases.QUOTING_HINT,
    What.WHERE: phrases.WHERE_HINT,
    What.NEWS: phrases.NEWS_HINT,
    What.COMMUNITY: phrases.COMMUNITY_HINT,
}
_PAGES: Final = {
    Page.OFTEN: (What.CADENCE, What.TOPICS, What.ZONE, What.QUIET),
    Page.WAY: (What.LANGUAGE, What.QUOTING, What.WHERE, What.NEWS),
}
_PAGE_BUTTONS: Final = {Page.OFTEN: phrases.PAGE_OFTEN_BUTTON, Page.WAY: phrases.PAGE_WAY_BUTTON}
_PAUSE_BUTTONS: Final = {
    Pause.WEEK: phrases.PAUSE_WEEK_BUTTON,
    Pause.MONTH: phrases.PAUSE_MONTH_BUTTON,
    Pause.OPEN: phrases.PAUSE_OPEN_BUTTON,
}


def page_of(what: What) -> Page:
    """The side of the card on which that is chosen."""
    return Page.WAY if what in _PAGES[Page.WAY] else Page.OFTEN


def card(
    choices: Choices,
    page: Page,
    reader: Reader,
    *,
    note: str | None = None,
    others: Sequence[tuple[int, str]] = (),
) -> Say:
    """One side of the preferences. `note` says what just happened.

    `others` are the person's memberships to switch between (follower, community's name), where there
    are several and the place doesn't tell which is meant.
    """
    say = reader.lang.say
    lines = [note] if note else []
    if page is Page.OFTEN:
        lines.extend(_pause_lines(choices, reader))
        lines.append(_clock_line(choices, reader))
        buttons = (_turn(choices, Page.WAY, reader.lang), *_pause_buttons(choices, reader))
    else:
        lines.append(say(phrases.WHOSE, community=choices.host))
        privacy = Button(
            Verb.PRIVACY, (str(choices.community_id),), say(joining.PRIVACY_BUTTON), Weight.QUIET
        )
        leave = Button(Verb.LEAVE, (str(choices.community_id),), say(joining.LEAVE_BUTTON), Weight.DANGER)
        buttons = (_turn(choices, Page.OFTEN, reader.lang), privacy, leave)
    switch = (_switch(choices, others, reader.lang),) if len(others) > 1 else ()
    return Say(
        tuple(lines),
        title=say(phrases.TITLE, community=choices.host),
        tone=Tone.PLAIN,
        menus=(*switch, *_menus(choices, page, reader)),
        buttons=buttons,
        footer=say(phrases.CAPS[choices.terms.gap_days]) if page is Page.OFTEN else None,
    )


def joined_card(
    choices: Choices,
    reader: Reader,
    lead: str,
    open_round: tuple[int, datetime] | None,
    tone: Tone,
    *,
    closed: bool,
) -> Say:
    """What somebody sees who just joined: that they are in (`lead`), and how they will be asked.

    `open_round` (its id, when it closes) is one they may answer right away. `closed`: their DMs are, so
    they are offered to be asked in the server.
    """
    say = reader.lang.say
    lines, buttons = [lead], []
    if closed:
        args = (str(choices.follower), str(int(What.WHERE)), str(list(PLACES).index(Where.SERVER)))
        buttons.append(Button(Verb.PREFERENCES, args, say(phrases.IN_SERVER_BUTTON)))
    if open_round is not None:
        round_id, closes_at = open_round
        lines.append(say(joining.ROUND_OPEN_NOW, closes=f"<t:{int(closes_at.timestamp())}:f>"))
        buttons.append(Button(Verb.ANSWER_HERE, (str(round_id),), say(joining.ANSWER_OPEN_BUTTON)))
    if is_paused(choices, reader.now):
        lines.extend(_pause_lines(choices, reader))
        buttons.append(_resume(choices, reader.lang))
    buttons.append(_turn(choices, Page.WAY, reader.lang))
    return Say(
        (*lines, say(joining.HOW_I_ASK), _clock_line(choices, reader)),
        tone=tone,
        menus=_menus(choices, Page.OFTEN, reader),
        buttons=tuple(buttons),
        footer=say(phrases.CAPS[choices.terms.gap_days]),
    )


def open_button(follower: int, lang: Words) -> Button:
    """The button that opens somebody's preferences."""
    return Button(Verb.PREFERENCES, (str(follower),), lang.say(phrases.PREFERENCES_BUTTON), Weight.QUIET)


def saved_note(before: Choices, after: Choices, what: What, reader: Reader) -> str:
    """What a pick changed, in the words of the options."""
    if before == after:
        return reader.lang.say(phrases.SAME)
    labels = {one.token: one.label for one in options(after, what, reader)}
    named = (labels.get(token) or zone_label(token, reader) for token in chosen(after, what))
    return reader.lang.say(phrases.SAVED, choice=", ".join(named))


def paused_card(choices: Choices, reader: Reader) -> Say:
    """What pausing, or going on, comes to: in one sentence, with the way back."""
    lines = _pause_lines(choices, reader) or [reader.lang.say(phrases.RESUMED, community=choices.host)]
    paused = is_paused(choices, reader.now)
    resume = (_resume(choices, reader.lang),) if paused else ()
    return Say(tuple(lines), buttons=(*resume, open_button(choices.follower, reader.lang)))


def kept_card(choices: Choices, lang: Words) -> Say:
    """What somebody sees who asked to be kept in."""
    sentence = lang.say(phrases.KEPT, community=choices.host)
    return Say(
        (sentence,),
        title=lang.say(phrases.KEPT_TITLE),
        tone=Tone.GOOD,
        buttons=(open_button(choices.follower, lang),),
    )


def _menus(choices: Choices, page: Page, reader: Reader) -> tuple[Picking, ...]:
    return tuple(
        _menu(choices, what, reader)
        for what in _PAGES[page]
        if what is not What.TOPICS or choices.offered or choices.topics
    )


def _menu(choices: Choices, what: What, reader: Reader) -> Picking:
    offered = options(choices, what, reader)
    several = what is What.TOPICS
    tokens = {one.token for one in offered}
    return Picking(
        Verb.PREFERENCES,
        (str(choices.follower), str(int(what))),
        reader.lang.say(_HINTS[what]),
        offered,
        chosen=tuple(token for token in chosen(choices, what) if token in tokens),
        least=0 if several else 1,
        most=len(offered) if several else 1,
    )


def _switch(choices: Choices, others: Sequence[tuple[int, str]], lang: Words) -> Picking:
    entries = tuple(
        Choosable(str(follower), clip(clean(name), LABEL) or str(follower))
        for follower, name in others[:MOST_OPTIONS]
    )
    args = (str(choices.follower), str(int(What.COMMUNITY)))
    return Picking(
        Verb.PREFERENCES, args, lang.say(phrases.COMMUNITY_HINT), entries, chosen(choices, What.COMMUNITY)
    )


def _clock_line(choices: Choices, reader: Reader) -> str:
    zone = choices.hours.zone
    return reader.lang.say(phrases.CLOCK, zone=zone, time=clock(zone, reader.now))


def _pause_lines(choices: Choices, reader: Reader) -> list[str]:
    until = choices.paused_until
    if until is None or not is_paused(choices, reader.now):
        return []
    if until >= FOREVER:
        return [reader.lang.say(phrases.PAUSED_OPEN, community=choices.host)]
    at = f"<t:{int(until.timestamp())}:f>"
    return [reader.lang.say(phrases.PAUSED_UNTIL, until=at, community=choices.host)]


def _pause_buttons(choices: Choices, reader: Reader) -> tuple[Button, ...]:
    if is_paused(choices, reader.now):
        return (_resume(choices, reader.lang),)
    return tuple(
        _pause_button(choices, how, sentence, Weight.QUIET, reader.lang)
        for how, sentence in _PAUSE_BUTTONS.items()
    )


def _resume(choices: Choices, lang: Words) -> Button:
    return _pause_button(choices, Pause.RESUME, phrases.RESUME_BUTTON, Weight.MAIN, lang)


def _pause_button(choices: Choices, how: Pause, sentence: Sentence, weight: Weight, lang: Words) -> Button:
    return Button(Verb.PAUSE, (str(choices.follower), str(int(how))), lang.say(sentence), weight)


def _turn(choices: Choices, page: Page, lang: Words) -> Button:
    args = (str(choices.follower), str(int(page)))
    return Button(Verb.PREFERENCES, args, lang.say(_PAGE_BUTTONS[page]), Weight.QUIET)
