"""What a choice of method is: its options, those that are left out with the reason, and the study that each makes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from mems_lca.library.bound import BoundStudy

ACCOUNTING = "accounting"
MIXED = "as the study has it"

Apply = Callable[[BoundStudy], BoundStudy]


@dataclass(frozen=True)
class Option:
    """One way to choose; `apply` makes the study with it from the study as chosen."""

    name: str
    title: str
    apply: Apply


@dataclass(frozen=True)
class LeftOut:
    """An option, or options of two choices together, that the study cannot defensibly take."""

    choice: str
    option: str
    reason: str


@dataclass(frozen=True)
class Choice:
    """A choice with the options that remain, the study's own first; `name` is "grid.CN" in the family "grid"."""

    name: str
    options: tuple[Option, ...]
    left_out: tuple[LeftOut, ...] = ()

    @property
    def family(self) -> str:
        """What the choice is about."""
        return self.name.partition(".")[0]

    @property
    def chosen(self) -> str:
        """The study's own option."""
        return self.options[0].name


@dataclass(frozen=True)
class Choices:
    """All choices of a study; `fixed` says why something that other studies choose is no choice here."""

    choices: tuple[Choice, ...]
    fixed: dict[str, str]


def with_study(bound: BoundStudy, **changes: object) -> BoundStudy:
    """The bound study with other values of some keys, which were checked; nothing is bound again."""
    return replace(bound, study=bound.study.model_copy(update=changes))


def own_option(name: str, title: str = "") -> Option:
    """The option that the study has taken."""
    return Option(name, title or name, lambda bound: bound)


def setting_option(key: str, value: object, name: str, title: str = "") -> Option:
    """An option that is one key of the study."""
    return Option(name, title or name, lambda bound: with_study(bound, **{key: value}))
