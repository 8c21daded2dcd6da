"""The physical account: gases, energy, water, wastes, metals and elementary flows."""

from __future__ import annotations

from typing import Any

import pytest

from mems_lca.analysis import account
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.water import water
from mems_lca.errors import InventoryError
from mems_lca.library.metals import metal_and_origin
from packs import codes, route, run, step, study, total

RULE = {
    "gases": ["SF6", "c-C4F8"],
    "fraction_treated": 0.8,
    "destruction": {"SF6": 0.9, "c-C4F8": 0.8, "CF4": 0.5},
    "uptime": 0.95,
}
GASES = step(
    {"gas": "SF6", "amount": "m"}, {"gas": "c-C4F8", "amount": "m"}, parameters={"m": "1 kg", "wafer_yield": 0.5}
)


def etched(**more: Any) -> Calculated:
    return run(steps={"etch": GASES}, routes={"line": route("etch", abatement=RULE)}, study=study(**more))


def gases(calculated: Calculated, name: str = "line", basis: Any = "wafer") -> dict[str, dict[str, float]]:
    return account.gases(calculated.inventory, name, calculated.supply(name, basis))


def test_gases_used_emitted_and_destroyed() -> None:
    """Two passes per wafer (yield 0.5) of 1 kg each."""
    found = gases(etched())
    assert found["SF6"] == pytest.approx(
        {"used": 2, "uncontrolled": 0.4, "emitted": 0.4 * (1 - 0.8 * 0.9 * 0.95), "destroyed": 0.4 * 0.8 * 0.9 * 0.95}
    )
    assert found["CF4"] == pytest.approx(
        {"used": 0, "uncontrolled": 0.4, "emitted": 0.4 * (1 - 0.8 * 0.5 * 0.95), "destroyed": 0.4 * 0.8 * 0.5 * 0.95}
    )
    assert found["C2F6"] == pytest.approx({"used": 0, "uncontrolled": 0.4, "emitted": 0.4, "destroyed": 0})


@pytest.mark.parametrize("name", ["grey", "green"])
@pytest.mark.parametrize("basis", ["wafer", "device"])
def test_what_is_not_destroyed_is_emitted(accelerometer: Calculated, name: str, basis: str) -> None:
    found = gases(accelerometer, name, basis)
    assert {"SF6", "c-C4F8", "CF4", "C2F6"} <= set(found)
    for entry in found.values():
        assert entry["uncontrolled"] == pytest.approx(entry["emitted"] + entry["destroyed"], rel=1e-12)
        assert min(entry.values()) >= 0


def test_emitted_gases_are_the_elementary_flows(accelerometer: Calculated) -> None:
    supply = accelerometer.supply("grey", "device")
    flows = account.elementary_flows(accelerometer.inventory, accelerometer.bound.library, "grey", supply)
    processes = accelerometer.inventory.processes.values()
    upstream = {process.step for process in processes if process.stage == "raw_materials"}
    own = [flow for flow in flows if flow["step"] not in upstream and "facility" not in flow["step"]]
    for gas, entry in gases(accelerometer, "grey", "device").items():
        listed = sum(flow["amount"] for flow in own if flow["flow"] == gas)
        assert listed == pytest.approx(entry["emitted"], rel=1e-12)


def test_abatement_rate_is_a_share_of_co2e() -> None:
    calculated = etched()
    found = gases(calculated)
    gwp = {"SF6": 25_200, "c-C4F8": 10_200, "CF4": 7_380, "C2F6": 12_400}
    before = sum(gwp[gas] * entry["uncontrolled"] for gas, entry in found.items())
    after = sum(gwp[gas] * entry["emitted"] for gas, entry in found.items())
    assert account.abatement_rate(calculated.inventory, found) == pytest.approx(1 - after / before)


def test_no_fluorinated_gas_has_no_rate() -> None:
    made = step({"emission": "CO2", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study())
    assert account.abatement_rate(calculated.inventory, gases(calculated)) is None


def test_elementary_flows_have_cas_and_compartment() -> None:
    calculated = etched()
    flows = account.elementary_flows(
        calculated.inventory, calculated.bound.library, "line", calculated.supply("line", "wafer")
    )
    (sf6,) = [flow for flow in flows if flow["flow"] == "SF6" and flow["step"] == "etch"]
    assert sf6 == {
        "flow": "SF6",
        "cas": "2551-62-4",
        "compartment": "air",
        "amount": pytest.approx(0.4 * (1 - 0.8 * 0.9 * 0.95)),
        "unit": "kg",
        "step": "etch",
    }
    assert {flow["compartment"] for flow in flows} <= {"air", "water", "resource", "technosphere"}


def test_energy_is_the_indicator(accelerometer: Calculated) -> None:
    for name in ("grey", "green"):
        found = account.energy(accelerometer.inventory, name, accelerometer.supply(name, "device"))["electricity"]
        rows = [row for row in accelerometer.of(name) if row.indicator == "electricity"]
        assert found["kWh"] == pytest.approx(sum(row.per_device for row in rows), rel=1e-12)
    green = account.energy(accelerometer.inventory, "green", accelerometer.supply("green", "device"))["electricity"]
    fab = sum(r.per_device for r in accelerometer.of("green") if r.indicator == "electricity" and r.site == "fab")
    assert green["renewable"] == pytest.approx(0.4 * fab / green["kWh"])


def test_water_balance(accelerometer: Calculated) -> None:
    found = water(accelerometer.inventory, "grey", accelerometer.supply("grey", "device"))
    rows = accelerometer.of("grey")
    total = {
        name: sum(row.per_device for row in rows if row.indicator == name)
        for name in ("water_withdrawal", "water_consumption")
    }
    withdrawn, discharged = sum(found["withdrawal"].values()), sum(found["discharge"].values())
    assert withdrawn == pytest.approx(total["water_withdrawal"], rel=1e-12)
    assert withdrawn - discharged == pytest.approx(total["water_consumption"], rel=1e-9)
    assert "not_stated" not in found["withdrawal"]


@pytest.mark.parametrize("kind", ["third_party", "surface", "ground", "reclaimed"])
def test_water_by_source(kind: str) -> None:
    made = step(
        {"emission": f"water_withdrawn_{kind}", "amount": "v"},
        {"emission": "water_discharged", "amount": "v * 0.5"},
        parameters={"v": "2 m3"},
    )
    calculated = run(steps={"etch": made}, routes={"line": route("etch")}, study=study())
    found = water(calculated.inventory, "line", calculated.supply("line", "wafer"))
    assert found["withdrawal"] == {kind: 2.0}
    assert found["discharge"] == {"same_basin": 1.0}
    assert found["consumption"] == found["unaccounted"] == 1.0
    assert found["sites"] == {"fab": {key: entry for key, entry in found.items() if key != "sites"}}


# ---------------------------------------------------------------- wastes


def wasted(place: str = "CN-JS", **more: Any) -> list[dict[str, Any]]:
    waste = {"waste": "spent_acid", "amount": "m", "hazardous": True, "dry": 0.1, "treatment": "neutralisation", **more}
    calculated = run(
        steps={"etch": step(waste, parameters={"m": "2 kg", "wafer_yield": 0.5})},
        routes={"line": route("etch")},
        study=study(sites={"fab": {"location": place, "control": "own"}}),
    )
    return account.wastes(calculated.inventory, calculated.bound.library, "line", calculated.supply("line", "wafer"))


def test_record_of_a_waste() -> None:
    (found,) = wasted(code={"eu": "06 01 06*", "cn": "900-300-34"})
    assert found["wet_kg"] == pytest.approx(4)
    assert found["dry_kg"] == pytest.approx(0.4)
    assert found["dry_fraction"] == pytest.approx(0.1)
    assert found["codes"] == {"eu": "06 01 06*", "cn": "900-300-34"}
    assert (found["jurisdiction"], found["hazardous"], found["on_site"]) == ("cn", True, False)
    assert (found["treatment"], found["site"], found["step"]) == ("neutralisation", "fab", "etch")
    assert found["label_zh"]


@pytest.mark.parametrize(
    ("place", "jurisdiction"), [("CN-XZ", "cn"), ("DE", "eu"), ("FR", "eu"), ("US-CA", "us"), ("US", "us")]
)
def test_jurisdiction_of_a_waste(place: str, jurisdiction: str) -> None:
    assert wasted(place)[0]["jurisdiction"] == jurisdiction


@pytest.mark.parametrize("place", ["MY", "JP", "TW"])
def test_place_without_a_list_of_its_own_is_not_in_the_european_union(place: str) -> None:
    assert wasted(place)[0]["jurisdiction"] != "eu"


def test_record_names_the_edition_of_the_list() -> None:
    (found,) = wasted(code={"cn": "900-300-34"})
    assert any("edition" in key for key in found)


def test_wastes_are_the_indicator(accelerometer: Calculated) -> None:
    for name in ("grey", "green"):
        supply = accelerometer.supply(name, "device")
        records = account.wastes(accelerometer.inventory, accelerometer.bound.library, name, supply)
        for hazardous, indicator in ((True, "hazardous_waste_generated"), (False, "nonhazardous_waste_generated")):
            wet = sum(entry["wet_kg"] for entry in records if entry["hazardous"] is hazardous and not entry["on_site"])
            rows = [row.per_device for row in accelerometer.of(name) if row.indicator == indicator]
            assert wet == pytest.approx(sum(rows), rel=1e-9)


def test_no_treatment_is_left_out(accelerometer: Calculated) -> None:
    """Each waste draws its treatment, which has a factor."""
    treated = {
        row.input for row in accelerometer.rows if row.scope in ("3.5", "3.1") and row.indicator == "climate_change"
    }
    assert {record.name for record in accelerometer.inventory.wastes} <= treated


# ---------------------------------------------------------------- metals


def metals(calculated: Calculated, name: str = "line", basis: Any = "wafer") -> dict[str, dict[str, Any]]:
    return account.metals(calculated.inventory, calculated.bound.library, name, calculated.supply(name, basis))


def bought(*exchanges: Any, **values: str) -> dict[str, dict[str, Any]]:
    made = step(*exchanges, parameters={"m": "1 mg"})
    return metals(run(steps={"etch": made}, routes={"line": route("etch")}, study=study(), values=values))


def test_metals_are_net_of_reclaim() -> None:
    found = bought(
        {"input": "gold", "amount": "m"},
        {"output": "gold", "amount": "0.25 * m"},
        {"input": "photoresist", "amount": "m"},
    )
    assert found == {
        "gold": {
            "mg": pytest.approx(0.75),
            "recycled": 0.0,
            "origin": {"mined": 1.0, "scrap": 0.0, "electronic": 0.0},
        }
    }


def test_metals_by_origin() -> None:
    """Routes that a step names and routes that a site chose for its purchase add up to one metal."""
    found = bought(
        {"input": "gold", "amount": "2 * m"},
        {"input": "gold_recycled", "amount": "m"},
        {"input": "gold_mined_wgc_2018", "amount": "m"},
        **{"line.gold@fab.scrap_share": "0.5", "line.gold@fab.electronic_share": "0.25"},
    )["gold"]
    assert found["mg"] == pytest.approx(4)
    assert found["origin"] == pytest.approx({"mined": 1.5 / 4, "scrap": 2 / 4, "electronic": 0.5 / 4})
    assert found["recycled"] == pytest.approx(2.5 / 4)


def test_origin_that_no_name_tells() -> None:
    found = bought({"input": "gold_mix_2008", "amount": "m"})
    assert found == {"gold_mix_2008": {"mg": pytest.approx(1), "recycled": None, "origin": None}}


def test_metal_that_is_given_back_whole_is_not_listed() -> None:
    assert bought({"input": "gold", "amount": "m"}, {"output": "gold", "amount": "m"}) == {}


@pytest.mark.parametrize(
    ("product", "metal", "origin"),
    [
        ("gold_mined", "gold", "mined"),
        ("gold_mined_site_2005", "gold", "mined"),
        ("aluminium_primary_uslci", "aluminium", "mined"),
        ("platinum_recycled", "platinum", "scrap"),
        ("copper_electronic_scrap", "copper", "electronic"),
        ("gold_toll_refining", "gold_toll_refining", ""),
        ("titanium", "titanium", ""),
    ],
)
def test_name_of_a_metal(product: str, metal: str, origin: str) -> None:
    assert metal_and_origin(product) == (metal, origin)


@pytest.mark.parametrize(("share", "mined"), [("0", 16_000.0), ("0.5", 8_026.5), ("1", 53.0)])
def test_route_of_gold_decides(share: str, mined: float) -> None:
    """1 kg of gold bought: 16,000 kg CO2e mined, 53 from clean scrap (Fritz et al. 2020)."""
    made = step({"input": "gold", "amount": "m"}, parameters={"m": "1 kg"})
    calculated = run(
        steps={"etch": made}, routes={"line": route("etch")}, study=study(), values={"line.gold@fab.scrap_share": share}
    )
    assert total(calculated) == pytest.approx(mined)


def test_more_than_all_of_a_metal_is_refused() -> None:
    values = {"line.gold@fab.scrap_share": "0.7", "line.gold@fab.electronic_share": "0.7"}
    with pytest.raises(InventoryError, match=r"gold add up to 1\.4: scrap_share 0\.7, electronic_share 0\.7"):
        bought({"input": "gold", "amount": "m"}, **values)


def test_shipped_metals(accelerometer: Calculated) -> None:
    """A service (toll refining) is no metal; all metals of the shipped study are mined."""
    grey, green = (metals(accelerometer, name, "device") for name in ("grey", "green"))
    assert set(grey) == set(green) == {"gold", "titanium"}
    assert {entry["recycled"] for entry in [*grey.values(), *green.values()]} == {0.0}
    assert green["gold"]["mg"] < grey["gold"]["mg"]


def test_shipped_study_says_nothing_twice(accelerometer: Calculated) -> None:
    findings = [(finding.code, finding.message) for finding in accelerometer.inventory.findings]
    assert len(findings) == len(set(findings))
    assert "monitor_step" not in codes(accelerometer)
