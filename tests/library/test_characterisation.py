"""Indicators, and what one unit of an elementary flow counts in them."""

from __future__ import annotations

import pytest

from mems_lca.library.characterisation import Characterisation
from packs import open_pack, shipped_factors


@pytest.fixture(scope="module")
def characterisation(tmp_path_factory: pytest.TempPathFactory) -> Characterisation:
    return open_pack(tmp_path_factory.mktemp("pack")).characterisation


def test_indicators_that_a_result_has_at_least(characterisation: Characterisation) -> None:
    units = {name: entry.unit for name, entry in characterisation.indicators.items()}
    assert units == {
        "climate_change": "kg CO2e",
        "water_withdrawal": "m3",
        "water_consumption": "m3",
        "water_scarcity": "m3_world_eq",
        "hazardous_waste_generated": "kg",
        "hazardous_waste_generated_dry": "kg",
        "nonhazardous_waste_generated": "kg",
        "electricity": "kWh",
        "primary_energy": "MJ",
        "cost": "CNY",
        "cod": "kg",
        "fluoride_to_water": "kg",
        "voc": "kg",
        "avoided_climate_change": "kg CO2e",
    }


@pytest.mark.parametrize("source", ["", "_third_party", "_surface", "_ground", "_reclaimed"])
def test_consumption_is_withdrawal_less_discharge(characterisation: Characterisation, source: str) -> None:
    withdrawn = {entry.indicator: entry.value for entry in characterisation.of(f"water_withdrawn{source}")}
    discharged = {entry.indicator: entry.value for entry in characterisation.of("water_discharged")}
    assert withdrawn == {"water_withdrawal": 1, "water_consumption": 1, "water_scarcity": 1}
    assert discharged == {"water_consumption": -1, "water_scarcity": -1}


def test_only_scarcity_depends_on_the_place(characterisation: Characterisation) -> None:
    names = shipped_factors().emission_names()
    regional = {entry.indicator for flow in names for entry in characterisation.of(flow) if entry.regional}
    assert regional == {"water_scarcity"}


def test_a_gas_counts_in_climate_change_by_its_gwp_alone(characterisation: Characterisation) -> None:
    """A gas in the table of flows would be counted twice if it had a row here, too."""
    for gas in shipped_factors().gas_names():
        assert characterisation.of(gas) == ()


def test_every_characterised_flow_and_indicator_exists(characterisation: Characterisation) -> None:
    names = shipped_factors().emission_names()
    assert set(characterisation._flows) <= names
    used = {entry.indicator for flow in names for entry in characterisation.of(flow)}
    assert used <= set(characterisation.indicators)


def test_every_kind_of_gas_with_a_gwp_has_a_climate_part() -> None:
    from mems_lca.inventory.targets import _PARTS

    factors = shipped_factors()
    kinds = {
        factors.gas(gas).kind
        for gas in factors.gas_names()
        for name in factors.gwp_sets()
        if factors.gwp(gas, name) is not None
    }
    assert kinds <= set(_PARTS)
