"""A sampled study on several processes, each of which takes a range of the samples."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

from mems_lca.analysis.sampling import Points, Sampler
from mems_lca.lca.batch import Compiled, Evaluated

if TYPE_CHECKING:
    from mems_lca.analysis.draws import Draws
    from mems_lca.analysis.ensemble import Model


def run_in_processes(model: Model, points: Points, *, chunk: int, processes: int) -> Evaluated:
    """All samples of `points`, in ranges of whole chunks; the same bytes as in one process."""
    import numpy as np

    ranges = _ranges(points.count, chunk, processes)
    with ProcessPoolExecutor(max_workers=processes) as pool:
        jobs = [pool.submit(_part, model.compiled, model.draws, points, first, last, chunk) for first, last in ranges]
        parts = [job.result() for job in jobs]
    values = np.concatenate([part.values for part in parts], axis=1)
    possible = np.concatenate([part.possible for part in parts])
    negative = np.sum([part.negative for part in parts], axis=0)
    return Evaluated(model.compiled, values, possible, negative)


def _ranges(count: int, chunk: int, processes: int) -> list[tuple[int, int]]:
    """The samples cut into one range for each process."""
    chunks = -(-count // chunk)
    size = -(-chunks // processes) * chunk
    return [(first, min(first + size, count)) for first in range(0, count, size)]


def _part(compiled: Compiled, draws: Draws, points: Points, first: int, last: int, chunk: int) -> Evaluated:
    return compiled.run(Sampler(draws, points), last - first, chunk=chunk, start=first)
