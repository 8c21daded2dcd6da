"""Variants of front-end steps: recipes against what was measured, swaps of gases, and where metals and fluorine go."""

from __future__ import annotations

import math

import pytest

from mems_lca.analysis.calculated import Calculated
from packs import route, run, study

WAFER_AREA = math.pi * 0.1**2
# mol in the gas that 1 sccm brings in 1 s.
SCCM_SECOND = 101_325 * 1e-6 / (8.31446261815324 * 273.15) / 60


def passed(name: str, **settings: str) -> Calculated:
    """A wafer of 200 mm that passes one step."""
    return run(routes={"line": route({"step": name, "set": settings})}, study=study())


def amounts(name: str, **settings: str) -> dict[str, float]:
    """What a step draws, emits and throws away by itself, in the unit of each flow."""
    made = passed(name, **settings)
    found: dict[str, float] = {}
    for exchange in made.inventory.processes[f"line.{name}"].exchanges:
        if exchange.kind == "payment":
            continue
        key = exchange.flow if exchange.kind == "elementary" else exchange.input or exchange.target.split(":")[0]
        found[key] = found.get(key, 0.0) + made.inventory.values[exchange.amount]
    return found


def gas_used(calculated: Calculated) -> dict[str, float]:
    """kg of each gas that the step feeds."""
    values = calculated.inventory.values
    return {record.gas: values[record.used] for record in calculated.inventory.gases}


def gas_emitted(calculated: Calculated) -> dict[str, float]:
    """kg of each gas that leaves the step, by-products with their parent's."""
    found: dict[str, float] = {}
    for record in calculated.inventory.gases:
        for gas, key in record.emitted.items():
            found[gas] = found.get(gas, 0.0) + calculated.inventory.values[key]
    return found


def warming(calculated: Calculated) -> float:
    """kg CO2e (AR6) of the gases that leave the step."""
    gwp = {"C4F6": 0.004, "CF4": 7_380, "C2F6": 12_400, "C3F8": 9_290, "c-C4F8": 10_200, "c-C4F8O": 13_900}
    return sum(gwp[gas] * mass for gas, mass in gas_emitted(calculated).items())


def test_cavity_etch_feeds_what_the_machine_logged() -> None:
    """100 cycles of 6 s: the log of a wafer has 264,867 sccm s of SF6 and 46,555 of c-C4F8."""
    used = gas_used(passed("drie_cavity", etch_depth="52.5 um", dummy_runs="0"))
    assert used["SF6"] == pytest.approx(264_867 * SCCM_SECOND * 0.146056, rel=0.03)
    assert used["c-C4F8"] == pytest.approx(46_555 * SCCM_SECOND * 0.200031, rel=0.04)


def test_dummy_runs_of_the_cavity_etch_are_counted() -> None:
    """Three runs of 10 min before ten wafers of 200 um at 5.25 um/min."""
    alone = gas_used(passed("drie_cavity", dummy_runs="0"))["SF6"]
    share = 3 * 10 / (10 * 200 / 5.25)
    assert share == pytest.approx(0.07875)
    assert gas_used(passed("drie_cavity"))["SF6"] == pytest.approx((1 + share) * alone)


def test_butadiene_is_not_as_green_as_its_warming_potential() -> None:
    """By-products leave 4,694 kg CO2e per kg of C4F6, against 5,996 for c-C4F8."""
    made = passed("rie_oxide_c4f6")
    assert gas_emitted(made)["C4F6"] == pytest.approx(0.1 * gas_used(made)["C4F6"])
    assert warming(made) / gas_used(made)["C4F6"] == pytest.approx(4_694, rel=1e-3)


def test_the_published_oxide_recipe_etches_its_depth_in_a_minute() -> None:
    used = gas_used(passed("rie_oxide_c4f6", oxide_thickness="825 nm", overetch="0"))
    assert used["C4F6"] == pytest.approx(140 * 60 * SCCM_SECOND * 0.162034, rel=1e-4)


def test_the_swap_of_cleaning_gases() -> None:
    """Per kg fed: 1,758 kg CO2e of c-C4F8, 5,844 of c-C4F8O, which is sold as the better one."""
    found = {name: passed(f"pecvd_oxide_{name}_clean") for name in ("c3f8", "c4f8", "c4f8o")}
    per_kg = {name: warming(made) / sum(gas_used(made).values()) for name, made in found.items()}
    assert per_kg["c4f8"] == pytest.approx(1_758, rel=1e-3)
    assert per_kg["c4f8o"] == pytest.approx(5_844, rel=1e-3)
    # The same film, as many fluorine atoms: the drop-in halves the emission of C3F8, or makes it half as large again.
    whole = {name: warming(made) for name, made in found.items()}
    assert whole["c4f8"] / whole["c3f8"] == pytest.approx(0.42, abs=0.01)
    assert whole["c4f8o"] / whole["c3f8"] == pytest.approx(1.51, abs=0.01)


@pytest.mark.parametrize(
    ("name", "gas", "share"),
    [
        ("pecvd_oxynitride_nf3_insitu", "NF3", 0.2),
        ("pecvd_oxide_remote_clean", "NF3", 0.02),
        ("native_oxide_dry_clean", "NF3", 0.2),
        ("pecvd_silicon_carbide", "CF4", 0.9),
        ("rie_nitride_ch2f2", "CH2F2", 0.06),
        ("glass_plasma_etch", "C2F6", 0.4 + 0.2 * 30 * 200.0312 / (20 * 138.0124)),
    ],
)
def test_what_passes_unused(name: str, gas: str, share: float) -> None:
    """The unreacted gas, and C2F6 that c-C4F8 leaves beside it."""
    made = passed(name)
    assert gas_emitted(made)[gas] == pytest.approx(share * gas_used(made)[gas], rel=1e-4)


def test_fluorine_of_tungsten_hexafluoride_reaches_the_treatment() -> None:
    found = amounts("tungsten_cvd", nf3_flow="0 sccm")
    tungsten = WAFER_AREA * 500e-9 * 19_250
    assert found["tungsten_hexafluoride"] == pytest.approx(tungsten / 0.4 * 1.62, rel=1e-3)
    assert found["fluoride_treatment"] == pytest.approx(found["tungsten_hexafluoride"] * 6 * 18.998 / 297.83, rel=1e-3)
    assert found["metal_hydroxide_sludge"] * 0.4 / 1.2611 == pytest.approx(tungsten * 1.5, rel=1e-3)


def test_germanium_of_the_film_by_atoms() -> None:
    """Si0.4Ge0.6 has 4.2 g/cm3, four fifths of it germanium."""
    found = amounts("lpcvd_silicon_germanium", silane_utilisation="1", germane_utilisation="1")
    film = 2 * WAFER_AREA * 2e-6
    germanium, silicon = found["germane"] / 1.0555, found["silane"] / 1.1436
    assert (germanium + silicon) / film == pytest.approx(4_240, rel=0.01)
    assert germanium / (germanium + silicon) == pytest.approx(0.795, abs=0.001)


def test_anodisation_takes_two_charges_an_atom() -> None:
    found = amounts("porous_silicon", hf_bath_use="1")
    silicon = WAFER_AREA * 0.3 * 10e-6 * 0.6 * 2_329
    assert found["hydrofluoric_acid"] == pytest.approx(silicon * 6 * 20.006 / 28.085, rel=1e-3)
    without = amounts("porous_silicon", hf_bath_use="1", cell_voltage="0 V")
    charge = silicon / 0.028085 * 2 * 96_485.33212
    assert (found["electricity"] - without["electricity"]) * 3.6e6 == pytest.approx(charge * 6 / 0.75, rel=1e-4)


def test_nickel_that_is_bought_is_plated_dumped_or_rinsed() -> None:
    found = amounts("electroless_nickel_gold")
    bought = found["nickel_sulfate"] / 4.4782
    plated = WAFER_AREA * 0.03 * 5e-6 * 8_000 * 0.91
    dumped = found["spent_plating_bath"] / 1_100 * 5
    rinsed = found["nickel_to_water"] + found["metal_hydroxide_sludge"] * 0.12
    assert bought == pytest.approx(plated + dumped + rinsed, rel=1e-4)


def test_scandium_of_the_alloy_target() -> None:
    found = amounts("reactive_sputter_alscn")
    assert found["scandium"] / found["aluminium"] == pytest.approx(0.3 * 44.956 / (0.7 * 26.982), rel=1e-4)
