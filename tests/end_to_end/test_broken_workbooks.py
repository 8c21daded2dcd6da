"""Broken inventory workbooks: each is read right or refused at its sheet and cell, with every finding in one run."""

from __future__ import annotations

import copy
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import mems_lca.library.library as library_module
import mems_lca.study.reading as reading_module
from command import Done, process, run
from end_to_end.broken_cases import CASES, Case, Found
from end_to_end.spoiling import NAME, documents, lightened, opened, written
from mems_lca.cli.files import refuse_inventories
from mems_lca.errors import Finding
from mems_lca.face import check_file, read_study
from mems_lca.study.shapes import long_form, same
from packs import shipped_library
from study.book.broken import patched, workbook

ROWS = 100_000
SECONDS = 30


@pytest.fixture(scope="module", autouse=True)
def shipped_once() -> Iterator[None]:
    """Tables and texts of the shipped library are read once for all workbooks, which bring none of their own."""
    held: dict[tuple[str, str], tuple[Any, dict[Any, Any]]] = {}
    read, shipped = reading_module.read_yaml, shipped_library()

    def again(text: str, file: str, lines: dict[Any, Any]) -> Any:
        if (text, file) not in held:
            found: dict[Any, Any] = {}
            held[text, file] = read(text, file, found), found
        document, places = held[text, file]
        lines.update(places)
        return copy.deepcopy(document)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading_module, "read_yaml", again)
        patch.setattr(library_module, "FactorLibrary", lambda packs: shipped.factors)
        patch.setattr(library_module, "Characterisation", lambda *files: shipped.characterisation)
        yield


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook before anything is spoilt."""
    return lightened(written(tmp_path_factory.mktemp("whole")))


@pytest.fixture(scope="module")
def usual(whole: Path) -> frozenset[tuple[str, str]]:
    """The warnings of the whole workbook, by code and path."""
    findings = check_file(whole)
    assert [entry for entry in findings if entry.severity == "error"] == []
    return frozenset((entry.code, entry.place.path) for entry in findings)


def spots(findings: list[Finding]) -> list[str]:
    return [entry.line() for entry in findings]


def unmet(wanted: tuple[Found, ...], findings: list[Finding]) -> tuple[list[Found], list[str]]:
    """What was wanted and not found, and what was found and not wanted."""
    left, missing = list(findings), []
    for code, sheet, cell, says in wanted:
        fits = (
            entry
            for entry in left
            if (entry.code, entry.place.sheet, entry.place.cell) == (code, sheet, cell) and says in entry.line()
        )
        hit = next(fits, None)
        if hit is None:
            missing.append((code, sheet, cell, says))
        else:
            left.remove(hit)
    return missing, spots(left)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_read_right_or_refused_at_its_cell(
    case: Case, whole: Path, usual: frozenset[tuple[str, str]], tmp_path: Path
) -> None:
    spoilt = opened(whole, tmp_path)
    wanted = case.spoil(spoilt)
    path = spoilt.saved()
    findings = check_file(path)
    errors = [entry for entry in findings if entry.severity == "error"]
    warnings = [
        entry for entry in findings if entry.severity == "warning" and (entry.code, entry.place.path) not in usual
    ]
    assert unmet(wanted.errors, errors) == ([], [])
    assert unmet(wanted.warnings, warnings) == ([], [])
    assert all(entry.place.file == str(path) for entry in errors)
    assert all("\n" not in entry.line() for entry in findings)
    if wanted.values:
        library = read_study(path).library
        for (document, *keys), value in wanted.values:
            found: Any = library.document(*document).data
            for key in keys:
                found = found[key]
            assert found == value, (document, keys)


def test_there_are_enough_cases_of_both_kinds() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 90


def test_the_whole_template_of_the_study_is_read_right(tmp_path: Path) -> None:
    library = read_study(written(tmp_path)).library
    for (kind, name), data in documents().items():
        assert same(long_form(kind, data), long_form(kind, library.document(kind, name).data)), (kind, name)


# ------------------------------------------------------------ many faults at once


def test_twelve_faults_are_found_in_one_run(whole: Path, tmp_path: Path) -> None:
    book = opened(whole, tmp_path)
    wanted: list[tuple[str, str, str]] = []

    def spoil(code: str, cell: Any, value: Any) -> None:
        cell.value = value
        wanted.append((code, cell.parent.title, cell.coordinate))

    spoil("value", book.at("Study", "Value", "device.yield"), 1.2)
    spoil("cell_date", book.at("Study", "Value", "period.end"), "the end of 2025")
    spoil("unknown_place", book.at("Sites", "Location", "fab"), "CN-JZ")
    spoil("choice", book.at("Sites", "Control", "fab"), "ours")
    spoil("unknown_heading", book.head("Electricity", "Region"), "Regoin")
    spoil("choice", book.at("Electricity", "Kind", "onsite_pv"), "solar")
    spoil("name_number", book.at("Steps", "Own name", "cleaning"), 7)
    spoil("number", book.at("Values", "Value", "our_line"), "1,234")
    spoil("unknown_gas", book.at("Abatement", "Gases", "our_line"), "SF7")
    spoil("unit-unknown", book.unit("Company factors", "Value", "isopropanol"), "kgs")
    spoil("unknown_product", book.at("Step exchanges", "What", "isopropanol"), "isopropanole")
    spoil("unknown_sheet", book.book.create_sheet("Notes of mine")["A1"], "mine")
    wanted[-1] = ("unknown_sheet", "Notes of mine", "")
    path = book.saved()
    findings = [entry for entry in check_file(path) if entry.severity == "error"]
    assert sorted((entry.code, entry.place.sheet, entry.place.cell) for entry in findings) == sorted(wanted)
    done = process("check", path.name, cwd=tmp_path)
    assert_refused(done, 12)
    assert all(any(f"{NAME}.xlsx:{'!'.join(filter(None, spot))}" in line for line in done.errors)
               for _, *spot in wanted)  # fmt: skip


def assert_refused(done: Done, number: int) -> None:
    """One line for each finding, exit code 2 and no traceback."""
    assert done.code == 2
    assert len([line for line in done.errors if ": error: " in line]) == number
    assert all(re.search(r": (error|warning): .*\[[\w-]+\]$", line) for line in done.errors), done.err


@pytest.mark.parametrize(
    "name", ["#REF! in a name", "external entity in a sheet", "workbook with a password", "site twice"]
)
@pytest.mark.parametrize("command", ["check", "assess", "convert"])
def test_commands_say_the_same_and_write_nothing(name: str, command: str, whole: Path, tmp_path: Path) -> None:
    book = opened(whole, tmp_path)
    next(case for case in CASES if case.name == name).spoil(book)
    path = book.saved()
    before = sorted(tmp_path.rglob("*"))
    arguments: dict[str, tuple[str | Path, ...]] = {
        "assess": ("--out", tmp_path / "out"),
        "convert": (tmp_path / "pack",),
    }
    assert_refused(run(command, path, *arguments.get(command, ())), 1)
    assert sorted(tmp_path.rglob("*")) == before


# ------------------------------------------------------------ large sheets


def long_values(path: Path, count: int, *, alike: bool) -> Path:
    """The workbook with so many rows more on the sheet of values, all of one parameter or each of another."""

    def row(number: int) -> str:
        texts = {"C": "grey.release_etch", "D": "time" if alike else f"x{number}", "F": "min"}
        cells = {letter: f'<c r="{letter}{number}" t="str"><v>{text}</v></c>' for letter, text in texts.items()}
        return f'<row r="{number}">{cells["C"]}{cells["D"]}<c r="E{number}"><v>12</v></c>{cells["F"]}</row>'

    def longer(content: bytes) -> bytes:
        head, end, tail = content.partition(b"</sheetData>")
        return head + "".join(map(row, range(101, 101 + count))).encode() + end + tail

    return patched(path, {"xl/worksheets/sheet6.xml": longer})


@pytest.mark.parametrize("alike", [True, False])
def test_a_hundred_thousand_rows_are_refused_in_bounded_time(alike: bool, whole: Path, tmp_path: Path) -> None:
    path = long_values(Path(shutil.copy(whole, tmp_path)), ROWS, alike=alike)
    begun = time.process_time()
    (found,) = [entry for entry in check_file(path) if entry.severity == "error"]
    assert time.process_time() - begun < SECONDS
    assert (found.code, found.place.sheet) == ("workbook_size", "Values")
    assert found.place.cell


@pytest.mark.parametrize(("alike", "code"), [(True, "duplicate_row"), (False, "unknown_path")])
def test_every_row_of_a_long_sheet_is_found_wrong(alike: bool, code: str, whole: Path, tmp_path: Path) -> None:
    path = long_values(Path(shutil.copy(whole, tmp_path)), 3000, alike=alike)
    errors = [entry for entry in check_file(path) if entry.severity == "error"]
    assert [(entry.code, entry.place.cell) for entry in errors] == [(code, f"D{row}") for row in range(101, 3101)]


# ------------------------------------------------------------ the workbook itself


@pytest.mark.parametrize("out", ["", "."])
def test_a_report_does_not_take_the_place_of_its_inventory(
    out: str, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copy(whole, tmp_path)
    before = (tmp_path / f"{NAME}.xlsx").read_bytes()
    done = run("assess", f"{NAME}.xlsx", "--out", out or tmp_path)
    assert_refused(done, 1)
    assert "an inventory workbook has the name of the report" in done.err
    assert [path.name for path in tmp_path.iterdir()] == [f"{NAME}.xlsx"]
    assert (tmp_path / f"{NAME}.xlsx").read_bytes() == before


def test_a_report_does_not_take_the_place_of_another_inventory(whole: Path, tmp_path: Path) -> None:
    shutil.copy(whole, tmp_path / "gas_substitution.xlsx")
    shutil.copy(whole, tmp_path / "claims.xlsx")
    before = (tmp_path / "claims.xlsx").read_bytes()
    for arguments in (("assess", "gas_substitution"), ("claims", "claims")):
        done = run(*arguments, "--out", tmp_path)
        assert_refused(done, 1)
        assert "[own_file]" in done.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.xlsx", "gas_substitution.xlsx"]
    assert (tmp_path / "claims.xlsx").read_bytes() == before


def test_other_workbooks_may_be_replaced(tmp_path: Path) -> None:
    report = workbook(tmp_path / "report.xlsx", {"Study": [["Goal"]], "Results": [["SF6", 12.0]]})
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    targets = [report, tmp_path / "broken.xlsx", tmp_path / "none.xlsx", tmp_path / "report.json"]
    refuse_inventories(targets, shipped_library().packs)


def test_empty_texts_of_a_study_make_no_further_rows() -> None:
    from mems_lca.library.book_packs import layout_of
    from mems_lca.study.book.documents import to_tables

    data = documents()["studies", NAME] | {"commissioner": "", "reporting_company": "", "audience": ""}
    tables = to_tables({("studies", NAME): data}, layout_of(shipped_library().packs))
    assert "further" not in tables
    keys = {row["key"] for row in tables["study"]}
    assert not keys & {"commissioner", "reporting_company", "audience"}
    assert same(long_form("studies", data), long_form("studies", documents()["studies", NAME]))
