"""The fills of stacked bars. Neighbours differ in lightness or in a hue that every eye tells apart, and there is a seam between them.

Warm and blue stay different with each of the usual kinds of colour blindness, which red and green don't; a test
simulates them.
"""

from itertools import pairwise
from typing import Final, TypeAlias

from surveys.insight.chart_kinds import Shades

#: Red, green and blue, 0..255.
Rgb: TypeAlias = tuple[int, int, int]

#: From one end of a scale over its middle to the other, in even steps of lightness.
_SCALE: Final[tuple[Rgb, ...]] = (
    (129, 40, 19),
    (201, 96, 53),
    (240, 172, 133),
    (239, 240, 248),
    (180, 184, 236),
    (100, 119, 220),
    (42, 51, 162),
)
#: From the first place to the last, and who left it out: darker again than the last place.
_PLACES: Final[tuple[Rgb, ...]] = ((42, 51, 162), (100, 119, 220), (180, 184, 236), (228, 231, 246))
_LEFT_OUT: Final[Rgb] = (165, 166, 169)
_VERDICT: Final[tuple[Rgb, ...]] = ((76, 85, 212), (185, 192, 230), (168, 71, 42))
#: What is written on a fill: dark on light, light on dark.
INK: Final[Rgb] = (27, 29, 51)
PAPER: Final[Rgb] = (247, 248, 253)


def fills(shades: Shades, parts: int) -> tuple[Rgb, ...]:
    """As many fills as there are parts, in order."""
    match shades:
        case Shades.VERDICT:
            return _VERDICT[:parts]
        case Shades.SCALE:
            return _spread(_SCALE, parts)
        case Shades.PLACES:
            return (*_spread(_PLACES, parts - 1), _LEFT_OUT) if parts > 1 else _PLACES[:parts]


def written_on(fill: Rgb) -> Rgb:
    """The colour of text on `fill`: whichever stands out more."""
    return max((INK, PAPER), key=lambda one: contrast(one, fill))


def contrast(one: Rgb, other: Rgb) -> float:
    """How much two colours stand out from each other, 1..21, as WCAG 2 has it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Rgb) -> float:
    """How light a colour is, 0..1, as WCAG 2 has it."""
    red, green, blue = (_linear(one / 255) for one in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    low, high = channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4
    return low if channel <= 0.04045 else high  # noqa: PLR2004  sRGB's own threshold


def _spread(stops: tuple[Rgb, ...], parts: int) -> tuple[Rgb, ...]:
    """`parts` colours evenly from the first stop to the last."""
    if parts == 1:
        return stops[:1]
    pairs = list(pairwise(stops))
    found = []
    for part in range(parts):
        place = part * len(pairs) / (parts - 1)
        (one, other), rest = pairs[min(int(place), len(pairs) - 1)], place - min(int(place), len(pairs) - 1)
        found.append(tuple(round(a + (b - a) * rest) for a, b in zip(one, other, strict=True)))
    return tuple((red, green, blue) for red, green, blue in found)
