"""Workbooks that are spoilt in one way each, and what is to come of them: read right, or refused at a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from openpyxl.cell import Cell

from end_to_end.spoiling import NAME, Spoilt, head_row
from study.book.broken import EXTERNAL, bomb, declaring, ole, patched, with_links

OURS = ("studies", NAME)
LINE = ("routes", "our_line")
GREENER = ("routes", "our_greener")
ETCHING = ("steps", "etching")
FLOW = (LINE, "steps", 0, "set", "flow", "value")

Key = tuple[Any, ...]
# Code, sheet and cell of a finding, and what its line says besides.
Found = tuple[str, str, str, str]


@dataclass(frozen=True)
class Outcome:
    """What is to come of a workbook: its errors and warnings (beside those of the whole one), and what is read."""

    errors: tuple[Found, ...] = ()
    warnings: tuple[Found, ...] = ()
    values: tuple[tuple[Key, Any], ...] = ()


@dataclass(frozen=True)
class Case:
    """One broken workbook: in a few words, and what spoils it."""

    name: str
    spoil: Callable[[Spoilt], Outcome] = field(repr=False)


CASES: list[Case] = []


def case(name: str) -> Callable[[Callable[[Spoilt], Outcome]], Callable[[Spoilt], Outcome]]:
    """Adds a case to the list."""

    def added(spoil: Callable[[Spoilt], Outcome]) -> Callable[[Spoilt], Outcome]:
        CASES.append(Case(name, spoil))
        return spoil

    return added


def found(code: str, where: Cell | str = "", says: str = "") -> Found:
    """A finding at a cell, a sheet, or the file."""
    if isinstance(where, str):
        return code, where, "", says
    return code, where.parent.title, where.coordinate, says


def refused(code: str, where: Cell | str = "", says: str = "") -> Outcome:
    """One error and nothing else."""
    return Outcome(errors=(found(code, where, says),))


def reads(*values: tuple[Key, Any], warned: tuple[Found, ...] = ()) -> Outcome:
    """What stands at paths of documents, (document, key, …): all of it right."""
    return Outcome(values=values, warnings=warned)


# ------------------------------------------------------------ sheets


@case("sheet name with a slip (Valeus)")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].title = "Valeus"
    return refused("unknown_sheet", "Valeus", "did you mean 'Values'?")


@case("sheet name that is like none (Bill of materials)")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].title = "Bill of materials"
    return refused("unknown_sheet", "Bill of materials", "one that begins with _ is left aside")


@case("sheet name in capitals with blanks around it")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].title = " VALUES "
    return reads((FLOW, "310 sccm/wafer"))


@case("sheet of one's own, begun with _")
def _(book: Spoilt) -> Outcome:
    book.book.create_sheet("_mine")["A1"] = "=1/0"
    return reads((FLOW, "310 sccm/wafer"))


@case("sheet Study is missing")
def _(book: Spoilt) -> Outcome:
    del book.book["Study"]
    return refused("no_study", "", "expected Study or 研究")


@case("sheet Study under a wrong name")
def _(book: Spoilt) -> Outcome:
    book.book["Study"].title = "Studdy"
    both = found("no_study", "", "found 'Studdy'"), found("unknown_sheet", "Studdy", "did you mean 'Study'?")
    return Outcome(errors=both)


@case("sheet Sites is missing")
def _(book: Spoilt) -> Outcome:
    del book.book["Sites"]
    return refused("missing", "Sites", "`sites` is missing")


@case("sheet Sites under a name like none (Places of ours)")
def _(book: Spoilt) -> Outcome:
    book.book["Sites"].title = "Places of ours"
    lacking = found("unknown_sheet", "Places of ours", "expected a sheet that is not there: Sites")
    return Outcome(errors=(lacking, found("missing", "Sites", "`sites` is missing")))


@case("sheet Values twice, in English and Chinese")
def _(book: Spoilt) -> Outcome:
    book.book.copy_worksheet(book.book["Values"]).title = "参数值"
    return refused("duplicate_sheet", "参数值", "Values does, too")


@case("Chinese sheet names with English headings")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].title, book.book["Sites"].title = "参数值", "场址"
    return reads((FLOW, "310 sccm/wafer"), ((OURS, "sites", "fab", "location"), "CN-JS"))


@case("hidden sheet")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].sheet_state = "hidden"
    return reads((FLOW, "310 sccm/wafer"), warned=(found("hidden_sheet", "Values"),))


@case("empty workbook")
def _(book: Spoilt) -> Outcome:
    for page in list(book.book)[1:]:
        del book.book[page.title]
    book.book["Study"].delete_rows(1, 100)
    wanted = {"Study": ("goal", "product", "functional_unit", "period"), "Sites": ("sites",), "Routes": ("routes",)}
    missing = [found("missing", sheet, f"`{key}` is missing") for sheet, keys in wanted.items() for key in keys]
    return Outcome(errors=tuple(missing))


# ------------------------------------------------------------ headings and rows


@case("renamed heading (Amount for Value)")
def _(book: Spoilt) -> Outcome:
    head = book.head("Values", "Value")
    head.value = "Amount"
    missing = found("missing_heading", book.head("Values", "Route"), "expected Value or 值")
    return Outcome(errors=(found("unknown_heading", head, "found 'Amount'"), missing))


@case("heading with a slip (Locaton)")
def _(book: Spoilt) -> Outcome:
    head = book.head("Sites", "Location")
    head.value = "Locaton"
    return refused("unknown_heading", head, "did you mean 'Location'?")


@case("needed heading with a slip (Vlaue)")
def _(book: Spoilt) -> Outcome:
    head = book.head("Values", "Value")
    head.value = "Vlaue"
    return refused("unknown_heading", head, "did you mean 'Value'?")


@case("columns in another order")
def _(book: Spoilt) -> Outcome:
    page = book.book["Values"]
    page.move_range(f"A{head_row(page)}:D{page.max_row}", cols=20)
    return reads((FLOW, "310 sccm/wafer"), ((GREENER, "measures", "less_gas", "set", "release_etch.flow", "value"),
                                            "200 sccm/wafer"))  # fmt: skip


@case("column twice")
def _(book: Spoilt) -> Outcome:
    head = book.head("Values", "Value")
    twin = head.offset(0, 20)
    twin.value = "Value"
    book.at("Values", "Value", "our_line").offset(0, 20).value = 400
    return refused("duplicate_heading", twin, f"in {head.coordinate}")


@case("needed column is missing")
def _(book: Spoilt) -> Outcome:
    book.book["Steps"].delete_cols(book.head("Steps", "Step").column)
    missing = found("missing_heading", book.head("Steps", "Route"), "expected Step or 工序")
    return Outcome(errors=(missing, found("value", book.at("Routes", "Route", "our_line"), "a route needs")))


@case("column that nothing knows")
def _(book: Spoilt) -> Outcome:
    head = book.head("Values", "Data quality").offset(0, 1)
    head.value = "Colour"
    return refused("unknown_heading", head, "one that begins with _ is left aside")


@case("column of one's own, begun with _")
def _(book: Spoilt) -> Outcome:
    head = book.head("Values", "Data quality").offset(0, 1)
    head.value = "_checked by"
    book.at("Values", "Data quality", "our_line").offset(0, 1).value = "me"
    return reads((FLOW, "310 sccm/wafer"))


@case("value in a column without a heading")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Data quality", "our_line").offset(0, 3)
    cell.value = 12
    return refused("no_heading", cell, "found '12'")


@case("blank rows between rows")
def _(book: Spoilt) -> Outcome:
    row = book.at("Values", "Route", "our_line").row
    book.book["Values"].insert_rows(row, 7)
    book.book["Values"].insert_rows(row + 8, 200)
    return reads((FLOW, "310 sccm/wafer"), ((GREENER, "measures", "less_gas", "set", "release_etch.flow", "value"),
                                            "200 sccm/wafer"))  # fmt: skip


@case("merged titles above the headings")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].merge_cells("A1:F1")
    book.book["Values"].merge_cells("A2:O3")
    return reads((FLOW, "310 sccm/wafer"))


@case("merged cells over rows of data")
def _(book: Spoilt) -> Outcome:
    first = book.at("Electricity", "Site", "fab")
    book.book["Electricity"].merge_cells(f"{first.coordinate}:{first.offset(1, 0).coordinate}")
    second = found("missing", first.offset(1, 0), "`Site` is missing")
    return Outcome(errors=(found("merged", first, "unmerge"), second))


@case("headings ten rows further down")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].insert_rows(1, 10)
    return reads((FLOW, "310 sccm/wafer"))


@case("headings forty rows further down")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].insert_rows(1, 40)
    return refused("no_headings", "Values", "among the first 20 rows")


@case("hidden row")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Route", "our_line")
    book.book["Values"].row_dimensions[cell.row].hidden = True
    return reads((FLOW, "310 sccm/wafer"), warned=(found("hidden_rows", cell, f"({cell.row})"),))


@case("hidden column")
def _(book: Spoilt) -> Outcome:
    book.book["Values"].column_dimensions["E"].hidden = True
    return reads((FLOW, "310 sccm/wafer"), warned=(found("hidden_columns", "Values", "(E)"),))


@case("data typed into the grey line of examples")
def _(book: Spoilt) -> Outcome:
    above = book.head("Steps", "Route").offset(-1, 0)
    above.value, above.offset(0, 1).value = "our_line", "cleaning"
    return reads(((LINE, "steps", 0, "step"), "etching"), warned=(found("above_headings", above.offset(0, 1)),))


# ------------------------------------------------------------ numbers


@case("comma decimal that can mean one thing (0,5)")
def _(book: Spoilt) -> Outcome:
    book.at("Step parameters", "Value", "solvent").value = "0,5"
    return reads(((("steps", "cleaning"), "parameters", "solvent", "value"), "0.5 kg/wafer"))


@case("comma that can mean two things (1,234)")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    cell.value = "1,234"
    return refused("number", cell, "this may be 1234 or 1.234")


@case("thousands and decimals (1.234,5)")
def _(book: Spoilt) -> Outcome:
    book.at("Values", "Value", "our_line").value = "1.234,5"
    return reads((FLOW, "1234.5 sccm/wafer"))


@case("full-width digits and unit")
def _(book: Spoilt) -> Outcome:
    book.at("Values", "Value", "our_line").value = "３１０．５"
    book.unit("Values", "Value", "our_line").value = "ｓｃｃｍ／ｗａｆｅｒ"
    return reads((FLOW, "310.5 sccm/wafer"))


@case("percent cell without a unit")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Study", "Value", "device.yield")
    cell.value, cell.number_format = 0.88, "0%"
    return reads(((OURS, "device", "yield"), "88 %"))


@case("percent cell with the unit %")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Sites", "Line utilisation", "fab")
    cell.value, cell.number_format = 0.655, "0.0%"
    return reads(((OURS, "sites", "fab", "line_utilisation"), "65.5 %"))


@case("percent cell with the unit kg")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Step parameters", "Value", "solvent")
    cell.number_format, cell.offset(0, 1).value = "0%", "kg/wafer"
    return refused("unit_percent", cell, "the unit beside it is kg/wafer")


@case("number shown in thousands (format 0.0,)")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    cell.number_format = "0.0,"
    return refused("number_scaled", cell)


@case("date in the cell of a quantity")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    cell.value, cell.number_format = datetime(2025, 3, 4), "yyyy-mm-dd"
    return refused("cell_is_date", cell, "format the cell as a number")


@case("1-2 that Excel made a date of")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    cell.value, cell.number_format = datetime(2025, 2, 1), "d-mmm"
    return refused("cell_is_date", cell, "Excel made a date of this")


@case("yield of 1.2")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Study", "Value", "device.yield")
    cell.value = 1.2
    return refused("value", cell, "1.2")


@case("negative flow")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    cell.value = -310
    return refused("negative_amount", cell, "found '-310 sccm/wafer'")


@case("shares of electricity that add up to 1.1")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Electricity", "Share", "grid")
    cell.value = 0.8
    return refused("supply_shares", cell, "add up to 1.1")


@case("period given as texts, one of them no day")
def _(book: Spoilt) -> Outcome:
    book.at("Study", "Value", "period.start").value = "2025-01-01"
    cell = book.at("Study", "Value", "period.end")
    cell.value = "2025-02-30"
    return refused("cell_date", cell, "2025-02-30")


# ------------------------------------------------------------ formulas and errors


@case("#N/A in a quantity")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    book.raw(cell, f'<c r="{cell.coordinate}" t="e"><f>VLOOKUP(1,A1:A2,1)</f><v>#N/A</v></c>')
    return refused("cell_error", cell, "#N/A")


@case("#REF! in a name")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Steps", "Step", "cleaning")
    book.raw(cell, f'<c r="{cell.coordinate}" t="e"><v>#REF!</v></c>')
    return refused("cell_error", cell, "#REF!")


@case("#DIV/0! in a column that is not read")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Explanation", "our_line")
    book.raw(cell, f'<c r="{cell.coordinate}" t="e"><v>#DIV/0!</v></c>')
    return reads((FLOW, "310 sccm/wafer"))


@case("formula with its value")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    book.raw(cell, f'<c r="{cell.coordinate}"><f>2*160</f><v>320</v></c>')
    return reads((FLOW, "320 sccm/wafer"))


@case("formula without a value")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    book.raw(cell, f'<c r="{cell.coordinate}"><f>2*160</f></c>')
    return refused("formula_uncalculated", cell, "save")


@case("formula into another workbook")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    book.raw(cell, f'<c r="{cell.coordinate}"><f>[1]Recipes!$B$2</f><v>320</v></c>')
    book.after.append(with_links)
    warned = found("workbook_links", "", "none is followed"), found("formula_outside", cell, cell.coordinate)
    return reads((FLOW, "320 sccm/wafer"), warned=warned)


@case("=1+1 typed as a text in the goal")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Study", "Value", "goal")
    cell.value, cell.data_type = "=1+1", "s"
    return reads(((OURS, "goal"), "=1+1"))


# ------------------------------------------------------------ names and texts


@case("name that is a number shown as 007")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Steps", "Own name", "cleaning")
    cell.value, cell.number_format = 7, "000"
    return refused("name_number", cell, "found '007'")


@case("name 1e5 that Excel made a number of")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Steps", "Own name", "cleaning")
    cell.value, cell.number_format = 1e5, "0.00E+00"
    return refused("name_number", cell, "type an apostrophe before it")


@case("name MAR1 that Excel made a date of")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Steps", "Own name", "cleaning")
    cell.value, cell.number_format = datetime(2025, 3, 1), "d-mmm"
    return refused("cell_is_date", cell, "Excel made a date of this")


@case("007 and 1e5 as texts")
def _(book: Spoilt) -> Outcome:
    book.at("Company factors", "Note", "isopropanol").value = "007"
    book.at("Study", "Value", "product.name").value = "1e5"
    notes = (OURS, "factors", "isopropanol", "climate_change", "note")
    return reads((notes, "007"), ((OURS, "product", "name"), "1e5"))


@case("blanks and no-break spaces around names and units")
def _(book: Spoilt) -> Outcome:
    book.at("Steps", "Step", "cleaning").value = "\u00a0cleaning \u3000"
    book.at("Values", "Step", "our_line").value = " release_etch\u00a0"
    book.unit("Values", "Value", "our_line").value = "\u00a0sccm/wafer "
    return reads(((LINE, "steps", 1, "step"), "cleaning"), (FLOW, "310 sccm/wafer"))


@case("letter that cannot be seen in a name")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Steps", "Step", "cleaning")
    cell.value = "clean\u200bing"
    return refused("invisible_character", cell, "U+200B")


@case("control characters in a text")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Study", "Value", "goal")
    book.raw(cell, f'<c r="{cell.coordinate}" t="inlineStr"><is><t>Ring_x0007_ _x001B_[31mred</t></is></c>')
    return refused("control_character", cell)


@case("text of 40,000 characters")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Study", "Value", "goal")
    book.raw(cell, f'<c r="{cell.coordinate}" t="inlineStr"><is><t>{"long " * 8000}</t></is></c>')
    return reads(((OURS, "goal"), "long " * 7999 + "long"))


@case("no, in English and in Chinese")
def _(book: Spoilt) -> Outcome:
    book.at("Sites", "Use claims", "fab").value = "No"
    book.add("Sites", Site="shop", Location="CN-SN", Control="supplier", Use_claims="否")
    return reads(((OURS, "sites", "fab", "claims"), False), ((OURS, "sites", "shop", "claims"), False))


@case("maybe where yes or no is asked")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Sites", "Use claims", "fab")
    cell.value = "maybe"
    return refused("cell_kind", cell, "expected yes, no")


# ------------------------------------------------------------ units


@case("unit with a slip (kgs)")
def _(book: Spoilt) -> Outcome:
    cell = book.unit("Company factors", "Value", "isopropanol")
    cell.value = "kgs"
    return refused("unit-unknown", cell, "did you mean 'kg'?")


@case("unit of another dimension (sccm for a power)")
def _(book: Spoilt) -> Outcome:
    cells = book.add(
        "Values", Route="our_line", Step="release_etch", Parameter="power", Value=3, Value_Unit="sccm/wafer"
    )
    return refused("dimension", cells["Value"], "expected power")


@case("unit of another dimension in a field (kg for the die)")
def _(book: Spoilt) -> Outcome:
    cell = book.unit("Study", "Value", "device.die.width")
    cell.value = "kg"
    return refused("value", book.at("Study", "Value", "device.die.width"), "expected length")


@case("unit without a value")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    cell.value = None
    return refused("missing", cell, "`Value` is missing")


@case("unit without a value in a row of units alone")
def _(book: Spoilt) -> Outcome:
    page = book.book["Values"]
    page.cell(book.free("Values"), book.head("Values", "Value").column + 1).value = "kgs"
    return reads((FLOW, "310 sccm/wafer"))


@case("value without a unit where one is needed")
def _(book: Spoilt) -> Outcome:
    book.unit("Values", "Value", "our_line").value = None
    return refused("dimension", book.at("Values", "Value", "our_line"), "found '310'")


@case("value and unit in one cell (300 sccm), none beside it")
def _(book: Spoilt) -> Outcome:
    book.at("Values", "Value", "our_line").value = "300 sccm/wafer"
    book.unit("Values", "Value", "our_line").value = None
    return reads((FLOW, "300 sccm/wafer"))


@case("value and unit in one cell, another beside it")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Value", "our_line")
    cell.value = "300 slm/wafer"
    return refused("unit_twice", cell, "two units are given")


@case("value and unit in the cell of the unit (300 sccm)")
def _(book: Spoilt) -> Outcome:
    book.at("Values", "Value", "our_line").value = None
    cell = book.unit("Values", "Value", "our_line")
    cell.value = "300 sccm/wafer"
    return refused("unit_value", cell, "found '300 sccm/wafer'")


@case("value in the cell of the unit of a row that says nothing else")
def _(book: Spoilt) -> Outcome:
    page = book.book["Sites"]
    cell = page.cell(book.free("Sites"), book.head("Sites", "Line utilisation").column + 1)
    cell.value = "65 %"
    return refused("unit_value", cell, "found '65 %'")


@case("number in the cell of the unit")
def _(book: Spoilt) -> Outcome:
    cell = book.unit("Values", "Value", "our_line")
    cell.value = 310
    return refused("unit_kind", cell, "a unit is a text")


# ------------------------------------------------------------ what rows refer to


@case("site twice")
def _(book: Spoilt) -> Outcome:
    twin = book.add("Sites", Site="fab", Location="CN-SN")
    return refused("duplicate_row", twin["Site"], book.at("Sites", "Site", "fab").coordinate)


@case("two steps of one name")
def _(book: Spoilt) -> Outcome:
    twin = book.add("Steps", Route="our_line", Step="etching", Own_name="release_etch")
    return refused("duplicate_step", twin["Step"], "release_etch")


@case("value twice")
def _(book: Spoilt) -> Outcome:
    values = {"Value": 320, "Value_Unit": "sccm/wafer"}
    twin = book.add("Values", Route="our_line", Step="release_etch", Parameter="flow", **values)
    return refused("duplicate_row", twin["Parameter"], book.at("Values", "Parameter", "our_line").coordinate)


@case("value twice, once by the study's name of the route")
def _(book: Spoilt) -> Outcome:
    values = {"Value": 320, "Value_Unit": "sccm/wafer"}
    twin = book.add("Values", Route="grey", Step="release_etch", Parameter="flow", **values)
    return refused("given_twice", twin["Parameter"], book.at("Values", "Parameter", "our_line").coordinate)


@case("unknown step in Values")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Step", "our_line")
    cell.value = "relese_etch"
    return refused("unknown_step", cell, "did you mean 'release_etch'?")


@case("unknown step in Steps")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Steps", "Step", "cleaning")
    cell.value = "clening"
    return refused("unknown_step", cell, "did you mean 'cleaning'?")


@case("unknown parameter in Values")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Parameter", "our_line")
    cell.value = "flwo"
    return refused("unknown_parameter", cell, "did you mean 'flow'?")


@case("unknown parameter of the whole study")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Parameter", "grey.release_etch")
    cell.value = "tme"
    return refused("unknown_path", cell, "did you mean 'grey.release_etch.time'?")


@case("unknown step of a measure")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Values", "Step", "our_greener")
    cell.value = "relese_etch"
    return refused("unknown_step", book.at("Values", "Parameter", "our_greener"), "did you mean 'release_etch'?")


@case("unknown place")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Sites", "Location", "fab")
    cell.value = "CN-JZ"
    return refused("unknown_place", cell, "did you mean")


@case("unknown choice")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Sites", "Control", "fab")
    cell.value = "owned"
    return refused("choice", cell, "did you mean 'own'?")


@case("unknown gas in Abatement")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Abatement", "Gases", "our_line")
    cell.value = "SF6, C4F9"
    return refused("unknown_gas", cell, "did you mean 'C4F6'?")


@case("unknown set of destruction shares")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Abatement", "Destruction", "our_line")
    cell.value = "epa-i16-mem"
    return refused("unknown_destruction", cell, "did you mean 'epa-i16-mems'?")


@case("unknown route in Steps")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Steps", "Route", "cleaning")
    cell.value = "our_lien"
    return refused("unknown_route", cell, "did you mean 'our_line'?")


@case("unknown product of an own step")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Step exchanges", "What", "isopropanol")
    cell.value = "isopropanole"
    return refused("unknown_product", cell, "did you mean 'isopropanol'?")


@case("unknown source, in a value and in a factor")
def _(book: Spoilt) -> Outcome:
    one = book.at("Values", "Source", "our_line")
    two = book.at("Company factors", "Source", "isopropanol")
    one.value = two.value = "asumption"
    says = "did you mean 'assumption'?"
    return Outcome(errors=(found("unknown_source", two, says), found("unknown_source", one, says)))


@case("source measured, as the drop-down offers it")
def _(book: Spoilt) -> Outcome:
    one = book.at("Values", "Source", "our_line")
    two = book.at("Company factors", "Source", "isopropanol")
    one.value = two.value = "measured"
    return reads(((*FLOW[:-1], "source"), "measured"))


@case("unknown key of the study")
def _(book: Spoilt) -> Outcome:
    cell = book.at("Study", "Key", "gas_table")
    cell.value, cell.offset(0, 1).value = "gas_tabel", "epa-i5"
    return refused("unknown_key", cell, "did you mean 'gas_table'?")


@case("offsets under Further keys")
def _(book: Spoilt) -> Outcome:
    cells = book.add("Further keys", Kind="studies", Key="offsets", Value="12 kg CO2e")
    return refused("offset", cells["Value"], "never subtracted")


# ------------------------------------------------------------ files


@case("zip bomb")
def _(book: Spoilt) -> Outcome:
    book.after.append(lambda path: bomb(path, 80))
    return refused("workbook_size", "", "MB")


@case("external entity in a sheet")
def _(book: Spoilt) -> Outcome:
    book.after.append(lambda path: patched(path, {"xl/worksheets/sheet6.xml": _prolog(EXTERNAL)}))
    return refused("workbook_xml", "", "xl/worksheets/sheet6.xml")


@case("old .xls under the name .xlsx")
def _(book: Spoilt) -> Outcome:
    book.after.append(lambda path: ole(path, encrypted=False))
    return refused("workbook_kind", "", "the old Excel format (.xls)")


@case("workbook with a password")
def _(book: Spoilt) -> Outcome:
    book.after.append(lambda path: ole(path, encrypted=True))
    return refused("workbook_encrypted", "", "without a password")


@case("CSV under the name .xlsx")
def _(book: Spoilt) -> Outcome:
    book.after.append(lambda path: path.write_text("Site,Location\nfab,CN-JS\n", encoding="utf-8"))
    return refused("workbook_kind", "", "a text file")


@case("file cut off in the middle")
def _(book: Spoilt) -> Outcome:
    book.after.append(lambda path: path.write_bytes(path.read_bytes()[:9000]))
    return refused("workbook_damaged", "", "copy it again")


@case("macros")
def _(book: Spoilt) -> Outcome:
    book.after.append(lambda path: patched(path, {"xl/vbaProject.bin": b"\0"}))
    return refused("workbook_macros", "", "without them")


def _prolog(doctype: bytes) -> Callable[[bytes], bytes]:
    """A patch that declares a document type, whether or not the part has an XML declaration."""

    def change(content: bytes) -> bytes:
        return declaring(doctype)(content if content.startswith(b"<?xml") else b'<?xml version="1.0"?>' + content)

    return change
