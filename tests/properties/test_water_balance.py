"""Water in = water out at every site, for each step alone and for the study, whatever its sources and drains."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.elasticity import reached, supplies
from mems_lca.analysis.one_step import ROUTE, one_step
from mems_lca.analysis.result import Result
from mems_lca.analysis.water import LOSSES, balance_deviation, water
from mems_lca.face import bind_study
from packs import route, run, shipped, shipped_library, step, study, total

# The two ends of the account: one only brings water, the other only takes it.
ENDS = ("tap_water", "site_drainage")
NAMES = sorted(set(shipped_library().names("steps")) - set(ENDS))
# These take from the drain what another step has drawn, by the entry of the account that it goes to: two by their
# definition, settling silica for the water of the scrubber that it falls out of, the tower for what it reclaims.
FROM_THE_DRAIN = {
    "site_water_in_waste": "in_waste",
    "site_water_evaporated": "evaporated",
    "silica_removal": "in_waste",
    "cooling_tower": "reused",
}
SAME_BASIN = {"same_basin", "municipal", "surface", "ground"}
ELSEWHERE = {"municipal_elsewhere", "sea", "other_basin"}
CLOSED = 1e-9


def alone(name: str) -> dict[str, Any]:
    """The water account of one unit of a shipped step, with what it draws."""
    found = one_step(shipped_library(), name)
    processes = reached(found.inventory, found.process)
    supply = supplies(processes, found.inventory.values, 1)[0].tolist()
    drawn = dict(zip((process.id for process in processes), supply, strict=True))
    return water(found.inventory, ROUTE, drawn)


def assert_closed(account: dict[str, Any]) -> None:
    assert balance_deviation(account) <= CLOSED
    for site in (account, *account["sites"].values()):
        withdrawn, drained = sum(site["withdrawal"].values()), sum(site["discharge"].values())
        lost = sum(site[name] for name in LOSSES.values())
        assert withdrawn == pytest.approx(drained + lost, rel=CLOSED, abs=1e-15)
        assert site["unaccounted"] == 0
        assert set(site["discharge"]) <= SAME_BASIN | ELSEWHERE
        returned = sum(amount for name, amount in site["discharge"].items() if name in SAME_BASIN)
        assert site["consumption"] == pytest.approx(withdrawn - returned, rel=1e-9, abs=1e-15)


@pytest.mark.parametrize("name", NAMES)
def test_water_of_a_step_alone_closes(name: str) -> None:
    assert_closed(alone(name))


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(FROM_THE_DRAIN)))
def test_a_step_alone_discharges_no_less_than_nothing(name: str) -> None:
    """A cake or a bath can only hold water that the step has drawn."""
    assert min(alone(name)["discharge"].values(), default=0) >= -1e-15


@pytest.mark.parametrize(("name", "taken"), FROM_THE_DRAIN.items())
def test_no_more_is_taken_from_the_drain_than_goes_elsewhere(name: str, taken: str) -> None:
    account = alone(name)
    discharged = sum(account["discharge"].values())
    assert 0 > discharged >= -account[taken] * (1 + CLOSED)
    if taken != "reused":
        assert account["withdrawal"] == {}
        assert discharged == pytest.approx(-account[taken], rel=CLOSED)


def test_the_two_ends_close_together() -> None:
    assert sum(alone("tap_water")["withdrawal"].values()) == sum(alone("site_drainage")["discharge"].values()) == 1
    account = accounted({}, *({"input": name, "amount": "v"} for name in ENDS))
    assert_closed(account)
    assert account["withdrawal"] == {"third_party": 1}
    assert account["discharge"] == {"municipal": 1}
    assert account["consumption"] == 0


@pytest.fixture(scope="module")
def result() -> Result:
    return assess_bound(bind_study(shipped()), "0.0.0")


def test_water_of_the_study_closes(result: Result) -> None:
    body = result.body
    for name, record in body["routes"].items():
        account = record["water"]
        assert_closed(account)
        assert set(account["sites"]) == {"fab", "penang"}
        for indicator in ("water_withdrawal", "water_consumption"):
            value = record["per_device"][indicator]["value"]
            found = account["consumption"] if "consumption" in indicator else sum(account["withdrawal"].values())
            assert found == pytest.approx(value, rel=1e-12), (name, indicator)
    (check,) = (entry for entry in body["checks"] if entry["id"] == "water_balance")
    assert check["status"] == "ok"
    assert check["found"] <= CLOSED


def test_reuse_is_neither_withdrawal_nor_discharge() -> None:
    """Half of the feed reclaimed: half is withdrawn, and as much less drains; what evaporates stays."""
    none, half = (ultrapure({"ultrapure_water@fab.reclaimed_share": share}) for share in (0, 0.3))
    feed = shipped_library().step("ultrapure_water").parameters["feed_ratio"].value.canonical
    assert sum(none["withdrawal"].values()) == pytest.approx(feed)
    assert sum(half["withdrawal"].values()) == pytest.approx(0.7 * feed)
    assert half["reused"] == pytest.approx(0.3 * feed)
    assert half["recovery_rate"] == pytest.approx(0.3)
    assert sum(none["discharge"].values()) - sum(half["discharge"].values()) == pytest.approx(0.3 * feed)
    assert half["evaporated"] == pytest.approx(none["evaporated"])
    assert half["consumption"] == pytest.approx(none["consumption"])


def ultrapure(settings_: dict[str, Any], exchanges: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return accounted(settings_, {"input": "ultrapure_water", "amount": "v"}, *exchanges)


def accounted(settings_: dict[str, Any], *exchanges: dict[str, Any]) -> dict[str, Any]:
    """The account of a step that draws 1 m3, with parameters of its supply steps set."""
    calculated = drawn(settings_, *exchanges)
    return water(calculated.inventory, "line", calculated.supply("line", "wafer"))


def drawn(settings_: dict[str, Any], *exchanges: dict[str, Any]) -> Calculated:
    return run(
        steps={"draw": step(*exchanges, parameters={"v": "1 m3", "m": "1 kg"})},
        routes={"line": route("draw")},
        study=study(set={f"line.{key}": {"value": value, "note": "a test"} for key, value in settings_.items()}),
    )


def test_bath_water_leaves_with_its_waste() -> None:
    kept = ultrapure({}, ({"input": "site_water_in_waste", "amount": "m"},))
    free = ultrapure({})
    litre = 1 / 998
    assert kept["in_waste"] == pytest.approx(litre)
    assert kept["withdrawal"] == pytest.approx(free["withdrawal"])
    assert sum(free["discharge"].values()) - sum(kept["discharge"].values()) == pytest.approx(litre)
    assert kept["consumption"] - free["consumption"] == pytest.approx(litre)


def test_water_without_a_fate_is_said() -> None:
    """Raw water that a step draws and does not let go: the balance is open by all of it, and the check fails."""
    account = accounted({}, {"input": "tap_water", "amount": "v"})
    assert account["unaccounted"] == pytest.approx(1)
    assert balance_deviation(account) == 1


shares = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(lambda found: [x / max(1, sum(found)) for x in found])


@settings(max_examples=15)
@given(
    sources=shares, drains=shares, returned=st.floats(0, 1), reclaimed=st.floats(0, 0.5), evaporated=st.floats(0, 0.5)
)
def test_any_sources_and_drains_close(
    sources: list[float], drains: list[float], returned: float, reclaimed: float, evaporated: float
) -> None:
    names = ("surface_share", "ground_share", "reclaimed_share")
    given_ = {f"tap_water@fab.{name}": share for name, share in zip(names, sources, strict=True)}
    names = ("surface_share", "sea_share", "other_basin_share")
    given_ |= {f"site_drainage@fab.{name}": share for name, share in zip(names, drains, strict=True)}
    given_ |= {
        "site_drainage@fab.returned_share": returned,
        "ultrapure_water@fab.reclaimed_share": reclaimed,
        "ultrapure_water@fab.evaporated_share": evaporated,
    }
    calculated = drawn(given_, {"input": "ultrapure_water", "amount": "v"})
    account = water(calculated.inventory, "line", calculated.supply("line", "wafer"))
    assert_closed(account)
    assert account["consumption"] == pytest.approx(total(calculated, "water_consumption"), rel=1e-9, abs=1e-12)
    assert account["consumption"] >= account["evaporated"] * (1 - 1e-9)
    withdrawn = sum(account["withdrawal"].values())
    assert account["withdrawal"].get("surface", 0) == pytest.approx(sources[0] * withdrawn, abs=1e-12)
    drained = sum(account["discharge"].values())
    assert account["discharge"].get("sea", 0) == pytest.approx(drains[1] * drained, abs=1e-12)
