"""One route of a result: bases, functional unit, choices and what is said of the route."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.result import Result
from packs import device, route, step, study

POWER = {"etch": step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})}
LINE = {"line": route("etch")}


def performing(assessed: Any, amount: str, value: Any, better: str, **more: Any) -> Result:
    given = device(performance={"figure": {"value": value, "unit": more.pop("unit", "LSB"), "better": better}})
    found: Result = assessed(
        steps=POWER,
        routes=LINE,
        study=study(device=given, functional_unit={"amount": amount, "per": "figure"}),
    )
    return found


def test_keys_of_a_route(result: Result) -> None:
    expected = {
        "per_wafer", "per_device", "per_functional_unit", "reference_flow", "yield_chain", "climate_change_parts",
        "climate_change_location", "climate_change_market", "scopes", "by_stage", "by_step", "by_site", "by_input",
        "by_flow", "elementary_flows", "gases", "fgas_abatement_rate", "energy", "water", "waste", "materials",
        "data_quality", "cut_off", "avoided", "climate_change_memo",
    }  # fmt: skip
    for name in ("grey", "green"):
        assert expected <= set(result.route(name))


def test_every_cell_has_value_unit_perimeter_and_coverage(result: Result) -> None:
    for basis in ("per_wafer", "per_device", "per_functional_unit"):
        for cell in result.route("grey")[basis].values():
            assert set(cell) == {"value", "unit", "perimeter", "coverage"}
            assert cell["perimeter"] in ("foreground", "life_cycle", "avoided")


def test_headline_is_the_accounting_of_the_study(assessed: Any) -> None:
    for accounting in ("location", "market"):
        result = assessed(steps=POWER, routes=LINE, study=study(accounting=accounting))
        record = result.route("line")
        assert record["per_wafer"]["climate_change"]["value"] == record[f"climate_change_{accounting}"]
        assert result.body["choices"]["accounting"] == accounting


def test_levels_divide_by_4096(assessed: Any) -> None:
    """Twelve bit are 4,096 levels, never 12."""
    result = performing(assessed, "1 device", 4096, "higher")
    per_device = result.value("line", "electricity")
    assert result.value("line", "electricity", "per_functional_unit") == pytest.approx(per_device / 4096, rel=1e-12)
    assert result.body["functional_unit"]["label"] == "1 device per LSB"
    assert result.route("line")["reference_flow"]["declared_units"] == pytest.approx(1 / 4096)


def test_lower_is_better_is_inverted(assessed: Any) -> None:
    """A device of half the noise is worth two."""
    noisy = performing(assessed, "1 device", 50, "lower", unit="µg/√Hz")
    quiet = performing(assessed, "1 device", 25, "lower", unit="µg/√Hz")
    values = [found.value("line", "electricity", "per_functional_unit") for found in (noisy, quiet)]
    assert values[0] == pytest.approx(2 * values[1])
    assert values[0] == pytest.approx(50 * noisy.value("line", "electricity"))


@pytest.mark.parametrize("value", ["50 ug_n", "0.05 mg_n", "50e-6 g_n"])
def test_performance_is_read_with_its_unit(assessed: Any, value: str) -> None:
    result = performing(assessed, "1 device", value, "lower", unit="ug_n")
    assert result.route("line")["reference_flow"]["declared_units"] == pytest.approx(50)


def test_many_devices(assessed: Any) -> None:
    result = assessed(steps=POWER, routes=LINE, study=study(device=device(), functional_unit={"amount": "1000 device"}))
    assert result.value("line", "electricity", "per_functional_unit") == pytest.approx(1000 / 24_037)


def test_wafer_declared_without_a_device(assessed: Any) -> None:
    result = assessed(steps=POWER, routes=LINE, study=study(functional_unit={"amount": "25 wafer"}))
    record = result.route("line")
    assert "per_device" not in record
    assert result.value("line", "electricity", "per_wafer") == pytest.approx(1)
    assert result.value("line", "electricity", "per_functional_unit") == pytest.approx(25)
    assert record["reference_flow"]["basis"] == "wafer"
    assert record["reference_flow"]["finished_wafers_per_device"] is None


def test_breakdowns_are_of_the_declared_basis(assessed: Any) -> None:
    for unit, basis in (("1 wafer", "per_wafer"), ("1 device", "per_device")):
        result = assessed(steps=POWER, routes=LINE, study=study(device=device(), functional_unit={"amount": unit}))
        record = result.route("line")
        added = sum(entry["climate_change"] for entry in record["by_step"].values())
        assert added == pytest.approx(record[basis]["climate_change"]["value"], rel=1e-9)
        assert record["climate_change_location"] == pytest.approx(record[basis]["climate_change"]["value"], rel=1e-12)


def test_map_of_destruction_efficiencies_is_recorded(assessed: Any) -> None:
    rule = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.9}, "uptime": 0.95}
    result = assessed(
        steps={"etch": step({"gas": "SF6", "amount": "m"}, parameters={"m": "1 g"})},
        routes={"line": route("etch", abatement=rule)},
        study=study(),
    )
    assert result.body["choices"]["destruction"]["line"] != "none"


def test_choices_are_named(result: Result) -> None:
    choices = result.body["choices"]
    assert choices["method"] == "ipcc_ar6_gwp100"
    assert choices["gas_table"] == "epa-i5"
    assert choices["scarcity"] == "aware-2.0"
    assert choices["destruction"] == {"grey": "none", "green": "epa-i16-mems"}
    assert "without ACT's constant" in choices["companion"]


def test_inputs_name_the_library_entries_used(result: Result) -> None:
    inputs = result.body["inputs"]
    assert {"drie_bosch", "ald", "lithography", "lga_moulding"} <= set(inputs["steps"])
    assert inputs["routes"]["green"]["route"] == "accelerometer_green"
    assert inputs["study"]["method"] == "ipcc_ar6_gwp100"


def test_nothing_is_avoided_under_cut_off(result: Result) -> None:
    assert result.route("green")["avoided"]["value"] is None


def test_excluded_classes_are_listed_with_their_reason(result: Result) -> None:
    excluded = result.route("grey")["cut_off"]["excluded"]
    assert {entry["class"] for entry in excluded} >= {"capital_goods", "quartz_ware", "masks", "gowns"}
    assert all(entry["reason_en"] and entry["reason_zh"] for entry in excluded)


def test_warning_says_where(assessed: Any) -> None:
    result = assessed(
        steps={"etch": step({"gas": "C3F8", "amount": "m"}, parameters={"m": "1 g"})}, routes=LINE, study=study()
    )
    (found,) = [entry for entry in result.body["warnings"] if entry["code"] == "gas_not_in_table"]
    assert found["place"]
    assert "C3F8" in found["text"]


def test_step_at_a_site_of_another_control(assessed: Any) -> None:
    result = assessed(
        steps=POWER,
        routes={"line": route("etch", {"step": "etch", "id": "second", "site": "other"})},
        study=study(
            sites={
                "fab": {"location": "CN-JS", "control": "own"},
                "other": {"location": "CN-JS", "control": "supplier"},
            }
        ),
    )
    record = result.route("line")
    scopes = record["scopes"]["location"]
    assert scopes["2"] == pytest.approx(0.5827)
    assert scopes["3"]["3"] == pytest.approx(0.6205 - 0.5827)
    assert scopes["3"]["1"] == pytest.approx(0.6205)
    assert record["by_site"]["other"]["electricity"] == pytest.approx(1)
    assert record["per_wafer"]["electricity"]["value"] == pytest.approx(2)
