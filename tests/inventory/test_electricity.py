"""Electricity of a site: parts and scopes, location beside market, instruments, and what stands in where none is."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.account import energy
from mems_lca.analysis.groups import scopes
from mems_lca.errors import MemsLcaError
from packs import Calculated, codes, greener, route, run, step, study, total

POWER = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
CN_REST = 0.6205 - 0.5306
RESIDUAL = 0.6096 + CN_REST
PV, WIND = 0.0545, 0.0336


def kwh(place: str = "CN-JS", *shares: dict[str, Any], control: str = "own", **more: Any) -> Calculated:
    """One kWh at a site."""
    given = study(sites={"fab": {"location": place, "control": control}}, **more)
    if shares:
        given["supply"] = {"fab": list(shares)}
    return run(steps={"etch": POWER}, routes={"line": route("etch")}, study=given)


def both(calculated: Calculated) -> tuple[float, float]:
    return total(calculated), total(calculated, accounting="market")


def scope(calculated: Calculated, accounting: str = "location") -> dict[str, float]:
    found = scopes(calculated.rows, "wafer", accounting)
    three = found["3"]
    assert isinstance(three, dict)
    return {"1": found["1"], "2": found["2"], **{f"3.{key}": value for key, value in three.items()}}  # type: ignore[dict-item]


def share(value: float, kind: str, **more: Any) -> dict[str, Any]:
    return {"share": value, "kind": kind, **more}


# ---------------------------------------------------------------- the grid of a place


def test_province_takes_the_national_footprint_and_its_own_direct_factor() -> None:
    calculated = kwh("CN-JS")
    assert total(calculated) == pytest.approx(0.6205, rel=1e-12)
    assert scope(calculated) == pytest.approx({"1": 0, "2": 0.5827, "3.3": 0.6205 - 0.5827})


def test_market_takes_the_residual_mix() -> None:
    calculated = kwh("CN-JS")
    assert both(calculated)[1] == pytest.approx(RESIDUAL, rel=1e-12)
    assert scope(calculated, "market") == pytest.approx({"1": 0, "2": 0.6096, "3.3": CN_REST})


def test_country_as_a_whole() -> None:
    assert scope(kwh("CN")) == pytest.approx({"1": 0, "2": 0.5306, "3.3": CN_REST})


def test_place_without_a_direct_factor_falls_back_and_says_so() -> None:
    calculated = kwh("CN-XZ")
    assert scope(calculated) == pytest.approx({"1": 0, "2": 0.5306, "3.3": CN_REST})
    (found,) = [entry for entry in calculated.inventory.findings if entry.code == "electricity_place"]
    assert "CN-XZ" in found.message


def test_provincial_factor_is_an_assumption_and_says_so() -> None:
    calculated = kwh("CN-JS", grid={"fab": "provincial"})
    assert total(calculated) == pytest.approx(0.5827 + CN_REST)
    assert "grid_provincial" in codes(calculated)


def test_single_part_counts_whole() -> None:
    calculated = kwh("MY")
    assert scope(calculated) == pytest.approx({"1": 0, "2": 0.605831})
    labels = {row.flow for row in calculated.rows if row.indicator == "climate_change"}
    assert all("life cycle without grid losses" in label for label in labels)


def test_parts_of_the_united_kingdom_add_up() -> None:
    calculated = kwh("GB")
    parts = (0.177, 0.01853, 0.0459, 0.00397)
    assert total(calculated) == pytest.approx(sum(parts), rel=1e-12)
    assert scope(calculated) == pytest.approx({"1": 0, "2": 0.177, "3.3": sum(parts[1:])})
    labels = {row.flow for row in calculated.rows if row.accounting == "location"}
    assert len(labels) == 4


def test_newer_footprint_beside_an_older_direct_factor_warns_of_the_years() -> None:
    calculated = kwh("CN-JS", grid={"fab": "cn-mee-2024"})
    assert total(calculated) == pytest.approx(0.5777, rel=1e-12)
    assert "electricity_year" in codes(calculated)


@pytest.mark.parametrize("place", ["CN-TJ", "CN-AH", "CN-SX"])
def test_direct_factor_above_the_footprint_is_said(place: str) -> None:
    """Scope 3 category 3 comes out negative where the provincial direct factor exceeds the national life cycle."""
    calculated = kwh(place)
    assert scope(calculated)["3.3"] < 0
    assert any(entry.startswith(("electricity", "grid")) for entry in codes(calculated))


@pytest.mark.parametrize(
    ("place", "chosen"), [("CN-JS", "ember"), ("US-CA", "provincial"), ("CN-JS", "cn-mee-2024"), ("MY", "provincial")]
)
def test_any_set_of_factors_works_or_is_refused(place: str, chosen: str) -> None:
    try:
        calculated = kwh(place, grid={"fab": chosen})
    except MemsLcaError:
        return
    assert all(0.01 < value < 1.5 for value in both(calculated))


def test_unknown_set_has_the_nearest_name() -> None:
    with pytest.raises(MemsLcaError) as caught:
        kwh("CN-JS", grid={"fab": "cn-mee-2025"})
    assert caught.value.findings[0].nearest.startswith("cn-mee-20")


def test_factor_of_the_study() -> None:
    given = {"electricity@CN-JS": {"direct": "500 g CO2e/kWh"}}
    assert scope(kwh(factors=given))["2"] == pytest.approx(0.5)
    whole = {"electricity@CN": {"life_cycle": "0.5 kg CO2e/kWh"}}
    assert total(kwh(factors=whole)) == pytest.approx(0.5)


def test_kilograms_of_co2_are_no_co2e() -> None:
    with pytest.raises(MemsLcaError):
        kwh(factors={"electricity@CN-JS": {"direct": "500 g/kWh"}})


def test_electricity_of_another_boundary_in_one_study_warns() -> None:
    """China's factor holds the losses of the grid, Ember's does not."""
    calculated = run(
        steps={"etch": POWER},
        routes={"line": route("etch", {"step": "etch", "id": "b", "site": "other"})},
        study=study(sites={"fab": {"location": "CN-JS"}, "other": {"location": "MY"}}),
    )
    assert any("electricity" in entry for entry in codes(calculated))


# ---------------------------------------------------------------- the supply of a site


def test_certificates_change_the_market_total_only() -> None:
    shares = (share(0.7, "grid"), share(0.3, "certificate", factor="cn_wind"))
    assert both(kwh("CN-JS", *shares)) == pytest.approx((0.6205, 0.7 * RESIDUAL + 0.3 * WIND))


def test_own_plant_changes_both() -> None:
    shares = (share(0.9, "grid"), share(0.1, "onsite_pv"))
    assert both(kwh("CN-JS", *shares)) == pytest.approx((0.9 * 0.6205 + 0.1 * PV, 0.9 * RESIDUAL + 0.1 * PV))


def test_own_plant_whose_attributes_were_sold_changes_neither() -> None:
    shares = (share(0.9, "grid"), share(0.1, "onsite_pv", attributes_sold=True))
    calculated = kwh("CN-JS", *shares)
    assert both(calculated) == pytest.approx((0.6205, RESIDUAL))
    assert _renewable(calculated) == 0


def test_contract_changes_the_market_total_and_carries_its_generation() -> None:
    calculated = kwh("CN-JS", share(1.0, "direct_ppa", factor="wind"))
    assert both(calculated) == pytest.approx((0.6205, WIND))
    assert scope(calculated, "market") == pytest.approx({"1": 0, "2": 0, "3.3": WIND})


def test_renewable_electricity_is_not_zero() -> None:
    assert both(kwh("MY", share(1.0, "onsite_pv"))) == pytest.approx((0.041, 0.041))
    assert both(kwh("MY", share(1.0, "certificate", factor="hydro")))[1] == pytest.approx(0.024)


def test_instrument_without_a_kind_takes_wind_and_says_so() -> None:
    calculated = kwh("CN-JS", share(1.0, "certificate"))
    assert both(calculated)[1] == pytest.approx(WIND)
    assert "generation_kind" in codes(calculated)


def test_unknown_kind_of_generation_has_the_nearest_name() -> None:
    with pytest.raises(MemsLcaError) as caught:
        kwh("CN-JS", share(1.0, "direct_ppa", factor="wnd"))
    assert caught.value.findings[0].nearest == "wind"


@pytest.mark.parametrize("shares", [(0.5, 0.4), (0.6, 0.41), (1.0, 1.0), (0.3, 0.3)])
def test_shares_that_do_not_add_up_are_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(MemsLcaError) as caught:
        kwh("CN-JS", share(shares[0], "grid"), share(shares[1], "onsite_pv"))
    (found,) = caught.value.findings
    assert found.code == "supply_shares"
    assert f"{sum(shares):.6g}" in found.message


def test_shares_changed_by_path_are_checked_too() -> None:
    with pytest.raises(MemsLcaError) as caught:
        kwh("CN-JS", share(0.9, "grid"), share(0.1, "onsite_pv"), set={"line.supply.fab.0.share": 0.5})
    assert [found.code for found in caught.value.findings] == ["supply_shares"]
    shifted = {"line.supply.fab.0.share": 0.5, "line.supply.fab.1.share": 0.5}
    calculated = kwh("CN-JS", share(0.9, "grid"), share(0.1, "onsite_pv"), set=shifted)
    assert total(calculated) == pytest.approx(0.5 * (0.6205 + PV))


def test_thirds_add_up() -> None:
    third = 1 / 3
    assert total(kwh("CN-JS", *(share(third, "grid") for _ in range(3)))) == pytest.approx(0.6205)


def test_supply_of_a_measure_replaces_that_of_the_study() -> None:
    green = greener("line", power={"supply": {"fab": [share(1.0, "onsite_pv")]}})
    given = study({"line": "line", "green": "green"}, supply={"fab": [share(0.5, "grid"), share(0.5, "onsite_pv")]})
    calculated = run(steps={"etch": POWER}, routes={"line": route("etch"), "green": green}, study=given)
    assert total(calculated) == pytest.approx(0.5 * (0.6205 + PV))
    assert total(calculated, route="green") == pytest.approx(PV)


def test_supplier_run_site_is_scope_3_altogether() -> None:
    calculated = kwh("CN-JS", control="supplier")
    assert scope(calculated) == pytest.approx({"1": 0, "2": 0, "3.1": 0.6205})
    assert scope(calculated, "market") == pytest.approx({"1": 0, "2": 0, "3.1": RESIDUAL})


def test_use_of_electricity_is_the_same_under_any_supply() -> None:
    calculated = kwh("CN-JS", share(0.5, "grid"), share(0.5, "onsite_pv"))
    assert total(calculated, "electricity") == 1


def _renewable(calculated: Calculated) -> float | None:
    return energy(calculated.inventory, "line", calculated.supply("line", "wafer"))["electricity"]["renewable"]


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ((share(1.0, "grid"),), 0),
        ((share(0.7, "grid"), share(0.3, "certificate", factor="wind")), 0.3),
        ((share(0.5, "onsite_pv"), share(0.5, "direct_ppa", factor="hydro")), 1),
        ((share(0.5, "grid"), share(0.5, "direct_ppa", factor="coal")), 0),
        ((share(0.5, "grid"), share(0.5, "direct_ppa", factor="nuclear")), 0),
    ],
)
def test_renewable_share(shares: tuple[dict[str, Any], ...], found: float) -> None:
    assert _renewable(kwh("CN-JS", *shares)) == pytest.approx(found)


def test_background_electricity_has_no_market_view() -> None:
    made = step({"input": "electricity", "amount": "e", "at": "TW"}, parameters={"e": "1 kWh"})
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study())
    location, market = both(calculated)
    assert location == market
    assert total(calculated, "electricity") == 0
