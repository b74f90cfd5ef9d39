"""A name for each group, in the words of those who wrote the replies."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import pow as power
from typing import Final, TypeAlias

from surveys.core.text import clean, clip
from surveys.insight.tokens import Token, plain, tokens_of

#: Characters a label has at most.
LONGEST_LABEL: Final = 40
#: What stands between the two phrases of a label.
BETWEEN: Final = ", "
_LONGEST_PHRASE: Final = 4
_LONGEST_JOINED: Final = 8
#: A phrase that fewer of the group use is no name for it. People say one thing in many ways.
_SHARED_BY: Final = 0.12
#: How a phrase's worth grows with the words in it that mean something: two of them may be used by
#: little more than a third as many as one: "studio tour" says more than "studio".
_PER_WORD: Final = 1.5
#: How a phrase's worth falls with the share of other groups' replies that have it.
_OF_OTHERS: Final = 1.5
#: One word as a name has to be used by this share, else two say it better.
_ALONE_SHARED_BY: Final = 0.4
#: What is put beside a lone word has to be by this share.
_WIDER_SHARED_BY: Final = 0.06
#: And, where the word by itself is used by many, by this share of those who use it.
_WIDER_OF_WORD: Final = 0.25
#: Words that begin alike for so many letters are forms of one.
_STEM: Final = 4
#: Of words with more letters one more counts.
_LONG_WORD: Final = 7
#: A second phrase is named where it speaks for at least this share that the first leaves out; one word for more, as
#: it says less.
_SECOND_SPEAKS_FOR: Final = 0.12
_SECOND_WORD_SPEAKS_FOR: Final = 0.2
#: And where at least this share of all who use it are in the group.
_SECOND_IS_OWN: Final = 0.6


_Phrase: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a phrase stands in a reply, and how many of its words mean something."""

    start: int
    end: int
    meaning: float


def labels(
    shown: Sequence[str], tokens: Sequence[tuple[Token, ...]], groups: Sequence[Sequence[int]]
) -> list[str]:
    """One label per group of places in `shown`, each group's most typical replies first.

    A phrase that many of the group and few others use, or two of them where one speaks for too few; where there
    is none, the shortest of the typical replies, clipped.
    """
    phrases = [_phrases(one) for one in tokens]
    everywhere = Counter(phrase for one in phrases for phrase in one)
    return [_label(shown, tokens, phrases, everywhere, members) for members in groups]


def _label(
    shown: Sequence[str],
    tokens: Sequence[tuple[Token, ...]],
    phrases: Sequence[dict[_Phrase, _Place]],
    everywhere: Counter[_Phrase],
    members: Sequence[int],
) -> str:
    inside = Counter(phrase for place in members for phrase in phrases[place])
    meaning = {phrase: where.meaning for place in members for phrase, where in phrases[place].items()}

    def worth(phrase: _Phrase, speaks_for: int) -> float:
        own = inside[phrase] / everywhere[phrase]
        return speaks_for / len(members) * power(own, _OF_OTHERS) * power(meaning[phrase], _PER_WORD)

    fitting = [
        phrase
        for phrase, count in inside.items()
        if count > 1 and count >= _SHARED_BY * len(members) and _fits(phrase)
    ]
    if not fitting:
        return _typical(shown, tokens, members)
    best = max(fitting, key=lambda phrase: (worth(phrase, inside[phrase]), phrase))
    best = _wider(best, inside, everywhere, len(members))
    named = [best]
    alone = len(best) == 1 and inside[best] < _ALONE_SHARED_BY * len(members)
    left = [place for place in members if best not in phrases[place]]
    spoken_for = Counter(phrase for place in left for phrase in phrases[place])
    second = [
        phrase
        for phrase in fitting
        if spoken_for[phrase] > 1
        and spoken_for[phrase]
        >= (_SECOND_SPEAKS_FOR if phrase[1:] else _SECOND_WORD_SPEAKS_FOR) * len(members)
        and inside[phrase] >= _SECOND_IS_OWN * everywhere[phrase]
        and not _repeats(phrase, best)
    ]
    if second and (alone or len(left) > len(members) / 2):
        named.append(max(second, key=lambda phrase: (worth(phrase, spoken_for[phrase]), phrase)))
    written = [_as_written(shown, phrases, phrase, members) for phrase in named]
    both = BETWEEN.join(written)
    return clip(written[0] if len(both) > LONGEST_LABEL else both, LONGEST_LABEL)


def _wider(phrase: _Phrase, inside: Counter[_Phrase], everywhere: Counter[_Phrase], count: int) -> _Phrase:
    """A lone word with what several put beside it, most of all in this group: "long videos" says more than "long"."""
    if phrase[1:]:
        return phrase
    (word,) = phrase
    # A word that most use says something by itself, unless what stands beside it is nearly always the same.
    weak = inside[phrase] < _ALONE_SHARED_BY * count
    least = max(2, _WIDER_SHARED_BY * count if weak else _WIDER_OF_WORD * inside[phrase])
    wider = [
        one
        for one, times in inside.items()
        if one[1:]
        and any(part[:_STEM] == word[:_STEM] for part in one)
        and times >= least
        and times >= _SECOND_IS_OWN * everywhere[one]
    ]
    return max(wider, key=lambda one: (inside[one], -len(one), one), default=phrase)


def _repeats(phrase: _Phrase, other: _Phrase) -> bool:
    """Whether a word of the one stands in the other, in whichever form."""
    stems = {word[:_STEM] for word in other}
    return any(word[:_STEM] in stems for word in phrase)


def _as_written(
    shown: Sequence[str], phrases: Sequence[dict[_Phrase, _Place]], phrase: _Phrase, members: Sequence[int]
) -> str:
    """The phrase as most of the members write it."""
    written = Counter(
        " ".join(shown[place][phrases[place][phrase].start : phrases[place][phrase].end].split())
        for place in members
        if phrase in phrases[place]
    )
    most = max(written.values())
    return clean(min(form for form, count in written.items() if count == most))


def stem(token: Token) -> str:
    """What forms of one word have in common: "long" and "longer", "planszowe" and "planszowych". Rough, and for names only."""
    word = token.folded
    if token.joined or len(word) <= _STEM:
        return word
    return word[:_STEM] if len(word) <= _LONG_WORD else word[: _STEM + 1]


def shared_by(phrase: str, texts: Iterable[str]) -> int:
    """How many of the texts have the words of the phrase side by side, in whichever form."""
    wanted = [stem(token) for token in tokens_of(plain(phrase))]
    return (
        sum(_stands_in(wanted, [stem(token) for token in tokens_of(plain(text))]) for text in texts)
        if wanted
        else 0
    )


def _stands_in(wanted: Sequence[str], said: Sequence[str]) -> bool:
    return any(said[at : at + len(wanted)] == wanted for at in range(len(said) - len(wanted) + 1))


def _phrases(tokens: tuple[Token, ...]) -> dict[_Phrase, _Place]:
    """Every phrase of a reply that starts and ends with something meant, and where it first stands."""
    found: dict[_Phrase, _Place] = {}
    for first, token in enumerate(tokens):
        if not token.content:
            continue
        longest = _LONGEST_JOINED if token.joined else _LONGEST_PHRASE
        for last in range(first, min(first + longest, len(tokens))):
            if last > first and not tokens[last].follows:
                break
            if tokens[last].content:
                words = tokens[first : last + 1]
                phrase = tuple(stem(one) for one in words)
                found.setdefault(phrase, _Place(token.start, tokens[last].end, _meaning(words)))
    return found


def _meaning(words: Sequence[Token]) -> float:
    """How many words that mean something; where a script writes none apart, two characters are one."""
    return sum(min(1.0, len(word.folded) / 2) if word.joined else 1.0 for word in words if word.content)


def _fits(phrase: _Phrase) -> bool:
    """Whether a phrase can stand in a name: a lone character or number can't."""
    return len(phrase) > 1 or (len(phrase[0]) > 1 and not phrase[0].isdecimal())


def _typical(shown: Sequence[str], tokens: Sequence[tuple[Token, ...]], members: Sequence[int]) -> str:
    """The shortest of the more typical half, from its first word to its last."""
    replies = [
        " ".join(clean(shown[place][tokens[place][0].start : tokens[place][-1].end]).split())
        for place in members[: (len(members) + 1) // 2]
    ]
    return clip(min(replies, key=lambda reply: (len(reply), reply)), LONGEST_LABEL)
