"""The sheet Abatement curve: there for a result that has the part, and for no other; carbon cost on Comparison."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mems_lca import assess, write_report
from mems_lca.analysis.result import Result, canonical
from mems_lca.errors import StudyError
from packs import greener, read, route, step, study, write

STEPS = {
    "etch": step({"gas": "NF3", "amount": "m", "process": "etch"}, {"input": "electricity", "amount": "e"},
                 {"input": "photoresist", "amount": "p"}, parameters={"m": "10 g", "e": "10 kWh", "p": "1 g"}),
}  # fmt: skip
MEASURES: dict[str, Any] = {
    "less_gas": {"name": {"en": "Less gas", "zh": "减少用气"}, "set": {"etch.m": "5 g", "etch.p": "2 g"}},
    "abate": {
        "abatement": {"gases": ["NF3"], "fraction_treated": 1.0, "destruction": {"NF3": 0.9}, "uptime": 0.9},
        "investment": {"value": "1e6 CNY", "lifetime": "10 year", "wafers_per_year": "20000 wafer/year"},
    },
    "more_power": {"set": {"etch.e": "11 kWh"}},
    "certificates": {
        "supply": {"fab": [{"share": 0.5, "kind": "grid"}, {"share": 0.5, "kind": "certificate", "factor": "wind"}]}
    },
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    routes = {"line": route("etch"), "green": greener("line", **MEASURES)}
    given = study({"line": "line", "green": "green"}, baseline="line", uncertainty={"samples": 0})
    pack = read(write(tmp_path_factory.mktemp("pack"), steps=STEPS, routes=routes, study=given))
    return assess(pack, parts=["abatement_curve"])


def rows(result: Result, folder: Path, sheet: str, lang: str = "en") -> list[list[Any]]:
    path = write_report(result, folder / f"{lang}.xlsx", lang=lang)
    page = openpyxl.load_workbook(path, data_only=True)[sheet]
    return [list(row) for row in page.iter_rows(values_only=True)]


def test_the_sheet(result: Result, tmp_path: Path) -> None:
    found = rows(result, tmp_path, "Abatement curve")
    text = " ".join(str(value) for row in found for value in row if isinstance(value, str))
    for part in ("Internal decision support", "current", "Snapshot", "covers these products today", "all 24 orders"):
        assert part in text
    record = result.body["abatement_curve"]["green"]
    head = next(index for index, row in enumerate(found) if row[0] == "Measure")
    blocks = [*record["blocks"], *record["saves_nothing"]]
    listed = found[head + 1 : head + 1 + len(blocks)]
    assert listed[0][0] in {"Less gas", "Abate"}
    costs = found[head].index("Cost, CNY")
    assert [row[costs] for row in listed] == pytest.approx([block["cost"] for block in blocks])
    abate = next(row for row, block in zip(listed, blocks, strict=True) if block["measure"] == "abate")
    assert abate[found[head].index("Uptime of abatement")] == 0.9
    assert abate[found[head].index("Investment per unit, CNY")] > 0
    unpriced = found[head].index("Changes without a price")
    assert any("Photoresist" in str(row[unpriced]) for row in listed)
    assert any("Electricity by other means than the grid" in str(row[unpriced]) for row in listed)
    assert any("saves nothing" in row for row in listed)


def test_two_charts(result: Result, tmp_path: Path) -> None:
    path = write_report(result, tmp_path / "book.xlsx")
    page: Any = openpyxl.load_workbook(path)["Abatement curve"]
    assert len(page._charts) == 2


def test_in_chinese(result: Result, tmp_path: Path) -> None:
    found = rows(result, tmp_path, "减排成本曲线", "zh")
    text = " ".join(str(value) for row in found for value in row if isinstance(value, str))
    for part in ("减少用气", "未覆盖此类产品", "仅供内部决策支持", "光刻胶"):
        assert part in text


def test_a_result_without_the_part_has_no_sheet(result: Result, tmp_path: Path) -> None:
    body = result.body
    del body["abatement_curve"]
    path = write_report(Result(canonical(body)), tmp_path / "book.xlsx")
    assert "Abatement curve" not in openpyxl.load_workbook(path).sheetnames


def test_carbon_cost_stands_on_comparison(result: Result, tmp_path: Path) -> None:
    found = rows(result, tmp_path, "Comparison")
    head = next(index for index, row in enumerate(found) if "Priced inputs" in row)
    assert "covers these products today" in str(found[head - 2][0])
    line = found[head + 1]
    record = result.route("line")["carbon_cost"]
    assert line[2] == pytest.approx(record["priced_inputs"])
    assert line[3] == pytest.approx(record["per_functional_unit"])
    assert line[4] == pytest.approx(100 * record["share"])
    even = result.body["comparison"]["carbon"]["green"]
    green = found[head + 2]
    assert green[5] == pytest.approx(even["extra_cost"])
    assert green[6] == (pytest.approx(even["break_even"]) if even["break_even"] is not None else "at any price")


def test_a_part_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    pack = read(write(tmp_path, steps=STEPS, routes={"line": route("etch")}, study=study()))
    with pytest.raises(StudyError, match=r"no part of this name; found 'abatement'.*expected abatement_curve"):
        assess(pack, parts=["abatement"])
