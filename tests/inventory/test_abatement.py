"""Abatement of a route: CF4 that a hydrocarbon flame forms anew, and the unit whose utilities are drawn."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mems_lca import gas_footprint
from packs import Calculated, route, run, step, study, supply_of

# g/mol
F, NF3, CF4 = 18.998403162, 71.0022, 88.0046
DESTRUCTION = {"NF3": 0.95, "CF4": 0.9, "F2": 0.99}


def cleaned(burner: str | None, kind: str = "clean_remote", **more: Any) -> Calculated:
    """1 kg of NF3 in a chamber clean, all of it led to a unit that runs nine tenths of the time."""
    rule = {"gases": ["NF3"], "fraction_treated": 1.0, "destruction": DESTRUCTION, "uptime": 0.9}
    rule |= {} if burner is None else {"burner": burner}
    made = step({"gas": "NF3", "amount": "m", "process": kind}, parameters={"m": "1 kg"})
    return run(steps={"clean": made}, routes={"line": route("clean", abatement=rule)}, study=study(**more))


def emitted(calculated: Calculated) -> Counter[str]:
    found: Counter[str] = Counter()
    for record in calculated.inventory.gases:
        found.update({gas: calculated.inventory.values[cell] for gas, cell in record.emitted.items()})
    return found


def test_a_flame_forms_cf4_from_nf3_and_the_f2_of_a_remote_plasma() -> None:
    """0.5 kg F2, and 95 % of 0.02 kg NF3, burn nine tenths of the time; a tenth of their fluorine leaves as CF4."""
    fluorine = 0.9 * (0.95 * 0.02 * 3 * F / NF3 + 0.5)
    formed = 0.1 * fluorine * CF4 / (4 * F)
    found = emitted(cleaned(None))
    assert formed == pytest.approx(0.05370, abs=1e-5)
    assert found["CF4"] == pytest.approx(0.02 * (1 - 0.9 * 0.9) + formed, rel=1e-6)
    assert found["NF3"] == pytest.approx(0.02 * (1 - 0.95 * 0.9), rel=1e-6)


def test_a_table_with_f2_gives_it_itself() -> None:
    """Table I-11: 0.028 NF3, 0.50 F2, 0.015 CF4 for each kg of NF3 fed to a remote plasma."""
    calculated = cleaned(None, gas_table="epa-i11")
    formed = 0.1 * 0.9 * (0.95 * 0.028 * 3 * F / NF3 + 0.5) * CF4 / (4 * F)
    assert emitted(calculated)["CF4"] == pytest.approx(0.015 * (1 - 0.9 * 0.9) + formed, rel=1e-6)
    assert "line.abatement.f2_from_remote_nf3" not in calculated.inventory.cells


def test_in_situ_only_the_nf3_that_is_left_counts() -> None:
    formed = 0.1 * 0.9 * 0.95 * 0.2 * 3 * F / NF3 * CF4 / (4 * F)
    assert emitted(cleaned(None, "clean_in_situ"))["CF4"] == pytest.approx(0.1 * (1 - 0.9 * 0.9) + formed, rel=1e-6)


def test_an_electric_unit_forms_none() -> None:
    assert emitted(cleaned("electric"))["CF4"] == pytest.approx(0.02 * (1 - 0.9 * 0.9), rel=1e-6)


def test_the_share_is_an_input_by_path() -> None:
    twice = emitted(cleaned(None, set={"abatement.cf4_formed": 0.2}))["CF4"]
    once, none = emitted(cleaned(None))["CF4"], emitted(cleaned("electric"))["CF4"]
    assert twice - none == pytest.approx(2 * (once - none), rel=1e-9)


@pytest.mark.parametrize("burner", ["fuel", "electric"])
def test_fluorine_that_is_not_emitted_reaches_the_scrubber(burner: str) -> None:
    calculated = cleaned(burner)
    shares = {"NF3": 3 * F / NF3, "CF4": 4 * F / CF4}
    left = sum(amount * shares[gas] for gas, amount in emitted(calculated).items())
    assert supply_of(calculated, "line.fluoride_treatment@fab") == pytest.approx(3 * F / NF3 - left, rel=1e-5)


def test_each_unit_draws_its_own_utilities() -> None:
    """Only the one with a burner burns gas; both treat the same volume."""
    fuel, electric = cleaned("fuel"), cleaned("electric")
    volume = supply_of(fuel, "line.exhaust_abatement@fab")
    assert supply_of(electric, "line.exhaust_abatement_electric@fab") == pytest.approx(volume, rel=1e-9)
    burnt = [row for row in electric.rows if row.flow == "CO2" and row.step.startswith("exhaust_abatement")]
    assert burnt == []


def test_a_step_that_names_a_burner_gets_the_unit_of_its_route() -> None:
    made = step({"input": "exhaust_abatement", "amount": "v"}, parameters={"v": "1 m3"})
    rule = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 1.0}
    drawn = {
        burner: run(
            steps={"vent": made}, routes={"line": route("vent", abatement={**rule, "burner": burner})}, study=study()
        )
        for burner in ("fuel", "electric")
    }
    assert supply_of(drawn["fuel"], "line.exhaust_abatement@fab") == pytest.approx(1.0)
    assert supply_of(drawn["electric"], "line.exhaust_abatement_electric@fab") == pytest.approx(1.0)
    assert "line.exhaust_abatement@fab" not in drawn["electric"].inventory.processes


def test_the_gas_command_says_that_it_leaves_the_flame_out() -> None:
    codes = {finding.code for finding in gas_footprint("NF3", "1 kg", treated=1, destruction=0.95, uptime=1).findings}
    assert "flame_cf4_left_out" in codes
    plain = {finding.code for finding in gas_footprint("SF6", "1 kg", treated=1, destruction=0.95, uptime=1).findings}
    assert "flame_cf4_left_out" not in plain


def bonded(cap_site: str = "", cap: dict[str, Any] | None = None, **more: Any) -> dict[str, float]:
    """SF6 emitted by a line and by the cap wafer that it takes, of 1 kg etched with in each; 90 % destroyed."""
    rule = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 1.0}
    etch = step({"gas": "SF6", "amount": "m", "process": "etch"}, parameters={"m": "1 kg"})
    bond = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
    inner = {"step": "etch", "id": "cap_etch", **({"site": cap_site} if cap_site else {})}
    given = study(sites={"fab": {"location": "CN-JS"}, "other": {"location": "MY"}}, **more)
    calculated = run(
        steps={"etch": etch, "bond": bond},
        routes={
            "line": route("etch", {"step": "bond", "with": "cap"}, abatement=rule),
            "cap": route(inner, **(cap or {})),
        },
        study=given,
    )
    values = calculated.inventory.values
    return {entry.process.rpartition(".")[2]: values[entry.emitted["SF6"]] for entry in calculated.inventory.gases}


def test_abatement_reaches_the_cap_wafer_made_at_the_same_site() -> None:
    """0.2 of the SF6 is left by table I-5, a tenth of which passes the unit."""
    assert bonded() == pytest.approx({"etch": 0.02, "cap/cap_etch": 0.02})


def test_one_path_sets_the_uptime_for_both() -> None:
    found = bonded(set={"line.abatement.uptime": 0.5})
    assert found == pytest.approx({"etch": 0.2 * 0.55, "cap/cap_etch": 0.2 * 0.55})


def test_a_cap_made_elsewhere_or_with_abatement_of_its_own_keeps_its_own() -> None:
    assert bonded("other") == pytest.approx({"etch": 0.02, "cap/cap_etch": 0.2})
    own = {"gases": ["SF6"], "fraction_treated": 0.5, "destruction": {"SF6": 0.9}, "uptime": 1.0}
    assert bonded(cap={"abatement": own}) == pytest.approx({"etch": 0.02, "cap/cap_etch": 0.2 * 0.55})
