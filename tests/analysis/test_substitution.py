"""One gas in place of another at a step: ratios, abatement, ranking and break-even values, by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mems_lca import substitute
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.substitution import Substitution
from mems_lca.analysis.substitution_request import listing, read_request
from mems_lca.analysis.substitution_step import FLOW, RATE, gases_of, pace_of
from mems_lca.analysis.substitution_text import conclusion, even
from mems_lca.analysis.substitution_variant import Variant, find
from mems_lca.errors import MemsLcaError
from mems_lca.face import bind_study
from mems_lca.library.bound import BoundStudy
from packs import device, read, route, shipped_factors, shipped_library, step, study, total, write

# 2 mmol of gas a minute for 10 um at 2 um/min; 3 kW as long, and 1 kWh whatever happens.
ETCH = step(
    {"gas": "c-C4F8", "amount": "flow * time", "process": "etch", "silicon": "silicon"},
    {"input": "electricity", "amount": "power * time + idle"},
    {"waste": "spent_solvent", "amount": "residue * time", "hazardous": True, "treatment": "incineration"},
    parameters={
        "depth": "10 um",
        "etch_rate": {"value": "2 um/min", "max": "3 um/min", "source": "assumption", "note": "made up"},
        "flow": "0.002 mol/min",
        "power": "3 kW",
        "idle": "1 kWh",
        "silicon": "0.1 g",
        "residue": "1 g/min",
    },
    derived={"time": "depth / etch_rate"},
)
BY_TIME = step(
    {"gas": "c-C4F8", "amount": "flow * time", "process": "etch"},
    {"input": "electricity", "amount": "power * time"},
    parameters={"time": "5 min", "flow": "10 g/min", "power": "3 kW"},
)
BY_DOSE = step({"gas": "c-C4F8", "amount": "dose", "process": "etch"}, parameters={"dose": "10 g"})
HALF = {"fraction_treated": 1.0, "uptime": 1.0, "source": "assumption", "note": "made up"}
OLD, NEW = "c-C4F8", "C4F6"
MASS = {OLD: 0.2000312, NEW: 0.1620344}


def swapped(root: Path, steps: Mapping[str, Any], *entries: Any, **options: Any) -> Substitution:
    more = options.pop("route_", {})
    given = options.pop("study_", {})
    pack = read(write(root, steps=steps, routes={"line": route(*entries, **more)}, study=study(**given)))
    others = options.pop("others", [NEW])
    return substitute(pack, options.pop("step", entries[0]), OLD, others, **options)


def refused(root: Path, steps: Mapping[str, Any], *entries: Any, **options: Any) -> tuple[str, str]:
    with pytest.raises(MemsLcaError) as caught:
        swapped(root, steps, *entries, **options)
    assert len(caught.value.findings) == 1
    return caught.value.findings[0].code, caught.value.findings[0].line()


def test_masses_of_the_step_by_hand(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", rate_ratio={NEW: 0.5}, flow_ratio={NEW: 1.5})
    before, after = found.baseline.figures["wafer"], found.option(NEW).figures["wafer"]
    # 5 minutes now, 10 then.
    assert before.fed == pytest.approx(0.01 * MASS[OLD])
    assert after.fed == pytest.approx(0.01 * MASS[NEW] * 1.5 / 0.5)
    assert before.emitted == pytest.approx({OLD: 0.2 * before.fed, "C2F6": 0.2 * before.fed, "CF4": 0.2 * before.fed})
    assert after.emitted == pytest.approx({NEW: 0.1 * after.fed, "C2F6": 0.2 * after.fed, "CF4": 0.3 * after.fed})
    assert after.gas_emission == pytest.approx((0.1 * 0.004 + 0.2 * 12_400 + 0.3 * 7_380) * after.fed)
    assert after.gas_emission_unabated == after.gas_emission
    assert before.hazardous_waste == pytest.approx(5e-3)
    assert after.hazardous_waste == pytest.approx(10e-3)
    # 1 kWh, and 3 kW for 5 or 10 minutes; the treatment of fluoride takes a little more.
    assert after.electricity - before.electricity == pytest.approx(0.25, abs=0.03)


def test_the_rest_of_the_study_is_calculated_by_the_normal_path(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", rate_ratio={NEW: 0.8}, flow_ratio={NEW: 1.2})
    by_hand = {
        **ETCH,
        "parameters": {**ETCH["parameters"], "etch_rate": ETCH["parameters"]["flow"] | {"value": "1.6 um/min"}},
        "exchanges": [{**ETCH["exchanges"][0], "gas": NEW, "amount": "flow * time * 1.2"}, *ETCH["exchanges"][1:]],
    }
    pack = read(write(tmp_path, steps={"etch": by_hand}, routes={"line": route("etch")}, study=study()))
    assert found.option(NEW).figures["wafer"].climate_change == pytest.approx(total(calculate(bind_study(pack))))


def test_as_much_fluorine_unless_given(tmp_path: Path) -> None:
    option = swapped(tmp_path, {"etch": ETCH}, "etch").option(NEW)
    assert option.flow_ratio == pytest.approx(8 / 6)
    assert option.mass_ratio == pytest.approx(8 / 6 * MASS[NEW] / MASS[OLD])
    assert option.fluorine_ratio == pytest.approx(1)
    assert option.rate_ratio == 1
    equal = swapped(tmp_path, {"etch": ETCH}, "etch", flow_ratio={NEW: "1 kg/kg"}).option(NEW)
    assert equal.mass_ratio == pytest.approx(1)
    assert equal.figures["wafer"].fed == pytest.approx(0.01 * MASS[OLD])


def test_ratios_are_named_assumptions_with_a_wide_spread(tmp_path: Path) -> None:
    bound = made(tmp_path)
    variant = of(bound)
    cells = calculate(variant.bound(NEW)).inventory.cells
    for name in (RATE, FLOW):
        cell = cells[f"line.etch.{name}"]
        assert (cell.source, cell.origin) == ("assumption", "assumption")
        assert cell.uncertainty is not None
        assert cell.uncertainty.lognormal == 1.5
    given = calculate(variant.bound(NEW, rate=0.5)).inventory.cells[f"line.etch.{RATE}"]
    assert (given.origin, given.uncertainty) == ("given", None)


def test_a_gas_given_by_mass_is_swapped_by_moles(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": BY_TIME}, "etch", flow_ratio={NEW: 1}, rate_ratio={NEW: 2})
    assert found.pace == "time time"
    assert found.baseline.figures["wafer"].fed == pytest.approx(0.05)
    assert found.option(NEW).figures["wafer"].fed == pytest.approx(0.05 / 2 * MASS[NEW] / MASS[OLD])


def test_a_step_without_a_pace_takes_no_rate_ratio(tmp_path: Path) -> None:
    code, line = refused(tmp_path, {"etch": BY_DOSE}, "etch", rate_ratio={NEW: 0.9})
    assert code == "no_rate"
    assert "no rate and no time" in line
    found = swapped(tmp_path, {"etch": BY_DOSE}, "etch")
    assert found.option(NEW).break_even["rate_ratio"].value is None
    assert "rate_assumed" not in {finding.code for finding in found.findings}


def test_a_depth_that_follows_from_the_rate_takes_no_rate_ratio(tmp_path: Path) -> None:
    by_rate = {
        **ETCH,
        "parameters": {**ETCH["parameters"], "time": ETCH["parameters"]["flow"] | {"value": "5 min"}},
        "derived": {"etched": "etch_rate * time"},
        "exchanges": [
            {
                "gas": OLD,
                "amount": "flow * time",
                "process": "etch",
                "silicon": "silicon * etched / depth * time / time",
            }
        ],
    }
    code, line = refused(tmp_path, {"etch": by_rate}, "etch", rate_ratio={NEW: 0.9})
    assert code == "no_rate"
    assert "follows from time, too" in line


def test_every_shipped_plasma_step_can_change_its_pace() -> None:
    library = shipped_library()
    steps = {name: library.step(name) for name in library.names("steps")}
    paces = {(name, gas): pace_of(step, gas) for name, step in steps.items() for gas in gases_of(step)}
    assert len(paces) > 25
    assert {key: pace.why_not for key, pace in paces.items() if not pace.kind} == {}
    by_rate = [key for key, pace in paces.items() if pace.kind == "rate"]
    assert len(by_rate) > 20
    assert paces["pecvd_oxide_c4f8_clean", OLD].names == ("clean_rate",)


def test_a_step_of_a_consumed_route_has_its_own_id(tmp_path: Path) -> None:
    cap = route("etch", wafer_yield=1.0)
    bond = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
    parts = {"line": route({"step": "bond", "with": "cap"}), "cap": cap}
    pack = read(write(tmp_path, steps={"etch": ETCH, "bond": bond}, routes=parts, study=study()))
    found = substitute(pack, "cap/etch", OLD, [NEW], flow_ratio={NEW: 1})
    assert found.baseline.figures["wafer"].fed == pytest.approx(0.01 * MASS[OLD])
    assert found.option(NEW).figures["wafer"].fed == pytest.approx(0.01 * MASS[NEW])


def test_figures_per_wafer_device_and_functional_unit_agree(tmp_path: Path) -> None:
    given = {"device": device(), "functional_unit": {"amount": "1000 device"}}
    found = swapped(tmp_path, {"etch": ETCH}, "etch", study_=given)
    figures = found.option(NEW).figures
    assert set(figures) == {"wafer", "device", "functional_unit"}
    assert figures["functional_unit"].climate_change == pytest.approx(1000 * figures["device"].climate_change)
    assert figures["wafer"].fed / figures["device"].fed == pytest.approx(
        figures["wafer"].climate_change / figures["device"].climate_change
    )


# ------------------------------------------------------------ abatement


def test_a_gas_in_place_of_a_treated_one_is_treated(tmp_path: Path) -> None:
    treated = {"gases": [OLD], "destruction": {OLD: 0.9, NEW: 0.8, "CF4": 0.5}, **HALF}
    found = swapped(tmp_path, {"etch": ETCH}, "etch", route_={"abatement": treated})
    option = found.option(NEW)
    entry = option.figures["wafer"]
    assert found.abated
    assert entry.emitted[NEW] == pytest.approx(0.1 * entry.fed * 0.2)
    assert entry.emitted["CF4"] == pytest.approx(0.3 * entry.fed * 0.5)
    assert entry.emitted["C2F6"] == pytest.approx(0.2 * entry.fed)


def test_a_gas_without_a_destruction_of_its_own_has_none_and_says_so(tmp_path: Path) -> None:
    treated = {"gases": [OLD], "destruction": {OLD: 0.9, "C2F6": 0.9, "CF4": 0.5}, **HALF}
    found = swapped(tmp_path, {"etch": ETCH}, "etch", route_={"abatement": treated})
    entry = found.option(NEW).figures["wafer"]
    assert entry.emitted[NEW] == pytest.approx(0.1 * entry.fed)
    messages = [finding.message for finding in found.option(NEW).findings if finding.code == "no_destruction"]
    assert [message.split()[0] for message in messages] == [NEW]


# ------------------------------------------------------------ ranking, cost, potentials


def test_options_are_ranked_by_climate_change(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", others=[NEW, "CF4", "SF6"])
    values = [option.figures["wafer"].climate_change for option in found.options]
    assert values == sorted(values)
    assert [option.rank for option in found.options] == [1, 2, 3, 4]
    assert found.option("SF6").concern["pfas"] == "no"
    assert found.option("CF4").concern["pfas"] == "yes"


def test_a_price_that_is_not_there_is_not_zero(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", prices={NEW: "900 CNY/kg"}, carbon_price="100 CNY/t")
    entry = found.to_dict()["options"]
    costs = {option["gas"]: option["per_wafer"]["cost"] for option in entry}
    assert costs[OLD] is None
    assert costs[NEW] is not None
    assert found.option(NEW).break_even["carbon_price"].reason == f"not covered: no price of {OLD}"
    figures = found.option(NEW).figures["wafer"]
    assert figures.carbon_cost == pytest.approx(0.1 * figures.climate_change)


def test_carbon_price_that_balances_the_cost(tmp_path: Path) -> None:
    prices = {OLD: "900 CNY/kg", NEW: "1000 CNY/kg"}
    found = swapped(tmp_path, {"etch": ETCH}, "etch", prices=prices)
    old, new = found.baseline.figures["wafer"], found.option(NEW).figures["wafer"]
    price = found.option(NEW).break_even["carbon_price"]
    assert price.value is not None
    assert price.gain == "above"
    assert new.cost + price.value / 1000 * new.climate_change == pytest.approx(
        old.cost + price.value / 1000 * old.climate_change
    )
    # The heel of a bottle, 0.1, is bought and goes back.
    others = (new.cost - 1000 * new.fed / 0.9) - (old.cost - 900 * old.fed / 0.9)
    assert abs(others) < 0.05 * (new.cost - old.cost)


def test_a_price_per_tonne_of_carbon_in_another_currency(tmp_path: Path) -> None:
    request = read_request(shipped_library(), "etch", OLD, [NEW], carbon_price="10 EUR/t CO2e")
    rate = shipped_factors().price("exchange_eur_cny")
    assert rate is not None
    assert request.carbon_price is not None
    assert request.carbon_price.yuan == pytest.approx(10 * rate.value / 1000)


def test_sets_and_horizons_stand_side_by_side(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", others=[NEW, "SF6"])
    old, new = found.baseline, found.option(NEW)
    assert old.view.by_set["sar", 100] == pytest.approx(0.2 * (8_700 + 9_200 + 6_500))
    assert new.view.by_set["sar", 100] is None
    assert new.view.by_set["ar6", 20] == pytest.approx(0.1 * 0.014 + 0.2 * 8_940 + 0.3 * 5_300)
    entry = new.figures["wafer"]
    assert new.view.by_set_per_unit["ar6", 100] == pytest.approx(entry.gas_emission)


def test_a_potential_that_is_given_counts_and_is_warned_of(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", gwp_values={OLD: 8700, "CF4": 7380})
    entry = found.baseline.figures["wafer"]
    assert entry.gas_emission == pytest.approx(0.2 * (8_700 + 12_400 + 7_380) * entry.fed)
    assert found.baseline.view.per_kg == pytest.approx(0.2 * (8_700 + 12_400 + 7_380))
    messages = [finding.message for finding in found.findings if finding.code == "gwp_not_of_the_set"]
    assert len(messages) == 1
    assert "8,700 given for c-C4F8 is not a value of the chosen set: ar6 over 100 years has 10,200" in messages[0]


def test_limits_of_validity_hold_for_the_new_rate(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", rate_ratio={NEW: 2})
    assert "limits" in {finding.code for finding in found.option(NEW).findings}


# ------------------------------------------------------------ break-even values


def made(root: Path, **more: Any) -> BoundStudy:
    pack = read(write(root, steps={"etch": ETCH}, routes={"line": route("etch", **more)}, study=study()))
    return bind_study(pack)


def of(bound: BoundStudy, **options: Any) -> Variant:
    request = read_request(bound.library, "etch", OLD, options.pop("others", [NEW]), **options)
    return Variant(bound, request, find(bound, request))


def climate(bound: BoundStudy) -> float:
    return total(calculate(bound))


def test_break_even_rate_and_flow_are_even_when_calculated_again(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch")
    option = found.option(NEW)
    variant = of(made(tmp_path))
    target = found.baseline.figures["wafer"].climate_change
    rate, flow = option.break_even["rate_ratio"], option.break_even["flow_ratio"]
    assert rate.value is not None
    assert flow.value is not None
    assert climate(variant.bound(NEW, rate=rate.value)) == pytest.approx(target, rel=1e-9)
    assert climate(variant.bound(NEW, flow=flow.value)) == pytest.approx(target, rel=1e-9)
    assert (rate.gain, flow.gain) == ("above", "below")
    assert climate(variant.bound(NEW, rate=rate.value * 1.1)) < target
    assert climate(variant.bound(NEW, flow=flow.value * 1.1)) > target


@pytest.mark.parametrize("treated", [True, False])
def test_break_even_destruction_is_even_when_calculated_again(treated: bool, tmp_path: Path) -> None:
    abatement = {
        "gases": [OLD],
        "destruction": "epa-i16-mems",
        "fraction_treated": 1.0,
        "uptime": 0.9,
        "source": "assumption",
    }
    more = {"abatement": abatement} if treated else {}
    found = swapped(tmp_path, {"etch": ETCH}, "etch", others=["SF6"], flow_ratio={"SF6": 1.3}, route_=more)
    own = found.option("SF6").break_even["destruction"]
    assert own.value is not None
    assert 0 < own.value < 1
    assert own.gain == "above"
    variant = of(made(tmp_path, **more), others=["SF6"], flow_ratio={"SF6": 1.3})
    target = found.baseline.figures["wafer"].climate_change
    assert climate(variant.bound("SF6", destruction=own.value)) == pytest.approx(target, rel=1e-9)
    assert "from a destruction efficiency of its own of" in conclusion(found, found.option("SF6"))


def test_break_even_destruction_of_the_exhaust_by_hand(tmp_path: Path) -> None:
    found = swapped(tmp_path, {"etch": ETCH}, "etch", flow_ratio={NEW: 2})
    old, new = found.baseline.figures["wafer"], found.option(NEW).figures["wafer"]
    share = found.option(NEW).break_even["destruction_of_exhaust"]
    assert share.value is not None
    assert new.climate_change - share.value * new.gas_emission == pytest.approx(old.climate_change)
    own = found.option(NEW).break_even["destruction"]
    assert own.value is None
    assert even(own).startswith("none: more even at 1: 100 % ")


# ------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ({"step": "etsch"}, "unknown_step", "did you mean 'etch'?"),
        ({"route": "lime"}, "unknown_route", "did you mean 'line'?"),
        ({"others": []}, "usage", "--with"),
        ({"others": [OLD]}, "usage", "itself"),
        ({"others": ["C4F7"]}, "unknown_gas", "did you mean"),
        ({"others": ["c-C4F8O"]}, "gas_not_in_table", "epa-i5 (clean_in_situ), epa-i11 (all processes)"),
        ({"rate_ratio": {NEW: 0}}, "ratio", "above zero"),
        ({"rate_ratio": {NEW: "2 um"}}, "ratio", "above zero"),
        ({"flow_ratio": {"SF6": 1}}, "usage", "not swapped"),
        ({"prices": {NEW: "900 CNY"}}, "price", "900 CNY/kg"),
        ({"prices": {"SF6": "900 CNY/kg"}}, "usage", "not swapped"),
        ({"carbon_price": "100 kg/t"}, "carbon_price", "100 CNY/t"),
        ({"gwp_values": {NEW: "-1"}}, "gwp", "8700"),
        ({"gwp_values": {"C4F7": "1"}}, "unknown_gas", "did you mean"),
        ({"table": "epa-i77"}, "unknown_gas_table", "did you mean"),
    ],
)
def test_what_cannot_be_is_one_line(options: dict[str, Any], code: str, said: str, tmp_path: Path) -> None:
    found, line = refused(tmp_path, {"etch": ETCH}, "etch", **options)
    assert found == code
    assert said in line


def test_a_gas_that_the_step_does_not_feed(tmp_path: Path) -> None:
    bare = step({"gas": "SF6", "amount": "dose", "process": "etch"}, parameters={"dose": "1 g"})
    code, line = refused(tmp_path, {"bare": bare, "etch": ETCH}, "bare", "etch")
    assert code == "gas_not_fed"
    assert "one of its gases: SF6; c-C4F8 is fed by etch" in line


def test_tables_that_list_both_gases() -> None:
    factors = shipped_factors()
    assert listing(factors, OLD, "c-C4F8O") == "epa-i5 (clean_in_situ), epa-i11 (all processes)"
    assert "for other industries and wafers" in listing(factors, OLD, NEW)
    assert listing(factors, OLD, "XeF2") == ""


def test_the_step_that_was_read_stays_as_it_is(tmp_path: Path) -> None:
    bound = made(tmp_path)
    before = bound.routes["line"].steps[0]
    variant = of(bound)
    assert gases_of(variant.bound(NEW).routes["line"].steps[0].step) == (NEW,)
    assert bound.routes["line"].steps[0] is before
    assert gases_of(before.step) == (OLD,)
    assert RATE not in before.step.parameters
