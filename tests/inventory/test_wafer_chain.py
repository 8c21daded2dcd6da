"""The chain of silicon from quartz to polished wafer: what its choices do, and what stays in balance."""

from __future__ import annotations

import pytest

from mems_lca.inventory.element_balance import balances
from packs import total
from wafers import CHAIN, DENSITY, WAFER, area, drawn, emitted, made, step_of, supplied

SILICON = ("wafer_supply", "wafer_supply_fz", "wafer_supply_soi", "wafer_supply_reclaimed")


def test_silicon_of_a_wafer() -> None:
    """Area x (thickness + kerf + removal) x density, over the yields of slicing, cropping, pulling, and the feed."""
    sliced = area() * (725 + 160 + 90) * 1e-6 * DENSITY / 0.9
    found = supplied()
    assert made(found, "silicon_crystal_cz") == pytest.approx(sliced / 0.65)
    assert made(found, "polysilicon") == pytest.approx(sliced / 0.65 / 0.95)
    assert made(found, "silicon_metallurgical") == pytest.approx(1.13 * sliced / 0.65 / 0.95)
    assert made(found, "silicon_metallurgical") == pytest.approx(0.14505, rel=1e-4)


@pytest.mark.parametrize(
    ("step", "crystal", "before", "after"),
    [
        ("wafer_supply", "silicon_crystal_cz", 725 + 250, 1450 + 250),
        ("wafer_supply_fz", "silicon_crystal_fz", 725 + 250, 1450 + 250),
        ("wafer_supply_soi", "silicon_crystal_cz", 2 * 725 + 2 * 250, 3 * 725 + 2 * 250),
    ],
)
def test_twice_the_thickness(step: str, crystal: str, before: int, after: int) -> None:
    """Kerf and removal stay; of silicon on insulator only the handle gets thicker."""
    thick = supplied(step, {**WAFER, "thickness": "1450 um"})
    assert made(thick, crystal) / made(supplied(step), crystal) == pytest.approx(after / before)
    assert made(thick, "wafer_polishing") == pytest.approx(made(supplied(step), "wafer_polishing"))


@pytest.mark.parametrize("step", ["wafer_supply", "wafer_supply_fz", "glass_wafer_supply", "fused_silica_wafer_supply"])
def test_everything_goes_with_the_area(step: str) -> None:
    large = supplied(step, {**WAFER, "diameter": "300 mm"})
    assert total(large) / total(supplied(step)) == pytest.approx(2.25)


def test_the_chain_draws_what_one_file_drew() -> None:
    """The flows of a wafer from published inventories, in one sum: the split into supply steps changes none of them."""
    found = supplied()
    sliced = area() / 0.9
    crystal = sliced * (725 + 160 + 90) * 1e-6 * DENSITY / 0.65
    polysilicon = crystal / 0.95
    expected = {
        "hydrochloric_acid_greet": polysilicon * 1.6017 * 0.3,
        "hydrogen": polysilicon * 0.050139 / 2.016e-3 * 22.414e-3,
        "argon": crystal / 39.95e-3 * 22.414e-3,
        "hydrofluoric_acid": crystal * 0.01 + sliced * 1.022,
        "nitric_acid_50": crystal * 0.0668,
        "hydrogen_peroxide": sliced * 1.289 / 2,
        "potassium_hydroxide": sliced * 5.956,
        "cmp_slurry": sliced * 53.63,
        "ldpe_film": sliced * 0.1778,
        "pet_carrier": sliced * 0.1227,
    }
    assert {name: drawn(found, name) for name in expected} == pytest.approx(expected, rel=1e-4)
    electricity = polysilicon * (73.5003 + 1.13 * 12) + crystal * 64 + sliced * (4.7619 + 79.4088)
    assert drawn(found, "electricity") == pytest.approx(electricity)
    assert electricity == pytest.approx(21.92, abs=0.01)


def test_what_the_chain_adds() -> None:
    """Flows of the same inventories that the one file left out; the furnace's upstream was in no factor."""
    found = supplied()
    sliced = area() / 0.9
    crystal, silicon = made(found, "silicon_crystal_cz"), made(found, "silicon_metallurgical")
    expected = {
        "quartz_sand": 2.7 * silicon,
        "silica_glass": 0.167 * crystal,
        "calcium_hydroxide": 0.0222 * crystal + 1.022 * 0.9496161 * 1.95 * sliced,
        "cutting_fluid": 0.53994 * sliced,
        "acetic_acid": 0.038996 * sliced,
        "polyurethane_pad": 0.01867 * sliced,
        "process_heat": (28.8 / 0.95 + 68.224) * crystal + 3.9982 * sliced,
        "sodium_hydroxide": (0.34819 / 0.95 + 0.0415) * crystal + 0.014998 * sliced,
        "road_freight": 0.15599 * silicon + (2.8685 / 0.95 + 1.1307) * crystal + 0.23587 * sliced,
        "rail_freight": 0.069 * silicon + (3.6513 / 0.95 + 1.41) * crystal + 1.2465 * sliced,
    }
    assert {name: drawn(found, name) for name in expected} == pytest.approx(expected)


def test_footprint_of_a_wafer() -> None:
    """16.0 kg CO2e of the one file and 0.4 of what was added, give or take what gases and acids are supplied with."""
    assert total(supplied()) == pytest.approx(16.4, abs=0.8)


def test_kerf_saves_the_arc_furnace() -> None:
    """Recovered silicon takes 3 kWh/kg where new silicon takes 12; purification and deposition stay."""
    new, old = supplied(), supplied(polysilicon_AT_fab__kerf_share=1)
    saved = drawn(new, "electricity") - drawn(old, "electricity")
    assert saved == pytest.approx(1.13 * (12 - 3) * made(new, "polysilicon"))
    assert made(old, "silicon_metallurgical") == pytest.approx(0, abs=1e-12)
    assert made(old, "chlorosilane_deposition") == pytest.approx(made(new, "chlorosilane_deposition"))
    assert 0.85 < total(old) / total(new) < 0.95


@pytest.mark.parametrize("restored", [0, 0.4])
def test_kerf_replaces_new_silicon_as_far_as_it_is_restored(restored: float) -> None:
    """A loop that does not restore the purity is open: rods take the place of what is merely molten."""
    new, closed = supplied(), supplied(polysilicon_AT_fab__kerf_share=1)
    found = supplied(polysilicon_AT_fab__kerf_share=1, polysilicon_AT_fab__restores_purity=restored)
    whole = made(found, "polysilicon")
    assert made(found, "silicon_kerf_recycled") == pytest.approx(restored * whole, abs=1e-12)
    assert made(found, "polysilicon_siemens") == pytest.approx((1 - restored) * whole)
    assert total(found) == pytest.approx(restored * total(closed) + (1 - restored) * total(new))


def test_granules_take_less_electricity() -> None:
    rods, granules = supplied(), supplied(polysilicon_AT_fab__fbr_share=1)
    saved = (drawn(rods, "electricity") - drawn(granules, "electricity")) / made(rods, "polysilicon")
    assert saved == pytest.approx(49.0002 * 1.5 + 1.13 * 12 - 10.8325 * 1.5 - 1.15302 * 12)
    assert made(granules, "polysilicon_siemens") == pytest.approx(0, abs=1e-12)


def test_shares_of_a_mix() -> None:
    mixed = supplied(polysilicon_AT_fab__kerf_share=0.2, polysilicon_AT_fab__fbr_share=0.3)
    whole = made(mixed, "polysilicon")
    shares = {name: made(mixed, name) / whole for name in ("polysilicon_siemens", "polysilicon_fbr")}
    assert shares == pytest.approx({"polysilicon_siemens": 0.5, "polysilicon_fbr": 0.3})
    assert made(mixed, "silicon_kerf_recycled") / whole == pytest.approx(0.2)


def test_crop_goes_back_to_the_crucible() -> None:
    found = supplied(wafer_supply__crop_remelted=0.8)
    crystal = made(found, "silicon_crystal_cz")
    assert crystal == pytest.approx(made(supplied(), "silicon_crystal_cz"))
    assert made(found, "polysilicon") == pytest.approx(crystal / 0.95 - 0.8 * 0.35 * crystal)


@pytest.mark.parametrize("share", [0, 0.1, 0.333693, 1])
def test_carbon_of_the_arc_furnace(share: float) -> None:
    """The carbon of all reductants is held; that of charcoal and wood was taken up, and no more than that."""
    found = supplied(silicon_metallurgical_AT_fab__biogenic_share=share)
    silicon = made(found, "silicon_metallurgical")
    fossil, biogenic = emitted(found, "CO2") / silicon, emitted(found, "CO2-biogenic") / silicon
    assert fossil + biogenic == pytest.approx(5.1906)
    assert biogenic == pytest.approx((5.1906 - 0.36641) * share)
    removed = sum(row.per_wafer for row in found.rows if row.part == "biogenic_removals") / silicon
    assert removed == pytest.approx(-biogenic, abs=1e-12)


def test_reductants_as_listed() -> None:
    found = supplied()
    silicon = made(found, "silicon_metallurgical")
    expected = {"coking_coal": 23.12, "petroleum_coke": 0.5, "charcoal": 0.17, "graphite_electrode": 0.1}
    assert {name: drawn(found, name) / silicon for name in expected} == pytest.approx(expected)
    assert emitted(found, "CO2") / silicon == pytest.approx(3.5808, rel=1e-5)
    assert drawn(found, "wood_chips") / silicon == pytest.approx(1.35 * 0.45, rel=2e-3)


def test_float_zone_knows_no_crucible_and_no_granules() -> None:
    found = supplied("wafer_supply_fz")
    assert drawn(found, "silica_glass") == 0
    assert not {"line.polysilicon@fab", "line.polysilicon_fbr@fab"} & set(found.inventory.processes)
    assert made(found, "polysilicon_siemens") == pytest.approx(made(found, "silicon_crystal_fz") / 0.8)


def test_silicon_on_insulator_takes_two_wafers_and_more() -> None:
    bulk, bonded = supplied(), supplied("wafer_supply_soi")
    assert made(bonded, "silicon_crystal_cz") == pytest.approx(2 * made(bulk, "silicon_crystal_cz") / 0.95)
    beside = total(bonded) - 2 * total(bulk) / 0.95
    assert 3 < beside < 7
    assert total(bonded) == pytest.approx(39.8, abs=2)


def test_layers_of_silicon_on_insulator() -> None:
    """Grinding 250 um less at 7 um/s with 9 kW; 4 um of oxide for 16 times the parabolic time of 1 um."""
    usual = supplied("wafer_supply_soi", wafer_supply_soi__device_layer="50 um")
    thick = supplied("wafer_supply_soi", wafer_supply_soi__device_layer="300 um")
    saved = drawn(usual, "electricity") - drawn(thick, "electricity")
    assert saved == pytest.approx(250 / 7 / 3600 * 9 / 0.95)
    oxide = supplied("wafer_supply_soi", wafer_supply_soi__buried_oxide="4 um")
    steam = [4**2 / 0.529 + 4 / 2.9, 1 / 0.529 + 1 / 2.9]
    more = (steam[0] - steam[1]) * (17 + 8 * (1 / 0.75 - 1)) / 100 / 0.95
    assert drawn(oxide, "electricity") - drawn(usual, "electricity") == pytest.approx(more)


def test_reclaimed_wafer_brings_no_silicon() -> None:
    reclaimed = supplied("wafer_supply_reclaimed")
    assert made(reclaimed, "polysilicon") == 0
    assert 0.05 < total(reclaimed) / total(supplied()) < 0.2


def test_choice_of_the_glass() -> None:
    """Fused quartz from sand carries a fraction of synthetic fused silica."""
    synthetic = supplied("fused_silica_wafer_supply")
    quartz = supplied("fused_silica_wafer_supply", fused_silica_wafer_supply__synthetic_share=0)
    glass = drawn(quartz, "silica_glass")
    assert made(synthetic, "fused_silica") == pytest.approx(glass)
    assert total(synthetic) - total(quartz) == pytest.approx(glass * (35 - 2.83), rel=0.15)


@pytest.mark.parametrize("step", SILICON)
def test_all_of_it_is_purchased_goods(step: str) -> None:
    assert {row.scope for row in supplied(step).rows if row.indicator == "climate_change"} == {"3.1"}


@pytest.mark.parametrize("step", [*SILICON, "fused_silica_wafer_supply"])
def test_silicon_and_fluorine_go_somewhere(step: str) -> None:
    inventory = supplied(step).inventory
    found = [entry for entry in balances(inventory.elements, inventory.values) if step_of(entry.process) in CHAIN]
    assert {entry.element for entry in found} >= {"Si", "F"}
    assert [entry for entry in found if not entry.closed] == []
    (wafer,) = [entry for entry in found if step_of(entry.process) == step and entry.element == "Si"]
    thickness = {"wafer_supply_soi": 775e-6}.get(step, 725e-6)
    silicon = 2.2e3 * 0.4674367 if step.startswith("fused") else DENSITY
    assert wafer.ways["on_wafer"] == pytest.approx(area() * thickness * silicon)
