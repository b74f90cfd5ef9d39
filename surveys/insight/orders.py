"""What can be ordered from the workshop. The work itself is imported only where it is done.

It brings numpy, networkx, typst, XlsxWriter and Jinja, some thirty megabytes that the process of the bot never needs.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from surveys.core.exports import Made, Order
from surveys.core.papers import Papers
from surveys.core.prompt import Grouped, Pages
from surveys.core.results import RoundData

#: How much finer a theme is looked at to split it.
_FINER: Final = 2.0


def summary(data: RoundData, papers: Papers | None = None, made_at: datetime | None = None) -> Pages:
    """The summary of a round; with `papers`, made at `made_at`, those below it, too."""
    from surveys.insight.report import build  # noqa: PLC0415  see above

    if papers is None or made_at is None:
        return build(data)
    from surveys.insight.papers import with_papers  # noqa: PLC0415  see above

    return with_papers(data, papers, made_at)


def themes_of(data: RoundData) -> tuple[Grouped, ...]:
    """The themes that the summary of a round will have."""
    from surveys.insight.report import themes_of as found  # noqa: PLC0415  see above

    return found(data)


def reduced(data: RoundData) -> Pages:
    """The summary of a round in numbers alone."""
    from surveys.insight.report import reduced as numbers_alone  # noqa: PLC0415  see above

    return numbers_alone(data)


def parts(texts: Sequence[str]) -> tuple[tuple[str, tuple[int, ...], bytes], ...]:
    """The themes within a theme: the name of each, the places of its members in `texts` and its centre, the largest first."""
    from surveys.insight.themes import themes  # noqa: PLC0415  see above
    from surveys.insight.voices import named  # noqa: PLC0415  see above

    # Finer than what makes a theme of a whole round: otherwise it would be found as one again.
    found = themes(texts, detail=_FINER)
    return tuple((one.name, one.theme.members, one.theme.centre) for one in named(found.themes, texts))


def embed(texts: Sequence[str]) -> list[bytes]:
    """What each of the texts means, as it is kept."""
    from surveys.insight.themes import embed as made  # noqa: PLC0415  see above

    return made(texts)


def export(order: Order) -> Made:
    """The answers of a round as files."""
    from surveys.insight.export import write  # noqa: PLC0415  see above

    return write(order)
