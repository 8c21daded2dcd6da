"""Where a gas is swapped in a study, and the study with another gas there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.substitution_request import GWP_UNIT, Request, molar_mass_ratio
from mems_lca.analysis.substitution_step import (
    FLOW,
    MASS,
    RATE,
    Pace,
    Swap,
    gases_of,
    occurrences,
    pace_of,
    swapped_step,
    with_step,
)
from mems_lca.errors import Finding, Place, StudyError, nearest
from mems_lca.library.bound import BoundRoute, BoundStep, BoundStudy
from mems_lca.library.overrides import Override, Path
from mems_lca.library.step_checks import check_step
from mems_lca.study.exchange import GasExchange
from mems_lca.study.paths import join
from mems_lca.study.route import Abatement
from mems_lca.study.step import Setting
from mems_lca.units import Quantity

__all__ = ["FLOW", "MASS", "RATE", "Spot", "Variant", "find", "limits_passed"]


@dataclass(frozen=True)
class Spot:
    """Where the gas is: route of the study (`root`), id of the step in it, id of its process, and what feeds the gas.

    `owner` is the route that holds the step, which may be a consumed one.
    """

    root: str
    step: str
    node: str
    site: str
    process: str
    pace: Pace
    bound: BoundStep
    owner: BoundRoute


def find(bound: BoundStudy, request: Request) -> Spot:
    """The step of a request. Raises StudyError with what there is when the route, step or gas is not there."""
    root = request.route or bound.study.baseline or next(iter(bound.routes))
    if root not in bound.routes:
        known = tuple(bound.routes)
        message = "the study has no route of this name"
        raise StudyError.single(
            "unknown_route", message, found=root, expected=", ".join(known), nearest=nearest(root, known)
        )
    listed = list(occurrences(bound.routes[root]))
    feeding = ", ".join(key for key, step, _ in listed if request.gas in gases_of(step.step))
    match = [entry for entry in listed if entry[0] == request.step]
    if not match:
        message = f"route {root} has no step of this id"
        expected = f"a step that feeds {request.gas}: {feeding}" if feeding else "a step that feeds the gas: none does"
        near = nearest(request.step, [key for key, _, _ in listed])
        raise StudyError.single("unknown_step", message, found=request.step, expected=expected, nearest=near)
    key, step, owner = match[0]
    fed = [entry for entry in step.step.exchanges if isinstance(entry, GasExchange) and entry.gas == request.gas]
    if not fed:
        gases = ", ".join(gases_of(step.step)) or "none"
        where = f"; {request.gas} is fed by {feeding}" if feeding else ""
        message = f"step {key} does not feed this gas"
        raise StudyError.single("gas_not_fed", message, found=request.gas, expected=f"one of its gases: {gases}{where}")
    kinds = tuple(dict.fromkeys(entry.process for entry in fed))
    if len(kinds) > 1:
        message = f"step {key} feeds {request.gas} in several processes, which tables tell apart"
        raise StudyError.single("several_processes", message, found=", ".join(kinds))
    pace = pace_of(step.step, request.gas)
    if not pace.kind and any(ratio != 1 for ratio in request.rate.values()):
        message = f"step {key} cannot follow a rate ratio: {pace.why_not}"
        raise StudyError.single("no_rate", message, expected="a rate ratio of 1")
    return Spot(root, key, owner.step_id(step.key), step.site, kinds[0], pace, step, owner)


@dataclass(frozen=True)
class Variant:
    """The study with one route and any gas of a request at its step; the GWPs and prices given count for all."""

    study: BoundStudy
    request: Request
    place: Spot

    def bound(
        self, gas: str, *, rate: float | None = None, flow: float | None = None, destruction: float | None = None
    ) -> BoundStudy:
        """The study with a gas at the step: `rate` and `flow` in place of its ratios, `destruction` as its efficiency.

        A gas that takes the place of a treated one is treated. With `destruction`, one that is not treated gets a unit
        for all of it, without downtime and for it alone, whose fuel and power count.
        """
        root = self.place.root
        route = self.study.routes[root]
        values: dict[Path, Quantity] = {
            ("factors", name, "gwp"): Quantity(value, GWP_UNIT) for name, value in self.request.gwp.items()
        }
        values |= {("factors", f"gas_{name}", "cost"): value for name, value in self.request.prices.items()}
        if gas != self.request.gas:
            self._check_supply(gas)
            swap = Swap(
                self.place.step,
                self.request.gas,
                gas,
                self.mass_ratio(gas),
                self._equal_fluorine(gas),
                self.request.rate.get(gas) if rate is None else rate,
                self.request.flow.get(gas) if flow is None else flow,
            )
            route = with_step(
                route,
                self.place.step,
                lambda step: swapped_step(step, swap),
                lambda owner: self._abatement(owner, gas, destruction),
            )
            if destruction is not None:
                owner = replace(self.place.owner, inner=self.place.owner.abatement_of)
                path = owner.key_paths("abatement", f"destruction_{gas}")[0]
                values[path] = Quantity(destruction, "")
        study = self.study.study.model_copy(update={"routes": {root: self.study.study.routes[root]}, "baseline": ""})
        items = {**self.study.overrides.items, **dict(_overrides(values))}
        overrides = replace(self.study.overrides, items=items).lenient()
        return replace(self.study, study=study, routes={root: route}, overrides=overrides)

    @property
    def abated(self) -> bool:
        """Whether the old gas passes abatement."""
        abatement = self.place.owner.abatement
        return abatement is not None and self.request.gas in abatement.gases

    def mass_ratio(self, gas: str) -> float:
        """Molar mass over that of the old gas."""
        return molar_mass_ratio(self.study.library.factors, self.request.gas, gas)

    def flow_ratio(self, gas: str) -> float:
        """Moles fed per mole of the old gas: as given, else as much fluorine."""
        return self.request.flow.get(gas, self._equal_fluorine(gas))

    def fluorine_ratio(self, gas: str) -> float | None:
        """Fluorine fed over that of the old gas, by the flow ratio; None where the old has none."""
        old, new = self._fluorine(self.request.gas), self._fluorine(gas)
        return new / old * self.flow_ratio(gas) if old else None

    def _equal_fluorine(self, gas: str) -> float:
        old, new = self._fluorine(self.request.gas), self._fluorine(gas)
        return old / new if old and new else 1.0

    def _fluorine(self, gas: str) -> int:
        return int(self.study.library.factors.gas(gas).fluorine_atoms or 0)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the reader must know of the step and of other steps with the new gases."""
        found: list[Finding] = []
        abatement = self.place.owner.abatement
        if abatement is None or not self.abated:
            return ()
        beside = [
            (key, gases_of(step.step)) for key, step, owner in occurrences(self.study.routes[self.place.root])
            if key != self.place.step and owner.abatement is abatement
        ]  # fmt: skip
        for gas in self.request.others:
            others = [key for key, gases in beside if gas in gases]
            if others and gas not in abatement.gases:
                message = f"{gas} is treated from now on in {', '.join(others)}, too: abatement is by gas"
                found.append(Finding("warning", "abatement_by_gas", message))
        return tuple(found)

    def _abatement(self, owner: BoundRoute, gas: str, destruction: float | None) -> Abatement | None:
        given = owner.abatement
        if given is None:
            if destruction is None:
                return None
            return Abatement(
                gases=(gas,),
                fraction_treated=Quantity(1.0, ""),
                destruction={gas: Quantity(destruction, "")},
                uptime=Quantity(1.0, ""),
                source="assumption",
                note="A unit for this gas alone, to find the destruction efficiency at which it breaks even.",
            )
        if gas in given.gases or (destruction is None and not self.abated):
            return given
        return given.model_copy(update={"gases": (*given.gases, gas)})

    def _check_supply(self, gas: str) -> None:
        """Raises StudyError for mistakes in the supply step of a gas, which the study itself did not draw."""
        name, library = f"gas_{gas}", self.study.library
        if name in library.names("steps"):
            errors = [
                entry for entry in check_step(name, library.step(name), library).findings if entry.severity == "error"
            ]
            if errors:
                raise StudyError(errors)


def limits_passed(variant: Variant, before: Calculated, gas: str) -> Iterator[Finding]:
    """A warning for each rate or time that the rate ratio takes out of the limits in which it is valid."""
    ratio, spot = variant.request.rate.get(gas, 1.0), variant.place
    for name in spot.pace.names if ratio != 1 else ():
        parameter = spot.bound.step.parameters[name]
        value = before.inventory.values[f"{spot.node}.{name}"]
        value = value * ratio if spot.pace.kind == "rate" else value / ratio
        low, high = parameter.min, parameter.max
        if (low and value < low.canonical) or (high and value > high.canonical):
            message = f"with {gas}, {spot.step}.{name} is outside the limits of validity"
            shown = f"{value:.4g} {parameter.value.canonical_unit}"
            yield Finding("warning", "limits", message, Place(), shown, f"{low or 'any'} to {high or 'any'}")


def _overrides(values: Mapping[Path, Quantity]) -> Iterator[tuple[Path, Override]]:
    for path, value in values.items():
        yield path, Override(path, Setting(value=value), "study", Place(path=join(*path)))
