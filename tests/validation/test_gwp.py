"""One kilogram of a gas through a whole calculation counts its published global warming potential."""

from __future__ import annotations

import pytest

from mems_lca.errors import InventoryError
from mems_lca.inventory.shop import read_method
from packs import codes, route, run, shipped_factors, step, study, total

GASES = ("SF6", "NF3", "CF4", "C2F6", "c-C4F8", "c-C4F8O", "CHF3", "N2O", "CH4-fossil", "CO2")
PUBLISHED = {
    "ipcc_ar6_gwp100": (25_200, 17_400, 7_380, 12_400, 10_200, 13_900, 14_600, 273, 29.8, 1),
    "ipcc_ar6_gwp20": (18_300, 13_400, 5_300, 8_940, 7_400, 10_100, 12_400, 273, 82.5, 1),
    "ipcc_ar6_gwp500": (34_100, 18_200, 10_600, 17_500, 13_800, 18_800, 10_500, 130, None, 1),
    "ipcc_ar5_gwp100": (23_500, 16_100, 6_630, 11_100, 9_540, None, 12_400, 265, 30, 1),
    "ipcc_ar4_gwp100": (22_800, 17_200, 7_390, 12_200, 10_300, None, 14_800, 298, 25, 1),
    "epa_2025_gwp100": (23_500, 16_100, 6_630, 11_100, 9_540, 13_900, 12_400, 265, 28, 1),
}


@pytest.mark.parametrize("method", sorted(PUBLISHED))
def test_one_kilogram(method: str) -> None:
    known = {gas: value for gas, value in zip(GASES, PUBLISHED[method], strict=True) if value is not None}
    emissions = [{"emission": gas, "amount": "m"} for gas in known]
    calculated = run(
        steps={"vent": step(*emissions, parameters={"m": "1 kg"})},
        routes={"line": route("vent")},
        study=study(method=method),
    )
    found = {row.flow: row.per_wafer for row in calculated.rows if row.indicator == "climate_change"}
    assert found == pytest.approx(known, rel=1e-12)


@pytest.mark.parametrize(
    ("method", "years", "value"),
    [("ipcc_ar6_gwp20", 20, 18_300), ("ipcc_ar6_gwp100", 100, 25_200), ("ipcc_ar6_gwp500", 500, 34_100)],
)
def test_horizon_counts_in_emissions_label_and_range(method: str, years: int, value: float) -> None:
    """1 kg of SF6 fed: 0.2 kg leaves by table I-5."""
    calculated = run(
        steps={"etch": step({"gas": "SF6", "amount": "m"}, parameters={"m": "1 kg"})},
        routes={"line": route("etch")},
        study=study(method=method),
    )
    emitted = [row.per_wafer for row in calculated.rows if row.scope == "1" and row.flow == "SF6"]
    assert emitted == [pytest.approx(0.2 * value)]
    (said,) = [entry.message for entry in calculated.inventory.findings if entry.code == "gas_table_range"]
    assert f"epa-i5 {0.2 * value:,.0f}" in said
    assert read_method(method, shipped_factors().gwp_sets()).label == f"GWP-{years}, AR6"


def test_methane_over_500_years_is_not_listed_and_not_counted() -> None:
    calculated = run(
        steps={"vent": step({"emission": "CH4-fossil", "amount": "m"}, parameters={"m": "1 kg"})},
        routes={"line": route("vent")},
        study=study(method="ipcc_ar6_gwp500"),
    )
    assert total(calculated) == 0
    assert codes(calculated) == ["gwp_not_listed"]


@pytest.mark.parametrize("written", ["ipcc_ar6_gwp50", "ipcc_ar6_gwp1000", "ipcc_ar7_gwp20"])
def test_horizon_that_no_set_has_is_refused(written: str) -> None:
    with pytest.raises(InventoryError, match="did you mean"):
        read_method(written, shipped_factors().gwp_sets())


def test_gas_that_a_set_does_not_list_is_said_and_not_counted() -> None:
    calculated = run(
        steps={"vent": step({"emission": "c-C4F8O", "amount": "m"}, parameters={"m": "1 kg"})},
        routes={"line": route("vent")},
        study=study(method="ipcc_ar4_gwp100"),
    )
    assert total(calculated) == 0
    assert codes(calculated) == ["gwp_not_listed", "element_not_stated"]


def test_co2e_is_never_multiplied_again() -> None:
    calculated = run(
        steps={"vent": step({"emission": "co2e_fluorinated", "amount": "m"}, parameters={"m": "7 kg CO2e"})},
        routes={"line": route("vent")},
        study=study(),
    )
    assert total(calculated) == pytest.approx(7, rel=1e-15)
    assert {row.part for row in calculated.rows if row.scope} == {"fluorinated"}


@pytest.mark.parametrize("given", [320, "320 kg CO2e/kg"])
def test_potential_that_a_market_report_claims_is_warned_of(given: object) -> None:
    """320 is the regulator's default of another class of compounds; the table has 13,900 for c-C4F8O."""
    calculated = run(
        steps={"vent": step({"emission": "c-C4F8O", "amount": "m"}, parameters={"m": "1 kg"})},
        routes={"line": route("vent")},
        study=study(factors={"c-C4F8O": {"gwp": given}}),
    )
    assert total(calculated) == pytest.approx(320)
    (found,) = [finding for finding in calculated.inventory.findings if "gwp" in finding.code]
    assert "13,900" in found.message
    assert "320" in found.message
