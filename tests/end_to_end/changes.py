"""Single changes of inputs of a study, drawn with a seed, some of each kind."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from mems_lca.analysis.result import Result

Record = dict[str, Any]
LOW, HIGH = 0.8, 1.25


@dataclass(frozen=True)
class Change:
    """Another value of an input, in its own unit; `text` is what `--set` takes."""

    key: str
    path: str
    value: float
    unit: str

    @property
    def text(self) -> str:
        """Value and unit, with every digit."""
        return f"{self.value!r} {self.unit}".strip()


def _yields(record: Record) -> bool:
    return str(record["path"]).endswith("yield")


def _abates(record: Record) -> bool:
    return ".abatement." in str(record["path"])


def _grid(record: Record) -> bool:
    return str(record["key"]).startswith(("grid:", "generation:"))


def _factor(record: Record) -> bool:
    return record["group"] == "factor" and not _grid(record)


def _parameter(record: Record) -> bool:
    return record["group"] == "parameter" and not _yields(record) and not _abates(record)


KINDS: dict[str, tuple[Callable[[Record], bool], int]] = {
    "parameter": (_parameter, 20),
    "factor": (_factor, 12),
    "yield": (_yields, 6),
    "abatement": (_abates, 5),
    "grid": (_grid, 7),
}


def draw(result: Result, seed: int) -> list[Change]:
    """The changes of all kinds, as many of each as KINDS says; none is drawn twice."""
    chance = random.Random(seed)
    shared = _shared(result)
    inputs = [
        cell for cell in result.body["trace"]["cells"] if _changeable(cell) and not str(cell["path"]).startswith(shared)
    ]
    found: list[Change] = []
    for fits, number in KINDS.values():
        known = sorted((cell for cell in inputs if fits(cell)), key=lambda cell: str(cell["key"]))
        found += [_changed(cell, chance) for cell in chance.sample(known, min(number, len(known)))]
    spare = (cell for cell in _shuffled(inputs, chance) if cell["key"] not in {change.key for change in found})
    total = sum(number for _, number in KINDS.values())
    return found + [_changed(cell, chance) for cell, _ in zip(spare, range(total - len(found)), strict=False)]


def _shared(result: Result) -> tuple[str, ...]:
    """Beginnings of paths that mean several occurrences of a step, as that of a step whose name is also its id."""
    counts = Counter((process["route"], process["label"]) for process in result.body["trace"]["processes"])
    return tuple(
        f"{process['id']}."
        for process in result.body["trace"]["processes"]
        if counts[process["route"], process["label"]] > 1
    )


def _shuffled(inputs: list[Record], chance: random.Random) -> Iterator[Record]:
    return iter(chance.sample(inputs, len(inputs)))


def _changeable(cell: Record) -> bool:
    """An input with a path; a share of a supply mix cannot change alone, and a count of dies is of the device."""
    if "formula" in cell or not cell["path"] or not cell["given"]["value"]:
        return False
    return not str(cell["key"]).startswith("supply:")


def _changed(cell: Record, chance: random.Random) -> Change:
    """A value between 0.8 and 1.25 times that of now; a share stays between 0 and 1."""
    old = float(cell["given"]["value"])
    new = old * chance.uniform(LOW, HIGH)
    if cell["unit"] == "" and 0 < old <= 1 < new:
        new = old * chance.uniform(LOW, 1.0)
    return Change(str(cell["key"]), str(cell["path"]), new, str(cell["given"]["unit"]))
