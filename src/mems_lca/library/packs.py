"""Packs: folders with inventories/, factors/ and reports/, found beside the code, in plugins, or by path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from mems_lca.errors import Finding, LibraryError, Place
from mems_lca.study.reading import Document, load_yaml

ENTRY_POINT_GROUP = "mems_lca.packs"
FOLDERS = ("inventories", "factors", "reports")
_MARK = Path("factors") / "sources.yaml"


@dataclass(frozen=True)
class Pack:
    """A folder with inventories/, factors/ and reports/, each of which may lack. File names are names."""

    root: Path

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is to be said of the pack itself."""
        return ()

    def files(self, kind: str) -> dict[str, Path]:
        """The files of a kind (steps, routes, devices, studies, claims) by name, without reading them."""
        folder = self.root / "inventories" / kind
        if not folder.is_dir():
            return {}
        return {file.stem: file for file in sorted(folder.iterdir()) if file.suffix == ".yaml" and file.is_file()}

    def names(self, kind: str) -> tuple[str, ...]:
        """Names of the files of a kind."""
        return tuple(self.files(kind))

    def document(self, kind: str, name: str) -> Document:
        """What one of the files holds. Raises StudyError."""
        return load_yaml(self.root / "inventories" / kind / f"{name}.yaml")

    def factor_file(self, relative: str) -> Path | None:
        """A file below factors/, such as `prices/prices.csv`; None when the pack has none."""
        return _existing(self.root / "factors" / relative)

    def report_file(self, relative: str) -> Path | None:
        """A file below reports/; None when the pack has none."""
        return _existing(self.root / "reports" / relative)


def shipped_pack() -> Pack:
    """The pack that travels with the code: `_pack` inside an installed wheel, else the root of the checkout.

    Raises LibraryError when neither is there.
    """
    package = Path(__file__).resolve().parents[1]
    for root in (package / "_pack", *package.parents):
        if (root / _MARK).is_file():
            return Pack(root)
    raise LibraryError.single(
        "no_pack",
        "the data of this package are missing; install it again",
        place=Place(file=str(package)),
        expected=f"a folder with {_MARK.as_posix()}",
    )


def find_packs(extra: Sequence[Path] = ()) -> tuple[Pack, ...]:
    """The shipped pack, those of installed plugins in order of name, and the given folders; later ones win.

    Raises LibraryError for a folder that is not a pack and for a plugin that cannot say where its pack is.
    """
    plugins = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    return (
        shipped_pack(),
        *(_checked(_plugin_root(point), f"plugin {point.name}") for point in plugins),
        *(_checked(Path(folder), str(folder)) for folder in extra),
    )


def _existing(file: Path) -> Path | None:
    return file if file.is_file() else None


def _checked(root: Path, name: str) -> Pack:
    if not any((root / folder).is_dir() for folder in FOLDERS):
        raise LibraryError.single(
            "no_pack",
            "this is not a pack",
            place=Place(file=name),
            found=str(root),
            expected="a folder with " + ", ".join(f"{folder}/" for folder in FOLDERS),
        )
    return Pack(root)


def _plugin_root(point: EntryPoint) -> Path:
    """The folder of an entry point: a path, a function that returns one, or a package that is the pack."""
    try:
        target = point.load()
        if callable(target):
            target = target()
        file = getattr(target, "__file__", None)
        return Path(file).parent if file else Path(target)
    # A plugin is code of others: whatever goes wrong in it is reported as one finding that names it.
    except Exception as error:
        raise LibraryError.single(
            "plugin",
            f"the pack of this plugin cannot be found: {type(error).__name__}: {error}",
            place=Place(file=f"plugin {point.name}"),
            found=point.value,
        ) from error
