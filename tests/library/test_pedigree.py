"""The pedigree: the published variances, and the rule that gives scores."""

from __future__ import annotations

import csv
import math

import pytest

from mems_lca.library.factors import FactorLibrary
from mems_lca.library.packs import shipped_pack
from mems_lca.library.pedigree import Context, Evidence, age, flow_of, kind_of, pedigrees, relation, scores
from mems_lca.study.step import Step
from mems_lca.study.uncertainty import AXES
from packs import parameter, step

STUDY = Context(2025)


def rows(name: str) -> list[dict[str, str]]:
    file = shipped_pack().factor_file(f"uncertainty/{name}.csv")
    assert file is not None
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_variances_are_those_of_the_guideline(factors: FactorLibrary) -> None:
    found = {axis: [factors.pedigree.variance(axis, score) for score in range(1, 6)] for axis in AXES}
    assert found == {
        "reliability": [0, 0.0006, 0.002, 0.008, 0.04],
        "completeness": [0, 0.0001, 0.0006, 0.002, 0.008],
        "temporal": [0, 0.0002, 0.002, 0.008, 0.04],
        "geographical": [0, 0.000025, 0.0001, 0.0006, 0.002],
        "technological": [0, 0.0006, 0.008, 0.04, 0.12],
    }


@pytest.mark.parametrize("row", [*rows("pedigree"), *rows("basic")], ids=lambda row: f"{list(row.values())[:2]}")
def test_a_variance_is_that_of_its_printed_factor(row: dict[str, str]) -> None:
    """The factor is the square of the geometric standard deviation; variances are printed with one digit or two."""
    variance = (math.log(float(row["gsd_squared"])) / 2) ** 2
    assert float(row["variance"]) == pytest.approx(variance, rel=0.13)


def test_all_scores_together(factors: FactorLibrary) -> None:
    """(2, 3, 1, 2, 4): 0.0006 + 0.0006 + 0 + 0.000025 + 0.04."""
    assert factors.pedigree.added((2, 3, 1, 2, 4), AXES) == pytest.approx(0.041225)
    assert factors.pedigree.added((2, 3, 1, 2, 4), ("reliability", "technological")) == pytest.approx(0.0406)


@pytest.mark.parametrize(
    ("evidence", "kind", "place", "expected"),
    [
        (Evidence(), "assumption", "unknown", (5, 5, 5, 3, 4)),
        (Evidence(year=2020), "published", "unknown", (2, 4, 2, 3, 3)),
        (Evidence(), "route", "unknown", (4, 5, 5, 3, 3)),
        (Evidence(), "given", "unknown", (2, 2, 1, 1, 1)),
        (Evidence(), "property", "unknown", (1, 1, 1, 1, 1)),
        (Evidence("product", year=2012), "published", "other", (2, 3, 4, 4, 3)),
        (Evidence("product", year=2024), "derived", "larger", (3, 3, 1, 2, 3)),
        (Evidence("product", year=2024), "assumption", "same", (5, 5, 1, 1, 4)),
        (Evidence("electricity", year=2023), "published", "larger", (2, 1, 1, 2, 1)),
        (Evidence("price", year=2025), "published", "same", (2, 4, 1, 1, 2)),
        (Evidence("emission_rate", sector="mems", year=2016), "published", "", (2, 3, 3, 3, 2)),
        (Evidence("emission_rate", sector="semiconductor_200mm", year=2016), "published", "", (2, 3, 3, 3, 3)),
        (Evidence("emission_rate", sector="lcd", year=2010), "published", "", (2, 3, 5, 3, 4)),
    ],
)
def test_scores_by_rule(
    factors: FactorLibrary, evidence: Evidence, kind: str, place: str, expected: tuple[int, ...]
) -> None:
    assert scores(factors.pedigree, evidence, kind, STUDY, place) == expected  # type: ignore[arg-type]


def test_verified_data_of_the_study(factors: FactorLibrary) -> None:
    assert scores(factors.pedigree, Evidence(), "given", Context(2025, verified=True), "unknown") == (1, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("year", "case"),
    [(2025, "under_3"), (2023, "under_3"), (2022, "under_6"), (2028, "under_6"), (2019, "under_10"), (2015, "under_15"),
     (2010, "older"), (None, "unknown")],
)  # fmt: skip
def test_age(year: int | None, case: str) -> None:
    assert age(year, 2025) == case


@pytest.mark.parametrize(
    ("place", "sites", "case"),
    [
        ("CN-JS", [("CN-JS", "CN", "GLO")], "same"),
        ("CN", [("CN-JS", "CN", "GLO")], "larger"),
        ("GLO", [("CN-JS", "CN", "GLO")], "larger"),
        ("CN-SH", [("CN-JS", "CN", "GLO")], "sister"),
        ("CN-SH", [("CN", "GLO")], "sister"),
        ("GB", [("CN-JS", "CN", "GLO")], "other"),
        ("CN", [("CN-JS", "CN", "GLO"), ("MY", "GLO")], "other"),
        ("", [("CN", "GLO")], "unknown"),
        ("CN", [], "unknown"),
    ],
)
def test_relation_of_places(place: str, sites: list[tuple[str, ...]], case: str) -> None:
    assert relation(place, sites) == case


@pytest.mark.parametrize(
    ("declared", "origin", "source", "unit", "name", "kind"),
    [
        ("", "default", "assumption", "W", "power", "assumption"),
        ("assumption", "default", "act-2022", "kg", "x", "assumption"),
        ("", "given", "given:study", "W", "power", "given"),
        ("", "default", "given:route", "W", "power", "route"),
        ("", "measure", "given:greener", "W", "power", "route"),
        ("", "default", "coolprop", "kg/m3", "water_density", "property"),
        ("", "default", "coolprop", "kg/m3", "chlorine_dose", "published"),
        ("", "default", "xraydb-materials", "g/cm3", "gold", "property"),
        ("", "default", "iupac-atomic-weights-2021", "", "silicon_share", "exact"),
        ("derived", "default", "uslci-fy17", "kg", "x", "derived"),
        ("", "default", "uslci-fy17", "kg", "x", "published"),
    ],
)
def test_kinds(declared: str, origin: str, source: str, unit: str, name: str, kind: str) -> None:
    assert kind_of(Evidence(declared=declared), origin, source, unit, name) == kind


def test_kinds_of_flow() -> None:
    assert [flow_of(unit) for unit in ("W", "km", "tkm/kg", "kg/m2")] == ["demand", "transport", "transport", "demand"]
    assert [flow_of("", gas) for gas in ("CO2", "N2O", "SF6")] == ["co2", "n2o", "emission"]


def test_every_rule_has_its_reason() -> None:
    assert all(row["note"] and row["source"] for row in rows("pedigree_rules"))
    assert all(row["source"] == "assumption" or len(row["note"]) > 10 for row in rows("pedigree_rules"))


def test_an_exchange_scores_the_parameters_of_its_formulas() -> None:
    made = step(
        {"input": "electricity", "amount": "energy", "pedigree": [2, 3, 1, 2, 4]},
        {"input": "electricity", "amount": "power * pause", "pedigree": [1, 1, 1, 1, 1]},
        parameters={"power": parameter("1 kW"), "time": parameter("1 h"), "pause": parameter("1 h")},
        derived={"energy": "power * time"},
    )
    found = pedigrees(Step.model_validate(made))
    assert found == {"power": (2, 3, 1, 2, 4), "time": (2, 3, 1, 2, 4), "pause": (1, 1, 1, 1, 1)}
