"""What the library says of its entries."""

from __future__ import annotations

from pathlib import Path

import pytest

from mems_lca.errors import LibraryError
from mems_lca.library.catalogue import KINDS, listing, pages
from mems_lca.library.library import Library, open_library


@pytest.fixture(scope="module")
def library() -> Library:
    return open_library()


def texts(library: Library, name: str) -> str:
    return str([page.to_dict() for page in pages(library, name)])


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_a_list_are_unique(kind: str, library: Library) -> None:
    found = listing(library, kind)
    names = [row[0] for row in found.rows]
    assert len(names) == len(set(names))
    assert {len(row) for row in found.rows} <= {len(found.columns)}


def test_a_list_that_is_none(library: Library) -> None:
    with pytest.raises(LibraryError) as error:
        listing(library, "step")
    assert error.value.findings[0].nearest == "steps"


@pytest.mark.parametrize(
    ("written", "meant"), [("sf6", "SF6"), ("drie_bosh", "drie_bosch"), ("epa-98-i55", "epa-98-i5")]
)
def test_a_name_that_is_none(written: str, meant: str, library: Library) -> None:
    with pytest.raises(LibraryError) as error:
        pages(library, written)
    assert error.value.findings[0].nearest == meant


def test_a_gas_says_what_each_table_has_and_lacks(library: Library) -> None:
    text = texts(library, "c-C4F8O")
    assert "epa-i5 clean_in_situ" in text
    assert "no row: all of the gas counts as emitted" in text


def test_a_gas_without_potential_says_so(library: Library) -> None:
    assert "unknown, not zero" in texts(library, "XeF2")


def test_a_product_without_factor_says_so(library: Library) -> None:
    names = [name for name in library.factors.product_names() if not library.factors.product_factors(name)]
    plain = [name for name in names if name not in library.names("steps")]
    assert plain
    assert "not covered, which is not zero" in texts(library, sorted(plain)[0])


def test_a_measure_shows_its_electricity(library: Library) -> None:
    assert "0.3 certificate cn_wind" in texts(library, "accelerometer_green")


def test_a_unit_shows_its_coherent_value(library: Library) -> None:
    assert "7.4358" in texts(library, "sccm")


def test_a_broken_step_does_not_hide_the_others(tmp_path: Path) -> None:
    folder = tmp_path / "inventories" / "steps"
    folder.mkdir(parents=True)
    (folder / "broken.yaml").write_text("schema: nonsense\n", encoding="utf-8")
    found = {row[0]: row[1] for row in listing(open_library([tmp_path]), "steps").rows}
    assert "cannot be read" in found["broken"]
    assert found["drie_bosch"].startswith("Deep reactive-ion etching")
