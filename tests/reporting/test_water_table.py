"""The water of each site in the workbook: every source and destination, and a balance that closes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca.analysis.result import Result


@pytest.fixture(scope="module")
def rows(workbook: Path) -> list[tuple[Any, ...]]:
    """Rows of the first table of the sheet: route, item, counts as, site, unit, per wafer, per device."""
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Water and waste"]
    found = [tuple(cell.value for cell in row[:7]) for row in sheet.iter_rows()]
    start = next(i for i, row in enumerate(found) if row[0] == "Water by site")
    end = next(i for i, row in enumerate(found) if row[0] == "Water, every flow")
    return [row for row in found[start + 2 : end] if row[0]]


def amounts(rows: list[tuple[Any, ...]], item: str) -> dict[tuple[str, str], float]:
    """Per device, by route and site."""
    return {(row[0], row[3].split()[0]): row[6] for row in rows if row[1] == item}


def test_each_site_has_its_balance(rows: list[tuple[Any, ...]], result: Result) -> None:
    places = {(route, site) for route in ("Grey", "Green") for site in ("Fab", "Penang")}
    for item, name in (("Withdrawn", "withdrawal"), ("Discharged", "discharge"), ("Consumed", "consumption")):
        shown = amounts(rows, item)
        assert set(shown) == places
        for (route, site), amount in shown.items():
            account = result.body["routes"][route.lower()]["water"]["sites"][site.lower()][name]
            expected = sum(account.values()) if isinstance(account, dict) else account
            assert amount == pytest.approx(expected, rel=1e-12)
    assert set(amounts(rows, "Balance").values()) == {0}
    for (route, site), percent in amounts(rows, "Recovery rate").items():
        rate = result.body["routes"][route.lower()]["water"]["sites"][site.lower()]["recovery_rate"]
        assert percent == pytest.approx(100 * rate, abs=1e-12)


def test_units_and_meanings_are_given(rows: list[tuple[Any, ...]]) -> None:
    assert {row[4] for row in rows} == {"m³", "%"}
    assert all(row[2] for row in rows)
    consumed = {row[1] for row in rows if row[2].endswith("consumed")}
    assert {"water discharged to the sea", "water evaporated", "water that leaves in a waste"} <= consumed
    returned = {row[1] for row in rows if row[2].endswith("returned to the basin") and row[1] != "Consumed"}
    assert returned == {"water discharged to municipal works", "water discharged to surface water"}


def test_checks_name_each_site(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Checks"]
    found = [tuple(cell.value for cell in row[:4]) for row in sheet.iter_rows()]
    water = [row for row in found if row[1] and "water withdrawn is discharged" in str(row[1])]
    assert len(water) == 4
    assert {row[3] for row in water} == {"ok"}
    assert any(row[0] == "Water of every site closes" and row[3] == "ok" for row in found)
