"""A file: a picture, a screenshot, a clip, a voice message, a document."""

import json
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar, Final, Literal, get_args

from annotated_types import Ge, Le, Len

from surveys.core import understood, words
from surveys.core.language import Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Drafted, Flaw, Misread, Reading
from surveys.core.questions.entries import Boxes, Count
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.text import clean, folded, quoted
from surveys.core.values import Attached, Sent, Value, from_plain, to_plain
from surveys.core.widgets import Form, Widget, Writing
from surveys.core.wording import authoring

Kind = Literal["image", "video", "audio", "document"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_MEGABYTE: Final = 1024 * 1024
_LONGEST_TEXT, _LONGEST_NAME = 1000, 60
#: Drawings that can run code where they are opened.
_UNSAFE: Final = frozenset({"image/svg+xml"})
_DOCUMENTS: Final = frozenset(
    {"application/pdf", "application/rtf", "application/msword", "application/vnd.ms-excel",
     "application/vnd.ms-powerpoint", "application/epub+zip", "application/json", "text/plain", "text/csv",
     "text/markdown", "text/rtf"}
)  # fmt: skip
_DOCUMENT_FAMILIES: Final = (
    "application/vnd.openxmlformats-officedocument.",
    "application/vnd.oasis.opendocument.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class File(BaseQuestion):
    """One file or several, with a few words if the person likes. Types go by what the bytes say."""

    kind: Literal["file"] = "file"
    accept: Annotated[tuple[Kind, ...], Len(1, 4)] = KINDS
    most: Annotated[int, Ge(1), Le(10)] = 1
    largest_mb: Annotated[int, Ge(1), Le(25)] = 10

    called: ClassVar = authoring.FILE
    entries: ClassVar = (
        Boxes("accept", authoring.ACCEPT, tuple((one, authoring.ACCEPTED[one]) for one in KINDS)),
        Count("most", authoring.MOST_FILES, "3", 1),
        Count("largest_mb", authoring.LARGEST, "10", 10),
    )

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Writing(done=lang.say(asking.DONE) if self.most > 1 and collected(draft).files else None)

    def hint(self, lang: Words) -> str | None:
        told = lang.say(
            questions.FILE_ONE if self.most == 1 else questions.FILE_SEVERAL,
            most=self.most,
            kinds=self._kinds(lang),
            size=self.largest_mb,
        )
        return f"{self.help}\n{told}" if self.help else told

    def now(self, draft: tuple[str, ...], lang: Words) -> str | None:
        number = len(collected(draft).files)
        return lang.say(questions.SO_FAR, picked=lang.count(number, questions.FILES)) if number else None

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        sent = collected(draft)
        match said:
            case Done() if sent.files:
                return Accepted(sent)
            case Typed(text, ()) if sent.files and folded(text) in understood.DONE_WORDS:
                return Accepted(sent)
            case Typed(text, files) if files or (sent.files and clean(text)):
                return self._added(said, sent, lang)
            case Typed() | Tapped() | Done():
                return Misread(
                    lang.say(questions.EXPECTED_FILE, kinds=self._kinds(lang), size=self.largest_mb)
                )

    def show(self, value: Value, lang: Words) -> str:
        if not isinstance(value, Sent):
            return self.gone(lang)
        told = lang.count(len(value.files), questions.FILES)
        named = ", ".join(clean(file.name) for file in value.files)
        return f"{told}: {named}" + (f" · {value.text}" if value.text else "")

    def form(self, lang: Words) -> Form:
        return Form(
            button=lang.say(questions.FILE_WRITE),
            title=lang.say(asking.FORM_TITLE),
            label=lang.say(questions.FILE_LABEL),
            longest=_LONGEST_TEXT,
            paragraph=True,
            files=self.most,
        )

    def collected(self, draft: tuple[str, ...]) -> tuple[Attached, ...]:
        return collected(draft).files

    def refuses(self, file: Attached, lang: Words) -> str | None:
        name = quoted(file.name, _LONGEST_NAME)
        if kind_of(file.content_type) not in self.accept:
            return lang.say(questions.FILE_WRONG_KIND, name=name, kinds=self._kinds(lang))
        if file.size > self.largest_mb * _MEGABYTE:
            return lang.say(questions.FILE_TOO_LARGE, name=name, size=self.largest_mb)
        if file.size <= 0:
            return lang.say(questions.FILE_EMPTY, name=name)
        return None

    def flaws(self) -> tuple[Flaw, ...]:
        if len(set(self.accept)) < len(self.accept):
            return (Flaw(("accept",), words.FLAW_ACCEPT_TWICE, words.REMEDY_ACCEPT_TWICE),)
        return ()

    def seconds(self) -> int:
        return 40

    def _added(self, said: Typed, sent: Sent, lang: Words) -> Reading:
        refused = next((told for file in said.files if (told := self.refuses(file, lang)) is not None), None)
        if refused is not None:
            return Misread(refused)
        words_so_far = "\n".join(text for text in (sent.text, said.text) if clean(text))
        if len(words_so_far) > _LONGEST_TEXT:
            shorter = lang.say(asking.EXPECTED_SHORTER, length=len(words_so_far), longest=_LONGEST_TEXT)
            return Misread(shorter)
        known = {file.id for file in sent.files}
        files = (*sent.files, *(file for file in said.files if file.id not in known))
        if len(files) > self.most:
            return Misread(lang.say(questions.EXPECTED_FEWER_FILES, most=self.most))
        both = replace(sent, files=files, text=words_so_far)
        # A form is sent once it holds everything; so is the last file that fits.
        if len(files) == self.most or (said.question is not None and said.files):
            return Accepted(both)
        note = questions.FILE_MORE if said.files else questions.FILE_WORDS
        return Drafted((json.dumps(to_plain(both)),), lang.say(note))

    def _kinds(self, lang: Words) -> str:
        return ", ".join(lang.say(questions.FILE_KINDS[kind]) for kind in self.accept)


def kind_of(content_type: str) -> Kind | None:
    """Which of the four kinds a file of this type is; None where it is none that is taken."""
    plain = content_type.partition(";")[0].strip().casefold()
    if plain in _UNSAFE:
        return None
    if plain in _DOCUMENTS or plain.startswith(_DOCUMENT_FAMILIES):
        return "document"
    return next((kind for kind in KINDS if plain.startswith(f"{kind}/") and kind != "document"), None)


def collected(draft: tuple[str, ...]) -> Sent:
    """What a draft holds: each piece is a `Sent` as JSON, and anything else is passed over."""
    pieces = [piece for one in draft if (piece := _sent(one)) is not None]
    files = {file.id: file for piece in pieces for file in piece.files}
    return Sent(tuple(files.values()), "\n".join(piece.text for piece in pieces if piece.text))


def _sent(piece: str) -> Sent | None:
    try:
        value = from_plain(json.loads(piece))
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return value if isinstance(value, Sent) else None
