"""The tidy table of a sweep as files, written block by block so that a large one takes little memory."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from mems_lca.analysis.sweep_table import columns, heads
from mems_lca.errors import StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.sweep import Sweep

FORMATS = ("csv", "parquet", "xlsx")
# A spreadsheet reads a text that begins with one of these as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: object) -> object:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before what looks like one."""
    return f"'{text}" if isinstance(text, str) and text.startswith(_FORMULA) else text


class CsvTable:
    """UTF-8 with commas; numbers with all their digits, an empty value where a scenario has no solution."""

    def __init__(self, path: Path, sweep: Sweep) -> None:
        self._stream: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._table = csv.writer(self._stream, lineterminator="\n")
        self._table.writerow([safe(head) for head in heads(sweep)])
        self._end = self._written()

    def write(self, sweep: Sweep, start: int, stop: int) -> None:
        """Adds the scenarios from `start` to before `stop`."""
        found = [_listed(values) for values in columns(sweep, start, stop).values()]
        self._table.writerows(zip(*found, strict=True))
        self._end = self._written()

    def close(self) -> None:
        """Ends the file after the last block that was written whole."""
        self._stream.truncate(self._end)
        self._stream.close()

    def _written(self) -> int:
        self._stream.flush()
        return self._stream.tell()


def _listed(values: Any) -> list[object]:
    """A column as the file has it: text that is safe, numbers, and nothing for NaN."""
    found = values.tolist()
    if values.dtype == object:
        known = {text: safe(text) for text in set(found)}
        return [known[text] for text in found]
    return ["" if value != value else value for value in found]


class ParquetTable:
    """Columns with their types, in row groups; the unit of each path is in the metadata of its column, too."""

    def __init__(self, path: Path, sweep: Sweep) -> None:
        self._arrow, parquet = pyarrow()
        fields = [
            self._field(name, values, sweep) for name, values in columns(sweep, 0, min(1, sweep.finished)).items()
        ]
        self._schema = self._arrow.schema(fields, metadata={"study": sweep.study, "per": sweep.per})
        self._writer = parquet.ParquetWriter(path, self._schema)

    def _field(self, name: str, values: Any, sweep: Sweep) -> Any:
        kinds = {"O": self._arrow.string(), "f": self._arrow.float64(), "i": self._arrow.int64()}
        units = {axis.path: axis.unit for axis in sweep.design.axes}
        metadata = {"unit": units[name]} if units.get(name) else None
        return self._arrow.field(name, kinds[values.dtype.kind], metadata=metadata)

    def write(self, sweep: Sweep, start: int, stop: int) -> None:
        """Adds the scenarios from `start` to before `stop`."""
        arrays = [
            self._arrow.array(values, type=field.type, from_pandas=True)
            for field, values in zip(self._schema, columns(sweep, start, stop).values(), strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))

    def close(self) -> None:
        """Ends the file."""
        self._writer.close()


def pyarrow() -> tuple[Any, Any]:
    """The package that writes Parquet. Raises StudyError with what to install."""
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError:
        message = "Parquet is written by a package that is not installed"
        expected = "pip install 'mems_lca[parquet]', or --format csv"
        raise StudyError.single("extra", message, found="no pyarrow", expected=expected) from None
    return arrow, parquet


def known_formats(given: Sequence[str] | None) -> tuple[str, ...]:
    """Formats of a sweep's table, CSV by default. Raises StudyError for one that cannot be written."""
    chosen = tuple(
        dict.fromkeys(name.strip() for entry in given or ("csv",) for name in entry.split(",") if name.strip())
    )
    for name in chosen:
        if name not in FORMATS:
            message = "a sweep in this format does not exist"
            raise StudyError.single("format", message, found=name, expected=" or ".join(FORMATS))
    if "parquet" in chosen:
        pyarrow()
    return chosen or ("csv",)
