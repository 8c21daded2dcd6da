"""Studies at the edge: a route in which nothing happens, three routes, no device, a functional unit per performance."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import packs
from end_to_end.workbook_files import Package, changed, differing, recalculated
from libreoffice import requires_libreoffice
from mems_lca.analysis.assess import assess_bound
from mems_lca.face import bind_study
from mems_lca.reporting.workbook import write_workbook

ETCH = packs.step(
    {"input": "electricity", "amount": "energy"},
    {"gas": "SF6", "amount": "gas", "process": "etch"},
    parameters={"energy": "5 kWh", "gas": "3 g"},
)
RESOLUTION = {"resolution": {"value": 4096, "unit": "LSB", "better": "higher"}}
STUDIES: dict[str, dict[str, Any]] = {
    "three_routes": {
        "steps": {"etch": ETCH, "rest": packs.step()},
        "routes": {"a": packs.route("etch"), "b": packs.route("etch"), "c": packs.route("rest")},
        "study": packs.study(
            {"a": "a", "b": "b", "c": "c"},
            device=packs.device(performance=RESOLUTION),
            functional_unit={"amount": "1 device", "per": "resolution"},
            boundary="cradle_to_grave",
        ),
    },
    "nothing": {
        "steps": {"rest": packs.step()},
        "routes": {"line": packs.route("rest")},
        "study": packs.study(),
    },
}


@pytest.mark.libreoffice
@requires_libreoffice
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_odd_studies_recalculate_to_what_is_written(lang: str, tmp_path: Path) -> None:
    written = []
    for name, parts in STUDIES.items():
        folder = packs.write(tmp_path / name, **parts)
        result = assess_bound(bind_study(packs.read(folder)), "0")
        written.append(write_workbook(result, tmp_path / "books" / f"{name}.xlsx", lang=lang))
    (tmp_path / "spoiled").mkdir()
    spoiled = [changed(path, tmp_path / "spoiled" / path.name, {}) for path in written]
    for path, fresh in zip(written, recalculated(spoiled, tmp_path / "out", workers=1), strict=True):
        assert differing(path, fresh) == []


def test_summary_speaks_of_the_functional_unit(tmp_path: Path) -> None:
    folder = packs.write(tmp_path / "pack", **STUDIES["three_routes"])
    result = assess_bound(bind_study(packs.read(folder)), "0")
    for lang, unit in (("en", "1 device per LSB"), ("zh", "1 个器件/LSB")):
        path = write_workbook(result, tmp_path / f"{lang}.xlsx", lang=lang)
        package = Package(path)
        shown = [cell.value for cell in package.cells(next(iter(package.sheets))).values()]
        assert unit in shown
        assert ("cradle to grave" in " ".join(map(str, shown))) is (lang == "en")
