"""Reading files: what is refused, with the line; and every finding of a file at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mems_lca.errors import Finding, StudyError
from mems_lca.study.reading import MAX_BYTES, load_yaml, read_model
from mems_lca.study.route import Route
from mems_lca.study.step import Step
from mems_lca.study.study import Study
from packs import device, route, study

STEP = """\
schema: mems-lca/step/1
name: {en: etch}
stage: wafer_fabrication
per: wafer
parameters:
  e: {value: 1 kWh, source: assumption, note: made up}
exchanges:
  - {input: electricity, amount: e}
"""


def findings(text: str, model: type = Step) -> tuple[Finding, ...]:
    with pytest.raises(StudyError) as caught:
        read_model(Path("f.yaml"), model, text=text)
    return caught.value.findings


def one(text: str, model: type = Step) -> Finding:
    (found,) = findings(text, model)
    return found


def test_reads_what_is_written() -> None:
    found = read_model(Path("f.yaml"), Step, text=STEP)
    assert found.parameters["e"].value.canonical == 3.6e6


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &x 1\nb: *x\n", "yaml_alias", 1),
        ("a: 1\nb: {<<: {c: 1}}\n", "yaml_tag", 2),
        ("a: 1\nb: !!python/object:os.system x\n", "yaml_tag", 2),
        ("a: !custom x\n", "yaml_tag", 1),
        ("a: !!binary aGk=\n", "yaml_tag", 1),
        ("a: !!set {x: null}\n", "yaml_tag", 1),
        ("a: 1\nb: 2\na: 3\n", "yaml_duplicate", 3),
        ("a:\n  b: 1\n  c: 1\n  b: 2\n", "yaml_duplicate", 4),
        ("a: [1, 2\nb: 3\n", "yaml", 2),
        ("a: 1\n---\nb: 2\n", "yaml", 2),
        ("- 1\n- 2\n", "yaml", 1),
        ("just text\n", "yaml", 1),
        ("", "yaml", 1),
        ("? [a, b]\n: 1\n", "yaml", 1),
        ("a: \t- b\n", "yaml", 1),
    ],
)
def test_refused_yaml(text: str, code: str, line: int) -> None:
    with pytest.raises(StudyError) as caught:
        load_yaml(Path("f.yaml"), text=text)
    (found,) = caught.value.findings
    assert (found.code, found.place.line) == (code, line)


def test_aliases_that_would_explode_are_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    assert one("\n".join(lines)).code == "yaml_alias"


@pytest.mark.parametrize(("brackets", "depth"), [("[]", 60), ("{}", 60), ("{}", 5000)])
def test_depth_is_limited(brackets: str, depth: int) -> None:
    inner = "[" * depth + "]" * depth if brackets == "[]" else "{a: " * depth + "1" + "}" * depth
    assert one(f"a: {inner}\n").code == "yaml_depth"


def test_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "step.yaml"
    path.write_bytes(STEP.replace("etch", "刻蚀").encode("gb18030"))
    with pytest.raises(StudyError) as caught:
        load_yaml(path)
    (found,) = caught.value.findings
    assert (found.code, found.place.line) == ("encoding", 2)


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "step.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + STEP.encode())
    assert read_model(path, Step).per == "wafer"


def test_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "step.yaml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    with pytest.raises(StudyError, match="at most"):
        load_yaml(path)


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_file_that_cannot_be_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(StudyError, match="cannot read"):
        load_yaml(tmp_path / name)


@pytest.mark.parametrize("value", [".nan", ".inf", "-.inf", "NaN kg", "1e999", "true", "null", "1,5 kWh", "１ kWh"])
def test_value_that_is_no_number(value: str) -> None:
    found = one(STEP.replace("1 kWh", json.dumps(value) if "," in value else value))
    assert found.place.line == 6
    assert found.place.path.startswith("parameters.e")


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "near"),
    [
        ("per: wafer", "per: wafer\nstgae: x", 5, "stgae", "stage"),
        (
            "source: assumption",
            "source: assumption, unceertainty: {lognormal: 2}",
            6,
            "parameters.e.unceertainty",
            "uncertainty",
        ),
        ("amount: e}", "amount: e, amout: e}", 8, "exchanges.0.amout", "amount"),
        ("input: electricity", "gas: SF6, proces: etch", 8, "exchanges.0.proces", "process"),
        ("{en: etch}", "{en: etch, zhh: x}", 2, "name.zhh", "zh"),
    ],
)
def test_unknown_key_with_its_line_and_nearest_match(old: str, new: str, line: int, path: str, near: str) -> None:
    found = one(STEP.replace(old, new))
    assert (found.code, found.place.line, found.place.path, found.nearest) == ("unknown_key", line, path, near)
    assert found.place.file == "f.yaml"


def test_wrong_choice_with_nearest_match() -> None:
    found = one(STEP.replace("wafer_fabrication", "wafer_fabricaton"))
    assert (found.place.line, found.nearest) == (3, "wafer_fabrication")
    assert "packaging_test" in found.expected


def test_missing_key_is_named() -> None:
    found = one(STEP.replace("source: assumption, ", ""))
    assert (found.code, found.place.line, found.place.path) == ("missing", 6, "parameters.e.source")


def test_every_finding_at_once() -> None:
    text = (
        STEP.replace("stage: wafer_fabrication", "stage: fab")
        .replace("1 kWh", "1 kWhh")
        .replace("amount: e", "amount: e *")
        .replace("per: wafer", "per: wafer\nextra: 1")
    )
    assert {found.place.line for found in findings(text)} == {3, 5, 7, 9}


@pytest.mark.parametrize("key", ["offset", "offsets", "carbon_credits", "credits", "compensation"])
def test_offsets_have_no_key(key: str) -> None:
    found = one(json.dumps(study(**{key: {"amount": "1 t"}}), indent=1), Study)
    assert found.code == "offset"
    assert "never subtracted" in found.message


def test_place_in_a_union_is_the_key_that_was_written() -> None:
    text = json.dumps(study(device=device(**{"yield": 1.2})), indent=1)
    found = one(text, Study)
    line = next(n for n, entry in enumerate(text.splitlines(), 1) if '"yield"' in entry)
    assert (found.place.path, found.place.line) == ("device.yield", line)


def test_one_mistake_in_a_destruction_map_is_one_finding() -> None:
    rule = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 1.5}, "uptime": 0.9}
    found = one(json.dumps(route("etch", abatement=rule), indent=1), Route)
    assert found.place.path == "abatement.destruction.SF6"


@pytest.mark.parametrize(("written", "read"), [("2025-01-01", 2025), ("'2025-01-01'", 2025)])
def test_dates(written: str, read: int) -> None:
    text = json.dumps(study(), indent=1).replace('"2025-01-01"', written)
    assert read_model(Path("f.yaml"), Study, text=text).period.start.year == read


def test_words_of_older_yaml_stay_words() -> None:
    assert load_yaml(Path("f.yaml"), text="a: yes\nb: on\nc: 1:30\nd: NO\n")[0] == {
        "a": "yes",
        "b": "on",
        "c": "1:30",
        "d": "NO",
    }
