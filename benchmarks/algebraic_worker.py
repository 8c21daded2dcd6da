"""The side of lca_algebraic, in its own environment: commands on standard input, one JSON line for each answer.

Arguments: the .npy file of the parameter sets (parameters × sets) and the .npy file for the results.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

from algebraic_model import HIGHEST, INDICATORS, LOWEST, Model, model

FOREGROUND, BACKGROUND, BIOSPHERE = "foreground", "background", "biosphere"
METHODS = [("bench", "impact", indicator) for indicator in INDICATORS]


def databases(agb: Any, bw: Any, described: Model) -> Any:
    """The model in a Brightway project; its activity that is asked for."""
    bw.projects.set_current("bench")
    bw.Database(BIOSPHERE).write(
        {(BIOSPHERE, name): {"name": name, "unit": "kg", "type": "emission"} for name in INDICATORS}
    )
    for method in METHODS:
        bw.Method(method).register(unit="kg")
        bw.Method(method).write([((BIOSPHERE, method[-1]), 1.0)])
    bw.Database(BACKGROUND).write(
        {
            (BACKGROUND, name): {
                "name": name,
                "unit": "kg",
                "exchanges": [
                    {"input": (BACKGROUND, name), "amount": 1.0, "type": "production"},
                    *(
                        {"input": (BIOSPHERE, indicator), "amount": amount, "type": "biosphere"}
                        for indicator, amount in zip(INDICATORS, impacts, strict=True)
                    ),
                ],
            }
            for name, impacts in described.products.items()
        }
    )
    agb.resetDb(FOREGROUND)
    known = {name: bw.Database(BACKGROUND).get(name) for name in described.products}
    symbols = {name: agb.newFloatParam(name, default=1.0, min=LOWEST, max=HIGHEST) for name in described.parameters}
    sympify = import_module("sympy").sympify
    for activity in described.activities:
        amounts = {known[name]: sympify(text, locals=symbols) for name, text in activity.draws.items()}
        known[activity.name] = agb.newActivity(FOREGROUND, activity.name, "kg", amounts)
    return known[described.demanded]


def main() -> None:
    """Answers commands until standard input ends."""
    # Brightway prints to standard output, which here belongs to the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    np, agb, bw = (import_module(name) for name in ("numpy", "lca_algebraic", "brightway2"))
    lca, cache = import_module("lca_algebraic.lca"), import_module("lca_algebraic.cache")
    described = model()
    # Compiled with common parts computed once, which is faster to build and to evaluate here than its default.
    lca.LambdaWithParamNames.use_sympy_cse(True)
    device = databases(agb, bw, described)
    samples = dict(zip(described.parameters, np.load(sys.argv[1]), strict=True))

    def build() -> Any:
        """From the model to its first result; nothing is kept from before."""
        cache.clear_caches()
        return agb.compute_impacts(device, METHODS)

    def evaluate() -> Any:
        """All parameter sets by the documented call."""
        return agb.compute_impacts(device, METHODS, **samples).to_numpy().T

    def functions() -> Any:
        """All parameter sets by the compiled functions, without what stands around them."""
        compiled = lca._preMultiLCAAlgebric(device, METHODS)
        found = [one.lambd(**{key: samples[key] for key in one.expanded_params}) for one in compiled]
        return np.array([result["_all_"] for result in found])

    commands: dict[str, Callable[[], Any]] = {"build": build, "evaluate": evaluate, "functions": functions}
    for line in sys.stdin:
        name = line.strip()
        start = time.perf_counter()
        result = commands[name]()
        taken = time.perf_counter() - start
        if name != "build":
            np.save(sys.argv[2], result)
        print(json.dumps({"seconds": taken}), file=answers, flush=True)


if __name__ == "__main__":
    main()
