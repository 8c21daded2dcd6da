"""The number behind each value of a claim: from a study assessed once, from a step alone, or from a factor table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any

from mems_lca.analysis.claims_rows import cell_value, path_value, summed, supplied
from mems_lca.analysis.groups import Basis
from mems_lca.errors import InventoryError, SolveError
from mems_lca.inventory.gas_balance import co2e, emitted
from mems_lca.library.claim_units import GWP_UNIT, benchmark, price, product_factors, raw_unit, utilisation
from mems_lca.library.records import ELECTRICITY_UNIT, Factor
from mems_lca.library.variants import Key, Variants, changes, variant_key
from mems_lca.study.claim_values import (
    AnyValue,
    BenchmarkValue,
    GasValue,
    PlaceValue,
    PriceValue,
    ProductValue,
    StepValue,
    StudyValue,
)
from mems_lca.units import Quantity, parse_quantity

COMPUTED = "computed"


@dataclass(frozen=True)
class Taken:
    """A number in coherent units (None with the reason when there is none), its source, and how it came about."""

    value: float | None
    source: str
    how: str
    reason: str = ""


class Values:
    """Takes values; every route of a variant of a study, and every step, is calculated once."""

    def __init__(self, variants: Variants) -> None:
        self.variants = variants
        self._calculated: dict[tuple[Key, str] | tuple[str, ...], Any] = {}
        self._records: dict[tuple[Key, str], dict[str, Any]] = {}

    @property
    def calculations(self) -> int:
        """How many systems were solved."""
        return len(self._calculated)

    @singledispatchmethod
    def take(self, value: AnyValue) -> Taken:
        """The number of a value that was checked. Raises StudyError for a cell, path or filter that fits nothing."""
        raise TypeError(type(value))

    # ------------------------------------------------------------ calculations

    @take.register
    def _(self, value: StudyValue) -> Taken:
        how = _how_study(value)
        try:
            found = self._study(value)
            number = self._of_study(value, found)
        except (InventoryError, SolveError) as error:
            return Taken(None, COMPUTED, how, error.findings[0].line())
        return self._taken(value, number, how)

    def _of_study(self, value: StudyValue, calculated: Any) -> float | None:
        if value.cell:
            return cell_value(calculated.inventory, f"{value.route}.{value.cell}", value.unit or "")
        if value.path:
            return path_value(self._record(value, calculated), value.path)
        per = value.per
        basis = calculated.basis if per == "functional_unit" else per
        if value.supply:
            return supplied(calculated, value.route, value.supply, basis=basis)
        accounting = value.accounting or calculated.bound.study.accounting
        total = summed(calculated, value.route, value, basis=basis, accounting=accounting)
        if total is None or per != "functional_unit":
            return total
        scale: float = calculated.inventory.values[calculated.inventory.functional_units["scale"]]
        return total * scale

    def _study(self, value: StudyValue) -> Any:
        from mems_lca.analysis.assess import calculate

        key = (variant_key(value), value.route)
        if key not in self._calculated:
            self._calculated[key] = calculate(self.variants.route_alone(value))
        return self._calculated[key]

    def _record(self, value: StudyValue, calculated: Any) -> Mapping[str, Any]:
        from mems_lca.analysis.plausibility import plausibility
        from mems_lca.analysis.record import route_record

        key = (variant_key(value), value.route)
        if key not in self._records:
            self._records[key] = route_record(calculated, value.route)
        record = self._records[key]
        if value.path.startswith("plausibility.") and "plausibility" not in record:
            record["plausibility"] = plausibility(calculated)[value.route]
        return record

    @take.register
    def _(self, value: StepValue) -> Taken:
        from mems_lca.analysis.one_step import ROUTE, SITE

        per = self.variants.library.step(value.step).per
        how = f"step {value.step} alone{_settings(value.set)}, {_what(value)} per {per}{_at(value.place)}"
        try:
            calculated = self._step(value)
        except (InventoryError, SolveError) as error:
            return Taken(None, COMPUTED, how, error.findings[0].line())
        if value.cell:
            site = f"@{SITE}" if self.variants.library.step(value.step).makes is not None else ""
            mark = "" if value.cell.startswith("/") else "."
            key = f"{ROUTE}.{value.step}{site}{mark}{value.cell}"
            return self._taken(value, cell_value(calculated.inventory, key, value.unit or ""), how)
        basis: Basis = "device" if per == "device" else "wafer"
        if value.supply:
            return self._taken(value, supplied(calculated, ROUTE, value.supply, basis=basis), how)
        accounting = value.accounting or "location"
        return self._taken(value, summed(calculated, ROUTE, value, basis=basis, accounting=accounting), how)

    def _step(self, value: StepValue) -> Any:
        from mems_lca.analysis.assess import calculate
        from mems_lca.analysis.one_step import PLACE, alone, study_of_one

        settings = {name: parse_quantity(entry) for name, entry in value.set.items()}
        key = (value.step, value.place, *(f"{name}={entry}" for name, entry in sorted(settings.items())))
        if key not in self._calculated:
            library = self.variants.library
            step = alone(library, value.step, settings)
            self._calculated[key] = calculate(study_of_one(library, step, place=value.place or PLACE))
        return self._calculated[key]

    def _taken(self, value: StudyValue | StepValue, number: float | None, how: str) -> Taken:
        if number is None:
            return Taken(None, COMPUTED, how, f"no factor covers it ({_what(value)})")
        return Taken(_canonical(number, raw_unit(value, self.variants)), COMPUTED, how)

    # ------------------------------------------------------------ factor tables

    @take.register
    def _(self, value: ProductValue) -> Taken:
        parts = product_factors(self.variants.library, value)
        total = sum(part.to(parts[0].unit) for part in parts)
        return Taken(
            _canonical(total, parts[0].unit), _sources(parts), f"{value.indicator} of the product {value.product}"
        )

    @take.register
    def _(self, value: GasValue) -> Taken:
        factors = self.variants.library.factors
        if value.property == "molar_mass":
            gas = factors.gas(value.gas)
            return Taken(gas.molar_mass, gas.source, f"molar mass of {value.gas}")
        gwp = factors.gwp(value.gas, value.gwp)
        if value.property == "gwp" and gwp is not None:
            return Taken(_canonical(gwp.value, gwp.unit), gwp.source, f"GWP-100 of {value.gas}, {value.gwp}")
        destroyed = factors.destruction(value.destruction_set, value.gas) if value.destruction_set else None
        if value.property == "destruction" and destroyed is not None:
            how = f"destruction of {value.gas}, set {value.destruction_set}"
            return Taken(destroyed.value, destroyed.source, how)
        row = utilisation(self.variants.library, value)
        used = f"per kg of {value.gas} used ({value.process}, table {value.table})"
        if value.property == "unreacted":
            return Taken(row.one_minus_u.value, row.one_minus_u.source, f"share that leaves unreacted {used}")
        by_gas = co2e(emitted(1.0, value.gas, row, lambda _: 1.0), factors, value.gwp)
        wanted = {
            "own": {value.gas},
            "by_products": set(by_gas) - {value.gas},
            "footprint": set(by_gas),
        }[value.property]
        unknown = sorted(name for name in wanted if by_gas[name] is None)
        how = f"{value.property.replace('_', '-')} emission {used}, GWP-100 of {value.gwp}"
        if unknown:
            return Taken(None, row.one_minus_u.source, how, f"the set {value.gwp} has no GWP of {', '.join(unknown)}")
        total = sum(by_gas[name] or 0.0 for name in wanted)
        return Taken(_canonical(total, GWP_UNIT), row.one_minus_u.source, how)

    @take.register
    def _(self, value: PlaceValue) -> Taken:
        factors = self.variants.library.factors
        if value.property == "scarcity":
            found = factors.aware(value.place, value.version)
            how = f"water scarcity of {found.place}, {value.version}"
            return Taken(_canonical(found.value, raw_unit(value, self.variants)), found.source, how)
        entry = factors.electricity(value.place, value.electricity_set)
        names = ("direct",) if value.property == "electricity_direct" else entry.footprint_parts
        parts = [entry.parts[name] for name in names]
        total = sum(part.to(ELECTRICITY_UNIT) for part in parts)
        how = f"electricity of {value.place}, {' + '.join(names).replace('_', ' ')}, set {entry.set}"
        return Taken(_canonical(total, ELECTRICITY_UNIT), _sources(parts), how)

    @take.register
    def _(self, value: PriceValue) -> Taken:
        found = price(self.variants.library, value)
        how = f"price of {value.price}, {found.place or value.place} {found.year or ''}".rstrip()
        return Taken(_canonical(found.value, found.unit), found.source, how)

    @take.register
    def _(self, value: BenchmarkValue) -> Taken:
        row = benchmark(self.variants.library, value)
        return Taken(_canonical(float(row["value"]), row["unit"]), row["source"], row["name_en"])


def _canonical(value: float, unit: str) -> float:
    return Quantity(value, unit).canonical if unit else value


def _sources(parts: Iterable[Factor]) -> str:
    return ", ".join(dict.fromkeys(part.source for part in parts))


def _what(value: StudyValue | StepValue) -> str:
    if value.cell or value.supply:
        return value.cell or f"{value.supply} drawn"
    if isinstance(value, StudyValue) and value.path:
        return value.path
    filters = [
        f"{key} {wanted if isinstance(wanted, str) else ' or '.join(wanted)}" for key, wanted in value.where.items()
    ]
    accounting = [f"{value.accounting}-based"] if value.accounting else []
    inside = ", ".join([*filters, *accounting])
    return f"{value.indicator}{f' ({inside})' if inside else ''}"


def _how_study(value: StudyValue) -> str:
    changed = changes(value)
    parts = [f"study {value.study}", f"route {value.route}"]
    if value.measures is not None:
        parts.append(f"measures {', '.join(value.measures) or 'none'}")
    if changed:
        parts.append(", ".join(f"{path} = {entry}" for path, entry in changed.items()))
    per = f" per {value.per.replace('_', ' ')}" if value.indicator or value.supply else ""
    return f"{'; '.join(parts)}: {_what(value)}{per}"


def _settings(given: Mapping[str, object]) -> str:
    return f" with {', '.join(f'{name} = {entry}' for name, entry in given.items())}" if given else ""


def _at(place: str) -> str:
    return f" at {place}" if place else ""
