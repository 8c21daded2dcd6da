"""The batch solver against lca_algebraic on one model: building it, and evaluating 10,000 parameter sets."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from algebraic_model import HIGHEST, INDICATORS, LOWEST, Activity, Model, model
from environment import environment
from table import Row, Target, figures, in_turns, skipped

from mems_lca.inventory.cells import Cell, values
from mems_lca.inventory.processes import Demand, Exchange, Impact, Inventory, UnitProcess
from mems_lca.inventory.processes import Target as Drawn
from mems_lca.lca.batch import Compiled, compile_inventory, given
from mems_lca.study.formula import parse
from mems_lca.units import Quantity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

HERE = Path(__file__).parent
PINS = HERE / "requirements-lca-algebraic.txt"
FOLDER = HERE.parent / ".venv-bench" / "lca-algebraic"
SETS = 10_000
ROUTE = "model"
# The other side takes some ten seconds to build.
BUILDS = 3


def rows(repeats: int) -> Iterator[Row]:
    """Building and evaluating apart; the results of both sides compared."""
    try:
        python = environment(FOLDER, PINS)
    except subprocess.CalledProcessError as failure:
        yield skipped("lca_algebraic", f"its environment cannot be made: {_last_line(failure.stderr)}")
        return
    import numpy as np

    described = model()
    sets = np.random.default_rng(1).uniform(LOWEST, HIGHEST, (len(described.parameters), SETS))
    with tempfile.TemporaryDirectory() as name, Other(python, Path(name), sets) as other:
        ours = Ours(described, sets)
        built = in_turns(min(repeats, BUILDS), ours.build, partial(other.seconds, "build"))
        yield Row("lca_algebraic, building", built[1] / built[0], figures(*built), Target("at least", 1))
        for command, label, target in (
            ("evaluate", f"lca_algebraic, {SETS:,} sets", Target("at least", 10)),
            ("functions", "lca_algebraic, its bare functions", None),
        ):
            taken = in_turns(repeats, ours.evaluate, partial(other.seconds, command))
            deviation = float(np.max(np.abs(ours.results / other.results() - 1)))
            yield Row(label, taken[1] / taken[0], figures(*taken), target, deviation)


def _last_line(output: bytes) -> str:
    return (output.decode(errors="replace").strip().splitlines() or ["no reason given"])[-1]


class Ours:
    """Our side: the model as an inventory, its program, and the results of the last run (indicators × sets)."""

    def __init__(self, described: Model, sets: Array) -> None:
        self._model = described
        self._sets = dict(zip(described.parameters, sets, strict=True))
        self._compiled: Compiled | None = None
        self.results: Array = sets[:0]

    def build(self) -> float:
        """Seconds from the model to its first result."""
        start = time.perf_counter()
        inventory = as_inventory(self._model)
        self._compiled = compile_inventory(inventory, {name: name for name in self._sets}, bases=("device",))
        self._run(1)
        return time.perf_counter() - start

    def evaluate(self) -> float:
        """Seconds for all parameter sets."""
        start = time.perf_counter()
        self._run(SETS)
        return time.perf_counter() - start

    def _run(self, count: int) -> None:
        import numpy as np

        assert self._compiled is not None
        found = self._compiled.run(given(self._sets), count)
        self.results = np.array([found.total(ROUTE, "device", indicator) for indicator in INDICATORS])


class Other:
    """The process of the other side, which answers commands in turn."""

    def __init__(self, python: Path, folder: Path, sets: Array) -> None:
        import numpy as np

        given_file, self._results = folder / "sets.npy", folder / "results.npy"
        np.save(given_file, sets)
        self._errors = (folder / "errors.txt").open("w+b")
        self._process = subprocess.Popen(
            [python, HERE / "algebraic_worker.py", given_file, self._results],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, "BRIGHTWAY2_DIR": str(folder), "PYTHONPATH": ""},
        )

    def __enter__(self) -> Other:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()
        self._errors.close()

    def seconds(self, command: str) -> float:
        """What one command takes there. Raises CalledProcessError with its output if the process has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(command, file=self._process.stdin, flush=True)
        except BrokenPipeError:
            answer = ""
        else:
            answer = self._process.stdout.readline()
        if not answer:
            self._errors.seek(0)
            code = self._process.wait()
            raise subprocess.CalledProcessError(code, ["algebraic_worker.py", command], stderr=self._errors.read())
        return float(json.loads(answer)["seconds"])

    def results(self) -> Array:
        """The results of the last command that has any (indicators × sets)."""
        import numpy as np

        found: Array = np.load(self._results)
        return found


def as_inventory(described: Model) -> Inventory:
    """The model as cells, unit processes and targets."""
    cells = {name: _input(name, 1.0) for name in described.parameters}
    for product, impacts in described.products.items():
        for indicator, amount in zip(INDICATORS, impacts, strict=True):
            cells[f"{product}/{indicator}"] = _input(f"{product}/{indicator}", amount)
    for activity in described.activities:
        for name, formula in activity.draws.items():
            key = _amount(activity, name)
            cells[key] = Cell(key, key, "", "amount", parse(formula))
    return Inventory(
        cells=cells,
        processes={activity.name: _process(activity, described) for activity in described.activities},
        targets={
            name: Drawn(name, "product", name, "", tuple(Impact(one, "", f"{name}/{one}") for one in INDICATORS))
            for name in described.products
        },
        demands=(Demand(ROUTE, "device", described.demanded),),
        wastes=(),
        gases=(),
        yields=(),
        functional_units={},
        values=values(cells),
    )


def _input(key: str, value: float) -> Cell:
    return Cell(key, key, "", "parameter", given=Quantity(value, ""))


def _amount(activity: Activity, name: str) -> str:
    return f"{activity.name}>{name}"


def _process(activity: Activity, described: Model) -> UnitProcess:
    exchanges = tuple(
        Exchange(name, "product" if name in described.products else "process", _amount(activity, name), "")
        for name in activity.draws
    )
    name = activity.name
    return UnitProcess(name, ROUTE, name, name, name, "wafer_fabrication", "device", "fab", "", "own", exchanges)
