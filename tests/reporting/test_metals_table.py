"""The workbook lists the metals bought by origin, and the rows add up to the account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca.analysis.result import Result


def rows(workbook: Path) -> list[tuple[Any, ...]]:
    sheet = openpyxl.load_workbook(workbook, data_only=True)["Water and waste"]
    found = list(sheet.iter_rows(values_only=True))
    top = next(index for index, row in enumerate(found) if row[0] == "Metals bought, by origin")
    return [row for row in found[top + 2 :] if row[0]]


def test_metals_by_origin_add_up(workbook: Path, result: Result) -> None:
    listed = rows(workbook)
    for route, name in (("grey", "Grey"), ("green", "Green")):
        for metal, entry in result.route(route)["materials"].items():
            mine = {row[1]: 0.0 for row in listed if row[0] == name and row[1].lower().startswith(metal)}
            for row in listed:
                if row[0] == name and row[1] in mine:
                    mine[row[1]] += row[6] * 1e6
            assert sum(mine.values()) == pytest.approx(entry["mg"], rel=1e-9)
            assert mine[f"{metal.capitalize()}, mined"] == pytest.approx(entry["mg"] * entry["origin"]["mined"])
