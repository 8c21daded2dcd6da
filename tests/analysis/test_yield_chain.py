"""The burden that each loss carries, against the same study without that loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.yield_chain import yield_chain
from packs import device, route, run, step, study, total


def worker(energy: str, **more: Any) -> dict[str, Any]:
    given = {name: more.pop(name) for name in ("wafer_yield", "step_yield") if name in more}
    return step({"input": "electricity", "amount": "e"}, parameters={"e": energy, **given}, **more)


PACKAGING = {"stage": "packaging_test"}
STEPS = {
    "supply": worker("7 kWh", stage="raw_materials"),
    "litho": worker("2 kWh", wafer_yield=0.95),
    "mask": worker("2 kWh", wafer_yield=0.93),
    "etch": worker("3 kWh", wafer_yield=0.9),
    "bond": worker("1 kWh", wafer_yield=0.8),
    "saw": worker("1 kWh", wafer_yield=0.97, **PACKAGING),
    "attach": worker("1 Wh", per="device", step_yield=0.97, **PACKAGING),
    "mould": worker("2 Wh", per="device", **PACKAGING),
    "final": worker("3 Wh", per="device", step_yield=0.9, **PACKAGING),
}
ROUTES = {
    "line": route(
        "supply",
        {"step": "litho", "repeat": 3},
        {"step": "bond", "with": "cap", "draws": 2},
        "etch",
        "saw",
        "attach",
        "mould",
        {"step": "final", "repeat": 2},
        wafer_yield=0.98,
        monitors={"number": 0.06, "passes": ["litho"], "reuses": 3},
    ),
    "cap": route("supply", "mask", wafer_yield=0.9, die_yield=0.85),
}


def assessed(routes: Mapping[str, Any] = ROUTES, **more: Any) -> Calculated:
    given = study(**{"device": device(**{"yield": 0.7}), **more})
    return run(steps=STEPS, routes=routes, study=given)


def without(calculated: Calculated, *cells: str, routes: Mapping[str, Any] = ROUTES, **more: Any) -> float:
    """What is saved when these yields are one."""
    paths = {calculated.inventory.cells[cell].path: "1" for cell in cells}
    basis = {"device": device(**{"yield": 1.0 if "device.yield" in paths else 0.7})}
    paths.pop("device.yield", None)
    return total(calculated) - total(assessed(routes, **{**basis, **more, "set": paths}))


@pytest.fixture(scope="module")
def calculated() -> Calculated:
    return assessed()


def lines(calculated: Calculated) -> dict[str, tuple[str, float | None]]:
    """Cell and burden by route and label."""
    found = yield_chain(calculated, "line")
    rows = [row for row in calculated.inventory.yields if row.route.split(".")[0] == "line"]
    return {
        f"{row.route}: {entry['label']}" if row.cell.endswith("starts") else row.cell: (row.cell, entry["burden"])
        for row, entry in zip(rows, found, strict=True)
    }


YIELDS = (
    "line.litho.wafer_yield", "line.bond.wafer_yield", "line.etch.wafer_yield", "line.wafer_yield",
    "line.cap/mask.wafer_yield", "line.cap.wafer_yield", "device.yield", "line.cap.die_yield",
    "line.saw.wafer_yield", "line.attach.step_yield", "line.final.step_yield",
)  # fmt: skip


@pytest.mark.parametrize("cell", YIELDS)
def test_burden_of_a_loss_is_what_its_absence_saves(calculated: Calculated, cell: str) -> None:
    burden = lines(calculated)[cell][1]
    assert burden is not None
    assert burden > 0
    assert burden == pytest.approx(without(calculated, cell), abs=1e-9 * total(calculated))


def test_every_yield_has_a_line(calculated: Calculated) -> None:
    known = {key for key in calculated.inventory.cells if key.endswith(("yield", "wafer_yield", "step_yield"))}
    assert known == set(YIELDS)
    assert set(YIELDS) <= set(lines(calculated))


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("line: Wafer starts per wafer out", YIELDS[:4]),
        ("line.cap: Wafer starts per wafer out", YIELDS[4:6]),
        ("line.device/good_dies", YIELDS[6:8]),
        ("line.device/assembled", YIELDS[9:]),
    ],
)
def test_burden_of_joint_losses(calculated: Calculated, line: str, cells: tuple[str, ...]) -> None:
    burden = lines(calculated)[line][1]
    assert burden == pytest.approx(without(calculated, *cells), abs=1e-9 * total(calculated))


def test_gross_dies_are_no_loss(calculated: Calculated) -> None:
    assert lines(calculated)["line.device/gross_dies"][1] is None


def test_a_loss_of_final_test_by_hand() -> None:
    """1 kWh to make and 3 to test a device, a tenth fails: of (1 + 3)/0.9 kWh a tenth is lost."""
    steps = {
        "blank": step(stage="raw_materials"),
        "make": worker("1 kWh", per="device", **PACKAGING),
        "test": worker("3 kWh", per="device", step_yield=0.9, **PACKAGING),
    }
    found = run(steps=steps, routes={"line": route("blank", "make", "test")}, study=study(device=device()))
    burden = {row["label"]: row["burden"] for row in yield_chain(found, "line")}
    assert burden["Yield of made up"] == pytest.approx(0.1 * total(found))
    assert burden["Dies assembled per device shipped"] == pytest.approx(0.1 * total(found))


def test_a_route_that_consumes_its_own_wafers() -> None:
    """Destructive tests take wafers of the line itself: what a loss carries counts for them, too."""
    routes = {"line": route("supply", "litho", {"step": "bond", "with": "line", "draws": 0.2})}
    found = assessed(routes)
    for cell in ("line.litho.wafer_yield", "line.bond.wafer_yield"):
        burden = lines(found)[cell][1]
        assert burden == pytest.approx(without(found, cell, routes=routes), abs=1e-9 * total(found))


def test_wafers_alone_pay_for_the_losses_of_the_line() -> None:
    routes = {"line": route("supply", "litho", "etch")}
    found = assessed(routes, device=None)
    burden = lines(found)["line.etch.wafer_yield"][1]
    assert burden == pytest.approx(without(found, "line.etch.wafer_yield", routes=routes, device=None), rel=1e-9)


def test_accounting_of_the_study_counts() -> None:
    """Half of the electricity is certified wind: the burden follows the market-based total."""
    supply = {"fab": [{"share": 0.5, "kind": "grid"}, {
        "share": 0.5, "kind": "certificate", "instrument": "GEC", "vintage": 2025, "region": "CN", "factor": "cn_wind",
    }]}  # fmt: skip
    found = {view: assessed(supply=supply, accounting=view) for view in ("location", "market")}
    burdens = {view: lines(entry)["line.etch.wafer_yield"][1] for view, entry in found.items()}
    assert burdens["market"] is not None
    assert burdens["location"] is not None
    assert burdens["market"] < burdens["location"]
    shares = {view: value / total(found[view], accounting=view) for view, value in burdens.items() if value}
    assert shares["market"] == pytest.approx(shares["location"])
