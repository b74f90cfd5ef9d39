"""Statements, one after another: agree, disagree or pass."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal

from annotated_types import Len

from surveys.core import understood
from surveys.core.language import ENGLISH, Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Flaw, Misread, Option, Reading
from surveys.core.questions.entries import Listing
from surveys.core.questions.options import label_of, option_flaws
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import folded
from surveys.core.values import Judged, Value
from surveys.core.widgets import Buttons, Choosable, Form, Widget
from surveys.core.wording import authoring

AGREE, DISAGREE, PASS = VERDICTS = ("agree", "disagree", "pass")
_LABELS: Final = dict(zip(VERDICTS, (questions.AGREE, questions.DISAGREE, questions.PASS), strict=True))
_WORDS: Final = {
    AGREE: understood.AGREE_WORDS | understood.YES_WORDS,
    DISAGREE: understood.DISAGREE_WORDS | understood.NO_WORDS,
    PASS: understood.PASS_WORDS,
}
_SIGNS: Final = {AGREE: understood.YES_SIGNS, DISAGREE: understood.NO_SIGNS, PASS: frozenset({"🤷"})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Agree(BaseQuestion):
    """Three buttons for each statement; whoever stops midway keeps what they said."""

    kind: Literal["agree"] = "agree"
    statements: Annotated[tuple[Option, ...], Len(1, 20)]

    called: ClassVar = authoring.AGREE
    entries: ClassVar = (Listing("statements", authoring.STATEMENTS, Option),)

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        # The place is in the token: a second tap on a card that has moved on must not judge the next statement.
        place = min(len(self._given(draft)), len(self.statements) - 1)
        shown = (Choosable(f"{one}-{place + 1}", lang.say(_LABELS[one])) for one in VERDICTS)
        return Buttons(tuple(shown), per_row=3)

    def now(self, draft: tuple[str, ...], lang: Words) -> str | None:
        place = min(len(self._given(draft)), len(self.statements) - 1)
        return lang.say(
            questions.STATEMENT,
            position=place + 1,
            total=len(self.statements),
            statement=self.statements[place].label,
        )

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        given = self._given(draft)
        match said:
            case Tapped(_, (token,)):
                verdict, _, place = token.rpartition("-")
                if verdict not in VERDICTS or place not in self._places():
                    return self._expected(lang)
                if int(place) != len(given) + 1:
                    return Drafted(_pieces(given), lang.say(questions.STATEMENT_DONE))
                return self._judged(given, verdict, lang)
            case Typed(text) if (meant := verdict_in(text, lang)) is not None:
                return self._judged(given, meant, lang)
            case Done() if given:
                return Accepted(Judged(given))
            case Typed(text) if given and folded(text) in understood.DONE_WORDS:
                return Accepted(Judged(given))
            case Typed() | Tapped() | Done():
                return self._expected(lang)

    def show(self, value: Value, lang: Words) -> str:
        if not isinstance(value, Judged) or not value.verdicts:
            return self.gone(lang)
        return ", ".join(
            lang.say(
                questions.VERDICT,
                statement=label_of(self.statements, statement),
                verdict=lang.say(_LABELS.get(verdict, questions.PASS)),
            )
            for statement, verdict in value.verdicts
        )

    def form(self, lang: Words) -> Form:
        return Form(
            button=lang.say(asking.WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(questions.VERDICT_LABEL),
            longest=100,
        )

    def claims(self, text: str) -> bool:
        return verdict_in(text, ENGLISH) is not None

    def seconds(self) -> int:
        return 6 * len(self.statements)

    def flaws(self) -> tuple[Flaw, ...]:
        return option_flaws(self.statements, "statements")

    def _given(self, draft: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        """The verdicts that a draft holds, "statement=agree" each, in the order they were asked for."""
        held = dict(piece.split("=", 1) for piece in draft if "=" in piece)
        given: list[tuple[str, str]] = []
        for statement in self.statements:
            verdict = held.get(statement.id)
            if verdict not in VERDICTS:
                break
            given.append((statement.id, verdict))
        # With the last verdict the answer is complete, so a draft never holds them all.
        return tuple(given[: len(self.statements) - 1])

    def _places(self) -> frozenset[str]:
        return frozenset(str(place + 1) for place in range(len(self.statements)))

    def _judged(self, given: tuple[tuple[str, str], ...], verdict: str, lang: Words) -> Reading:
        both = (*given, (self.statements[len(given)].id, verdict))
        if len(both) == len(self.statements):
            return Accepted(Judged(both))
        return Drafted(_pieces(both), lang.say(questions.NEXT_STATEMENT, verdict=lang.say(_LABELS[verdict])))

    def _expected(self, lang: Words) -> Misread:
        return Misread(lang.say(questions.EXPECTED_VERDICT))


def label_of_verdict(verdict: str, lang: Words) -> str:
    """What the verdict's button says."""
    return lang.say(_LABELS[verdict])


def verdict_in(text: str, lang: Words) -> str | None:
    """Which of the three `text` means: by its word, by the button's label, or by its number."""
    wanted, sign = folded(text), text.strip()
    for number, verdict in enumerate(VERDICTS, 1):
        known = {folded(lang.say(_LABELS[verdict])), folded(str(number))}
        if sign in _SIGNS[verdict] or (wanted and (wanted in _WORDS[verdict] or wanted in known)):
            return verdict
    return None


def _pieces(given: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    return tuple(f"{statement}={verdict}" for statement, verdict in given)
