"""Objects as bytes for another process, a little at a time: pickling a large one whole holds up every other thread."""

import io
import pickle
import time
from itertools import chain
from typing import Any, Final

#: A tuple of more items travels in slices of so many; a slice takes some milliseconds.
_MOST: Final = 200


class _Packer(pickle.Pickler):
    """Pickles an object without its long tuples, which it puts aside."""

    def __init__(self, target: io.BytesIO) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self.long: list[tuple[Any, ...]] = []
        self._places: dict[int, int] = {}

    def persistent_id(self, given: Any) -> int | None:
        """The place of a long tuple among those put aside; None for everything else."""
        if type(given) is not tuple or len(given) <= _MOST:
            return None
        place = self._places.setdefault(id(given), len(self.long))
        if place == len(self.long):
            self.long.append(given)
        return place


class _Unpacker(pickle.Unpickler):
    def __init__(self, source: io.BytesIO, long: list[tuple[Any, ...]]) -> None:
        super().__init__(source)
        self._long = long

    def persistent_load(self, place: int) -> tuple[Any, ...]:
        """The long tuple at that place."""
        return self._long[place]


def packed(given: object) -> bytes:
    """`given` as bytes for `unpacked`. Raises what pickle raises."""
    target = io.BytesIO()
    packer = _Packer(target)
    packer.dump(given)
    long = []
    for one in packer.long:
        slices = []
        for start in range(0, len(one), _MOST):
            slices.append(pickle.dumps(one[start : start + _MOST], pickle.HIGHEST_PROTOCOL))
            time.sleep(0)  # whoever waits for the interpreter gets it
        long.append(slices)
    return pickle.dumps((target.getvalue(), long), pickle.HIGHEST_PROTOCOL)


def unpacked(parcel: bytes) -> Any:
    """What was `packed`, by this program: as with every pickle, bytes from elsewhere could do anything."""
    head, long = pickle.loads(parcel)  # noqa: S301  see above
    whole = [tuple(chain.from_iterable(map(pickle.loads, slices))) for slices in long]
    return _Unpacker(io.BytesIO(head), whole).load()
