"""What a summary says about promises: how many were kept, and how long it took."""

from surveys.core import words
from surveys.core.ledger import LEAST, Ledger
from surveys.core.prompt import Section
from surveys.core.wording import ledger as wording
from surveys.insight.lines import aside, paragraphs


def section(ledger: Ledger | None) -> Section | None:
    """The part about promises; None where there is too little to tell."""
    if ledger is None:
        return None
    lines = [wording.TITLE]
    told = []
    if ledger.promised >= LEAST:
        parts = ((wording.KEPT, ledger.kept), (wording.OPEN, ledger.open), (wording.DROPPED, ledger.dropped))
        shown = ", ".join(words.say(one, count=f"{count:,}") for one, count in parts if count)
        lines.append(words.say(wording.PROMISED, promised=f"{ledger.promised:,}", parts=shown))
        if ledger.settled >= LEAST:
            rate = f"{ledger.kept / ledger.settled:.0%}"
            told.append(
                words.say(wording.RATE, kept=f"{ledger.kept:,}", settled=f"{ledger.settled:,}", rate=rate)
            )
    if ledger.days is not None:
        days = round(ledger.days)
        sentence = wording.DAYS if days > 1 else wording.ONE_DAY
        told.append(words.say(sentence, days=f"{days:,}", made=f"{ledger.made:,}"))
    return Section(paragraphs([*lines, aside(*told)]))
