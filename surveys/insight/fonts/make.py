"""Make the shipped fonts anew from their sources. For maintainers; never run by the bot.

    python -m surveys.insight.fonts.make SOURCES CJK

`SOURCES` is a folder with the unpacked Debian packages named in README.md beside this file; `CJK` is the font file
of the `noto-cjk-sans-jp-regular` package. Needs fontTools and Pillow. Writes the folder files/ and coverage.txt, and prints
what it left out. The same sources and versions give the same glyphs.
"""

from __future__ import annotations

import io
import sys
import unicodedata
from pathlib import Path
from typing import Any

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from PIL import Image

HERE = Path(__file__).parent
FILES = HERE / "files"
EMOJI_SCALE = 0.5
"""Emoji pictures are 136 pixels wide in the source; the largest text on a chart needs about 70."""
EMOJI_COLOURS = 48

# Other designs of scripts that are there already; Tangut (3.4 MB alone: its signs are written as code points) and
# SignWriting (5 MB alone: the last resort draws it).
SKIPPED = (
    "NotoKufi", "NotoNaskh", "NotoNastaliq", "NotoLooped", "NotoRashi", "NotoSansDisplay",
    "NotoSansSignWriting", "NotoSerifTangut",
    "NotoSansAdlamUnjoined", "NotoTraditionalNushu", "NotoSerif-", "NotoSerifDisplay",
)  # fmt: skip
FIRST = ("NotoSans-Regular", "NotoSansSymbols-Regular", "NotoSansSymbols2-Regular", "NotoSansMath-Regular")


def characters(font: TTFont) -> set[int]:
    """The code points that `font` has a glyph for."""
    return set(font.getBestCmap())


def trimmed(path: Path, wanted: set[int] | None = None) -> TTFont:
    """`path` without hinting and extra names, with all layout rules; only for `wanted` code points if given."""
    font = TTFont(path)
    options = Options()
    options.hinting = False
    options.layout_features = ["*"]
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14, 16, 17]
    options.drop_tables += ["DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters(font) if wanted is None else wanted & characters(font))
    subsetter.subset(font)
    return font


def smaller(picture: bytes) -> bytes:
    """A PNG at EMOJI_SCALE with a palette of EMOJI_COLOURS colours with alpha."""
    image = Image.open(io.BytesIO(picture)).convert("RGBA")
    size = (round(image.width * EMOJI_SCALE), round(image.height * EMOJI_SCALE))
    # Premultiplied, so that the colour of fully transparent pixels does not bleed into the edges.
    image = image.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    out = io.BytesIO()
    image = image.quantize(EMOJI_COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def emoji(path: Path) -> TTFont:
    """The colour emoji font of `path` with its pictures made smaller."""
    font = TTFont(path)
    (strike,) = font["CBLC"].strikes
    (pictures,) = font["CBDT"].strikeData
    table: Any = strike.bitmapSizeTable
    table.ppemX = round(table.ppemX * EMOJI_SCALE)
    table.ppemY = round(table.ppemY * EMOJI_SCALE)
    for line in (table.hori, table.vert):
        for field in (
            "ascender",
            "descender",
            "widthMax",
            "minOriginSB",
            "minAdvanceSB",
            "maxBeforeBL",
            "minAfterBL",
        ):
            setattr(line, field, round(getattr(line, field) * EMOJI_SCALE))
    for glyph in pictures.values():
        glyph.ensureDecompiled()
        glyph.imageData = smaller(glyph.imageData)
        for field in ("width", "height", "BearingX", "BearingY", "Advance"):
            setattr(glyph.metrics, field, round(getattr(glyph.metrics, field) * EMOJI_SCALE))
    return font


def spans(points: set[int]) -> str:
    """`points` as lines of FIRST-LAST in hexadecimal."""
    lines: list[str] = []
    start = last = -2
    for point in [*sorted(points), -2]:
        if point != last + 1:
            if start >= 0:
                lines.append(f"{start:X}-{last:X}")
            start = point
        last = point
    return "\n".join(lines) + "\n"


def main(sources: Path, cjk: Path) -> None:
    """Write the fonts and coverage.txt."""
    noto = {path.stem: path for path in sources.rglob("Noto*-Regular.ttf")}
    order = [name for name in FIRST if name in noto]
    order += sorted(
        (n for n in noto if n not in FIRST and not n.startswith(SKIPPED)), key=lambda n: ("Serif" in n, n)
    )
    for old in FILES.glob("*.[ot]tf"):
        old.unlink()
    covered = characters(TTFont(cjk))
    for name in order:
        new = characters(TTFont(noto[name]))
        if not new - covered and name not in FIRST:
            sys.stdout.write(f"adds nothing: {name}\n")
            continue
        covered |= new
        trimmed(noto[name]).save(FILES / f"{name}.ttf")
    (bold,) = sources.rglob("NotoSans-Bold.ttf")
    trimmed(bold).save(FILES / "NotoSans-Bold.ttf")
    (colour,) = sources.rglob("NotoColorEmoji.ttf")
    covered |= characters(TTFont(colour))
    emoji(colour).save(FILES / "NotoColorEmoji-Small.ttf")
    for name in ("unifont", "unifont_upper"):
        (rest,) = sources.rglob(f"{name}.otf")
        wanted = {p for p in characters(TTFont(rest)) - covered if unicodedata.category(chr(p)) != "Co"}
        covered |= wanted
        trimmed(rest, wanted).save(FILES / f"{name}.otf")
    (HERE / "coverage.txt").write_text(spans(covered), encoding="ascii")
    missing: dict[str, int] = {}
    for point in range(0x110000):
        if point not in covered and unicodedata.category(chr(point))[0] in "LMNPS":
            block = unicodedata.name(chr(point), "?").rsplit(" ", 1)[0].rsplit("-", 1)[0]
            missing[block] = missing.get(block, 0) + 1
    most = sorted(missing.items(), key=lambda item: -item[1])[:60]
    sys.stdout.write(f"assigned, without a glyph: {most}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
