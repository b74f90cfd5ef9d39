"""The cards of the idea board, for the team."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from surveys.core import words
from surveys.core.board import (
    LONGEST_LINK,
    LONGEST_RESPONSE,
    PER_PAGE,
    SETTABLE,
    Entry,
    Happened,
    Place,
    Tied,
    Wanted,
)
from surveys.core.ideas import IdeaState
from surveys.core.language import ENGLISH
from surveys.core.prompt import Among, Button, Picking, Say, Tone, Verb, Weight
from surveys.core.scene import moment
from surveys.core.sheets import Blank, Sheet
from surveys.core.tellings import verdict
from surveys.core.text import clean, clip, one_line, quoted
from surveys.core.widgets import Choosable
from surveys.core.wording import board as wording

_IN_LIST, _WHOLE, _NAMED, _OPTION, _LABEL, _BRIEFLY = 140, 1000, 80, 100, 60, 40
_MOST_SHOWN: Final = 5
_MOST_NAMED: Final = 3
_MOST_CHOICES: Final = 25
#: Whoever did something and was forgotten since has this id.
_NOBODY: Final = 0


def option(number: int, text: str) -> str:
    """An idea as an entry of a menu: its number and how it begins. Nothing in a menu formats, so nothing is escaped."""
    plain = " ".join(clean(text).split())
    return clip(words.say(wording.SUGGESTED, number=number, idea=plain), _OPTION)


def page(place: Place, shown: Sequence[Wanted], count: int, *, any_ideas: bool) -> Say:
    """A page of the board. `count` ideas fit its filter."""
    if not any_ideas:
        return Say((wording.NONE_YET,), title=wording.TITLE)
    menus = [_choice(Verb.BOARD_FILTER, place, place.show, wording.FILTERS, wording.FILTER_HINT)]
    if not shown:
        return Say((wording.NONE_HERE,), title=wording.TITLE, menus=tuple(menus))
    menus.append(_choice(Verb.BOARD_ORDER, place, place.order, wording.ORDERS, wording.ORDER_HINT))
    options = tuple(Choosable(str(one.id), option(one.id, one.text)) for one in shown)
    menus.append(Picking(Verb.BOARD_OPEN, (str(place.number),), wording.OPEN_HINT, options))
    pages = -(-count // PER_PAGE)
    turns = (
        (Place(place.show, place.order, place.page - 1), wording.EARLIER, place.page > 0),
        (Place(place.show, place.order, place.page + 1), wording.LATER, place.page + 1 < pages),
    )
    return Say(
        tuple(map(_line, shown)),
        title=wording.TITLE,
        menus=tuple(menus),
        buttons=tuple(
            Button(Verb.BOARD, (str(there.number),), label, Weight.QUIET)
            for there, label, possible in turns
            if possible
        ),
        footer=words.say(
            wording.COUNT, shown=len(shown), count=f"{count:,}", page=place.page + 1, pages=pages
        ),
    )


def one(entry: Entry, place: Place, note: str | None = None, tone: Tone = Tone.PLAIN) -> Say:
    """One idea, with everything the team can do about it; `note` says what was just done."""
    args, at = _args(entry, place), (str(entry.wanted.id), str(place.number))
    buttons: list[Button] = []
    menus: tuple[Picking, ...] = ()
    if entry.into is not None:
        buttons.append(Button(Verb.BOARD_UNMERGE, args, wording.UNDO_MERGE))
    elif not entry.withdrawn:
        options = tuple(Choosable(state.value, wording.STATUS_ABOUT[state]) for state in SETTABLE)
        menus = (Picking(Verb.BOARD_STATUS, args, wording.STATUS_HINT, options, (entry.wanted.state.value,)),)
        buttons.append(Button(Verb.BOARD_MERGE, args, wording.MERGE, Weight.QUIET))
        if entry.alike:
            label = words.count(len(entry.alike), wording.GATHER_ONE, wording.GATHER_MANY)
            buttons.append(Button(Verb.BOARD_GATHER, args, label))
        buttons.append(Button(Verb.BOARD_THEMES, at, wording.THEMES_BUTTON, Weight.QUIET))
        if entry.shareable:
            label = wording.SHOW if entry.hidden else wording.HIDE
            buttons.append(Button(Verb.BOARD_HIDE, (*at, str(int(not entry.hidden))), label, Weight.QUIET))
    return Say(
        tuple(_about(entry, note)),
        title=words.say(wording.IDEA_TITLE, number=entry.wanted.id),
        tone=tone,
        airy=True,
        menus=menus,
        buttons=(*buttons, _back(place)),
    )


def status_form(entry: Entry, seen: int, state: IdeaState, place: Place) -> Sheet:
    """The form for what the team says along with a new state; `seen` is of the card it was opened from."""
    declined = state is IdeaState.DECLINED
    hint = wording.FORM_DECLINED_HINT if declined else wording.FORM_RESPONSE_HINT
    answer = Blank(
        "response",
        wording.FORM_RESPONSE,
        LONGEST_RESPONSE,
        entry.response or "",
        hint,
        paragraph=True,
    )
    link = Blank(
        "link", wording.FORM_LINK, LONGEST_LINK, entry.link or "", wording.FORM_LINK_HINT, required=True
    )
    number = str(SETTABLE.index(state))
    return Sheet(
        Verb.BOARD_STATUS,
        (str(entry.wanted.id), str(seen), str(place.number), number),
        wording.FORM_TITLES[state],
        (link, answer) if state is IdeaState.MADE else (answer,),
    )


def saved_note(state: IdeaState) -> str:
    """What is said once a state is saved."""
    if state is IdeaState.OPEN:
        return wording.STATUS_SAVED_OPEN
    return words.say(wording.STATUS_SAVED, state=wording.STATES[state])


def merging(entry: Entry, place: Place, found: Sequence[tuple[int, str]], typed: str | None = None) -> Say:
    """Into which idea? `found` are similar ones, or what a search for `typed` found."""
    args = _args(entry, place)
    asked = words.say(wording.MERGE_ASK, idea=quoted(entry.wanted.text, _NAMED))
    if typed is None:
        said = wording.MERGE_SIMILAR if found else wording.MERGE_NONE_ALIKE
    else:
        sentence = wording.MERGE_FOUND if found else wording.MERGE_NOT_FOUND
        said = words.say(sentence, typed=quoted(typed, _NAMED))
    options = tuple(Choosable(str(number), option(number, text)) for number, text in found[:_MOST_CHOICES])
    lines = [f"**{number}.** “{quoted(text, _IN_LIST)}”" for number, text in found[:_MOST_SHOWN]]
    return Say(
        (asked, "\n".join((said, *lines))),
        title=words.say(wording.MERGE_TITLE, number=entry.wanted.id),
        tone=Tone.ASK,
        airy=True,
        menus=(Picking(Verb.BOARD_MERGE, args, wording.MERGE_HINT, options),) if options else (),
        buttons=(
            Button(Verb.BOARD_SEARCH, args, wording.MERGE_SEARCH),
            Button(Verb.BOARD_IDEA, args[::2], wording.MERGE_STAY, Weight.QUIET),
        ),
    )


def search_form(entry: Entry, place: Place) -> Sheet:
    """What to search for."""
    field = Blank("typed", wording.MERGE_SEARCH_FIELD, _NAMED, required=True)
    return Sheet(Verb.BOARD_SEARCH, _args(entry, place), wording.MERGE_SEARCH, (field,))


def choosing_themes(entry: Entry, place: Place, among: Sequence[Tied], note: str | None = None) -> Say:
    """Which themes ask for the same? What is ticked counts at once."""
    at = (str(entry.wanted.id), str(place.number))
    back = Button(Verb.BOARD_IDEA, at, words.say(wording.IDEA_TITLE, number=entry.wanted.id), Weight.QUIET)
    title = words.say(wording.THEMES_TITLE, number=entry.wanted.id)
    if not among:
        return Say((wording.THEMES_NONE,), title=title, buttons=(back,))
    options = tuple(
        Choosable(
            str(theme.id),
            words.say(
                wording.THEMES_OPTION,
                label=one_line(theme.label, _LABEL),
                number=theme.round_number,
                size=words.count(theme.size, wording.SIZE_ONE, wording.SIZE_MANY),
            ),
        )
        for theme in among[:_MOST_CHOICES]
    )
    menu = Picking(
        Verb.BOARD_THEMES,
        at,
        wording.THEMES_HINT,
        options,
        tuple(str(theme.id) for theme in among[:_MOST_CHOICES] if theme.linked),
        least=0,
        most=len(options),
    )
    asked = words.say(wording.THEMES_ASK, idea=quoted(entry.wanted.text, _NAMED))
    return Say(
        (*((note,) if note else ()), asked),
        title=title,
        tone=Tone.GOOD if note else Tone.ASK,
        menus=(menu,),
        buttons=(back,),
    )


def channel_card(said: Sequence[str], channel_id: int | None, tone: Tone = Tone.PLAIN) -> Say:
    """Where the public board stands, and the menu to change that."""
    chosen = () if channel_id is None else (str(channel_id),)
    down = Button(Verb.BOARD_DOWN, (), wording.CHANNEL_TAKE_DOWN, Weight.DANGER)
    return Say(
        tuple(said),
        title=wording.CHANNEL_TITLE,
        tone=tone,
        airy=True,
        menus=(Picking(Verb.BOARD_CHANNEL, (), wording.CHANNEL_HINT, chosen=chosen, among=Among.CHANNELS),),
        buttons=() if channel_id is None else (down,),
    )


# --- Parts -------------------------------------------------------------------------------------------


def _choice(verb: Verb, place: Place, chosen: int, labels: Sequence[str], hint: str) -> Picking:
    options = tuple(Choosable(str(number), label) for number, label in enumerate(labels))
    return Picking(verb, (str(place.number),), hint, options, (str(chosen),))


def _args(entry: Entry, place: Place) -> tuple[str, str, str]:
    return str(entry.wanted.id), str(entry.seen), str(place.number)


def _back(place: Place) -> Button:
    return Button(Verb.BOARD, (str(place.number),), wording.BACK, Weight.QUIET)


def _line(shown: Wanted) -> str:
    voted = [votes(shown.votes)] if shown.votes else []
    facts = [people(shown.demand), *voted, wording.STATES[shown.state]]
    return words.say(
        wording.LINE,
        number=shown.id,
        mark=wording.MARKS[shown.state],
        idea=quoted(shown.text, _IN_LIST),
        facts=" · ".join(facts),
    )


def people(count: int) -> str:
    """How many want it."""
    return words.count(count, wording.PEOPLE_ONE, wording.PEOPLE_MANY)


def votes(count: int) -> str:
    """How many voted."""
    return words.count(count, wording.VOTES_ONE, wording.VOTES_MANY)


def _about(entry: Entry, note: str | None) -> list[str]:
    wanted = entry.wanted
    said = [note] if note else []
    said.append(f"“{quoted(wanted.text, _WHOLE)}”" if wanted.text else wording.WORDS_GONE)
    state = words.say(
        wording.STATE_LINE,
        mark=wording.MARKS[wanted.state],
        state=wording.STATES[wanted.state],
        people=people(wanted.demand),
        votes=votes(wanted.votes),
    )
    said.append(f"{state}\n-# {_sent(wanted.at, entry.author)}")
    if entry.into is not None:
        into = option(*entry.into)
        said.append(words.say(wording.MERGED_INTO, idea=quoted(into, _IN_LIST)))
    elif entry.withdrawn:
        said.append(wording.WITHDRAWN)
    answer = [words.say(wording.RESPONSE, response=quoted(entry.response, _WHOLE))] if entry.response else []
    if entry.link:
        sentence = wording.LINK if wanted.state is IdeaState.MADE else wording.LINK_SHOWN
        answer.append(words.say(sentence, link=entry.link))
    if wanted.state is IdeaState.MADE and (hit := verdict(entry.hits, ENGLISH)) is not None:
        answer.append(hit)
    if answer:
        said.append("\n".join(answer))
    counted = [*_merged(entry.merged), *_themes(entry.themes)]
    if counted:
        said.append("\n".join(counted))
    if entry.into is None and not entry.withdrawn:
        said.append(_publicity(entry))
    if entry.history:
        said.append("\n".join((wording.HISTORY, *map(_happened, entry.history[:_MOST_SHOWN]))))
    return said


def _publicity(entry: Entry) -> str:
    if not entry.shareable:
        return f"-# {wording.NOT_SHAREABLE}"
    return f"-# {wording.HIDDEN if entry.hidden else wording.PUBLIC}"


def _sent(at: datetime, author: int | None) -> str:
    if author is None:
        return words.say(wording.SENT, at=moment(at))
    return words.say(wording.SENT_BY, at=moment(at), author=f"<@{author}>")


def _themes(themes: Sequence[Tied]) -> list[str]:
    if not themes:
        return []
    named = [
        words.say(
            wording.THEME,
            label=quoted(theme.label, _BRIEFLY),
            number=theme.round_number,
            size=words.count(theme.size, wording.SIZE_ONE, wording.SIZE_MANY),
        )
        for theme in themes[:_MOST_NAMED]
    ]
    return [words.say(wording.THEMES, themes=_listed(named, len(themes)))]


def _merged(merged: Sequence[tuple[int, str]]) -> list[str]:
    if not merged:
        return []
    named = [f"“{quoted(text, _BRIEFLY)}”" for _, text in merged[:_MOST_NAMED]]
    sentence = wording.MERGED_ONE if len(merged) == 1 else wording.MERGED_MANY
    return [words.say(sentence, count=len(merged), ideas=_listed(named, len(merged)))]


def _listed(named: Sequence[str], count: int) -> str:
    more = count - len(named)
    return ", ".join((*named, words.say(wording.MERGED_MORE, count=more)) if more else named)


def _happened(event: Happened) -> str:
    who = wording.FORGOTTEN if event.by_user == _NOBODY else f"<@{event.by_user}>"
    return words.say(wording.HAPPENED, at=moment(event.at), state=wording.STATES[event.state], who=who)
