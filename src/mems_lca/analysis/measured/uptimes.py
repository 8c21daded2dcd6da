"""The uptime of a route's abatement by the logs of its units."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from mems_lca.errors import Finding, Place
from mems_lca.inventory.measured.totals import gas_used
from mems_lca.inventory.measured.uptime import logged
from mems_lca.library.bound import BoundRoute
from mems_lca.library.rests import Uptime
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Records


def route_uptime(measured: Measured, tables: Records, route: BoundRoute, product: str) -> Uptime | None:
    """Hours up over hours with gas, of the groups that serve the product, weighted by the kg of gas that its abatement
    treats and they used; by the hours with gas where no bottle was weighed. None without abatement or a log.
    """
    if route.abatement is None:
        return None
    used = gas_used(entry for entry in tables.bottles if entry.gas in route.abatement.gases)
    found: list[tuple[str, float, float, float]] = []
    for name, group in measured.tool_groups.items():
        log = logged(tables.uptime, group.units) if not group.products or product in group.products else None
        if log is not None:
            gas = fsum(kg for (of_group, _), kg in used.items() if of_group == name)
            found.append((name, log.uptime, gas, log.running))
    if not found:
        return None
    by_gas = fsum(gas for _, _, gas, _ in found) > 0
    weights = [gas if by_gas else running for _, _, gas, running in found]
    value = fsum(entry[1] * weight for entry, weight in zip(found, weights, strict=True)) / fsum(weights)
    groups = tuple(entry[0] for entry in found)
    proofs = dict.fromkeys(entry.evidence for entry in measured.uptime if entry.evidence)
    return Uptime(route.abatement, value, groups, ", ".join(proofs))


def unknown_units(measured: Measured, tables: Records) -> Sequence[Finding]:
    """A warning for each unit with a log that no group of tools names."""
    known = {unit for group in measured.tool_groups.values() for unit in group.units}
    names = dict.fromkeys(entry.unit for entry in tables.uptime if entry.unit not in known)
    message = "no group of tools names the abatement unit {}: its log counts for nothing"
    place = Place(path="measured.tool_groups")
    return [Finding("warning", "uptime_unit", message.format(name), place, found=name) for name in names]
