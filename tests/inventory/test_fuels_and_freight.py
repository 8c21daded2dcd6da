"""Steam by fuel, freight by mode, and the published factors behind them (direct and well to tank)."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.groups import climate_memo, climate_parts
from packs import route, run, shipped_factors, step, study, total

GAS_HEAT = 11.296 * 3.6  # MJ/m3, gross
OIL_HEAT = 12.042 * 3.6  # MJ/kg
LPG_HEAT = 13.703 * 3.6
COAL_HEAT = 7.428 * 3.6
EFFICIENCY = 0.9


def steam(values: dict[str, str] | None = None, **more: Any) -> Calculated:
    made = step({"input": "steam", "amount": "q"}, parameters={"q": "1 MJ"})
    return run(
        steps={"dry": made},
        routes={"line": route("dry")},
        study=study(**more),
        values={f"line.steam@fab.{name}": value for name, value in (values or {}).items()},
    )


def direct(calculated: Calculated) -> float:
    """kg CO2e of the boiler itself: scope 1 of an own fab."""
    return sum(row.per_wafer for row in calculated.rows if row.scope == "1" and row.accounting != "market")


def test_boiler_fired_with_gas() -> None:
    calculated = steam()
    assert direct(calculated) == pytest.approx(2.06672 / (GAS_HEAT * EFFICIENCY))
    supply = sum(row.per_wafer for row in calculated.rows if row.input == "natural_gas" and row.scope == "3.3")
    assert supply == pytest.approx(0.3366 / (GAS_HEAT * EFFICIENCY))


@pytest.mark.parametrize(
    ("share", "fuel", "burnt", "supplied", "heat"),
    [
        ("oil_share", "fuel_oil", 3.22889, 0.71487, OIL_HEAT),
        ("lpg_share", "lpg", 2.93936, 0.34929, LPG_HEAT),
        ("coal_share", "coal", 2.39529, 0.41815, COAL_HEAT),
    ],
)
def test_boiler_fired_with_another_fuel(share: str, fuel: str, burnt: float, supplied: float, heat: float) -> None:
    calculated = steam({share: "1"})
    assert direct(calculated) == pytest.approx(burnt / (heat * EFFICIENCY))
    supply = sum(row.per_wafer for row in calculated.rows if row.input == fuel and row.scope == "3.3")
    assert supply == pytest.approx(supplied / (heat * EFFICIENCY))


def test_fuels_beyond_the_heat_are_refused() -> None:
    with pytest.raises(Exception, match=r"shares of step steam add up to 1\.4: oil_share 0\.7, .*coal_share 0\.7"):
        steam({"oil_share": "0.7", "coal_share": "0.7"})


def test_boiler_of_a_supplier_is_no_scope_1() -> None:
    assert direct(steam(sites={"fab": {"location": "CN-JS", "control": "supplier"}})) == 0.0


@pytest.mark.parametrize(
    ("product", "parts"),
    [
        ("air_freight", (0.5313, 0.13516)),
        ("air_freight_rf", (0.89939, 0.13516)),
        ("sea_freight", (0.01612, 0.00365)),
        ("rail_freight", (0.02779, 0.00691)),
        ("van_freight", (0.6313, 0.15095)),
        ("road_freight", (0.10163, 0.02359)),
        ("road_freight_articulated", (0.07703, 0.01799)),
    ],
)
def test_factor_of_a_mode_is_direct_and_well_to_tank(product: str, parts: tuple[float, float]) -> None:
    """UK government factors 2025, kg CO2e per tonne-kilometre."""
    (row,) = shipped_factors().product_factors(product)
    assert row.factor.value == pytest.approx(sum(parts), abs=1e-9)
    assert row.factor.source == "desnz-2025"


def moved(**shares: str) -> Calculated:
    """Two sites, so that the transport between them is drawn in."""
    made = step({"emission": "voc", "amount": "m"}, parameters={"m": "0 kg"})
    sites = {name: {"location": "CN-JS", "control": "own"} for name in ("fab", "other")}
    return run(
        steps={"etch": made, "bond": made},
        routes={"line": route("etch", {"step": "bond", "site": "other"})},
        study=study(sites=sites),
        values={f"line.transport_fab_other.{name}": value for name, value in shares.items()},
    )


LOAD = 0.05e-3 * 5 * 3650 * 1.05
"""tkm of the shipped default: 0.05 kg of wafer, five times as much packed, over 3,650 km and 5 % of detours."""


@pytest.mark.parametrize(
    ("shares", "factor"),
    [
        ({}, 0.97 * 0.66646 + 0.03 * 0.12522),
        ({"share_air": "0", "share_sea": "0.9"}, 0.9 * 0.01977 + 0.1 * 0.12522),
        ({"share_air": "0", "share_rail": "1"}, 0.0347),
        ({"share_air": "0.9", "share_van": "0.1"}, 0.9 * 0.66646 + 0.1 * 0.78225),
        ({"radiative_forcing": "1"}, 0.97 * 1.03455 + 0.03 * 0.12522),
    ],
)
def test_freight_by_mode(shares: dict[str, str], factor: float) -> None:
    assert total(moved(**shares)) == pytest.approx(LOAD * factor)


def test_aircraft_is_a_memo_inside_the_total() -> None:
    calculated = moved()
    memo = climate_memo(calculated.of("line"), "wafer", "location")
    parts = climate_parts(calculated.of("line"), "wafer", "location")
    assert memo == {"aircraft": pytest.approx(LOAD * 0.97 * 0.66646)}
    assert parts["fossil"] == pytest.approx(total(calculated))


def test_modes_beyond_the_way_are_refused() -> None:
    with pytest.raises(Exception, match="negative"):
        moved(share_air="0.9", share_sea="0.9")


def test_inbound_freight() -> None:
    """200 mm x 725 um: 53 g of silicon, 2.5 times as much shipped over 2,000 km; chemicals 400 km, cylinders 600 km."""
    made = step({"emission": "voc", "amount": "m"}, parameters={"m": "0 kg"})
    calculated = run(steps={"etch": made}, routes={"line": route("etch", "inbound_freight")}, study=study())
    area = 3.141592653589793 * 10**2
    wafers = area * 0.0725 * 2.329e-6 * 2.5 * 2000
    chemicals, gases = area * 8e-6 * 400, area * 1.5e-6 * 5 * 600
    road = wafers * 0.2 + chemicals * 0.95 + gases
    expected = wafers * (0.5 * 0.66646 + 0.3 * 0.01977) + chemicals * 0.05 * 0.78225 + road * 0.5 * (0.09502 + 0.12522)
    assert total(calculated) == pytest.approx(expected)
    assert {row.scope for row in calculated.rows if row.input.endswith("_freight")} == {"3.4"}
