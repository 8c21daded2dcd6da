"""The sheets of input cells: Units, Parameters and Factors; each canonical value is value × factor + offset, live."""

from __future__ import annotations

from mems_lca.reporting.addresses import cell
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record
from mems_lca.units import conversion

_COLUMNS = (
    "path", "label", "value", "unit", "factor", "offset", "canonical", "canonical_unit", "origin", "source", "note",
    "shipped", "changed", "library_value",
)  # fmt: skip
_WIDTHS = (42, 56, 12, 13, 13, 9, 13, 18, 14, 22, 80, 12, 9, 16, 24)
_VALUE, _FACTOR, _OFFSET, _CANONICAL, _SHIPPED, _CHANGED = 2, 4, 5, 6, 11, 12
_LARGEST = 1e300


def write_inputs(desk: Desk) -> None:
    """Writes the three sheets."""
    _write_units(desk)
    _write_table(desk, "parameters", list(desk.facts.inputs("parameter")))
    _write_table(desk, "factors", list(desk.facts.inputs("factor", "choice")))


def _units(desk: Desk) -> dict[str, str]:
    """Every unit that an input is given in, and every unit that formulas convert to, with the key of its cell."""
    keys = {str(record["key"]).partition(":")[2]: str(record["key"]) for record in desk.facts.inputs("unit")}
    given = {str(record["given"]["unit"]) for record in desk.facts.inputs("parameter", "factor", "choice")}
    return {unit: keys.get(unit, "") for unit in sorted(given | set(keys), key=lambda unit: (unit.lower(), unit))}


def _write_units(desk: Desk) -> None:
    page, texts = desk.sheets["units"], desk.texts
    head = desk.title("units", texts("note.units"))
    page.head(head, [texts(f"head.{name}") for name in ("unit", "factor", "offset", "canonical_unit", "unit_use")])
    row = head
    for row, (unit, key) in enumerate(_units(desk).items(), head + 1):
        rule = conversion(unit)
        page.text(row, 0, unit or desk.labels.unit(unit), "strong")
        page.number(row, 1, desk.facts.values[key] if key else rule.factor, number_format="General")
        page.number(row, 2, rule.offset, number_format="General")
        page.text(row, 3, desk.labels.unit(rule.canonical_unit))
        page.text(row, 4, texts("unit_use.both" if key else "unit_use.inputs"))
        desk.values[f"unit {unit}"] = page.address(row, 1)
        if key:
            desk.cells[key] = page.address(row, 1)
    page.widths(24, 26, 14, 24, 48)
    desk.finish("units", (row, 4), head=head, filtered=True)


def _write_table(desk: Desk, sheet: str, records: list[Record]) -> None:
    page, texts = desk.sheets[sheet], desk.texts
    head = desk.title(sheet, texts(f"note.{sheet}"), texts("note.inputs"))
    columns = _columns(desk)
    page.head(head, [texts(f"head.{name}") for name in columns])
    row = head
    for row, record in enumerate(records, head + 1):
        _write_input(desk, sheet, row, record)
    page.widths(*_WIDTHS[: len(columns)])
    first, last = (head + 1, _CHANGED), (max(row, head + 1), _CHANGED)
    desk.changed.append(desk.area(sheet, first, last))
    _guard(desk, sheet, head + 1, max(row, head + 1))
    desk.finish(sheet, (max(row, head + 1), len(columns) - 1), head=head, filtered=True, frozen_col=2, large=True)


def _columns(desk: Desk) -> tuple[str, ...]:
    """The columns of a table; that of evidence stands only where the study has some."""
    return (*_COLUMNS, "evidence") if "evidence" in desk.sheets else _COLUMNS


def _write_input(desk: Desk, sheet: str, row: int, record: Record) -> None:
    page, texts = desk.sheets[sheet], desk.texts
    given = record["given"]
    value, unit = float(given["value"]), str(given["unit"])
    changeable = bool(record["path"])
    page.text(row, 0, record["path"] or record["key"], "id")
    page.text(row, 1, desk.labels.cell(record))
    page.number(row, _VALUE, value, "input" if changeable else "number", "General")
    page.text(row, 3, unit or desk.labels.unit(""))
    factor, rule = desk.values[f"unit {unit}"], conversion(unit)
    page.formula(row, _FACTOR, str(factor), rule.factor, number_format="General")
    page.formula(row, _OFFSET, str(desk.sheets["units"].address(factor.row, 2)), rule.offset, number_format="General")
    local = {name: cell(row, col) for name, col in (("value", _VALUE), ("factor", _FACTOR), ("offset", _OFFSET))}
    canonical = "{value}*{factor}+{offset}".format(**local)
    desk.cells[record["key"]] = page.formula(row, _CANONICAL, canonical, float(record["value"]))
    desk.values[record["key"]] = page.address(row, _VALUE)
    page.text(row, 7, desk.labels.unit(str(record["unit"])))
    page.text(row, 8, texts.label("origin", str(record["origin"])))
    page.text(row, 9, record["source"], "id")
    page.text(row, 10, record["note"])
    page.number(row, _SHIPPED, value, number_format="General")
    page.formula(row, _CHANGED, f"IF({local['value']}={cell(row, _SHIPPED)},0,1)", 0, number_format="0;;")
    published = record.get("published")
    page.text(row, 13, f"{published['value']:g} {published['unit']}".strip() if published else "")
    if "evidence" in desk.sheets:
        page.text(row, len(_COLUMNS), record.get("evidence"), "id")
    if changeable:
        desk.book.define("p", (str(record["path"]),), page.address(row, _VALUE))


def _guard(desk: Desk, sheet: str, first: int, last: int) -> None:
    """Only numbers may be entered; an input that was changed is marked."""
    page, texts = desk.sheets[sheet], desk.texts
    rule = {
        "validate": "decimal", "criteria": "between", "minimum": -_LARGEST, "maximum": _LARGEST, "ignore_blank": False,
        "error_title": texts("input.error_title"), "error_message": texts("input.error_message"),
    }  # fmt: skip
    page.raw.data_validation(first, _VALUE, last, _VALUE, rule)
    mark = {
        "type": "formula",
        "criteria": f"=$M{first + 1}=1",
        "format": desk.book.warn_style(False),
    }
    page.raw.conditional_format(first, _VALUE, last, _VALUE, mark)
