from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

import packs
from mems_lca.analysis.sweep import Sweep, prepare
from mems_lca.analysis.sweep_design import read_design
from mems_lca.errors import StudyError
from mems_lca.reporting import sweep_files
from mems_lca.reporting.sweep_book import write_sweep_book
from mems_lca.reporting.sweep_files import CsvTable, ParquetTable, known_formats, safe
from mems_lca.study.vary import read_axes

ETCH = packs.step({"emission": "CO2", "amount": "rate * time"}, parameters={"rate": "2 kg/h", "time": "1 h"})


@pytest.fixture
def sweep(tmp_path: Path) -> Sweep:
    bound = packs.bound(tmp_path, steps={"etch": ETCH}, routes={"line": packs.route("etch")}, study=packs.study())
    vary = {"etch.rate": "1 kg/h:3 kg/h:3", "accounting": "location,market"}
    return prepare(bound, read_design(read_axes(vary))).run()


def written(table: Any, sweep: Sweep) -> None:
    for start in range(0, sweep.finished, 4):
        table.write(sweep, start, min(start + 4, sweep.finished))
    table.close()


def test_csv_is_the_frame(tmp_path: Path, sweep: Sweep) -> None:
    path = tmp_path / "sweep.csv"
    written(CsvTable(path, sweep), sweep)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    frame = sweep.frame()
    assert list(rows[0]) == list(frame.columns)
    assert [float(row["value"]) for row in rows] == frame["value"].tolist()
    assert [row["etch.rate"] for row in rows] == ["1.0", "1.0", "2.0", "2.0", "3.0", "3.0"]
    assert b"\r" not in path.read_bytes()


def test_csv_ends_after_the_last_whole_block(tmp_path: Path, sweep: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sweep.csv"
    table = CsvTable(path, sweep)
    table.write(sweep, 0, 2)

    def broken(values: Any) -> list[object]:
        raise KeyboardInterrupt

    table._stream.write("half a l")
    monkeypatch.setattr(sweep_files, "_listed", broken)
    with pytest.raises(KeyboardInterrupt):
        table.write(sweep, 2, 4)
    table.close()
    assert len(path.read_text(encoding="utf-8").splitlines()) == 3


def test_text_is_never_a_formula() -> None:
    assert [safe(text) for text in ("=1+1", "+a", "-a", "@a", "\ta", "a=b")] == [
        "'=1+1",
        "'+a",
        "'-a",
        "'@a",
        "'\ta",
        "a=b",
    ]
    assert safe(-1.5) == -1.5


def test_parquet_has_types_and_units(tmp_path: Path, sweep: Sweep) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "sweep.parquet"
    written(ParquetTable(path, sweep), sweep)
    table = parquet.read_table(path)
    assert table.column_names == list(sweep.frame().columns)
    assert table.column("value").to_pylist() == sweep.frame()["value"].tolist()
    assert table.schema.field("etch.rate").metadata == {b"unit": b"kg/h"}
    assert str(table.schema.field("scenario").type) == "int64"


def test_parquet_without_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(StudyError, match=r"pip install 'mems_lca\[parquet\]'"):
        known_formats(["csv,parquet"])
    assert known_formats(None) == ("csv",)
    assert known_formats(["csv, xlsx", "csv"]) == ("csv", "xlsx")
    with pytest.raises(StudyError, match="found 'ods'"):
        known_formats(["ods"])


def test_workbook_has_the_table_and_what_moved(tmp_path: Path, sweep: Sweep) -> None:
    from openpyxl import load_workbook

    book = load_workbook(write_sweep_book(sweep, tmp_path / "sweep.xlsx"))
    assert book.sheetnames == ["Sweep", "Table"]
    rows = list(book["Table"].iter_rows(values_only=True))
    assert list(rows[0]) == list(sweep.frame().columns)
    value = rows[0].index("value")
    assert [row[value] for row in rows[1:]] == pytest.approx(sweep.frame()["value"].tolist())
    texts = [str(cell) for row in book["Sweep"].iter_rows(values_only=True) for cell in row if cell]
    assert any("etch.rate moves climate change most" in text for text in texts)
