"""The circular footprint formula of a material as a study gives it: six sourced values, and products with factors."""

from __future__ import annotations

from typing import Self

from pydantic import model_validator

from mems_lca.study.fields import Model
from mems_lca.study.step import Parameter

VALUES = ("A", "B", "R1", "R2", "R3", "Qs_Qp")


class Circular(Model):
    """A: burdens and credits of recycling that stay with this life cycle; B: those of energy recovery that do not.
    R1: recycled content; R2: share recycled at the end; R3: share burnt with energy recovery; Qs_Qp: quality of the
    secondary over that of the primary material. All are shares, and each needs a source.

    The products are those whose climate factors the formula takes; without a name they follow from the material:
    `primary` is mined, `recycled` comes from scrap, `recycling` is the route at the end of life, `disposal` what
    happens to the rest. `energy` is burning less what its heat and power replace, and needed where R3 is above zero.
    """

    A: Parameter
    B: Parameter
    R1: Parameter
    R2: Parameter
    R3: Parameter
    Qs_Qp: Parameter
    primary: str = ""
    recycled: str = ""
    recycling: str = ""
    disposal: str = "weee_landfill"
    energy: str = ""

    @property
    def values(self) -> dict[str, Parameter]:
        """The six by name."""
        return {name: getattr(self, name) for name in VALUES}

    @model_validator(mode="after")
    def _shares(self) -> Self:
        for name, entry in self.values.items():
            if entry.value.dimension or not 0 <= entry.value.canonical <= 1:
                raise ValueError(f"{name}: found {entry.value}, expected a share between 0 and 1")
        if self.R2.value.canonical + self.R3.value.canonical > 1:
            raise ValueError(f"found R2 {self.R2.value} and R3 {self.R3.value}, expected at most 1 together")
        if self.R3.value.canonical > 0 and not self.energy:
            raise ValueError("R3 is above zero: `energy` names the product that energy recovery is")
        return self
