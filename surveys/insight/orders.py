"""What can be ordered from the workshop. The work itself is imported only where it is done.

It brings numpy, networkx and typst, some thirty megabytes that the process of the bot never needs.
"""

from surveys.core.prompt import Pages
from surveys.core.results import RoundData


def summary(data: RoundData) -> Pages:
    """The summary of a round."""
    from surveys.insight.report import build  # noqa: PLC0415  see above

    return build(data)


def answers(data: RoundData) -> bytes:
    """The answers of a round as CSV."""
    from surveys.insight.export import answers_csv  # noqa: PLC0415  see above

    return answers_csv(data)
