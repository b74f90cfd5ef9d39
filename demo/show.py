"""The live progress: a compact display in a terminal, short plain lines anywhere else."""

import time
from collections import deque
from typing import Final, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from demo.acting import BOT
from demo.counting import Verdict
from demo.keeping import fields
from demo.stage import SERVER

_FEED: Final = 8
_BAR: Final = 34
_PER_SECOND: Final = 12
_COLOUR: Final = "#5b6ee1"
#: In plain lines, the numbers are told again after this many seconds.
_EVERY: Final = 4.0
_STEPS: Final = ("Asked", "Reached", "Started", "Completed")


class Show:
    """An audience with a screen. Enter it for the length of the play."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.perf_counter()
        self._scene = "The bot starts"
        self._counts = (0, 0, 0, 0)
        self._feed: deque[Text] = deque(maxlen=_FEED)
        self._told_at = self._began
        self._live = (
            Live(get_renderable=self._draw, console=console, refresh_per_second=_PER_SECOND, transient=True)
            if console.is_terminal
            else None
        )

    @property
    def on_screen(self) -> bool:
        """Whether there is a terminal to draw on."""
        return self._live is not None

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.perf_counter() - self._began

    def __enter__(self) -> Self:
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live is not None:
            self._live.stop()

    def scene(self, title: str) -> None:
        """Something new begins."""
        self._scene = title
        self._told_at = time.perf_counter()
        if self._live is None:
            self._console.print(self._stamped(title), highlight=False, markup=False)
        else:
            self._live.console.print(Text(self._stamped(title), style="dim"))

    def said(self, who: str, what: str, reply: str) -> None:
        """Somebody said something, and the bot answered."""
        self._feed.append(_line(who, what, "cyan"))
        if reply:
            self._feed.append(_line(BOT, reply, "dim"))

    def counted(self, asked: int, reached: int, started: int, completed: int) -> None:
        """How far the round is."""
        self._counts = (asked, reached, started, completed)
        if self._live is None and time.perf_counter() - self._told_at > _EVERY:
            self._told_at = time.perf_counter()
            told = ", ".join(
                f"{number} {step.lower()}"
                for step, number in zip(_STEPS, self._counts, strict=True)
                if number
            )
            self._console.print(self._stamped(f"  {told}"), highlight=False, markup=False)

    def _stamped(self, text: str) -> str:
        return f"{self.seconds:5.1f} s  {text}"

    def _draw(self) -> RenderableType:
        head = Text.assemble(
            ("Earful", "bold"), f" at {SERVER}, in a simulated Discord", (f"   {self.seconds:.0f} s", "dim")
        )
        bars = Table.grid(padding=(0, 1))
        for step, number in zip(_STEPS, self._counts, strict=True):
            total = max(self._counts[0], 1)
            bars.add_row(
                step,
                ProgressBar(total, number, width=_BAR, complete_style=_COLOUR, finished_style=_COLOUR),
                Text(str(number), justify="right"),
            )
        feed = [*self._feed, *[Text("")] * (_FEED - len(self._feed))]
        return Group("", head, Text(f"▶ {self._scene}", style="bold green"), "", bars, "", *feed)


def tell_verdict(console: Console, verdict: Verdict) -> None:
    """Both counts side by side, and a sentence for each that disagrees."""
    table = Table(
        title="Counted twice", title_justify="left", title_style="bold", box=None, padding=(0, 2, 0, 0)
    )
    table.add_column("")
    table.add_column("database", justify="right")
    table.add_column("Discord", justify="right")
    for name, ours, theirs in fields(verdict):
        style = "" if ours == theirs else "bold red"
        table.add_row(name.replace("_", " "), str(ours), str(theirs), style=style)
    table.add_row("lost", "", str(verdict.lost), style="bold red" if verdict.lost else "")
    console.print("", table, "")
    for complaint in verdict.complaints:
        console.print(complaint, style="bold red", highlight=False, markup=False)


def _line(who: str, what: str, style: str) -> Text:
    line = Text(f"{who:>10.10}  {what}", style=style, no_wrap=True, overflow="ellipsis")
    line.truncate(78, overflow="ellipsis")
    return line
