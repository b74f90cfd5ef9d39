"""The pictures of a summary, numbered as they come."""

from surveys.core.prompt import Picture
from surveys.insight.charts import BarChart, Chart, HistogramChart, ScaleChart, draw


class Gallery:
    """Draws charts and numbers the pictures as they come."""

    def __init__(self) -> None:
        self._hung = 0
        #: Whether a picture shows intervals, which need a word of explanation.
        self.uncertain = False

    def hang(self, chart: Chart) -> Picture:
        """The chart as the next picture. Takes some tens of milliseconds."""
        drawing = draw(chart)
        self._hung += 1
        if isinstance(chart, BarChart | ScaleChart) and not isinstance(chart, HistogramChart):
            self.uncertain = True
        return Picture(f"summary-{self._hung}.png", drawing.png, drawing.alt)
