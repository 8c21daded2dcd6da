"""The batch solver against the arithmetic alone: as many numpy operations, on chunks of the same size."""

from __future__ import annotations

import time
from collections.abc import Iterator

from monte_carlo import study_model
from table import Row, Target, in_turns

NAME = "evaluating, over bare numpy operations"
LARGEST = Target("at most", 3.0)
SAMPLES = 65_536


def rows(repeats: int) -> Iterator[Row]:
    """Formulas, supplies and scores of drawn inputs against multiplications, and the counts of both."""
    import numpy as np

    from mems_lca.lca.batch import given
    from mems_lca.lca.running import CHUNK

    model = study_model()
    rng = np.random.default_rng(1)
    # The same few arrays for all inputs: what is measured is the arithmetic, not the reading of a gigabyte of samples.
    spread = rng.uniform(0.9, 1.0, SAMPLES)
    inputs = {name: draw.value * spread for name, draw in model.draws.draws.items()}
    count = model.compiled.operations + len(model.compiled.leaves)
    operands = rng.uniform(0.9, 1.1, (3, CHUNK))

    def ours() -> float:
        start = time.perf_counter()
        model.compiled.run(given(inputs), SAMPLES)
        return time.perf_counter() - start

    def bare() -> float:
        start = time.perf_counter()
        for _ in range(SAMPLES // CHUNK):
            for _ in range(count):
                np.multiply(operands[0], operands[1], out=operands[2])
        return time.perf_counter() - start

    measured, against = in_turns(repeats, ours, bare)
    sides = f"{model.compiled.operations:,} operations and {len(model.compiled.leaves):,} inputs, "
    sides += f"{measured / SAMPLES * 1e6:.2f} us a sample, against {count:,} multiplications, "
    sides += f"{against / SAMPLES * 1e6:.2f} us, chunks of {CHUNK:,}"
    yield Row(NAME, measured / against, sides, LARGEST)
