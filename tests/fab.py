"""A small made-up fab with meters, bottles, bills and manifests, whose every number can be worked out by hand."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.measured.calibrate import calibrate
from mems_lca.errors import Place
from mems_lca.library.bind import bind
from mems_lca.library.bound import BoundStudy
from mems_lca.library.rests import AccountRest, Rests
from mems_lca.study.records.kinds import Bottle, Manifest, Purchase, Reading, Records, Starts, Uptime
from packs import Data, read, route, step, study, write

HERE = Place(file="made_up.csv", line=2)
KWH = 3.6e6
NEW_YEAR, NEXT_YEAR = date(2025, 1, 1), date(2025, 12, 31)

# Per pass: 10 kWh and 20 g of SF6 in the etch, 4 kWh, 1 m3 of city water, 0.5 kg of isopropanol, of which 0.4 kg
# become waste, in the clean.
ETCH = step(
    {"input": "electricity", "amount": "power"},
    {"gas": "SF6", "amount": "sf6"},
    parameters={"power": "10 kWh/wafer", "sf6": "20 g/wafer"},
)
CLEAN = step(
    {"input": "electricity", "amount": "power"},
    {"input": "tap_water", "amount": "rinse"},
    {"input": "site_drainage", "amount": "rinse"},
    {"input": "isopropanol", "amount": "solvent"},
    {"waste": "spent_solvent", "amount": "spent", "hazardous": True, "treatment": "incineration", "dry": "0.25"},
    parameters={"power": "4 kWh/wafer", "rinse": "1 m3/wafer", "solvent": "0.5 kg/wafer", "spent": "0.4 kg/wafer"},
)
STEPS: dict[str, Data] = {"etching": ETCH, "cleaning": CLEAN}
LINE = route("etching", "cleaning", wafer_yield=0.8)


def starts(product: str = "A", started: float = 100, finished: float | None = 80, **more: Any) -> Starts:
    """Wafers of a product over the year."""
    diameter, hours = more.get("diameter"), more.get("tool_hours")
    return Starts(product, NEW_YEAR, NEXT_YEAR, started, finished, diameter, hours, HERE)


def reading(meter: str, kwh: float) -> Reading:
    """kWh of a year."""
    return Reading(meter, datetime(2025, 1, 1), datetime(2026, 1, 1), kwh * KWH, HERE)


def water(meter: str, volume: float) -> Reading:
    """m3 of a year."""
    return Reading(meter, datetime(2025, 1, 1), datetime(2026, 1, 1), volume, HERE)


def bottle(used: float, *, gas: str = "SF6", group: str = "tools", name: str = "b1") -> Bottle:
    """A bottle of 40 kg gross that lost `used` kg."""
    return Bottle(name, gas, group, NEW_YEAR, NEXT_YEAR, 40.0, 40.0 - used, 15.0, True, HERE)


def bought(amount: float, kind: Any = "purchase", *, material: str = "isopropanol", unit: str = "kg") -> Purchase:
    """An entry of a chemical."""
    return Purchase(material, NEW_YEAR, kind, amount, unit, HERE)


def manifest(wet: float, *, waste: str = "spent_solvent") -> Manifest:
    """A waste handed over."""
    return Manifest("1", waste, NEW_YEAR, wet, "", "", HERE)


def log(unit: str, running: float, up: float) -> Uptime:
    """Hours of an abatement unit."""
    return Uptime(unit, datetime(2025, 1, 1), datetime(2026, 1, 1), running * 3600, up * 3600, HERE)


def measured(**more: Any) -> Data:
    """The key `measured` of a study with one product."""
    return {"site": "fab", "products": {"line": "A"}, "wafer_starts": {"file": "starts.csv"}, **more}


MAIN = {"main": {"carrier": "electricity"}}


class Fab:
    """A study of the made-up fab, bound and calibrated."""

    def __init__(self, records: Records, given: Data, **parts: Any) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fab-"))
        more, files_read = parts.pop("more", {}), parts.pop("files_read", ())
        study_of = study(parts.pop("names", "line"), measured=measured(**given), **more)
        files = {"steps": STEPS, "routes": {"line": LINE}, **parts}
        self.file = read(write(self.folder, study=study_of, **files))
        self.plain = self.bind()
        self.rests: Rests = calibrate(self.plain, records, files_read)
        self.bound = self.bind(rests=self.rests)

    def bind(self, rests: Rests | None = None, measures: tuple[str, ...] | None = None) -> BoundStudy:
        """The study bound, with rests or without."""
        own = self.file
        return bind(own.study, own.library, name=own.name, raw=own.data, file=own.file, measures=measures, rests=rests)

    def calculated(self) -> Calculated:
        """The study with its rests."""
        return calculate(self.bound)

    def accounts(self, root: str = "line") -> dict[str, AccountRest]:
        """Accounts of a route by the name of their parameter, or their id where there is none."""
        return {entry.parameter or entry.id: entry for entry in self.rests.routes[root].accounts}

    @property
    def codes(self) -> list[str]:
        """Codes of the warnings of the calibration."""
        return [finding.code for finding in self.rests.findings]
