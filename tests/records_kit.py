"""Tables of measurements in a folder, read as a study would have them read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mems_lca.errors import Finding, StudyError
from mems_lca.study.measured import Measured
from mems_lca.study.records.columns import MeasuredColumns, read_columns
from mems_lca.study.records.kinds import Records
from mems_lca.study.records.records import read_records
from mems_lca.study.study import Period

QUARTER = Period(start=date(2025, 1, 1), end=date(2025, 3, 31))
STARTS = "Product,Month,Wafers started\nA,2025-01,100\nA,2025-02,110\nA,2025-03,120\n"
METERS: dict[str, Any] = {"main": {"carrier": "electricity"}}
COUNTER: dict[str, Any] = {"main": {"carrier": "electricity", "reading": "counter"}}
GROUPS: dict[str, Any] = {"drie": {"steps": ["etch"], "units": ["L1"]}}
KWH = 3.6e6


@cache
def shipped_columns() -> MeasuredColumns:
    return read_columns(Path(__file__).parents[1] / "reports" / "measured_columns.yaml")


def records(folder: Path, files: Mapping[str, str | bytes], period: Period = QUARTER, **measured: Any) -> Records:
    """The records of a study in a folder; its starts are those of one product unless `wafer_starts` is given."""
    for name, content in {"starts.csv": STARTS, **files}.items():
        raw = content if isinstance(content, bytes) else content.encode()
        (folder / name).write_bytes(raw)
    said = {"site": "fab", "products": {"route": "A"}, "wafer_starts": {"file": "starts.csv"}, **measured}
    return read_records(Measured.model_validate(said), period, folder / "study.yaml", shipped_columns())


def refused(folder: Path, files: Mapping[str, str | bytes], period: Period = QUARTER, **measured: Any) -> list[Finding]:
    """The errors for which the tables are refused."""
    with pytest.raises(StudyError) as caught:
        records(folder, files, period, **measured)
    return list(caught.value.findings)


def told(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Code and place of findings, for comparisons."""
    return [(finding.code, str(finding.place)) for finding in findings]


def readings(text: str, **dataset: Any) -> dict[str, Any]:
    """Files and keys for one table of readings."""
    return {"files": {"r.csv": text}, "readings": {"file": "r.csv", **dataset}}
