"""Tables of a workbook and back are the identity, whatever a study or route says; so is the YAML writer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from book_sheets import there_and_back
from mems_lca.study.reading import load_yaml
from mems_lca.study.shapes import long_form, same, short_form
from mems_lca.study.yaml_out import document_text, text_of

NAMES = st.sampled_from(["etch", "deep", "ash", "c-C4F8", "cap/etch", "a b", "x", "产品", "gold@fab"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=30) | st.sampled_from(
    ["a, b", "x=1", "200 sccm : 400 sccm : 5", "=1+1", "007", "1e5", " ends ", "a\nb", "yes", "-x"]
)
NUMBERS = st.integers(-10, 10**9) | st.floats(allow_nan=False, allow_infinity=False)
UNITS = st.sampled_from(["", " um", " sccm", " %", " kg CO2e/kg", " 1/cm**2"])
QUANTITIES = NUMBERS | st.builds(lambda number, unit: f"{number!r}{unit}", NUMBERS, UNITS)
JUNK = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
SPREADS = (
    st.fixed_dictionaries(
        {"lognormal": st.floats(1, 9)}, optional={"covers": st.lists(st.just("temporal"), max_size=2)}
    )
    | st.fixed_dictionaries({"normal": QUANTITIES})
    | st.fixed_dictionaries({"uniform": st.fixed_dictionaries({"min": QUANTITIES, "max": QUANTITIES})})
    | st.fixed_dictionaries({"triangular": st.fixed_dictionaries({"min": QUANTITIES}, optional={"mode": QUANTITIES})})
)
SETTINGS = QUANTITIES | st.fixed_dictionaries(
    {"value": QUANTITIES},
    optional={
        "source": TEXTS, "note": TEXTS, "same_as": NAMES, "uncertainty": SPREADS, "evidence": NAMES,
        "pedigree": st.lists(st.integers(1, 5), min_size=5, max_size=5),
    },
)  # fmt: skip
SETS = st.dictionaries(NAMES | st.builds("{}.{}".format, NAMES, NAMES), SETTINGS, max_size=3)
STEPS = NAMES | st.fixed_dictionaries(
    {"step": NAMES},
    optional={"id": NAMES, "repeat": st.integers(1, 9), "set": SETS, "with": NAMES, "draws": QUANTITIES},
)
SHARES = st.fixed_dictionaries(
    {"share": QUANTITIES, "kind": st.sampled_from(["grid", "certificate"])},
    optional={"vintage": st.integers(1990, 2050), "attributes_sold": st.booleans(), "region": TEXTS},
)
SUPPLY = st.dictionaries(NAMES, st.lists(SHARES, max_size=3), max_size=2)
ABATEMENT = st.fixed_dictionaries(
    {"gases": st.lists(NAMES, max_size=3), "fraction_treated": QUANTITIES, "uptime": QUANTITIES},
    optional={
        "destruction": NAMES | st.dictionaries(NAMES, QUANTITIES, max_size=3),
        "dilution": SETTINGS,
        "note": TEXTS,
    },
)
ADDED = st.fixed_dictionaries({"after": NAMES, "steps": st.lists(STEPS, max_size=3)})
MEASURES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.fixed_dictionaries({"en": TEXTS}),
        "set": SETS,
        "replace": st.dictionaries(NAMES, STEPS | st.lists(STEPS, max_size=3), max_size=3),
        "remove": st.lists(NAMES, max_size=3),
        "add": ADDED | st.lists(ADDED, max_size=3),
        "abatement": ABATEMENT,
        "supply": SUPPLY,
        "wafer_yield": QUANTITIES,
        "note": TEXTS,
        "odd": JUNK,
    },
)
ROUTES = st.fixed_dictionaries(
    {"schema": st.just("mems-lca/route/1")},
    optional={
        "name": st.fixed_dictionaries({"en": TEXTS}, optional={"zh": TEXTS}),
        "base": NAMES,
        "steps": st.lists(STEPS, max_size=5),
        "abatement": ABATEMENT,
        "measures": st.dictionaries(NAMES, MEASURES, max_size=3),
        "die": st.fixed_dictionaries({"width": QUANTITIES}),
        "odd": JUNK,
    },
)
STUDIES = st.fixed_dictionaries(
    {"schema": st.just("mems-lca/study/1"), "goal": TEXTS},
    optional={
        "sites": st.dictionaries(NAMES, st.fixed_dictionaries({"location": NAMES}, optional={"claims": st.booleans()})),
        "supply": SUPPLY,
        "grid": st.dictionaries(NAMES, NAMES, max_size=2),
        "routes": st.dictionaries(NAMES, NAMES, max_size=3),
        "set": SETS,
        "factors": st.dictionaries(NAMES, st.dictionaries(NAMES, SETTINGS, max_size=2), max_size=2),
        "what_if": st.fixed_dictionaries(
            {"vary": st.dictionaries(NAMES, TEXTS | QUANTITIES | st.lists(QUANTITIES | NAMES, max_size=3), max_size=3)}
        ),
        "measured": st.fixed_dictionaries(
            {"site": NAMES},
            optional={
                "products": st.dictionaries(NAMES, TEXTS, max_size=2),
                "readings": st.fixed_dictionaries(
                    {"file": TEXTS}, optional={"columns": st.dictionaries(NAMES, TEXTS, max_size=3)}
                ),
                "meters": st.dictionaries(
                    NAMES, st.fixed_dictionaries({"steps": st.lists(NAMES, max_size=2)}), max_size=2
                ),
            },
        ),
        "device": JUNK,
        "odd": JUNK,
    },
)
RUNS = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@RUNS
@given(data=STUDIES)
def test_a_study_goes_to_tables_and_back(data: dict[str, Any]) -> None:
    found = there_and_back({("studies", "made_up"): data})
    assert same(found["studies", "made_up"], long_form("studies", data))


@RUNS
@given(data=ROUTES)
def test_a_route_goes_to_tables_and_back(data: dict[str, Any]) -> None:
    found = there_and_back({("routes", "made_up"): data})
    assert same(found["routes", "made_up"], long_form("routes", data))


@RUNS
@given(data=ROUTES)
def test_long_and_short_forms_say_the_same(data: dict[str, Any]) -> None:
    long = long_form("routes", data)
    assert long_form("routes", long) == long
    assert long_form("routes", short_form("routes", long)) == long


@RUNS
@given(data=ROUTES | STUDIES)
def test_yaml_is_read_back_as_it_was_written(data: dict[str, Any]) -> None:
    assert repr(load_yaml(Path("made_up.yaml"), text=text_of(data)).data) == repr(data)


@RUNS
@given(data=STUDIES)
def test_a_study_is_written_as_yaml_and_read_back(data: dict[str, Any]) -> None:
    back = load_yaml(Path("made_up.yaml"), text=document_text("studies", data)).data
    assert same(long_form("studies", back), long_form("studies", data))
