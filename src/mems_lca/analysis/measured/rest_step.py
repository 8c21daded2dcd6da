"""The steps that hold what was measured beyond the model, and what the model says beyond the measurement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any, Literal

from mems_lca.inventory.measured.accounts import Account
from mems_lca.inventory.measured.scope import WATER
from mems_lca.inventory.processes import WasteRecord
from mems_lca.library.bound import BoundStep
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.rests import EXCESS, REST
from mems_lca.library.sources import MEASURED
from mems_lca.study.elements import ELEMENTS
from mems_lca.study.step import Setting, Step
from mems_lca.study.uncertainty import Uncertainty
from mems_lca.units import Quantity

DRAIN = "site_drainage"
_NAMES = {
    REST: {"en": "Measured, not explained by the model", "zh": "实测与模型之差"},
    EXCESS: {"en": "Modelled beyond what was measured", "zh": "模型高出实测的部分"},
}
_DRAINED = (
    "Share of the water that drains, as of the site's modelled water; the rest of it counts as evaporated. Where water "
    "goes that no step of the model takes was not measured."
)
_DRY = "Dry matter as of the modelled waste of this name."


@dataclass(frozen=True)
class Held:
    """One rest to be held: `measured` and `rest` in the unit of its account per finished wafer; the rest is below zero
    where the model says more.

    `drained` is the share of water that drains, `waste` the modelled waste of the same name with its dry share.
    """

    account: Account
    parameter: str
    measured: float
    rest: float
    drained: float = 1.0
    waste: WasteRecord | None = None
    dry: float | None = None


def parameters(accounts: Sequence[Account]) -> tuple[str, ...]:
    """Names of the parameters of accounts: "electricity_main", "gas_SF6_drie"; each once."""
    found: list[str] = []
    for account in accounts:
        scope = account.scope
        words = (scope.kind, scope.name, *(entry.source for entry in account.allotments))
        site_wide = scope.kind in ("chemical", "waste")
        base = re.sub(r"\W+", "_", "_".join(word for word in (words[:2] if site_wide else words) if word))
        name, number = base, 2
        while name in found:
            name, number = f"{base}_{number}", number + 1
        found.append(name)
    return tuple(found)


def rest_steps(site: str, held: Iterable[Held], factors: FactorLibrary, scale: float = 1.0) -> tuple[BoundStep, ...]:
    """The steps of a route's rests: one for what is added to each finished wafer, one for what is taken off it.

    Rests of zero are held by none. `scale` is how often a wafer draws the steps.
    """
    entries = [entry for entry in held if entry.rest]
    above = [entry for entry in entries if entry.rest > 0]
    below = [entry for entry in entries if entry.rest < 0]
    found = [
        _step(site, REST, 1, above, factors, scale) if above else None,
        _step(site, EXCESS, -1, below, factors, scale) if below else None,
    ]
    return tuple(step for step in found if step is not None)


def _step(
    site: str, name: str, finished: Literal[-1, 1], held: Sequence[Held], factors: FactorLibrary, scale: float
) -> BoundStep:
    given: dict[str, Any] = {}
    settings: dict[str, tuple[Setting, str]] = {}
    exchanges: list[dict[str, Any]] = []
    for entry in held:
        setting = _setting(entry, scale)
        settings[entry.parameter] = (setting, "study")
        given[entry.parameter] = {"value": setting.value, "source": setting.source, "note": setting.note}
        exchanges += _exchanges(entry, factors)
        given |= _shares(entry)
    step = Step.model_validate(
        {
            "schema": "mems-lca/step/1",
            "name": _NAMES[name],
            "stage": "wafer_fabrication",
            "per": "wafer",
            "site": site,
            "parameters": given,
            "exchanges": exchanges,
        }
    )
    return BoundStep(key=name, name=name, step=step, site=site, settings=settings, finished=finished)


def _setting(held: Held, scale: float) -> Setting:
    account, amount = held.account, abs(held.rest) / scale
    note = f"Measured less modelled per finished wafer: {account.id}."
    return Setting(
        value=Quantity(amount, f"{account.unit}/wafer"),
        source=account.evidence or MEASURED,
        note=note,
        evidence=account.evidence if "," not in account.evidence else "",
        uncertainty=_spread(held, scale),
    )


def _spread(held: Held, scale: float) -> Uncertainty | None:
    """The spread of the meter, which is relative to what was measured, as that of the difference."""
    stated = held.account.uncertainty
    if stated is None or stated.lognormal is None:
        return None
    deviation = abs(held.measured) * log(stated.lognormal) / scale
    return Uncertainty(normal=Quantity(deviation, f"{held.account.unit}/wafer"), covers=stated.covers)


def _shares(held: Held) -> dict[str, Any]:
    """Parameters beside the rest itself."""
    if held.account.scope.kind == "water":
        return {f"{held.parameter}_drained_share": _assumed(held.drained, _DRAINED)}
    if held.dry is not None:
        return {f"{held.parameter}_dry_share": _assumed(held.dry, _DRY)}
    return {}


def _assumed(value: float, note: str) -> dict[str, Any]:
    return {"value": Quantity(value, ""), "source": "assumption", "note": note, "min": 0, "max": 1}


def _exchanges(held: Held, factors: FactorLibrary) -> list[dict[str, Any]]:
    scope, name = held.account.scope, held.parameter
    if scope.kind == "electricity":
        return [{"input": "electricity", "amount": name}]
    if scope.kind == "water":
        share = f"{name}_drained_share"
        return [
            {"input": WATER, "amount": name},
            {"input": DRAIN, "amount": f"{name} * {share}"},
            {"emission": "water_evaporated", "amount": f"{name} * (1 - {share})"},
        ]
    if scope.kind == "gas":
        return [{"gas": scope.name, "amount": name, "process": held.account.process}]
    # Where the elements of what no step explains stay is not known: none of them is followed.
    contains = {element: 0 for element in factors.composition(scope.name) or {} if element in ELEMENTS}
    if scope.kind == "vented":
        return [{"emission": scope.name, "amount": name, "contains": contains}]
    if scope.kind == "chemical":
        return [{"input": scope.name, "amount": name, "contains": contains}]
    like = held.waste
    waste = {"waste": scope.name, "amount": name, "contains": contains, "hazardous": like is None or like.hazardous}
    if like is not None:
        waste |= {"code": dict(like.codes), "treatment": like.treatment}
    return [waste | ({"dry": f"{name}_dry_share"} if held.dry is not None else {})]
