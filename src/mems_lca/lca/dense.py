"""An independent dense solution of the same system, to check the calculation against."""

from __future__ import annotations

from mems_lca.lca.brightway import demand_key
from mems_lca.lca.system import System


def intensities(system: System, indicator: str) -> dict[str, float]:
    """What one unit of each node carries of an indicator, all that it draws included; by the transposed system."""
    import numpy as np

    own = np.zeros(len(system.nodes))
    factors = system.characterisation.get(indicator, {})
    for flow in system.flows:
        own[flow.node] += flow.amount * factors.get(flow.row, 0.0)
    found = np.linalg.solve(system.technosphere().T, own)
    return dict(zip(system.nodes, found.tolist(), strict=True))


def dense_scores(system: System) -> dict[str, dict[str, float]]:
    """Scores by demand and indicator, by numpy's dense solver on the technosphere matrix."""
    import numpy as np

    technosphere = system.technosphere()
    biosphere = np.zeros((len(system.rows), len(system.nodes)))
    for flow in system.flows:
        biosphere[flow.row, flow.node] += flow.amount
    scores: dict[str, dict[str, float]] = {}
    for demand in system.demands:
        inventory = biosphere @ np.linalg.solve(technosphere, system.demand_vector(demand))
        scores[demand_key(demand.route, demand.basis)] = {
            indicator: float(sum(factor * inventory[row] for row, factor in factors.items()))
            for indicator, factors in system.characterisation.items()
        }
    return scores
