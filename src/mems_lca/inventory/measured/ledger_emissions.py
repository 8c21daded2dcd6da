"""What leaves the tools of a group for the gas they used, and where its fluorine goes."""

from __future__ import annotations

from collections.abc import Callable

from mems_lca.inventory.measured.ledger_kinds import Abated, Fluorine, Leaving
from mems_lca.inventory.plasma import by_product_emission, formed_cf4, unreacted_emission
from mems_lca.library.factors import UtilisationRow

# kg of fluorine per kg of a gas; None for a mixture of unknown composition.
Carried = Callable[[str], float | None]


def leaving(
    used: float, gas: str, row: UtilisationRow | None, abated: Abated, carried: Carried, f2_rate: float = 0.0
) -> tuple[Leaving, ...]:
    """The gas and its by-products before and after abatement, kg for `used` kg.

    40 CFR 98.93(a), eq. I-8 and I-9: C (1-U)(1 - a d UT) and C B (1 - a d_k UT); without a row of the table U = B = 0
    (98.93(a)(6)). `f2_rate` is kg F2 per kg of a gas fed to a remote plasma where the table prints none: it feeds the
    CF4 that a hydrocarbon flame makes.
    """
    rates = {gas: 1.0 if row is None else row.one_minus_u.value}
    if row is not None:
        rates |= {name: factor.value for name, factor in row.byproducts.items()}
    made = _from_flame(used, rates, abated, carried, f2_rate)
    if made:
        rates.setdefault("CF4", 0.0)
    found = []
    for name, rate in rates.items():
        rule = unreacted_emission if name == gas else by_product_emission
        formed = made if name == "CF4" else 0.0
        found.append(Leaving(name, rate, rule(used, rate, 1.0), abated.of(name), abated.passed(name), formed))
    return tuple(found)


def _from_flame(used: float, rates: dict[str, float], abated: Abated, carried: Carried, f2_rate: float) -> float:
    """CF4 from the NF3 that a flame destroys and the F2 that reaches it, kg."""
    per_cf4 = carried("CF4")
    if not abated.flame or not per_cf4:
        return 0.0
    masses = {"NF3": rates.get("NF3", 0.0) * abated.of("NF3"), "F2": rates.get("F2", f2_rate)}
    fluorine = sum(used * mass * (carried(name) or 0.0) for name, mass in masses.items())
    return formed_cf4(fluorine * abated.treated * abated.uptime, abated.flame, per_cf4)


def fluorine(
    used: float, gas: str, found: tuple[Leaving, ...], carried: Carried, polymer: float = 0.0
) -> Fluorine | None:
    """The balance of the fluorine of the gas used, kg F; None when a gas is a mixture of unknown composition.

    `polymer` is kg F that stays in polymer on walls per kg of gas used.
    """
    shares = {name: carried(name) for name in (gas, *(entry.gas for entry in found))}
    known = {name: share for name, share in shares.items() if share is not None}
    if len(known) < len(shares):
        return None
    fed, kept = used * known[gas], used * polymer
    left = fed - kept - sum(entry.uncontrolled * known[entry.gas] for entry in found)
    return Fluorine(
        fed=fed,
        emitted=sum(entry.emitted * known[entry.gas] for entry in found),
        polymer=kept,
        converted=max(left, 0.0),
        destroyed=sum(entry.destroyed * known[entry.gas] for entry in found),
        formed=sum(entry.formed * known[entry.gas] for entry in found),
        excess=max(-left, 0.0),
    )
