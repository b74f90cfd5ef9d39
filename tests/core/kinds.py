"""A question of every kind, and how to ask one what it makes of a reply."""

from decimal import Decimal

from surveys.core.language import ENGLISH, Words
from surveys.core.questions import (
    Accepted,
    Agree,
    Choice,
    Date,
    Drafted,
    File,
    Idea,
    LongText,
    Misread,
    MultipleChoice,
    Nps,
    Number,
    Option,
    PictureChoice,
    PictureOption,
    Question,
    Ranking,
    Reading,
    Scale,
    ShortText,
    YesNo,
)
from surveys.core.replies import Said, Typed
from surveys.core.values import Value

TOPICS = (
    Option("tut", "Tutorials"),
    Option("bts", "Behind the scenes"),
    Option("vlog", "Vlogs"),
    Option("top", "Top 10 lists"),
)
GAMES = (
    *(Option(f"g{number}", f"Game {number:03}") for number in range(1, 99)),
    Option("mine", "Minecraft"),
    Option("sweep", "Minesweeper"),
)

yes_no = YesNo(id="q", text="Well?")
choice = Choice(id="q", text="Which?", options=TOPICS)
own = Choice(id="q", text="Which?", options=TOPICS, other=True)
games = Choice(id="q", text="Which?", options=GAMES)
several = MultipleChoice(id="q", text="Which?", options=TOPICS)
several_own = MultipleChoice(id="q", text="Which?", options=TOPICS, other=True, most=3)
many_games = MultipleChoice(id="q", text="Which?", options=GAMES, other=True, least=2, most=4)
scale = Scale(id="q", text="How?", low_label="Meh", high_label="Wow!")
nps = Nps(id="q", text="How likely?")
short = ShortText(id="q", text="What?")
long = LongText(id="q", text="What?")
idea = Idea(id="q", text="What?")
number = Number(id="q", text="How many?")
km = Number(id="q", text="How far?", unit="km", lowest=Decimal(0), highest=Decimal(500))
whole = Number(id="q", text="How many?", whole=True)
day = Date(id="q", text="When?")
ranking = Ranking(id="q", text="Order?", options=TOPICS)
top_two = Ranking(id="q", text="Order?", options=TOPICS, least=2)
pictures = PictureChoice(
    id="q",
    text="Which?",
    options=tuple(
        PictureOption(one.id, one.label, f"https://example.com/{one.id}.png", f"About {one.label}")
        for one in TOPICS
    ),
)
file = File(id="q", text="Show?")
files = File(id="q", text="Show?", accept=("image", "audio"), most=3, largest_mb=1)
agree = Agree(id="q", text="Think?", statements=TOPICS[:3])

ALL: tuple[Question, ...] = (
    yes_no, choice, own, games, several, several_own, many_games, scale, nps, short, long, idea, number, km, whole, day,
    ranking, top_two, pictures, file, files, agree,
)  # fmt: skip


def read(question: Question, said: Said | str, draft: tuple[str, ...] = (), lang: Words = ENGLISH) -> Reading:
    """What the question makes of the reply; every sentence in it is whole."""
    reading = question.read(Typed(said) if isinstance(said, str) else said, draft, lang)
    match reading:
        case Misread(told) | Drafted(note=told):
            assert told
            assert "{" not in told.replace(str(said), "")
            assert told[-1] in ".?", told
        case Accepted():
            pass
    return reading


def value(question: Question, said: Said | str, *, lang: Words = ENGLISH) -> Value | None:
    """What the reply answers; None where it doesn't."""
    reading = read(question, said, lang=lang)
    return reading.value if isinstance(reading, Accepted) else None


def played(question: Question, *heard: Said | str) -> Value | Reading:
    """The answer that these replies come to, one after another; the last reading where they come to none."""
    draft: tuple[str, ...] = ()
    reading: Reading = Misread("nothing was said")
    for said in heard:
        reading = read(question, said, draft)
        if isinstance(reading, Accepted):
            return reading.value
        if isinstance(reading, Drafted):
            draft = reading.pieces
    return reading
