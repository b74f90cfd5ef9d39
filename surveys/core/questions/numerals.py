"""Numbers as people write them, and as they read them."""

import re
import unicodedata
from decimal import Decimal
from typing import Final

from surveys.core.language import Words

#: Languages whose decimal mark is a comma; in the others it is a point.
_COMMA: Final = frozenset(
    {
        "cs",
        "da",
        "de",
        "es",
        "fi",
        "fr",
        "hu",
        "id",
        "it",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sv",
        "tr",
        "uk",
        "vi",
    }
)
_MOST_DIGITS, _MOST_DECIMALS = 15, 6
_THREE: Final = 3
#: What marks thousands and nothing else.
_QUIET: Final = re.compile(r"(?<=\d)[ '’_\u00a0\u2009\u202f٬](?=\d{3}(?!\d))")
_PLAIN: Final = re.compile(r"\d+")
_GROUPS: Final = (
    r"\d{{1,3}}(?:{0}\d{{3}})+|\d{{1,2}}(?:{0}\d{{2}})+{0}\d{{3}}"  # 1.234.567, and 12,34,567 in India
)
_NUMBER: Final = re.compile(
    r"([^\d+−-]*?)\s*([+−-]?)\s*(\d(?:[\d.,]|[ '’_\u00a0\u2009\u202f](?=\d{3}(?!\d)))*)\s*(.*)", re.DOTALL
)


def digits(text: str) -> str:
    """`text` with every script's digits as 0 to 9; small raised digits and fractions stay what they are."""
    return "".join(
        str(unicodedata.decimal(char)) if unicodedata.category(char) == "Nd" else _MARKS.get(char, char)
        for char in text
    )


_MARKS: Final = {"٫": ",", "，": ",", "．": ".", "＋": "+", "－": "-", "−": "-", "‑": "-"}


def split(text: str) -> tuple[str, str, str] | None:
    """What stands before the one number in `text`, the number as written, and what stands after; None without one."""
    found = _NUMBER.fullmatch(digits(text).strip())
    if found is None:
        return None
    before, sign, number, after = found.groups()
    written = number.rstrip(".,")
    return (
        before.strip(),
        ("-" if sign in {"-", "−"} else "") + written,
        (number[len(written) :] + after).strip(" .,"),
    )


def readings(written: str, *, comma: bool) -> tuple[Decimal, ...]:
    """What `written` ("-1.234,5") can mean: one number, two where a mark can be for thousands or for decimals, or none.

    `comma` says whether the decimal mark of the writer's language is a comma. That settles what looks like thousands
    in it; whoever writes 1.500 where thousands have commas may have either in mind.
    """
    sign, body = ("-", written[1:]) if written.startswith("-") else ("", written)
    body = _QUIET.sub("", body)
    marks = [char for char in body if char in ".,"]
    found: tuple[str, ...] = ()
    if not marks:
        found = (body,) if _PLAIN.fullmatch(body) else ()
    elif len(set(marks)) > 1:
        decimal = marks[-1]
        whole, _, part = body.rpartition(decimal)
        group = "." if decimal == "," else ","
        if marks.count(decimal) == 1 and _grouped(whole, group) and _PLAIN.fullmatch(part):
            found = (f"{whole.replace(group, '')}.{part}",)
    elif len(marks) > 1:
        found = (body.replace(marks[0], ""),) if _grouped(body, marks[0]) else ()
    else:
        found = _one_mark(body, marks[0], comma=comma)
    return tuple(Decimal(sign + one) for one in found if _fits(one))


def _one_mark(body: str, mark: str, *, comma: bool) -> tuple[str, ...]:
    whole, _, part = body.partition(mark)
    if not _PLAIN.fullmatch(part) or not (whole == "" or _PLAIN.fullmatch(whole)):
        return ()
    decimal = f"{whole or '0'}.{part}"
    if len(part) != _THREE or not _grouped(body, mark) or whole.startswith("0"):
        return (decimal,)
    if comma == (mark == "."):
        return (whole + part,)
    return whole + part, decimal


def _grouped(text: str, mark: str) -> bool:
    return re.fullmatch(_GROUPS.format(re.escape(mark)), text, re.ASCII) is not None


def _fits(number: str) -> bool:
    whole, _, part = number.partition(".")
    return len(whole.lstrip("0")) <= _MOST_DIGITS and len(part) <= _MOST_DECIMALS


def decimal_comma(lang: Words) -> bool:
    """Whether who speaks this language writes 1,5 rather than 1.5."""
    return lang.language.partition("-")[0] in _COMMA


def numeral(number: Decimal, lang: Words) -> str:
    """`number` as people of this language read it: no needless zeros, groups of three apart from 10,000 on."""
    plain = f"{number:f}"
    whole, _, part = plain.partition(".")
    part = part.rstrip("0")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(whole) > _THREE + 1:
        whole = f"{int(whole):,}".replace(",", "\u202f")
    if not part:
        return whole if whole.strip("0") == "" else sign + whole
    return f"{sign}{whole}{',' if decimal_comma(lang) else '.'}{part}"
