"""The ready-made surveys that come with Earful: the files in templates/ beside this module."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

import yaml

_FOLDER: Final = Path(__file__).parent / "templates"
_ENDING: Final = ".yaml"


@dataclass(frozen=True, slots=True)
class Template:
    """One ready-made survey. `text` is a whole survey file, exactly as a creator could have written it."""

    key: str
    title: str
    text: str
    #: Its title in other languages, by their codes.
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def filename(self) -> str:
        """The name under which `text` is read as a survey file."""
        return self.key + _ENDING


@cache
def templates() -> tuple[Template, ...]:
    """All templates, by title, as they were when first asked for. Raises OSError if they can't be read."""
    found = (_read(path) for path in _FOLDER.glob(f"*{_ENDING}"))
    return tuple(sorted(found, key=lambda template: template.title))


def template(key: str) -> Template | None:
    """The template with this key, if there is one."""
    return next((one for one in templates() if one.key == key), None)


def _read(path: Path) -> Template:
    text = path.read_text(encoding="utf-8")
    data = yaml.safe_load(text)
    titles = {code: str(one["title"]) for code, one in data.get("translations", {}).items()}
    return Template(key=path.stem, title=str(data["title"]), text=text, titles=titles)
