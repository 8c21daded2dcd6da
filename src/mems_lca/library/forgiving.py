"""A library that goes on after a broken file: it keeps what was found, and gives what is left of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mems_lca.errors import Finding, StudyError
from mems_lca.library.library import Library, ModelT
from mems_lca.library.packs import Pack
from mems_lca.study.reading import Document, load_yaml
from mems_lca.study.salvage import salvage


@dataclass(frozen=True)
class SingleFile(Pack):
    """One file that lies anywhere, as a pack that holds nothing else; `root` is its folder."""

    kind: str
    file: Path

    def files(self, kind: str) -> dict[str, Path]:
        """The file by its name, when it is of this kind."""
        return {self.file.stem: self.file} if kind == self.kind else {}

    def document(self, kind: str, name: str) -> Document:
        """What the file holds. Raises StudyError."""
        return load_yaml(self.file)

    def factor_file(self, relative: str) -> Path | None:
        """None: what lies around the file is not part of it."""
        return None

    def report_file(self, relative: str) -> Path | None:
        """None: what lies around the file is not part of it."""
        return None


class ForgivingLibrary(Library):
    """Reads as `Library` does; `findings` and `dropped` tell what was wrong in the files that were read."""

    def __init__(self, packs: Sequence[Pack]) -> None:
        super().__init__(packs)
        self.findings: list[Finding] = []
        self.dropped: set[str] = set()

    def _read(self, kind: str, name: str, model: type[ModelT]) -> ModelT:
        if (kind, name) not in self._models:
            data, positions = self.document(kind, name)
            found = salvage(data, positions, model, str(self.file(kind, name)))
            if found.model is None:
                raise StudyError(found.findings)
            self.findings.extend(found.findings)
            self.dropped.update(found.dropped)
            self._models[(kind, name)] = found.model
            self._positions[(kind, name)] = found.positions
        return super()._read(kind, name, model)
