"""The workbook of judged claims: live arithmetic that recalculates to the same verdicts, and answers to a change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from libreoffice import recalculate, requires_libreoffice
from mems_lca.analysis.claims import JudgedClaims, judge_claims
from mems_lca.reporting.claims_book import write_claims_book
from mems_lca.study.claims import Claims
from packs import shipped_library


def _claim(rule: str, *checks: dict[str, Any], **parts: Any) -> dict[str, Any]:
    names = {"short": {"en": "short", "zh": "简称"}, "text": {"en": "= text", "zh": "全文"}}
    return {
        **names,
        "rule": rule,
        "checks": [{"name": {"en": "check", "zh": "校核"}, **check} for check in checks],
        **parts,
    }


@pytest.fixture(scope="module")
def judged() -> JudgedClaims:
    """Claims of every verdict and rule, without a calculation."""
    figures = {"a": "2.1 TWh/year", "b": "250 MW", "c": "20 degC", "s": "12 %"}
    given = {"p": {"value": "1.5 TWh/year", "source": "wang-2023-water-cycle"}}
    derived = {"double": {"formula": "2 * a", "unit": "TWh/year"}, "none": "a * b / (b - b)"}
    parts: dict[str, Any] = {"figures": figures, "given": given, "derived": derived}
    near, far = (
        {"claimed": "a", "found": "b"},
        {"claimed": "a", "found": ["double", "3 * a"], "contradicted_beyond": 1.9},
    )
    between = {"claimed": "a", "found": ["p"]}
    band = {"claimed": {"from": "0.5 * s"}, "found": "s", "unit": "%"}
    return judge_claims(
        Claims.model_validate(
            {
                "schema": "mems-lca/claims/1",
                "name": {"en": "Made up", "zh": "虚构"},
                "source": "cn-micromachinery-2026",
                "claims": {
                    "C1": _claim("all", near, band, **parts),
                    "C2": _claim("all", near, far, **parts),
                    "C3": _claim("any", far, between, **parts),
                    "C4": _claim("each", near, far, **parts),
                    "C5": _claim("all", {"claimed": "a", "found": "none"}, **parts),
                    "C6": _claim("all", {"claimed": "a", "found": "double"}, **parts),
                    "C7": {**_claim("all"), "checks": [], "not_computable": {"en": "why", "zh": "原因"}},
                },
            }
        ),
        shipped_library(),
    )


WORDS = {
    "en": ["holds", "contradicted", "doubtful", "depends", "not computable", "differs", "not computable"],
    "zh": ["成立", "矛盾", "存疑", "视情况而定", "无法计算", "不符", "无法计算"],
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_verdicts_stand_on_the_first_sheet(judged: JudgedClaims, tmp_path: Path, lang: str) -> None:
    path = write_claims_book(judged, tmp_path / "claims.xlsx", lang=lang)
    page = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    assert [page.cell(row, 1).value for row in range(6, 13)] == [f"C{number}" for number in range(1, 8)]
    assert [page.cell(row, 3).value for row in range(6, 13)] == WORDS[lang]
    formulas = openpyxl.load_workbook(path).worksheets[0]
    assert str(formulas.cell(6, 3).value).startswith("=")
    assert formulas.cell(6, 10).value == ("= text" if lang == "en" else "全文")
    assert formulas.cell(6, 10).data_type == "s"


@pytest.mark.libreoffice
@requires_libreoffice
def test_arithmetic_is_live(judged: JudgedClaims, tmp_path: Path) -> None:
    path = write_claims_book(judged, tmp_path / "claims.xlsx")
    again = openpyxl.load_workbook(recalculate(path, tmp_path / "again"), data_only=True)
    stored = openpyxl.load_workbook(path, data_only=True)
    count = 0
    for sheet in stored.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                found = again[sheet.title][cell.coordinate].value
                if isinstance(cell.value, int | float):
                    assert found == pytest.approx(cell.value, rel=1e-12), (sheet.title, cell.coordinate)
                    count += 1
                elif cell.value:
                    assert found == cell.value, (sheet.title, cell.coordinate)
    assert count > 100


@pytest.mark.libreoffice
@requires_libreoffice
def test_a_changed_figure_changes_the_verdict(judged: JudgedClaims, tmp_path: Path) -> None:
    path = write_claims_book(judged, tmp_path / "claims.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.worksheets[1]
    changed = next(row for row in range(1, page.max_row) if page.cell(row, 1).value == "b")
    assert page.cell(changed, 3).value == 250
    page.cell(changed, 3).value = 25
    other = tmp_path / "changed.xlsx"
    book.save(other)
    again = openpyxl.load_workbook(recalculate(other, tmp_path / "again"), data_only=True)
    assert [again.worksheets[0].cell(row, 3).value for row in (6, 7)] == ["contradicted", "contradicted"]
    assert judged.judged[0].verdict == "holds"
