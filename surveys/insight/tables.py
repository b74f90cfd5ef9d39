"""A round as tables: everybody asked with every state, every answer, and what the columns mean.

In an anonymous round a row is never a person: states stand on rows of their own, each answer on a row
of its own, all mixed anew for each export, with days instead of moments.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, TypeVar

from surveys.core.exports import Order
from surveys.core.polis import Verdict
from surveys.core.questions import Question
from surveys.core.results import Invited, RoundData, Stated
from surveys.core.values import Value, Withdrawn
from surveys.core.wording import exported as reading
from surveys.insight import comparisons
from surveys.insight.breakdowns import in_words
from surveys.insight.cells import BETWEEN_LABELS, Cell, cells_of, columns_of, options_of, plain_of
from surveys.insight.comparisons import name_of
from surveys.insight.numbers import Numbers, count
from surveys.insight.who import By

#: What fewer people have in common is left out: it could show who is who.
LEAST: Final = 5
#: The heading under which people are numbered.
RESPONDENT: Final = "Respondent"

T = TypeVar("T")
Row = Sequence[Cell]
#: An answer and whose it is, by their number in the export; None: nobody may know.
Given = tuple[int | None, Value]


@dataclass(frozen=True, slots=True)
class Table:
    """One table. `rows` makes its `length` rows anew each time; `explains`: it belongs into every part of an export."""

    name: str
    columns: tuple[str, ...]
    length: int
    rows: Callable[[], Iterable[Row]]
    explains: bool = False


@dataclass(frozen=True, slots=True)
class Numbered:
    """Somebody in the round, and their number in the export."""

    number: int
    one: Invited


class Export:
    """A round as it may be exported. Everything that is written, in whatever format, is taken from here."""

    def __init__(self, order: Order) -> None:
        self.order = order
        self.data: RoundData = order.data
        self.anonymous = order.data.survey.anonymous
        self.numbers: Numbers = count(order.data)
        mixed = shuffled(order.data.invited, order.seed, "people")
        self.people = tuple(Numbered(number, one) for number, one in enumerate(mixed, 1))
        self.named = not self.anonymous and any(one.mention for one in order.data.invited)
        # The words of very few would tell whose they are; nobody was shown them either.
        few = self.anonymous and len(self.data.statements) < LEAST
        self.stated = () if few else self.data.statements
        self._languages = _common(one.language for one in mixed)
        self._topics = _common(topic for one in mixed for topic in one.topics)
        self._variants = _common(one.variant for one in mixed)

    def answers_to(self, question: Question) -> tuple[Given, ...]:
        """All answers to `question`, by person; mixed and without the people where the round is anonymous."""
        given = [
            (each.number, each.one.answers[question.id])
            for each in self.people
            if question.id in each.one.answers
        ]
        if not self.anonymous:
            return tuple(given)
        told = sum(not isinstance(value, Withdrawn) for _, value in given)
        # The words of very few would tell whose they are, mixed or not.
        shown = [value if told >= LEAST else Withdrawn() for _, value in given]
        return tuple((None, value) for value in shuffled(shown, self.order.seed, question.id))

    def withheld(self, question: Question) -> bool:
        """Whether there are answers to `question`, but too few to show in an anonymous round."""
        told = next(one.told for one in self.numbers.questions if one.question is question)
        return self.anonymous and 0 < told < LEAST

    def language(self, one: Invited) -> str | None:
        """The language somebody reads, if at least five in the round do."""
        return one.language if one.language in self._languages else None

    def topics(self, one: Invited) -> tuple[str, ...]:
        """The topics somebody chose that at least five in the round chose."""
        return tuple(topic for topic in one.topics if topic in self._topics)

    def variant(self, one: Invited) -> str | None:
        """The wording somebody was asked with; in an anonymous round only if at least five were."""
        return one.variant if not self.anonymous or one.variant in self._variants else None

    def group(self, one: Invited, by: By) -> str | None:
        """The group somebody is in by how long they follow or how they answered before, if it may be shown."""
        found = next((each for each in self.numbers.who.groupings if each.by is by), None)
        return None if found is None else found.of_person.get(one.person)

    def statements(self) -> tuple[tuple[int | None, Stated], ...]:
        """What was put to others, with the author's number; in an anonymous round mixed, and without."""
        number = {each.one.person: each.number for each in self.people}
        mixed = shuffled(self.stated, self.order.seed, "statements")
        return tuple((None if self.anonymous else number[one.person], one) for one in mixed)

    def verdicts(self) -> tuple[tuple[int, int | None, str], ...]:
        """Each verdict: on the how manieth of `statements` (from 1), by whom, and what; as `statements` says."""
        number = {each.one.person: each.number for each in self.people}
        given = [
            (place, None if self.anonymous else number[person], verdict.value)
            for place, (_, one) in enumerate(self.statements(), 1)
            for person, verdict in one.verdicts
        ]
        return tuple(shuffled(given, self.order.seed, "verdicts"))

    def tables(self) -> tuple[Table, ...]:
        """All tables, in the order people read them."""
        kinds: dict[str, list[Question]] = {}
        for question in self.data.survey.questions:
            kinds.setdefault(question.kind, []).append(question)
        return (
            _about(self),
            _respondents(self),
            *(_of_kind(self, kind, questions) for kind, questions in kinds.items()),
            _answers(self),
            *((_statements(self), _judged(self)) if self.stated else ()),
            _counts(self),
            *_compared(self),
            _codebook(self),
        )


def shuffled(items: Iterable[T], seed: str, purpose: str) -> list[T]:
    """`items` in an order that nobody can tell without `seed`; each purpose has its own."""
    told = list(items)

    def key(place: int) -> bytes:
        return hashlib.sha256(f"{seed}:{purpose}:{place}".encode()).digest()

    return [told[place] for place in sorted(range(len(told)), key=key)]


def first_reply_seconds(one: Invited) -> int | None:
    """Seconds from the message to the first reply; a reply that overtook the record of its message took none."""
    if one.sent_at is None or one.started_at is None:
        return None
    return max(0, round((one.started_at - one.sent_at).total_seconds()))


def _common(values: Iterable[str | None]) -> frozenset[str]:
    return frozenset(value for value, number in Counter(values).items() if value and number >= LEAST)


def _respondents(export: Export) -> Table:
    data, people = export.data, export.people
    if export.anonymous:

        def nobody() -> Iterator[Row]:
            for each in people:
                one = each.one
                day = None if one.sent_at is None else one.sent_at.astimezone(UTC).date()
                yield one.state.value, one.reason, day, export.variant(one), name_of(data)

        columns: tuple[str, ...] = ("State", "Reason", "Asked on", "Variant", "Wave")
        return Table("Respondents", columns, len(people), nobody)
    columns = (RESPONDENT, "State", "Reason", "Asked at", "Started at", "Ended at", "Seconds to first reply",
               "Variant", "Wave", "Language", "Topics", By.TENURE.value, By.ACTIVITY.value)  # fmt: skip

    def rows() -> Iterator[Row]:
        for each in people:
            one = each.one
            name: tuple[Cell, ...] = (_account(one.mention),) if export.named else ()
            yield (
                each.number,
                one.state.value,
                one.reason,
                *(one.sent_at, one.started_at, one.ended_at),
                first_reply_seconds(one),
                export.variant(one),
                name_of(data),
                export.language(one),
                BETWEEN_LABELS.join(export.topics(one)) or None,
                *(export.group(one, by) for by in By),
                *name,
            )

    named = ("Discord user id",) if export.named else ()
    return Table("Respondents", (*columns, *named), len(people), rows)


def _of_kind(export: Export, kind: str, questions: Sequence[Question]) -> Table:
    """The answers to the questions of one kind: a row for each person, or for each answer where nobody may know whose."""
    widths = [len(columns_of(question)) for question in questions]
    headings = tuple(heading for question in questions for heading in columns_of(question))
    ids = {question.id for question in questions}
    if export.anonymous:
        given = [
            [value for _, value in export.answers_to(question) if not isinstance(value, Withdrawn)]
            for question in questions
        ]

        def alone() -> Iterator[Row]:
            for place, question in enumerate(questions):
                before, after = sum(widths[:place]), sum(widths[place + 1 :])
                for value in given[place]:
                    yield (*(None,) * before, *cells_of(question, value), *(None,) * after)

        return Table(kind, headings, sum(map(len, given)), alone)
    answered = [each for each in export.people if not ids.isdisjoint(each.one.answers)]

    def together() -> Iterator[Row]:
        for each in answered:
            cells: list[Cell] = [each.number]
            for question, width in zip(questions, widths, strict=True):
                value = each.one.answers.get(question.id)
                cells += (None,) * width if value is None else cells_of(question, value)
            yield cells

    return Table(kind, (RESPONDENT, *headings), len(answered), together)


def _answers(export: Export) -> Table:
    """Every answer on a row of its own, by question or, where it is known whose it is, by person."""
    columns = ("Question", "Kind", "Answer", "Value", "Content")

    def row(question: Question, value: Value) -> Row:
        told = in_words(question, value, BETWEEN_LABELS)
        content = "here"
        if isinstance(value, Withdrawn):
            content = "too few to show" if export.withheld(question) else "deleted"
        shown = None if isinstance(value, Withdrawn) else told
        return question.id, question.kind, shown, plain_of(value), content

    length = sum(one.answered for one in export.numbers.questions)
    questions = export.data.survey.questions
    if export.anonymous:

        def alone() -> Iterator[Row]:
            for question in questions:
                for _, value in export.answers_to(question):
                    yield row(question, value)

        return Table("Answers", columns, length, alone)

    def together() -> Iterator[Row]:
        for each in export.people:
            for question in questions:
                value = each.one.answers.get(question.id)
                if value is not None:
                    yield each.number, *row(question, value)

    return Table("Answers", (RESPONDENT, *columns), length, together)


def _statements(export: Export) -> Table:
    """What was put to others, and how often it was judged."""
    columns = ("Statement", "Question", "Text", "Agree", "Disagree", "Pass", "Content")

    def rows() -> Iterator[Row]:
        for place, (author, one) in enumerate(export.statements(), 1):
            given = Counter(verdict for _, verdict in one.verdicts)
            who: tuple[Cell, ...] = () if export.anonymous else (author,)
            counts = (given[verdict] for verdict in Verdict)
            yield (*who, place, one.question, one.text or None, *counts, "here" if one.text else "deleted")

    whose = () if export.anonymous else (RESPONDENT,)
    return Table("Statements", (*whose, *columns), len(export.stated), rows)


def _judged(export: Export) -> Table:
    """Every verdict on what others said."""
    verdicts = export.verdicts()

    def rows() -> Iterator[Row]:
        for statement, who, verdict in verdicts:
            yield (statement, verdict) if export.anonymous else (who, statement, verdict)

    whose = () if export.anonymous else (RESPONDENT,)
    return Table("Verdicts", (*whose, "Statement", "Verdict"), len(verdicts), rows)


def _counts(export: Export) -> Table:
    """What an answer alone doesn't tell: how many got to each question, and how many went no further."""
    columns = ("Question", "Text", "Put to", "Answered", "Content deleted", "Left at it")
    rows = [
        (one.question.id, one.question.text, one.faced, one.answered, one.withdrawn, one.stopped)
        for one in export.numbers.questions
    ]
    return Table("Counts", columns, len(rows), lambda: rows, explains=True)


def _compared(export: Export) -> Iterator[Table]:
    """What the summary compares the round with, where there is something."""
    waves, who = comparisons.waves(export.data), comparisons.who(export.numbers)
    if waves:
        yield Table("Waves", comparisons.WAVES_COLUMNS, len(waves), lambda: waves, explains=True)
    if who:
        yield Table("Groups", comparisons.WHO_COLUMNS, len(who), lambda: who, explains=True)


def _codebook(export: Export) -> Table:
    columns = ("Question", "Kind", "Text", "Help", "Required", "Jumps", "Option", "Label", "Columns")
    rows: list[Row] = []
    for question in export.data.survey.questions:
        jumps = BETWEEN_LABELS.join(
            f"{', '.join(map(str, jump.when))} → {jump.to}" for jump in question.jumps
        )
        required = "yes" if question.required else "no"
        headings = ", ".join(columns_of(question))
        rows.append(
            (
                question.id,
                question.kind,
                question.text,
                question.help,
                required,
                jumps or None,
                None,
                None,
                headings,
            )
        )
        rows += [
            (question.id, question.kind, None, None, None, None, token, label, None)
            for token, label in options_of(question)
        ]
    return Table("Codebook", columns, len(rows), lambda: rows, explains=True)


def _about(export: Export) -> Table:
    data, funnel = export.data, export.numbers.funnel
    seconds = export.numbers.first_reply_seconds
    first, third = export.numbers.first_reply_quartiles or (None, None)
    rows: list[Row] = [
        ("Survey", data.survey.title),
        ("Key", data.survey.key),
        ("Community", data.community),
        ("Round", data.number),
        ("Wave", name_of(data)),
        ("Topic", data.survey.topic),
        ("Opened at", data.opened_at),
        ("Closed at", data.closed_at),
        ("Made at", export.order.made_at),
        ("Anonymous", "yes" if export.anonymous else "no"),
        ("Asked", funnel.asked),
        ("Reached", funnel.reached),
        ("Started", funnel.started),
        ("Completed", funnel.completed),
        *((f"State {state.value}", number) for state, number in funnel.states.items()),
        ("Median seconds to first reply", None if seconds is None else round(seconds)),
        ("A quarter of first replies within seconds", first if first is None else round(first)),
        ("Three quarters of first replies within seconds", third if third is None else round(third)),
        *(
            ("How to read it", sentence)
            for sentence in (reading.ANONYMOUS if export.anonymous else reading.NAMED)
        ),
    ]
    return Table("About", ("What", "Value"), len(rows), lambda: rows, explains=True)


def _account(mention: str | None) -> str | None:
    """The account behind a mention."""
    return None if mention is None else mention.strip("<@!>")


def utc(moment: datetime) -> datetime:
    """The moment in UTC without its zone, to the second, as spreadsheets have it."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0)
