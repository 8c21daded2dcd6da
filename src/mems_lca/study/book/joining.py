"""The tables of a workbook put together to documents: a study, routes and steps, with the cell of each key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mems_lca.errors import Finding, StudyError, nearest
from mems_lca.study.book import entities, route_tables, step_tables, study_tables
from mems_lca.study.book.layout import Layout, Sheet
from mems_lca.study.book.rows import Draft, Findings, Path, TableRow, read_value
from mems_lca.study.paths import split
from mems_lca.study.reading import Document
from mems_lca.study.shapes import long_form

Key = tuple[str, str]
SCHEMAS: Mapping[str, str] = {"studies": "mems-lca/study/1", "routes": "mems-lca/route/1", "steps": "mems-lca/step/1"}
# Sheets whose rows belong to a route, in the order in which they are read: values come last, as steps must be known.
_OF_ROUTES = ("measures", "steps", "changes", "abatement", "supply", "values")


def from_tables(
    tables: Mapping[str, Sequence[TableRow]],
    layout: Layout,
    findings: list[Finding],
    *,
    study: str = "study",
    file: str = "",
) -> dict[Key, Document]:
    """The documents of tables: everything written out, in the order of the models.

    `study` is the name of the study, `file` the workbook for places. What is wrong in the tables goes to `findings`.
    """
    joining = _Joining(layout, Findings(file, findings), tables, study)
    joining.read()
    return joining.documents()


@dataclass
class _Joining:
    """The documents while they are put together."""

    layout: Layout
    findings: Findings
    tables: Mapping[str, Sequence[TableRow]]
    study: str
    drafts: dict[Key, Draft] = field(default_factory=dict)
    # What the study calls the routes of the sheet, and what they are called there.
    names: dict[str, str] = field(default_factory=dict)
    routes: dict[str, TableRow] = field(default_factory=dict)

    def read(self) -> None:
        """Reads every table, in an order in which what a row refers to is known before."""
        self._route_names()
        for _, sheet, row in self._rows(*study_tables.FIELD_SHEETS):
            study_tables.give_field(sheet, self._study(), row, self.findings)
        for _, sheet, row in self._rows("sites"):
            study_tables.give_site(sheet, self._study(), row, self.findings)
        for name, sheet, row in self._rows(*entities.OF_STUDY):
            entities.give(entities.OF_STUDY[name], sheet, self._study(), row, self.findings)
        for _, sheet, row in self._rows("datasets"):
            study_tables.give_dataset(sheet, self._study(), row, self.findings)
        for name in _OF_ROUTES:
            self._of_routes(name)
        for _, sheet, row in self._rows(*step_tables.SHEETS):
            if row.text("step"):
                step_tables.give(sheet, self._draft("steps", row.text("step"), row, "step"), row, self.findings)
        for _, _, row in self._rows("further"):
            self._further(row)

    def documents(self) -> dict[Key, Document]:
        """What was read."""
        found = {}
        for key, draft in self.drafts.items():
            draft.data.setdefault("schema", SCHEMAS[key[0]])
            found[key] = Document(long_form(key[0], draft.data), draft.positions)
        return found

    def _rows(self, *names: str) -> list[tuple[str, Sheet, TableRow]]:
        return [(name, self.layout.by_id[name], row) for name in names for row in self.tables.get(name, ())]

    def _study(self) -> Draft:
        return self.drafts.setdefault(("studies", self.study), Draft())

    def _draft(self, kind: str, name: str, row: TableRow, column: str) -> Draft:
        draft = self.drafts.setdefault((kind, name), Draft())
        if spot := row.spot(column):
            draft.positions.setdefault((), spot)
        return draft

    def _route_names(self) -> None:
        """Reads the sheet of routes: a row gives a route a name in the study, describes it, or both."""
        sheet = self.layout.by_id["routes"]
        for row in self.tables.get("routes", ()):
            name, label = row.text("route"), row.text("used_as")
            if not name:
                continue
            if label:
                self._study().put(("routes", label), name, row, "used_as", self.findings)
                self.names.setdefault(label, name)
            if name in self.routes and (route_tables.says_more(sheet, row) or not label):
                message = "the route has two rows: a second one gives it another name in the study and nothing else"
                self.findings.add(row, "route", "given_twice", message, found=name)
                continue
            self.routes.setdefault(name, row)
            if route_tables.says_more(sheet, row):
                draft = self._draft("routes", name, row, "route")
                route_tables.give_route(sheet, draft, row, self.findings)

    def _of_routes(self, name: str) -> None:
        """Reads a sheet whose rows belong to routes; those of electricity and values without one are of the study."""
        sheet = self.layout.by_id[name]
        before: TableRow | None = None
        forms = tuple(self.layout.form_sheets) if name == "values" else ()
        for row in (row for sheet_id in (name, *forms) for row in self.tables.get(sheet_id, ())):
            if "route" in row.unread or "measure" in row.unread:
                continue
            if not row.text("route"):
                self._without_route(sheet, row)
                continue
            route = self._route(row)
            if not route:
                continue
            if name == "values" and not row.text("measure") and ("routes", route) not in self.drafts:
                self._of_library_route(sheet, row, route)
                continue
            draft = self._draft("routes", route, self.routes[route], "route")
            if name == "supply":
                self._supply(sheet, draft, row)
            elif name == "changes":
                route_tables.give_change(sheet, draft, row, before, self.findings)
                before = row
            else:
                _GIVE[name](sheet, draft, row, self.findings)

    def _without_route(self, sheet: Sheet, row: TableRow) -> None:
        if sheet.id not in ("supply", "values"):
            return
        if row.text("measure"):
            message = "a measure belongs to a route: name the route, too"
            self.findings.add(row, "measure", "missing", message, found=row.text("measure"))
        elif sheet.id == "supply":
            study_tables.give_supply(sheet, self._study(), (), row, self.findings)
        else:
            study_tables.give_setting(sheet, self._study(), row.text("step"), row, self.findings)

    def _supply(self, sheet: Sheet, draft: Draft, row: TableRow) -> None:
        if not row.text("measure"):
            message = "a route has no electricity of its own: name a measure, or leave the route empty"
            self.findings.add(row, "measure", "missing", message)
            return
        study_tables.give_supply(sheet, draft, route_tables.owner(row), row, self.findings)

    def _of_library_route(self, sheet: Sheet, row: TableRow, route: str) -> None:
        """A value for a route of the library, which this workbook only names: the study gives it."""
        labels = [label for label, name in self.names.items() if name == route]
        if not labels:
            message = "the sheet of steps has no step of this route, and the study does not name it"
            self.findings.add(row, "route", "unknown_route", message, found=route)
        for label in labels:
            step = f"{label}.{row.text('step')}" if row.text("step") else label
            study_tables.give_setting(sheet, self._study(), step, row, self.findings)

    def _route(self, row: TableRow) -> str:
        """The route of a row, which may be called as in the study; "" where the sheet of routes has none such."""
        name = row.text("route")
        found = name if name in self.routes else self.names.get(name, "")
        if not found:
            known = (*self.routes, *self.names)
            message = "the sheet of routes has no route of this name"
            self.findings.add(row, "route", "unknown_route", message, found=name, nearest=nearest(name, known))
        return found

    def _further(self, row: TableRow) -> None:
        kind, name = row.text("kind"), row.text("document")
        if kind not in SCHEMAS or "key" not in row.values or "value" not in row.values:
            return
        if (kind == "studies") == bool(name) and name != self.study:
            message = "the study needs no name here" if name else "the name of the route or step is missing"
            self.findings.add(row, "document", "missing", message, found=name)
            return
        draft = self._study() if kind == "studies" else self._draft(kind, name, row, "document")
        value = read_value(self.layout.by_id["further"].by_id["value"], row, self.findings)
        try:
            path = _in_lists(draft, split(row.text("key")))
        except StudyError as error:
            self.findings.take(error, row, "key")
            return
        draft.put(path, value, row, "value", self.findings)


_GIVE = {
    "measures": route_tables.give_measure,
    "steps": route_tables.give_step,
    "abatement": route_tables.give_abatement,
    "values": route_tables.give_value,
}


def _in_lists(draft: Draft, parts: Sequence[str]) -> Path:
    """The path with the numbers of items where it runs through lists."""
    path: Path = ()
    for part in parts:
        inside = draft.at(path)
        path = (*path, int(part) if isinstance(inside, list) and part.isdigit() else part)
    return path
