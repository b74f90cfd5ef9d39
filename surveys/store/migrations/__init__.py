"""From any earlier schema to the present one, and never back.

Downgrades are not offered: a backup is taken before each migration, and that is the way back.
A new revision is a file in versions/ that continues the newest one; a test compares the outcome
with tables.py.
"""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection


@cache
def revisions() -> tuple[str, ...]:
    """All revisions this version of Earful knows, the newest first."""
    return tuple(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def migrate(connection: Connection) -> None:
    """Bring the database to the newest revision, inside the connection's transaction."""
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    # Percent signs are special to the config parser.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
