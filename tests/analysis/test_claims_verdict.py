"""The verdict rule: ratios, distances, the verdict of a check and that of a claim."""

from __future__ import annotations

import math

import pytest

from mems_lca.analysis.claims_text import ratio_text
from mems_lca.analysis.claims_verdict import Verdict, distance, overall, ratio, verdict_of


@pytest.mark.parametrize(
    ("found", "low", "high", "expected"),
    [
        (2.0, 2.0, 2.0, 1.0),
        (1.0, 2.0, 2.0, 0.5),
        (3.0, 2.0, 2.0, 1.5),
        (2.1, 1.8, 2.3, 1.0),
        (0.9, 1.8, 2.3, 0.5),
        (4.6, 1.8, 2.3, 2.0),
        (0.7, 0.65, None, 1.0),
        (0.325, 0.65, None, 0.5),
        (0.4, None, 0.5, 1.0),
        (1.0, None, 0.5, 2.0),
        (-3.0, 2.0, 2.0, -1.5),
        (3.0, None, 0.0, math.inf),
        (0.0, None, 0.0, 1.0),
    ],
)
def test_ratio_to_the_nearer_end(found: float, low: float | None, high: float | None, expected: float) -> None:
    assert ratio(found, low, high) == expected


def test_distance_is_the_same_either_way_and_infinite_for_another_sign() -> None:
    assert distance(4.0) == distance(0.25) == 4.0
    assert distance(0.0) == distance(-1.0) == math.inf


@pytest.mark.parametrize(
    ("ratios", "published", "expected"),
    [
        ([1.0], False, "holds"),
        ([1.1], False, "holds"),
        ([1 / 1.1], False, "holds"),
        ([1.11], False, "differs"),
        ([1.11], True, "doubtful"),
        ([1.0, 1.5], True, "doubtful"),
        ([2.0], False, "differs"),
        ([2.01], False, "contradicted"),
        ([2.01], True, "contradicted"),
        ([0.49, 3.0], False, "contradicted"),
        ([0.49, 1.0], False, "differs"),
        ([-1.0], False, "contradicted"),
        ([math.inf], False, "contradicted"),
    ],
)
def test_verdict_of_a_check(ratios: list[float], published: bool, expected: str) -> None:
    assert verdict_of(ratios, tolerance=0.1, beyond=2.0, published=published) == expected


@pytest.mark.parametrize(
    ("verdicts", "rule", "expected"),
    [
        (["holds", "doubtful"], "all", "doubtful"),
        (["holds", "differs", "doubtful"], "all", "differs"),
        (["contradicted", "holds"], "all", "contradicted"),
        (["contradicted", "holds"], "any", "holds"),
        (["contradicted", "differs"], "any", "differs"),
        (["contradicted", "holds"], "each", "depends"),
        (["holds", "holds"], "each", "holds"),
        (["not_computable", "holds"], "all", "holds"),
        (["not_computable", "not_computable"], "each", "not_computable"),
    ],
)
def test_verdict_of_a_claim(verdicts: list[Verdict], rule: str, expected: str) -> None:
    assert overall(verdicts, rule) == expected


@pytest.mark.parametrize(
    ("ratios", "text"),
    [
        ([0.77], "-23 %"),
        ([1.04], "+4 %"),
        ([0.368], "×0.37"),
        ([3.08, 5.0], "×3.1 to ×5"),
        ([0.95, 3.0], "×0.95 to ×3"),
        ([-2.0], "other sign"),
    ],
)
def test_ratio_in_words(ratios: list[float], text: str) -> None:
    assert ratio_text(ratios) == text
