"""Recipes, purchases, manifests and uptime."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from mems_lca.study.records.kinds import Records
from records_kit import GROUPS, records, refused, told

SCCM_MINUTE = 101325 / 8.31446261815324 / 273.15 * 1e-6


def read(folder: Path, kind: str, text: str, **said: Any) -> Records:
    dataset = {name: said.pop(name) for name in ("duplicates", "gaps", "edges", "others") if name in said}
    keys = {"tool_groups": GROUPS, kind: {"file": "t.csv", **dataset}, **said}
    return records(folder, {"t.csv": text}, **keys)


def errors(folder: Path, kind: str, text: str, **said: Any) -> list[tuple[str, str]]:
    dataset = {name: said.pop(name) for name in ("duplicates", "gaps", "edges", "others") if name in said}
    return told(refused(folder, {"t.csv": text}, tool_groups=GROUPS, **{kind: {"file": "t.csv", **dataset}}, **said))


def test_recipes_as_mass_and_as_flow_and_time(tmp_path: Path) -> None:
    text = "Product,Tool group,Recipe,Gas,Per wafer,Unit,Flow (sccm),Time (min),Runs per wafer,Wafers per run\n"
    text += "A,drie,a,SF6,20,g,,,2,\nA,drie,b,SF6,20,g/wafer,,,,4\nA,drie,c,SF6,,,300,12,2,3\n"
    uses = read(tmp_path, "recipes", text).recipes
    assert [(use.per_wafer, use.unit) for use in uses[:2]] == [(0.04, "kg"), (0.005, "kg")]
    assert (uses[2].per_wafer, uses[2].unit) == (pytest.approx(300 * 12 * 2 / 3 * SCCM_MINUTE, rel=1e-14), "mol")


def test_what_is_wrong_with_a_recipe_is_found(tmp_path: Path) -> None:
    text = (
        "Product,Tool group,Gas,Per wafer,Unit,Flow,Time\nX,drie,SF6,20,g,,\nA,drei,SF6,20,g,,\nA,drie,SF6,20,kWh,,\n"
    )
    text += "A,drie,SF6,,,300 sccm,\nA,drie,SF6,1,g,,\nA,drie,SF6,1,g,,\n"
    assert errors(tmp_path, "recipes", text) == [
        ("unknown", "t.csv:2 (Product)"), ("unknown", "t.csv:3 (Tool group)"), ("dimension", "t.csv:4 (Per wafer)"),
        ("empty_cell", "t.csv:5 (Flow)"), ("double", "t.csv:7 (Per wafer)"),
    ]  # fmt: skip


PURCHASES = """Material description,Posting date,Quantity,Unit,Pack size,PO number,Line item,Content,Density,Type
HF,15.01.2025,12,EA,18 kg,4500,10,49 %,,101
IPA,15.01.2025,200,L,,4500,20,,785 kg/m3,GR
IPA,15.01.2025,10,KG,,4500,30,,,Return
IPA,,20,kg,,,,,,期末库存
IPA,01.01.2025,30,kg,,,,,,Opening stock
NMP,16.01.2025,40,kg,20 kg,4501,10,,,
"""


def test_purchases_with_packages_content_and_density(tmp_path: Path) -> None:
    found = read(tmp_path, "purchases", PURCHASES).purchases
    assert [(entry.material, entry.kind, entry.day, entry.unit) for entry in found] == [
        ("HF", "purchase", date(2025, 1, 15), "kg"), ("IPA", "purchase", date(2025, 1, 15), "kg"),
        ("IPA", "return", date(2025, 1, 15), "kg"), ("IPA", "stock at end", date(2025, 3, 31), "kg"),
        ("IPA", "stock at start", date(2025, 1, 1), "kg"), ("NMP", "purchase", date(2025, 1, 16), "kg"),
    ]  # fmt: skip
    expected = [12 * 18 * 0.49, 200e-3 * 785, 10.0, 20.0, 30.0, 40.0]
    assert [entry.amount for entry in found] == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(("unit", "amount"), [("EA", 36.0), ("drum", 36.0), ("桶", 36.0), ("", 36.0), ("kg", 12.0)])
def test_packages_are_counted_where_the_unit_is_none_of_mass(tmp_path: Path, unit: str, amount: float) -> None:
    text = f"Material,Date,Amount,Unit,Package size\nHF,2025-02-01,12,{unit},3 kg\n"
    assert read(tmp_path, "purchases", text).purchases[0].amount == amount


def test_a_misspelt_unit_is_no_package(tmp_path: Path) -> None:
    text = "Material,Date,Amount,Unit,Package size\nHF,2025-02-01,12,kq,3 kg\n"
    assert errors(tmp_path, "purchases", text) == [("unit", "t.csv:2 (Unit)")]


def test_volumes_keep_their_unit(tmp_path: Path) -> None:
    [entry] = read(tmp_path, "purchases", "Material,Date,Amount,Unit\nIPA,2025-02-01,200,LTR\n").purchases
    assert (entry.amount, entry.unit) == (200.0, "L")


def test_a_purchase_line_that_stands_twice_is_found(tmp_path: Path) -> None:
    line = "HF,15.01.2025,12,EA,18 kg,4500,10,49 %,,101\n"
    assert errors(tmp_path, "purchases", PURCHASES + line) == [("double", "t.csv:8 (Quantity)")]
    found = read(tmp_path, "purchases", PURCHASES + line, duplicates="drop")
    assert "stands also in t.csv:2 (Quantity); this row was dropped" in found.findings[0].message
    assert errors(tmp_path, "purchases", PURCHASES + line.replace(",12,", ",13,"), duplicates="drop") == [
        ("double", "t.csv:8 (Quantity)")
    ]


def test_two_lines_of_one_order_are_two(tmp_path: Path) -> None:
    assert len(read(tmp_path, "purchases", PURCHASES + "HF,15.01.2025,12,EA,18 kg,4500,11,49 %,,101\n").purchases) == 7


def test_purchases_by_month_and_outside_the_period(tmp_path: Path) -> None:
    text = "Material,Month,Amount,Unit\nHF,2025-01,31,kg\nHF,2024-12,9,kg\n"
    found = read(tmp_path, "purchases", text)
    assert [(entry.day, entry.amount) for entry in found.purchases] == [(date(2025, 1, 1), 31.0)]
    assert told(found.findings) == [("outside", "t.csv:3 (Month)")]


def test_what_is_wrong_with_a_purchase_is_found(tmp_path: Path) -> None:
    text = "Material,Date,Amount,Unit,Type,Content\nHF,2025-01-01,5,,,\nHF,2025-01-01,-5,kg,,\nHF,,5,kg,,\n"
    text += (
        "HF,2025-06-01,5,kg,Closing stock,\nHF,2025-01-01,5,kg,gift,\nHF,2025-01-01,5,kg,,1.2\nHFF,2025-01-01,5,kg,,\n"
    )
    assert errors(tmp_path, "purchases", text, materials={"HF": "hydrofluoric_acid"}) == [
        ("no_unit", "t.csv:2 (Amount)"), ("cell", "t.csv:3 (Amount)"), ("time", "t.csv:4"),
        ("stock", "t.csv:5 (Date)"), ("choice", "t.csv:6 (Type)"), ("cell", "t.csv:7 (Content)"),
        ("unknown", "t.csv:8 (Material)"),
    ]  # fmt: skip


def test_manifests(tmp_path: Path) -> None:
    text = "Manifest no,Waste,Ship date,Net weight (t),Code,Treatment\n007,acid,2025-02-03,1.25,06 01 03*,R5\n"
    text += "007,sludge,2025-02-03,2,06 05 02*,D9\n008,acid,2025-04-01,1,06 01 03*,R5\n"
    found = read(tmp_path, "manifests", text)
    assert [(entry.number, entry.waste, entry.wet, entry.code, entry.treatment) for entry in found.manifests] == [
        ("007", "acid", 1250.0, "06 01 03*", "R5"), ("007", "sludge", 2000.0, "06 05 02*", "D9"),
    ]  # fmt: skip
    assert told(found.findings) == [("outside", "t.csv:4 (Ship date)")]


def test_the_same_manifest_twice_is_found(tmp_path: Path) -> None:
    text = "Manifest no,Waste,Ship date,Net weight (t)\n7,acid,2025-02-03,1.25\n7,acid,2025-02-03,1.25\n"
    assert errors(tmp_path, "manifests", text) == [("double", "t.csv:3 (Net weight (t))")]
    assert len(read(tmp_path, "manifests", text, duplicates="drop").manifests) == 1
    assert errors(tmp_path, "manifests", text.replace("1.25\n7", "1.35\n7"), duplicates="drop") == [
        ("double", "t.csv:3 (Net weight (t))")
    ]


def test_totals_below_an_empty_number_are_left_out(tmp_path: Path) -> None:
    text = "联单编号,废物名称,转移日期,净重,单位\n7,acid,2025-02-03,1.25,吨\n,合计,,1.25,吨\n"
    found = read(tmp_path, "manifests", text)
    assert [entry.wet for entry in found.manifests] == [1250.0]
    assert told(found.findings) == [("total", "t.csv:3 (联单编号)")]


def test_weights_of_waste_are_weights(tmp_path: Path) -> None:
    text = "Manifest no,Waste,Ship date,Quantity,Unit\n7,acid,2025-02-03,1.25,m3\n"
    assert errors(tmp_path, "manifests", text) == [("dimension", "t.csv:2 (Quantity)")]


@pytest.mark.parametrize(
    ("head", "rows"),
    [
        ("Gas on (h),Unit up (h)", ["600,588", "500,490", "600,600"]),
        ("Gas on (h),Downtime hours", ["600,12", "500,10", "600,0"]),
        ("Running hours,Uptime %", ["600,98", "500,98", "600,100"]),
        ("Running hours,Uptime", ["600,98 %", "500,0.98", "600,1"]),
    ],
)
def test_uptime_in_many_forms(tmp_path: Path, head: str, rows: list[str]) -> None:
    lines = [f"L1,2025-0{month},{row}" for month, row in enumerate(rows, 1)]
    found = read(tmp_path, "uptime", "\n".join([f"Abatement unit,Month,{head}", *lines])).uptime
    assert [entry.running for entry in found] == [600 * 3600, 500 * 3600, 600 * 3600]
    assert [entry.up for entry in found] == pytest.approx([588 * 3600, 490 * 3600, 600 * 3600], rel=1e-14)


def test_a_log_of_events(tmp_path: Path) -> None:
    text = (
        "Unit,Start,End,Status\nL1,2025-01-01 00:00,2025-02-01 06:00,on\nL1,2025-02-01 06:00,2025-02-01 18:00,Alarm\n"
    )
    text += "L1,2025-02-01 18:00,2025-04-01 00:00,idle\n"
    found = read(tmp_path, "uptime", text).uptime
    assert [(entry.running / 3600, entry.up / 3600) for entry in found] == [(750.0, 750.0), (12.0, 0.0), (0.0, 0.0)]
    assert found[1].start == datetime(2025, 2, 1, 6)


def test_what_is_wrong_with_a_log_is_found(tmp_path: Path) -> None:
    text = (
        "Unit,Month,Running hours,Up hours\nL1,2025-01,800,700\nL1,2025-02,600,601\nL1,2025-03,600,\nL2,2025-01,1,1\n"
    )
    assert errors(tmp_path, "uptime", text) == [
        ("uptime", "t.csv:2 (Running hours)"), ("uptime", "t.csv:3 (Up hours)"),
        ("empty_cell", "t.csv:4 (Up hours)"), ("unknown", "t.csv:5 (Unit)"),
    ]  # fmt: skip
    assert errors(tmp_path, "uptime", "Unit,Month,Running hours\nL1,2025-01,800\n") == [("heading", "t.csv")]
    text = "Unit,Month,Running hours,Uptime %\nL1,2025-01,600,0.98\nL1,2025-02,600,98\nL1,2025-03,600,98\n"
    assert errors(tmp_path, "uptime", text) == [("cell", "t.csv:2 (Uptime %)")]


def test_a_month_missing_in_a_log_is_a_gap(tmp_path: Path) -> None:
    text = "Unit,Month,Running hours,Up hours\nL1,2025-01,310,300\nL1,2025-03,310,300\n"
    assert errors(tmp_path, "uptime", text) == [("gap", "t.csv:2 (Up hours)")]
    filled = read(tmp_path, "uptime", text, gaps="interpolate").uptime[1]
    assert filled.filled
    assert (filled.running, filled.up) == pytest.approx((280 * 3600, 600 * 28 / 62 * 3600), rel=1e-14)
