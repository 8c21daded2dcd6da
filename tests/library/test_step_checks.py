"""Checks of one step: names, sources, and the dimension of every formula."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mems_lca.errors import Finding, MemsLcaError
from mems_lca.library.step_checks import StepCheck, check_step
from packs import open_pack, route, run, step, study, supply, write

PARAMETERS = {"e": "1 kWh", "m": "1 kg", "n": "1 mol", "flow": "300 sccm", "time": "10 min", "share": 0.3, "v": "1 L"}


@pytest.fixture
def checked(tmp_path: Path) -> Any:
    def check(*exchanges: dict[str, Any], **more: Any) -> StepCheck:
        made = step(*exchanges, parameters=PARAMETERS, **more)
        library = open_pack(write(tmp_path, steps={"made_up": made}))
        return check_step("made_up", library.step("made_up"), library)

    return check


@pytest.mark.parametrize(
    "exchange",
    [
        {"input": "electricity", "amount": "e"},
        {"input": "electricity", "amount": "e", "at": "CN"},
        {"input": "ultrapure_water", "amount": "v"},
        {"input": "nitrogen", "amount": "flow * time"},
        {"gas": "SF6", "amount": "flow * time * share"},
        {"gas": "SF6", "amount": "m"},
        {"gas": "SF6", "amount": "n", "silicon": "m * share"},
        {"emission": "CO2", "amount": "m"},
        {"emission": "water_discharged", "amount": "v * (1 - share)"},
        {"waste": "spent_acid", "amount": "m", "hazardous": True, "code": {"eu": "06 01 06*"}, "dry": "1 - share"},
        {"output": "gold_mined", "amount": "m"},
    ],
)
def test_fits(checked: Any, exchange: dict[str, Any]) -> None:
    assert checked(exchange).findings == ()


@pytest.mark.parametrize(
    ("exchange", "code"),
    [
        ({"input": "electricity", "amount": "m"}, "dimension"),
        ({"input": "electricity", "amount": "e / time"}, "dimension"),
        ({"input": "electricity", "amount": "e * time"}, "dimension"),
        ({"input": "photoresist", "amount": "v"}, "dimension"),
        ({"gas": "SF6", "amount": "flow"}, "dimension"),
        ({"gas": "SF6", "amount": "v"}, "dimension"),
        ({"gas": "SF6", "amount": "m", "silicon": "v"}, "dimension"),
        ({"emission": "CO2", "amount": "n"}, "dimension"),
        ({"waste": "spent_acid", "amount": "v", "hazardous": True}, "dimension"),
        ({"waste": "spent_acid", "amount": "m", "hazardous": True, "dry": "m"}, "dimension"),
        ({"input": "electricity", "amount": "e + m"}, "formula-dimension"),
        ({"input": "electricity", "amount": "e * exp(time)"}, "formula-dimension"),
        ({"input": "electricity", "amount": "ee"}, "unknown_name"),
        ({"input": "electricity", "amount": "e", "at": "ZZ"}, "unknown_place"),
        ({"input": "unobtainium", "amount": "m"}, "unknown_product"),
        ({"output": "unobtainium", "amount": "m"}, "unknown_product"),
        ({"gas": "SF7", "amount": "m"}, "unknown_gas"),
        ({"emission": "co3", "amount": "m"}, "unknown_elementary_flow"),
        ({"waste": "spent_acids", "amount": "m", "hazardous": True}, "unknown_waste"),
        ({"waste": "spent_acid", "amount": "m", "hazardous": True, "code": {"eu": "06 01 99*"}}, "unknown_waste_code"),
        ({"input": "electricity", "amount": "e", "source": "nobody-1999"}, "unknown_source"),
    ],
)
def test_does_not_fit(checked: Any, exchange: dict[str, Any], code: str) -> None:
    (found,) = checked(exchange).findings
    assert found.code == code
    assert found.place.line is not None
    assert found.place.path.startswith("exchanges.0")


def test_amount_of_co2e_is_no_mass_of_gas(checked: Any) -> None:
    assert [found.code for found in checked({"emission": "co2e_fossil", "amount": "m"}).findings] == ["dimension"]


def test_amounts_per_wafer_and_per_device(checked: Any) -> None:
    per = {"input": "electricity", "amount": "e / batch"}
    for name, other in (("wafer", "device"), ("device", "wafer")):
        made = step(per, per=name, stage="packaging_test", parameters={"e": "1 kWh", "batch": f"25 {name}"})
        wrong = step(per, per=name, stage="packaging_test", parameters={"e": "1 kWh", "batch": f"25 {other}"})
        assert _findings(made) == ()
        assert [found.code for found in _findings(wrong)] == ["dimension"]


def _findings(made: dict[str, Any]) -> tuple[Finding, ...]:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        library = open_pack(write(Path(folder), steps={"made_up": made}))
        return check_step("made_up", library.step("made_up"), library).findings


def test_derived_quantities_in_any_order(checked: Any) -> None:
    check = checked({"input": "electricity", "amount": "total"}, derived={"total": "twice * 2", "twice": "e * 2"})
    assert check.findings == ()
    assert check.order == ("twice", "total")


def test_derived_quantities_in_a_circle(checked: Any) -> None:
    check = checked(derived={"a": "b + 1", "b": "c", "c": "a"})
    assert "formula_cycle" in [found.code for found in check.findings]
    assert "a -> b -> c -> a" in check.findings[0].message


@pytest.mark.parametrize(
    ("per", "stage", "wrong"),
    [("wafer", "wafer_fabrication", "step_yield"), ("device", "packaging_test", "wafer_yield")],
)
def test_yield_that_the_chain_would_not_read_is_refused(per: str, stage: str, wrong: str) -> None:
    made = step({"input": "electricity", "amount": "e"}, per=per, stage=stage, parameters={"e": "1 kWh", wrong: 0.9})
    assert len(_findings(made)) == 1


def test_withdrawn_waste_code_is_refused(checked: Any) -> None:
    from packs import shipped_factors

    codes = shipped_factors()._tables.waste_codes
    withdrawn = next(code for (place, code), entry in codes.items() if place == "CN" and entry.withdrawn)
    exchange = {"waste": "spent_acid", "amount": "m", "hazardous": True, "code": {"cn": withdrawn}}
    assert [found.code for found in checked(exchange).findings] == ["withdrawn_code"]


def test_supply_step_knows_no_die(tmp_path: Path) -> None:
    """A supply step is drawn per unit of its product: a formula over the die has no meaning there."""
    steps = {
        "saw": step({"input": "copper", "amount": "m"}, stage="packaging_test", parameters={"m": "1 kg"}),
        "copper": supply(
            "copper",
            "kg",
            {"input": "electricity", "amount": "die_area * x"},
            stage="packaging_test",
            parameters={"x": "1 kWh/m**2/kg"},
        ),
    }
    from packs import device

    with pytest.raises(MemsLcaError):
        run(tmp_path, steps=steps, routes={"line": route("saw")}, study=study(device=device()))


def test_unknown_set_per_area_lists_the_known_ones_and_the_nearest(checked: Any) -> None:
    (finding,) = checked({"per_area": "epa-i1-mem", "amount": "wafer_area"}).findings
    assert finding.code == "unknown_set_per_area"
    assert finding.expected.startswith("one of epa-i1-mems, epa-i1-semiconductor, ipcc2006-tier1, ")
    assert finding.nearest == "epa-i1-mems"
