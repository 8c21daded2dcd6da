"""Bind and assess routes of 30 and of 60 steps, in turns, in one process that has already loaded everything."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from table import Row, figures

STUDY = """\
schema: mems-lca/study/1
goal: How long a route of many steps takes.
sites: {fab: {location: CN-JS, control: own}}
product: {name: Wafer}
functional_unit: {amount: 1 wafer}
boundary: cradle_to_gate
period: {start: 2025-01-01, end: 2025-12-31}
routes: {line: LINE}
"""


def route(steps: Sequence[str]) -> str:
    """A route file of these steps, each under an id of its own."""
    lines = [f"  - {{step: {name}, id: s{number}}}" for number, name in enumerate(steps)]
    head = ["schema: mems-lca/route/1", "wafer: {diameter: 200 mm, thickness: 725 um}", "steps:"]
    return "\n".join([*head, *lines]) + "\n"


def front_end() -> list[str]:
    """Shipped steps that one wafer passes in the fab, by name."""
    from mems_lca import open_library

    library = open_library()
    steps = ((name, library.step(name)) for name in library.names("steps"))
    return [name for name, step in steps if step.stage == "wafer_fabrication" and step.per == "wafer"]


def pack(folder: Path, routes: dict[str, Sequence[str]]) -> dict[str, Path]:
    """A pack with one route and one study each; the files of the studies by name."""
    for kind in ("routes", "studies"):
        (folder / "inventories" / kind).mkdir(parents=True)
    files = {}
    for name, steps in routes.items():
        (folder / "inventories" / "routes" / f"{name}.yaml").write_text(route(steps), encoding="utf-8")
        files[name] = folder / "inventories" / "studies" / f"study_{name}.yaml"
        files[name].write_text(STUDY.replace("LINE", name), encoding="utf-8")
    return files


def seconds(folder: Path, file: Path) -> float:
    """Reading, binding and assessing one study."""
    from mems_lca import assess, read_study

    start = time.perf_counter()
    assess(read_study(file, packs=[folder]))
    return time.perf_counter() - start


def rows(repeats: int) -> Iterator[Row]:
    """Routes of 60 steps against one of 30, without the time that loading the packages takes."""
    with tempfile.TemporaryDirectory() as folder:
        for name, long, short in _ratios(Path(folder), repeats):
            yield Row(name, long / short, figures(long, short))


def _ratios(folder: Path, repeats: int) -> Iterator[tuple[str, float, float]]:
    """Names with the median seconds of 60 steps and of 30: 60 different ones, and the same 30 twice."""
    names = front_end()
    files = pack(folder, {"thirty": names[:30], "sixty": names[:60], "twice": names[:30] * 2})
    found: dict[str, list[float]] = {name: [] for name in files}
    for number in range(repeats + 1):
        for name, file in files.items():
            taken = seconds(folder, file)
            if number:
                found[name].append(taken)
    median = {name: statistics.median(values) for name, values in found.items()}
    yield "assess 60 steps over 30", median["sixty"], median["thirty"]
    yield "assess 30 steps twice over 30", median["twice"], median["thirty"]
