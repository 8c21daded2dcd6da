"""In-fab returns: a site cannot return more of a product than it draws."""

from __future__ import annotations

from collections import defaultdict

from mems_lca.errors import SolveError
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.brightway import ROUNDING, Solution
from mems_lca.lca.system import System


def refuse_overdrawn_pools(inventory: Inventory, system: System, solution: Solution) -> None:
    """Raises SolveError when the returns of a product at a site exceed its use there, for any demand."""
    position = {node: index for index, node in enumerate(system.nodes)}
    for key, supply in solution.supply.items():
        pools: defaultdict[tuple[str, str], float] = defaultdict(float)
        returned: set[tuple[str, str]] = set()
        for process in inventory.processes.values():
            for exchange in process.exchanges:
                if exchange.kind == "product":
                    pool = (exchange.target, process.site)
                    pools[pool] += supply[position[process.id]] * exchange.sign * inventory.values[exchange.amount]
                    if exchange.sign < 0:
                        returned.add(pool)
        for target, site in sorted(returned):
            if pools[target, site] < -ROUNDING:
                label = inventory.targets[target].label
                message = f"site {site} returns more {label} than it uses, for {key}"
                raise SolveError.single(
                    "return_beyond_use", message, found=f"{pools[target, site]:.6g} net", expected="zero or more"
                )
