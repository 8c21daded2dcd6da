"""The calculation by Brightway: a float64 datapackage in memory, all demands and indicators in one factorisation."""

from __future__ import annotations

import atexit
import contextlib
import io
import math
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.errors import SolveError
from mems_lca.lca.system import System

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Negative supply below this is rounding of a returned product, in the unit of the node per unit demanded.
ROUNDING = 1e-12
# A node outside a demand is given this much by the solver at most.
NOISE = 1e-15
_FLOW_OFFSET = 1_000_000


@dataclass(frozen=True)
class Solution:
    """Supply of each node per unit of each demand, and the score of each indicator."""

    supply: Mapping[str, tuple[float, ...]]
    scores: Mapping[str, Mapping[str, float]]
    software: Mapping[str, str]


def demand_key(route: str, basis: str) -> str:
    """The name of a demand: "grey/device"."""
    return f"{route}/{basis}"


def solve(system: System) -> Solution:
    """Supply and scores of every demand.

    Raises SolveError when a supply is not finite, or negative: a loop that returns as much as it draws, or more.
    """
    with warnings.catch_warnings():
        # Without a compiled solver bw2calc warns that scipy's is slower: it is fast enough for these systems.
        warnings.simplefilter("ignore")
        _import_privately()
        lca = _calculated(system)
    supply = {key: _supply(system, lca, key) for key in lca.demands}
    _refuse_impossible(system, supply)
    scores: dict[str, dict[str, float]] = {key: {} for key in supply}
    for (indicator, key), score in lca.scores.items():
        scores[key][_name(indicator)] = float(score)
    for key in scores:
        for indicator in system.characterisation:
            scores[key].setdefault(indicator, 0.0)
    return Solution(supply, scores, _software())


def _calculated(system: System) -> Any:
    import bw2calc as bc

    demands = {demand_key(demand.route, demand.basis): {system.index(demand.process): 1.0} for demand in system.demands}
    indicators = [(name,) for name, factors in system.characterisation.items() if any(factors.values())]
    lca = bc.MultiLCA(
        demands=demands, method_config={"impact_categories": indicators}, data_objs=[_datapackage(system)]
    )
    try:
        lca.lci()
    except RuntimeError as error:
        raise SolveError.single(
            "singular", "the system has no solution: a process consumes all that it makes"
        ) from error
    lca.lcia()
    return lca


def _datapackage(system: System) -> Any:
    """The system as a bw_processing datapackage; float64 is passed explicitly, its default is float32."""
    import bw_processing as bwp
    import numpy as np

    package = bwp.create_datapackage(sum_inter_duplicates=True, sum_intra_duplicates=True)
    diagonal = [(node, node) for node in range(len(system.nodes))]
    links = [(link.supplier, link.consumer) for link in system.links]
    package.add_persistent_vector(
        matrix="technosphere_matrix",
        name="technosphere",
        indices_array=np.array([*diagonal, *links], dtype=bwp.INDICES_DTYPE),
        data_array=np.array([*(1.0 for _ in diagonal), *(link.amount for link in system.links)], dtype=np.float64),
        flip_array=np.array([*(False for _ in diagonal), *(True for _ in links)]),
    )
    package.add_persistent_vector(
        matrix="biosphere_matrix",
        name="biosphere",
        indices_array=np.array(
            [(flow.row + _FLOW_OFFSET, flow.node) for flow in system.flows], dtype=bwp.INDICES_DTYPE
        ),
        data_array=np.array([flow.amount for flow in system.flows], dtype=np.float64),
    )
    for indicator, factors in system.characterisation.items():
        package.add_persistent_vector(
            matrix="characterization_matrix",
            name=indicator,
            identifier=[indicator],
            indices_array=np.array([(row + _FLOW_OFFSET, 0) for row in factors], dtype=bwp.INDICES_DTYPE),
            data_array=np.array(list(factors.values()), dtype=np.float64),
        )
    return package


def _supply(system: System, lca: Any, key: str) -> tuple[float, ...]:
    array: NDArray[np.float64] = lca.supply_arrays[key]
    found = (float(array[lca.dicts.activity[node]]) for node in range(len(system.nodes)))
    return tuple(0.0 if abs(amount) < NOISE else amount for amount in found)


def _refuse_impossible(system: System, supply: Mapping[str, tuple[float, ...]]) -> None:
    for key, amounts in supply.items():
        for node, amount in zip(system.nodes, amounts, strict=True):
            below = amount < -ROUNDING and node not in system.deducted
            if not math.isfinite(amount) or below or amount > 1 / ROUNDING:
                why = "not finite" if not math.isfinite(amount) else "negative" if amount < 0 else "beyond any scale"
                message = f"the supply of {node} for {key} is {why}: {_reason(system, node, amounts)}"
                raise SolveError.single("impossible_supply", message, found=f"{amount:.6g}", expected="zero or more")


def _reason(system: System, node: str, supply: tuple[float, ...]) -> str:
    """Why a supply is impossible: with both amounts where processes return more of it than others draw."""
    position = system.index(node)
    flows = [link.amount * supply[link.consumer] for link in system.links if link.supplier == position]
    drawn, returned = sum(flow for flow in flows if flow > 0), -sum(flow for flow in flows if flow < 0)
    if all(math.isfinite(flow) for flow in flows) and any(
        link.amount < 0 and supply[link.consumer] > 0 for link in system.links if link.supplier == position
    ):
        return f"more of it is returned or used again ({returned:.4g}) than is drawn or drained ({drawn:.4g})"
    return "a loop returns as much as it draws, or more"


def _name(indicator: Any) -> str:
    return indicator[0] if isinstance(indicator, tuple | list) else str(indicator)


def _software() -> dict[str, str]:
    import bw2calc
    import bw_processing
    import numpy

    versions = {
        "bw2calc": bw2calc.__version__,
        "bw_processing": bw_processing.__version__,
        "numpy": numpy.__version__,
    }
    return {
        name: ".".join(str(part) for part in version) if isinstance(version, tuple) else str(version)
        for name, version in versions.items()
    }


def _import_privately() -> None:
    """Imports bw2calc with a temporary Brightway folder: otherwise a project appears in the user's home."""
    if "bw2calc" in sys.modules or os.environ.get("BRIGHTWAY2_DIR"):
        return
    folder = tempfile.mkdtemp(prefix="mems-lca-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ["BRIGHTWAY2_DIR"] = folder
    try:
        # It announces the folder on standard output, which belongs to the user's own output.
        with contextlib.redirect_stdout(io.StringIO()):
            import bw2calc  # noqa: F401
    finally:
        del os.environ["BRIGHTWAY2_DIR"]
