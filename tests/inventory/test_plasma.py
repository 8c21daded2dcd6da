"""The plasma balance, as functions and through a step, a route and a study."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from mems_lca.inventory.plasma import (
    FLUORINE_PER_SILICON,
    bought,
    by_product_emission,
    passed_abatement,
    unreacted_emission,
)
from mems_lca.lca.contributions import Contribution
from packs import Calculated, codes, route, run, step, study, supply_of, total

ETCH = step({"gas": "SF6", "amount": "m"}, {"gas": "c-C4F8", "amount": "m"}, parameters={"m": "1 kg"})
# g/mol, from C 12.011 and F 18.998403; that of SF6 as indexes of process gases print it.
F, SF6, CF4, C2F6, RING = 18.998403162, 146.056, 88.004613, 138.012419, 200.031225
UTILISATION = "table,process,gas,parameter,byproduct,value,unit,source,note\n"


def abatement(**change: Any) -> dict[str, Any]:
    rule = {"gases": ["SF6", "c-C4F8"], "fraction_treated": 1.0, "destruction": 0.9, "uptime": 0.95} | change
    if isinstance(rule["destruction"], float):
        rule["destruction"] = dict.fromkeys(("SF6", "c-C4F8", "CF4", "C2F6"), rule["destruction"])
    return rule


def etched(rule: dict[str, Any] | None = None, made: dict[str, Any] = ETCH, **more: Any) -> Calculated:
    line = route("etch") if rule is None else route("etch", abatement=rule)
    return run(steps={"etch": made}, routes={"line": line}, study=study(**more))


def direct(calculated: Calculated) -> float:
    """kg CO2e of the gases that leave the tool."""
    return sum(row.per_wafer for row in calculated.rows if _direct(row))


def _direct(row: Contribution) -> bool:
    return row.part == "fluorinated" and row.process == "line.etch"


def masses(calculated: Calculated, which: str = "emitted") -> Counter[str]:
    found: Counter[str] = Counter()
    for record in calculated.inventory.gases:
        for gas, cell in getattr(record, which).items():
            found[gas] += calculated.inventory.values[cell]
    return found


# ---------------------------------------------------------------- functions


def test_equations() -> None:
    assert passed_abatement(1.0, 0.9, 0.95) == pytest.approx(0.145)
    assert passed_abatement(0.6, 0.9, 0.95) == pytest.approx(1 - 0.6 * 0.9 * 0.95)
    assert unreacted_emission(1.0, 0.2, 0.145) == pytest.approx(0.029)
    assert by_product_emission(2.0, 0.1, 1.0) == pytest.approx(0.2)
    assert bought(0.9, 0.1) == pytest.approx(1.0)


def test_silicon_needs_2_71_kg_of_fluorine() -> None:
    assert pytest.approx(2.706, abs=5e-4) == FLUORINE_PER_SILICON


# ---------------------------------------------------------------- 1 kg SF6 and 1 kg c-C4F8, table I-5, etch


@pytest.mark.parametrize(
    ("method", "value"),
    [("ipcc_ar6_gwp100", 11_036.0), ("epa_2025_gwp100", 10_154.0)],
)
def test_no_abatement(method: str, value: float) -> None:
    assert direct(etched(method=method)) == pytest.approx(value, rel=1e-12)


def test_masses_without_abatement() -> None:
    assert masses(etched()) == pytest.approx({"SF6": 0.2, "c-C4F8": 0.2, "CF4": 0.2, "C2F6": 0.2})


def test_all_treated() -> None:
    """11,036 x (1 - 0.9 x 0.95)."""
    calculated = etched(abatement())
    assert direct(calculated) == pytest.approx(1_600.22, rel=1e-12)
    assert masses(calculated) == pytest.approx(dict.fromkeys(("SF6", "c-C4F8", "CF4", "C2F6"), 0.029))
    assert masses(calculated, "uncontrolled") == pytest.approx(masses(etched()))


def test_part_treated() -> None:
    assert direct(etched(abatement(fraction_treated=0.6))) == pytest.approx(11_036 * (1 - 0.6 * 0.9 * 0.95))


def test_untreated_gas_is_emitted_with_its_by_products() -> None:
    """Only SF6 is piped to the abatement: 5,040 x 0.145 + 5,996."""
    assert direct(etched(abatement(gases=["SF6"]))) == pytest.approx(5_040 * 0.145 + 5_996)


def test_by_product_has_its_own_destruction_efficiency() -> None:
    """Without one for C2F6 and CF4 they pass: (5,040 + 2,040) x 0.145 + 1,476 + 2,480; and the result says so."""
    calculated = etched(abatement(destruction={"SF6": 0.9, "c-C4F8": 0.9}))
    assert direct(calculated) == pytest.approx(7_080 * 0.145 + 3_956)
    assert codes(calculated).count("no_destruction") == 2


def test_destruction_set_by_name() -> None:
    """The MEMS default of 60 %."""
    assert direct(etched(abatement(destruction="epa-i16-mems"))) == pytest.approx(11_036 * (1 - 0.6 * 0.95))


def test_set_without_the_gas_destroys_none_of_it() -> None:
    """IPCC 2006 has 0.9 for SF6, c-C4F8, CF4 and C2F6, and nothing for C4F6."""
    made = step({"gas": "C4F6", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = etched(abatement(gases=["C4F6"], destruction="ipcc2006-tier2"), made)
    assert masses(calculated) == pytest.approx({"C4F6": 0.1, "CF4": 0.3 * 0.145, "C2F6": 0.2 * 0.145})
    assert "no_destruction" in codes(calculated)


def test_tables_give_threefold_results_for_sf6() -> None:
    made = step({"gas": "SF6", "amount": "m"}, parameters={"m": "1 kg"})
    assert direct(etched(None, made)) == pytest.approx(5_040)
    assert direct(etched(None, made, gas_table="epa-i11")) == pytest.approx(16_831, abs=1)


def test_gas_that_the_table_does_not_list_is_emitted_whole_and_said_so() -> None:
    made = step({"gas": "C3F8", "amount": "m", "process": "etch"}, parameters={"m": "1 kg"})
    calculated = etched(None, made)
    assert masses(calculated) == {"C3F8": 1.0}
    assert "gas_not_in_table" in codes(calculated)


def test_process_decides_the_row() -> None:
    made = step({"gas": "NF3", "amount": "m", "process": "clean_remote"}, parameters={"m": "1 kg"})
    assert masses(etched(None, made)) == pytest.approx({"NF3": 0.02, "CF4": 0.02})


def test_gas_that_no_list_has_is_no_silent_zero() -> None:
    made = step({"gas": "XeF2", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = etched(None, made)
    assert direct(calculated) == 0
    assert "gwp_not_listed" in codes(calculated)


def test_gas_without_a_product_is_bought_without_a_factor() -> None:
    """Of hydrogen bromide no making is known; that does not stop the study."""
    made = step({"gas": "HBr", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = etched(None, made)
    assert masses(calculated) == pytest.approx({"HBr": 1.0})
    assert "gas_no_supply" in codes(calculated)
    assert supply_of(calculated, "product:gas_HBr") == pytest.approx(1 / 0.9)


@pytest.mark.parametrize("amount", ["1 kg", "1000 g", "6.846689 mol"])
def test_mass_and_substance(amount: str) -> None:
    """146.056 g/mol."""
    made = step({"gas": "SF6", "amount": "m"}, parameters={"m": amount})
    assert direct(etched(None, made)) == pytest.approx(5_040, rel=1e-5)


def test_flow_for_a_time() -> None:
    """300 sccm for 10 min: 3,000 x 44.61503 umol x 146.056 g/mol = 19.5489 g."""
    made = step({"gas": "SF6", "amount": "flow * time"}, parameters={"flow": "300 sccm", "time": "10 min"})
    assert masses(etched(None, made), "uncontrolled")["SF6"] == pytest.approx(0.2 * 0.01954888, rel=1e-5)


# ---------------------------------------------------------------- purchase, heel, exhaust


def test_heel_raises_what_is_bought_and_not_what_is_emitted() -> None:
    calculated = etched()
    assert supply_of(calculated, "line.gas_SF6@fab") == pytest.approx(1 / 0.9)
    lower = etched(set={"gas_heel": 0.05})
    assert supply_of(lower, "line.gas_SF6@fab") == pytest.approx(1 / 0.95)
    assert direct(lower) == pytest.approx(direct(calculated))


def test_exhaust_follows_the_treated_share() -> None:
    """1 kg of SF6 is 0.15347 Nm3; with 75 parts of purge 11.664 m3, of which 60 % are treated."""
    made = step({"gas": "SF6", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = etched(abatement(gases=["SF6"], fraction_treated=0.6), made)
    volume = 1 / (SF6 / 1e3) * 22.41396954e-3
    assert supply_of(calculated, "line.exhaust_abatement@fab") == pytest.approx(0.6 * 76 * volume, rel=1e-6)


def test_abatement_burns_fuel_at_the_site() -> None:
    calculated = etched(abatement())
    burnt = [row for row in calculated.rows if row.step == "exhaust_abatement@fab" and row.flow == "CO2"]
    assert [row.scope for row in burnt] == ["1"]
    assert burnt[0].per_wafer > 0


# ---------------------------------------------------------------- balances


def test_fluoride_to_the_scrubber() -> None:
    """F of 1 kg SF6 is 0.78046 kg, of which 80 % stay; of c-C4F8 0.75979, less 0.2 of it, of CF4 and of C2F6."""
    calculated = etched()
    found = [calculated.inventory.values[record.fluoride] for record in calculated.inventory.gases]
    ring = 0.8 * 8 * F / RING - 0.2 * 4 * F / CF4 - 0.2 * 6 * F / C2F6
    assert found == pytest.approx([0.8 * 6 * F / SF6, ring], rel=1e-6)
    assert supply_of(calculated, "line.fluoride_treatment@fab") == pytest.approx(sum(found))


def test_destroyed_gas_ends_as_fluoride() -> None:
    before, after = etched(), etched(abatement())
    gained = supply_of(after, "line.fluoride_treatment@fab") - supply_of(before, "line.fluoride_treatment@fab")
    shares = (6 * F / SF6, 8 * F / RING, 4 * F / CF4, 6 * F / C2F6)
    assert gained == pytest.approx(sum(0.2 * 0.855 * share for share in shares), rel=1e-6)


@pytest.mark.parametrize(
    ("rows", "warned"),
    [
        # 1 kg of SF6 holds 0.7805 kg F, 1 kg of CF4 0.8637; half a last digit of each rate is allowed.
        ("1-U,,0.9\nB,CF4,0.09", False),
        ("1-U,,1.0\nB,CF4,0.05", False),
        ("1-U,,1.00\nB,CF4,0.05", True),
        ("1-U,,0.95\nB,CF4,0.06", True),
        ("1-U,,0.9\nB,CF4,0.2", True),
    ],
)
def test_fluorine_balance_of_a_table(rows: str, warned: bool) -> None:
    lines = []
    for row in rows.splitlines():
        kind, gas, value = row.split(",")
        lines.append(f"made-up,etch,SF6,{kind},{gas},{value},kg/kg,epa-98-i5,")
    calculated = run(
        steps={"etch": step({"gas": "SF6", "amount": "m"}, parameters={"m": "1 kg"})},
        routes={"line": route("etch")},
        study=study(gas_table="made-up"),
        files={"factors/emissions/utilisation.csv": UTILISATION + "\n".join(lines) + "\n"},
    )
    assert ("fluorine_balance" in codes(calculated)) is warned
    assert supply_of(calculated, "line.fluoride_treatment@fab") >= 0


@pytest.mark.parametrize(("silicon", "warned"), [("0.23 kg", False), ("0.231 kg", True)])
def test_silicon_needs_fluorine(silicon: str, warned: bool) -> None:
    """80 % of the fluorine of 1 kg SF6, 0.62437 kg, carry away at most 0.23075 kg of silicon as SiF4."""
    made = step({"gas": "SF6", "amount": "m", "silicon": "si"}, parameters={"m": "1 kg", "si": silicon})
    assert ("silicon_balance" in codes(etched(None, made))) is warned


def test_gwp_of_a_study_counts_and_is_said() -> None:
    calculated = etched(
        None, step({"gas": "c-C4F8O", "amount": "m", "process": "clean_in_situ"}, parameters={"m": "1 kg"})
    )
    given = etched(
        None,
        step({"gas": "c-C4F8O", "amount": "m", "process": "clean_in_situ"}, parameters={"m": "1 kg"}),
        factors={"c-C4F8O": {"gwp": 320}},
    )
    assert direct(calculated) - direct(given) == pytest.approx(0.1 * (13_900 - 320))
    assert "gwp_unpublished" in codes(given)
    assert "gwp_unpublished" not in codes(calculated)


def test_total_is_direct_and_everything_drawn() -> None:
    calculated = etched()
    rows = [row for row in calculated.rows if row.indicator == "climate_change" and row.accounting != "market"]
    assert total(calculated) == pytest.approx(sum(row.per_wafer for row in rows))
    assert total(calculated) > direct(calculated)
