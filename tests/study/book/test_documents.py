"""Documents as tables and back: nothing is lost, and every key knows its cell."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from book_sheets import joined, layout, shipped, there_and_back
from mems_lca.errors import Finding, StudyError
from mems_lca.study.book.documents import to_tables
from mems_lca.study.book.joining import from_tables
from mems_lca.study.book.rows import TableRow
from mems_lca.study.exchange import _KINDS
from mems_lca.study.measured import Dataset, Evidence, Measured, Meter, ToolGroup
from mems_lca.study.reading import CellSpot, load_yaml, place_in
from mems_lca.study.route import Abatement, Measure, Monitors, Route, RouteStep, SupplyShare
from mems_lca.study.shapes import MODELS, long_form, same
from mems_lca.study.step import Parameter, Setting, Step
from mems_lca.study.study import Performance, Site, Study

ROUTE = {
    "schema": "mems-lca/route/1",
    "wafer": {"diameter": "200 mm", "thickness": "725 um"},
    "steps": ["supply", {"step": "etch", "id": "deep", "set": {"depth": "50 um"}}, {"step": "etch", "id": "shallow"}],
}
STUDY = {
    "schema": "mems-lca/study/1",
    "goal": "To see.",
    "sites": {"fab": {"location": "CN-JS"}},
    "product": {"name": "Sensor"},
    "functional_unit": {"amount": "1 wafer"},
    "period": {"start": "2025-01-01", "end": "2025-12-31"},
    "routes": {"grey": "line"},
}
# Everything that a study can say and no shipped one says.
RICH: dict[str, Any] = {
    **STUDY,
    "sites": {
        "fab": {"location": "CN-JS", "operator": "We", "control": "own", "line_utilisation": "65 %", "claims": True},
        "customer": {"location": "germany", "control": "customer"},
    },
    "supply": {"fab": [{"share": 0.7, "kind": "grid"}, {"share": 0.3, "kind": "direct_ppa", "attributes_sold": True}]},
    "device": {
        "die": {"width": "1.2 mm", "height": "1.1 mm", "scribe": "80 um", "edge_exclusion": "3 mm"},
        "yield": {"model": "negative_binomial", "defect_density": "0.15 cm**-2", "clustering": 2},
        "companion": {"asic": {"area": "1 mm**2", "node": "28 nm", "yield": 0.95}},
        "performance": {"resolution": {"value": 4096, "unit": "LSB", "better": "higher"}},
    },
    "grid": {"fab": "cn-mee-2024"},
    "allocation": {
        "facility": "even",
        "circular_footprint": {
            "gold": {
                "A": {
                    "value": 0.2,
                    "source": "assumption",
                    "note": "Metals.",
                    "uncertainty": {"uniform": {"min": 0.1, "max": 0.3}},
                },
                "R1": {"value": 0.26, "source": "fritz-2020-gold"},
                "primary": "gold_mined",
                "energy": "heat",
            }
        },
    },
    "carbon_price": "100 CNY/t",
    "set": {
        "deep.depth": "60 um",
        "grey.deep.sf6_flow": {
            "value": "380 sccm",
            "note": "read, from the recipe",
            "evidence": "log",
            "same_as": "shallow.sf6_flow",
            "uncertainty": {"triangular": {"min": "300 sccm", "max": "400 sccm"}, "covers": ["temporal"]},
            "pedigree": [1, 2, 1, 1, 1],
        },
        'grey."c-C4F8.x".y': 1,
        "polysilicon@fab.kerf_share": 0.4,
    },
    "factors": {"gold_mined": {"climate_change": "12500 kg CO2e/kg"}, "c-C4F8O": {"gwp": 13900}},
    "what_if": {
        "vary": {"device.yield": "0.7 : 0.9 : 5", "accounting": ["location", "market"], "a.b": [0.8], "c.d": 2}
    },
    "uncertainty": {"samples": 0, "seed": 3, "method": "lhs", "shared": ["deep.sf6_flow", "deep.depth"]},
    "verification": {"status": "internal", "statement": "Seen.", "materiality": "5 %"},
    "evidence": {
        "log": {"file": "log.csv", "sha256": "0" * 64, "owner": "Fab", "date": "2025-03-01", "sign_off": "QA"}
    },
    "measured": {
        "site": "fab",
        "products": {"grey": "ACC-1"},
        "allocation": "area",
        "heel": "10 %",
        "meters": {
            "main": {"carrier": "electricity", "reading": "counter", "evidence": "log"},
            "etch": {
                "carrier": "electricity",
                "steps": ["deep", "shallow"],
                "part_of": "main",
                "uncertainty": {"lognormal": 1.02},
            },
        },
        "tool_groups": {"drie": {"steps": ["deep"], "abated": 0.5, "units": ["A1", "A2"], "certified": True}},
        "materials": {"H2SO4 96 %": "sulfuric_acid"},
        "wastes": {"HW34": "spent_acid"},
        "wafer_starts": {"sheet": "Wafer starts", "columns": {"month": "Monat (alle)", "product": "Produkt"}},
        "readings": [{"file": "a.csv", "decimal": ","}, {"file": "b.csv", "unit": "kWh", "gaps": "accept"}],
    },
}
GREEN: dict[str, Any] = {
    "schema": "mems-lca/route/1",
    "base": "line",
    "measures": {
        "all": {
            "name": {"en": "All", "zh": "全部"},
            "set": {"deep.depth": "40 um", "polysilicon@fab.kerf_share": 0.4},
            "replace": {
                "shallow": {"step": "trim", "set": {"rate": "1 um/min"}},
                "supply": ["a", {"step": "b", "repeat": 2}],
            },
            "remove": ["deep"],
            "add": [
                {"after": "supply", "steps": ["wash", {"step": "dry", "set": {"time": "3 min"}}]},
                {"after": "a", "steps": ["c"]},
            ],
            "die": {"width": "1 mm"},
            "product": {"mass": "9 mg"},
            "wafer_yield": 0.99,
            "abatement": {
                "gases": ["SF6", "c-C4F8"],
                "fraction_treated": 1.0,
                "destruction": {"SF6": 0.9, "CF4": "50 %"},
                "uptime": 0.95,
                "burner": "electric",
                "dilution": {"value": 30, "source": "assumption", "note": "x", "uncertainty": {"lognormal": 1.2}},
            },
            "monitors": {"number": 0.06, "passes": ["deep"], "reuses": 3},
            "supply": {"fab": [{"share": 1, "kind": "certificate", "vintage": 2025}]},
            "investment": {
                "value": "2e6 CNY",
                "lifetime": "10 year",
                "wafers_per_year": "40000 wafer/year",
                "note": "Offer.",
            },
        },
        "nothing": {},
    },
}
STEP: dict[str, Any] = {
    "schema": "mems-lca/step/1",
    "name": {"en": "Trim"},
    "stage": "wafer_fabrication",
    "per": "m3",
    "site": "fab",
    "makes": {"product": "compressed_air", "unit": "m3"},
    "parameters": {
        "power": {"value": "3 kW", "min": "1 kW", "source": "assumption", "note": "n"},
        "short": {"value": 2, "source": "x"},
    },
    "derived": {"time": "max(power, 1) / power", "one": 1},
    "tallies": {"tool_time": "time"},
    "exchanges": [
        {"input": "electricity", "amount": "power * time", "at": "CN", "contains": {"Au": "min(power, 2)", "Cu": 0.5}},
        {"gas": "SF6", "amount": 1, "process": "etch", "silicon": "time", "polymer": "time"},
        {"waste": "x", "amount": "time", "hazardous": True, "code": {"eu": "06 01 03*"}, "dry": 0.1, "on_site": False},
        {"recovered": "gold_mined", "amount": "time", "recycling": "gold_recycled", "pedigree": [1, 1, 1, 1, 1]},
    ],
    "leaves": {"Si": "-time"},
}


@pytest.mark.parametrize("kind", list(MODELS))
def test_what_ships_goes_to_tables_and_back_without_further_keys(kind: str) -> None:
    further = {}
    for path in shipped(kind):
        data = load_yaml(path).data
        back = there_and_back({(kind, path.stem): data})
        assert back.keys() == {(kind, path.stem)}
        assert same(long_form(kind, data), back[kind, path.stem]), path.name
        if rows := to_tables({(kind, path.stem): data}, layout()).get("further"):
            further[path.stem] = [row["key"] for row in rows]
    # An empty mapping has no row; the step says that it has no parameters.
    assert further == ({"site_water_evaporated": ["parameters"]} if kind == "steps" else {})


def test_everything_that_can_be_said_has_a_sheet() -> None:
    documents = {
        ("studies", "rich"): RICH,
        ("routes", "line"): ROUTE,
        ("routes", "green"): GREEN,
        ("steps", "air"): STEP,
    }
    Study.model_validate({**RICH, "allocation": {}})
    for kind, data in (("routes", ROUTE), ("routes", GREEN), ("steps", STEP)):
        MODELS[kind].model_validate(data)
    tables = to_tables(documents, layout())
    assert "further" not in tables
    back = there_and_back(documents)
    for (kind, name), data in documents.items():
        assert same(long_form(kind, data), back[kind, name])
    assert set(layout().by_id) - set(tables) == {"further"}


def test_no_key_of_the_models_lacks_a_column() -> None:
    by_model = {
        "sites": Site,
        "supply": SupplyShare,
        "steps": RouteStep,
        "changes": RouteStep,
        "measures": Measure,
        "abatement": Abatement,
        "values": Setting,
        "factors": Setting,
        "performance": Performance,
        "circular": Parameter,
        "evidence": Evidence,
        "meters": Meter,
        "tool_groups": ToolGroup,
        "datasets": Dataset,
        "own_steps": Step,
        "own_parameters": Parameter,
        "routes": Route,
    }
    # What stands on sheets of its own.
    elsewhere = {"schema", "set", "replace", "remove", "add", "abatement", "supply", "steps", "measures", "parameters",
                 "derived", "tallies", "exchanges", "leaves"}  # fmt: skip
    for sheet, model in by_model.items():
        said = {column.path[0] for column in layout().by_id[sheet].columns}
        keys = {field.alias or name for name, field in model.model_fields.items()}
        assert keys - said <= elsewhere, sheet
    exchange = {column.path[0] for column in layout().by_id["own_exchanges"].columns}
    for kind, model in _KINDS.items():
        assert set(model.model_fields) - exchange == {kind}
    fields = {field.path[0] for field in layout().by_id["study"].fields}
    sheets = {"sites", "supply", "grid", "routes", "set", "factors", "what_if", "evidence", "measured", "schema"}
    assert {field.alias or name for name, field in Study.model_fields.items()} == fields | sheets
    tables = set(layout().by_id["datasets"].by_id["table"].choices)
    measured = {field.path[0] for field in layout().by_id["measured"].fields}
    assert set(Measured.model_fields) == measured | tables | {"meters", "tool_groups"}
    assert set(Monitors.model_fields) == {"number", "passes", "reuses"}


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("studies", {"unknown_key": {"a": [1, {"b": None}], "c.d": True}}),
        ("studies", {"goal": "  spaces at the ends  "}),
        ("studies", {"goal": ""}),
        ("studies", {"sites": {"fab": {"location": "CN-JS", "colour": "blue"}}, "supply": {"fab": []}}),
        ("studies", {"functional_unit": {"amount": "as many as you like"}}),
        ("studies", {"routes": {"a": "line", "b": "other", "c": "line"}}),
        ("studies", {"set": {" odd . path": 1, "a..b": 2, "plain": 3}}),
        ("studies", {"period": {"start": "soon", "end": "2025-12-31"}}),
        ("studies", {"what_if": {"vary": {"a.b": [True, [1]]}}}),
        ("studies", {"device": {}}),
        ("studies", {"schema": "mems-lca/study/9"}),
        ("routes", {"steps": ["a", {"step": "a", "set": {"x": 1}}, {"step": "a", "set": {"x": 2}}]}),
        ("routes", {"steps": [{"id": "no step"}, "a", 7]}),
        ("routes", {"measures": {"m": {"add": [{"after": "a", "steps": ["b"]}, {"after": "a", "steps": ["c"]}]}}}),
        ("routes", {"measures": {"m": {"set": {"b.x": 1}, "replace": {"a": "b"}}}}),
        ("routes", {"measures": {"m": {"replace": {"a": []}, "add": [], "remove": []}, "n": None}}),
        ("routes", {"measures": {"m": {"abatement": {"gases": "SF6", "destruction": {}}}}}),
        ("steps", {"exchanges": [{"input": "a", "gas": "b", "amount": 1}, {"amount": 2}]}),
        ("steps", {"parameters": {"a": {"value": "1 m", "uncertainty": {"lognormal": 1.1, "normal": "1 m"}}, "b": 2}}),
        ("steps", {"derived": {"a": None}, "tallies": {}, "leaves": {"F": "x", "Si": [1]}}),
    ],
)  # fmt: skip
def test_what_no_sheet_has_a_place_for_is_kept(kind: str, change: dict[str, Any]) -> None:
    data = copy.deepcopy({"studies": STUDY, "routes": ROUTE, "steps": STEP}[kind]) | change
    back = there_and_back({(kind, "odd"): data})
    assert same(long_form(kind, data), back[kind, "odd"])
    assert ("further" in to_tables({(kind, "odd"): data}, layout())) == (change.keys() != {"routes"})


def test_a_workbook_holds_one_study() -> None:
    with pytest.raises(StudyError) as caught:
        to_tables({("studies", "a"): STUDY, ("studies", "b"): STUDY}, layout())
    assert caught.value.findings[0].code == "workbook"


# ---------------------------------------------------------------- places, and what is refused


def row(number: int, **values: Any) -> TableRow:
    """A row whose columns stand in the order of the values."""
    spots = {name: CellSpot("Sheet", f"{chr(65 + place)}{number}") for place, name in enumerate(values)}
    return TableRow({name: value for name, value in values.items() if value is not None}, spots)


def read(**tables: list[TableRow]) -> tuple[dict[Any, Any], list[Finding]]:
    findings: list[Finding] = []
    return from_tables(tables, layout(), findings, file="x.xlsx"), findings


def test_every_key_has_its_cell() -> None:
    found, findings = read(
        routes=[row(2, route="line", used_as="grey", wafer_diameter="200 mm")],
        steps=[row(2, route="line", step="etch", id="deep")],
        values=[
            row(2, route="line", step="deep", parameter="depth", value="50 um"),
            row(3, step="deep", parameter="x", value=1),
        ],
        sites=[row(2, site="fab", location="CN-JS")],
        study=[row(2, key="goal", value=None), row(3, key="product.mass", value="30 mg")],
        vary=[row(2, path="deep.depth", values="1 um, 2 um")],
    )
    assert findings == []
    study, line = found["studies", "study"], found["routes", "line"]

    def cell(document: Any, *path: Any) -> str:
        return place_in("x.xlsx", document.positions, path).cell

    assert cell(study, "goal") == "B2"
    assert cell(study, "product", "mass") == "B3"
    assert cell(study, "sites", "fab", "location") == "B2"
    assert cell(study, "sites", "fab", "control") == "A2"
    assert cell(study, "routes", "grey") == "B2"
    assert cell(study, "set", "deep.x", "value") == "C3"
    assert cell(study, "what_if", "vary", "deep.depth", 1) == "B2"
    assert cell(line, "wafer", "diameter") == "C2"
    assert cell(line, "steps", 0, "id") == "C2"
    assert cell(line, "steps", 0, "set", "depth", "value") == "D2"
    assert line.positions[()] == CellSpot("Sheet", "A2")


def test_rows_may_call_a_route_as_the_study_does() -> None:
    found, findings = joined(
        {
            "routes": [
                {"route": "line", "used_as": "grey", "wafer_diameter": "200 mm"},
                {"route": "cap_wafer", "used_as": "b"},
            ],
            "steps": [{"route": "grey", "step": "etch"}],
            "values": [
                {"route": "grey", "step": "etch", "parameter": "depth", "value": "1 um"},
                {"route": "cap_wafer", "step": "cavity_etch", "parameter": "etch_depth", "value": "2 um"},
            ],
        }
    )
    assert findings == []
    assert found["routes", "line"].data["steps"] == [{"step": "etch", "set": {"depth": {"value": "1 um"}}}]
    assert found["studies", "study"].data["set"] == {"b.cavity_etch.etch_depth": {"value": "2 um"}}
    assert ("routes", "cap_wafer") not in found


def test_what_contradicts_or_refers_to_nothing_is_found() -> None:
    _, findings = read(
        routes=[row(2, route="line", used_as="grey", wafer_diameter="200 mm"), row(3, route="line", used_as="grey")],
        steps=[row(2, route="line", step="etch"), row(3, route="lime", step="etch")],
        values=[
            row(2, route="line", step="etchh", parameter="depth", value="1 um"),
            row(3, measure="m", step="etch", parameter="depth", value="1 um"),
            row(4, step="etch", parameter="x", value=1),
            row(5, step=None, parameter="etch.x", value=2),
        ],
        changes=[row(2, route="line", measure="m", change="replace", target="etch"),
                 row(3, route="line", measure="m", change="remove", target="etch", step="ash")],
        study=[row(2, key="device.yield", value=0.9), row(3, key="device.yield.model", value="murphy"),
               row(4, key="goals", value="To see")],
        supply=[row(2, route="line", site="fab", share=1, kind="grid")],
        meters=[row(2, meter="main", carrier="water", uncertainty="log 3")],
        further=[row(2, kind="routes", key="x", value="1"), row(3, kind="studies", key="goal", value="{a: [}")],
    )  # fmt: skip
    assert sorted((entry.code, entry.place.cell, entry.nearest) for entry in findings) == sorted(
        [
            ("given_twice", "B3", ""),  # the study's route twice
            ("unknown_route", "A3", "line"),
            ("unknown_step", "B2", "etch"),
            ("missing", "A3", ""),  # a measure without its route
            ("given_twice", "B5", ""),  # etch.x
            ("missing", "A2", ""),
            ("change", "E3", ""),
            ("given_twice", "B3", ""),
            ("unknown_key", "A4", "goal"),
            ("missing", "A2", ""),
            ("spread", "C2", ""),
            ("missing", "A2", ""),
            ("yaml", "C3", ""),
        ]
    )


def test_shipped_files_are_found() -> None:
    assert all(isinstance(path, Path) for path in shipped("studies"))
    assert len(shipped("studies")) >= 12
