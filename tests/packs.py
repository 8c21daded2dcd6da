"""Small packs for tests: steps, routes and studies as plain data, written below a folder and calculated.

A pack written here stands on top of the shipped one, so that its factor tables, products and sources can be named.
"""

from __future__ import annotations

import itertools
import json
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import totals
from mems_lca.face import StudyFile, bind_study, read_study
from mems_lca.library.bound import BoundStudy
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.library import Library
from mems_lca.library.packs import Pack, shipped_pack
from mems_lca.study.reading import load_yaml, validate
from mems_lca.study.study import Study

Data = dict[str, Any]
_numbers = itertools.count()


def parameter(value: Any, **more: Any) -> Data:
    """A sourced parameter of a step."""
    return {"value": value, "source": "assumption", "note": "made up for a test", **more}


def step(*exchanges: Data, per: str = "wafer", stage: str = "wafer_fabrication", **more: Any) -> Data:
    """A step; `parameters` may hold bare values."""
    given = more.pop("parameters", {})
    parameters = {name: value if isinstance(value, dict) else parameter(value) for name, value in given.items()}
    head = {"schema": "mems-lca/step/1", "name": {"en": "made up"}, "stage": stage, "per": per}
    return {**head, "parameters": parameters, "exchanges": list(exchanges), **more}


def supply(product: str, unit: str, *exchanges: Data, **more: Any) -> Data:
    """A supply step of a product."""
    return step(*exchanges, per=unit, makes={"product": product, "unit": unit}, **more)


def route(*steps: Any, **more: Any) -> Data:
    """A route over a wafer of 200 mm."""
    wafer = {"diameter": "200 mm", "thickness": "725 um"}
    return {"schema": "mems-lca/route/1", "wafer": wafer, "steps": list(steps), **more}


def greener(base: str, **measures: Data) -> Data:
    """A route with measures on a base."""
    return {"schema": "mems-lca/route/1", "base": base, "measures": measures}


# Products that have no factor of any kind, for packs with `files=UNPUBLISHED`.
UNPUBLISHED = {
    "factors/background/products.csv": """product,name_en,name_zh,unit,category,cas,carbon_kg_per_kg,note
unpublished_acid,Unpublished acid,某酸,kg,chemical,,,
unpublished_gas,Unpublished gas,某气,Nm3,gas,,,
unpublished_primer,Unpublished primer,某底涂剂,kg,chemical,,,
"""
}

DIE = {"width": "1 mm", "height": "1 mm", "scribe": "100 um", "edge_exclusion": "3 mm"}


def device(**more: Any) -> Data:
    """A device with a die of 1 mm² (pitch 1.1 mm) and a die yield of one."""
    return {"die": dict(DIE), "yield": 1.0, **more}


def study(routes: Mapping[str, str] | str = "line", **more: Any) -> Data:
    """A study of one finished wafer, or of one device where `device` is given."""
    unit = "1 device" if more.get("device") else "1 wafer"
    return {
        "schema": "mems-lca/study/1",
        "goal": "A test",
        "sites": {"fab": {"location": "CN-JS", "control": "own"}},
        "product": {"name": "Nothing"},
        "functional_unit": {"amount": unit},
        "period": {"start": "2025-01-01", "end": "2025-12-31"},
        "routes": {"line": routes} if isinstance(routes, str) else dict(routes),
        **more,
    }


def write(
    root: Path,
    *,
    steps: Mapping[str, Data] | None = None,
    routes: Mapping[str, Data] | None = None,
    study: Data | None = None,
    files: Mapping[str, str] | None = None,
) -> Path:
    """Writes a pack below `root` and returns its folder; `files` are texts by path, such as a factor table."""
    (root / "inventories" / "steps").mkdir(parents=True, exist_ok=True)
    kinds: dict[str, Mapping[str, Data]] = {
        "steps": steps or {},
        "routes": routes or {},
        "studies": {} if study is None else {"made_up": study},
    }
    texts = {
        f"inventories/{kind}/{name}.yaml": json.dumps(data, ensure_ascii=False, indent=1)
        for kind, entries in kinds.items()
        for name, data in entries.items()
    }
    for name, text in {**texts, **(files or {})}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@cache
def shipped_factors() -> FactorLibrary:
    """The shipped factor tables, read once for all tests that add none."""
    return shipped_library().factors


@cache
def shipped_library() -> Library:
    """The shipped library, with what was read from it so far."""
    return Library([shipped_pack()])


class PackLibrary(Library):
    """A pack without factor tables on top of the shipped one, whose tables and files are read once for all tests."""

    def __init__(self, root: Path) -> None:
        base = shipped_library()
        super().__init__([])
        self.packs = (*base.packs, Pack(root))
        self.factors, self.characterisation = shipped_factors(), base.characterisation
        self._files = {}

    def _read(self, kind: str, name: str, model: Any) -> Any:
        base = shipped_library()
        if self.file(kind, name).is_relative_to(base.packs[0].root):
            self._models[(kind, name)] = base._read(kind, name, model)
            self._positions[(kind, name)] = base._positions[(kind, name)]
        return super()._read(kind, name, model)


def open_pack(root: Path) -> Library:
    """The shipped library with the pack on top."""
    return Library([shipped_pack(), Pack(root)]) if (root / "factors").is_dir() else PackLibrary(root)


def read(root: Path) -> StudyFile:
    """The study of a pack."""
    path = root / "inventories" / "studies" / "made_up.yaml"
    data, positions = load_yaml(path)
    return StudyFile(
        "made_up", str(path), validate(data, positions, Study, str(path)), data, positions, open_pack(root)
    )


def bound(root: Path, *, measures: tuple[str, ...] | None = None, **parts: Any) -> BoundStudy:
    """The bound study of a pack written from `parts`."""
    return bind_study(read(write(root, **parts)), measures=measures)


def run(
    root: Path | None = None,
    *,
    values: Mapping[str, str] | None = None,
    measures: tuple[str, ...] | None = None,
    **parts: Any,
) -> Calculated:
    """The calculated study of a pack written from `parts`."""
    if root is not None:
        return calculate(bind_study(read(write(root, **parts)), values=values, measures=measures))
    with tempfile.TemporaryDirectory(prefix=f"pack{next(_numbers)}-") as folder:
        return calculate(bind_study(read(write(Path(folder), **parts)), values=values, measures=measures))


def shipped(name: str = "accelerometer") -> StudyFile:
    """A shipped study."""
    return read_study(name)


def total(
    calculated: Calculated, indicator: str = "climate_change", *, route: str = "line", accounting: str = "location"
) -> float:
    """A total of a route on the declared basis."""
    return totals(calculated.of(route), calculated.basis, accounting).get(indicator, 0.0)


def supply_of(calculated: Calculated, process: str, *, route: str = "line", basis: str = "wafer") -> float:
    """The supply of a process for one wafer or device."""
    return calculated.supply(route, basis)[process]  # type: ignore[arg-type]


def codes(calculated: Calculated) -> list[str]:
    """Codes of the warnings."""
    return [finding.code for finding in calculated.inventory.findings]
