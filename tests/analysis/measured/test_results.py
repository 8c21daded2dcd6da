"""Results with measurements: the record, checks, samples, breakdowns, summary and workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from fab import MAIN, Fab, bottle, bought, manifest, reading, starts, water
from libreoffice import recalculate, requires_libreoffice
from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.result import Result
from mems_lca.analysis.summary import summarise
from mems_lca.reporting.workbook import write_workbook
from mems_lca.study.records.kinds import Records


@pytest.fixture(scope="module")
def result() -> Result:
    """Rests above and below zero, with samples: 1 kg of gas (recipe 2 kg), 3000 kWh, 200 m3, 60 kg bought, 30 kg."""
    records = Records(
        starts=(starts("A", 100, 80),),
        readings=(reading("main", 3000), water("w", 200)),
        bottles=(bottle(1.0),),
        purchases=(bought(60),),
        manifests=(manifest(30),),
    )
    given = {
        "meters": {**MAIN, "w": {"carrier": "water"}},
        "tool_groups": {"tools": {"steps": ["etching"]}},
    }
    files = ({"kind": "readings", "file": "meters.csv", "sheet": "", "sha256": "0" * 64, "bytes": 1, "rows": 2},)
    fab = Fab(records, given, more={"uncertainty": {"samples": 64}}, files_read=files)
    return assess_bound(fab.bound, "0.0.0")


def test_all_checks_hold(result: Result) -> None:
    """Sums, both solvers, water, elements, and samples solved again with Brightway."""
    found = {entry["id"]: entry["status"] for entry in result.body["checks"]}
    assert set(found.values()) == {"ok"}
    assert "samples_equal_brightway" in found


def test_the_record(result: Result) -> None:
    record = result.body["measured"]
    assert (record["site"], record["period"]) == ("fab", {"start": "2025-01-01", "end": "2025-12-31"})
    line = record["routes"]["line"]
    assert [entry["kind"] for entry in line["accounts"]] == ["electricity", "water", "gas", "chemical", "waste"]
    gas = line["accounts"][2]
    assert gas["cell"] == "line.measured_excess.gas_SF6_tools"
    assert (gas["measured_total"], gas["per_wafer"], gas["rest"]) == pytest.approx((1.0, 0.0125, -0.0125))
    assert gas["rest_percent"] == pytest.approx(-100.0)
    assert all(entry["now"] == pytest.approx(entry["per_wafer"], rel=1e-9) for entry in line["accounts"])
    assert line["line_yield"] == {"started": 100, "finished": 80, "measured": 0.8, "modelled": pytest.approx(0.8)}
    assert record["files"][0]["file"] == "meters.csv"


def test_rests_are_steps_of_the_breakdown(result: Result) -> None:
    """They are stages of wafer fabrication, and add up to the total with the others."""
    line = result.body["routes"]["line"]
    rest, excess = (line["by_step"][name]["climate_change"] for name in ("measured_rest", "measured_excess"))
    assert rest > 0 > excess
    whole = sum(entry.get("climate_change", 0.0) for entry in line["by_step"].values())
    assert whole == pytest.approx(line["per_wafer"]["climate_change"]["value"])


def test_the_summary_tells_it(result: Result) -> None:
    (said,) = (note for note in summarise(result).notes if "measured at" in note)
    assert said.startswith(
        "line, measured at fab per finished wafer (of it not explained by the model): 37.5 kWh electricity"
    )
    assert "0.0125 kg SF6 (-100 %)" in said


@pytest.mark.parametrize(("lang", "name"), [("en", "Measured"), ("zh", "实测")])
def test_the_sheet(result: Result, tmp_path: Path, lang: str, name: str) -> None:
    """Accounts with live rests; what is taken off has a minus before the input that holds it."""
    from openpyxl import load_workbook

    book = load_workbook(write_workbook(result, tmp_path / "book.xlsx", lang=lang))
    rows = [[cell.value for cell in row] for row in book[name].iter_rows()]
    tables = ("Purchases", "Waste manifests") if lang == "en" else ("采购", "废物联单")
    accounts = {row[1]: row for row in rows if row[1] in ("main", "w", "tools", *tables)}
    assert len(accounts) == 5
    assert accounts["main"][3:8] == [3000, accounts["main"][4], 1, 37.5, pytest.approx(17.5, rel=0.02)]
    assert str(accounts["main"][8]).endswith("/3600000.0")
    assert str(accounts["tools"][8]).startswith("=-")
    gas = "Process gas: SF6 (made up [Etching])" if lang == "en" else "工艺气体：SF6（made up [Etching]）"
    assert accounts["tools"][0] == gas
    assert book[name]._charts


@pytest.mark.libreoffice
@requires_libreoffice
def test_the_workbook_recalculates_to_the_result(result: Result, tmp_path: Path) -> None:
    """Every check of the workbook holds, calculated by another program, although something is supplied less than zero
    times; the rests are read from the inputs."""
    from openpyxl import load_workbook

    written = write_workbook(result, tmp_path / "book.xlsx")
    fresh = load_workbook(recalculate(written, tmp_path / "fresh"), data_only=True)
    said = [cell.value for row in fresh["Checks"].iter_rows() for cell in row]
    assert "ok" in said
    assert "failed" not in said
    rests = {row[1].value: row[8].value for row in fresh["Measured"].iter_rows() if row[1].value in ("main", "tools")}
    expected = {entry["meters"][0]: entry["rest"] for entry in result.body["measured"]["routes"]["line"]["accounts"]}
    assert rests == pytest.approx({name: expected[name] for name in rests}, rel=1e-12)


def test_studies_without_measurements_have_no_sheet(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    fab = Fab(Records(starts=(starts(),)), {})
    plain = assess_bound(fab.plain, "0.0.0")
    assert plain.body["measured"] is None
    assert "Measured" not in load_workbook(write_workbook(plain, tmp_path / "book.xlsx")).sheetnames


@pytest.mark.parametrize(
    ("lang", "sheet", "words"),
    [("en", "Uncertainty", "hold the measured rest"), ("zh", "不确定性", "实测差额保持不变")],
)
def test_intervals_say_that_samples_are_not_tied_to_the_meters(
    result: Result, tmp_path: Path, lang: str, sheet: str, words: str
) -> None:
    from openpyxl import load_workbook

    book = load_workbook(write_workbook(result, tmp_path / "book.xlsx", lang=lang))
    assert any(words in str(cell.value) for row in book[sheet].iter_rows() for cell in row)
