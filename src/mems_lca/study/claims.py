"""Claims of others as written in a file: what is claimed, what stands against it, and the arithmetic that judges it."""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from mems_lca.errors import UnitError
from mems_lca.study.claim_values import ClaimValue
from mems_lca.study.fields import AnyQuantity, Formula, Model, Names, Number
from mems_lca.study.formula import RESERVED, Expr, Num
from mems_lca.units import Quantity, dimension_of

Rule = Literal["all", "any", "each"]


def _known_unit(unit: str) -> str:
    try:
        dimension_of(unit)
    except UnitError as error:
        finding = error.findings[0]
        context = {name: getattr(finding, name) for name in ("code", "message", "found", "expected", "nearest")}
        raise PydanticCustomError("finding", "{message}", context) from None
    return unit


Unit = Annotated[str, AfterValidator(_known_unit)]


def _bare(key: str) -> BeforeValidator:
    """What stands for a mapping with this one key."""
    return BeforeValidator(lambda value: {key: value} if isinstance(value, str | int | float) else value)


class Figure(Model):
    """A quantity of the claim itself; its source is that of the claim."""

    value: AnyQuantity
    note: str = ""


class Given(Model):
    """A quantity that others published, to hold against the claim; an `assumption` has its reasoning in `note`."""

    value: AnyQuantity
    source: str
    note: str = ""


class Derived(Model):
    """A formula over quantities of the claim; `unit` is that in which its value is shown."""

    formula: Formula
    unit: Unit | None = None
    note: str = ""


class Band(Model):
    """What is claimed as a range; one end may be open."""

    from_: Formula | None = Field(default=None, alias="from")
    to: Formula | None = None

    @model_validator(mode="after")
    def _one_end(self) -> Band:
        if self.from_ is None and self.to is None:
            raise ValueError("a claimed range has `from`, `to` or both")
        if isinstance(self.from_, Num) and isinstance(self.to, Num) and self.from_.value > self.to.value:
            raise ValueError(f"found {self.from_.value:g} to {self.to.value:g}, expected the lower end first")
        return self


class Check(Model):
    """A claimed quantity or range beside what was found; `found` may be several figures.

    `tolerance` is relative. Beyond the ratio `contradicted_beyond` a figure refutes the claim.
    """

    name: Names
    claimed: Band
    found: tuple[Formula, ...] = Field(min_length=1)
    unit: Unit | None = None
    tolerance: Number = Quantity(0.1)
    contradicted_beyond: Number = Quantity(2.0)

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, data: Any) -> Any:
        """A formula alone is a range of one number; one figure stands for a list of one."""
        if not isinstance(data, Mapping):
            return data
        found = dict(data)
        if isinstance(found.get("claimed"), str | int | float):
            found["claimed"] = {"from": found["claimed"], "to": found["claimed"]}
        if isinstance(found.get("found"), str | int | float):
            found["found"] = [found["found"]]
        return found

    @model_validator(mode="after")
    def _ratio_beyond_tolerance(self) -> Check:
        if self.contradicted_beyond.canonical < 1 + self.tolerance.canonical:
            found = f"{self.contradicted_beyond} with a tolerance of {self.tolerance}"
            raise ValueError(f"contradicted_beyond: found {found}, expected a ratio of at least 1 + tolerance")
        return self

    @property
    def claimed_formulas(self) -> tuple[Expr, ...]:
        """The formulas of the claimed range; one for a plain number."""
        ends = [end for end in (self.claimed.from_, self.claimed.to) if end is not None]
        return tuple(dict.fromkeys(ends))

    def formulas(self) -> Iterator[tuple[tuple[object, ...], Expr]]:
        """Every formula with its place in the check."""
        if self.claimed.from_ == self.claimed.to:
            yield ("claimed",), self.claimed_formulas[0]
        else:
            ends = (("from", self.claimed.from_), ("to", self.claimed.to))
            yield from ((("claimed", key), end) for key, end in ends if end is not None)
        yield from ((("found", index), formula) for index, formula in enumerate(self.found))


class Claim(Model):
    """One claim: its figures, published figures (`given`), values of this library, and checks with their rule.

    A claim that nothing can judge says why in `not_computable`, in place of checks; `left_out` says what of a claim the
    checks do not touch. In `note` a name in braces stands for a quantity of the claim: `{energy}`, `{energy:TWh}`.
    """

    short: Names
    text: Names
    source: str = ""
    figures: dict[str, Annotated[Figure, _bare("value")]] = {}
    given: dict[str, Given] = {}
    values: dict[str, ClaimValue] = {}
    derived: dict[str, Annotated[Derived, _bare("formula")]] = {}
    checks: tuple[Check, ...] = ()
    rule: Rule = "all"
    not_computable: Names | None = None
    left_out: Names | None = None
    note: Names | None = None

    def names(self) -> Iterator[tuple[str, str]]:
        """Every quantity of the claim with the key under which it stands."""
        for key in ("figures", "given", "values", "derived"):
            for name in getattr(self, key):
                yield key, name

    @model_validator(mode="after")
    def _checked_or_not(self) -> Claim:
        if bool(self.checks) == (self.not_computable is not None):
            raise ValueError("a claim has either `checks`, or `not_computable` with the reason")
        return self

    @model_validator(mode="after")
    def _names_are_plain_and_unique(self) -> Claim:
        seen: dict[str, str] = {}
        for key, name in self.names():
            if not name.isidentifier() or keyword.iskeyword(name) or name in RESERVED:
                raise ValueError(f"{name!r} cannot be the name of a quantity: it is reserved or not a plain word")
            if name in seen:
                raise ValueError(f"{name} stands both among {seen[name]} and {key}")
            seen[name] = key
        return self


class Claims(Model):
    """A file of claims; `source` is the document that makes them, unless a claim names its own."""

    schema_: Literal["mems-lca/claims/1"] = Field(alias="schema")
    name: Names
    description: Names | None = None
    source: str = ""
    claims: dict[str, Claim] = Field(min_length=1)
