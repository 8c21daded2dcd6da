"""The inventory as a system of linear equations: nodes, links and flows in the order of their ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mems_lca.inventory.processes import Demand, Impact, Inventory

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

METHOD_ACCOUNTS = ("location", "market")


@dataclass(frozen=True)
class Link:
    """An exchange between nodes: `consumer` draws `amount` of `supplier` per unit of itself (negative: returns it)."""

    consumer: int
    supplier: int
    amount: float


@dataclass(frozen=True)
class Flow:
    """An intervention of a node: `amount` of the biosphere row `row` per unit of the node."""

    node: int
    row: int
    amount: float


@dataclass(frozen=True)
class System:
    """Nodes are processes and background products; rows of the biosphere are elementary flows, payments, recovered
    materials and, for background products, one row per factor, already in the indicator's unit (characterised).

    `characterisation[indicator]` maps a row to its factor. Climate change is there twice, by location and by market.
    `deducted` are nodes whose supply is negative because what they hold is taken off.
    """

    nodes: tuple[str, ...]
    links: tuple[Link, ...]
    rows: tuple[str, ...]
    flows: tuple[Flow, ...]
    characterisation: Mapping[str, Mapping[int, float]]
    demands: tuple[Demand, ...]
    deducted: frozenset[str] = frozenset()

    def index(self, node: str) -> int:
        """The position of a node."""
        return self.nodes.index(node)

    def technosphere(self) -> NDArray[np.float64]:
        """The matrix A, dense, nodes × nodes: outputs on the diagonal, draws negative."""
        import numpy as np

        matrix = np.eye(len(self.nodes))
        for link in self.links:
            matrix[link.supplier, link.consumer] -= link.amount
        return matrix

    def demand_vector(self, demand: Demand) -> NDArray[np.float64]:
        """One unit of the demanded process."""
        import numpy as np

        vector = np.zeros(len(self.nodes))
        vector[self.index(demand.process)] = 1.0
        return vector


def indicator_views(impact: Impact) -> tuple[str, ...]:
    """Keys of the characterisation that an impact belongs to."""
    if impact.indicator != "climate_change":
        return (impact.indicator,)
    if impact.accounting == "both":
        return tuple(f"climate_change_{account}" for account in METHOD_ACCOUNTS)
    return (f"climate_change_{impact.accounting}",)


def build_system(inventory: Inventory) -> System:
    """The system of an inventory."""
    products = [target.id for target in inventory.targets.values() if target.kind == "product"]
    nodes = (*inventory.processes, *products)
    position = {node: index for index, node in enumerate(nodes)}
    rows: dict[str, int] = {}
    links: list[Link] = []
    flows: list[Flow] = []
    characterisation: dict[str, dict[int, float]] = {}
    values = inventory.values

    def row_of(name: str, impacts: list[tuple[str, float]]) -> int:
        if name not in rows:
            rows[name] = len(rows)
            for view, factor in impacts:
                characterisation.setdefault(view, {})[rows[name]] = factor
        return rows[name]

    for process in inventory.processes.values():
        for exchange in process.exchanges:
            amount = exchange.sign * values[exchange.amount]
            if exchange.kind in ("elementary", "payment", "recovered"):
                impacts = inventory.targets[exchange.target].impacts
                factors = [(view, values[impact.cell]) for impact in impacts for view in indicator_views(impact)]
                flows.append(Flow(position[process.id], row_of(exchange.target, factors), amount))
            else:
                links.append(Link(position[process.id], position[exchange.target], amount))
    for product in products:
        for number, impact in enumerate(inventory.targets[product].impacts):
            row = row_of(f"{product}#{number}", [(view, 1.0) for view in indicator_views(impact)])
            flows.append(Flow(position[product], row, values[impact.cell]))
    if not flows:
        # Brightway takes no system without interventions: a flow of zero that no indicator counts.
        flows.append(Flow(0, row_of("none", []), 0.0))
    deducted = frozenset(process.id for process in inventory.processes.values() if process.deducted)
    return System(nodes, tuple(links), tuple(rows), tuple(flows), characterisation, inventory.demands, deducted)
