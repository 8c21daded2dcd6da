"""From tables beside a study to its result: read when first asked for, held by everything that changes the study."""

from __future__ import annotations

from pathlib import Path

import pytest

from fab import CLEAN, LINE, measured
from mems_lca.analysis.assess import calculate
from mems_lca.errors import StudyError
from mems_lca.face import StudyFile, bind_study, check_file, read_study, with_sites, with_values
from packs import step, study, total, write

DRY = step({"input": "electricity", "amount": "power"}, parameters={"power": "10 kWh/wafer"})
STARTS = "Product,Month,Wafer starts,Wafers out,Wafer size (mm)\n"
READINGS = "meter,month,consumption,uom\n"
MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def fab(folder: Path, kwh: float = 250.0, **more: object) -> Path:
    """Twelve months of 8 1/3 starts' worth: 120 wafers of A started, 96 finished, 60 of B; 12 times `kwh`."""
    root = write(
        folder / "pack",
        steps={"etching": DRY, "cleaning": CLEAN},
        routes={"line": LINE},
        study=study(
            measured=measured(
                wafer_starts={"file": "starts.csv"},
                readings={"file": "meters.csv"},
                meters={"main": {"carrier": "electricity"}},
                **more,
            )
        ),
    )
    path = root / "inventories" / "studies" / "made_up.yaml"
    rows = (f"A,{month},10,8,200\nB,{month},5,5,100\n" for month in MONTHS)
    (path.parent / "starts.csv").write_text(STARTS + "".join(rows), encoding="utf-8")
    lines = (f"main,{month},{kwh / 1000!r},MWh\n" for month in MONTHS)
    (path.parent / "meters.csv").write_text(READINGS + "".join(lines), encoding="utf-8")
    return path


def read(path: Path) -> StudyFile:
    return read_study(path, packs=[path.parents[2]])


def test_a_year_of_tables(tmp_path: Path) -> None:
    """3000 kWh, two thirds of the starts: 2000 kWh over 96 finished wafers; the model has 14 x 1.25."""
    bound = bind_study(read(fab(tmp_path)))
    assert bound.rests is not None
    (account,) = bound.rests.routes["line"].accounts
    assert (account.total, account.share) == pytest.approx((3000, 2 / 3))
    assert account.rest == pytest.approx(2000 / 96 - 17.5, rel=1e-9)
    assert [entry["file"] for entry in bound.rests.files] == ["starts.csv", "meters.csv"]
    assert total(calculate(bound), "electricity") == pytest.approx(2000 / 96, rel=1e-9)


def test_values_and_sites_hold_what_was_found(tmp_path: Path) -> None:
    written = read(fab(tmp_path))
    assert written.calibration is not None
    for changed in (with_values(written, {"etching.power": "12 kWh/wafer"}), with_sites(written, {"fab": "CN-SH"})):
        assert changed.calibration is written.calibration
    bound = bind_study(written, values={"etching.power": "12 kWh/wafer"})
    assert bound.rests is written.calibration.rests
    assert total(calculate(bound), "electricity") == pytest.approx(2000 / 96 + 2.5, rel=1e-9)


def test_other_measurements_are_found_anew(tmp_path: Path) -> None:
    """By area, A has 120 x 4 of 120 x 4 + 60 parts, whatever else was changed with it."""
    values = {"measured.allocation": "area", "etching.power": "12 kWh/wafer"}
    bound = bind_study(read(fab(tmp_path)), values=values)
    assert bound.rests is not None
    (account,) = bound.rests.routes["line"].accounts
    assert account.share == pytest.approx(480 / 540)
    assert account.modelled == pytest.approx(17.5)


def test_a_check_reads_the_tables(tmp_path: Path) -> None:
    """A rest above 20 % is told, and so is what cannot be read."""
    path = fab(tmp_path, kwh=500.0)
    packs = [path.parents[2]]
    assert "measured_rest" in [finding.code for finding in check_file(path, packs=packs)]
    meters = path.parent / "meters.csv"
    meters.write_text(meters.read_text(encoding="utf-8").replace("main,2025-03", "mian,2025-03"), encoding="utf-8")
    found = check_file(path, packs=packs)
    assert [finding.severity for finding in found if "mian" in finding.line()] == ["error"]
    with pytest.raises(StudyError, match="mian"):
        bind_study(read(path))
