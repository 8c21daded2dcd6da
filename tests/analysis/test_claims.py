"""Claims judged: arithmetic with units, values of tables and steps, and every mistake of a file in one run."""

from __future__ import annotations

import json
import textwrap
from pathlib import Path
from typing import Any

import pytest

from command import run
from mems_lca.analysis.claims import JudgedClaim, judge_claims
from mems_lca.analysis.claims_inspection import inspect_claims
from mems_lca.analysis.claims_text import as_dict, claim_text, claimed_text, filled, found_text
from mems_lca.errors import Finding, StudyError
from mems_lca.face import check_file
from mems_lca.library.packs import shipped_pack
from mems_lca.study.claims import Claims
from mems_lca.study.reading import load_yaml, validate
from packs import shipped_library
from tree import ROOT

HEAD = {"schema": "mems-lca/claims/1", "name": {"en": "Made up"}, "source": "cn-micromachinery-2026"}
CHECK = {"name": {"en": "one"}, "claimed": "a", "found": "b"}


def claim(**parts: Any) -> dict[str, Any]:
    """A claim with one check of `a` against `b`, unless the parts say otherwise."""
    head = {"short": {"en": "short"}, "text": {"en": "text"}}
    return {**head, "checks": [CHECK], **parts}


def file_of(folder: Path, **claims: Any) -> Path:
    """A file of claims, one key to a line."""
    path = folder / "made_up.yaml"
    head = "".join(f"{key}: {json.dumps(value)}\n" for key, value in HEAD.items())
    body = textwrap.indent(json.dumps(claims, indent=1), " ")
    path.write_text(f"{head}claims:\n{body}\n".replace('"mems-lca/claims/1"', "mems-lca/claims/1"), encoding="utf-8")
    return path


def judged(**parts: Any) -> JudgedClaim:
    """One claim, judged with the shipped library."""
    claims = Claims.model_validate({**HEAD, "claims": {"C1": claim(**parts)}})
    return judge_claims(claims, shipped_library()).judged[0]


def found(path: Path) -> list[Finding]:
    return list(inspect_claims(path, [shipped_pack()]))


# ---------------------------------------------------------------- arithmetic


def test_units_are_converted_and_shown_as_claimed() -> None:
    result = judged(figures={"a": "2.1 TWh/year"}, given={"b": {"value": "240 MW", "source": "definition"}})
    assert result.verdict == "holds"
    assert result.checks[0].found[0] == pytest.approx(240e6)
    assert found_text(result.checks[0]) == "2.1 TWh/year"


def test_a_claim_against_its_own_figures() -> None:
    result = judged(
        figures={"wafers": "1.2e6 wafer/year", "energy": "2.1 TWh/year", "intensity": "2.05 kWh/cm2"},
        given={
            "width": {"value": "200 mm", "source": "definition"},
            "one": {"value": "1 wafer", "source": "definition"},
        },
        derived={
            "total": {"formula": "wafers * area * intensity", "unit": "TWh/year"},
            "area": "pi * width**2 / 4 / one",
        },
        checks=[{"name": {"en": "energy"}, "claimed": "energy", "found": "total"}],
        note={"en": "{total} or {total:GWh/year}"},
    )
    entry = next(entry for entry in result.entries if entry.name == "total")
    assert entry.value == pytest.approx(1.2e6 * 3.14159265 * 100 * 2.05 * 3.6e6 / 31556925.2, rel=1e-3)
    assert (result.verdict, claim_text(result)) == ("contradicted", "contradicted (×0.37)")
    assert result.claim.note is not None
    assert filled(result.claim.note.en, result) == "0.773 TWh/year or 773 GWh/year"


def test_published_figures_make_a_claim_doubtful_and_calculated_ones_differ() -> None:
    given = {"b": {"value": "1.5", "source": "wang-2023-water-cycle"}}
    assert judged(figures={"a": 1.0}, given=given).verdict == "doubtful"
    assumed = {"b": {"value": "1.5", "source": "assumption", "note": "a guess"}}
    assert judged(figures={"a": 1.0}, given=assumed).verdict == "differs"


def test_open_ranges_and_several_figures() -> None:
    check = {"name": {"en": "share"}, "claimed": {"from": "a"}, "found": ["b", "2 * b"], "unit": "%"}
    result = judged(figures={"a": "65 %"}, derived={"b": "a / 3"}, checks=[check])
    assert claimed_text(result.checks[0]) == "at least 65 %"
    assert found_text(result.checks[0]) == "21.7 to 43.3 %"
    assert result.verdict == "differs"


def test_gas_values_are_those_of_the_tables() -> None:
    clean = {"process": "clean_in_situ", "table": "epa-i5"}
    result = judged(
        figures={"a": 0.0368},
        values={
            "old": {"gas": "c-C4F8", "property": "footprint", **clean},
            "new": {"gas": "c-C4F8O", "property": "footprint", **clean},
            "own": {"gas": "c-C4F8O", "property": "own", **clean},
            "formed": {"gas": "c-C4F8O", "property": "by_products", **clean},
            "left": {"gas": "c-C4F8O", "property": "unreacted", **clean},
            "gwp": {"gas": "c-C4F8O"},
        },
        derived={"b": "new / old"},
    )
    value = {entry.name: entry.value or 0.0 for entry in result.entries}
    assert value["old"] == pytest.approx(1758, rel=1e-3)
    assert value["new"] == pytest.approx(5844, rel=1e-3)
    assert value["gwp"] == 13900
    assert value["own"] == pytest.approx(value["left"] * value["gwp"])
    assert value["own"] + value["formed"] == pytest.approx(value["new"])
    assert result.verdict == "contradicted"


def test_tables_of_products_places_and_prices() -> None:
    result = judged(
        figures={"a": "1 kg CO2e/kg"},
        values={
            "b": {"product": "gold_mined"},
            "water": {"place": "CN-JS", "property": "scarcity"},
            "grid": {"place": "CN", "property": "electricity", "unit": "g CO2e/kWh"},
            "price": {"price": "electricity", "place": "CN-JS"},
            "fab": {"benchmark": "water_withdrawal", "name": "28 corporations, 2021 reports"},
        },
    )
    shown = {entry.name: (entry.unit, entry.source) for entry in result.entries}
    assert shown["b"] == ("kg CO2e/kg", "fritz-2020-gold")
    assert shown["grid"][0] == "g CO2e/kWh"
    assert shown["fab"] == ("L/cm2", "wang-2023-water-cycle")
    assert result.checks[0].ratios == (16000,)


def test_steps_alone_are_calculated_once_for_each_setting() -> None:
    thin = {"step": "ald", "set": {"film_thickness": "50 nm"}}
    claims = Claims.model_validate(
        {
            **HEAD,
            "claims": {
                "C1": claim(
                    figures={"a": 3.0},
                    values={
                        "thin": {**thin, "indicator": "electricity"},
                        "cycles": {**thin, "cell": "cycles", "unit": ""},
                        "more": {"step": "ald", "set": {"film_thickness": "150 nm"}, "cell": "cycles", "unit": ""},
                        "silicon": {"step": "wafer_supply", "supply": "polysilicon", "unit": "g/wafer"},
                    },
                    derived={"b": "more / cycles"},
                )
            },
        }
    )
    result = judge_claims(claims, shipped_library())
    value = {entry.name: entry.value or 0.0 for entry in result.judged[0].entries}
    assert result.calculations == 3
    assert value["more"] == pytest.approx(3 * value["cycles"])
    assert value["thin"] > 0
    assert 0.1 < value["silicon"] < 0.2
    assert result.judged[0].verdict == "holds"


def test_what_is_not_covered_is_not_computable() -> None:
    result = judged(
        figures={"a": "1 MJ/wafer"},
        values={"b": {"step": "thermal_oxidation", "indicator": "primary_energy"}},
    )
    assert result.verdict == "not_computable"
    assert result.reason is not None
    assert "no factor" in result.reason.en


def test_a_division_by_zero_is_not_computable() -> None:
    result = judged(figures={"a": 1.0, "zero": 0.0}, derived={"b": "a / zero"})
    assert result.verdict == "not_computable"
    assert result.checks[0].reason == "a / zero has no finite value"


def test_json_has_the_whole_arithmetic() -> None:
    claims = Claims.model_validate({**HEAD, "claims": {"C1": claim(figures={"a": "1 m"}, derived={"b": "2.5 * a"})}})
    data = json.loads(json.dumps(as_dict(judge_claims(claims, shipped_library()), "0.0.0"), allow_nan=False))
    entry = data["claims"][0]
    assert (entry["verdict"], entry["verdict_text"]) == ("contradicted", "contradicted (×2.5)")
    assert [quantity["value"] for quantity in entry["quantities"]] == [1.0, 2.5]
    assert entry["checks"][0]["found"] == [{"formula": "b", "value": 2.5, "ratio": 2.5}]
    assert data["summary"]["contradicted"] == 1


# ---------------------------------------------------------------- mistakes


def test_every_mistake_in_one_run(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        C1=claim(figures={"a": "1 kg"}, given={"b": {"value": "2 m", "source": "no-such-source"}}),
        C2=claim(
            figures={"a": "1 kg CO2e/device"},
            values={
                "b": {"study": "accelerometr", "route": "grey", "indicator": "climate_change"},
                "c": {"study": "accelerometer", "route": "gray", "indicator": "climate_change"},
                "d": {"study": "accelerometer", "route": "grey", "indicator": "climate"},
                "e": {"study": "accelerometer", "route": "grey", "measures": ["abatment"], "indicator": "electricity"},
                "f": {"step": "ald", "set": {"film_thickness": "1 kg"}, "indicator": "electricity"},
                "g": {"gas": "SF6", "gwp": "ar7"},
                "h": {"product": "polysilicon"},
                "i": {"study": "accelerometer", "route": "grey", "cell": "release_etch.etch_time"},
                "j": {
                    "study": "accelerometer",
                    "route": "grey",
                    "sites": {"fabb": "CN-JS"},
                    "indicator": "electricity",
                },
            },
        ),
        C3=claim(figures={"a": 1.0}, derived={"b": "c", "c": "b"}),
        C4=claim(figures={"a": 1.0}, derived={"b": "a + x"}, note={"en": "{y}"}),
        C5=claim(figures={"a": 1.0}, given={"b": {"value": 1, "source": "assumption"}}),
    )
    findings = found(path)
    assert {(entry.code, entry.found, entry.nearest) for entry in findings} == {
        ("unknown_source", "no-such-source", ""),
        ("dimension", "length", ""),
        ("unknown_study", "accelerometr", "accelerometer"),
        ("unknown_route", "gray", "grey"),
        ("unknown_indicator", "climate", "climate_change"),
        ("unknown_measure", "abatment", "abatement"),
        ("dimension", "1 kg", ""),
        ("unknown_gwp_set", "ar7", "tar"),
        ("no_factor", "polysilicon", ""),
        ("missing", "release_etch.etch_time", ""),
        ("unknown_site", "fabb", "fab"),
        ("circle", "", ""),
        ("unknown_name", "x", ""),
        ("unknown_name", "y", ""),
        ("assumption", "", ""),
    }
    lines = path.read_text(encoding="utf-8").splitlines()
    for entry in findings:
        assert entry.place.file == str(path)
        assert entry.place.line is not None
        assert f'"{entry.place.path.split(".")[-1]}"' in lines[entry.place.line - 1] or entry.place.path[-1].isdigit()
    done = run("claims", path)
    assert done.code == 2
    assert done.out == ""
    assert len(done.errors) == len(findings)
    assert run("check", path).code == 2


def test_mistakes_of_the_shape_and_of_names_together(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        C1=claim(figures={"a": "1 kgg", "b": 1.0}),
        C2=claim(figures={"a": 1.0}, given={"b": {"value": 1, "source": "no-such-source"}}, verdict="holds"),
        C3={**claim(), "checks": [], "figures": {"a": 1.0}},
        C4=claim(figures={"a": 1.0, "max": 2.0}, checks=[{**CHECK, "found": "max("}]),
    )
    assert {entry.code for entry in found(path)} >= {"unit-unknown", "unknown_source", "unknown_key", "value"}
    assert run("claims", path).code == 2


def test_a_cell_a_path_and_a_filter_that_fit_nothing(tmp_path: Path) -> None:
    line = {"study": "accelerometer", "route": "grey"}
    path = file_of(
        tmp_path,
        C1=claim(
            figures={"a": 1.0},
            values={
                "b": {**line, "cell": "release_etch.etch_tim", "unit": "s"},
                "c": {**line, "cell": "release_etch.etch_time", "unit": "kg"},
                "d": {**line, "path": "materials.gould.mg", "unit": "mg"},
                "e": {**line, "indicator": "climate_change", "where": {"step": "release_ech"}},
            },
            checks=[{**CHECK, "found": "a"}],
        ),
    )
    assert found(path) == []
    done = run("claims", path)
    assert done.code == 2
    assert [line.rsplit("[", 1)[1] for line in done.errors] == [
        "unknown_cell]",
        "dimension]",
        "unknown_path]",
        "where]",
    ]
    assert "did you mean 'release_etch'?" in done.errors[3]


def test_unknown_ids_and_files(tmp_path: Path) -> None:
    path = file_of(tmp_path, C1=claim(figures={"a": 1.0, "b": 1.0}))
    done = run("claims", path, "--only", "C1,C7")
    assert (done.code, "unknown_claim" in done.err, "'C7'" in done.err) == (2, True, True)
    assert run("claims", "industri").code == 2
    assert "industry" in run("claims", "industri").err


def test_a_ratio_within_the_tolerance_is_refused() -> None:
    with pytest.raises(ValueError, match="contradicted_beyond"):
        Claims.model_validate({**HEAD, "claims": {"C1": claim(checks=[{**CHECK, "contradicted_beyond": 1.05}])}})


# ---------------------------------------------------------------- commands and documentation


def test_command_prints_the_arithmetic_of_those_named(tmp_path: Path) -> None:
    path = file_of(tmp_path, C1=claim(figures={"a": 1.0}, derived={"b": "a / 2.5"}), C2=claim(figures={"a": 1, "b": 1}))
    done = run("claims", path, "--only", "C1")
    assert done.code == 0
    assert "contradicted (×0.4)" in done.out
    assert "= a / 2.5" in done.out
    assert "C2" not in done.out
    whole = run("claims", path)
    assert "holds: 1, contradicted: 1" in whole.out
    assert json.loads(run("claims", path, "--json").out)["schema"] == "mems-lca/claims-result/1"
    assert run("check", path).out.endswith("no errors, no warnings\n")


def test_example_of_the_documentation_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "study-files.md").read_text(encoding="utf-8")
    text = page.split("```yaml claims\n")[1].split("```")[0]
    path = tmp_path / "example.yaml"
    path.write_text(text, encoding="utf-8")
    assert check_file(path) == ()
    data, positions = load_yaml(path)
    claims = validate(data, positions, Claims, str(path))
    assert [entry.verdict for entry in judge_claims(claims, shipped_library()).judged] == ["differs", "not_computable"]


def test_list_and_schema() -> None:
    assert "industry" in run("list", "claims").out
    assert json.loads(run("schema", "claims").out)["$id"] == "mems-lca/claims/1"


def test_errors_are_raised_together() -> None:
    claims = Claims.model_validate(
        {**HEAD, "claims": {"C1": claim(figures={"a": "1 kg"}, derived={"b": "x"}), "C2": claim(derived={"b": "y"})}}
    )
    with pytest.raises(StudyError) as caught:
        judge_claims(claims, shipped_library())
    assert [entry.found for entry in caught.value.findings] == ["x", "y", "a"]
