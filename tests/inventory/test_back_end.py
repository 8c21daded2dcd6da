"""Back-end steps against figures worked out by hand: wafers of 200 mm, dies of 1.2 x 1.1 mm, streets of 80 um."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import pytest

from alone import Values, alone
from mems_lca.analysis import account
from mems_lca.analysis.calculated import Calculated
from packs import device, route, run, shipped_library, step, study, supply_of, total

MG, MM, MM2 = 1e-6, 1e-3, 1e-6
WAFER_MM2 = math.pi * 100**2
CUT_MM = WAFER_MM2 * (1 / 1.28 + 1 / 1.18)
KWH = 3.6e6
PACKAGING = (
    "back_grinding", "ceramic_package", "dicing", "dicing_stealth", "die_attach", "final_test", "gel_coat",
    "lga_moulding", "lid_package", "lid_seal_vacuum", "metal_can", "module_assembly", "tape_and_reel",
    "wafer_level_package", "wafer_probe", "wire_bond",
)  # fmt: skip


def drawn(name: str, **instead: float) -> Values:
    """What a step alone draws and throws away, some of its parameters at other canonical values."""
    found = alone(name)
    values, sums = found.at(**instead), defaultdict[str, float](float)
    for exchange in found.process.exchanges:
        if exchange.kind != "payment":
            name_of = exchange.flow if exchange.kind == "elementary" else exchange.input
            sums[name_of] += exchange.sign * values[exchange.amount]
    return dict(sums)


def left(name: str, **instead: float) -> Values:
    """kg by element that go on with the wafer or device."""
    return alone(name).on_wafer(alone(name).at(**instead))


@pytest.mark.parametrize("name", PACKAGING)
def test_every_packaging_step_has_a_yield(name: str) -> None:
    made = shipped_library().step(name)
    assert made.stage == "packaging_test"
    assert ("wafer_yield" if made.per == "wafer" else "step_yield") in made.parameters


# ---------------------------------------------------------------- wafers: grinding, dicing


def test_blade_dicing_follows_the_length_of_the_cuts() -> None:
    """51.17 m of streets, twice, two spindles at 20 mm/s: 2,558 s, 4 kW and 6 L/min."""
    found = drawn("dicing")
    seconds = CUT_MM * 2 / (20 * 2)
    assert seconds == pytest.approx(2558, abs=1)
    assert found["electricity"] == pytest.approx(4e3 * seconds / KWH)
    assert found["ultrapure_water"] == pytest.approx(6e-3 / 60 * seconds)
    kerf = CUT_MM * 0.045 * 0.525 * 2.3 * MG
    assert found["silicon_kerf_sludge"] == pytest.approx(kerf / 0.3)
    assert left("dicing")["Si"] == pytest.approx(-0.75 * kerf)


def test_stealth_dicing_is_dry_and_takes_passes_by_length_over_speed() -> None:
    """6 x 51.17 m at 300 mm/s, half as long again for the turns: 1,535 s; twice the passes take twice that."""
    found, scan = drawn("dicing_stealth"), 6 * CUT_MM / 300 * 1.5
    assert scan == pytest.approx(1535, abs=1)
    machine = scan + 240
    energy = 1e3 * scan + 2.5e3 * machine * (1 + 0.7 * (1 / 0.6 - 1))
    assert found["electricity"] == pytest.approx(energy / KWH + 0.05)
    assert "ultrapure_water" not in found
    assert "silicon_kerf_sludge" not in found
    more = drawn("dicing_stealth", passes=12)["electricity"] - found["electricity"]
    assert more == pytest.approx(scan * (1e3 + 2.5e3 * (1 + 0.7 * (1 / 0.6 - 1))) / KWH)


def sawing(width: str, height: str) -> float:
    """kWh of dicing one wafer into dies of a size."""
    die = {"width": width, "height": height, "scribe": "80 um", "edge_exclusion": "3 mm"}
    calculated = run(routes={"line": route("wafer_supply", "dicing")}, study=study(device=device(die=die)))
    exchanges = calculated.inventory.processes["line.dicing"].exchanges
    return sum(calculated.inventory.values[entry.amount] for entry in exchanges if entry.input == "electricity")


def test_dies_at_half_the_pitch_have_twice_the_streets() -> None:
    assert sawing("0.56 mm", "0.51 mm") == pytest.approx(2 * sawing("1.2 mm", "1.1 mm"))


def test_back_grinding() -> None:
    """375 um at 7 um/s and 25 um at 0.3 um/s: 136.9 s; 314.16 cm2 x 400 um of silicon are 29.27 g."""
    seconds = 375 / 7 + 25 / 0.3
    chamber = seconds + 150
    energy = 9e3 * seconds + 3e3 * chamber * (1 + 0.8 * (1 / 0.6 - 1))
    found = drawn("back_grinding")
    assert found["electricity"] == pytest.approx(energy / KWH)
    ground = WAFER_MM2 * 0.4 * 2.329 * MG
    assert ground == pytest.approx(0.02927, rel=1e-3)
    assert left("back_grinding")["Si"] == pytest.approx(-ground)
    assert found["silicon_kerf_sludge"] == pytest.approx(ground / 0.3)


def test_balls_of_a_wafer_level_package() -> None:
    """Six spheres of 250 um: 0.3623 mg for each die, of which 0.0109 mg are silver; 20,800 sites, 5 % spilt."""
    ball = math.pi / 6 * 0.25**3 * 7.38
    assert 6 * ball == pytest.approx(0.36227, rel=1e-4)
    sites = WAFER_MM2 / (1.28 * 1.18)
    assert sites == pytest.approx(20_800, abs=1)
    found, kept = drawn("wafer_level_package"), left("wafer_level_package")
    assert found["solder_sac305"] == pytest.approx(1.05 * sites * 6 * ball * MG)
    assert kept["Sn"] / sites == pytest.approx(0.965 * 6 * ball * MG)
    assert kept["Ag"] / sites == pytest.approx(0.03 * 6 * ball * MG)


def test_copper_of_a_wafer_level_package() -> None:
    """Lines 5 um over 30 %, under-bump metal 8 um on six discs of 215 um for each die, 0.3 um of seed below both."""
    sites = WAFER_MM2 / (1.28 * 1.18)
    discs, lines = sites * 6 * math.pi / 4 * 0.215**2, 0.3 * WAFER_MM2
    copper = (lines * 0.005 + discs * 0.008 + (lines + discs) * 0.0003) * 8.96 * MG
    solder = 0.005 * sites * 6 * math.pi / 6 * 0.25**3 * 7.38 * MG
    assert left("wafer_level_package")["Cu"] == pytest.approx(copper + solder)


# ---------------------------------------------------------------- devices


def test_mould_compound_of_an_lga() -> None:
    """(15 mm2 x 0.8 mm - 0.9 mm3) x 1.9 = 21.09 mg stay; culls 40 % and the frame a third more are thrown away."""
    kept = (15 * 0.8 - 0.9) * 1.9
    assert kept == pytest.approx(21.09)
    found = drawn("lga_moulding")
    assert found["mould_compound"] == pytest.approx(kept * (1 + 0.4 + 1 / 0.75 - 1) * MG)
    assert found["package_substrate"] == pytest.approx(15 / 0.75 * MM2)
    assert found["mould_compound_waste"] == pytest.approx((kept * (0.4 + 1 / 3) + 5 * 0.55) * MG)
    assert left("lga_moulding")["Si"] == pytest.approx((15 * 0.032 + kept * 0.3272057) * MG)


def test_energy_of_an_lga() -> None:
    """Press 15 kW x 120 s / 1,200, oven 10 kW x 4 h / 60,000, saw 5 kW x 0.35 s, twice for the site."""
    machine = 15e3 * 120 / 1200 + 10e3 * 14_400 / 60_000 + 5e3 * 0.35
    assert drawn("lga_moulding")["electricity"] == pytest.approx(2 * machine / KWH)


def test_gold_of_wire_bonds() -> None:
    """16 wires of 1.2 mm and 20 um: 0.11642 mg of gold."""
    wire = 16 * 1.2 * math.pi / 4 * 0.02**2
    assert wire * 19.3 == pytest.approx(0.11642, rel=1e-4)
    assert drawn("wire_bond")["gold"] == pytest.approx(wire * 19.3 * MG)
    assert left("wire_bond")["Au"] == pytest.approx(wire * 19.3 * MG)
    copper = drawn("wire_bond", copper_wire_share=1)
    assert copper["gold"] == pytest.approx(0, abs=1e-18)
    assert copper["copper"] + copper["palladium"] == pytest.approx(wire * 8.96 * MG)
    assert copper["palladium"] == pytest.approx(0.025 * wire * 8.96 * MG)


def test_die_attach_counts_dies() -> None:
    """Two dies: 0.3 mg of epoxy, 2 x (1.8 kW x 0.8 s + 5 kW x 1 h / 60,000), twice for the site."""
    found = drawn("die_attach")
    assert found["epoxy_resin"] == pytest.approx(0.3 * MG)
    assert found["electricity"] == pytest.approx(2 * 2 * (1.8e3 * 0.8 + 5e3 * 3600 / 60_000) / KWH)
    assert drawn("die_attach", dies=1)["electricity"] == pytest.approx(found["electricity"] / 2)
    assert left("die_attach", silver_filler=0.8)["Ag"] == pytest.approx(0.24 * MG)


def test_gold_of_a_sealed_lid() -> None:
    """A frame of 16.8 x 0.4 x 0.025 mm at 14.7 is 2.470 mg, 1.976 mg of it gold; the plate 42.32 mm2 x 0.5 um 0.408."""
    preform = (2 * (4.6 + 4.6) - 4 * 0.4) * 0.4 * 0.025 * 14.7
    assert preform == pytest.approx(2.4696)
    plate = 2 * 4.6**2 * 0.0005 * 19.3
    found, kept = drawn("lid_seal_vacuum"), left("lid_seal_vacuum")
    assert found["gold_tin"] == pytest.approx(preform * MG)
    assert found["gold"] == pytest.approx(plate * MG)
    assert kept["Au"] == pytest.approx((0.8 * preform + plate) * MG)
    assert kept["Sn"] == pytest.approx(0.2 * preform * MG)
    lid = 4.6**2 * 0.15 * 8.2
    assert kept["Co"] == pytest.approx(0.17 * lid * MG)
    assert found["kovar"] == pytest.approx(lid / 0.75 * MG)


def test_vacuum_furnace_is_shared_by_its_batch() -> None:
    """6 kW x 1 h / 800 and 2 kW x 1 s, twice for the site; half the batch has twice the furnace."""
    one = drawn("lid_seal_vacuum")["electricity"]
    assert one == pytest.approx(2 * (6e3 * 3600 / 800 + 2e3) / KWH)
    assert drawn("lid_seal_vacuum", batch_size=400)["electricity"] == pytest.approx(2 * (6e3 * 3600 / 400 + 2e3) / KWH)


def test_getter_on_the_lid() -> None:
    kept = left("lid_seal_vacuum", getter_mass=0.3 * MG)
    assert kept["Ti"] == pytest.approx(0.15 * MG)
    assert kept["Zr"] == pytest.approx(0.15 * MG)


def test_ceramic_carrier() -> None:
    """5 x 5 x 1.2 mm, 60 % ceramic of 3.7: 66.6 mg; ring 18.4 x 0.4 x 0.3 mm of kovar; 22 mm2 x 0.8 um of gold."""
    found, kept = drawn("ceramic_package"), left("ceramic_package")
    ring = (20 - 1.6) * 0.4 * 0.3 * 8.2
    assert found["ceramic_body"] == pytest.approx(66.6 * MG)
    assert found["kovar"] == pytest.approx(ring / 0.3 * MG)
    assert kept["Au"] == pytest.approx(22 * 0.0008 * 19.3 * MG)
    assert kept["W"] == pytest.approx(0.05 * 66.6 * MG)
    assert kept["Fe"] == pytest.approx(0.53 * ring * MG)
    assert kept["Ag"] == pytest.approx(0.72 * 18.4 * 0.4 * 0.03 * 10 * MG)


def test_lid_of_a_microphone() -> None:
    """Of 16 mg 15.52 are steel; half of the strip is web. A port of 0.3 mm takes 0.0707 mm2 out of the substrate."""
    found, kept = drawn("lid_package"), left("lid_package")
    assert found["steel_sheet"] == pytest.approx(2 * 15.52 * MG)
    assert found["nickel"] == pytest.approx(0.48 * MG)
    area = 3.5 * 2.65 - math.pi / 4 * 0.3**2
    assert kept["Au"] == pytest.approx(area * 0.0005 * MG)
    assert kept["Sn"] == pytest.approx(0.8 * 0.965 * MG)


def test_window_of_a_can_is_drawn_only_where_there_is_one() -> None:
    bare, window = drawn("metal_can"), drawn("metal_can", window_area=9 * MM2)
    assert bare["silicon_crystal_cz"] == 0
    slice_ = 9 * 0.5 * 2.329
    assert window["silicon_crystal_cz"] == pytest.approx(slice_ / 0.5 * MG)
    assert window["wafer_polishing"] == pytest.approx(18 * MM2)
    assert left("metal_can", window_area=9 * MM2)["Si"] - left("metal_can")["Si"] == pytest.approx(slice_ * MG)
    assert bare["gold"] == pytest.approx(60 * 0.0005 * 19.3 * MG)


def test_gel() -> None:
    """5 mg stay and 15 % more are purged."""
    found = drawn("gel_coat")
    assert found["pdms"] == pytest.approx(5.75 * MG)
    assert found["plastic_waste"] == pytest.approx(0.75 * MG)


def test_module() -> None:
    """A board of 1 cm2, of 1.25 cm2 of panel, six parts of 1.3 mg, 4 mg of solder."""
    found, kept = drawn("module_assembly"), left("module_assembly")
    assert found["printed_circuit_board"] == pytest.approx(125 * MM2)
    assert found["smd_passive"] == pytest.approx(7.8 * MG)
    assert found["solder_sac305"] == pytest.approx(4.4 * MG)
    assert kept["Sn"] == pytest.approx((4 * 0.965 + 7.8 * 0.03) * MG)


def test_stimulus_counts_beside_the_tester() -> None:
    """7.5 kW x 12 s and 1.5 kW x 12 s over 32 sites, 1.8 for the room."""
    both = drawn("final_test")["electricity"]
    assert both == pytest.approx((7.5e3 * 12 + 1.5e3 * 12) / 32 * 1.8 / KWH)
    assert drawn("final_test", stimulus_time=0)["electricity"] == pytest.approx(both * 7.5 / 9)


def test_reel() -> None:
    found = drawn("tape_and_reel")
    assert found["polystyrene"] == pytest.approx(43 * MG)
    assert found["electricity"] == pytest.approx(1.5e3 * 0.3 * 1.8 / KWH)


# ---------------------------------------------------------------- alloys


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("solder_sac305", {"tin": 0.965, "silver": 0.03, "copper": 0.005}),
        ("gold_tin", {"gold": 0.8, "tin": 0.2}),
        ("kovar", {"nickel": 0.29, "cobalt": 0.17, "iron_primary": 0.53}),
    ],
)
def test_alloys_are_their_metals(name: str, shares: dict[str, float]) -> None:
    found = drawn(name)
    assert {metal: found[metal] for metal in shares} == pytest.approx(shares)


def bought(**values: str) -> dict[str, dict[str, Any]]:
    """Metals that a site buys with 1 mg of preforms."""
    made = step({"input": "gold_tin", "amount": "m"}, parameters={"m": "1 mg"})
    calculated = run(steps={"seal": made}, routes={"line": route("seal")}, study=study(), values=values)
    return account.metals(calculated.inventory, calculated.bound.library, "line", calculated.supply("line", "wafer"))


def test_metals_of_an_alloy_are_bought_with_it() -> None:
    found = bought()
    assert found["gold"]["mg"] == pytest.approx(0.8)
    assert found["tin"]["mg"] == pytest.approx(0.2)
    assert set(found) == {"gold", "tin"}
    assert found["tin"]["origin"] == {"mined": 1.0, "scrap": 0.0, "electronic": 0.0}
    recycled = bought(**{"line.tin@fab.scrap_share": "0.25"})
    assert recycled["tin"]["recycled"] == pytest.approx(0.25)


@pytest.mark.parametrize(("share", "expected"), [("0", 17.1), ("1", 2.0)])
def test_origin_of_tin_decides(share: str, expected: float) -> None:
    made = step({"input": "tin", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = run(
        steps={"use": made}, routes={"line": route("use")}, study=study(), values={"line.tin@fab.scrap_share": share}
    )
    assert total(calculated) == pytest.approx(expected)


# ---------------------------------------------------------------- yield chain

CHAIN = (
    "wafer_supply",
    "back_grinding",
    "dicing",
    "die_attach",
    "wire_bond",
    "lga_moulding",
    "final_test",
    "tape_and_reel",
)


def chain(**values: str) -> Calculated:
    """A line of the back end alone, a die yield of one."""
    return run(routes={"line": route(*CHAIN)}, study=study(device=device()), values=values)


def test_each_step_pays_for_the_losses_after_it() -> None:
    """Taping 1 / 0.9995; test / 0.985 more; moulding / 0.999; bonding / 0.998; attaching / 0.998."""
    calculated = chain()
    expected, after = {}, 1.0
    for name, kept in (
        ("tape_and_reel", 0.9995), ("final_test", 0.985), ("lga_moulding", 0.999), ("wire_bond", 0.998),
        ("die_attach", 0.998),
    ):  # fmt: skip
        after /= kept
        expected[name] = after
    found = {name: supply_of(calculated, f"line.{name}", basis="device") for name in expected}
    assert found == pytest.approx(expected)


def test_a_loss_in_the_final_test_raises_all_before_it() -> None:
    """0.985 to 0.9: die attach, dicing and wafers by 0.985 / 0.9, taping not at all."""
    before, after = chain(), chain(**{"final_test.step_yield": "0.9"})
    ratio = {
        name: supply_of(after, f"line.{name}", basis="device") / supply_of(before, f"line.{name}", basis="device")
        for name in CHAIN
    }
    assert ratio.pop("tape_and_reel") == pytest.approx(1)
    assert ratio == pytest.approx(dict.fromkeys(ratio, 0.985 / 0.9))
