"""Gross dies by placement: the most whole dies that one grid can put on a round wafer.

Convention: a die is whole when the die itself (not its scribe lines) lies inside the circle of radius
R = diameter/2 - edge exclusion, its rim included. All dies stand on one rectangular grid of pitch (width + scribe) x
(height + scribe), parallel to the flat and shifted at will; flat and notch are neglected.

Why the search is exact. With the centre of the wafer as origin, a die centred at (x, y) is whole when
(|x| + width/2)² + (|y| + height/2)² <= R². Its centre is (i p + u, j q + v), pitches p and q, for integers i and j. A
shift by a pitch or a mirror image changes nothing, so that all grids are covered by the offsets 0 <= u <= p/2,
0 <= v <= q/2. There the signs of x and y are fixed by i and j, hence each die is whole in a part of the offsets
that is monotone in u and in v: over a box of offsets, the die is whole somewhere if and only if it is whole in its most
favourable corner, and everywhere if and only if it is whole in the opposite one. So

- the dies whole in their most favourable corner bound the number of dies of every offset in the box from above;
- the dies whole in the middle of the box are attained.

Boxes that cannot beat the best number found are dropped and the others are quartered (branch and bound), until none
is left, or the boxes are so small that all dies which are whole somewhere in one of them are whole at any offset in it
inside a circle wider by a part in 10⁹. Proved, rounding included: the result is at least the maximum for R, and at most
the maximum for R (1 + 1e-9), a tenth of a nanometre. The two differ only where dies miss the rim by less than that.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, hypot, pi
from typing import TYPE_CHECKING, Any

from mems_lca.errors import InventoryError, Place

if TYPE_CHECKING:
    from numpy import float64, int64
    from numpy.typing import NDArray

    Floats = NDArray[float64]
    Integers = NDArray[int64]

ROUNDING = 1e-10
"""Added to the radius in every test, relative: far above the rounding of the tests, far below WIDENED."""
WIDENED = 1e-9
MOST = 2_000_000
"""Dies up to which they are placed; time and memory grow with their number."""


@dataclass(frozen=True)
class _Pairs:
    """Dies that are whole in a part of a box of offsets: one entry per die and box.

    The corner of the die farthest from the centre of the wafer is (x + dx u, y + dy v) for the offset (u, v).
    """

    x: Floats
    y: Floats
    dx: Floats
    dy: Floats
    box: Integers

    def whole(self, u: Any, v: Any) -> Any:
        """Which of them are whole at an offset each."""
        return (self.x + self.dx * u) ** 2 + (self.y + self.dy * v) ** 2 <= (1 + ROUNDING) ** 2


@dataclass(frozen=True)
class _Boxes:
    """Boxes of offsets: column and row in the grid of their level, and the dies that are whole all over each."""

    column: Integers
    row: Integers
    dies: Integers

    def __len__(self) -> int:
        return len(self.dies)


def most_dies(diameter: float, edge_exclusion: float, width: float, height: float, scribe: float) -> int:
    """The largest number of whole dies over all offsets of the grid; lengths in one unit. See the module.

    Raises InventoryError for more than two million dies.
    """
    import numpy as np

    rim = diameter / 2 - edge_exclusion
    if rim <= 0:
        return 0
    # In units of the radius, so that squares neither overflow nor vanish.
    w, h, p, q = width / rim, height / rim, (width + scribe) / rim, (height + scribe) / rim
    if pi / (p * q) > MOST:
        message = "too many dies to place one by one: count them by `formula`"
        place = Place(path="device.die.count")
        raise InventoryError.single(
            "placement", message, place=place, found=f"{pi / (p * q):.3g} dies", expected=f"at most {MOST:,}"
        )
    pairs = _grid(w, h, p, q)
    boxes = _Boxes(*(np.zeros(1, np.int64) for _ in range(3)))
    best, side = 0, (p / 2, q / 2)
    while len(boxes):
        low = boxes.column[pairs.box] * side[0], boxes.row[pairs.box] * side[1]
        high = low[0] + side[0], low[1] + side[1]
        right, up = pairs.dx > 0, pairs.dy > 0
        somewhere = pairs.whole(np.where(right, low[0], high[0]), np.where(up, low[1], high[1]))
        everywhere = pairs.whole(np.where(right, high[0], low[0]), np.where(up, high[1], low[1]))
        middle = pairs.whole(low[0] + side[0] / 2, low[1] + side[1] / 2)
        best = max(best, int(_with(boxes, pairs, middle).max()))
        bound = _with(boxes, pairs, somewhere)
        if hypot(*side) <= WIDENED - 2 * ROUNDING:
            return max(best, int(bound.max()))
        boxes = _Boxes(boxes.column, boxes.row, _with(boxes, pairs, everywhere))
        boxes, pairs = _quartered(boxes, pairs, bound > best, somewhere & ~everywhere)
        side = side[0] / 2, side[1] / 2
    return best


def _grid(w: float, h: float, p: float, q: float) -> _Pairs:
    """Every die that may be whole on a wafer of radius one, with the one box of all offsets."""
    import numpy as np

    columns, rows = (np.arange(-ceil(1 / pitch) - 1, ceil(1 / pitch) + 1) for pitch in (p, q))
    i, j = (numbers.ravel() for numbers in np.meshgrid(columns, rows))
    x, y = np.abs(i) * p + w / 2, np.abs(j) * q + h / 2
    near = np.maximum(x - p / 2, 0) ** 2 + np.maximum(y - q / 2, 0) ** 2 <= (1 + ROUNDING) ** 2
    dx, dy = np.where(i >= 0, 1.0, -1.0), np.where(j >= 0, 1.0, -1.0)
    return _Pairs(x[near], y[near], dx[near], dy[near], np.zeros(int(near.sum()), np.int64))


def _with(boxes: _Boxes, pairs: _Pairs, whole: Any) -> Integers:
    """Dies of each box with those of its pairs that are whole."""
    import numpy as np

    found: Integers = boxes.dies + np.bincount(pairs.box[whole], minlength=len(boxes))
    return found


def _quartered(boxes: _Boxes, pairs: _Pairs, kept: Any, undecided: Any) -> tuple[_Boxes, _Pairs]:
    """The quarters of the boxes that are kept, and in each of them the dies that are undecided in the box."""
    import numpy as np

    quarter = np.arange(4)

    def four(entries: Any) -> Any:
        return np.repeat(entries, 4)

    column, row = (np.add.outer(2 * entries[kept], part).ravel()
                   for entries, part in ((boxes.column, quarter % 2), (boxes.row, quarter // 2)))  # fmt: skip
    left = undecided & kept[pairs.box]
    number = np.cumsum(kept) - 1
    box = np.add.outer(4 * number[pairs.box[left]], quarter).ravel()
    return (
        _Boxes(column, row, four(boxes.dies[kept])),
        _Pairs(four(pairs.x[left]), four(pairs.y[left]), four(pairs.dx[left]), four(pairs.dy[left]), box),
    )
