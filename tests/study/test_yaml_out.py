"""YAML that people can read, and that is read back as the same data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from book_sheets import shipped
from mems_lca.study.reading import load_yaml
from mems_lca.study.shapes import MODELS, long_form, same, short_form
from mems_lca.study.yaml_out import document_text, text_of

HERE = Path("made_up.yaml")


def back(text: str) -> dict[str, Any]:
    return load_yaml(HERE, text=text).data


@pytest.mark.parametrize("kind", list(MODELS))
def test_what_ships_is_written_and_read_back(kind: str) -> None:
    for path in shipped(kind):
        data = load_yaml(path).data
        text = document_text(kind, long_form(kind, data))
        assert same(long_form(kind, back(text)), long_form(kind, data)), path.name
        assert back(text) == short_form(kind, data), path.name
        MODELS[kind].model_validate(back(text))


def test_short_forms_in_the_order_of_the_models() -> None:
    route = {
        "measures": {"m": {"add": [{"steps": [{"step": "b"}], "after": "a"}], "replace": {"a": [{"step": "c"}]}}},
        "base": "line",
        "schema": "mems-lca/route/1",
    }
    assert document_text("routes", route) == (
        "schema: mems-lca/route/1\n"
        "base: line\n"
        "measures: {m: {replace: {a: c}, add: {after: a, steps: [b]}}}\n"
    )  # fmt: skip
    step = {
        "parameters": {"depth": {"note": "Layout.", "max": "9 um", "source": "assumption", "value": "2 um"}},
        "exchanges": [{"amount": "depth", "note": "n", "input": "electricity"}],
        "per": "wafer",
    }
    assert document_text("steps", step) == (
        "per: wafer\n"
        "parameters: {depth: {value: 2 um, max: 9 um, source: assumption, note: Layout.}}\n"
        "exchanges:\n"
        "  - {input: electricity, amount: depth, note: n}\n"
    )


def test_long_texts_are_folded_and_dates_stand_plain() -> None:
    goal = "To find " + "which of the many steps " * 20 + "weighs."
    text = document_text("studies", {"goal": goal, "period": {"start": "2025-01-01", "end": "2025-12-31"}})
    assert text.startswith("goal: >-\n  To find which")
    assert max(map(len, text.splitlines())) <= 153
    assert "period: {start: 2025-01-01, end: 2025-12-31}\n" in text
    assert back(text) == {"goal": goal, "period": {"start": "2025-01-01", "end": "2025-12-31"}}


@pytest.mark.parametrize(
    "value",
    [
        "", " ", "yes", "null", "1e5", "007", "0x1f", "1_000", "12:30:00", "2025-02-30", "2025-01-01", "a: b",
        "# x", "- x", ":0", ":a", "\x85", "{a}", "@x", "%x", "a\nb", "a\n\n b ", " ends ", "tab\tin",
        "“quoted” and \"quoted\" and 'quoted'",
        "深反应", "\u2028", "🙂", "=1+1", "~", "*a", "&a", "!x", "|", ">", "\x07", "word " * 100, "x" * 500,
        1, 1.0, 1e-7, 1e300, True, None, [], {}, [[1, [2]], {"a": []}], {"on": 1, "2025-01-01": 2, "": 3, "a.b": 4},
    ],
)  # fmt: skip
def test_every_value_is_read_back_as_it_was(value: Any) -> None:
    for data in ({"key": value}, {"list": [value, {"inner": value}]}, {"deep": {"deeper": {"deepest": value, "x": 1}}}):
        found = back(text_of(data))
        assert found == data
        assert repr(found) == repr(data)
