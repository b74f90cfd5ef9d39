"""The part of a summary about the idea board."""

from surveys.core import words
from surveys.core.prompt import Section
from surveys.core.results import BOARD, LONGEST_IDEA, RoundData
from surveys.core.text import quoted
from surveys.core.wording import summary as wording


def section(data: RoundData) -> Section | None:
    """What is wanted most, whoever asked for it and when; None where the board is empty."""
    if not data.board:
        return None
    lines = [wording.IDEAS]
    for number, one in enumerate(data.board, 1):
        said = wording.IDEA_ONE if one.demand == 1 else wording.IDEA_MANY
        text = quoted(one.text, LONGEST_IDEA)
        lines.append(f"{number}. {words.say(said, text=text, count=f'{one.demand:,}', state=one.state)}")
    return Section("\n".join(lines), about=BOARD)
