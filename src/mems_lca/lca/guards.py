"""What must not be negative for a study to have a solution, as values of a program."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from mems_lca.inventory.processes import Inventory
from mems_lca.lca.cell_values import CellValues
from mems_lca.lca.elimination import Supplies
from mems_lca.lca.program import Builder

_GROSS_DIES = ".device/gross_dies"


def amounts(builder: Builder, inventory: Inventory, found: CellValues) -> list[int]:
    """What may not be negative: the amounts of exchanges, wet mass less dry matter, dies beyond the first."""
    drawn = [found[exchange.amount] for process in inventory.processes.values() for exchange in process.exchanges]
    wet = [builder.apply("subtract", found[waste.wet], found[waste.dry]) for waste in inventory.wastes]
    return [*drawn, *wet, *_dies(builder, inventory, found)]


def _dies(builder: Builder, inventory: Inventory, found: CellValues) -> Iterator[int]:
    """Dies beyond the first, and the room that a die leaves inside the edge exclusion."""
    for key in inventory.cells:
        if not key.endswith(_GROSS_DIES):
            continue
        yield builder.apply("subtract", found[key], builder.number(1.0))
        route = key.removesuffix(_GROSS_DIES)
        width, height, edge = (
            found[own if (own := f"{route}.device.die.{name}") in inventory.cells else f"device.die.{name}"]
            for name in ("width", "height", "edge_exclusion")
        )
        squares = (builder.apply("multiply", size, size) for size in (width, height))
        diagonal = builder.apply("sqrt", builder.apply("add", *squares))
        usable = builder.apply("subtract", found[f"{route}.wafer.diameter"], builder.apply("add", edge, edge))
        yield builder.apply("subtract", usable, diagonal)


def pools(builder: Builder, inventory: Inventory, drawn: Supplies, found: CellValues) -> list[int]:
    """What each site draws of each product that is returned there, net of the returns."""
    net: defaultdict[tuple[str, str], int] = defaultdict(lambda: builder.number(0.0))
    returned: set[tuple[str, str]] = set()
    for name, supply in drawn.processes.items():
        process = inventory.processes[name]
        for exchange in process.exchanges:
            if exchange.kind == "product":
                pool = exchange.target, process.site
                amount = builder.apply("multiply", supply, found[exchange.amount])
                net[pool] = builder.apply("add" if exchange.sign > 0 else "subtract", net[pool], amount)
                if exchange.sign < 0:
                    returned.add(pool)
    return [net[pool] for pool in sorted(returned)]


def lowest(builder: Builder, values: Sequence[int]) -> int:
    """The smallest of the values that could be negative; one where none could."""
    unsure = dict.fromkeys(value for value in values if not builder.never_negative(value))
    found = builder.number(1.0)
    for value in unsure:
        found = builder.apply("minimum", found, value)
    return found
