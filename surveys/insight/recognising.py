"""Themes that were there before: which of an earlier round's a theme of this one is."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from surveys.insight import meaning

#: From which cosine of what their replies mean two themes of two rounds are the same. Of themes found in two halves of one
#: set of replies, 70 % of those about the same thing are this near, and 6 in 1,000 of those about different things.
_THE_SAME: Final = 0.7


def recognised(found: Sequence[bytes], known: Sequence[bytes]) -> list[int | None]:
    """For each of the themes `found`, by the centre of each, the place of the one in `known` that it is; None: it is new.

    The nearest pairs first, each theme in one pair only. A theme without a centre is nobody's.
    """
    pairs: list[int | None] = [None] * len(found)
    here = [place for place, centre in enumerate(found) if centre]
    there = [place for place, centre in enumerate(known) if centre]
    if not here or not there:
        return pairs
    near = meaning.unpacked([found[one] for one in here]) @ meaning.unpacked([known[one] for one in there]).T
    near = np.round(near, 4)
    # Of equally near pairs the first ones.
    for flat in np.argsort(-near, axis=None, kind="stable").tolist():
        one, other = divmod(flat, len(there))
        if near[one, other] < _THE_SAME:
            break
        if pairs[here[one]] is None and there[other] not in pairs:
            pairs[here[one]] = there[other]
    return pairs
