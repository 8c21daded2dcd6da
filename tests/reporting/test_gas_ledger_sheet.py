"""The ledger of gases as a workbook: every formula gives what its cached value says, in LibreOffice too."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from libreoffice import recalculate, requires_libreoffice
from mems_lca.analysis.gas_ledger import build_ledger
from mems_lca.analysis.gas_ledger_record import ledger_record
from mems_lca.errors import Place
from mems_lca.reporting.gas_ledger_sheet import write_ledger_book
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Bottle, RecipeUse, Records, Starts, Uptime
from packs import Calculated, route, run, step, study

HERE = Place(file="made_up.csv", line=2)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
ETCH = step({"gas": "SF6", "amount": "sf6"}, parameters={"sf6": "20 g/wafer"})
ABATEMENT = {
    "gases": ["SF6", "NF3"], "fraction_treated": 0.9, "destruction": {"SF6": 0.95, "NF3": 0.9, "CF4": 0.5},
    "uptime": 0.8, "source": "assumption", "note": "made up for a test",
}  # fmt: skip
MEASURED = {
    "site": "fab",
    "products": {"line": "A"},
    "tool_groups": {
        "etchers": {"steps": ["etch"], "units": ["U1"], "certified": True},
        "cleaners": {"steps": ["clean"], "process": "clean_remote", "products": ["B"]},
    },
    "wafer_starts": {"file": "starts.csv"},
    "bottles": {"file": "bottles.csv"},
}


def bottle(name: str, gas: str, group: str, first: float, last: float, *, returned: bool = True) -> Bottle:
    return Bottle(
        name, gas, group, FIRST, LAST if not returned else date(2025, 6, 1), first, last, 15.0, returned, HERE
    )


def starts(product: str, started: float) -> Starts:
    return Starts(product, FIRST, LAST, started, None, None, None, HERE)


RECORDS = Records(
    starts=(starts("A", 100), starts("B", 50)),
    bottles=(
        bottle("s1", "SF6", "etchers", 27.0, 24.0),
        bottle("s2", "SF6", "etchers", 27.0, 26.0, returned=False),
        bottle("n1", "NF3", "cleaners", 25.0, 17.0),
    ),
    recipes=(RecipeUse(product="B", tool_group="cleaners", gas="NF3", per_wafer=0.15, unit="kg", place=HERE),),
    uptime=(Uptime("U1", datetime(2025, 1, 1), datetime(2026, 1, 1), 1000.0, 900.0, HERE),),
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The ledger of two groups: one certified with a log, one of remote cleans without; the model explains SF6."""
    calculated = made(tmp_path_factory.mktemp("pack"))
    measured = Measured.model_validate(MEASURED)
    return ledger_record(build_ledger(calculated, measured, RECORDS))


def made(folder: Path) -> Calculated:
    line = route("etch", abatement=ABATEMENT)
    return run(folder, steps={"etch": ETCH}, routes={"line": line}, study=study({"line": "line"}))


@pytest.fixture(scope="module")
def book(record: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_ledger_book(record, tmp_path_factory.mktemp("book") / "ledger.xlsx")


def row(record: dict[str, Any], gas: str) -> dict[str, Any]:
    return next(entry for entry in record["rows"] if entry["gas"] == gas)


def test_model_explains_the_own_product(record: dict[str, Any]) -> None:
    found = row(record, "SF6")
    assert [(line["product"], line["origin"]) for line in found["recipes"]] == [("A", "model")]
    assert found["recipe"] == pytest.approx(100 * 0.020, abs=1e-12)
    assert found["used"] == pytest.approx(4.0, abs=1e-12)
    assert found["unexplained"] == pytest.approx(2.0, abs=1e-12)
    assert (found["returned"], found["on_tool"]) == pytest.approx((9.0, 11.0), abs=1e-12)


def test_uptime_is_that_of_the_log_where_there_is_one(record: dict[str, Any]) -> None:
    etchers, cleaners = sorted(record["abatement"], key=lambda entry: entry["tool_group"], reverse=True)
    assert (etchers["uptime"], etchers["log"]["units"]) == (0.9, ["U1"])
    assert (cleaners["uptime"], cleaners["log"]) == (0.8, None)


def test_flame_makes_cf4_of_remote_nf3(record: dict[str, Any]) -> None:
    cf4 = next(entry for entry in row(record, "NF3")["leaving"] if entry["gas"] == "CF4")
    assert cf4["formed"] > 0
    told = {entry["reason"]: entry["co2e"] for entry in record["views"][1]["differences"]}
    assert record["views"][1]["name"] == "ipcc"
    assert told["flame"] < 0


def test_json_has_finite_numbers_only(record: dict[str, Any]) -> None:
    assert json.loads(json.dumps(record, allow_nan=False)) == record


def formulas(book: Path) -> dict[str, str]:
    (sheet,) = load_workbook(book).worksheets
    return {
        cell.coordinate: cell.value
        for line in sheet.iter_rows()
        for cell in line
        if isinstance(cell.value, str) and cell.value.startswith("=")
    }


def test_used_and_unexplained_are_formulas(book: Path) -> None:
    found = formulas(book)
    (sheet,) = load_workbook(book, data_only=True).worksheets
    head = next(line for line in sheet.iter_rows() if line[10].value == "Unexplained, kg")
    at = head[0].row + 1
    assert (sheet.cell(at, 1).value, sheet.cell(at, 2).value) == ("cleaners", "NF3")
    assert found[f"K{at}"] == f"=$E${at}-$J${at}"
    assert sheet.cell(at, 11).value == pytest.approx(8.0 - 50 * 0.15, abs=1e-9)


@requires_libreoffice
@pytest.mark.libreoffice
def test_libreoffice_gives_the_cached_values(book: Path, tmp_path: Path) -> None:
    again = recalculate(book, tmp_path / "again")
    cached, fresh = (load_workbook(file, data_only=True).worksheets[0] for file in (book, again))
    found = formulas(book)
    assert len(found) > 80
    for at in found:
        value = cached[at].value
        assert fresh[at].value == (value if isinstance(value, str) else pytest.approx(value, rel=1e-9, abs=1e-9)), at


def test_book_in_chinese(record: dict[str, Any], tmp_path: Path) -> None:
    sheet = load_workbook(write_ledger_book(record, tmp_path / "zh.xlsx", lang="zh")).worksheets[0]
    assert sheet.title == "气体台账"
    shown = {cell.value for line in sheet.iter_rows() for cell in line}
    assert {"机台组", "不可解释，kg", "退回", "按配方"} <= shown
