"""How uncertain a value is: its distribution, the axes of data quality that it covers, and the scores on them."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from mems_lca.study.fields import AnyQuantity, Model
from mems_lca.units import Quantity

Axis = Literal["reliability", "completeness", "temporal", "geographical", "technological"]
AXES: tuple[Axis, ...] = ("reliability", "completeness", "temporal", "geographical", "technological")

Score = Annotated[int, Field(ge=1, le=5, strict=True)]
# One score for each axis, in the order of AXES: 1 is the best, 5 the worst.
Scores = tuple[Score, Score, Score, Score, Score]


class Bounds(Model):
    """Limits of a uniform distribution."""

    min: AnyQuantity
    max: AnyQuantity

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min.dimension != self.max.dimension or self.min.canonical > self.max.canonical:
            raise ValueError(f"found min {self.min} and max {self.max}, expected min up to max, of one dimension")
        return self


class Triangle(Bounds):
    """A triangular distribution; the mode is the parameter's value when it is not given."""

    mode: AnyQuantity | None = None

    @model_validator(mode="after")
    def _mode_between(self) -> Self:
        if self.mode is not None and not self.min.canonical <= self.mode.canonical <= self.max.canonical:
            raise ValueError(f"found mode {self.mode}, expected it between {self.min} and {self.max}")
        return self


_DISTRIBUTIONS = ("lognormal", "normal", "uniform", "triangular")


class Uncertainty(Model):
    """One distribution: lognormal (geometric standard deviation), normal (sd), uniform or triangular.

    `covers` are the axes of data quality that the distribution already holds; None leaves it to the rule.
    """

    lognormal: float | None = Field(default=None, ge=1, allow_inf_nan=False)
    normal: AnyQuantity | None = None
    uniform: Bounds | None = None
    triangular: Triangle | None = None
    covers: tuple[Axis, ...] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Uncertainty:
        given = [name for name in _DISTRIBUTIONS if getattr(self, name) is not None]
        if len(given) != 1:
            expected = f"expected one of {', '.join(_DISTRIBUTIONS)}"
            raise ValueError(f"found {', '.join(given) or 'nothing'}, {expected}")
        if self.normal is not None and self.normal.canonical < 0:
            raise ValueError(f"normal: found {self.normal}, expected a standard deviation of zero or more")
        return self

    def quantities(self) -> tuple[Quantity, ...]:
        """All quantities of the distribution, which have the dimension of the value."""
        limits = self.uniform or self.triangular
        mode = self.triangular.mode if self.triangular else None
        found = (self.normal, limits.min if limits else None, limits.max if limits else None, mode)
        return tuple(entry for entry in found if entry is not None)
