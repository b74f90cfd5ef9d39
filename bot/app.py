"""The composition root: the one place where objects meet, and the order in which they start and stop."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.client import Client
from bot.clock import AlarmClock, utc_now
from bot.courier import DiscordCourier
from bot.model import ModelClient
from bot.pace import in_no_hurry
from bot.webhooks import WebhookCaller
from cogs.answering import AnsweringCog
from cogs.audiences import AudiencesCog
from cogs.authoring import AuthoringCog
from cogs.board import BoardCog
from cogs.board_public import PublicBoardCog
from cogs.cards import draw
from cogs.feedback import FeedbackCog
from cogs.ideas import IdeasCog
from cogs.preferences import PreferencesCog
from cogs.results import ResultsCog
from cogs.rounds import RoundsCog
from cogs.setup import SetupCog
from cogs.statements import StatementsCog
from cogs.surveys import SurveysCog, Template
from cogs.team import TeamCog
from cogs.tellings import TellingsCog
from cogs.theming import ThemingCog
from cogs.trying import TryingCog
from cogs.webhooks import WebhooksCog
from config.languages import read_languages
from config.settings import Settings
from config.templates import templates
from surveys.core.careful import NO_CANARY, Canary
from surveys.core.language import Languages
from surveys.core.rights import PrivacyFacts
from surveys.core.webhooks import Hosts
from surveys.engine.answering import Answering
from surveys.engine.archiving import Archiving
from surveys.engine.audience_building import AudienceBuilding
from surveys.engine.audiences import Audiences
from surveys.engine.authoring import Authoring
from surveys.engine.backups import Backups
from surveys.engine.board import Board
from surveys.engine.board_channel import BoardChannel
from surveys.engine.board_matching import Matching
from surveys.engine.board_merging import Merging
from surveys.engine.board_public import PublicBoards
from surveys.engine.board_saving import Saving
from surveys.engine.board_voting import BoardVoting
from surveys.engine.catching_up import CatchingUp
from surveys.engine.choosing import Choosing
from surveys.engine.closing import Closer, Results
from surveys.engine.delivering import Deliverer
from surveys.engine.drafting import Drafting
from surveys.engine.embedding import Embedding
from surveys.engine.exporting import Exports
from surveys.engine.following_up import FollowingUp
from surveys.engine.hearing import Hearing
from surveys.engine.ideas import Ideas
from surveys.engine.joining import Joining
from surveys.engine.library import Library
from surveys.engine.live_status import LiveStatus
from surveys.engine.narrating import Allowance, Narrating
from surveys.engine.nudging import Nudging
from surveys.engine.preferences import Preferences
from surveys.engine.previewing import Previewing
from surveys.engine.proposing import Proposing
from surveys.engine.quoting import Quotes
from surveys.engine.receiving import Receiving
from surveys.engine.rehearsing import Rehearsals, Rehearsing
from surveys.engine.reminding import Reminding
from surveys.engine.retention import Retention
from surveys.engine.rights import Rights
from surveys.engine.round_cards import RoundCards
from surveys.engine.round_names import RoundNames
from surveys.engine.round_status import RoundStatus
from surveys.engine.scenes import Scenes
from surveys.engine.scheduling import Scheduling
from surveys.engine.sending import Sender
from surveys.engine.series import SeriesOpener
from surveys.engine.settings import Settings as CommunitySettings
from surveys.engine.setup import Setup
from surveys.engine.setup_picks import Picks
from surveys.engine.statements import Statements
from surveys.engine.status import Status
from surveys.engine.steering import Steering
from surveys.engine.summarising import Summarising
from surveys.engine.surveys import Surveys
from surveys.engine.team import Team
from surveys.engine.tellings import Telling
from surveys.engine.theming import Theming
from surveys.engine.tongues import Tongues
from surveys.engine.traces import Traces
from surveys.engine.verdicts import Verdicts
from surveys.engine.versions import Versions
from surveys.engine.waiting import Waiting
from surveys.engine.webhooks import Webhooks
from surveys.insight.worker import Workshop
from surveys.store.attachments import FOLDER, Attachments
from surveys.store.database import Database
from surveys.store.media import FOLDER as MEDIA_FOLDER

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

        languages = read_languages()
        self.client = Client(folder / COMMANDS_FILE, languages, Tongues(self.database, languages).of)
        self._closing.push_async_callback(self._close_client)
        courier = DiscordCourier(self.client, requests_per_second=settings.requests_per_second, draw=draw)

        versions = Versions()
        library = Library(Attachments(folder / MEDIA_FOLDER))
        scenes = Scenes(versions, languages, library)
        attachments = Attachments(folder / FOLDER)
        surveys = Surveys(self.database, versions)
        watch = timedelta(seconds=settings.canary_seconds)
        canary = Canary(watch=watch) if watch else NO_CANARY
        choosing = Choosing(self.database, versions, courier)
        audiences = Audiences(self.database, choosing)
        proposing = Proposing(self.database, versions, library, choosing, courier.per_second, canary)
        results = Results(self.database, versions, workshop)
        narrating = await self._narrating(workshop)
        exports = Exports(self.database, versions, workshop, now)
        statements = Statements(self.database, versions)
        hosts, caller = Hosts.of(settings.webhook_hosts), WebhookCaller()
        self._closing.push_async_callback(caller.close)
        ideas = Ideas(self.database, languages)
        summarising = Summarising(self.database, versions, workshop, narrating, now)
        traces = Traces(self.database, courier, attachments, summarising, now)
        follow = partial(self._follow, traces)
        quotes = Quotes(self.database, follow)
        facts = privacy_facts(settings)
        rights = Rights(self.database, languages, versions, attachments, traces, facts)
        preferences = Preferences(self.database, languages, rights)
        retention = Retention(self.database, traces, now, facts.retention_days)
        hearing = Hearing(scenes)
        answering = Answering(self.database, scenes, hearing, ideas, Receiving(attachments))
        waiting = Waiting(self.database, scenes, hearing)
        catching_up = CatchingUp(self.database, courier, now)
        self._closing.push_async_callback(catching_up.close)

        previewing = Previewing(self.database, versions, languages, library)
        rehearsing = Rehearsing(self.database, versions)
        nudging = Nudging(self.database, courier, now)
        live = LiveStatus(self.database, versions, courier, now)

        self.clock = AlarmClock(
            {
                name: in_no_hurry(work)
                for name, work in {
                    "catching up": catching_up.catch_up,
                    "opening": SeriesOpener(
                        self.database, versions, choosing, courier, now, self._ring
                    ).open_due,
                    "sending": Sender(
                        self.database,
                        scenes,
                        courier,
                        now,
                        in_flight=settings.sending_concurrency,
                        canary=canary,
                    ).send_queued,
                    "following up": FollowingUp(
                        self.database, scenes, courier, now, in_flight=settings.sending_concurrency
                    ).send_due,
                    "vectors": Embedding(self.database, workshop, now).embed_due,
                    "telling": Telling(
                        self.database, languages, courier, now, in_flight=settings.sending_concurrency
                    ).tell_due,
                    "nudging": nudging.remind_due,
                    "round cards": RoundCards(self.database, scenes, courier, now).draw_due,
                    "statuses": live.draw_due,
                    "matching": Matching(self.database, now).match_due,
                    "boards": PublicBoards(self.database, languages, courier, now).draw_due,
                    "closing": catching_up.afterwards(
                        Closer(self.database, courier, summarising, now, self._ring).close_due
                    ),
                    "webhooks": Deliverer(self.database, hosts, caller, courier, now).deliver_due,
                    "rehearsals": Rehearsals(
                        self.database, versions, languages, courier, traces, now
                    ).end_due,
                    "traces": traces.remove,
                    "retention": retention.run_due,
                    "exports": exports.tidy,
                    "backups": Backups(self.database, now).back_up_due,
                }.items()
            },
            now,
        )
        self._closing.push_async_callback(self.clock.close)
        answers = AnsweringCog(answering, waiting, catching_up, courier, now, self.clock.ring)
        names = RoundNames(self.database, versions)
        self.client.bring(
            (
                self._setting_up(courier, languages, versions),
                SurveysCog(
                    surveys,
                    previewing,
                    rehearsing,
                    Drafting(self.database),
                    Archiving(self.database),
                    _ready_made(),
                    now,
                ),
                TryingCog(previewing, rehearsing, now, self.clock.ring),
                AuthoringCog(Authoring(self.database, library), now),
                RoundsCog(
                    proposing,
                    RoundStatus(self.database, live),
                    Steering(self.database, versions),
                    Reminding(self.database, versions),
                    Scheduling(self.database, versions, choosing),
                    surveys,
                    audiences,
                    names,
                    now,
                    self.clock.ring,
                ),
                AudiencesCog(audiences, AudienceBuilding(self.database, versions, audiences), now),
                ResultsCog(results, quotes, exports, statements, names),
                ThemingCog(Theming(self.database, versions, workshop, follow), quotes, now),
                StatementsCog(statements, now),
                FeedbackCog(
                    Joining(self.database, courier, languages),
                    preferences,
                    rights,
                    ideas,
                    answers.waiting,
                    now,
                    self.clock.ring,
                ),
                PreferencesCog(preferences, now, self.clock.ring),
                IdeasCog(ideas, now),
                TellingsCog(Verdicts(self.database, languages, preferences), nudging, now, self.clock.ring),
                BoardCog(
                    Board(self.database),
                    Merging(self.database),
                    BoardChannel(self.database),
                    Saving(self.database),
                    now,
                    self.clock.ring,
                ),
                PublicBoardCog(BoardVoting(self.database, languages), ideas, now, self.clock.ring),
                TeamCog(Team(self.database), now),
                WebhooksCog(Webhooks(self.database, hosts, caller, now), self.clock.ring),
                answers,
            ),
            on_connected=self.clock.connected,
            touch=catching_up,
        )
        self.clock.start()

    async def _narrating(self, workshop: Workshop) -> Narrating:
        """What asks the language model, if there is one. It opens nothing before there is something to ask."""
        settings, model = self._settings, None
        host = settings.model_host
        if host is not None and settings.model_url is not None and settings.model_name is not None:
            key = None if settings.model_key is None else settings.model_key.get_secret_value()
            model = ModelClient(settings.model_url, settings.model_name, key, host, settings.model_seconds)
            self._closing.push_async_callback(model.close)
        allowance = Allowance(settings.model_tokens_per_summary, settings.model_tokens_per_month)
        narrating = Narrating(self.database, workshop, model, allowance, self._now)
        await narrating.begin()
        return narrating

    def _setting_up(self, courier: DiscordCourier, languages: Languages, versions: Versions) -> SetupCog:
        host_days = self._settings.retention_days
        changes = CommunitySettings(self.database, courier, languages)
        model_host = self._settings.model_host
        setup = Setup(self.database, changes, host_days, model_host)
        picks = Picks(self.database, changes, setup, host_days, model_host)
        status = Status(self.database, versions, host_days, model_host, lambda: self.clock.beat)
        return SetupCog(setup, picks, status, self._now, self._ring)

    def _follow(self, traces: Traces) -> None:
        """A posted summary is no more what it is to say."""
        traces.leave()
        self._ring()

    def _ring(self) -> None:
        self.clock.ring()

    async def _close_client(self) -> None:
        if not self.client.is_closed():
            await self.client.close()


def privacy_facts(settings: Settings) -> PrivacyFacts:
    """What the settings in force mean for people's data."""
    return PrivacyFacts(settings.retention_days, settings.contact, settings.privacy_url, settings.model_host)


def _ready_made() -> list[Template]:
    return [Template(one.key, one.title, one.text.encode(), one.titles) for one in templates()]
