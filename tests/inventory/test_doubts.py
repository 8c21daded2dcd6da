"""What a result must say aloud: mixed warming potentials, odd instruments, replaced rows, dies that do not fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mems_lca.errors import InventoryError
from packs import codes, device, route, run, step, study, total

POWER = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
GAS = step({"gas": "SF6", "amount": "m", "process": "etch"}, parameters={"m": "1 kg"})
MADE = {"steps": {"etch": POWER}, "routes": {"line": route("etch")}}


def instrument(**more: Any) -> list[str]:
    entry = {"share": 1.0, "kind": "certificate", "factor": "wind", **more}
    return codes(run(**MADE, study=study(supply={"fab": [entry]})))


def test_an_instrument_of_the_country_and_the_year_raises_no_doubt() -> None:
    assert "instrument" not in instrument(instrument="GEC", region="CN", vintage=2025)


@pytest.mark.parametrize(
    "lacking",
    [
        {"region": "CN", "vintage": 2025},
        {"instrument": "GEC", "vintage": 2025},
        {"instrument": "GEC", "region": "BR", "vintage": 2025},
        {"instrument": "GEC", "region": "CN", "vintage": 1999},
        {"instrument": "GEC", "region": "CN"},
    ],
)
def test_an_instrument_that_does_not_fit_is_named(lacking: dict[str, Any]) -> None:
    assert "instrument" in instrument(**lacking)


@pytest.mark.parametrize(("control", "named"), [("own", True), ("supplier", False)])
def test_a_single_life_cycle_factor_in_scope_2_is_said(control: str, named: bool) -> None:
    given = study(sites={"fab": {"location": "MY", "control": control}})
    assert ("scope2_life_cycle" in codes(run(**MADE, study=given))) is named


@pytest.mark.parametrize("method", ["ipcc_ar6_gwp20", "ipcc_ar5_gwp100"])
def test_background_of_another_set_or_horizon_is_said(method: str) -> None:
    made = run(steps={"etch": GAS}, routes={"line": route("etch")}, study=study(method=method))
    assert "gwp_set_mixed" in codes(made)


def test_a_row_that_a_pack_replaces_is_said(tmp_path: Path) -> None:
    table = "flow,set,horizon,value,unit,source,note\nSF6,ar6,100,1,kg CO2e/kg,ipcc-ar6-wg1-7sm,\n"
    files = {"factors/characterization/gwp.csv": table}
    made = run(tmp_path, steps={"etch": GAS}, routes={"line": route("etch")}, study=study(), files=files)
    assert "replaced_by_pack" in codes(made)
    assert total(made) < 5_040


@pytest.mark.parametrize("size", [{"width": "1.2 m"}, {"width": "150 mm", "height": "150 mm"}])
def test_a_die_that_does_not_fit_is_refused(size: dict[str, str]) -> None:
    die = {"width": "1 mm", "height": "1 mm", "scribe": "100 um", "edge_exclusion": "3 mm", **size}
    with pytest.raises(InventoryError) as caught:
        run(**MADE, study=study(device=device(die=die)))
    assert {finding.code for finding in caught.value.findings} == {"no_dies"}
