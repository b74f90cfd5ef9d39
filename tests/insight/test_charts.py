"""Charts: every text drawn whole, in every script, and numbers that can't be shown refused."""

from __future__ import annotations

import json
import math
import random
import re
import struct
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from surveys.insight import chart_data, charts, fonts
from surveys.insight.charts import (
    Bar,
    BarChart,
    Chart,
    Drawing,
    FunnelChart,
    Gauge,
    HistogramChart,
    ScaleChart,
    Shades,
    Stack,
    StackedChart,
    TrendChart,
    TrendPoint,
    TrendRow,
    draw,
)

TANGUT = range(0x17000, 0x18E00)
SUPPLEMENTARY_HAN = range(0x20000, 0x40000)

GREETINGS = """
Hello Ünïcödé Tiếng Việt ƒ ŋ|Привет Ђ Ѳ|Ωμέγα ἀγάπη|مرحبا شكراً ﷺ|שָׁלוֹם|नमस्ते शक्ति|স্বাগতম|ਸਤ ਸ੍ਰੀ|નમસ્તે|ନମସ୍କାର|தமிழ் ஸ்ரீ|
తెలుగు|ಕನ್ನಡ|മലയാളം|සිංහල ක්‍ර|ภาษาไทย น้ำ|ລາວ|བོད་ཡིག|မြန်မာ|ខ្មែរ ស្ត្រី|ქართული ᲥᲐᲠ|Հայերեն|አማርኛ|한국어 각 ᄒᆞᆫ|日本語 カタカナ ｱ|简体 繁體 骨直|ㄅㄆㄇ|
ᏣᎳᎩ|ᐃᓄᒃᑎᑐᑦ|ᠮᠣᠩᠭᠣᠯ|ⵜⵉⴼⵉⵏⴰⵖ|ߒߞߏ|ދިވެހި|ܣܘܪܝܝܐ|ꦗꦮ|ᬩᬮᬶ|ᮞᮥᮔ᮪ᮓ|ᨒᨚᨈᨑ|ꆈꌠ|ꓡꓲꓢꓴ|ꕙꔤ|ᚠᛇᚻ|᚛ᚉᚑᚋ᚜|𐌲𐌿𐍄|𐎠𐎡|𒀀𒁀|𓀀𓂀|𐤀𐤁|𞤀𞤁|𝔘𝕏|♞♫⠿─█→∑∫√≠|№ ₿ € ™ ©|𝄞|𐐀𐐨|𑀅𑀆|🜁🂡🀄
""".replace("\n", "").split("|")

EMOJI = (
    "😀", "❤️", "❤", "👋🏽", "👨‍👩‍👧‍👦", "👩🏽‍🚀", "🏳️‍🌈", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🇩🇪", "🇯🇵", "1️⃣", "#️⃣", "🧑🏿‍🤝‍🧑🏻", "👩‍❤️‍💋‍👨", "🫠", "🐻‍❄️", "🖤", "⚫", "☺️", "🤦🏼‍♂️",
)  # fmt: skip


def bar(label: str, count: int = 3, share: float = 0.3) -> Bar:
    return Bar(label, count, share, max(0.0, share - 0.1), min(1.0, share + 0.1))


def one(label: str) -> BarChart:
    return BarChart("", "", (Bar(label, 0, 0.0, 0.0, 0.0),))


def svg(label: str, *, raw: bool = False) -> str:
    """The chart of one bar as SVG; with `raw`, the label as it is."""
    chart = one(label)
    data = chart_data.ready(chart)
    if raw:
        data = json.loads(json.dumps(data))
        data["items"][0]["label"]["pieces"] = [[label, False]]
    out = charts._compiler().compile(format="svg", sys_inputs={"chart": json.dumps(data)})
    assert isinstance(out, bytes)
    return out.decode()


def glyphs(label: str, *, raw: bool = False) -> set[str]:
    return set(re.findall(r'<symbol id="[^"]*" [^>]*>(<path[^>]*>|<image)', svg(label, raw=raw)))


@pytest.fixture(scope="module")
def empty_box() -> str:
    """What the typesetter draws for a character that no font has."""
    (box,) = glyphs("\ue000", raw=True) - glyphs("")
    return box


def rows(png: bytes) -> Iterator[bytes]:
    """The pixels of an 8-bit RGBA picture, row by row."""
    width, height, depth, colour = struct.unpack(">IIBB", png[16:26])
    assert (depth, colour) == (8, 6)
    packed, place = b"", 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        if png[place + 4 : place + 8] == b"IDAT":
            packed += png[place + 8 : place + 8 + size]
        place += size + 12
    flat, above = zlib.decompress(packed), bytes(width * 4)
    for y in range(height):
        start = y * (width * 4 + 1)
        kind, row = flat[start], bytearray(flat[start + 1 : start + 1 + width * 4])
        for x in range(len(row)):
            a, b, c = (row[x - 4], above[x], above[x - 4]) if x > 3 else (0, above[x], 0)
            nearest = min((a, b, c), key=lambda v, p=a + b - c: abs(p - v))  # type: ignore[misc]  # mypy has no type for a lambda default
            row[x] = (row[x] + (0, a, b, (a + b) // 2, nearest)[kind]) % 256
        above = bytes(row)
        yield above


def ink_in_padding(png: bytes) -> bool:
    """Whether a 180 pixel wide card has anything but its paper within 7 pixels of its sides, corners left out."""
    found = list(rows(png))[8:-8]
    paper = found[0][4 * 4 : 4 * 4 + 3]
    return any(row[x * 4 : x * 4 + 3] != paper for row in found for x in (*range(2, 8), *range(172, 178)))


def test_the_list_of_covered_characters_is_what_the_fonts_hold() -> None:
    held: set[int] = set()
    for folder in fonts.folders():
        for path in folder.glob("*.[ot]tf"):
            with TTFont(path, lazy=True) as font:
                held |= set(font.getBestCmap())
    listed = {
        point
        for line in fonts.COVERAGE.read_text(encoding="ascii").split()
        for point in range(int(line.split("-")[0], 16), int(line.split("-")[1], 16) + 1)
    }
    assert listed == held


@pytest.mark.skipif(
    unicodedata.unidata_version > "15.0",
    reason="the fonts are of Unicode 15.0; later characters are written as code points",
)
def test_every_letter_mark_number_and_symbol_of_planes_0_and_1_has_a_glyph() -> None:
    assigned = [p for p in range(0x20000) if unicodedata.category(chr(p))[0] in "LMNPS" and p not in TANGUT]
    missing = [f"{p:04X}" for p in assigned if not fonts.covered(p) and not fonts._unseen(p)]
    assert len(assigned) > 60_000
    assert missing == []


def test_what_no_font_has_is_written_as_its_code_point(empty_box: str) -> None:
    for char in ("\ue000", "\U0001fae9", chr(TANGUT[0]), "\U0010fffd", "\uffff", "\U00031000"):
        assert not fonts.covered(ord(char))
        assert fonts.drawable(f"a{char}b", 300) == f"a[U+{ord(char):04X}]b"
    assert sum(fonts.covered(p) for p in SUPPLEMENTARY_HAN) > 1_000


@pytest.mark.parametrize("text", GREETINGS)
def test_no_script_shows_an_empty_box(text: str, empty_box: str) -> None:
    assert empty_box not in glyphs(text)


def test_the_check_for_empty_boxes_finds_one(empty_box: str) -> None:
    assert empty_box in glyphs("fine \U0001fae9", raw=True)
    assert empty_box not in glyphs("fine \U0001fae9")


@pytest.mark.parametrize("emoji", EMOJI)
def test_an_emoji_is_one_coloured_picture(emoji: str, empty_box: str) -> None:
    drawn = svg(emoji)
    assert drawn.count("<image") == 1
    assert drawn.count("<use") == svg("").count("<use") + 1


@pytest.mark.parametrize(
    "label",
    ["W" * 300, "Wort und " * 33, "https://example.com/" + "path" * 70, "ا" * 300, "ー" * 300, "ก" * 300, "字" * 300, "っ" * 300,
     "👨‍👩‍👧‍👦" * 40, "👩\u200d" * 150, "e\u0301" * 150, "—" * 300, "a\u00a0" * 150, "\u1780\u17b6" * 150],
    ids=lambda label: f"{label[:2]!a}",
)  # fmt: skip
def test_a_long_label_wraps_and_stays_inside(label: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_PPI", 36.0)
    short, long = draw(one("W")), draw(one(label))
    assert long.height > short.height + 7
    assert not ink_in_padding(long.png)


def test_the_check_for_clipping_finds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_PPI", 36.0)
    monkeypatch.setattr(fonts, "pieces", lambda text: [(text, False)])
    assert ink_in_padding(draw(one("W" * 300)).png)


def test_every_other_text_of_a_scale_stays_inside_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_PPI", 36.0)
    columns = tuple(bar(str(i), 10**i) for i in range(11))
    chart = ScaleChart("T" * 300, "c" * 600, columns, "low" * 60, "high" * 60, 0.0, 10.0)
    assert not ink_in_padding(draw(chart).png)


def png_size(drawing: Drawing) -> tuple[int, int]:
    width, height = struct.unpack(">II", drawing.png[16:24])
    return width, height


CHARTS: tuple[Chart, ...] = (
    BarChart("Next video?", "12 answers", (bar("Cooking 🍜", 8, 0.67), bar("Q&A", 4, 0.33))),
    ScaleChart(
        "Liked it?", "9 answers", tuple(bar(str(i)) for i in range(1, 6)), "Not at all", "Very", 3.94, 4
    ),
    FunnelChart("May", "", (bar("Asked", 10, 1.0), bar("Completed", 4, 0.4))),
    BarChart("", "", ()),
    ScaleChart("", "", (), "", "", 3.0, None),
    FunnelChart("", "", ()),
    ScaleChart("", "", tuple(Bar(str(i), 0, 0, 0, 0) for i in range(60)), "", "", -5.0, 900.0),
    ScaleChart("", "", (bar("odd"), bar("labels " * 40)), "", "", 1.0, 2.0),
    HistogramChart("Hours?", "9 answers, in hours", (bar("0–9"), bar("10–19"), bar("≥20")), "", "", 8.5, 7.0),
    StackedChart(
        "Agree?",
        "12 answers",
        ("Agree", "Pass", "Disagree"),
        (Stack("Shorter videos", (6, 2, 4)), Stack("x", (0, 0, 0))),
    ),
    StackedChart("", "", ("Promoters", "Passives", "Detractors"), (Stack("", (1, 0, 0)),)),
    StackedChart("", "", (), ()),
    StackedChart("", "", ("1", "2"), (Stack("x", (1, 2), "mean 1.7"), Stack("", (0, 0))), Shades.SCALE),
    StackedChart("", "", ("1st", "left out"), (), Shades.PLACES, Gauge(-100, -100, -100, "")),
    StackedChart(
        "!שלום", "", ("1st", "left out"), (Stack("", (1, 1)),), Shades.PLACES, Gauge(50, 0, 90, "+50")
    ),
    ScaleChart(
        "", "", tuple(Bar(str(i), 0, 0, 0, 0) for i in range(1, 6)), "", "", 4.9, 5.0, between=(4.2, 5.0)
    ),
    TrendChart(
        "Over time",
        "",
        (
            TrendRow("Mood", (TrendPoint("May", 3, 2.5, 3.5, "3"), TrendPoint("Jun", 4, 3.5, 4.5, "4"))),
            TrendRow("One", (TrendPoint("", 0, 0, 0, "0"),)),
            TrendRow("None", ()),
            TrendRow(
                "Many", tuple(TrendPoint("3 November 2025", n, n - 1, n + 1, "+100%") for n in range(30))
            ),
        ),
    ),
    TrendChart("", "", ()),
)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_picture_of_the_promised_width(chart: Chart) -> None:
    drawing = draw(chart)
    assert drawing.png.startswith(b"\x89PNG")
    assert png_size(drawing) == (drawing.width, drawing.height)
    assert drawing.width == charts.WIDTH
    assert drawing.alt.endswith(".")


def test_the_same_chart_gives_the_same_bytes() -> None:
    assert draw(CHARTS[0]) == draw(CHARTS[0])


def test_alt_text_says_what_is_shown() -> None:
    assert draw(CHARTS[0]).alt == "Bar chart, “Next video?”: Cooking 🍜 67% (8 people), Q&A 33% (4 people)."
    scale = draw(CHARTS[1]).alt
    assert scale.endswith("; 1 means “Not at all”; 5 means “Very”; mean 3.9; median 4.")
    assert draw(CHARTS[2]).alt == "Funnel, “May”: Asked 100% (10 people), Completed 40% (4 people)."


def test_alt_text_of_the_newer_charts() -> None:
    assert draw(CHARTS[8]).alt.startswith("Histogram, “Hours?”: 0–9 30% (3 people), ")
    assert draw(CHARTS[9]).alt == (
        "Stacked bar chart, “Agree?”: Shorter videos: Agree 50% (6 people), Shorter videos: Pass 17% (2 people), "
        "Shorter videos: Disagree 33% (4 people), x: Agree 0% (0 people), x: Pass 0% (0 people), x: Disagree 0% (0 people)."
    )
    assert draw(CHARTS[10]).alt.startswith("Stacked bar chart: Promoters 100% (1 person), ")
    assert draw(CHARTS[12]).alt.endswith("2 0% (0 people); x mean 1.7.")
    assert draw(CHARTS[14]).alt.endswith("; +50.")
    assert draw(CHARTS[16]).alt.startswith(
        "Lines over time, “Over time”: Mood: 3 (May), 4 (Jun), One: 0 (), "
    )


def test_every_text_of_a_stacked_chart_stays_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_PPI", 36.0)
    chart = StackedChart(
        "T" * 300,
        "c" * 600,
        ("agree" * 20, "pass" * 20, "disagree" * 20),
        (Stack("W" * 300, (10**9, 10**9, 1), "N" * 300),),
        gauge=Gauge(100, 90, 100, "G" * 300),
    )
    assert not ink_in_padding(draw(chart).png)
    assert not ink_in_padding(draw(replace(chart, shades=Shades.SCALE)).png)


def test_every_text_of_a_line_stays_inside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_PPI", 36.0)
    points = tuple(TrendPoint("31 September 2025 " * 3, n, n - 1, n + 1, "+1,000,000") for n in range(9))
    assert not ink_in_padding(draw(TrendChart("T" * 300, "c" * 600, (TrendRow("W" * 300, points),))).png)


def test_a_figure_over_time_that_no_chart_can_show_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        draw(TrendChart("", "", (TrendRow("", (TrendPoint("", math.nan, 0, 0, ""),)),)))
    with pytest.raises(ValueError, match="finite"):
        draw(StackedChart("", "", (), (), gauge=Gauge(math.inf, 0, 0, "")))


@pytest.mark.parametrize("number", [1, 25, 26, 400])
def test_long_alt_text_counts_what_it_leaves_out(number: int) -> None:
    alt = draw(BarChart("T" * 500, "", tuple(bar("label " * 50, 1) for _ in range(number)))).alt
    assert len(alt) <= 1000
    named = alt.count("(1 person)")
    assert named == number or f", and {number - named} more." in alt


def test_more_than_25_bars_are_counted_in_a_last_line() -> None:
    chart = BarChart("", "", tuple(bar(str(i)) for i in range(40)))
    data = chart_data.ready(chart)
    assert data["more"] == "and 15 more"
    assert len(data["items"]) == 25


@pytest.mark.parametrize(
    "broken",
    [Bar("", 1, math.nan, 0, 0), Bar("", 1, 0.5, math.nan, 1), Bar("", 1, 0.5, 0, math.inf), Bar("", -1, 0, 0, 0),
     Bar("", 1, 1.2, 0, 1), Bar("", 1, -0.1, 0, 1), Bar("", 1, 0.5, 0.6, 0.4)],
)  # fmt: skip
def test_numbers_that_no_chart_can_show_are_refused(broken: Bar) -> None:
    for chart in (
        BarChart("", "", (broken,)),
        ScaleChart("", "", (broken,), "", "", None, None),
        FunnelChart("", "", (broken,)),
    ):
        with pytest.raises(ValueError, match=r"within|0 or more"):
            draw(chart)


def test_a_mean_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        draw(ScaleChart("", "", (), "", "", math.nan, None))


def test_odd_text_is_made_harmless() -> None:
    assert fonts.drawable(" a\x00\n\tb\u2028c ", 300) == "a b c"
    assert fonts.drawable("\ud800x", 300) == "\ufffdx"
    assert fonts.drawable("\ud83d\ude00", 300) == "😀"
    assert fonts.drawable("\u202eevil\u202c\u2066x", 300) == "evilx"
    assert len(fonts.drawable("Z" + "\u0301" * 100, 300)) == 9
    assert fonts.drawable("x" * 400, 300) == "x" * 299 + "…"


def test_text_is_never_read_as_markup() -> None:
    label = '#panic("no") *b* $x$ `c` \\u{41} <label> @ref // /* ] } " ='
    assert glyphs(label) == glyphs(label[::-1])
    assert draw(one(label)).width == charts.WIDTH


def test_no_text_makes_drawing_fail() -> None:
    source = random.Random(7)
    ranges = [
        (0x20, 0x250),
        (0x300, 0x370),
        (0x400, 0xA00),
        (0x2000, 0x2070),
        (0x3000, 0x10000),
        (0x10000, 0x20000),
        (0, 0x110000),
    ]
    for _ in range(12):
        labels = ["".join(chr(source.randrange(*source.choice(ranges))) for _ in range(60)) for _ in range(8)]
        draw(BarChart(labels[0], labels[1], tuple(bar(label) for label in labels[2:])))


def test_where_the_typesetter_fails_only_that_text_is_set_plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    class Failing:
        def compile(self, *, sys_inputs: dict[str, str], **_: object) -> bytes:
            seen.append(sys_inputs["chart"])
            if "\\u00e9vil" in sys_inputs["chart"]:
                raise PanicException
            return charts_png

    seen: list[str] = []
    charts_png = draw(one("x")).png

    def failing() -> Failing:
        return Failing()

    failing.cache_clear = lambda: None  # type: ignore[attr-defined]  # what `cache` adds to a function
    monkeypatch.setattr(charts, "_compiler", failing)
    draw(BarChart("Fine ü", "", (bar("évil"), bar("gut ö"))))
    assert "evil" in seen[-1]
    assert '"\\u00f6"' in seen[-1]
    assert "Fine\\u00a0\\u00fc" in seen[-1]


def test_direction_and_language_of_a_text() -> None:
    assert [fonts.direction(text) for text in ("1. مرحبا", "(שלום)", "12 abc", "12 🍜")] == [
        "rtl",
        "rtl",
        "ltr",
        None,
    ]
    assert [fonts.language(text) for text in ("骨", "骨の", "骨 한", "bone")] == ["zh", "ja", "ko", None]


def test_a_chart_from_right_to_left_is_mirrored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_PPI", 36.0)

    def filled(title: str) -> list[bool]:
        """Whether the accent colour shows in the left and in the right half."""
        picture = list(rows(draw(BarChart(title, "", (Bar("", 1, 0.2, 0.2, 0.2),))).png))
        accent = bytes.fromhex("4c55d4")
        return [
            any(row[x * 4 : x * 4 + 3] == accent for row in picture for x in half)
            for half in (range(90), range(90, 180))
        ]

    assert filled("Title") == [True, False]
    assert filled("عنوان") == [False, True]
