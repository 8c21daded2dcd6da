"""A study with each emission table: what it warns of, and the range that it shows."""

from __future__ import annotations

import pytest

from packs import Calculated, codes, route, run, shipped_factors, step, study


def used(table: str, gas: str = "SF6", process: str = "etch", lines: int = 1) -> Calculated:
    """One kilogram of a gas in one or more routes."""
    made = step({"gas": gas, "amount": "m", "process": process}, parameters={"m": "1 kg"})
    routes = {f"line{number}": route("etch") for number in range(lines)}
    given = study(routes={name: name for name in routes}, gas_table=table)
    return run(steps={"etch": made}, routes=routes, study=given)


def masses(calculated: Calculated) -> dict[str, float]:
    (record,) = calculated.inventory.gases
    return {gas: calculated.inventory.values[cell] for gas, cell in record.emitted.items()}


@pytest.mark.parametrize(
    ("table", "sector"),
    [
        ("epa-i6", "liquid-crystal displays"),
        ("epa-i7", "photovoltaic cells"),
        ("epa-i12", "300 mm"),
        ("epa-i20", "300 mm"),
    ],
)
def test_table_of_another_sector_warns_once(table: str, sector: str) -> None:
    calculated = used(table, lines=2)
    (found,) = [entry for entry in calculated.inventory.findings if entry.code == "gas_table_sector"]
    assert found.severity == "warning"
    assert sector in found.message
    assert table in found.message
    assert "epa-i5" in found.expected


@pytest.mark.parametrize("table", ["epa-i5", "epa-i11", "ipcc2006-tier2a", "ipcc2006-tier2b"])
def test_table_that_fits_does_not_warn(table: str) -> None:
    assert "gas_table_sector" not in codes(used(table))


@pytest.mark.parametrize("table", shipped_factors().utilisation_tables())
def test_range_has_the_tables_for_mems_whatever_the_study_takes(table: str) -> None:
    (found,) = [entry for entry in used(table).inventory.findings if entry.code == "gas_table_range"]
    assert found.message == (
        "SF6 (etch) by table: epa-i5 5,040, epa-i11 16,831 kg CO2e per kg used, before abatement; "
        f"the study uses {table}"
    )


def test_thermal_clean() -> None:
    assert masses(used("epa-i20", "NF3", "clean_thermal")) == pytest.approx({"NF3": 0.28, "CF4": 0.010})
    assert masses(used("epa-i5", "NF3", "clean_thermal")) == {"NF3": 1.0}
    assert "gas_not_in_table" in codes(used("epa-i5", "NF3", "clean_thermal"))


def test_sulfur_hexafluoride_by_table() -> None:
    """1-U, and CF4 where it is formed."""
    assert masses(used("epa-i6"))["SF6"] == pytest.approx(0.3)
    assert masses(used("epa-i7"))["SF6"] == pytest.approx(0.4)
    assert masses(used("epa-i12"))["CF4"] == pytest.approx(0.033)
    assert masses(used("ipcc2006-tier2b")) == masses(used("epa-i5"))
