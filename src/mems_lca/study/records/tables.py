"""A table of measurements: a CSV file or a sheet to rows whose cells know their places."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from typing import Final, NamedTuple

from mems_lca.errors import Finding, Place, StudyError
from mems_lca.study.book.cell import Cell, Value
from mems_lca.study.measured import Dataset
from mems_lca.study.records.columns import MeasuredColumns, Table, TableKind, plain
from mems_lca.study.records.csv_text import decoded, delimiter_of, rows_of
from mems_lca.study.records.headings import MOST_TITLE_ROWS, Heading, check, match
from mems_lca.study.records.kinds import DataFile
from mems_lca.study.records.notes import Notes
from mems_lca.study.records.unit_names import UnitNames

MOST_BYTES: Final = 100_000_000
MOST_ROWS: Final = 500_000
# What may stand beside a word for totals: numbers, years, months, quarters.
_TIMES: Final = re.compile(
    r"\d+|年|月|q(?=\d)|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?"
    r"|nov(ember)?|dec(ember)?"
)
# A cell of a sheet is kept whole where its format says more than its value.
Held = Value | Cell


class Row(NamedTuple):
    """A row: the line or row on which it stands, and what its cells hold by the id of our column."""

    number: int
    cells: Mapping[str, Held]


@dataclass(frozen=True)
class DataTable:
    """A table that was read: its rows, and for every cell its place.

    `letters` are the columns of a sheet by the id of ours; a text file has none. `points` says that "1.234" is read
    with a decimal point where nothing in the table tells.
    """

    kind: TableKind
    dataset: Dataset
    columns: MeasuredColumns
    units: UnitNames
    place: Place
    headings: Mapping[str, Heading]
    letters: Mapping[str, str]
    rows: Sequence[Row]
    data_file: DataFile
    points: bool = True

    @property
    def layout(self) -> Table:
        """The columns that a table of this kind may have."""
        return self.columns.tables[self.kind]

    def at(self, row: int, column: str = "") -> Place:
        """The place of a cell, or of a row."""
        if self.place.sheet:
            letter = self.letters.get(column) or next(iter(self.letters.values()))
            return Place(self.place.file, sheet=self.place.sheet, cell=f"{letter}{row}")
        heading = self.headings.get(column)
        return Place(self.place.file, line=row, path=heading.text if heading else "")

    def has(self, *names: str) -> bool:
        """Whether the table has all these columns."""
        return all(name in self.headings for name in names)

    @cached_property
    def texts(self) -> Mapping[str, list[str]]:
        """What stands as text in each column of numbers."""
        numeric = [entry.id for entry in self.layout.columns if entry.kind in ("amount", "number", "share")]
        return {
            name: [text for row in self.rows if isinstance(text := row.cells.get(name), str)]
            for name in numeric
            if name in self.headings
        }


@dataclass(frozen=True)
class Source:
    """Where a dataset's rows come from: a file, and its sheet if it is a workbook."""

    kind: TableKind
    dataset: Dataset
    file: Path
    name: str


def read_table(source: Source, columns: MeasuredColumns, units: UnitNames, notes: Notes) -> DataTable | None:
    """The table of a dataset; None where it cannot be read, which is then noted with everything else that is wrong."""
    try:
        if source.file.suffix.lower() in (".csv", ".txt", ".tsv"):
            return _from_text(source, columns, units, notes)
        return _from_sheet(source, columns, units, notes)
    except StudyError as error:
        for finding in error.findings:
            notes.take(_named(finding, source))
        return None


def _from_text(source: Source, columns: MeasuredColumns, units: UnitNames, notes: Notes) -> DataTable | None:
    raw = _bytes(source.file, source.name)
    if source.dataset.sheet:
        place = Place(source.name)
        notes.error("sheet", "a text file has no sheets", place, source.dataset.sheet)
    text, _ = decoded(raw, source.name)
    layout, given = columns.tables[source.kind], source.dataset.columns
    delimiter = delimiter_of(text, lambda cells: len(match(cells, layout, given, units)))
    if text.startswith("sep=") and text[4:5]:
        delimiter = text[4]
    rows = rows_of(text, delimiter, source.name)
    top = list(islice(rows, MOST_TITLE_ROWS))
    head = _head([cells for _, cells in top], layout, given, units)
    place = Place(source.name, line=top[head][0] if top else 1)
    headings = _headings([cells for _, cells in top], head, layout, given, units, place, notes)
    if headings is None:
        return None
    kept = list(_text_rows(chain(top[head + 1 :], rows), headings, len(top[head][1]), source, notes))
    data_file = _data_file(source, "", raw, len(kept))
    return DataTable(
        source.kind, source.dataset, columns, units, Place(source.name), headings, {}, kept, data_file, delimiter != ";"
    )


def _text_rows(
    rows: Iterator[tuple[int, list[str]]], headings: Mapping[str, Heading], width: int, source: Source, notes: Notes
) -> Iterator[Row]:
    titles = {index: text for _, (index, text, _) in headings.items()}
    for count, (number, cells) in enumerate(rows):
        if count >= MOST_ROWS:
            raise _too_many(Place(source.name, line=number))
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            message = "the row has more cells than there are headings: a decimal comma without quotes, perhaps"
            notes.error("row", message, Place(source.name, line=number), f"{len(cells)} cells", f"{width}")
            continue
        held: dict[str, Held] = {
            name: text
            for name, (index, _, _) in headings.items()
            if index < len(cells) and (text := cells[index].strip())
        }
        if not held or all(held.get(name) == titles[heading.position].strip() for name, heading in headings.items()):
            continue
        yield Row(number, held)


def _from_sheet(source: Source, columns: MeasuredColumns, units: UnitNames, notes: Notes) -> DataTable | None:
    from mems_lca.study.book.cells import merged_over, read_rows

    raw = _bytes(source.file, source.name)
    findings: list[Finding] = []
    stream = read_rows(source.file, source.dataset.sheet, findings=findings)
    layout, given = columns.tables[source.kind], source.dataset.columns
    rows = iter(stream)
    top = list(islice(rows, MOST_TITLE_ROWS))
    letters = sorted({letter for row in top for letter in row.cells}, key=lambda letter: (len(letter), letter))
    texts = [[_text(row.cells.get(letter)) for letter in letters] for row in top]
    head = _head(texts, layout, given, units)
    place = Place(source.name, sheet=stream.name, cell=f"A{top[head].number}" if top else "A1")
    headings = _headings(texts, head, layout, given, units, place, notes)
    if headings is None:
        return None
    at = {name: letters[heading.position] for name, heading in headings.items()}
    kept: list[Row] = []
    for row in chain(top[head + 1 :], rows):
        held = {
            name: _held(cell) for name, letter in at.items() if (cell := row.cells.get(letter)) and not _blank(cell)
        }
        if held and any(held.get(name) != heading.text for name, heading in headings.items()):
            kept.append(Row(row.number, held))
    if kept:
        merged_over(stream, kept[0].number, kept[-1].number, set(at.values()), findings)
    for finding in findings:
        notes.take(_named(finding, source))
    data_file = _data_file(source, stream.name, raw, len(kept))
    where = Place(source.name, sheet=stream.name)
    return DataTable(source.kind, source.dataset, columns, units, where, headings, at, kept, data_file)


def _named(finding: Finding, source: Source) -> Finding:
    """A finding with the file as the study writes it."""
    return replace(finding, place=replace(finding.place, file=source.name))


def _held(cell: Cell) -> Held:
    if cell.percent or cell.leading_zeros:
        return cell
    return cell.value.strip() if isinstance(cell.value, str) else cell.value


def _blank(cell: Cell) -> bool:
    return isinstance(cell.value, str) and not cell.value.strip()


def _text(cell: Cell | None) -> str:
    return cell.value.strip() if cell is not None and isinstance(cell.value, str) else ""


def _head(rows: Sequence[Sequence[str]], layout: Table, given: Mapping[str, str], units: UnitNames) -> int:
    """Which of the first rows holds the headings: the one with most of ours; the fullest where none has any."""
    if not rows:
        return 0
    known = [len(match(cells, layout, given, units)) for cells in rows]
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in rows]
    return max(range(len(rows)), key=lambda index: (known[index], filled[index] if not max(known) else 0, -index))


def _headings(
    rows: Sequence[Sequence[str]], head: int, layout: Table, given: Mapping[str, str], units: UnitNames, place: Place,
    notes: Notes,
) -> dict[str, Heading] | None:  # fmt: skip
    """The headings of the table by our column; None, with findings, where they will not do."""
    if not rows:
        notes.error("empty", "the table is empty", place)
        return None
    found = match(rows[head], layout, given, units)
    if not check(rows[head], found, layout, given, place, notes):
        return None
    return {name: several[0] for name, several in found.items()}


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            message = f"the file has {path.stat().st_size} bytes, at most {MOST_BYTES} are read"
            raise StudyError.single("file", message, place=Place(name))
        return path.read_bytes()
    except OSError as error:
        raise StudyError.single("file", f"cannot read the file: {error.strerror}", place=Place(name)) from None


def _data_file(source: Source, sheet: str, raw: bytes, rows: int) -> DataFile:
    digest = hashlib.sha256(raw).hexdigest()
    return DataFile(source.kind, source.name, sheet, digest, len(raw), rows, source.dataset.evidence)


def _too_many(place: Place) -> StudyError:
    return StudyError.single("table_size", f"the table has more than {MOST_ROWS} rows", place=place)


def is_total(text: str, words: frozenset[str], names: Collection[str]) -> bool:
    """Whether a text is a word for totals, alone or with a time or one of `names` (plain): "Total 2025", "M1 Total"."""
    whole = plain(text)
    rests = [whole.removeprefix(word) for word in words if whole.startswith(word)]
    rests += [whole.removesuffix(word) for word in words if whole.endswith(word)]
    return any(not _TIMES.sub("", rest) or rest in names for rest in rests)
