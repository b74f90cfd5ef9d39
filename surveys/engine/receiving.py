"""Files that come with a reply: fetched on receipt, looked at, kept in the data folder.

A file is on the disk before the reply is stored, and has a row from then on. Whatever has no row in the
end is removed: here, or by the next start where the process ended in between.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Final

import filetype

from surveys.core.errors import KindError
from surveys.core.language import Words
from surveys.core.phrases import asking
from surveys.core.questions import Question
from surveys.core.values import Attached
from surveys.ports import Offered
from surveys.store.attachments import Attachments

_UNKNOWN: Final = "application/octet-stream"


class Receiving:
    """Takes files in, and lets go of those nobody needs."""

    def __init__(self, attachments: Attachments) -> None:
        self._attachments = attachments

    async def fetch(
        self, question: Question | None, incoming: Sequence[Offered], lang: Words
    ) -> tuple[Attached, ...]:
        """The files as their bytes show them to be; one that `question` wouldn't take is not even fetched.

        Raises KindError where one couldn't be fetched or kept; then none is.
        """
        taken: list[Attached] = []
        for one in incoming:
            if question is None or question.refuses(one.file, lang) is not None:
                taken.append(one.file)
                continue
            try:
                data = await one.fetch()
                await asyncio.to_thread(self._attachments.save, one.file.id, data)
            except OSError as error:
                await self.remove([file.id for file in taken])
                raise KindError(asking.FILE_FAILED) from error
            taken.append(replace(one.file, content_type=what_it_is(data), size=len(data)))
        return tuple(taken)

    async def remove(self, ids: Collection[int]) -> None:
        """Remove files for good."""
        if ids:
            await asyncio.to_thread(self._attachments.remove, ids)


def what_it_is(data: bytes) -> str:
    """The type that the bytes themselves show, whatever the file is called; text has no mark of its own."""
    return filetype.guess_mime(data) or _text(data) or _UNKNOWN


def _text(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if "\0" in text or not text.strip():
        return None
    # Markup can run code where it is opened, whatever it says it is.
    return "text/html" if text.lstrip().startswith("<") else "text/plain"
