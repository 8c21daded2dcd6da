"""Every shipped study as a workbook and back: the same text up to layout, and the same result."""

from __future__ import annotations

from pathlib import Path

import pytest

from command import run
from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.headline_totals import totals_of
from mems_lca.face import StudyFile, bind_study, read_study
from mems_lca.library.library import Library, open_library
from mems_lca.study.shapes import long_form, same
from tree import ROOT

STUDIES = sorted(file.stem for file in (ROOT / "inventories" / "studies").glob("*.yaml"))
LANGUAGES = {name: ("en", "zh")[number % 2] for number, name in enumerate(STUDIES)}


@pytest.mark.parametrize("name", STUDIES)
def test_a_workbook_is_the_same_study_with_the_same_result(name: str, tmp_path: Path) -> None:
    book = tmp_path / f"{name}.xlsx"
    done = run("convert", name, book, "--lang", LANGUAGES[name])
    assert (done.code, done.err) == (0, "")
    written, back = read_study(name), read_study(book)
    assert _differing(back, open_library()) == []
    old, new = calculate(bind_study(written)), calculate(bind_study(back))
    assert _far(old, new) == []
    assert set(new.bound.routes) == set(old.bound.routes)
    for route in old.bound.routes:
        assert totals_of(new, route) == pytest.approx(totals_of(old, route), rel=1e-12, abs=0), route


def _differing(back: StudyFile, shipped: Library) -> list[str]:
    """Documents of a workbook that are not those that ship, up to layout; it has to hold the study and its routes."""
    documents = back.library.packs[-1]
    found = []
    held = [(kind, title) for kind in ("studies", "routes", "steps") for title in documents.names(kind)]
    assert ("studies", back.name) in held
    assert {("routes", route) for route in back.study.routes.values()} <= set(held)
    for kind, title in held:
        ours, theirs = documents.document(kind, title).data, shipped.document(kind, title).data
        if not same(long_form(kind, ours), long_form(kind, theirs)):
            found.append(f"{kind}/{title}")
    return found


def _far(old: Calculated, new: Calculated) -> list[str]:
    """Cells of the inventory that differ by more than rounding."""
    cells = set(old.inventory.values) ^ set(new.inventory.values)
    off = [
        f"{key}: {value!r} became {new.inventory.values[key]!r}"
        for key, value in old.inventory.values.items()
        if key not in cells and abs(new.inventory.values[key] - value) > 1e-12 * abs(value)
    ]
    return [*sorted(cells), *off]
