"""Elements of one step: what its exchanges bring and take, what its file states, and what is warned of."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.checks import checks
from mems_lca.analysis.elements import element_accounts
from mems_lca.analysis.record import route_record
from mems_lca.inventory.element_balance import ElementBalance, balances
from mems_lca.library.step_checks import check_step
from packs import codes, open_pack, route, run, step, study, supply, write

SF6 = 0.78045694
MASS_AND_TIME = {"m": "1 g", "t": "1 s"}


def of(calculated: Calculated, process: str, element: str) -> ElementBalance:
    found = balances(calculated.inventory.elements, calculated.inventory.values)
    return next(entry for entry in found if (entry.process, entry.element) == (process, element))


def one(*exchanges: dict[str, Any], parameters: dict[str, Any] | None = None, **more: Any) -> Calculated:
    """A step `made` alone on a route, with masses m of 2 g and n of 1 g."""
    made = step(*exchanges, parameters=parameters or {"m": "2 g", "n": "1 g"}, **more)
    return run(steps={"made": made}, routes={"line": route("made")}, study=study())


def test_a_gas_is_bought_with_its_heel() -> None:
    found = of(one({"gas": "SF6", "amount": "m + n"}), "line.made", "F")
    assert found.ways["bought"] == pytest.approx(3e-3 / 0.9 * SF6)
    assert found.ways["recovered"] == pytest.approx(3e-3 / 0.9 * 0.1 * SF6)
    assert found.ways["air"] + found.ways["treated"] == pytest.approx(3e-3 * SF6)
    assert found.closed


def test_polymer_is_not_treated_twice() -> None:
    waste = {"waste": "fluoropolymer_residue", "amount": "m", "hazardous": True, "contains": {"F": "n / 10"}}
    plain = of(one({"gas": "c-C4F8", "amount": "m + n"}), "line.made", "F")
    found = of(one({"gas": "c-C4F8", "amount": "m + n", "polymer": "n / 10"}, waste), "line.made", "F")
    assert plain.closed
    assert found.closed
    assert plain.ways["treated"] - found.ways["treated"] == pytest.approx(1e-4)
    assert found.ways["waste"] == pytest.approx(1e-4)


def test_silicon_of_a_gas_is_settled() -> None:
    calculated = one({"gas": "SF6", "amount": "m", "silicon": "n / 10"}, leaves={"Si": "-n / 10"})
    assert of(calculated, "line.made", "Si").ways == {"treated": pytest.approx(1e-4), "on_wafer": pytest.approx(-1e-4)}
    assert of(calculated, "line.silica_removal@fab", "Si").closed
    assert "element_not_stated" not in codes(calculated)


def test_what_is_stated_stands_in_place_of_the_composition() -> None:
    plain = of(one({"input": "hydrofluoric_acid", "amount": "m"}), "line.made", "F")
    stated = of(one({"input": "hydrofluoric_acid", "amount": "m", "contains": {"F": "n"}}), "line.made", "F")
    assert plain.ways["bought"] == pytest.approx(2e-3 * 0.9496161)
    assert stated.ways["bought"] == pytest.approx(1e-3)


def test_per_wafer_and_plain_masses_are_one() -> None:
    parameters = {"m": "2 g/wafer", "n": "1 g"}
    made = step({"input": "gold_mined", "amount": "m + n / w"}, parameters={**parameters, "w": "1 wafer"},
                leaves={"Au": "m + n / w"})  # fmt: skip
    calculated = run(steps={"made": made}, routes={"line": route("made")}, study=study())
    assert of(calculated, "line.made", "Au").ways == {"bought": pytest.approx(3e-3), "on_wafer": pytest.approx(3e-3)}


def test_a_supply_step_hands_its_product_over() -> None:
    maker = supply("silver", "kg", {"input": "gold_mined", "amount": "1"})
    made = step({"input": "silver", "amount": "m"}, parameters={"m": "2 g"}, leaves={"Ag": "m"})
    calculated = run(steps={"silver": maker, "made": made}, routes={"line": route("made")}, study=study())
    assert of(calculated, "line.silver@fab", "Ag").ways == {"product": 1.0}
    assert of(calculated, "line.made", "Ag").closed
    assert codes(calculated).count("element_not_stated") == 2


def test_a_statement_that_does_not_close_fails_the_check() -> None:
    calculated = one({"input": "gold_mined", "amount": "m"}, leaves={"Au": "n"})
    (found,) = [entry for entry in checks(calculated, {}) if entry["id"] == "element_balance"]
    assert (found["status"], found["where"], found["found"]) == ("failed", "made, Au", pytest.approx(0.5))
    assert "element_not_stated" not in codes(calculated)


def test_what_is_not_stated_is_warned_of_and_fails_nothing() -> None:
    calculated = one({"input": "gold_mined", "amount": "m"})
    (found,) = [entry for entry in checks(calculated, {}) if entry["id"] == "element_balance"]
    assert found["status"] == "ok"
    (warning,) = [entry for entry in calculated.inventory.findings if entry.code == "element_not_stated"]
    assert "2 g of Au come in, 0 g go out" in warning.message
    account = element_accounts(calculated.inventory, "line", calculated.supply("line", "wafer"))
    assert account["Au"]["unaccounted"] == pytest.approx(2e-3)


def test_the_account_of_a_route() -> None:
    gold = step(
        {"input": "gold_mined", "amount": "m"},
        {"output": "gold_mined", "amount": "n / 2"},
        {"waste": "gold_bearing_residue", "amount": "n", "hazardous": False, "contains": {"Au": "n / 4"}},
        {"emission": "gold_to_water", "amount": "n / 4"},
        parameters={"m": "2 g", "n": "1 g"},
        leaves={"Au": "m - n"},
    )
    etch = step({"gas": "SF6", "amount": "m"}, parameters={"m": "2 g"})
    steps: dict[str, Any] = {"gold": gold, "etch": etch}
    calculated = run(steps=steps, routes={"line": route("gold", "etch")}, study=study())
    found = route_record(calculated, "line")["balances"]
    assert set(found) == {"Au", "F"}
    assert found["Au"] == {
        "bought": pytest.approx(2e-3), "on_wafer": pytest.approx(1e-3), "recovered": pytest.approx(5e-4),
        "waste": pytest.approx(2.5e-4), "water": pytest.approx(2.5e-4), "air": 0.0, "unaccounted": 0.0,
    }  # fmt: skip
    fluorine = found["F"]
    assert fluorine["bought"] == pytest.approx(2e-3 / 0.9 * SF6)
    assert sum(fluorine[way] for way in ("recovered", "waste", "water", "air")) == pytest.approx(fluorine["bought"])
    # Of what the scrubber takes, 98.5 % is pressed as sludge.
    assert fluorine["water"] / fluorine["waste"] == pytest.approx(0.015 / 0.985)


def test_the_wafer_is_bought_with_its_silicon() -> None:
    calculated = run(routes={"line": route("wafer_supply", "koh_etch")}, study=study())
    found = route_record(calculated, "line")["balances"]["Si"]
    wafer = 3.14159265 * 0.1**2 * 725e-6 * 2329
    assert found["bought"] == pytest.approx(wafer, rel=0.02)
    assert found["on_wafer"] + found["waste"] + found["water"] == pytest.approx(found["bought"])
    assert found["unaccounted"] == 0


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (step({"input": "gold_mined", "amount": "m", "contains": {"Au": "t"}}, parameters=MASS_AND_TIME), "dimension"),
        (step({"input": "gold_mined", "amount": "m"}, parameters=MASS_AND_TIME, leaves={"Au": "m * t"}), "dimension"),
        (step({"input": "gold_mined", "amount": "m"}, parameters={"m": "1 g"}, leaves={"Au": "n"}), "unknown_name"),
        (step({"gas": "SF6", "amount": "m", "polymer": "m / m"}, parameters={"m": "1 g"}), "dimension"),
    ],
)  # fmt: skip
def test_masses_are_checked(made: dict[str, Any], code: str, tmp_path: Any) -> None:
    library = open_pack(write(tmp_path, steps={"made": made}))
    assert [entry.code for entry in check_step("made", library.step("made"), library).findings] == [code]


def test_a_mass_is_named_by_its_key(tmp_path: Any) -> None:
    gold = {"input": "gold_mined", "amount": "m", "contains": {"Au": "m", "Cu": "t"}}
    gas = {"gas": "SF6", "amount": "m", "polymer": "m / m"}
    made = step(gold, gas, parameters=MASS_AND_TIME, leaves={"Au": "m * t"})
    library = open_pack(write(tmp_path, steps={"made": made}))
    found = [entry.place.path for entry in check_step("made", library.step("made"), library).findings]
    assert found == ["exchanges.0.contains.Cu", "exchanges.1.polymer", "leaves.Au"]


def test_an_unknown_element_is_refused() -> None:
    from mems_lca.errors import StudyError

    with pytest.raises(StudyError, match="Xx"):
        one({"input": "gold_mined", "amount": "m"}, leaves={"Xx": "m"})
