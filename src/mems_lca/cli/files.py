"""Files of a report: written beside their place and moved there together, or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.errors import Place, ReportError

if TYPE_CHECKING:
    from mems_lca.library.packs import Pack


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """An empty folder inside `folder`; what is in it at the end is moved to `folder`.

    Raises ReportError at once when `folder` cannot be written; an error inside leaves nothing behind.
    """
    made = _made(folder)
    try:
        staging = Path(tempfile.mkdtemp(prefix=".mems-lca-", dir=folder))
    except OSError as error:
        _remove(made)
        raise _unwritable(folder, error) from None
    try:
        yield staging
        _refuse_blocked(folder, staging)
        for file in sorted(staging.iterdir()):
            os.replace(file, folder / file.name)
    except OSError as error:
        _discard(staging, made)
        raise _unwritable(folder, error) from None
    except BaseException:
        _discard(staging, made)
        raise
    staging.rmdir()


def _refuse_blocked(folder: Path, staging: Path) -> None:
    """Raises ReportError before anything is moved when a file cannot take its place, or is open elsewhere."""
    for file in staging.iterdir():
        target = folder / file.name
        try:
            if target.is_dir():
                raise IsADirectoryError(0, "a folder has this name")
            if target.exists():
                with target.open("r+b"):
                    pass
        except OSError as error:
            message = (
                f"the report cannot be replaced ({error.strerror}): close it where it is open; nothing was written"
            )
            raise ReportError.single("unwritable", message, place=Place(file=str(target))) from None


def _discard(staging: Path, made: list[Path]) -> None:
    shutil.rmtree(staging, ignore_errors=True)
    _remove(made)


def _made(folder: Path) -> list[Path]:
    """Makes the folder; the folders that were not there before, the innermost first."""
    lacking = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from None
    return lacking


def _remove(folders: list[Path]) -> None:
    for folder in folders:
        try:
            folder.rmdir()
        except OSError:
            return


def _unwritable(folder: Path, error: OSError) -> ReportError:
    blocked = isinstance(error, FileExistsError | NotADirectoryError)
    why = "there is a file of this name, not a folder" if blocked else error.strerror or str(error)
    message = f"cannot write there: {why}"
    return ReportError.single("file", message, place=Place(file=str(error.filename or folder)))


def refuse_inventories(targets: Iterable[Path], packs: Sequence[Pack]) -> None:
    """Raises ReportError for a report that would take the place of an inventory workbook, its own or another."""
    from mems_lca.library.book_packs import holds_inventory

    for target in targets:
        if target.is_file() and holds_inventory(target, packs):
            message = "an inventory workbook has the name of the report; nothing was written"
            expected = "another folder for the report, as in --out out"
            raise ReportError.single("own_file", message, place=Place(file=str(target)), expected=expected)


def write_new(path: Path, text: str) -> None:
    """Writes a file that must not be there yet. Raises ReportError."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as handle:
            handle.write(text)
    except FileExistsError:
        message = "the file is there already; it is not overwritten"
        raise ReportError.single("file", message, place=Place(file=str(path))) from None
    except OSError as error:
        raise _unwritable(path, error) from None
