"""What the fab's plants take and emit at their defaults, against figures worked out by hand."""

from __future__ import annotations

import pytest

from mems_lca.analysis.elasticity import reached, supplies
from mems_lca.analysis.one_step import one_step
from mems_lca.study.exchange import EmissionExchange, InputExchange
from mems_lca.study.formula import references
from packs import shipped_library

WAFER_CM2 = 3.14159265358979 / 4 * 20**2
KWH_PER_CM2 = 1.15 * 0.837


def alone(name: str) -> dict[str, float]:
    """Amounts of one unit of a step alone, without what its supply steps do: by product drawn and flow emitted."""
    found = one_step(shipped_library(), name)
    process, values = found.inventory.processes[found.process], found.inventory.values
    amounts: dict[str, float] = {}
    for exchange in process.exchanges:
        if exchange.kind == "payment":
            continue
        name = exchange.flow or exchange.input
        amounts[name] = amounts.get(name, 0.0) + exchange.sign * values[exchange.amount]
    return amounts


def test_oxidiser_heats_air() -> None:
    """0.1 g/m3 ten times concentrated: 1,000 m3 per kg, by 791 K, 70 % recovered, less the heat of the vapour."""
    found = alone("voc_oxidiser")
    demand = 1000 * 1.184 * 1.07e-3 * (816 - 25) * 0.3
    gas = (demand - 27) / (10.196 * 3.6)
    assert found["natural_gas"] == pytest.approx(gas, rel=1e-6)
    assert found["co2e_fossil"] == pytest.approx(2.06672 * gas, rel=1e-6)
    assert 5 < gas < 10


def burns_solvent(name: str) -> bool:
    return "voc_destruction" in shipped_library().step(name).parameters


@pytest.mark.parametrize("name", [name for name in shipped_library().names("steps") if burns_solvent(name)])
def test_what_is_burnt_passes_the_oxidiser(name: str) -> None:
    """As much vapour as the step says is destroyed draws the oxidiser: x destroyed and x slipping are the vapour."""
    exchanges = shipped_library().step(name).exchanges
    drawn = [entry for entry in exchanges if isinstance(entry, InputExchange) and entry.input == "voc_oxidiser"]
    slips = [entry for entry in exchanges if isinstance(entry, EmissionExchange) and entry.emission == "voc"]
    assert len(drawn) == len(slips) == 1
    assert set(references(drawn[0].amount)) == set(references(slips[0].amount))
    found = alone(name)
    share = shipped_library().step(name).parameters["voc_destruction"].value.canonical
    assert found["voc_oxidiser"] * (1 - share) == pytest.approx(found["voc"] * share, rel=1e-9)


def test_facility_takes_its_share_of_the_fab() -> None:
    """56.6 % of the power for facility systems, less 3.2 % for ultrapure water, 3.4 % nitrogen, 2 % waste water."""
    found = alone("facility_overhead")
    assert found["electricity"] == pytest.approx(WAFER_CM2 * KWH_PER_CM2 * 0.48, rel=1e-9)
    assert found["steam"] == pytest.approx(WAFER_CM2 * 1.15 * 3.6 * 0.12 * 0.9 * 0.7, rel=1e-9)
    assert found["cooling_tower"] == pytest.approx(WAFER_CM2 * KWH_PER_CM2 * 0.85 * 0.5, rel=1e-9)


def test_small_sources_of_scope_one() -> None:
    """Switchgear: 5 kg/MW, 0.5 % a year; generators: half the load, 20 h a year at 0.4."""
    found = alone("facility_overhead")
    mean_kw = WAFER_CM2 * KWH_PER_CM2 / 8765.8
    assert found["SF6"] == found["gas_SF6"] == pytest.approx(mean_kw * 5e-3 * 0.005, rel=1e-4)
    diesel = mean_kw * 0.5 * 20 * 0.4 / (0.36 * 11.951)
    assert found["diesel"] == pytest.approx(diesel, rel=1e-4)
    assert found["co2e_fossil"] == pytest.approx(3.20391 * diesel, rel=1e-4)
    assert 25_200 * found["SF6"] / WAFER_CM2 < 1e-4
    assert found["co2e_fossil"] / WAFER_CM2 < 1e-3


def test_cooling_tower_evaporates_most_of_its_make_up() -> None:
    """0.85 of 3.6 MJ as vapour of 2,430 kJ/kg: 1.26 L per kWh; five cycles make a make-up of 1.58 L."""
    found = one_step(shipped_library(), "cooling_tower")
    values = found.inventory.values
    assert values[f"{found.process}.evaporation"] * 3.6e6 == pytest.approx(0.85 * 3.6e6 / (2.43e6 * 996), rel=1e-9)
    assert values[f"{found.process}.make_up"] / values[f"{found.process}.evaporation"] == pytest.approx(1.25)


def test_published_plants() -> None:
    """Electricity measured at an 8-inch fab: ultrapure water, nitrogen and dry air."""
    assert alone("nitrogen")["electricity"] == pytest.approx(0.2209)
    assert alone("compressed_air")["electricity"] == pytest.approx(0.225)
    assert alone("ultrapure_water")["electricity"] == pytest.approx(9.5502 + (1.57699 - 0.05) * 0.1 * 21.8895)


def test_sludge_water_is_lime_water() -> None:
    """Milk of lime of 10 %: 2.535 kg lime bring 22.8 kg of water per kg of fluoride; the cake keeps 3.2 kg."""
    found = one_step(shipped_library(), "fluoride_treatment")
    processes = reached(found.inventory, found.process)
    supply = dict(zip((p.id for p in processes), supplies(processes, found.inventory.values, 1)[0], strict=True))
    assert supply["alone.tap_water@fab"] * 998 == pytest.approx(1.95 * 1.3 * 9, rel=1e-3)
    assert supply["alone.site_water_in_waste@fab"] == pytest.approx(3.2, rel=0.05)
    assert supply["alone.site_drainage@fab"] > 0
