"""Elements of products and flows: complete for what steps may draw, right by molar mass, refused when impossible."""

from __future__ import annotations

from pathlib import Path

import pytest

from mems_lca.errors import LibraryError, Place
from mems_lca.library.compositions import compositions, of_formula, wrong_shares
from mems_lca.library.library import Library
from mems_lca.library.packs import Pack, shipped_pack
from mems_lca.library.tables import Row
from packs import shipped_factors

F, SI = 18.998403162, 28.085
BRINGING = {"metal", "chemical", "gas", "material", "component"}


def share(name: str, element: str) -> float:
    found = shipped_factors().composition(name)
    assert found is not None
    return found[element]


@pytest.mark.parametrize("name", sorted(shipped_factors().product_names()))
def test_every_product_that_may_bring_an_element_is_listed(name: str) -> None:
    product = shipped_factors().product(name)
    if product.category in BRINGING:
        assert shipped_factors().composition(name) is not None


@pytest.mark.parametrize(
    ("name", "element", "expected"),
    [
        ("hydrofluoric_acid", "F", F / (F + 1.008)),
        ("ammonium_fluoride", "F", F / (F + 14.007 + 4 * 1.008)),
        ("silane", "Si", SI / (SI + 4 * 1.008)),
        ("tetraethyl_orthosilicate", "Si", SI / 208.329),
        ("trimethylaluminium", "Al", 26.9815384 / (26.9815384 + 3 * (12.011 + 3 * 1.008))),
        ("titanium_tetrachloride", "Ti", 47.867 / (47.867 + 4 * 35.45)),
        ("copper_sulfate", "Cu", 63.546 / 249.677),
        ("tungsten_hexafluoride", "W", 183.84 / (183.84 + 6 * F)),
        ("gold", "Au", 1),
        ("gold_mined", "Au", 1),
        ("SF6", "F", 6 * F / 146.056),
        ("gas_SF6", "F", 6 * F / 146.056),
        ("SiCl4", "Si", SI / 169.885),
        ("fluoride_to_water", "F", 1),
    ],
)
def test_shares(name: str, element: str, expected: float) -> None:
    assert share(name, element) == pytest.approx(expected, rel=3e-7)


def test_a_treatment_takes_its_element() -> None:
    assert share("fluoride_treatment", "F") == share("silica_removal", "Si") == -1


def test_none_and_unknown_differ() -> None:
    assert shipped_factors().composition("acetone") == {}
    assert shipped_factors().composition("electricity") is None


def test_a_component_is_counted_by_area() -> None:
    assert share("package_substrate", "Cu") == pytest.approx(0.16)


def test_a_mixture_has_no_formula() -> None:
    assert of_formula(shipped_factors().gas("PFPMIE")) == {}


def row(**cells: str) -> Row:
    filled = {"name": "acid", "element": "F", "share": "0.9", "unit": "kg/kg", "source": "assumption", "note": ""}
    return Row({**filled, **cells}, Place(file="compositions.csv", line=2))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"share": "1.1"}, "share"),
        ({"share": "0"}, "share"),
        ({"element": "none"}, "share"),
        ({"unit": "kg/m2"}, "unit"),
        ({"name": "board"}, "unit"),
    ],
)
def test_shares_that_cannot_be(cells: dict[str, str], code: str) -> None:
    assert [entry.code for entry in wrong_shares([row(**cells)], {"acid": "kg", "board": "m**2"})] == [code]


def test_good_rows() -> None:
    rows = [row(), row(name="board", share="2", unit="g/m2"), row(element="none", share="0", name="water")]
    units = {"acid": "kg", "board": "m**2", "water": "kg"}
    assert list(wrong_shares(rows, units)) == []
    assert compositions(rows, units, {}) == {"acid": {"F": 0.9}, "board": {"F": pytest.approx(0.002)}, "water": {}}


def test_a_row_of_a_pack_for_nothing_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "factors" / "background"
    folder.mkdir(parents=True)
    (folder / "compositions.csv").write_text(
        "name,element,share,unit,source,note\nunheard_of,F,0.5,kg/kg,assumption,made up\n", encoding="utf-8"
    )
    library = Library([shipped_pack(), Pack(tmp_path)])
    with pytest.raises(LibraryError, match="unheard_of"):
        library.factors.composition("unheard_of")
