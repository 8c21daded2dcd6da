"""Parameters whose values a study draws as one for all routes: each must be there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from mems_lca.errors import Finding, Place, nearest
from mems_lca.inventory.cells import Cell
from mems_lca.study.paths import join, split


def common_path(path: str, routes: Collection[str]) -> str:
    """The path of an input without its route."""
    parts = split(path) if path else ()
    return join(*parts[1:]) if len(parts) > 1 and parts[0] in routes else path


def unknown_shared(shared: Collection[str], cells: Iterable[Cell], routes: Collection[str]) -> Iterator[Finding]:
    """An error for each shared path that names no input of any route."""
    if not shared:
        return
    known = {common_path(cell.path, routes) for cell in cells if cell.path}
    for path in shared:
        if path not in known:
            message = "uncertainty.shared names no parameter of the routes; a path stands without its route"
            where = Place(path="uncertainty.shared")
            yield Finding("error", "unknown_path", message, where, found=path, nearest=nearest(path, known))
