"""From any earlier schema to the present one, and never back.

Downgrades are not offered: a backup is taken before each migration, and that is the way back.
A new revision is a file in versions/ that continues the newest one; a test compares the outcome
with tables.py.
"""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

if TYPE_CHECKING:
    from alembic.config import Config

_FOLDER: Final = Path(__file__).parent


@cache
def revisions() -> tuple[str, ...]:
    """All revisions this version of Earful knows, the newest first, by the names of their files.

    A test compares them with what Alembic finds, which isn't loaded at every start.
    """
    names = sorted((path.name for path in (_FOLDER / "versions").glob("r*_*.py")), reverse=True)
    return tuple(name[1:].partition("_")[0] for name in names)


def migrate(connection: Connection) -> None:
    """Bring the database to the newest revision, inside the connection's transaction."""
    from alembic import command  # noqa: PLC0415  some ten megabytes, and most starts need none of it

    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415  see above

    config = Config()
    # Percent signs are special to the config parser.
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    return config
