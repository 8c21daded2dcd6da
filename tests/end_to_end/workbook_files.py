"""Workbooks as packages of XML: reading values quickly, changing inputs, spoiling cached values, recalculating many."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from libreoffice import _PROFILE, program

Place = tuple[str, str]
Value = float | str | None
WRONG = 123456.789
# UTF-8 with commas, values as they are and not as they are shown, every sheet in a file of its own.
_TEXT = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(r'<c r="([A-Z]+[0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
_VALUE = re.compile(r"<v>.*?</v>", re.DOTALL)
_ARRAY = re.compile(r'<f t="array" ref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')


@dataclass(frozen=True)
class Cell:
    """What a file holds of a cell: its value (cached, for a formula), its formula, and its type."""

    value: Value
    formula: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Package:
    """One workbook file, read as XML."""

    path: Path

    def part(self, name: str) -> str:
        """The text of a part."""
        with zipfile.ZipFile(self.path) as package:
            return package.read(name).decode("utf-8")

    @cached_property
    def sheets(self) -> dict[str, str]:
        """Parts of the sheets by name, in order."""
        relations = ElementTree.fromstring(self.part("xl/_rels/workbook.xml.rels"))
        targets = {entry.attrib["Id"]: entry.attrib["Target"].removeprefix("/xl/") for entry in relations}
        found = ElementTree.fromstring(self.part("xl/workbook.xml")).iter(f"{_MAIN}sheet")
        return {entry.attrib["name"]: f"xl/{targets[entry.attrib[_RELATION]]}" for entry in found}

    @cached_property
    def names(self) -> dict[str, Place]:
        """Sheet and cell of every defined name of a single cell."""
        found: dict[str, Place] = {}
        for entry in ElementTree.fromstring(self.part("xl/workbook.xml")).iter(f"{_MAIN}definedName"):
            sheet, _, cell = (entry.text or "").rpartition("!")
            if re.fullmatch(r"\$[A-Z]+\$[0-9]+", cell):
                found[entry.attrib["name"]] = (sheet.strip("'").replace("''", "'"), cell.replace("$", ""))
        return found

    @cached_property
    def _strings(self) -> list[str]:
        with zipfile.ZipFile(self.path) as package:
            if "xl/sharedStrings.xml" not in package.namelist():
                return []
        root = ElementTree.fromstring(self.part("xl/sharedStrings.xml"))
        return ["".join(text.text or "" for text in entry.iter(f"{_MAIN}t")) for entry in root]

    def cells(self, sheet: str) -> dict[str, Cell]:
        """All cells of a sheet that hold something."""
        found: dict[str, Cell] = {}
        for entry in ElementTree.fromstring(self.part(self.sheets[sheet])).iter(f"{_MAIN}c"):
            value, formula = entry.find(f"{_MAIN}v"), entry.find(f"{_MAIN}f")
            if value is None and formula is None:
                continue
            kind = entry.attrib.get("t", "n")
            text = value.text if value is not None else None
            shown: Value = text
            if kind == "s" and text is not None:
                shown = self._strings[int(text)]
            elif kind in ("n", "b") and text is not None:
                shown = float(text)
            found[entry.attrib["r"]] = Cell(shown, (formula.text or "") if formula is not None else "", kind)
        return found

    def named(self, prefix: str) -> dict[str, Value]:
        """Values of the cells whose names begin with a prefix."""
        places = {name: place for name, place in self.names.items() if name.startswith(prefix)}
        pages = {sheet: self.cells(sheet) for sheet in {place[0] for place in places.values()}}
        return {name: pages[sheet][cell].value for name, (sheet, cell) in places.items() if cell in pages[sheet]}


def differing(written: Path, calculated: Path) -> list[str]:
    """Formula cells whose value in a file is not what a recalculation of it gives, with sheet and place."""
    old, new = Package(written), Package(calculated)
    found = []
    for sheet in old.sheets:
        now = new.cells(sheet)
        found += [
            f"{written.name} {sheet}!{place}: {cell.value!r} in the file, {now[place].value!r} calculated"
            for place, cell in old.cells(sheet).items()
            if cell.formula and not same(cell.value, now[place].value)
        ]
    return found


def changed(source: Path, target: Path, values: Mapping[Place, float], *, spoil: bool = True) -> Path:
    """A copy with other values in some input cells; with `spoil`, every cached value of a formula is made wrong."""
    parts = Package(source).sheets
    wanted: dict[str, dict[str, float]] = {}
    for (sheet, cell), value in values.items():
        wanted.setdefault(parts[sheet], {})[cell] = value
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item.filename)
            if item.filename in parts.values():
                text = content.decode("utf-8")
                content = _rewritten(text, wanted.get(item.filename, {}), spoil).encode("utf-8")
            new.writestr(item, content)
    return target


def _rewritten(text: str, values: Mapping[str, float], spoil: bool) -> str:
    arrays = {cell for match in _ARRAY.finditer(text) for cell in block(*match.groups())}
    seen: set[str] = set()

    def replace(match: re.Match[str]) -> str:
        cell, attributes, inner = match[1], match[2], match[3] or ""
        if cell in values:
            assert "<f" not in inner, f"{cell} is no input"
            seen.add(cell)
            return f'<c r="{cell}"{attributes}><v>{values[cell]!r}</v></c>'
        if spoil and ("<f" in inner or cell in arrays):
            attributes = re.sub(r' t="[a-z]+"', "", attributes)
            return f'<c r="{cell}"{attributes}>{_VALUE.sub(f"<v>{WRONG}</v>", inner)}</c>'
        return match[0]

    found = _CELL.sub(replace, text)
    assert seen == set(values), f"no such cells: {set(values) - seen}"
    return found


def block(first: str, top: str, last: str, bottom: str) -> list[str]:
    """Every cell of a rectangle, from the letters and number of one corner to those of the other."""
    columns = range(_number(first), _number(last) + 1)
    return [f"{_letters(col)}{row}" for row in range(int(top), int(bottom) + 1) for col in columns]


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _letters(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def recalculated(files: Sequence[Path], out: Path, *, workers: int = 2) -> list[Path]:
    """Copies in `out` with every formula calculated anew: a few LibreOffices, each with a share of the files."""
    out.mkdir(parents=True, exist_ok=True)
    shares = [share for share in (list(files[start::workers]) for start in range(workers)) if share]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda share: _convert(share, out), shares))
    written = [out / file.name for file in files]
    missing = [file.name for file in written if not file.exists()]
    assert not missing, f"LibreOffice wrote nothing for {missing}"
    return written


@dataclass(frozen=True)
class Sheets:
    """The values of one recalculated workbook, in a file of text for each of its sheets."""

    folder: Path
    stem: str

    def cells(self, sheet: str) -> dict[str, float | str]:
        """Values that are not empty by cell, numbers with fifteen digits."""
        found: dict[str, float | str] = {}
        with (self.folder / f"{self.stem}-{sheet}.csv").open(encoding="utf-8", newline="") as stream:
            for row, line in enumerate(csv.reader(stream), 1):
                found |= {f"{_letters(col)}{row}": _valued(text) for col, text in enumerate(line, 1) if text}
        return found


def _valued(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def recalculated_values(files: Sequence[Path], out: Path, *, workers: int = 2) -> list[Sheets]:
    """Values of the files with every formula calculated anew; text takes half the time that workbooks take."""
    out.mkdir(parents=True, exist_ok=True)
    shares = [share for share in (list(files[start::workers]) for start in range(workers)) if share]
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(lambda share: _convert(share, out, _TEXT), shares))
    missing = [file.name for file in files if not any(out.glob(f"{file.stem}-*.csv"))]
    assert not missing, f"LibreOffice wrote nothing for {missing}"
    return [Sheets(out, file.stem) for file in files]


def _convert(files: Sequence[Path], out: Path, form: str = "xlsx") -> None:
    soffice = program()
    assert soffice is not None
    profile = Path(tempfile.mkdtemp(prefix="libreoffice-profile-"))
    try:
        (profile / "user").mkdir()
        (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        command = [soffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", form]
        command += ["--outdir", str(out), *map(str, files)]
        subprocess.run(command, capture_output=True, text=True, timeout=60 + 15 * len(files), check=True)
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def same(cached: object, found: object) -> bool:
    """Whether a cached value is what a recalculation gives; a difference of two equal sums is rounding."""
    if isinstance(cached, int | float) and isinstance(found, int | float):
        return abs(cached - found) <= max(1e-9 * abs(cached), 1e-11 if abs(cached) < 1e-11 else 0.0)
    return (cached or "") == (found or "")
