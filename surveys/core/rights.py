"""What everybody may ask about their data, as far as it needs nobody but the data.

Times that stay when a person goes, summaries a quote is taken out of, and the privacy page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from surveys.core.durations import in_words
from surveys.core.language import fill
from surveys.core.prompt import Button, Document, Pages, Picture, Section, Verb, Weight

#: Days answers are kept after their round closed, unless whoever hosts Earful says otherwise; and the bounds.
DEFAULT_RETENTION_DAYS, FEWEST_RETENTION_DAYS, MOST_RETENTION_DAYS = 365, 30, 3650

#: What a community may choose where it wants answers kept for a shorter time than the host's.
SHORTER_RETENTIONS: Final = (30, 60, 90, 180, 365, 730)

#: What stands in a summary instead of a quote that was taken out: the first that fits.
_WITHDRAWN: Final = ("> (quote withdrawn)", "> (gone)", "> …", ">", "")
#: The same for a line that is no quote, but rests on what somebody said.
_TAKEN_OUT: Final = ("- (taken out)", "- …", "-", "")

_MINUTE: Final = timedelta(minutes=1)

Plain = dict[str, Any]


def to_the_hour(moment: datetime) -> datetime:
    """The beginning of that hour: what is kept of a moment that must lead to nobody."""
    return moment.replace(minute=0, second=0, microsecond=0)


def blurred(first: datetime | None, later: datetime | None) -> datetime | None:
    """`later` as it may stay when `first`, the moment somebody was asked, stays to the hour.

    How long it took stays right to half a minute, so a median over many people does, too.
    """
    if later is None or first is None:
        return None if later is None else to_the_hour(later)
    took = round((later - first) / _MINUTE) * _MINUTE
    return to_the_hour(first) + took


def plain_summary(pages: Pages) -> Plain:
    """What a summary says, as JSON-ready data; of its pictures and documents only what they are called and show.

    `stale` counts what was changed since it was last drawn where it is posted. `redo` names the questions whose
    sections have to be made anew for that, `papers` says whether the documents have to be.
    """
    return {
        "title": pages.title,
        "sections": [
            {
                "text": one.text,
                "picture": None
                if one.picture is None
                else {"name": one.picture.name, "alt": one.picture.alt},
                "about": one.about,
                "room": one.room,
            }
            for one in pages.sections
        ],
        "footer": pages.footer,
        "buttons": [
            {"verb": one.verb.value, "args": list(one.args), "label": one.label, "weight": one.weight.value}
            for one in pages.buttons
        ],
        "documents": [one.name for one in pages.documents],
        "stale": 0,
        "redo": [],
        "papers": False,
    }


def pages_of(plain: Mapping[str, Any]) -> Pages:
    """The summary that `plain_summary` wrote, to draw its words anew; its pictures and documents are empty."""
    return Pages(
        title=plain["title"],
        sections=tuple(
            Section(
                one["text"],
                None
                if one["picture"] is None
                else Picture(one["picture"]["name"], b"", one["picture"]["alt"]),
                about=one["about"],
                room=one["room"],
            )
            for one in plain["sections"]
        ),
        footer=plain["footer"],
        buttons=tuple(
            Button(Verb(one["verb"]), tuple(one["args"]), one["label"], Weight(one["weight"]))
            for one in plain["buttons"]
        ),
        documents=tuple(Document(name, b"") for name in plain["documents"]),
    )


def without_quote(plain: Plain, section: int, line: str) -> Plain:
    """The summary with that line of that section withdrawn, and to be drawn anew; as it is if it has no such line.

    The text keeps its length to the character: which section stands in which of several messages
    goes by length, and their pictures stay where they are.
    """
    sections = [dict(one) for one in plain["sections"]]
    if not 0 <= section < len(sections):
        return plain
    lines = sections[section]["text"].split("\n")
    if line not in lines:
        return plain
    forms = _TAKEN_OUT if line.startswith("-") else _WITHDRAWN
    instead = next(one for one in forms if len(one) <= len(line))
    lines[lines.index(line)] = instead.ljust(len(line))
    sections[section]["text"] = "\n".join(lines)
    return {**plain, "sections": sections, "stale": plain.get("stale", 0) + 1}


def days_kept(hosts: int, own: int | None) -> int:
    """How many days a community's answers are kept: the host's time, or its own where that is shorter."""
    return hosts if own is None else min(hosts, own)


@dataclass(frozen=True, slots=True)
class PrivacyFacts:
    """The settings in force that decide what becomes of people's data."""

    retention_days: int = DEFAULT_RETENTION_DAYS
    contact: str | None = None
    page_url: str | None = None
    #: Where a language model is that communities can switch on; None: nowhere.
    model_host: str | None = None


#: Days a backup that Earful made is kept at most.
BACKUP_DAYS: Final = 30

#: The whole page, for whoever hosts Earful to publish. Its figures are those in force.
_PAGE: Final = """\
# What Earful stores about you

This page is made from the settings of the Earful you are asked by. Earful is a bot in Discord with which the team of
a server asks its followers what they think, and only those who joined for that.

{host}

## What is stored, and why

- **Who you are to Discord**: your user ID, the ID of your DM channel with the bot, Discord's language setting, whether DMs reached you.
  To reach you, in your language.
- **What you chose**: language, time zone, quiet hours; for each server you joined how often and about what you want
  to be asked, where, and whether you may be quoted. To keep to it.
- **What you agreed to**, and when, where and under which wording. To be able to show that you did.
- **What you were asked**: when each message went out and what became of it. To ask once, and not too often.
- **What you said**: your answers, files you sent with them, your ideas and votes. They are what this is about.

Not stored: your name, picture or roles, when you are online, and anything you write or do elsewhere. Nothing is
used for advertising or sold, and Earful trains nothing with it.

## Who sees it

- The server's team sees totals, themes, and quotes as you chose: none, without your name, or with it. It can download a
  round's answers with a number in place of each person who did not choose to be named. Rounds that say they are anonymous show it
  answers only, never which of them are one person's. Below a summary are a report and a spreadsheet, without names and
  without the words of anybody who doesn't want to be quoted, for everybody who reads that channel.
- Where a survey puts replies to others, people who have answered see replies of others, without names. The question says so before you
  answer it, and with quoting off yours are never shown.
- Whoever hosts Earful can read its database.
- Discord carries the messages, under its own privacy policy.
{model}- Other servers on the same bot see nothing.

## How long

- Your answers, files and what you were asked: {retention} after the round closed. Ideas: {retention} after they were
  sent or somebody last voted for them. Then words, dates and files are deleted, and quotes are taken out of posted summaries. Choices
  and figures stay, without anything that leads to you. If you were asked and never replied, that much is remembered until
  you do or leave, so that you are not asked on and on.
- What you chose and agreed to: while you are in, and {retention} after you left.
- Backups: {backups} at most.

The team of a server can choose a shorter time than {retention}; “What happens to my data” on its join card then says
which.

## What you can do

- `/feedback mydata` gives you everything stored about you, as a file.
- `/feedback forget` deletes everything stored about you, at once, in every server this bot is in: in the database, in
  its backups, in files, and in quotes in posted summaries and the files below them. Counts stay, and nothing leads from them to you.
- `/feedback preferences` changes what you chose; turning quoting off takes your quotes out of posted summaries.
- “stop” in the DM, Stop on any question, `/feedback leave`, or leaving the server: you are asked no more.
"""


_MODEL: Final = """\
- In servers whose team switched it on, a **language model** at {host} helps to sum up what people write. You are told
  so with the first question of each such round. When the round has closed it gets, once, replies to open questions
  without names, ids, handles, links or long numbers. It gets nothing from private questions, nothing from you if you
  don't want to be quoted, and nothing that only few said in an anonymous round. What {host} does with it
  goes by its own terms; ask whoever hosts this Earful about them.
"""


def privacy_page(facts: PrivacyFacts) -> str:
    """The privacy page as Markdown, true to `facts`."""
    host = (
        f"**Who hosts it**: {facts.contact}"
        if facts.contact
        else "**Who hosts it**: ask the team of your server."
    )
    return fill(
        _PAGE,
        {
            "host": host,
            "model": "" if facts.model_host is None else fill(_MODEL, {"host": facts.model_host}),
            "retention": in_words(timedelta(days=facts.retention_days).total_seconds()),
            "backups": in_words(timedelta(days=BACKUP_DAYS).total_seconds()),
        },
    )
