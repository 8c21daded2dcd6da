"""Running a straight-line program over chunks of parameter sets, in buffers that are used again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.lca.program import Program

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    # Writes the values of a leaf, in canonical units, into an array.
    Fill = Callable[[str, Array], None]

# Parameter sets that are computed together: enough that calling numpy costs little beside the arithmetic, few enough
# that the values in use stay near the processor.
CHUNK = 4096


@dataclass(frozen=True)
class _Call:
    """One call: a numpy function on slots, or the filling of a slot with the leaf `name`; `result` is a slot."""

    function: Any
    operands: tuple[int, ...]
    result: int
    name: str = ""


class Runner:
    """A program with its buffers, for chunks of at most `size` parameter sets; not shared between threads.

    Arithmetic is that of IEEE 754 double precision, element by element: a result does not depend on the chunk that a
    parameter set falls into.
    """

    def __init__(self, program: Program, size: int = CHUNK) -> None:
        import numpy as np

        self._asked = program.asked
        self._slot: dict[int, int] = {value: slot for slot, value in enumerate(program.numbers)}
        self._numbers = [np.array(number) for number in program.numbers.values()]
        self._buffers = 0
        self._count = 0
        self._calls = tuple(self._planned(program))
        self._memory = np.empty((self._buffers, size))

    def run(self, fill: Fill, count: int, out: Array) -> None:
        """Computes `count` parameter sets into `out` (values asked for × count); each leaf is filled once."""
        import numpy as np

        if count != self._count:
            self._bind(count)
        with np.errstate(all="ignore"):
            for function, operands, name, result in self._bound:
                if function is None:
                    fill(name, result)
                else:
                    function(*operands, out=result)
        for row, value in enumerate(self._asked):
            out[row, :count] = self._slots[self._slot[value]]

    def _bind(self, count: int) -> None:
        """Puts arrays of `count` elements in the place of slots."""
        self._count = count
        self._slots: list[Any] = [*self._numbers, *(buffer[:count] for buffer in self._memory)]
        self._bound = [
            (call.function, [self._slots[slot] for slot in call.operands], call.name, self._slots[call.result])
            for call in self._calls
        ]

    def _planned(self, program: Program) -> Iterator[_Call]:
        """Calls in order, each leaf just before its first use; the buffers of values that are done are used again."""
        import numpy as np

        free: list[int] = []
        for operation, done in zip(program.operations, program.last_use, strict=True):
            for operand in operation.operands:
                if operand not in self._slot:
                    yield _Call(None, (), self._buffer(operand, free), program.leaves[operand])
            operands = tuple(self._slot[operand] for operand in operation.operands)
            # An elementwise function may write over an operand that nothing needs any more.
            free += [self._slot[value] for value in done]
            yield _Call(getattr(np, operation.code), operands, self._buffer(operation.result, free))
        for value in program.asked:
            if value not in self._slot:
                yield _Call(None, (), self._buffer(value, free), program.leaves[value])

    def _buffer(self, value: int, free: list[int]) -> int:
        """The slot of a buffer for a value: a free one, or a new one."""
        if not free:
            free.append(len(self._numbers) + self._buffers)
            self._buffers += 1
        self._slot[value] = free.pop()
        return self._slot[value]
