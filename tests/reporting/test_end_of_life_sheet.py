"""End of life and the burdens of losses in the workbook: live, and the same numbers as the result."""

from __future__ import annotations

from math import pi
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from libreoffice import recalculate, requires_libreoffice
from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.result import Result
from mems_lca.face import bind_study
from mems_lca.reporting.workbook import write_workbook
from packs import device, read, route, step, study, write

GOLD = {"m": "70 mg"}
PARTS: dict[str, Any] = {
    "steps": {
        "supply": step(stage="raw_materials"),
        "film": step({"input": "gold", "amount": "m"}, parameters={**GOLD, "wafer_yield": 0.9}, leaves={"Au": "m"}),
        "rinse": step({"input": "ultrapure_water", "amount": "w"}, parameters={"w": "2 L", "wafer_yield": 0.95}),
        "wire": step(
            {"input": "gold", "amount": "m"},
            parameters={"m": "0.5 mg", "step_yield": 0.98},
            leaves={"Au": "m"},
            stage="packaging_test",
            per="device",
        ),
    },
    "routes": {
        # The line tests wafers of its own to destruction, so that it draws itself.
        "line": route("supply", "film", "rinse", {"step": "rinse", "id": "pull", "with": "line", "draws": 0.1},
                      "wire", "end_of_life", wafer_yield=0.97),
    },
}  # fmt: skip
VALUES = {"A": 0.2, "B": 0, "R1": 0.3, "R2": 0.4, "R3": 0, "Qs_Qp": 1}
IN_DEVICE = 70e-6 * 1e-6 / (pi / 4 * 0.2**2) + 0.5e-6


def to_grave(**more: Any) -> dict[str, Any]:
    made_up = {name: {"value": value, "source": "assumption", "note": "made up"} for name, value in VALUES.items()}
    return study(**{
        "device": device(**{"yield": 0.7}),
        "sites": {"fab": {"location": "CN-JS", "control": "own"}, "customer": {"location": "CN"}},
        "product": {"name": "Nothing", "mass": "30 mg"},
        "boundary": "cradle_to_grave",
        "allocation": {"circular_footprint": {"gold": made_up}},
        **more,
    })  # fmt: skip


@pytest.fixture(scope="module")
def grave(tmp_path_factory: pytest.TempPathFactory) -> Result:
    root = write(tmp_path_factory.mktemp("grave"), study=to_grave(), **PARTS)
    return assess_bound(bind_study(read(root)), "0.0.0")


@pytest.fixture(scope="module")
def book(grave: Result, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(grave, tmp_path_factory.mktemp("book") / "grave.xlsx")


def rows(book: Path, sheet: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(book, data_only=True)[sheet].iter_rows(values_only=True))


def test_destinations_add_up_to_the_product(book: Path) -> None:
    found = {row[1]: row for row in rows(book, "End of life") if str(row[1]).startswith("Electronic device")}
    assert len(found) == 3
    assert sum(row[4] for row in found.values()) == pytest.approx(30)
    assert sum(row[5] for row in found.values()) == pytest.approx(1)
    assert found["Electronic device to a metal smelter"][5] == pytest.approx(0.223 * 0.8)


def test_recovered_metal_and_what_it_avoids(book: Path, grave: Result) -> None:
    [gold] = [row for row in rows(book, "End of life") if str(row[1]).startswith("Gold, mined, replaced")]
    assert gold[3] == pytest.approx(IN_DEVICE * 0.223 * 0.8 * 0.95 * 1e6)
    assert gold[4] == pytest.approx(-15000)
    [total] = [row for row in rows(book, "End of life") if "outside the total" in str(row[1])]
    assert total[5] == pytest.approx(grave.route("line")["avoided"]["value"])
    assert total[5] == pytest.approx(gold[5])


def test_the_formula_stands_beside_the_cut_off_total(book: Path, grave: Result) -> None:
    record = grave.route("line")["circular_footprint"]
    found = rows(book, "End of life")
    [gold] = [row for row in found if row[1] == "Gold, by the routes that a site buys" and row[2]]
    assert gold[2:7] == pytest.approx(
        [
            record["materials"]["gold"]["bought_kg"] * 1e6,
            IN_DEVICE * 1e6,
            record["materials"]["gold"]["cut_off"],
            record["materials"]["gold"]["circular"],
            record["materials"]["gold"]["circular"] - record["materials"]["gold"]["cut_off"],
        ]
    )
    [total] = [row for row in found if str(row[1]).startswith("Climate change, and")]
    assert total[4] == pytest.approx(grave.value("line", "climate_change"))
    assert total[5] == pytest.approx(record["total"]["circular"])


def test_losses_have_the_burdens_of_the_result(book: Path, grave: Result) -> None:
    chain = grave.route("line")["yield_chain"]
    found = [row for row in rows(book, "Yield chain") if row[5] and "." in str(row[5])][: len(chain)]
    assert [row[1] for row in found] == [entry["label"] for entry in chain]
    for row, entry in zip(found, chain, strict=True):
        assert (row[4] or None) == (pytest.approx(entry["burden"], abs=1e-15) if entry["burden"] else None)


@pytest.mark.libreoffice
@requires_libreoffice
def test_both_sheets_recalculate(book: Path, tmp_path: Path) -> None:
    again = recalculate(book, tmp_path / "again")
    compared = 0
    for sheet in ("End of life", "Yield chain"):
        for mine, theirs in zip(rows(book, sheet), rows(again, sheet), strict=False):
            for value, other in zip(mine, theirs, strict=False):
                if isinstance(value, float):
                    compared += 1
                    assert other == pytest.approx(value, rel=1e-9, abs=1e-13)
    assert compared > 60


def test_a_study_to_the_gate_says_that_nothing_reaches_its_end(tmp_path: Path) -> None:
    given = to_grave(boundary="cradle_to_gate", allocation={})
    result = assess_bound(bind_study(read(write(tmp_path, study=given, **PARTS))), "0.0.0")
    book = write_workbook(result, tmp_path / "gate.xlsx", lang="zh")
    found = rows(book, "末端处置")
    assert sum(row[0] == "研究边界内无末端处置。" for row in found) == 2
