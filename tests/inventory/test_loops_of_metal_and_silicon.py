"""Loops inside the boundary: reclaim in the fab, a materials bank, silicon recast to wafer grade."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis.account import metals
from mems_lca.analysis.calculated import Calculated
from mems_lca.errors import MemsLcaError
from packs import route, run, step, study, total
from wafers import DENSITY, area, drawn, made, supplied

FREIGHT_KM = 500.0
MINED, SCRAP = 16000.0, 53.0


# ---------------------------------------------------------------- reclaim in the fab


def test_reclaim_in_the_fab_changes_the_total() -> None:
    """Gold on shields goes back to the target: so much less is bought, for its refining and chemicals."""
    film = {"step": "sputtering", "set": {"residue_to_waste": 0.15}}
    open_, closed = lined("sputtering"), lined(film, "liftoff_gold_reclaim")
    recovered = closed.inventory.values["line.liftoff_gold_reclaim.gold_recovered"]
    assert total(closed) < total(open_)
    bought = (gold(open_)["mg"] - gold(closed)["mg"]) * 1e-6
    assert bought == pytest.approx(recovered, rel=1e-9)
    assert (total(open_) - total(closed)) / recovered == pytest.approx(MINED, rel=0.05)


def lined(*steps: Any, **values: Any) -> Calculated:
    settings = {name.replace("_AT_", "@").replace("__", "."): value for name, value in values.items()}
    supply = {"supply": step(stage="raw_materials")}
    return run(steps=supply, routes={"line": route("supply", *steps)}, study=study(set=settings))


def gold(calculated: Calculated) -> dict[str, Any]:
    found = metals(calculated.inventory, calculated.bound.library, "line", calculated.supply("line", "wafer"))
    return found["gold"]


# ---------------------------------------------------------------- a pool that lends metal


def lent(metal: str = "gold", **values: Any) -> Calculated:
    """One milligram of a metal a wafer."""
    film = step({"input": metal, "amount": "m"}, parameters={"m": "1 mg"})
    settings = {f"{metal}@fab.{name}": value for name, value in values.items()}
    return run(steps={"film": film}, routes={"line": route("film")}, study=study(set=settings))


def freight() -> float:
    """kg CO2e per tonne-kilometre by road."""
    rows = lent().bound.library.factors.product_factors("road_freight")
    return sum(row.factor.value for row in rows if row.indicator == "climate_change")


def test_no_metal_comes_from_a_pool_by_default() -> None:
    assert total(lent()) == pytest.approx(1e-6 * MINED)
    assert gold(lent())["origin"]["mined"] == 1.0


def test_what_is_lent_and_not_returned_is_mined() -> None:
    """Of 0.8 lent, 0.9 comes back and 2 % of it is lost: 0.2 + 0.8 - 0.8 × 0.9 × 0.98 are mined."""
    found = lent(bank_share=0.8, bank_return_rate=0.9, bank_refining_loss=0.02, bank_borrower_share=0.25)
    returned = 0.8 * 0.9 * 0.98
    moved = 0.8 * 1.9 * 0.25 * FREIGHT_KM * 1e-3 * freight()
    expected = (1 - returned) * MINED + returned * 0.25 * SCRAP + moved
    assert total(found) == pytest.approx(1e-6 * expected, rel=1e-9)
    assert gold(found)["mg"] == pytest.approx(1.0)
    assert gold(found)["recycled"] == pytest.approx(returned)


def test_lender_and_borrower_share_the_recovery() -> None:
    """Between 0 and 1 of the recovery at the borrower lie its refining and freight; the mined metal stays his."""
    given = {"bank_share": 1, "bank_return_rate": 1, "bank_refining_loss": 0}
    lender, borrower = lent(**given, bank_borrower_share=0), lent(**given, bank_borrower_share=1)
    assert total(lender) == 0.0
    assert total(borrower) == pytest.approx(1e-6 * (SCRAP + 2 * FREIGHT_KM * 1e-3 * freight()))


def test_a_pool_that_gets_nothing_back_saves_nothing() -> None:
    found = lent(bank_share=1, bank_return_rate=0, bank_borrower_share=0)
    assert total(found) == pytest.approx(total(lent()))


@pytest.mark.parametrize(("metal", "mined"), [("palladium", 3880.0), ("platinum", 12500.0)])
def test_platinum_metals_are_lent_too(metal: str, mined: float) -> None:
    found = lent(metal, bank_share=0.5, bank_return_rate=1, bank_refining_loss=0, bank_borrower_share=0)
    assert total(found) == pytest.approx(0.5e-6 * mined)


def test_more_than_all_of_the_need_is_refused() -> None:
    with pytest.raises(MemsLcaError, match="add up to"):
        lent(bank_share=1, bank_return_rate=1, scrap_share=0.5)


# ---------------------------------------------------------------- silicon recast to wafer grade

NET = area() * 725e-6 * DENSITY
"""kg of silicon in one wafer."""


def silicon_use(calculated: Calculated) -> float:
    """Silicon of the wafer over the polysilicon made anew for it."""
    return NET / made(calculated, "polysilicon")


def test_recast_scrap_goes_back_to_the_crystal() -> None:
    """Of the silicon handed over, 0.85 is recovered, and 1.13 kg of that make a kilogram of rods."""
    base, recast = supplied(), supplied(wafer_supply__recast_share=1)
    handed = made(recast, "silicon_recast")
    crystal = made(base, "silicon_crystal_cz")
    assert handed == pytest.approx(crystal - NET)
    assert made(base, "polysilicon") - made(recast, "polysilicon") == pytest.approx(handed * 0.85 / 1.13)
    assert made(recast, "chlorosilane_deposition") == pytest.approx(made(base, "chlorosilane_deposition"))


def test_a_loop_that_restores_no_purity_is_open() -> None:
    """Nothing is credited, and the melting for lesser uses is paid for."""
    base = supplied()
    recast = supplied(wafer_supply__recast_share=1, silicon_recast_AT_fab__restores_purity=0)
    assert made(recast, "polysilicon") == pytest.approx(made(base, "polysilicon"))
    assert drawn(recast, "electricity") > drawn(base, "electricity")
    assert total(recast) > total(base)


def test_recast_saves_the_arc_furnace_and_not_the_deposition() -> None:
    base, recast = supplied(), supplied(wafer_supply__recast_share=1)
    assert 0.9 < total(recast) / total(base) < 1.0


def test_a_use_of_92_per_cent_is_out_of_reach() -> None:
    """The claim against all crops charged again and all kerf recast: pot scrap and chlorination alone leave 86 %."""
    closed = {"wafer_supply__crop_remelted": 1, "wafer_supply__recast_share": 1}
    no_washing_losses = {"silicon_recast_AT_fab__recovered_share": 1}
    least_chlorination = {"silicon_recast_AT_fab__silicon_per_polysilicon": 1.08}
    shares = {
        "as bought": silicon_use(supplied()),
        "crops charged again": silicon_use(supplied(wafer_supply__crop_remelted=1)),
        "and kerf recast": silicon_use(supplied(**closed)),
        "and no losses of washing": silicon_use(supplied(**closed, **no_washing_losses, **least_chlorination)),
    }
    for name, value in shares.items():
        print(f"silicon use, {name}: {value:.1%}")
    assert list(shares.values()) == pytest.approx([0.413, 0.619, 0.804, 0.864], abs=0.001)
    assert max(shares.values()) < 0.92
