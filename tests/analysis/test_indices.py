"""Sobol and Morris indices of products and sums of lognormals, whose shares of variance are known."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import pytest

import mems_lca.analysis.indices as module
from mems_lca.analysis.ensemble import model_of
from mems_lca.analysis.indices import Indices, indices
from mems_lca.analysis.sensitivity import Ends, ends_of
from uncertain import COMMON, OTHER, OWN, calculated


@cache
def ends() -> Ends:
    return ends_of(model_of(calculated()))


def found(kind: Any, **more: Any) -> dict[str, Indices]:
    rows = indices(ends(), kind, "climate_change", samples=4096, seed=more.get("seed", 1))
    return {entry.route: entry for entry in rows}


def shares(one: float, other: float) -> tuple[float, float]:
    """First-order and total share of the first factor of a product of two lognormal ones."""
    whole = math.expm1(one**2 + other**2)
    return math.expm1(one**2) / whole, math.expm1(one**2) * math.exp(other**2) / whole


@pytest.mark.parametrize(("route", "own"), [("first", OWN), ("second", OTHER)])
def test_sobol_indices_of_a_product(route: str, own: float) -> None:
    rows = found("sobol")[route].rows
    assert len(rows) == 2
    for row, (one, other) in zip(rows, ((COMMON, own), (own, COMMON)), strict=True):
        first, total = shares(one, other)
        assert abs(row.first - first) < 2 * row.first_error + 0.005
        assert row.total_error is not None
        assert abs(row.total - total) < 2 * row.total_error + 0.005


def test_what_has_no_number_of_its_own_varies_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NAMED", 1)
    rows = found("sobol")["first"].rows
    assert rows[0].fact is not None
    assert rows[1].fact is None
    assert rows[1].total == pytest.approx(shares(OWN, COMMON)[1], abs=0.03)


def test_morris_finds_the_larger_factor() -> None:
    entry = found("morris")["first"]
    assert [ends().model.draws.facts[row.fact] for row in entry.rows if row.fact is not None] == [
        "first.emit.common",
        "first.emit.own",
    ]
    assert all(row.total > 0 and row.total_error is None for row in entry.rows)


def test_the_same_seed_gives_the_same_indices() -> None:
    for kind in ("sobol", "morris"):
        assert found(kind) == found(kind)
        assert found(kind, seed=0) == found(kind, seed=0)
        assert found(kind) != found(kind, seed=2)
