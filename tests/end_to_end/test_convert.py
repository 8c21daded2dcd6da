"""The command `convert`: workbooks from YAML and YAML from workbooks, nothing lost and nothing overwritten."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from command import run
from mems_lca.study.reading import load_yaml
from mems_lca.study.shapes import long_form, same
from packs import route, step, study, write
from tree import ROOT

INVENTORIES = ROOT / "inventories"


def read(path: Path) -> dict[str, Any]:
    return load_yaml(path).data


def fill(path: Path, sheet: str, column: str, value: Any, *, where: tuple[str, str]) -> None:
    """Puts a value into the row of a sheet in which another column holds what it should."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    head = next(row for row in page.iter_rows(max_row=20) if column in [cell.value for cell in row])
    place = {cell.value: cell.column for cell in reversed(head)}
    for row in page.iter_rows(min_row=head[0].row + 1):
        if page.cell(row[0].row, place[where[0]]).value == where[1]:
            page.cell(row[0].row, place[column]).value = value
            break
    book.save(path)


@pytest.mark.parametrize(("name", "lang", "routes"), [("gas_substitution", "en", 2), ("packaging_pair", "zh", 3)])
def test_there_and_back_is_the_same_yaml(name: str, lang: str, routes: int, tmp_path: Path) -> None:
    book, pack = tmp_path / f"{name}.xlsx", tmp_path / "pack"
    done = run("convert", name, book, "--lang", lang)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Wrote {book}: 1 study, ")
    assert run("convert", book, pack).code == 0
    files = sorted(path.relative_to(pack / "inventories") for path in pack.rglob("*.yaml"))
    assert len([file for file in files if file.parts[0] == "routes"]) >= routes
    for file in files:
        kind = file.parts[0]
        assert same(long_form(kind, read(pack / "inventories" / file)), long_form(kind, read(INVENTORIES / file)))
    alone = tmp_path / "alone" / f"{name}.yaml"
    alone.parent.mkdir()
    assert run("convert", book, alone).code == 0
    shipped = read(INVENTORIES / "studies" / f"{name}.yaml")
    assert same(long_form("studies", read(alone)), long_form("studies", shipped))


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    book = tmp_path / "mine.xlsx"
    book.write_bytes(b"somebody's own")
    done = run("convert", "gas_substitution", book)
    assert done.code == 2
    assert "there already; --force overwrites it" in done.err
    assert book.read_bytes() == b"somebody's own"
    assert run("convert", "gas_substitution", book, "--force").code == 0
    assert run("convert", book, tmp_path / "pack").code == 0
    again = run("convert", book, tmp_path / "pack")
    assert again.code == 2
    assert len(again.errors) == len(list((tmp_path / "pack").rglob("*.yaml")))
    itself = run("convert", book, book, "--force")
    assert (itself.code, "the target is the file that is converted" in itself.err) == (2, True)


def test_yaml_holds_the_study_alone_and_says_what_it_would_drop(tmp_path: Path) -> None:
    book = tmp_path / "mine.xlsx"
    assert run("convert", "gas_substitution", book).code == 0
    fill(book, "Routes", "Name in English", "Another name", where=("Route", "gas_substitution_reference"))
    done = run("convert", book, tmp_path / "mine.yaml")
    assert done.code == 2
    assert "found 'routes/gas_substitution_reference'" in done.err
    assert not (tmp_path / "mine.yaml").exists()
    assert run("convert", book, tmp_path / "pack").code == 0
    written = read(tmp_path / "pack" / "inventories" / "routes" / "gas_substitution_reference.yaml")
    assert written["name"]["en"] == "Another name"


def test_own_steps_go_with_their_routes(tmp_path: Path) -> None:
    own = step({"input": "electricity", "amount": "power * time"}, parameters={"power": "3 kW", "time": "1 h"})
    write(tmp_path, steps={"own_etch": own}, routes={"own_line": route("own_etch", "lithography")},
          study=study({"line": "own_line"}))  # fmt: skip
    source = tmp_path / "inventories" / "studies" / "made_up.yaml"
    book = tmp_path / "mine.xlsx"
    done = run("convert", source, book, "--pack", tmp_path)
    assert (done.code, done.out) == (0, f"Wrote {book}: 1 study, 1 route, 1 step.\n")
    all_steps = tmp_path / "all.xlsx"
    done = run("convert", source, all_steps, "--pack", tmp_path, "--with-steps")
    assert int(done.out.split()[-2]) > 2
    assert run("convert", book, tmp_path / "pack").code == 0
    back = read(tmp_path / "pack" / "inventories" / "steps" / "own_etch.yaml")
    assert same(long_form("steps", back), long_form("steps", own))
    assert run("check", book).code == 0


def test_files_that_a_study_names_go_with_it(tmp_path: Path) -> None:
    data = study({"line": "accelerometer_grey"}) | {"evidence": {"log": {"file": "data/log.csv"}}}
    write(tmp_path / "from", steps={}, routes={}, study=data)
    folder = tmp_path / "from" / "inventories" / "studies"
    (folder / "data").mkdir()
    (folder / "data" / "log.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = run("convert", folder / "made_up.yaml", tmp_path / "to" / "mine.xlsx")
    assert (done.code, done.err) == (0, "")
    assert (tmp_path / "to" / "data" / "log.csv").read_text(encoding="utf-8") == "a,b\n1,2\n"
    assert "Copied" in done.out


def test_forms_that_are_none_are_refused(tmp_path: Path) -> None:
    done = run("convert", "gas_substitution", tmp_path / "mine.doc")
    assert (done.code, len(done.errors)) == (2, 1)
    assert "expected a workbook (.xlsx), a study (.yaml), or a folder for a pack" in done.err
    done = run("convert", tmp_path / "none.xlsx", tmp_path / "pack")
    assert done.code == 2
    assert not (tmp_path / "pack").exists()
