"""`python -m demo`: a whole round in a simulated Discord, with the real bot and a real database."""

import argparse
import asyncio
import contextlib
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final

import simcord
from rich.console import Console

from bot.app import App
from config.settings import Settings
from demo import keeping
from demo.cast import make_cast
from demo.counting import judge
from demo.guests import Evening
from demo.keeping import DATABASE, LOG, OccupiedError
from demo.page import Page, seats
from demo.show import Show, tell_verdict
from demo.stage import DemoTime, Director, Play, StuckError, set_stage

FINE, DISAGREED, TO_PUT_RIGHT, INTERRUPTED = 0, 1, 2, 130
_MOST_FOLLOWERS: Final = 2000
#: Seconds between two replies where somebody watches.
_PAUSE: Final = 0.025
#: Called with the database before it is counted.
Meddle = Callable[[Path], None]


class Mistakes(logging.Handler):
    """Counts what is logged as an error: in a demo, nothing should be."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.number = 0

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        self.number += 1


def main(arguments: Sequence[str] | None = None, *, meddle: Meddle | None = None) -> int:
    """Run the demo; the exit code. `meddle` is for showing that a tampered database is noticed."""
    options = _options(arguments)
    console = Console()
    try:
        keeping.make_room(options.output)
    except (OccupiedError, OSError) as error:
        print(error, file=sys.stderr)
        return TO_PUT_RIGHT
    with _logged(options.output / LOG) as mistakes:
        try:
            return asyncio.run(_run(options, console, mistakes, meddle))
        except StuckError as error:
            print(error, file=sys.stderr)
            return DISAGREED
        except KeyboardInterrupt:
            print("Stopped before the end.")
            return INTERRUPTED


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the report, also in a terminal")
    parser.add_argument("--followers", type=int, default=120, metavar="N", help="how many followers (120)")
    parser.add_argument("--seed", type=int, default=9, metavar="S", help="another number, another cast (9)")
    parser.add_argument("--output", type=Path, default=Path("demo-output"), metavar="FOLDER")
    parser.add_argument("--pictures", type=Path, metavar="FOLDER", help="also take pictures for the README")
    options = parser.parse_args(arguments)
    if not 1 <= options.followers <= _MOST_FOLLOWERS:
        parser.error(f"--followers takes a number from 1 to {_MOST_FOLLOWERS}")
    return options


async def _run(
    options: argparse.Namespace, console: Console, mistakes: Mistakes, meddle: Meddle | None
) -> int:
    now = DemoTime()
    # The defaults: whatever the environment or a .env says is meant for the bot, not for the demo.
    settings = Settings.model_construct(data_folder=options.output)
    async with App(settings, now=now) as app, simcord.run(app.client, check_errors=False) as env:
        now.env = env
        with Show(console) as show:
            play = await _perform(env, app, show, options, settings)
            seconds = show.seconds
        keeping.keep(options.output, play)
        if meddle is not None:
            meddle(options.output / DATABASE)
        verdict = judge(options.output / DATABASE, play, mistakes.number + len(env.errors))
        keeping.keep_report(options.output, verdict, seconds)
        tell_verdict(console, verdict)
        console.print(f"{seconds:.0f} seconds. Everything is in {options.output}/.", highlight=False)
        if options.pictures is not None:
            from demo.pictures import take_pictures  # noqa: PLC0415  needs Chromium; the demo itself does not

            keeping.keep_pictures(options.pictures, await take_pictures(play, app))
            console.print(f"The pictures are in {options.pictures}/.", highlight=False)
        if verdict.complaints:
            return DISAGREED
        if not options.once and sys.stdin.isatty() and sys.stdout.isatty():
            await _stay(play, console)
    return FINE


async def _perform(
    env: simcord.Env, app: App, show: Show, options: argparse.Namespace, settings: Settings
) -> Play:
    play = set_stage(env, make_cast(options.followers, options.seed), show)
    # On a screen somebody watches: people don't answer within milliseconds.
    pause = 0.0 if options.once or not show.on_screen else _PAUSE
    director = Director(play, app, show, options.seed, settings.requests_per_second, pause)
    await director.perform()
    evening = Evening(play, app, show)
    await evening.pass_by()
    return play


async def _stay(play: Play, console: Console) -> None:
    """Keep the bot and the page alive until Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends the program itself
            loop.add_signal_handler(number, stop.set)
    async with Page(play, seats(play)) as page:
        console.print(
            f"\nThe bot is still running. Have a look: [bold]{page.address}[/bold]\n"
            "  The page lists who you can be: the creator in #team-results, or a follower in a DM.\n"
            "  Choose one; press the buttons, type, use / commands. The bot answers.\n"
            "  To switch, go back to the list and choose another. One is open at a time.\n"
            "  Try this: as the creator, /round start; then answer in a follower's DM.\n"
            "  Ctrl-C here ends it.",
            highlight=False,
        )
        await stop.wait()
    console.print("\nBye. Nothing is left running.")


@contextlib.contextmanager
def _logged(path: Path) -> Iterator[Mistakes]:
    """Send the log to `path`, so that it does not tear the display."""
    root, mistakes = logging.getLogger(), Mistakes()
    to_file = logging.FileHandler(path, encoding="utf-8")
    to_file.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    level = root.level
    root.setLevel(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    for handler in (to_file, mistakes):
        root.addHandler(handler)
    try:
        yield mistakes
    finally:
        for handler in (to_file, mistakes):
            root.removeHandler(handler)
        to_file.close()
        root.setLevel(level)


if __name__ == "__main__":
    sys.exit(main())
