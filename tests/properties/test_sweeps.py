"""A sweep and single assessments are the same calculation."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import packs
from mems_lca.analysis.sweep import prepare
from mems_lca.analysis.sweep_design import read_design
from mems_lca.face import bind_study
from mems_lca.study.vary import read_axes

ETCH = packs.step(
    {"gas": "SF6", "amount": "flow * time", "process": "etch"},
    {"input": "electricity", "amount": "power * time"},
    {"input": "isopropanol", "amount": "solvent"},
    parameters={"flow": "100 sccm", "time": "5 min", "power": "2 kW", "solvent": "0.2 kg", "wafer_yield": 0.95},
)
# A supply that draws itself, so that scenarios solve a loop.
WATER = packs.supply(
    "isopropanol",
    "kg",
    {"input": "electricity", "amount": "e"},
    {"input": "isopropanol", "amount": "loss"},
    parameters={"e": "4 kWh", "loss": "0.1 kg"},
)
PARTS = {
    "steps": {"etch": ETCH, "isopropanol": WATER},
    "routes": {"line": packs.route("etch"), "double": packs.route("etch", {"step": "etch", "id": "again"})},
    "study": packs.study({"line": "line", "double": "double"}, device=packs.device()),
}
INDICATORS = ("climate_change", "climate_change_market", "electricity")

positive = st.floats(0.1, 10.0)
share = st.floats(0.05, 1.0)


@settings(max_examples=8, deadline=None, phases=(Phase.explicit, Phase.generate))
@given(
    flow=st.tuples(positive, positive),
    loss=st.lists(st.floats(0.0, 0.9), min_size=1, max_size=2, unique=True),
    kept=st.lists(share, min_size=1, max_size=2, unique=True),
    place=st.sampled_from(["CN-JS", "CN-JS,FR"]),
)
def test_a_sweep_equals_single_assessments(
    flow: tuple[float, float], loss: list[float], kept: list[float], place: str
) -> None:
    vary = {
        "line.etch.flow": list(dict.fromkeys(f"{100 * value!r} sccm" for value in flow)),
        "isopropanol@fab.loss": [f"{value!r} kg" for value in loss],
        "device.yield": kept,
        "sites.fab.location": place,
    }
    with tempfile.TemporaryDirectory() as folder:
        study = packs.read(packs.write(Path(folder), **PARTS))
        sweep = prepare(bind_study(study), read_design(read_axes(vary)), INDICATORS).run()
        for number in {0, sweep.design.count // 2, sweep.design.count - 1}:
            single = packs.run(Path(folder), values=sweep.design.texts(number), **PARTS)
            for row, values in zip(sweep.rows, sweep.values, strict=True):
                view = "market" if row.indicator.endswith("market") else "location"
                name = row.indicator.removesuffix("_market")
                expected = packs.total(single, name, route=row.route, accounting=view)
                assert values[number] == pytest.approx(expected, rel=1e-9)
