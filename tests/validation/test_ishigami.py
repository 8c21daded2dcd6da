"""Sobol indices of the Ishigami function, written in the formula language, against their analytic values.

Ishigami and Homma (1990), with a = 7, b = 0.1 and x uniform between -π and π: V = a²/8 + bπ⁴/5 + b²π⁸/18 + 1/2,
V1 = (1 + bπ⁴/5)²/2, V2 = a²/8, V13 = 8 b²π⁸/225.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from SALib.analyze import sobol as judge
from SALib.sample import sobol as draw

from mems_lca.lca.program import Builder, program
from mems_lca.lca.running import Runner
from mems_lca.study.formula import parse

A, B = 7.0, 0.1
NAMES = ("x1", "x2", "x3")


def analytic() -> tuple[list[float], list[float]]:
    first = [(1 + B * math.pi**4 / 5) ** 2 / 2, A**2 / 8, 0.0]
    both = 8 * B**2 * math.pi**8 / 225
    whole = sum(first) + both
    total = [first[0] + both, first[1], both]
    return [share / whole for share in first], [share / whole for share in total]


def test_the_analytic_values_are_those_of_the_books() -> None:
    first, total = analytic()
    assert first == pytest.approx([0.3139, 0.4424, 0.0], abs=5e-5)
    assert total == pytest.approx([0.5576, 0.4424, 0.2437], abs=5e-5)


@pytest.mark.parametrize("chunk", [4096, 1000])
def test_indices_match(chunk: int) -> None:
    builder = Builder()
    value = builder.formula(parse("sin(x1) + 7*sin(x2)**2 + 0.1*x3**4*sin(x1)"), builder.leaf)
    problem = {"num_vars": 3, "names": list(NAMES), "bounds": [[-math.pi, math.pi]] * 3}
    points = draw.sample(problem, 4096, calc_second_order=False, seed=1)
    totals, runner = np.empty(len(points)), Runner(program(builder, [value]), chunk)
    part = np.empty((1, chunk))
    for start in range(0, len(points), chunk):
        rows = points[start : start + chunk]

        def fill(name: str, out: np.ndarray, rows: np.ndarray = rows) -> None:
            out[:] = rows[:, NAMES.index(name)]

        runner.run(fill, len(rows), part)
        totals[start : start + chunk] = part[0, : len(rows)]
    found = judge.analyze(problem, totals, calc_second_order=False, seed=1)
    first, total = analytic()
    assert found["S1"] == pytest.approx(first, abs=0.01)
    assert found["ST"] == pytest.approx(total, abs=0.01)
    assert (np.abs(found["S1"] - first) < 3 * found["S1_conf"]).all()
    assert (np.abs(found["ST"] - total) < 3 * found["ST_conf"]).all()
