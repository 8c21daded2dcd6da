"""Commands that do not calculate: help, gas, list, show, check, schema, init; exit codes and plain output."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from command import process, run
from mems_lca.library.catalogue import KINDS

COMMANDS = ("demo", "init", "assess", "check", "gas", "list", "show", "schema")


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.code == 0
    assert [name for name in COMMANDS if f"  {name} " not in done.out] == []
    assert run().out == done.out


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(command: str) -> None:
    done = run(command, "--help")
    assert done.code == 0
    assert f"mems-lca {command}" in done.out


def test_version() -> None:
    from mems_lca import __version__

    assert run("--version").out == f"mems-lca {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("asses", "accelerometer"),
        ("gas", "SF6"),
        ("gas", "SF7", "1 kg"),
        ("gas", "SF6", "1 kg", "--gwp", "ar7"),
        ("list", "thing"),
        ("show", "drie_bosh"),
        ("schema", "thing"),
        ("check", "no-such-file.yaml"),
        ("check", "no_such_study"),
        ("assess", "accelerometer", "--format", "pact"),
        ("assess", "accelerometer", "--lang", "fr"),
        ("assess", "accelerometer", "--set", "no value"),
        ("assess", "accelerometer", "--set", "grey.release_etch.sf6_flow=3 kg"),
        ("assess", "accelerometer", "--measures", "no_such_measure"),
        ("check", "accelerometer", "--pack", "no-such-folder"),
        ("check", "accelerometer", "--no-such-option"),
    ],
    ids=" ".join,
)
def test_an_error_is_one_line_on_stderr(
    arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(*arguments)
    assert done.code == 2
    assert done.out.count("\n") <= 1
    assert len(done.errors) == 1
    assert "error: " in done.err
    assert list(tmp_path.iterdir()) == []


def test_debug_shows_where_an_error_was_raised() -> None:
    from mems_lca.errors import LibraryError

    with pytest.raises(LibraryError):
        run("show", "no_such_name", "--debug")


# ---------------------------------------------------------------- gas


def test_gas_in_json() -> None:
    done = run("gas", "SF6", "120 sccm", "1 min", "--json")
    found = json.loads(done.out)
    assert done.code == 0
    assert found["gas"] == "SF6"
    assert found["used"]["value"] == pytest.approx(0.7820e-3, rel=2e-4)
    assert found["climate_change"]["value"] == pytest.approx(0.2 * 0.7819e-3 * 25_200, rel=1e-4)
    assert {"emitted", "table", "gwp", "fluorine", "warnings"} <= set(found)


def test_gas_for_people() -> None:
    done = run("gas", "SF6", "1 kg")
    assert "5040 kg CO2e" in done.out
    assert "epa-i5 5,040, epa-i11 16,831 kg CO2e" in done.out


def test_gas_with_abatement() -> None:
    done = run("gas", "c-C4F8", "1 kg", "--treated", "1", "--destruction", "0.9", "--uptime", "0.95", "--json")
    assert json.loads(done.out)["climate_change"]["value"] == pytest.approx(5_996 * 0.145)
    assert "C2F6, CF4" in done.err


def test_gas_of_unknown_effect() -> None:
    done = run("gas", "XeF2", "1 kg")
    assert done.code == 0
    assert "unknown" in done.out
    assert "unknown, not zero" in done.err


# ---------------------------------------------------------------- list, show


@pytest.mark.parametrize("kind", KINDS)
def test_each_list_for_people_and_programs(kind: str) -> None:
    people, programs = run("list", kind), run("list", kind, "--json")
    entries = json.loads(programs.out)
    assert people.code == programs.code == 0
    assert isinstance(entries, list)
    assert len(people.out.splitlines()) == len(entries) + 1
    assert [entry["name"] for entry in entries if entry["name"] not in people.out] == []


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_is_listed_can_be_shown(kind: str) -> None:
    from mems_lca.library.catalogue import listing, pages
    from mems_lca.library.library import open_library

    library = open_library()
    names = [row[0] for row in listing(library, kind).rows]
    assert names
    assert [name for name in names if not pages(library, name)] == []


def test_show_a_step() -> None:
    out = run("show", "drie_bosch").out
    for text in ("sf6_flow", "400 sccm", "[simit-drie]", "gas SF6", "process etch", "etch_depth / etch_rate"):
        assert text in out


def test_show_a_gas() -> None:
    out = run("show", "SF6").out
    for text in ("2551-62-4", "146.056 g/mol", "25200 (100 years)", "[ipcc-ar6-wg1-7sm]", "1 - U = 0.58", "0.97"):
        assert text in out


def test_show_two_things_of_one_name() -> None:
    out = run("show", "nitrogen").out
    assert "nitrogen (step)" in out
    assert "nitrogen (product)" in out


def test_show_a_place_with_its_electricity() -> None:
    out = run("show", "CN-XZ").out
    assert "cn-mee-2023, the default" in out
    assert "the factor of CN is used" in out


def test_show_in_json() -> None:
    found = json.loads(run("show", "epa-98-i5", "--json").out)
    assert found[0]["kind"] == "source"


# ---------------------------------------------------------------- check, schema, init


def test_check_of_what_ships() -> None:
    for name in ("accelerometer", "accelerometer_green", "cap_wafer", "drie_bosch"):
        done = run("check", name)
        assert done.code == 0, done.err
        assert "no errors" in done.out


def test_strict_check_fails_on_warnings() -> None:
    assert run("check", "accelerometer", "--strict").code == 1
    assert run("check", "drie_bosch", "--strict").code == 0


def test_check_with_a_value_of_ones_own() -> None:
    done = run("check", "accelerometer", "--set", "factors.c-C4F8O.gwp=320")
    assert done.code == 0
    said = [line for line in done.errors if "c-C4F8O" in line]
    assert len(said) == 1
    assert "320" in said[0]
    assert "13,900" in said[0]


@pytest.mark.parametrize("kind", ["study", "route", "step"])
def test_schema_is_for_editors(kind: str) -> None:
    found = json.loads(run("schema", kind).out)
    assert found["additionalProperties"] is False
    assert "schema" in found["properties"]
    assert "schema_" not in found["properties"]


def test_schema_knows_short_forms() -> None:
    step = json.loads(run("schema", "step").out)
    forms = step["properties"]["parameters"]["additionalProperties"]["anyOf"]
    assert {"$ref": "#/$defs/Parameter"} in forms
    assert any("string" in form.get("type", ()) for form in forms)


def test_init_writes_a_study_that_is_right(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("init", "my_sensor").code == 0
    assert "my_sensor" in (tmp_path / "my_sensor.yaml").read_text(encoding="utf-8")
    assert run("check", "my_sensor.yaml").code == 0
    again = run("init", "my_sensor")
    assert again.code == 2
    assert "not overwritten" in again.err


@pytest.mark.parametrize("name", ["../evil", "/abs/path", "a/b", "", "."])
def test_init_stays_in_the_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    monkeypatch.chdir(folder)
    assert run("init", name).code == 2
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_report_that_cannot_be_replaced_leaves_all_others(tmp_path: Path) -> None:
    (tmp_path / "accelerometer.xlsx").mkdir()
    (tmp_path / "accelerometer.json").write_text("the old one", encoding="utf-8")
    done = run("assess", "accelerometer", "--out", str(tmp_path), "--quiet")
    assert done.code == 2
    assert "accelerometer.xlsx" in done.err
    assert (tmp_path / "accelerometer.json").read_text(encoding="utf-8") == "the old one"


# ---------------------------------------------------------------- as a process


def test_piped_output_is_plain(tmp_path: Path) -> None:
    done = process("list", "steps", cwd=tmp_path)
    assert done.code == 0
    assert "\x1b" not in done.out + done.err
    assert all(line == line.rstrip() for line in done.out.splitlines())


def test_exit_code_of_the_process(tmp_path: Path) -> None:
    done = process("show", "drie_bosh", cwd=tmp_path)
    assert done.code == 2
    assert done.out == ""
    assert done.errors == [
        "error: the library knows nothing of this name; found 'drie_bosh'; did you mean 'drie_bosch'? [unknown_name]"
    ]
