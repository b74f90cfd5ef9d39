"""What is said to people, before anyone thinks of Discord: cards as plain data.

The core and the engine return these; `cogs/cards.py` is the one place that draws them.
Text in a card is final: already worded, cleaned and clipped.
"""

from dataclasses import dataclass
from enum import StrEnum

from surveys.core.media import Shown
from surveys.core.widgets import Choosable, Widget


class Tone(StrEnum):
    """The accent a card is drawn in; never the only carrier of a meaning."""

    ASK = "ask"
    GOOD = "good"
    PLAIN = "plain"
    CAREFUL = "careful"


class Control(StrEnum):
    """What a question card offers besides replying."""

    SKIP = "skip"
    BACK = "back"
    LATER = "later"
    STOP = "stop"


class Verb(StrEnum):
    """What a button outside a question does; with its arguments it becomes the custom id."""

    JOIN = "join"
    LEAVE = "leave"
    ROUND_START = "round-start"
    ROUND_DONT = "round-dont"
    ROUND_REFRESH = "round-refresh"
    ROUND_CLOSE = "round-close"
    ROUND_CLOSE_SURE = "round-close-sure"
    ROUND_REMIND = "round-remind"
    ROUND_REMIND_SURE = "round-remind-sure"
    ROUND_PAUSE = "round-pause"
    ROUND_RESUME = "round-resume"
    ROUND_CANCEL = "round-cancel"
    ROUND_KEEP = "round-keep"
    REHEARSE = "rehearse"
    SERIES = "series"
    SERIES_LIST = "series-list"
    SERIES_KEEP = "series-keep"
    SERIES_DROP = "series-drop"
    SERIES_SKIP = "series-skip"
    SERIES_PAUSE = "series-pause"
    SERIES_RESUME = "series-resume"
    SERIES_END = "series-end"
    SERIES_CALENDAR = "series-ics"
    SERIES_OPEN = "series-open"
    SERIES_LEAVE = "series-leave"
    EXPORT = "export"
    THEMES = "themes"
    THEME = "theme"
    THEME_RENAME = "theme-rename"
    THEME_MERGE = "theme-merge"
    THEME_SPLIT = "theme-split"
    THEME_SPLIT_SURE = "theme-split-sure"
    THEME_UNDO = "theme-undo"
    QUOTES = "quotes"
    QUOTE_OUT = "quote-out"
    ANSWER_HERE = "answer-here"
    CONTINUE = "continue"
    CHANGE = "change"
    JUDGE = "judge"
    STATEMENT = "statement"
    STATEMENTS = "statements"
    SNOOZE = "snooze"
    KEEP_ME = "keep-me"
    PREFERENCES = "prefs"
    PAUSE = "pause"
    PRIVACY = "privacy"
    FORGET = "forget"
    FORGET_DONT = "forget-dont"
    IDEA_VOTE = "idea-vote"
    IDEA_KEEP = "idea-keep"
    IDEA_WHERE = "idea-where"
    IDEA_HIT = "idea-hit"
    IDEA_NEWS = "idea-news"
    NUDGE = "nudge"
    BOARD = "board"
    BOARD_FILTER = "board-show"
    BOARD_ORDER = "board-order"
    BOARD_OPEN = "board-open"
    BOARD_IDEA = "board-idea"
    BOARD_STATUS = "board-set"
    BOARD_MERGE = "board-merge"
    BOARD_GATHER = "board-gather"
    BOARD_SEARCH = "board-find"
    BOARD_UNMERGE = "board-apart"
    BOARD_THEMES = "board-theme"
    BOARD_HIDE = "board-hide"
    BOARD_CHANNEL = "board-place"
    BOARD_DOWN = "board-down"
    IDEA_UP = "idea-up"
    IDEA_NEW = "idea-new"
    AUDIENCE = "audience"
    AUDIENCE_LIST = "audiences"
    AUDIENCE_ADD = "audience-add"
    AUDIENCE_PICK = "audience-pick"
    AUDIENCE_ASKED = "aud-asked"  # short: its menus name four rows
    AUDIENCE_FILL = "audience-fill"
    AUDIENCE_RULE = "audience-rule"
    AUDIENCE_MOVE = "audience-move"
    AUDIENCE_REMOVE = "audience-remove"
    AUDIENCE_LIMIT = "audience-limit"
    AUDIENCE_SETTINGS = "audience-set"
    AUDIENCE_DELETE = "audience-del"
    AUDIENCE_GONE = "audience-gone"
    DRAFT = "draft"
    DRAFT_PLAY = "draft-play"
    SURVEY_EDIT = "survey-edit"
    SURVEY_BACK = "survey-back"
    SURVEYS = "surveys"
    RIGHTS = "rights"
    AUDIT = "audit"
    SETUP = "setup"
    SETUP_CHANNEL = "setup-channel"
    SETUP_ROLE = "setup-role"
    SETUP_OFTEN = "setup-often"
    SETUP_KEPT = "setup-kept"
    SETUP_ZONE = "setup-zone"
    SETUP_MODEL = "setup-model"
    SETUP_FORM = "setup-form"
    SETUP_JOIN = "setup-join"
    SETUP_STATUS = "setup-status"
    WEBHOOK = "webhook"
    WEBHOOK_LIST = "webhook-list"
    WEBHOOK_TEST = "webhook-test"
    WEBHOOK_REMOVE = "webhook-remove"
    WEBHOOK_AGAIN = "webhook-again"
    WEBHOOK_DROP = "webhook-drop"


class Weight(StrEnum):
    """How much a button wants to be pressed."""

    MAIN = "main"
    QUIET = "quiet"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button outside a question. `args` are ids only; whoever presses is checked against the rows."""

    verb: Verb
    args: tuple[str, ...]
    label: str
    weight: Weight = Weight.MAIN


class Among(StrEnum):
    """What a menu lists: entries of its own, or what the server has, which Discord lists itself."""

    OPTIONS = "options"
    CHANNELS = "channels"  # text and announcement channels
    ROLES = "roles"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Picking:
    """A menu outside a question; what is picked comes back by token. `chosen` entries are marked as such.

    Where it lists what the server has, there are no `options`, and tokens are Discord's ids.
    """

    verb: Verb
    args: tuple[str, ...]
    hint: str
    options: tuple[Choosable, ...] = ()
    chosen: tuple[str, ...] = ()
    least: int = 1
    most: int = 1
    among: Among = Among.OPTIONS


@dataclass(frozen=True, slots=True)
class Ask:
    """A question's card. `invitation` and `question` come back with every tap on it.

    `now` is what is up at this point of an answer given in steps. `controls` are what the card offers
    besides replying, with their labels. `write` is the label of a button that opens a form to type in,
    where there is no chat to type in; `must_write` where no tap says everything. `prompt` tells a later
    message about the same invitation from the first, which has 0.
    """

    invitation: int
    question: str
    heading: str
    step: str
    body: str
    widget: Widget
    now: str | None = None
    help: str | None = None
    intro: str | None = None
    note: str | None = None
    controls: tuple[tuple[Control, str], ...] = ()
    write: str | None = None
    must_write: bool = False
    footer: str | None = None
    prompt: int = 0
    media: Shown | None = None
    #: Shown to look at: nothing on it can be pressed.
    preview: bool = False
    #: What tells it from a real one, above everything else on it.
    badge: str | None = None
    #: Played through without being sent: `invitation` names the play.
    tried: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file to download, below what a card says."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Say:
    """A card that says something: a title, paragraphs, perhaps menus, buttons, a bar of progress (0..1).

    `progress_says` is what stands beside the bar, where it isn't the share of those who answered. `airy`
    sets paragraphs apart, where there is more to read than a note. `sample` is a question as people
    get it, to look at, below the paragraphs.
    """

    paragraphs: tuple[str, ...]
    title: str | None = None
    tone: Tone = Tone.PLAIN
    buttons: tuple[Button, ...] = ()
    menus: tuple[Picking, ...] = ()
    progress: float | None = None
    progress_says: str | None = None
    document: Document | None = None
    airy: bool = False
    footer: str | None = None
    #: How many buttons stand side by side, at most 5.
    per_row: int = 5
    #: As on `Ask`.
    badge: str | None = None
    tried: bool = False
    sample: Ask | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A file to show or attach; `alt` says in words what it shows."""

    name: str
    data: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A reply quoted in a summary: whose (a running number within the round), to which question.

    `line` is the line of the section's text that quotes it, so that it can be taken out again.
    """

    person: int
    question: str
    line: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """A theme of a summary: its label, and whose replies (running numbers) were grouped into it.

    `named`: a person chose the label, so nothing else may. `lost` counts replies that are in it, too, and of
    which nobody knows any more whose they were.
    """

    question: str
    label: str
    people: tuple[int, ...]
    named: bool = False
    lost: int = 0
    #: What its replies mean on average, as `surveys.insight.meaning` keeps it; empty where nobody knows.
    centre: bytes = b""

    @property
    def size(self) -> int:
        """How many replies it has."""
        return len(self.people) + self.lost


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a summary: words, a picture of them, and what of it came from whom.

    `about` is the question it is about, if it is about one. `room` is how many characters its text may come to
    have when it is drawn anew; 0: those it has. Which sections share a message goes by it, and so stays.
    """

    text: str
    picture: Picture | None = None
    quotes: tuple[Quote, ...] = ()
    themes: tuple[Grouped, ...] = ()
    about: str = ""
    room: int = 0


@dataclass(frozen=True, slots=True)
class Pages:
    """A summary: sections in order; drawn as one message, or several where it is long.

    `documents` are below the last. `also` are the quotes that are in them alone.
    """

    title: str
    sections: tuple[Section, ...]
    footer: str
    buttons: tuple[Button, ...] = ()
    documents: tuple[Document, ...] = ()
    also: tuple[Quote, ...] = ()


Card = Ask | Say | Pages
