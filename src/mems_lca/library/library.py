"""The library: steps, routes and studies of all packs by name, and the factor tables."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from mems_lca.errors import LibraryError, Place, nearest
from mems_lca.library.characterisation import Characterisation
from mems_lca.library.factors import FactorLibrary
from mems_lca.library.packs import Pack, find_packs
from mems_lca.study.claims import Claims
from mems_lca.study.reading import Document, Positions, place_in, validate
from mems_lca.study.route import Route
from mems_lca.study.step import Step
from mems_lca.study.study import Study

ModelT = TypeVar("ModelT", bound=BaseModel)
# Where something stands: kind of file, name, and the keys inside; `library.place(*keys)` finds it.
Keys = tuple[str, str, *tuple[object, ...]]

KINDS: dict[str, type[BaseModel]] = {"steps": Step, "routes": Route, "studies": Study, "claims": Claims}


class Library:
    """Reads what is referenced, once; later packs win over earlier ones for files of the same name."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        self.packs = tuple(packs)
        self.factors = FactorLibrary(self.packs)
        self.characterisation = Characterisation(
            self._factor_files("characterization/indicators.csv"),
            self._factor_files("characterization/elementary.csv"),
            self.factors.sources,
        )
        self._models: dict[tuple[str, str], BaseModel] = {}
        self._positions: dict[tuple[str, str], Positions] = {}
        self._files: dict[str, dict[str, tuple[Pack, Path]]] = {}

    def _factor_files(self, relative: str) -> list[Path]:
        return [file for pack in self.packs if (file := pack.factor_file(relative))]

    def names(self, kind: str) -> tuple[str, ...]:
        """Names of the files of a kind (steps, routes, studies, claims), without reading them."""
        return tuple(sorted(self._of_kind(kind)))

    def _of_kind(self, kind: str) -> dict[str, tuple[Pack, Path]]:
        if kind not in self._files:
            found = {name: (pack, file) for pack in self.packs for name, file in pack.files(kind).items()}
            self._files[kind] = found
        return self._files[kind]

    def file(self, kind: str, name: str) -> Path:
        """The file of a name. Raises LibraryError with the nearest name."""
        known = self._of_kind(kind)
        if name in known:
            return known[name][1]
        singular = {"studies": "study", "claims": "file of claims"}.get(kind, kind.removesuffix("s"))
        raise LibraryError.single(
            f"unknown_{singular.split()[-1]}",
            f"there is no {singular} of this name",
            found=name,
            nearest=nearest(name, known),
        )

    def document(self, kind: str, name: str) -> Document:
        """The plain data of a name, from the last pack that has it. Raises LibraryError or StudyError."""
        self.file(kind, name)
        return self._of_kind(kind)[name][0].document(kind, name)

    def step(self, name: str) -> Step:
        """The step of a name. Raises LibraryError or StudyError."""
        return self._read("steps", name, Step)

    def route(self, name: str) -> Route:
        """The route of a name. Raises LibraryError or StudyError."""
        return self._read("routes", name, Route)

    def study(self, name: str) -> Study:
        """The study of a name. Raises LibraryError or StudyError."""
        return self._read("studies", name, Study)

    def claims(self, name: str) -> Claims:
        """The file of claims of a name. Raises LibraryError or StudyError."""
        return self._read("claims", name, Claims)

    def exclusions(self) -> list[dict[str, str]]:
        """Classes of inputs that the boundary leaves out, each with its reason and an estimate where there is one."""
        return self._report_rows("exclusions.csv")

    def benchmarks(self) -> list[dict[str, str]]:
        """Published figures of fabs per wafer area, and of devices, to put a result beside."""
        return self._report_rows("benchmarks.csv")

    def concern_rows(self) -> list[dict[str, str]]:
        """What lists of substances of concern say, one row for a substance and a list."""
        return self._report_rows("concern.csv")

    def _report_rows(self, name: str) -> list[dict[str, str]]:
        files = [file for pack in self.packs if (file := pack.report_file(name))]
        with files[-1].open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle))

    def place(self, kind: str, name: str, *path: object) -> Place:
        """Where a key stands in a file that was read."""
        return place_in(str(self.file(kind, name)), self._positions.get((kind, name), {}), path)

    def _read(self, kind: str, name: str, model: type[ModelT]) -> ModelT:
        if (kind, name) not in self._models:
            data, positions = self.document(kind, name)
            self._positions[(kind, name)] = positions
            self._models[(kind, name)] = validate(data, positions, model, str(self.file(kind, name)))
        found = self._models[(kind, name)]
        assert isinstance(found, model)
        return found


def open_library(packs: Sequence[Path] = ()) -> Library:
    """The shipped library, with installed plugins and the given pack folders on top."""
    return Library(find_packs(packs))
