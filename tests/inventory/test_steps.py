"""Values of a step: the step's own, a route's, the site's line utilisation, and who gave them."""

from __future__ import annotations

from typing import Any

import pytest

from packs import route, run, step, study, total

TOOL = step(
    {"input": "electricity", "amount": "power * time * (1 + idle_share * (1 / tool_utilisation - 1))"},
    parameters={"power": "1 kW", "time": "1 h", "idle_share": 0.5, "tool_utilisation": 0.8},
)
CN_JS = 0.6205


def kwh(site: dict[str, Any], **settings: Any) -> float:
    given = study(sites={"fab": {"location": "CN-JS", "control": "own", **site}}, **settings)
    return total(run(steps={"etch": TOOL}, routes={"line": route("etch")}, study=given)) / CN_JS


def test_own_utilisation() -> None:
    assert kwh({}) == pytest.approx(1 + 0.5 * (1 / 0.8 - 1))


@pytest.mark.parametrize("utilisation", [0.786, 0.724, 0.652])
def test_line_utilisation_takes_the_place_of_each_tools(utilisation: float) -> None:
    assert kwh({"line_utilisation": utilisation}) == pytest.approx(1 + 0.5 * (1 / utilisation - 1))


def test_a_value_for_the_step_comes_first() -> None:
    found = kwh({"line_utilisation": 0.65}, set={"line.etch.tool_utilisation": 0.5})
    assert found == pytest.approx(1 + 0.5 * (1 / 0.5 - 1))


def test_the_study_gave_it() -> None:
    given = study(sites={"fab": {"location": "CN-JS", "line_utilisation": 0.65}})
    calculated = run(steps={"etch": TOOL}, routes={"line": route("etch")}, study=given)
    cell = calculated.inventory.cells["line.etch.tool_utilisation"]
    assert (cell.origin, cell.note) == ("given", "line utilisation of site fab")
