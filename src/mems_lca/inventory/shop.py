"""The state of a build: one ledger of cells, and the processes and targets made so far."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from mems_lca.errors import Finding, InventoryError, Place, nearest
from mems_lca.inventory.cells import Ledger
from mems_lca.inventory.processes import Demand, ElementFlow, GasRecord, Target, UnitProcess, WasteRecord, YieldLine
from mems_lca.library.bound import BoundStep, BoundStudy
from mems_lca.library.characterisation import Characterisation
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.locations import Preset
from mems_lca.study.formula import Expr, Num

FOREGROUND_STAGES = frozenset({"wafer_fabrication", "packaging_test"})
_METHOD = re.compile(r"(?:ipcc_)?(?P<set>[a-z0-9_]+?)_gwp(?P<horizon>20|100|500)")


@dataclass(frozen=True)
class Method:
    """A characterisation of greenhouse gases: a set of GWPs and a time horizon in years."""

    name: str
    gwp_set: str
    horizon: int

    @property
    def label(self) -> str:
        """For readers: "GWP-100, AR6"."""
        return f"GWP-{self.horizon}, {self.gwp_set.upper().replace('-', ' ')}"


def read_method(name: str, known_sets: Sequence[str]) -> Method:
    """The method of a name such as `ipcc_ar6_gwp100`. Raises InventoryError with the nearest name."""
    match = _METHOD.fullmatch(name)
    gwp_set = match["set"].replace("_", "-") if match else ""
    if match is None or gwp_set not in known_sets:
        names = [f"{'' if s.startswith('epa') else 'ipcc_'}{s.replace('-', '_')}_gwp100" for s in sorted(known_sets)]
        raise InventoryError.single(
            "unknown_method",
            "there is no characterisation method of this name",
            place=Place(path="method"),
            found=name,
            expected=", ".join(names),
            nearest=nearest(name, names),
        )
    return Method(name, gwp_set, int(match["horizon"]))


@dataclass
class Shop:
    """What one build works on; `grids` are the places whose electricity was used, with what their factors
    cover; `gwp_sets` the products with a climate factor, with the set of warming potentials that it rests on.
    """

    bound: BoundStudy
    ledger: Ledger
    method: Method
    processes: dict[str, UnitProcess] = field(default_factory=dict)
    targets: dict[str, Target] = field(default_factory=dict)
    demands: list[Demand] = field(default_factory=list)
    wastes: list[WasteRecord] = field(default_factory=list)
    gases: list[GasRecord] = field(default_factory=list)
    elements: list[ElementFlow] = field(default_factory=list)
    yields: list[YieldLine] = field(default_factory=list)
    findings: dict[tuple[str, str], Finding] = field(default_factory=dict)
    grids: dict[str, str] = field(default_factory=dict)
    gwp_sets: dict[str, str] = field(default_factory=dict)

    @property
    def factors(self) -> FactorLibrary:
        """The factor tables."""
        return self.bound.library.factors

    @property
    def characterisation(self) -> Characterisation:
        """Indicators, and what elementary flows count in them."""
        return self.bound.library.characterisation

    def place_of(self, site: str) -> str:
        """The place code of a site."""
        return self.factors.locations.place(self.bound.study.sites[site].location)

    def preset_of(self, site: str) -> Preset | None:
        """The location preset of a site; None where the study gives the code of a place, or declares no such site."""
        entry = self.bound.study.sites.get(site)
        return None if entry is None else self.factors.locations.find(entry.location)

    def basin_of(self, site: str) -> str:
        """The place whose water scarcity factor a site takes."""
        preset = self.preset_of(site)
        return self.place_of(site) if preset is None else preset.scarcity_place

    def grid_of(self, site: str) -> str:
        """The set of electricity factors of a site: the study's choice, its location's, or "" for the default."""
        preset = self.preset_of(site)
        return self.bound.study.grid.get(site, "" if preset is None else preset.grid)

    def supply_step(self, name: str, site: str) -> BoundStep:
        """The supply step of a name, at a site."""
        return BoundStep(key=f"{name}@{site}", name=name, step=self.bound.library.step(name), site=site)

    def warn(self, code: str, message: str, path: str = "", **details: str) -> None:
        """Notes a warning once."""
        finding = Finding("warning", code, message, Place(file=self.bound.file, path=path), **details)
        self.findings.setdefault((code, message), finding)


def over(expr: Expr, unit: Expr) -> Expr:
    """expr / unit, without a division by one."""
    return expr if unit == Num(1.0) else expr / unit


def times(expr: Expr, unit: Expr) -> Expr:
    """expr * unit, without a multiplication by one."""
    return expr if unit == Num(1.0) else expr * unit
