"""What can be ordered from the workshop. The work itself is imported only where it is done.

It brings numpy, networkx, typst, XlsxWriter and Jinja, some thirty megabytes that the process of the bot never needs.
"""

from collections.abc import Sequence
from datetime import datetime

from surveys.core.exports import Made, Order
from surveys.core.papers import Papers
from surveys.core.prompt import Grouped, Pages
from surveys.core.results import RoundData


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


def parts(texts: Sequence[str]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """The themes within a theme: the name of each and the places of its members in `texts`, the largest first."""
    from surveys.insight.themes import themes  # noqa: PLC0415  see above
    from surveys.insight.voices import named  # noqa: PLC0415  see above

    return tuple((one.name, one.theme.members) for one in named(themes(texts).themes, texts))


def export(order: Order) -> Made:
    """The answers of a round as files."""
    from surveys.insight.export import write  # noqa: PLC0415  see above

    return write(order)
