"""Accounts of a site: which part of the model each measures, for which product."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from fab import bottle, bought, manifest, measured, reading, starts, water
from mems_lca.errors import StudyError
from mems_lca.inventory.measured.accounts import Account, accounts_of, read_site
from mems_lca.study.measured import Measured
from mems_lca.study.records.kinds import Records
from packs import shipped_factors

ELECTRIC = {"carrier": "electricity"}
END = date(2025, 12, 31)


def accounts(records: Records, product: str = "A", **given: Any) -> dict[str, Account]:
    site = read_site(Measured.model_validate(measured(**given)), records, shipped_factors(), end=END)
    return {account.allotments[0].source: account for account in accounts_of(site, product)}


def test_two_feeders_of_one_site_are_one_account() -> None:
    """100 + 50 kWh of the whole site; no part of the model belongs to either alone."""
    records = Records(starts=(starts(),), readings=(reading("m1", 100), reading("m2", 50)))
    found = accounts(records, meters={"m1": ELECTRIC, "m2": ELECTRIC})
    assert list(found) == ["m1"]
    assert found["m1"].allotted == pytest.approx(150)


def test_what_a_part_covers_is_outside_the_main_one() -> None:
    meters = {"main": ELECTRIC, "etch": {**ELECTRIC, "part_of": "main", "steps": ["etching"]}}
    records = Records(starts=(starts(),), readings=(reading("main", 100), reading("etch", 30)))
    found = accounts(records, meters=meters)
    assert found["main"].scope.outside == {"etching"}
    assert found["etch"].scope.steps == {"etching"}
    assert (found["main"].allotted, found["etch"].allotted) == pytest.approx((70, 30))


def test_a_part_that_serves_another_product() -> None:
    """The bay works for B alone: A gets nothing of it, and its own etching stays with the main meter."""
    meters = {"main": ELECTRIC, "etch": {**ELECTRIC, "part_of": "main", "steps": ["etching"], "products": ["B"]}}
    records = Records(starts=(starts("A", 50), starts("B", 150)), readings=(reading("main", 100), reading("etch", 60)))
    found = accounts(records, meters=meters)
    assert list(found) == ["main"]
    assert found["main"].allotted == pytest.approx(0.25 * 40)
    assert not found["main"].scope.outside
    of_b = accounts(records, "B", meters=meters)
    assert (of_b["main"].allotted, of_b["etch"].allotted) == pytest.approx((0.75 * 40, 60))


def test_each_account_has_its_key() -> None:
    """Water by area (A 4/5), gas by the hours of tools (A 1/2), chemicals and wastes by the study's key."""
    records = Records(
        starts=(starts("A", 100, diameter=0.2, tool_hours=10.0), starts("B", 100, diameter=0.1, tool_hours=10.0)),
        readings=(water("w", 50),),
        bottles=(bottle(4.0),),
        purchases=(bought(60), bought(10, "stock at end")),
        manifests=(manifest(30),),
    )
    found = accounts(
        records,
        allocation="wafer_starts",
        meters={"w": {"carrier": "water", "allocation": "area"}},
        tool_groups={"tools": {"steps": ["etching"], "allocation": "tool_hours"}},
    )
    expected = {"w": 40.0, "tools": 2.0, "purchases": 25.0, "manifests": 15.0}
    assert {name: account.allotted for name, account in found.items()} == pytest.approx(expected)


def test_names_of_bills_and_manifests() -> None:
    records = Records(
        starts=(starts(),), purchases=(bought(1, material="IPA VLSI"),), manifests=(manifest(2, waste="Solvent"),)
    )
    found = accounts(records, materials={"IPA VLSI": "isopropanol"}, wastes={"Solvent": "spent_solvent"})
    assert [account.scope.name for account in found.values()] == ["isopropanol", "spent_solvent"]


def test_bought_gas_is_no_account() -> None:
    """Bottles on the tools say what was used of a gas; bills of it are followed by the ledger."""
    records = Records(starts=(starts(),), purchases=(bought(100, material="SF6"),), bottles=(bottle(3.0),))
    found = accounts(records, materials={"SF6": "gas_SF6"}, tool_groups={"tools": {"steps": ["etching"]}})
    assert list(found) == ["tools"]


def test_parts_that_overlap() -> None:
    """Two meters that share one of their steps, neither part of the other: whose is the difference?"""
    meters = {"a": {**ELECTRIC, "steps": ["etching", "cleaning"]}, "b": {**ELECTRIC, "steps": ["cleaning", "bonding"]}}
    records = Records(starts=(starts(),), readings=(reading("a", 1), reading("b", 1)))
    with pytest.raises(StudyError, match="measure some of the same steps: cleaning"):
        accounts(records, meters=meters)


def test_a_part_outside_of_its_main_one() -> None:
    meters = {"a": {**ELECTRIC, "steps": ["etching"]}, "b": {**ELECTRIC, "steps": ["cleaning"], "part_of": "a"}}
    records = Records(starts=(starts(),), readings=(reading("a", 2), reading("b", 1)))
    with pytest.raises(StudyError, match="b is part of a, which does not cover all of its steps"):
        accounts(records, meters=meters)


def test_every_unknown_name_at_once() -> None:
    records = Records(
        starts=(starts(),),
        readings=(reading("mian", 1),),
        bottles=(bottle(1.0, gas="SF7"), bottle(1.0, group="tolls")),
        purchases=(bought(1, material="isopropanole"),),
        manifests=(manifest(1, waste="spent_solvents"),),
    )
    with pytest.raises(StudyError) as error:
        accounts(records, meters={"main": ELECTRIC}, tool_groups={"tools": {"steps": ["etching"]}})
    assert [(finding.found, finding.nearest) for finding in error.value.findings] == [
        ("mian", "main"),
        ("SF7", "SF6"),
        ("tolls", "tools"),
        ("isopropanole", "isopropanol"),
        ("spent_solvents", "spent_solvent"),
    ]


def test_parts_that_count_more_than_the_main_meter() -> None:
    meters = {"main": ELECTRIC, "etch": {**ELECTRIC, "part_of": "main", "steps": ["etching"]}}
    records = Records(starts=(starts(),), readings=(reading("main", 100), reading("etch", 130)))
    site = read_site(Measured.model_validate(measured(meters=meters)), records, shipped_factors(), end=END)
    assert [finding.code for finding in site.findings] == ["meter_parts"]
    assert "count 30 kWh more than it does" in site.findings[0].message


def test_gas_is_proven_by_its_scales() -> None:
    """The evidence of a group is that of its abatement; it stands in only where the weights have none."""
    found = {}
    for slips in ("slips", ""):
        given = {
            "tool_groups": {"tools": {"steps": ["etching"], "evidence": "abatement_test"}},
            "bottles": {"file": "bottles.csv", "evidence": slips},
        }
        found[slips] = accounts(Records(starts=(starts(),), bottles=(bottle(3.0),)), **given)["tools"].evidence
    assert found == {"slips": "slips", "": "abatement_test"}


def test_two_groups_of_the_same_steps_serve_one_process() -> None:
    """Etch and chamber clean have other factors: one account for both would take those of the first alone."""
    groups = {"a": {"steps": ["etching"]}, "b": {"steps": ["etching"], "process": "clean_in_situ"}}
    records = Records(starts=(starts(),), bottles=(bottle(3.0, group="a"), bottle(2.0, group="b", name="b2")))
    with pytest.raises(StudyError, match="a, b measure SF6 of the same steps for different processes"):
        accounts(records, tool_groups=groups)
    same = {name: {"steps": ["etching"]} for name in groups}
    assert accounts(records, tool_groups=same)["a"].allotted == pytest.approx(5.0)
