"""Monte Carlo of the accelerometer study, all indicators and routes: our batch solver against bw2calc's array mode.

Our side draws the inputs and evaluates every formula; bw2calc is given the finished matrices of the same samples, and
solves them with its recommended solver. Building either side's model is left out.
"""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from environment import environment
from table import Row, Target, skipped

if TYPE_CHECKING:
    from mems_lca.analysis.ensemble import Model
    from mems_lca.analysis.sampling import Sampler

HERE = Path(__file__).parent
NAME = "Monte Carlo, per sample"
FASTEST = Target("at least", 1000)
SAMPLES = 65_536
# bw2calc solves the first of these.
COMPARED = 200


def rows(repeats: int) -> Iterator[Row]:
    """One row, for wafers and devices of both routes."""
    from mems_lca.analysis.sampling import Points, Sampler

    try:
        python = environment(HERE.parent / ".venv-bench" / "bw2calc", HERE / "requirements-bw2calc.txt")
    except subprocess.CalledProcessError as failure:
        yield skipped(NAME, f"bw2calc with its recommended solver could not be installed: {failure.stderr.decode()}")
        return
    model = study_model()
    seconds = []
    for _ in range(max(3, min(repeats, 5))):
        start = time.perf_counter()
        sampler = Sampler(model.draws, Points("sobol", SAMPLES, len(model.draws.facts), 1))
        found = model.compiled.run(sampler, SAMPLES)
        seconds.append(time.perf_counter() - start)
    ours = sorted(seconds)[len(seconds) // 2] / SAMPLES
    with tempfile.TemporaryDirectory() as folder:
        samples = Path(folder) / "samples.npz"
        write_matrices(model, sampler, samples)
        answer = subprocess.run(
            [str(python), str(HERE / "monte_carlo_worker.py"), str(samples)], check=True, capture_output=True, text=True
        )
        theirs = float(answer.stdout.split()[-1])
        deviation = compared(model, found.values, samples.with_suffix(".scores.npz"))
    solver = answer.stdout.split()[0]
    sides = f"{ours * 1e6:.2f} us of {SAMPLES:,} samples against {theirs * 1e3:.2f} ms ({solver}); "
    sides += f"{len(model.draws.facts)} inputs drawn, {len(model.compiled.outputs)} totals"
    yield Row(NAME, theirs / ours, sides, FASTEST, deviation)


def study_model() -> Model:
    """The shipped accelerometer study, ready to be sampled per wafer and per device."""
    from mems_lca import read_study
    from mems_lca.analysis.assess import calculate
    from mems_lca.analysis.ensemble import model_of
    from mems_lca.face import bind_study

    return model_of(calculate(bind_study(read_study("accelerometer"))), bases=("wafer", "device"))


def write_matrices(model: Model, sampler: Sampler, path: Path) -> None:
    """The entries of all matrices at the first samples: places once, values × samples.

    bw2calc steps through arrays of the technosphere and biosphere. A factor that varies (a price, which only the cost
    counts) goes into the flows that it multiplies.
    """
    import numpy as np

    from mems_lca.inventory.cells import values
    from mems_lca.lca.system import build_system

    inventory = model.floored.inventory
    systems = [
        build_system(replace(inventory, values=values(inventory.cells, sampler.inputs(number))))
        for number in range(COMPARED)
    ]
    first = systems[0]
    flows = np.array([[flow.amount for flow in system.flows] for system in systems]).T
    arrays: dict[str, Any] = {
        "links": [(link.supplier, link.consumer) for link in first.links],
        "link_values": np.array([[link.amount for link in system.links] for system in systems]).T,
        "flows": [(flow.row, flow.node) for flow in first.flows],
        "flow_values": flows,
        "demands": [first.index(demand.process) for demand in first.demands],
        "names": [f"{demand.route}/{demand.basis}" for demand in first.demands],
        "nodes": len(first.nodes),
        "views": list(first.characterisation),
    }
    for view, factors in first.characterisation.items():
        for row, factor in factors.items():
            varied = np.array([system.characterisation[view][row] for system in systems])
            if (varied != factor).any():
                assert sum(row in others for others in first.characterisation.values()) == 1
                flows[[flow.row == row for flow in first.flows]] *= varied / factor
        arrays[f"rows:{view}"] = list(factors)
        arrays[f"factors:{view}"] = list(factors.values())
    np.savez(path, **arrays)


def compared(model: Model, values: object, path: Path) -> float:
    """The largest relative difference of a total at the samples that both sides have."""
    import numpy as np

    scores = np.load(path)
    table = np.asarray(values)
    largest = 0.0
    for row, output in enumerate(model.compiled.outputs):
        expected = scores[f"{output.route}/{output.basis}|{output.view}"]
        found = table[row, :COMPARED]
        largest = max(largest, float(np.max(np.abs(found - expected) / np.maximum(np.abs(expected), 1e-18))))
    return largest
