"""What is shown with a question: a picture or clip on the web, or a file that was uploaded here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

_UPLOAD: Final = re.compile(r"upload:([1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown, and in words what it is. With `data` it is a file called `name`, else an https address.

    `sound` says that there is nothing to see in it.
    """

    name: str
    alt: str
    data: bytes | None = None
    sound: bool = False


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that was uploaded: its name as it is sent, and its bytes."""

    name: str
    data: bytes
    sound: bool


#: The uploaded files of a survey, by what its questions call them.
Uploads = Mapping[str, Uploaded]


def reference(upload: int) -> str:
    """What a question calls the uploaded file with that id."""
    return f"upload:{upload}"


def upload_id(media: str | None) -> int | None:
    """The id of the uploaded file that `media` names; None where it names none."""
    found = _UPLOAD.fullmatch(media or "")
    return None if found is None else int(found[1])


def is_media(media: str) -> bool:
    """Whether `media` is the name of an uploaded file, or a web address that starts with https."""
    return upload_id(media) is not None or is_https(media)


def is_https(address: str) -> bool:
    """Whether this is a whole https address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and not any(char.isspace() for char in address)


def shown(media: str | None, alt: str | None, uploads: Uploads) -> Shown | None:
    """What is shown with a question; nothing where it has nothing, or its file is gone: it is asked all the same."""
    if media is None:
        return None
    uploaded = uploads.get(media)
    if uploaded is not None:
        return Shown(uploaded.name, alt or "", uploaded.data, uploaded.sound)
    return Shown(media, alt or "") if upload_id(media) is None else None
