"""The sheet Elements says what the result says, and its sums are those of the flows below them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca.analysis.elements import COLUMNS, UNACCOUNTED
from mems_lca.analysis.result import Result
from mems_lca.reporting.elements_sheet import WAYS
from mems_lca.reporting.texts import read_texts


def sheet(workbook: Path) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(workbook, data_only=True)["Elements"].iter_rows(values_only=True))


def table(rows: list[tuple[Any, ...]], title: str) -> list[tuple[Any, ...]]:
    """Rows below the head whose fourth cell is `title`, up to the next empty one."""
    top = next(index for index, row in enumerate(rows) if row[3] == title)
    found = []
    for row in rows[top + 1 :]:
        if not row[2]:
            break
        found.append(row)
    return found


def test_sums_are_those_of_the_result(workbook: Path, result: Result) -> None:
    listed = {(row[0], row[1]): row[3:10] for row in table(sheet(workbook), "Bought")}
    for route, name in (("grey", "Grey"), ("green", "Green")):
        balances = result.route(route)["balances"]
        assert {"Au", "F", "Si"} <= set(balances)
        for element, account in balances.items():
            expected = [account[way] for way in (*COLUMNS, UNACCOUNTED)]
            assert listed[name, element] == pytest.approx(expected, rel=1e-9, abs=1e-18)
            assert account[UNACCOUNTED] == 0
    assert WAYS == COLUMNS


def test_flows_add_up_to_the_sums(workbook: Path) -> None:
    rows, texts = sheet(workbook), read_texts("en")
    flows = table(rows, "From or to")
    assert len(flows) > 60
    for row in table(rows, "Bought"):
        for way, total in zip(WAYS, row[3:9], strict=True):
            mine = [flow[4] for flow in flows if flow[:2] == row[:2] and flow[3] == texts(f"way.{way}")]
            assert sum(mine) == pytest.approx(total, rel=1e-9, abs=1e-18)
