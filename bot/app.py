"""The composition root: the one place where objects meet, and the order in which they start and stop."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.client import Client
from bot.clock import AlarmClock, utc_now
from bot.courier import DiscordCourier
from cogs.answering import AnsweringCog
from cogs.cards import draw
from cogs.joining import JoiningCog
from cogs.results import ResultsCog
from cogs.rounds import RoundsCog
from cogs.setup import SetupCog
from cogs.surveys import SurveysCog, Template
from config.settings import Settings
from config.templates import templates
from surveys.engine.answering import Answering
from surveys.engine.closing import Closer, Results
from surveys.engine.joining import Joining
from surveys.engine.rounds import Rounds
from surveys.engine.sending import Sender
from surveys.engine.setup import Setup
from surveys.engine.surveys import Surveys
from surveys.engine.versions import Versions
from surveys.insight.worker import Workshop
from surveys.store.database import Database

DATABASE_FILE = "earful.sqlite3"
COMMANDS_FILE = "commands.sha256"


class App:
    """A running Earful. Enter it, then run its `client`; leaving closes everything in reverse order."""

    def __init__(self, settings: Settings, *, now: Callable[[], datetime] = utc_now) -> None:
        self._settings = settings
        self._now = now
        self._closing = AsyncExitStack()
        self.client: Client
        self.clock: AlarmClock
        self.database: Database

    async def __aenter__(self) -> Self:
        """Open the database and build everything on it. Raises KindError where the data can't be used."""
        try:
            await self._build()
        except BaseException:
            await self._closing.aclose()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything: first the workers, then the client, the workshop, and the database last."""
        await self._closing.aclose()

    async def _build(self) -> None:
        settings, now = self._settings, self._now
        folder: Path = settings.data_folder
        self.database = await Database.open(folder / DATABASE_FILE, now=now())
        self._closing.push_async_callback(self.database.close)
        workshop = Workshop(idle_seconds=settings.worker_idle_seconds)
        self._closing.callback(workshop.close)

        self.client = Client(folder / COMMANDS_FILE)
        self._closing.push_async_callback(self._close_client)
        courier = DiscordCourier(self.client, requests_per_second=settings.requests_per_second, draw=draw)

        versions = Versions()
        surveys = Surveys(self.database, versions)
        rounds = Rounds(self.database, versions, courier.per_second)
        results = Results(self.database, versions, workshop)
        sender = Sender(self.database, versions, courier, now, in_flight=settings.sending_concurrency)
        closer = Closer(self.database, courier, results, now)

        self.clock = AlarmClock({"sending": sender.send_queued, "closing": closer.close_due})
        self._closing.push_async_callback(self.clock.close)
        self.client.bring(
            (
                SetupCog(Setup(self.database, courier), now),
                SurveysCog(surveys, _ready_made(), now),
                RoundsCog(rounds, surveys, now, self.clock.ring),
                ResultsCog(results),
                JoiningCog(Joining(self.database, courier), now),
                AnsweringCog(Answering(self.database, versions), courier, now),
            ),
            on_connected=self.clock.connected,
        )
        self.clock.start()

    async def _close_client(self) -> None:
        if not self.client.is_closed():
            await self.client.close()


def _ready_made() -> list[Template]:
    return [Template(one.key, one.title, one.text.encode()) for one in templates()]
