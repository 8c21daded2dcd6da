"""The functional unit: how many wafers or devices, or per which performance."""

from __future__ import annotations

from mems_lca.inventory.evidence import DESIGN
from mems_lca.inventory.shop import Shop
from mems_lca.study.formula import Expr, Ref
from mems_lca.units import Quantity


def functional_unit_scale(shop: Shop) -> tuple[Ref, str]:
    """Cell that turns a result per device (or wafer) into one per functional unit, and the unit's name."""
    study = shop.bound.study
    unit = study.functional_unit
    amount = shop.ledger.enter(
        "functional_unit.amount",
        unit.amount,
        label="Amount of the functional unit",
        paths=(("functional_unit", "amount"),),
        kind="positive",
        source="given:study",
        origin="given",
        evidence=DESIGN,
    )
    basis = "wafer" if unit.amount.unit == "wafer" else "device"
    label = f"{unit.amount.magnitude:g} {basis}"
    scale: Expr = amount
    if unit.per:
        performance = (study.device.performance if study.device else {})[unit.per]
        value = shop.ledger.enter(
            f"device.performance.{unit.per}",
            Quantity(performance.amount, ""),
            label=f"Performance: {unit.per}",
            paths=(("device", "performance", unit.per, "value"),),
            kind="positive",
            source="given:study",
            origin="given",
            evidence=DESIGN,
        )
        scale = amount / value if performance.better == "higher" else amount * value
        label = f"{label} per {performance.unit}" if performance.better == "higher" else f"{label} × {performance.unit}"
    return shop.ledger.derive("functional_unit/scale", scale, "", f"Per functional unit: {label}"), label
