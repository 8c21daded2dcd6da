"""The circular footprint formula: its limits, a study worked out by hand, and what it refuses."""

from __future__ import annotations

from math import pi
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import command
from mems_lca.analysis.assess import assess_bound
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.circular import circular_footprint
from mems_lca.errors import MemsLcaError
from mems_lca.face import bind_study
from mems_lca.inventory.circular import content, end
from mems_lca.study.circular import VALUES
from packs import device, read, route, run, step, study, total, write

MINED, SCRAP, ELECTRONIC, LANDFILL = 16000.0, 53.0, 1000.0, 0.00898311
FILM, WIRE = 70e-6, 0.5e-6
IN_DEVICE = FILM * 1e-6 / (pi / 4 * 0.2**2) + WIRE
PARTS: dict[str, Any] = {
    "steps": {
        "supply": step(stage="raw_materials"),
        "film": step({"input": "gold", "amount": "m"}, parameters={"m": "70 mg"}, leaves={"Au": "m"}),
        "wire": step(
            {"input": "gold", "amount": "m"},
            parameters={"m": "0.5 mg"},
            leaves={"Au": "m"},
            stage="packaging_test",
            per="device",
        ),
    },
    "routes": {"line": route("supply", "film", "wire", "end_of_life")},
}
GIVEN = {"A": 0.2, "B": 0, "R1": 0.3, "R2": 0.4, "R3": 0, "Qs_Qp": 1}

share = st.floats(0, 1)
burden = st.floats(0, 1e5)


def sourced(**values: float) -> dict[str, Any]:
    made = {"source": "assumption", "note": "made up for a test"}
    return {name: {"value": value, **made} for name, value in values.items()}


def asked(gold: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A study to the end with the formula for gold."""
    return study(**{
        "device": device(),
        "sites": {"fab": {"location": "CN-JS", "control": "own"}, "customer": {"location": "CN"}},
        "product": {"name": "Nothing", "mass": "30 mg"},
        "boundary": "cradle_to_grave",
        "allocation": {"circular_footprint": {"gold": sourced(**GIVEN) if gold is None else gold}},
        **more,
    })  # fmt: skip


# ---------------------------------------------------------------- the formula alone


@given(share, share, share, burden, burden, burden, burden, burden)
def test_without_recycling_it_is_primary_material_and_disposal(
    A: float, B: float, quality: float, virgin: float, recycled: float, recycling: float, energy: float, disposal: float
) -> None:
    assert content(A, 0.0, quality, virgin, recycled) == virgin
    assert end(A, B, 0.0, 0.0, quality, virgin, recycling, energy, disposal) == disposal


@given(share, share, share, burden, burden, burden, burden)
def test_with_a_of_one_it_is_cut_off(
    R1: float, R2: float, quality: float, virgin: float, recycled: float, recycling: float, disposal: float
) -> None:
    """Recycled content counts by its recycling, and recycling at the end takes and gives nothing."""
    assert content(1.0, R1, quality, virgin, recycled) == pytest.approx((1 - R1) * virgin + R1 * recycled)
    found = end(1.0, 0.0, R2, 0.0, quality, virgin, recycling, 0.0, disposal)
    assert found == pytest.approx((1 - R2) * disposal)


@given(share, share, burden, burden, share)
def test_a_closed_loop_carries_its_recycling_whatever_a_is(
    A: float, R: float, virgin: float, recycled: float, B: float
) -> None:
    """With R1 = R2, full quality, one recycling and no disposal, A only moves burdens from one life to the next."""
    found = content(A, R, 1.0, virgin, recycled) + end(A, B, R, 0.0, 1.0, virgin, recycled, 0.0, 0.0)
    assert found == pytest.approx((1 - R) * virgin + R * recycled, abs=1e-9 * max(virgin, recycled, 1.0))


def test_a_worked_example() -> None:
    """0.7 × 100 + 0.3 (0.2 × 10 + 0.8 × 100 × 0.9) = 92.2; 0.8 × 0.4 (20 - 90) + 0.5 × 0.1 × 6 + 0.5 × 4 = -20.1."""
    assert content(0.2, 0.3, 0.9, 100.0, 10.0) == pytest.approx(92.2)
    assert end(0.2, 0.5, 0.4, 0.1, 0.9, 100.0, 20.0, 6.0, 4.0) == pytest.approx(-20.1)


# ---------------------------------------------------------------- in a study


@pytest.fixture(scope="module")
def calculated() -> Calculated:
    return run(study=asked(), **PARTS)


def test_gold_by_the_formula_beside_cut_off(calculated: Calculated) -> None:
    good = calculated.inventory.values["line.device/good_dies"]
    bought = FILM / good + WIRE
    into = 0.7 * MINED + 0.3 * (0.2 * SCRAP + 0.8 * MINED)
    out = 0.8 * 0.4 * (ELECTRONIC - MINED) + 0.6 * LANDFILL
    found = circular_footprint(calculated, "line")["materials"]["gold"]
    assert found["element"] == "Au"
    assert found["bought_kg"] == pytest.approx(bought, rel=1e-12)
    assert found["in_device_kg"] == pytest.approx(IN_DEVICE, rel=1e-12)
    assert found["circular"] == pytest.approx(bought * into + IN_DEVICE * out, rel=1e-12)
    smelter, landfill = 0.223 * 0.8, (1 - 0.223) * 0.84
    weee = smelter * 0.00468568 + landfill * LANDFILL + (1 - smelter - landfill) * 0.6
    assert found["cut_off"] == pytest.approx(bought * MINED + IN_DEVICE * weee, rel=1e-12)


def test_total_by_the_formula_stands_beside_and_changes_nothing(calculated: Calculated) -> None:
    plain = run(study=asked(allocation={}), **PARTS)
    assert circular_footprint(plain, "line")["total"] is None
    assert {name: total(plain, name) for name in plain.indicators} == {
        name: total(calculated, name) for name in calculated.indicators
    }
    found = circular_footprint(calculated, "line")
    gold = found["materials"]["gold"]
    assert found["total"]["cut_off"] == pytest.approx(total(calculated))
    assert found["total"]["circular"] - found["total"]["cut_off"] == pytest.approx(gold["circular"] - gold["cut_off"])


def test_a_of_one_with_the_content_that_is_bought_is_the_cut_off_purchase() -> None:
    """A third from scrap, and R1 of a third: only the end differs from cut-off, by its disposal."""
    values = sourced(**{**GIVEN, "A": 1, "R1": 0.3, "R2": 0})
    given_study = asked(values, set={"gold.scrap_share": 0.3})
    found = circular_footprint(run(study=given_study, **PARTS), "line")["materials"]["gold"]
    smelter, landfill = 0.223 * 0.8, (1 - 0.223) * 0.84
    weee = smelter * 0.00468568 + landfill * LANDFILL + (1 - smelter - landfill) * 0.6
    assert found["circular"] - found["cut_off"] == pytest.approx(IN_DEVICE * (LANDFILL - weee), rel=1e-6)


def test_values_have_paths() -> None:
    changed = run(study=asked(), values={"allocation.circular_footprint.gold.R2": "0"}, **PARTS)
    before = circular_footprint(run(study=asked(), **PARTS), "line")["materials"]["gold"]["circular"]
    after = circular_footprint(changed, "line")["materials"]["gold"]["circular"]
    assert after - before == pytest.approx(IN_DEVICE * (0.4 * LANDFILL - 0.32 * (ELECTRONIC - MINED)), rel=1e-9)


def test_energy_recovery_takes_the_product_that_is_named() -> None:
    values = {**sourced(**{**GIVEN, "R2": 0, "R3": 0.5, "B": 0.4}), "energy": "weee_incineration"}
    found = circular_footprint(run(study=asked(values), **PARTS), "line")["materials"]["gold"]
    without = circular_footprint(run(study=asked(sourced(**{**GIVEN, "R2": 0})), **PARTS), "line")["materials"]["gold"]
    expected = IN_DEVICE * (0.6 * 0.5 * 0.6 - 0.5 * LANDFILL)
    assert found["circular"] - without["circular"] == pytest.approx(expected, rel=1e-6)


def test_result_carries_the_formula(tmp_path: Path) -> None:
    result = assess_bound(bind_study(read(write(tmp_path, study=asked(), **PARTS))), "0.0.0")
    found = result.route("line")["circular_footprint"]
    assert found["total"]["cut_off"] == pytest.approx(result.value("line", "climate_change"))
    assert [check["id"] for check in result.body["checks"] if check["status"] != "ok"] == []


# ---------------------------------------------------------------- what it refuses


@pytest.mark.parametrize("missing", VALUES)
def test_each_of_the_six_is_needed(missing: str, tmp_path: Path) -> None:
    values = sourced(**GIVEN)
    del values[missing]
    with pytest.raises(MemsLcaError) as caught:
        read(write(tmp_path, study=asked(values), **PARTS))
    (finding,) = caught.value.findings
    assert finding.code == "missing"
    assert finding.place.path == f"allocation.circular_footprint.gold.{missing}"


def test_without_any_of_the_six_there_is_a_line_for_each_and_code_two(tmp_path: Path) -> None:
    root = write(tmp_path, study=asked({}), **PARTS)
    done = command.run("assess", root / "inventories/studies/made_up.yaml", "--pack", root)
    assert done.code == 2
    for name in VALUES:
        assert sum(f"circular_footprint.gold.{name})" in line for line in done.errors) == 1, name


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ({**sourced(**GIVEN), "A": {"value": 0.2}}, "source"),
        ({**sourced(**GIVEN), "A": {"value": 0.2, "source": "assumption"}}, "reasoning"),
        ({**sourced(**GIVEN), "A": {"value": 0.2, "source": "nobody"}}, "no source has this id"),
        (sourced(**{**GIVEN, "A": 1.2}), "share between 0 and 1"),
        (sourced(**{**GIVEN, "R2": 0.7, "R3": 0.4}), "at most 1 together"),
        (sourced(**{**GIVEN, "R3": 0.1}), "energy"),
        ({**sourced(**GIVEN), "recycling": "gold"}, "without a climate factor"),
    ],
)
def test_values_that_do_not_stand_are_refused(values: dict[str, Any], text: str) -> None:
    with pytest.raises(MemsLcaError, match=text):
        run(study=asked(values), **PARTS)


def test_shares_beyond_one_by_a_path_are_refused() -> None:
    path = "allocation.circular_footprint.gold.R3"
    with pytest.raises(MemsLcaError, match="expected at most 1 together"):
        run(study=asked(), values={path: "0.7"}, **PARTS)
    with pytest.raises(MemsLcaError, match="more than one together"):
        run(study=asked(set={path: 0.7}), **PARTS)


@pytest.mark.parametrize("material", ["ultrapure_water", "nothing", "silicon_crystal_cz"])
def test_only_metals_bought_by_origin(material: str) -> None:
    allocation = {"circular_footprint": {material: sourced(**GIVEN)}}
    with pytest.raises(MemsLcaError, match="buy by its origin"):
        run(study=asked(allocation=allocation), **PARTS)


def test_a_result_at_the_gate_has_no_end() -> None:
    with pytest.raises(MemsLcaError, match="needs a device and its end of life"):
        run(study=asked(boundary="cradle_to_gate"), **PARTS)
