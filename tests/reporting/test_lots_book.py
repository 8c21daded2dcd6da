"""The workbook of lots: live figures, the mix, the potentials, in both languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from libreoffice import recalculate, requires_libreoffice
from lot_line import line
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.lots.burdens import plan_of
from mems_lca.analysis.lots.footprint import LotFootprints, lot_footprints
from mems_lca.analysis.lots.records import Lot, Scrapped
from mems_lca.errors import ReportError, StudyError
from mems_lca.face import bind_study
from mems_lca.face_lots import write_lots
from packs import read, write

HEAD = 6
"""The row of the column headings, from 1."""


@pytest.fixture
def found(tmp_path: Path) -> LotFootprints:
    calculated = calculate(bind_study(read(write(tmp_path, **line(etched=True)))))
    counts = {step.id: step.repeat for step in plan_of(calculated.bound.routes["line"])}
    day, lost = date(2025, 3, 1), (Scrapped("etch", 2, 1),)
    lots = [
        Lot("=1+1", day, "line", 20, 18, counts, {"coat": 3}, lost),
        Lot("B", day, "line", 10, 0, counts, {}, (Scrapped("bond", 10, 1),)),
    ]
    return lot_footprints(calculated, lots, {"file": "lots.csv", "sha256": "0" * 64})


def rows(path: Path, sheet: str, *, values: bool = True) -> list[list[Any]]:
    page = openpyxl.load_workbook(path, data_only=values)[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows(min_row=HEAD)]


def named(table: list[list[Any]], row: int) -> dict[str, Any]:
    """A row by its headings; where two are alike, the first."""
    return dict(zip(reversed(table[0]), reversed(table[row]), strict=True))


def test_one_row_for_each_lot_and_a_sum(found: LotFootprints, tmp_path: Path) -> None:
    table = rows(write_lots(found, tmp_path / "lots.xlsx"), "Lots")
    first, entry = named(table, 1), found.lots[0]
    assert (first["Lot"], first["Wafers started"], first["Scrapped"], first["Wafers out"]) == ("=1+1", 20, 2, 18)
    assert first["Passes reworked"] == 3
    assert first["kg CO₂e, location-based"] == pytest.approx(entry.totals["climate_change_location"] / 18)
    parts = [first[f"of it {name}"] for name in ("direct emissions", "electricity", "materials and others")]
    assert sum(parts) == pytest.approx(entry.totals["climate_change_location"])
    assert parts[0] == pytest.approx(entry.direct)
    assert first["Electricity mix"] == "Fab (CN-JS): 100 % Grid"
    assert named(table, 2)["kg CO₂e, location-based"] == "–"
    assert (table[3][0], named(table, 3)["Wafers out"]) == ("All 2 lots", 18)
    live = rows(tmp_path / "lots.xlsx", "Lots", values=False)[1]
    assert sum(str(cell).startswith("=") for cell in live) == 7


def test_gases_and_electricity_are_products_with_the_factors(found: LotFootprints, tmp_path: Path) -> None:
    path = write_lots(found, tmp_path / "lots.xlsx")
    gases = {row[2]: row for row in rows(path, "Gases of lots")[1:] if row[0] == "=1+1"}
    sf6, own = gases["sulfur hexafluoride"], found.lots[0].gases["SF6"]
    assert sf6[3:8] == [pytest.approx(v) for v in (own.used, own.emitted, own.destroyed, 25200, own.climate_change)]
    power = rows(path, "Electricity of lots")[1]
    (site,) = found.electricity
    assert power[3] == pytest.approx(found.lots[0].electricity[site.id])
    assert power[4] == pytest.approx(0.6205)
    assert power[6] == pytest.approx(power[3] * 0.6205)
    factors = [cell for row in rows(path, "Factors") for cell in row]
    assert any("cn-mee-2023" in str(cell) for cell in factors)
    assert {"AR6", "SF6", "ipcc-ar6-wg1-7sm", "mee-2025-47"} <= {str(cell) for cell in factors}


def test_in_chinese(found: LotFootprints, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_lots(found, tmp_path / "lots.xlsx", lang="zh"), data_only=True)
    assert book.sheetnames == ["批次", "批次气体", "批次用电", "因子", "说明"]
    texts = [str(cell.value) for page in book for row in page.iter_rows() for cell in row if cell.value]
    assert "六氟化硫" in texts
    assert any("100 % 电网" in text for text in texts)


@requires_libreoffice
@pytest.mark.libreoffice
def test_recalculated_it_is_the_same(found: LotFootprints, tmp_path: Path) -> None:
    path = write_lots(found, tmp_path / "lots.xlsx")
    again = recalculate(path, tmp_path / "again")
    for sheet in ("Lots", "Gases of lots", "Electricity of lots"):
        for before, after in zip(rows(path, sheet), rows(again, sheet), strict=False):
            numbers = [(a, b) for a, b in zip(before, after, strict=False) if isinstance(a, float)]
            assert all(b == pytest.approx(a, rel=1e-9) for a, b in numbers)


def test_what_cannot_be_written(found: LotFootprints, tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"expected \.csv or \.json or \.xlsx"):
        write_lots(found, tmp_path / "lots.pdf")
    with pytest.raises(StudyError, match="expected en, zh"):
        write_lots(found, tmp_path / "lots.xlsx", lang="de")
    (tmp_path / "taken.xlsx").mkdir()
    with pytest.raises(ReportError, match="cannot be written here"):
        write_lots(found, tmp_path / "taken.xlsx")
    with pytest.raises(ReportError, match="cannot write there"):
        write_lots(found, tmp_path / "no" / "folder.csv")


def test_texts_that_a_spreadsheet_might_run_are_marked_in_the_table(found: LotFootprints, tmp_path: Path) -> None:
    text = write_lots(found, tmp_path / "lots.csv").read_text(encoding="utf-8")
    assert "\n'=1+1,2025-03-01,line,20,2,3,18," in text
