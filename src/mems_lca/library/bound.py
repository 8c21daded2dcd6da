"""A study whose every name is resolved: what the inventory is built from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from mems_lca.errors import Finding
from mems_lca.library.overrides import Overrides, Supplied
from mems_lca.library.rests import Rests
from mems_lca.study.fields import Names
from mems_lca.study.route import Abatement, Monitors, SupplyShare, Wafer
from mems_lca.study.step import Setting, Step
from mems_lca.study.study import Study
from mems_lca.units import Quantity

if TYPE_CHECKING:
    from mems_lca.library.library import Keys, Library


@dataclass(frozen=True)
class BoundStep:
    """One occurrence of a step in a route; `settings` are the values that route and measures gave it, and `given_at` is
    where.

    `destination` is the site that a transport leads to. `finished` is 0 for a step of the yield chain; 1 for one that
    is drawn once for each finished wafer whatever the line loses, -1 for one that is taken off it.
    """

    key: str
    name: str
    step: Step
    site: str
    repeat: int = 1
    consumes: BoundRoute | None = None
    draws: Quantity | None = None
    settings: Mapping[str, tuple[Setting, str]] | None = None
    measure: str = ""
    destination: str = ""
    finished: Literal[-1, 0, 1] = 0
    given_at: Mapping[str, Keys] = field(default_factory=dict)


@dataclass(frozen=True)
class BoundRoute:
    """A route with its base resolved and its measures applied.

    `abatement_of` is the `inner` of the route whose abatement it is, which may be the one that consumes this.
    `mass` is that of the product and `die` holds the sizes of die that differ from the study's, each with who gave it
    ("route", or a measure's name);
    `supplied` what measures give to parameters of supply steps, by path.
    """

    name: str
    file: str
    wafer: Wafer
    steps: tuple[BoundStep, ...]
    abatement: Abatement | None
    monitors: Monitors | None
    wafer_yield: Quantity | None
    die_yield: Quantity | None
    supply: Mapping[str, tuple[SupplyShare, ...]]
    root: str
    inner: str = ""
    die: Mapping[str, tuple[Quantity, str]] = field(default_factory=dict)
    mass: tuple[Quantity, str] | None = None
    abatement_of: str = ""
    supplied: Supplied = field(default_factory=dict)
    measures: tuple[str, ...] = ()
    available_measures: tuple[str, ...] = ()
    measure_names: Mapping[str, Names] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The route's name in ids of processes and values: "grey", or "grey.cap_wafer" for a consumed route."""
        return f"{self.root}.{self.inner.rstrip('/')}" if self.inner else self.root

    def step_id(self, key: str) -> str:
        """The id of a process of this route: "grey.release_etch" or "grey.cap_wafer/cavity_etch"."""
        return f"{self.root}.{self.inner}{key}"

    def step_paths(self, key: str, name: str, parameter: str) -> tuple[tuple[str, ...], ...]:
        """The paths that mean this parameter of this occurrence, the most specific first."""
        own = f"{self.inner}{key}"
        paths = [
            (self.root, own, parameter),
            (own, parameter),
            (self.root, name, parameter),
            (name, parameter),
        ]
        return tuple(dict.fromkeys(paths))

    def key_paths(self, *keys: str) -> tuple[tuple[str, ...], ...]:
        """The paths that mean a value of the route itself, such as `grey.abatement.uptime`."""
        first = (f"{self.inner}{keys[0]}", *keys[1:])
        return tuple(dict.fromkeys([(self.root, *first), first]))


@dataclass(frozen=True)
class FileProof:
    """A file of evidence as it was found: its name without folders, its SHA-256 and its size."""

    name: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class BoundStudy:
    """A study, its routes by name, the library that it was bound to, and what the binding found.

    `proofs` are the files of its evidence, by entry; `rests` what was measured beyond the model.
    """

    name: str
    study: Study
    routes: Mapping[str, BoundRoute]
    library: Library
    overrides: Overrides
    findings: tuple[Finding, ...]
    raw: Mapping[str, Any]
    file: str = ""
    switched: tuple[str, ...] | None = None
    rests: Rests | None = None
    proofs: Mapping[str, FileProof] = field(default_factory=dict)
