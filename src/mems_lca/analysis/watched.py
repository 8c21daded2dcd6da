"""A sampled run that tells how far it is, and that leaves what is finished when it is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from mems_lca.analysis.draws import Draws
from mems_lca.analysis.ensemble import Ensemble, Model, sample
from mems_lca.analysis.sampling import Method, Points, Sampler
from mems_lca.errors import StudyError
from mems_lca.lca.batch import Compiled, Evaluated
from mems_lca.lca.running import CHUNK

if TYPE_CHECKING:
    from mems_lca.lca.batch import Source

# The totals of a run are held whole, and once more for their statistics; so many numbers take four gibibytes so.
_LARGEST = 2**28
# Told after each part: how many samples are done, and how many there are to be.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Run:
    """What is asked of a sampled run. `processes` share its chunks; none of that changes a byte of what it finds."""

    samples: int
    seed: int
    method: Method = "sobol"
    chunk: int = CHUNK
    processes: int = 1


def watched(model: Model, run: Run, progress: Progress | None = None) -> Ensemble:
    """The model at the points of a run; an interrupted one has those samples whose chunks were done before.

    Raises StudyError where its totals do not fit into memory, as `sample` does, and KeyboardInterrupt when no chunk was
    done.
    """
    rows = len(model.compiled.outputs) + len(model.compiled.cells)
    if run.samples * rows > _LARGEST:
        message = "the totals of so many samples do not fit into memory"
        expected = f"at most {_LARGEST // rows:,} samples of this study"
        raise StudyError.single("sampling", message, found=f"{run.samples:,}", expected=expected)
    program = _Watched(
        **{field.name: getattr(model.compiled, field.name) for field in fields(Compiled)},
        draws=model.draws,
        asked=run,
        progress=progress,
    )
    found = sample(replace(model, compiled=program), run.samples, run.seed, method=run.method, chunk=run.chunk)
    # Shares are those of the samples asked for.
    times = run.samples / len(found.evaluated.possible)
    return replace(found, floors={amount: share * times for amount, share in found.floors.items()})


@dataclass(frozen=True)
class _Watched(Compiled):
    """A compiled study that runs in parts, each told to `progress`."""

    draws: Draws
    asked: Run
    progress: Progress | None = None

    def run(self, source: Source, count: int, *, chunk: int = CHUNK, start: int = 0) -> Evaluated:
        """As the study runs; interrupted, the parts that are finished without a gap from the first on."""
        import numpy as np

        if count == 0:
            return super().run(source, 0, chunk=chunk, start=start)
        done: list[Evaluated] = []
        finished = 0
        parts = self._in_processes(count) if self.asked.processes > 1 else self._here(source, count, chunk, start)
        try:
            for part in parts:
                done.append(part)
                finished += len(part.possible)
                if self.progress is not None:
                    self.progress(finished, count)
        except KeyboardInterrupt:
            if not done:
                raise
        values = np.concatenate([part.values for part in done], axis=1)
        possible = np.concatenate([part.possible for part in done])
        return Evaluated(self, values, possible, np.sum([part.negative for part in done], axis=0))

    def _here(self, source: Source, count: int, chunk: int, start: int) -> Iterator[Evaluated]:
        for first in range(0, count, chunk):
            yield super().run(source, min(chunk, count - first), chunk=chunk, start=start + first)

    def _in_processes(self, count: int) -> Iterator[Evaluated]:
        plain = Compiled(**{field.name: getattr(self, field.name) for field in fields(Compiled)})
        points = Points(self.asked.method, count, len(self.draws.facts), self.asked.seed)
        chunk = self.asked.chunk
        pool = ProcessPoolExecutor(self.asked.processes, initializer=_prepare, initargs=(plain, self.draws, points))
        try:
            jobs: list[Future[Evaluated]] = [
                pool.submit(_part, first, min(first + chunk, count), chunk) for first in range(0, count, chunk)
            ]
            for job in jobs:
                yield job.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


# What a worker process holds: the study and its points, sent once.
_held: list[tuple[Compiled, Sampler]] = []


def _prepare(compiled: Compiled, draws: Draws, points: Points) -> None:
    """Makes a worker ready; an interrupt is the business of the process that waits for it."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _held[:] = [(compiled, Sampler(draws, points))]


def _part(first: int, last: int, chunk: int) -> Evaluated:
    compiled, sampler = _held[0]
    return compiled.run(sampler, last - first, chunk=chunk, start=first)
