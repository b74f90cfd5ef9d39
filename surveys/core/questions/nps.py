"""How likely somebody is to recommend something, from 0 to 10: the net promoter score."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from annotated_types import Len

from surveys.core.language import Words
from surveys.core.phrases import asking, questions
from surveys.core.questions.base import Accepted, BaseQuestion, Misread, Reading
from surveys.core.questions.entries import Ends
from surveys.core.questions.points import per_row, typed_points
from surveys.core.replies import Done, Said, Tapped, Typed
from surveys.core.spoken import SPOKEN
from surveys.core.values import Rated, Value
from surveys.core.widgets import Buttons, Choosable, Widget
from surveys.core.wording import authoring

POINTS = range(11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nps(BaseQuestion):
    """Eleven buttons. The ends say "not at all likely" and "extremely likely" in the follower's language, if left out."""

    kind: Literal["nps"] = "nps"
    low_label: Annotated[str, Len(1, 60), SPOKEN] | None = None
    high_label: Annotated[str, Len(1, 60), SPOKEN] | None = None

    called: ClassVar = authoring.NPS
    entries: ClassVar = (Ends("ends", authoring.ENDS, "low_label", "high_label", 60, required=False),)

    def widget(self, draft: tuple[str, ...], lang: Words) -> Widget:
        return Buttons(self.choices(lang), per_row=per_row(POINTS))

    def hint(self, lang: Words) -> str | None:
        low, high = self.ends(lang)
        ends = lang.say(asking.SCALE_ENDS, low=POINTS[0], low_label=low, high=POINTS[-1], high_label=high)
        return f"{self.help}\n{ends}" if self.help else ends

    def read(self, said: Said, draft: tuple[str, ...], lang: Words) -> Reading:
        match said:
            case Tapped(_, (token,)) if token in self.tokens():
                return Accepted(Rated(int(token)))
            case Typed(text) if (point := typed_points(text, POINTS, *self.ends(lang))) is not None:
                return Accepted(Rated(point))
            case Typed() | Tapped() | Done():
                return Misread(lang.say(asking.EXPECTED_POINTS, low=POINTS[0], high=POINTS[-1]))

    def show(self, value: Value, lang: Words) -> str:
        if not isinstance(value, Rated):
            return self.gone(lang)
        return lang.say(asking.POINTS_OUT_OF, points=value.points, highest=POINTS[-1])

    def ends(self, lang: Words) -> tuple[str, str]:
        """What 0 and 10 mean."""
        return (
            self.low_label or lang.say(questions.NPS_LOW),
            self.high_label or lang.say(questions.NPS_HIGH),
        )

    def choices(self, lang: Words) -> tuple[Choosable, ...]:
        return tuple(Choosable(str(point), str(point)) for point in POINTS)

    def tokens(self) -> frozenset[str]:
        return frozenset(str(point) for point in POINTS)

    def matches(self, value: Value) -> frozenset[str]:
        return frozenset({str(value.points)}) if isinstance(value, Rated) else frozenset()
