"""What is wrong with a survey file: where, what, and the remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from surveys.core import words
from surveys.core.errors import KindError
from surveys.core.text import clean, clip, quoted

#: Where something stands: field names and places in lists (from 0), from the survey down.
Path = tuple[str | int, ...]

_MOST_SHOWN: Final = 8
_DEEPEST_NAME: Final = 6
_LONGEST_SENTENCE: Final = 1800
_LONGEST_FILE_NAME, _LONGEST_FIELD, _LONGEST_PROBLEM, _LONGEST_REMEDY = 60, 80, 240, 300


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right. `line` counts from 1; `field` is for reading: "question 2, option 3, label"."""

    line: int
    field: str
    problem: str
    remedy: str


class BadSurveyFileError(KindError):
    """A survey file that can't be used; nothing came of it.

    `problems` are sorted by line and never empty. `sentence` names the first few, in at most 1,800
    characters, with everything taken from the file made inert.
    """

    def __init__(self, filename: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__(_sentence(filename, self.problems))


def field_name(path: Path) -> str:
    """`path` in words, counted from 1 as people do; the whole file where it is empty."""
    names: list[str] = []
    for part in path[:_DEEPEST_NAME]:
        if isinstance(part, int):
            if not names:  # a list of lists, or of anything but a survey's fields
                break
            name = names.pop()
            names.append(words.say(words.FILE_ENTRY, name=name.removesuffix("s"), number=part + 1))
        else:
            names.append(shown(str(part)))
    return clip(", ".join(names), _LONGEST_FIELD) or words.FILE_WHOLE


def shown(text: str, longest: int = 40) -> str:
    """Something from the file as a sentence can name it: one short line, without the quotes of code."""
    return clip(" ".join(clean(text[:1000]).replace("`", "'").split()), longest)


def _sentence(filename: str, problems: tuple[Problem, ...]) -> str:
    title = words.say(
        words.FILE_TITLE_ONE if len(problems) == 1 else words.FILE_TITLE_MANY,
        count=len(problems),
        file=quoted(filename, _LONGEST_FILE_NAME),
    )
    lines = [_line(problem) for problem in problems]
    for kept in range(min(len(lines), _MOST_SHOWN), 0, -1):
        left = len(lines) - kept
        more = [words.say(words.FILE_MORE, count=left)] if left else []
        sentence = "\n".join([title, *lines[:kept], *more])
        if len(sentence) <= _LONGEST_SENTENCE:
            return sentence
    return clip("\n".join([title, *lines[:1]]), _LONGEST_SENTENCE)


def _line(problem: Problem) -> str:
    return words.say(
        words.FILE_LINE,
        line=problem.line,
        field=problem.field,
        problem=quoted(problem.problem, _LONGEST_PROBLEM),
        remedy=quoted(problem.remedy, _LONGEST_REMEDY),
    )
