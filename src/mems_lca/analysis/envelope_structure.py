"""Which choices change what an inventory is made of, and which only values of its inputs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from mems_lca.analysis.envelope_options import Choice
from mems_lca.analysis.envelope_variants import Variants, differing, same_structure
from mems_lca.inventory.processes import Inventory


def structural_choices(variants: Variants, choices: Sequence[Choice]) -> frozenset[str]:
    """The choices that change more than values of inputs, and of two that change the same input the smaller one."""
    found: set[str] = set()
    touched: dict[str, set[str]] = {}
    for choice in choices:
        inventories = [inventory_with(variants, choice, option.name) for option in choice.options[1:]]
        if not all(same_structure(variants.base, inventory) for inventory in inventories):
            found.add(choice.name)
        else:
            touched[choice.name] = {key for entry in inventories for key in differing(variants.base, entry)}
    sizes = {choice.name: len(choice.options) for choice in choices}
    for one, other in itertools.combinations(sorted(touched, key=lambda name: sizes[name]), 2):
        if not touched[one].isdisjoint(touched[other]):
            found.add(one)
    return frozenset(found)


def inventory_with(variants: Variants, choice: Choice, option: str) -> Inventory:
    """The inventory of one option alone, which must not be refused."""
    inventory = variants.build({choice.name: option}).inventory
    assert inventory is not None
    return inventory


def number_of_structures(choices: Sequence[Choice], structural: frozenset[str], held: frozenset[str]) -> int:
    """How many structures are built when the choices `held` change alone."""
    free = [len(choice.options) for choice in choices if choice.name in structural - held]
    return math.prod(free) + sum(len(choice.options) - 1 for choice in choices if choice.name in held)
