"""Substances of concern: flags of gases and chemicals, what swaps change, and what nobody assessed."""

from __future__ import annotations

import math
from typing import Any

import pytest

from mems_lca.analysis.concern import swapped
from mems_lca.analysis.gas import gas_footprint
from mems_lca.analysis.result import Result
from mems_lca.library.concern import LISTS, STATUSES, concerns, flags_of
from mems_lca.library.library import Library, open_library


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library()


def entries(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["name"]: entry for entry in record["concern"]["substances"]}


def test_flags_name_substances_and_sources_that_the_library_has(library: Library) -> None:
    known = {*library.factors.gas_names(), *library.factors.product_names()}
    assert [name for name in concerns(library) if name not in known] == []
    for flags in concerns(library).values():
        for name, flag in flags.items():
            assert name in LISTS
            assert flag.status in STATUSES
            assert flag.note_en
            assert flag.note_zh
            assert flag.source in library.factors.source_ids()


@pytest.mark.parametrize(
    ("gas", "status"),
    [("c-C4F8", "yes"), ("C4F6", "yes"), ("c-C4F8O", "yes"), ("C3F8", "yes"), ("CHF3", "no"), ("CH2F2", "no"),
     ("SF6", "no"), ("NF3", "no"), ("F2", "no")],
)  # fmt: skip
def test_pfas_by_structure(library: Library, gas: str, status: str) -> None:
    assert flags_of(concerns(library), gas)["pfas"].status == status
    assert flags_of(concerns(library), f"gas_{gas}") == flags_of(concerns(library), gas)


def test_every_fluorinated_gas_is_assessed_for_pfas(library: Library) -> None:
    gases = [name for name in library.factors.gas_names() if library.factors.gas(name).kind == "fluorinated"]
    assert [name for name in gases if "pfas" not in flags_of(concerns(library), name)] == []


def test_the_gas_footprint_says_that_its_swap_is_still_pfas(library: Library) -> None:
    found = gas_footprint("C4F6", "1 kg", library=library).to_dict()
    assert found["concern"]["pfas"]["status"] == "yes"


def test_a_route_lists_what_it_uses_with_its_mass_and_steps(result: Result) -> None:
    grey = result.body["routes"]["grey"]
    found = entries(grey)["c-C4F8"]
    assert found["kg"] == pytest.approx(grey["gases"]["c-C4F8"]["used"])
    assert set(found["steps"]) == {"release_etch"}
    assert "SF6" in grey["concern"]["clear"]


def test_gold_is_a_conflict_mineral_and_titanium_is_critical(result: Result) -> None:
    found = entries(result.body["routes"]["grey"])
    assert found["gold"]["flags"]["conflict"]["status"] == "yes"
    assert found["titanium"]["flags"]["critical"]["status"] == "yes"


def test_what_nobody_assessed_is_named(result: Result) -> None:
    record = result.body["routes"]["grey"]["concern"]
    assert "acetone" in record["not_assessed"]
    assert not set(record["not_assessed"]) & {*record["clear"], *entries(result.body["routes"]["grey"])}


def of(*names: str) -> dict[str, Any]:
    return {"substances": [{"name": name, "flags": {"pfas": {"status": "yes"}}} for name in names]}


def test_a_swap_of_one_pfas_for_another_is_seen() -> None:
    found = swapped(of("c-C4F8"), of("C4F6"))["pfas"]
    assert found == {"gone": ["c-C4F8"], "new": ["C4F6"], "kept": []}


def test_metals_of_a_device_are_what_its_steps_leave_in_it(result: Result) -> None:
    """Gold of sixteen wires of 1.2 mm and 20 um is 16 x 1.2 mm x pi/4 x (20 um)^2 x 19.3 g/cm3 = 0.1164 mg."""
    record = result.body["routes"]["grey"]
    wires = 16 * 1.2e-3 * math.pi / 4 * 20e-6**2 * 19.3e3 * 1e6
    assert wires == pytest.approx(0.1164, abs=1e-4)
    assert wires < record["device_metals"]["Au"] < record["materials"]["gold"]["mg"]
