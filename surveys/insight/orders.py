"""What can be ordered from the workshop. The work itself is imported only where it is done.

It brings numpy, networkx, typst and XlsxWriter, some thirty megabytes that the process of the bot never needs.
"""

from collections.abc import Sequence

from surveys.core.exports import Made, Order
from surveys.core.prompt import Pages
from surveys.core.results import RoundData


def summary(data: RoundData) -> Pages:
    """The summary of a round."""
    from surveys.insight.report import build  # noqa: PLC0415  see above

    return build(data)


def embed(texts: Sequence[str]) -> list[bytes]:
    """What each of the texts means, as it is kept."""
    from surveys.insight.themes import embed as made  # noqa: PLC0415  see above

    return made(texts)


def export(order: Order) -> Made:
    """The answers of a round as files."""
    from surveys.insight.export import write  # noqa: PLC0415  see above

    return write(order)
