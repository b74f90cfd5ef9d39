"""Fills of neighbouring parts are told apart by every eye, and what is written on them can be read."""

import math
from itertools import pairwise

import pytest

from surveys.insight.chart_kinds import Shades
from surveys.insight.palettes import Rgb, contrast, fills, written_on

Matrix = tuple[tuple[float, float, float], ...]
#: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A physiologically-based model for simulation of color vision
#: deficiency, IEEE TVCG 15 (2009): severity 1.0, on linear light.
EYES: dict[str, Matrix] = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
    "no colours at all": ((0.2126, 0.7152, 0.0722),) * 3,
}  # fmt: skip


def linear(colour: Rgb) -> list[float]:
    return [
        one / 255 / 12.92 if one / 255 <= 0.04045 else ((one / 255 + 0.055) / 1.055) ** 2.4 for one in colour
    ]


def lab(colour: Rgb, eye: Matrix) -> tuple[float, float, float]:
    """CIE L*a*b* (D65) of the colour as that eye sees it."""
    light = linear(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True)))) for row in eye
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (one ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def apart(one: Rgb, other: Rgb, eye: Matrix) -> float:
    return math.dist(lab(one, eye), lab(other, eye))


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize(
    ("shades", "parts", "least"),
    [(Shades.VERDICT, 3, 15)] + [(Shades.SCALE, n, 15) for n in range(2, 8)] + [(Shades.SCALE, n, 9) for n in range(8, 12)]
    + [(Shades.PLACES, n, 12) for n in range(2, 6)],
)  # fmt: skip
def test_neighbours_are_told_apart(shades: Shades, parts: int, least: float, eye: str) -> None:
    """Two colours 2.3 apart can just be told apart side by side (Mahy 1994); ours are several times that."""
    found = fills(shades, parts)
    assert len(found) == parts
    for place, (one, other) in enumerate(pairwise(found), 1):
        if eye == "no colours at all" and shades is Shades.SCALE and 2 * place == parts:
            continue  # both sides of the middle are equally light; the seam and the order tell them apart
        assert apart(one, other, EYES[eye]) >= least, (one, other)


def test_the_simulation_finds_what_a_deuteranope_confuses() -> None:
    red, green = (190, 60, 40), (110, 110, 30)
    assert apart(red, green, EYES["usual"]) > 3 * apart(red, green, EYES["deuteranopia"])


@pytest.mark.parametrize("shades", list(Shades))
@pytest.mark.parametrize("parts", range(2, 12))
def test_what_is_written_on_a_fill_can_be_read(shades: Shades, parts: int) -> None:
    for fill in fills(shades, parts):
        assert contrast(fill, written_on(fill)) >= 3.9, "bold, and large enough for 3 to do"
