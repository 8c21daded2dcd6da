"""Totals of every combination of choices, of which only those that change the structure are built.

Options that change nothing but values of inputs are evaluated together by the batch solver in each structure. What such
an option changes is taken from the study as chosen; inputs that only a structure has are looked up by building the
option in it. `envelope_checks` solves combinations whole, because this is a composition.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mems_lca.analysis.envelope_options import ACCOUNTING, Choice, LeftOut
from mems_lca.analysis.envelope_structure import inventory_with, structural_choices
from mems_lca.analysis.envelope_variants import Changes, Key, Variants, differing, same_structure, touches
from mems_lca.errors import SolveError
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.batch import Basis, compile_inventory, given
from mems_lca.lca.system import METHOD_ACCOUNTS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]
    Codes = NDArray[np.int64]

CLIMATE = "climate_change"
Values = dict[str, float]


@dataclass(frozen=True)
class Combinations:
    """Every combination: `codes` (combinations × choices) numbers the options, 0 for the study's own.

    `totals` are per functional unit, by route and indicator, in its unit.
    """

    choices: tuple[Choice, ...]
    codes: Codes
    totals: Mapping[tuple[str, str], Array]
    left_out: tuple[LeftOut, ...]

    @property
    def count(self) -> int:
        """How many combinations have a result."""
        return len(self.codes)

    @property
    def changes(self) -> Codes:
        """How many choices differ from the study's own, by combination."""
        found: Codes = (self.codes > 0).sum(axis=1)
        return found

    def at(self, row: int, *, changed: bool = False) -> dict[str, str]:
        """The options of a combination by choice; only those that differ from the study's own where `changed`."""
        pairs = zip(self.choices, self.codes[row], strict=True)
        return {choice.name: choice.options[code].name for choice, code in pairs if code or not changed}


class _StructureError(Exception):
    """A choice that looked like one of values changes the structure beside another."""

    def __init__(self, choice: str) -> None:
        super().__init__(choice)
        self.choice = choice


@dataclass
class _Work:
    """The combinations of one division of choices into those of structure and those of values."""

    variants: Variants
    structural: list[Choice]
    valued: list[Choice]
    held: frozenset[str]
    basis: Basis
    refused: dict[Key, str] = field(default_factory=dict)
    lost: list[LeftOut] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.options = {
            (choice.name, option.name): differing(
                self.variants.base, inventory_with(self.variants, choice, option.name)
            )
            for choice in self.valued
            for option in choice.options[1:]
        }

    def structures(self) -> list[dict[str, str]]:
        """The combinations of options that change the structure, the least changes first; a held choice changes
        alone."""
        free = [choice for choice in self.structural if choice.name not in self.held]
        alone = [choice for choice in self.structural if choice.name in self.held]
        single = [{choice.name: option.name} for choice in alone for option in choice.options[1:]]
        return sorted([*_product(free), *single], key=len)

    def refuses(self, changes: Changes) -> bool:
        """Whether options that cannot stand together are among these."""
        return any(key <= set(changes.items()) for key in self.refused)

    def differences(self, structure: Changes, inventory: Inventory) -> dict[tuple[str, str], Values]:
        """What each option of values changes in a structure; an option that is refused there is not among them."""
        found = {}
        for (choice, option), changed in self.options.items():
            together = {**structure, choice: option}
            if self.refuses(together):
                continue
            values = self._difference(structure, inventory, (choice, option), changed)
            if values is not None:
                found[choice, option] = values
        return found

    def _difference(
        self, structure: Changes, inventory: Inventory, option: tuple[str, str], changed: Values
    ) -> Values | None:
        base = self.variants.base
        expected = dict.fromkeys(base.cells, base)
        found = {key: value for key, value in changed.items() if key in inventory.cells}
        for part in structure.items():
            single = self.variants.build(dict([part])).inventory
            assert single is not None
            expected = {**dict.fromkeys(single.cells, single), **expected}
            if not touches(base, single, changed):
                continue
            pair = self._built(single, dict([part, option]), option[0])
            if pair is None:
                return None
            keys = (changed.keys() & pair.cells.keys()) | differing(single, pair).keys()
            found |= {key: pair.values[key] for key in keys if key in inventory.cells}
        own = all(inventory.values[key] == expected[key].values[key] for key in found)
        if own and all(key in expected for key, cell in inventory.cells.items() if cell.expr is None):
            return found
        # Structures that act on each other here: what the option changes is not the sum of what it changes in each.
        direct = self._built(inventory, {**structure, option[0]: option[1]}, option[0])
        return None if direct is None else differing(inventory, direct)

    def _built(self, beside: Inventory, changes: Changes, choice: str) -> Inventory | None:
        """The inventory of a combination, which must have the structure of `beside`; None where it is refused."""
        built = self.variants.build(changes)
        if built.inventory is None:
            self.refused[frozenset(changes.items())] = built.refusal
            return None
        if not same_structure(beside, built.inventory):
            raise _StructureError(choice)
        return built.inventory


def _product(choices: Sequence[Choice]) -> Iterator[dict[str, str]]:
    """The combinations of all options, each as the options that differ from the study's own."""
    for options in itertools.product(*(choice.options for choice in choices)):
        yield {c.name: o.name for c, o in zip(choices, options, strict=True) if o.name != c.chosen}


def combine(
    variants: Variants, choices: Sequence[Choice], *, basis: Basis, held: frozenset[str] = frozenset()
) -> Combinations:
    """Totals of all combinations; those of `held` choices change alone. Raises SolveError where there is none."""
    built = [choice for choice in choices if choice.name != ACCOUNTING]
    structural = structural_choices(variants, built) | (held - {ACCOUNTING})
    while True:
        work = _Work(
            variants,
            [choice for choice in built if choice.name in structural],
            [choice for choice in built if choice.name not in structural],
            held,
            basis,
        )
        try:
            return _combined(work, tuple(choices))
        except _StructureError as found:
            structural = structural | {found.choice}


def _combined(work: _Work, choices: tuple[Choice, ...]) -> Combinations:
    import numpy as np

    parts: list[tuple[Codes, dict[tuple[str, str], Array]]] = []
    for structure in work.structures():
        if work.refuses(structure):
            continue
        built = work.variants.build(structure)
        if built.inventory is None:
            work.refused[frozenset(structure.items())] = built.refusal
            continue
        parts.append(_in_structure(work, choices, structure, built.inventory))
    if not sum(len(codes) for codes, _ in parts):
        raise SolveError.single("no_combination", "the study has a solution in no combination of choices")
    keys = list(dict.fromkeys(key for _, totals in parts for key in totals))
    none = {key: [np.zeros(len(codes)) for codes, _ in parts] for key in keys}
    totals = {
        key: np.concatenate([found.get(key, zero) for (_, found), zero in zip(parts, none[key], strict=True)])
        for key in keys
    }
    return Combinations(choices, np.concatenate([codes for codes, _ in parts]), totals, tuple(_left_out(work)))


def _left_out(work: _Work) -> Iterator[LeftOut]:
    yield from (_named(key, reason) for key, reason in work.refused.items())
    yield from work.lost


def _named(changes: Iterable[tuple[str, str]], reason: str) -> LeftOut:
    pairs = sorted(changes)
    return LeftOut(" + ".join(name for name, _ in pairs), " + ".join(option for _, option in pairs), reason)


def _in_structure(
    work: _Work, choices: tuple[Choice, ...], structure: Changes, inventory: Inventory
) -> tuple[Codes, dict[tuple[str, str], Array]]:
    """Codes and totals of the combinations of values in one structure, by both accounts of electricity."""
    import numpy as np

    values = work.differences(structure, inventory)
    rows = list(_rows(work, structure, values))
    varied = sorted({key for changed in values.values() for key in changed})
    columns = {key: np.full(len(rows), inventory.values[key]) for key in varied}
    for number, row in enumerate(rows):
        for pair in row.items():
            for key, value in values.get(pair, {}).items():
                columns[key][number] = value
    scale = inventory.functional_units["scale"]
    compiled = compile_inventory(inventory, {key: key for key in varied}, bases=(work.basis,), cells=(scale,))
    found = compiled.run(given(columns), len(rows))
    possible = np.flatnonzero(found.possible)
    if len(possible) < len(rows):
        lost = [{**structure, **rows[number]} for number in range(len(rows)) if not found.possible[number]]
        work.lost += [
            _named(changes.items(), "no solution: an amount or a supply falls below zero") for changes in lost
        ]
    number_of = {choice.name: {o.name: n for n, o in enumerate(choice.options)} for choice in choices}
    codes = np.array(
        [[number_of[c.name].get({**structure, **rows[n]}.get(c.name, ""), 0) for c in choices] for n in possible],
        dtype=np.int64,
    ).reshape(len(possible), len(choices))
    per_unit = found.cell(scale)[possible]
    totals = {
        (output.route, output.view): found.total(output.route, work.basis, output.view)[possible] * per_unit
        for output in compiled.outputs
    }
    return _by_account(work, choices, codes, totals)


def _rows(work: _Work, structure: Changes, values: Mapping[tuple[str, str], Values]) -> Iterator[dict[str, str]]:
    """The options of values that differ from the study's own, of each combination in a structure."""
    alone = bool(work.held.intersection(structure))
    for changes in _product(work.valued):
        if (not alone or not changes) and all(pair in values for pair in changes.items()):
            yield changes


def _by_account(
    work: _Work, choices: tuple[Choice, ...], codes: Codes, totals: dict[tuple[str, str], Array]
) -> tuple[Codes, dict[tuple[str, str], Array]]:
    """Each combination by each account of electricity that is chosen between; climate change is that of the account."""
    import numpy as np

    column = next((n for n, choice in enumerate(choices) if choice.name == ACCOUNTING), -1)
    own = work.variants.bound.study.accounting
    accounts = [own] if column < 0 else [option.name for option in choices[column].options]
    blocks = []
    for number in range(len(accounts)):
        block = codes.copy()
        if column >= 0:
            block[:, column] = number
        blocks.append(block)
    views = {f"{CLIMATE}_{account}" for account in METHOD_ACCOUNTS}
    found = {key: np.tile(total, len(accounts)) for key, total in totals.items() if key[1] not in views}
    none = np.zeros(len(codes))
    for route in dict.fromkeys(route for route, _ in totals):
        by_account = [totals.get((route, f"{CLIMATE}_{account}"), none) for account in accounts]
        found[route, CLIMATE] = np.concatenate(by_account)
    return np.concatenate(blocks), found
