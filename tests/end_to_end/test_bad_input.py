"""Wrong files: every mistake in one run, one line each, with file and line; and files made to do harm are refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from command import Done, process, run

STUDY = """\
schema: mems-lca/study/1
goal: To make every mistake at once.
perspectiv: idm
sites:
  fab: {location: CN-JS, control: own}
supply:
  fab: [{share: .nan, kind: grid}]
product: {name: A thing, mass: -30 mg}
offsets: 12 kg CO2e
device:
  die: {width: 1.2 kg, height: 1.1 mm, scribe: 80 um, edge_exclusion: 3 mm}
  yield: 0.88
functional_unit: {amount: 1 device}
period: {start: 2025-01-01, end: 2025-12-31}
gas_table: epa-i55
routes: {grey: bad_route}
set:
  wafer_supply.surface_removel: 90 um
  grey.wafer_supply.surface_removal: 3 kg
"""
ROUTE = """\
schema: mems-lca/route/1
wafer: {diameter: 200 mm, thickness: 725 um}
steps:
  - wafer_supply
  - drie_bosh
  - unsourced
  - misdimensioned
  - circular
  - several
"""
HEAD = """\
schema: mems-lca/step/1
name: {en: A step}
stage: wafer_fabrication
per: wafer
parameters:
  time: {value: 1 min, source: assumption, note: a guess}
"""
STEPS = {
    "unsourced": """\
  power: {value: 1 kW}
derived:
  energy: power * time
exchanges:
  - {input: electricity, amount: energy}
""",
    "misdimensioned": """\
  power: {value: 1 kW, source: assumption, note: a guess}
exchanges:
  - {input: electricity, amount: power / time}
""",
    "circular": """\
  power: {value: 1 kW, source: assumption, note: a guess}
derived:
  first: second * 1
  second: first * 1
exchanges:
  - {input: electricity, amount: first * power}
""",
    "several": """\
  power: {value: 1 kWx, source: assumption, note: a guess}
  other: {value: 1 kW, sorce: assumption, note: a guess}
  third: {value: 1 kW, source: nowhere-2020}
derived:
  energy: power * time
  sum: third + time
exchanges:
  - {input: electricity, amunt: energy}
  - {input: electrcity, amount: third * time}
  - {gas: SF7, amount: third}
  - {input: electricity, amount: sum * time}
""",
}

# File, line, and what the line says.
EXPECTED = [
    ("study.yaml", 3, "found 'perspectiv'", "did you mean 'perspective'?"),
    ("study.yaml", 7, "a quantity is a finite number", "found 'nan'"),
    ("study.yaml", 8, "found -30 mg", "above zero"),
    ("study.yaml", 9, "offsets are not accepted", "never subtracted"),
    ("study.yaml", 11, "found 1.2 kg (mass)", "expected length"),
    ("study.yaml", 15, "found 'epa-i55'", "did you mean 'epa-i5'?"),
    ("study.yaml", 18, "found 'wafer_supply.surface_removel'", "surface_removal'?"),
    ("study.yaml", 19, "has the wrong dimension; found '3 kg'", "expected length"),
    ("bad_route.yaml", 5, "found 'drie_bosh'", "did you mean 'drie_bosch'?"),
    ("unsourced.yaml", 7, "`source` is missing", "parameters.power.source"),
    ("misdimensioned.yaml", 9, "the formula has the wrong dimension", "found 'power per time'"),
    ("circular.yaml", 9, "in a circle", "first -> second -> first"),
    ("several.yaml", 7, "unknown unit; found 'kWx'", "did you mean 'kW'?"),
    ("several.yaml", 8, "found 'sorce'", "did you mean 'source'?"),
    ("several.yaml", 9, "no source has this id", "found 'nowhere-2020'"),
    ("several.yaml", 12, "unlike quantities in 'third + time'", "expected power"),
    ("several.yaml", 14, "found 'amunt'", "did you mean 'amount'?"),
    ("several.yaml", 15, "found 'electrcity'", "did you mean 'electricity'?"),
    ("several.yaml", 16, "found 'SF7'", "did you mean 'SF6'?"),
    ("several.yaml", 16, "found 'power'", "expected mass or amount of substance"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A study with a pack in which nearly everything is wrong."""
    (tmp_path / "study.yaml").write_text(STUDY, encoding="utf-8")
    for kind in ("steps", "routes"):
        (tmp_path / "pack" / "inventories" / kind).mkdir(parents=True)
    (tmp_path / "pack/inventories/routes/bad_route.yaml").write_text(ROUTE, encoding="utf-8")
    for name, text in STEPS.items():
        (tmp_path / f"pack/inventories/steps/{name}.yaml").write_text(HEAD + text, encoding="utf-8")
    return tmp_path


def assert_all_found(done: Done) -> None:
    lines = done.errors
    assert done.code == 2
    missing = [
        (file, line, texts)
        for file, line, *texts in EXPECTED
        if not any(f"{file}:{line} " in found and all(text in found for text in texts) for found in lines)
    ]
    assert missing == [], "\n".join(lines)
    assert len(lines) == len(EXPECTED), "\n".join(lines)
    assert all(": error: " in line for line in lines)


def test_every_mistake_in_one_run(folder: Path) -> None:
    done = process("check", "study.yaml", "--pack", "pack", cwd=folder)
    assert_all_found(done)
    assert done.out == f"study.yaml: {len(EXPECTED)} errors, no warnings\n"


def test_an_assessment_says_the_same_and_writes_nothing(folder: Path) -> None:
    before = sorted(folder.rglob("*"))
    done = process("assess", "study.yaml", "--pack", "pack", cwd=folder)
    assert_all_found(done)
    assert done.out == ""
    assert sorted(folder.rglob("*")) == before


def test_a_value_from_the_command_line_joins_the_others(folder: Path) -> None:
    done = run("check", folder / "study.yaml", "--pack", folder / "pack", "--set", "product.mass=30 mg")
    assert len(done.errors) == len(EXPECTED) - 1
    assert "-30 mg" not in done.err


def test_mistakes_of_a_route_or_step_alone(folder: Path) -> None:
    pack = ("--pack", folder / "pack")
    route = run("check", folder / "pack/inventories/routes/bad_route.yaml", *pack)
    assert len(route.errors) == sum(file != "study.yaml" for file, *_ in EXPECTED)
    for name in STEPS:
        step = run("check", folder / f"pack/inventories/steps/{name}.yaml")
        assert len(step.errors) == sum(file == f"{name}.yaml" for file, *_ in EXPECTED), step.err


def test_a_file_may_lie_anywhere(folder: Path) -> None:
    moved = folder / "misdimensioned.yaml"
    moved.write_text(HEAD + STEPS["misdimensioned"], encoding="utf-8")
    done = run("check", moved)
    assert done.code == 2
    assert f"{moved}:9 " in done.err


def bomb(levels: int) -> str:
    """A small file that grows tenfold with each level once its aliases are followed."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (bomb(12), "yaml_alias"),
        ("goal: !!python/object/apply:os.system [true]", "yaml_tag"),
        ("[" * 1000, "yaml"),
        ("goal: " + "[" * 60 + "]" * 60, "yaml_depth"),
        ("goal: one\ngoal: two", "yaml_duplicate"),
        ("goal: [", "yaml"),
        ("- goal", "yaml"),
        ("", "yaml"),
        ("goal: " + "x" * 2_000_001, "file"),
    ],
)
def test_a_harmful_file_is_refused_at_once(text: str, code: str, tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(text, encoding="utf-8")
    start = time.perf_counter()
    done = run("check", file)
    assert time.perf_counter() - start < 10
    assert done.code == 2
    assert len(done.errors) == 1
    assert f"[{code}" in done.err
    assert str(file) in done.err


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_bytes("goal: ä\n".encode("latin-1"))
    done = run("check", file)
    assert done.code == 2
    assert f"{file}:1: error: the file is not UTF-8 text" in done.err


def test_a_formula_made_to_do_harm(tmp_path: Path) -> None:
    file = tmp_path / "harm.yaml"
    for formula in ("__import__('os').system('true')", "9**9**9**9", "(" * 500 + "time" + ")" * 500):
        text = HEAD + f'exchanges:\n  - {{input: electricity, amount: "{formula}"}}\n'
        file.write_text(text, encoding="utf-8")
        done = run("check", file)
        assert done.code == 2
        assert len(done.errors) == 1
        assert f"{file}:8 " in done.err
