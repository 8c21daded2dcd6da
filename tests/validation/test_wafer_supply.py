"""Wafers and their silicon beside published figures: bounds and ratios, as no figure has the same grade and boundary.

Energy of the chain to a wafer in the 1990s, 0.34 kWh/cm2 and 2,130 kWh/kg, with 305 for polysilicon of electronic
grade and 250 for the crystal: Williams, Ayres, Heller 2002, read second-hand (code of a public model of devices; tables
of PV ICE). Embodied energy of silicon 2,355 MJ/kg, boundary not stated: ICE v2. Purified silicon for electronics and
cells, gross, 219.53 kg CO2e/kg: IDEMAT 2022. Granules 37 (2021) and 14.2756 (2025), rods 57.559 kg CO2e/kg, of solar
grade: press releases of GCL on certificates of ADEME and BSI. Furnace 5.0 kg CO2/kg, fossil and biogenic: default of
the IPCC guidelines. Float zone with a low energy use and twice the growth rate: Fraunhofer CSP; two to four times the
productivity: Abe 1985. No footprint of a wafer by its maker was found.
"""

from __future__ import annotations

import pytest

from mems_lca.analysis.calculated import Calculated
from packs import total
from wafers import DENSITY, area, drawn, emitted, made, supplied

WILLIAMS_PER_AREA = 0.34
WILLIAMS_PER_MASS = 2130.0
WILLIAMS_POLYSILICON = 305.0
WILLIAMS_CRYSTAL = 250.0
MASS = area() * 725e-6 * DENSITY
SOLAR = {"chlorosilane_deposition_AT_fab__electronic_grade_factor": 1}
SOLAR_GRANULES = {"polysilicon_AT_fab__fbr_share": 1, "polysilicon_fbr_AT_fab__electronic_grade_factor": 1}


def footprint(calculated: Calculated, *processes: str) -> float:
    """kg CO2e per wafer of the rows of processes."""
    rows = (row for row in calculated.rows if row.scope and row.accounting != "market")
    return sum(row.per_wafer for row in rows if row.process.removeprefix("line.") in processes)


def test_electricity_per_area_is_a_fifth_of_the_nineties() -> None:
    """Deposition takes a quarter, pulling a quarter of what they took, and more of the crystal becomes wafers."""
    found = drawn(supplied(), "electricity") / (area() * 1e4)
    assert found == pytest.approx(0.0698, abs=0.0005)
    assert WILLIAMS_PER_AREA / found == pytest.approx(4.9, abs=0.1)
    deposition = drawn(supplied(), "electricity", by=frozenset({"chlorosilane_deposition"})) / made(
        supplied(), "polysilicon"
    )
    assert WILLIAMS_POLYSILICON / deposition == pytest.approx(4.1, abs=0.1)
    pulling = drawn(supplied(), "electricity", by=frozenset({"silicon_crystal_cz"})) / made(
        supplied(), "silicon_crystal_cz"
    )
    assert WILLIAMS_CRYSTAL / pulling == pytest.approx(3.9, abs=0.1)


def test_electricity_per_mass_of_wafer() -> None:
    """Below the chain of the 1990s and within a factor of two of 654 kWh/kg, which may be primary energy."""
    found = drawn(supplied(), "electricity") / MASS
    assert found == pytest.approx(413, abs=3)
    assert found < WILLIAMS_PER_MASS / 4
    assert 0.5 < found / (2355 / 3.6) < 2


def test_purified_silicon_lies_between_crystal_and_wafer() -> None:
    """219.53 kg CO2e/kg, gross, for a product between the crystal as grown and the silicon of the finished wafer."""
    found = supplied()
    chain = ("silicon_metallurgical", "chlorosilane_deposition", "polysilicon_siemens", "silicon_crystal_cz")
    crystal = footprint(found, *(f"{name}@fab" for name in chain))
    assert crystal / made(found, "silicon_crystal_cz") == pytest.approx(114, rel=0.05)
    assert crystal / made(found, "silicon_crystal_cz") < 219.53 < total(found) / MASS
    assert total(found) / MASS == pytest.approx(310, rel=0.05)


def test_solar_grade_rods_and_granules_beside_certificates() -> None:
    """China's grid, without the assumed step up to electronic grade: granules 26, rods 49 kg CO2e/kg."""
    rods, granules = supplied(**SOLAR), supplied(**SOLAR_GRANULES)
    of_rods = footprint(rods, "silicon_metallurgical@fab", "chlorosilane_deposition@fab") / made(rods, "polysilicon")
    chain = ("silicon_metallurgical@fab", "polysilicon_fbr@fab", "copper@fab")
    of_granules = footprint(granules, *chain) / made(granules, "polysilicon")
    assert 14.2756 < of_granules < 37
    assert 0.75 < of_rods / 57.559 < 1.0
    assert 1.4 < of_rods / of_granules < 2.1
    assert (of_rods, of_granules) == pytest.approx((49, 26), rel=0.05)


def test_arc_furnace_beside_the_default_of_the_guidelines() -> None:
    found = supplied()
    carbon_dioxide = emitted(found, "CO2") + emitted(found, "CO2-biogenic")
    assert carbon_dioxide / made(found, "silicon_metallurgical") == pytest.approx(5.0, rel=0.05)


def test_float_zone_takes_less_to_grow_and_about_as_much_to_the_wafer() -> None:
    """Growth a third of Czochralski; rods, their grinding and their slow deposition take most of that back."""
    zone, pulled = supplied("wafer_supply_fz"), supplied()
    kilowatt_hours = (130 + 30 / 0.55) / 8
    crystal = made(zone, "silicon_crystal_fz")
    rods = 15 / 0.8 * crystal
    growth = (drawn(zone, "electricity", by=frozenset({"silicon_crystal_fz"})) - rods) / crystal
    assert growth == pytest.approx(kilowatt_hours)
    assert growth / 64 == pytest.approx(0.36, abs=0.01)
    assert 0.8 < total(zone) / total(pulled) < 1.2
