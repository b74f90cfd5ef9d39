"""Files that are shown with questions: taken in, looked at, kept, and at hand when a question is asked."""

import asyncio
from collections import OrderedDict
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

import filetype

from surveys.core import media, words
from surveys.core.errors import KindError
from surveys.core.media import Uploaded, Uploads
from surveys.core.survey import Survey
from surveys.core.text import quoted
from surveys.core.wording import authoring
from surveys.engine.receiving import what_it_is
from surveys.ports import Offered
from surveys.store import media as store
from surveys.store.attachments import Attachments
from surveys.store.tx import Tx

#: What Discord shows in a message by itself.
_SEEN: Final = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm", "video/quicktime"}
)
_HEARD: Final = "audio/"
_MEGABYTE: Final = 1024 * 1024
_LARGEST: Final = 10 * _MEGABYTE
#: Surveys whose files are kept at hand.
_KEPT: Final = 8
#: Files nobody shows any more are kept for those who change their mind.
_PATIENCE: Final = timedelta(days=1)
_NOTHING: Final[Uploads] = MappingProxyType({})


class Library:
    """A file is on the disk before anything refers to it; one that nothing refers to any more is removed."""

    def __init__(self, files: Attachments | None = None) -> None:
        self._files = files
        self._kept: OrderedDict[tuple[str, ...], Uploads] = OrderedDict()

    async def take_in(self, incoming: Offered) -> tuple[int, str, int]:
        """Fetch a file and keep it: its id, its type by what the bytes say, its size in bytes.

        Raises KindError for one that can't be shown, is too large, or couldn't be fetched or kept.
        """
        if incoming.file.size > _LARGEST:
            raise _too_large(incoming.file.size)
        try:
            data = await incoming.fetch()
        except OSError as error:
            raise KindError(authoring.MEDIA_FAILED) from error
        if len(data) > _LARGEST:
            raise _too_large(len(data))
        kind = what_it_is(data)
        if kind not in _SEEN and not kind.startswith(_HEARD):
            raise KindError(words.say(authoring.MEDIA_KIND, name=quoted(incoming.file.name, 60)))
        try:
            await asyncio.to_thread(self._folder.save, incoming.file.id, data)
        except OSError as error:
            raise KindError(authoring.MEDIA_FAILED) from error
        return incoming.file.id, kind, len(data)

    async def keep(
        self, tx: Tx, community_id: int, file: tuple[int, str, int], now: datetime
    ) -> tuple[int, ...]:
        """Store the row of a file that was taken in; the ids of files that can be removed once this is durable."""
        await store.add(tx, community_id, *file, now)
        return await store.let_go(tx, community_id, now - _PATIENCE)

    async def remove(self, ids: tuple[int, ...]) -> None:
        """Remove files for good."""
        if ids:
            await asyncio.to_thread(self._folder.remove, ids)

    def of(self, survey: Survey) -> Uploads:
        """The uploaded files that the survey's questions show. What isn't there any more is left out."""
        named = tuple(one.media for one in survey.questions if media.upload_id(one.media) is not None)
        if not named or self._files is None:
            return _NOTHING
        wanted = tuple(one for one in named if one is not None)
        known = self._kept.get(wanted)
        if known is None:
            # Read where it is needed first, some milliseconds for each; from then on it is at hand.
            known = self._kept[wanted] = dict(self._read(one) for one in wanted if self._is_there(one))
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(wanted)
        return known

    @property
    def _folder(self) -> Attachments:
        assert self._files is not None, "a library without a folder takes nothing in"
        return self._files

    def _is_there(self, name: str) -> bool:
        return self._folder.path(media.upload_id(name) or 0).is_file()

    def _read(self, name: str) -> tuple[str, Uploaded]:
        upload = media.upload_id(name) or 0
        data = self._folder.path(upload).read_bytes()
        ending = filetype.guess_extension(data) or "bin"
        return name, Uploaded(f"shown-{upload}.{ending}", data, what_it_is(data).startswith(_HEARD))


async def require_files(tx: Tx, community_id: int, definition: Mapping[str, Any]) -> None:
    """Raise KindError where a question of the survey shows a file that was not uploaded in this community."""
    named = [
        (number, upload)
        for number, question in enumerate(definition["questions"], 1)
        if (upload := media.upload_id(question.get("media"))) is not None
    ]
    if not named:
        return
    known = await store.known(tx, community_id, [upload for _, upload in named])
    for number, upload in named:
        if upload not in known:
            raise KindError(words.say(authoring.MEDIA_UNKNOWN, number=number, name=media.reference(upload)))


def _too_large(size: int) -> KindError:
    return KindError(words.say(authoring.MEDIA_LARGE, size=-(-size // _MEGABYTE)))
