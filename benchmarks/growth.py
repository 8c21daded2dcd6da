"""How time and memory of a sampled study grow with the number of samples, each number in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from table import Row, Target

if TYPE_CHECKING:
    from mems_lca.analysis.ensemble import Model

NAME = "growth of time, 1e3 to 1e6 samples (exponent)"
MEMORY = "peak memory of 1e6 samples over 2 GiB"
COUNTS = (1_000, 10_000, 100_000, 1_000_000)
STEEPEST = Target("at most", 1.05)
LARGEST = Target("at most", 1.0)
LIMIT = 2 * 1024**3


def rows(repeats: int) -> Iterator[Row]:
    """The fitted exponent of time over samples, and the peak memory of the largest run against two gibibytes."""
    runs = {count: _run(count, 3 if count < COUNTS[-1] else 1) for count in COUNTS}
    exponent = _slope([(count, seconds) for count, (seconds, _) in runs.items()])
    figures = ", ".join(f"{count:.0e}: {seconds:.2f} s" for count, (seconds, _) in runs.items())
    yield Row(NAME, exponent, figures, STEEPEST)
    peaks = ", ".join(f"{count:.0e}: {peak / 1024**2:,.0f} MiB" for count, (_, peak) in runs.items())
    yield Row(MEMORY, runs[COUNTS[-1]][1] / LIMIT, peaks, LARGEST)


def _run(count: int, repeats: int) -> tuple[float, float]:
    """Median seconds and largest peak memory in bytes."""
    found = []
    for _ in range(repeats):
        answer = subprocess.run([sys.executable, __file__, str(count)], check=True, capture_output=True, text=True)
        found.append(json.loads(answer.stdout))
    return sorted(seconds for seconds, _ in found)[len(found) // 2], max(peak for _, peak in found)


def _slope(points: list[tuple[int, float]]) -> float:
    """The exponent b of seconds = a · samples^b, by least squares of the logarithms."""
    import numpy as np

    counts, seconds = np.log(np.array(points)).T
    return float(np.polyfit(counts, seconds, 1)[0])


def main(count: int) -> None:
    """Draws and evaluates `count` samples of the accelerometer study; prints seconds and peak memory."""
    from mems_lca import read_study
    from mems_lca.analysis.assess import calculate
    from mems_lca.analysis.ensemble import model_of
    from mems_lca.face import bind_study

    model = model_of(calculate(bind_study(read_study("accelerometer"))))
    _evaluate(model, 16)
    # The samples that are solved again with bw2calc take the same second for every count: they are left out.
    start = time.perf_counter()
    _evaluate(model, count)
    seconds = time.perf_counter() - start
    print(json.dumps([seconds, _peak()]))


def _evaluate(model: Model, count: int) -> None:
    from mems_lca.analysis.sampling import Points, Sampler

    points = Points("sobol", count, len(model.draws.facts), 1)
    assert model.compiled.run(Sampler(model.draws, points), count).values.shape[1] == count


def _peak() -> float:
    """The largest memory of this process in bytes; what the kernel reports of a child counts its parent, too."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) * 1024
    import resource

    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


if __name__ == "__main__":
    main(int(sys.argv[1]))
