"""What the ledger of a fab's process gases is made of: bottles, recipe use, emissions, fluorine; masses in kg."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import fsum
from typing import Literal

# What became of the gas that was left in a bottle: it went back with the bottle, it is still on a tool at the end of
# the period, the bottle went on to another place, or it was let out.
Fate = Literal["returned", "on tool", "moved", "vented"]


@dataclass(frozen=True)
class BottleLine:
    """One bottle on one group of tools: gross weights and tare in kg, and what became of its rest."""

    bottle: str
    start: str
    end: str
    weight_start: float
    weight_end: float
    tare: float
    fate: Fate
    place: str

    @property
    def used(self) -> float:
        """Gas that went to the tools, kg."""
        return self.weight_start - self.weight_end

    @property
    def rest(self) -> float:
        """Gas left at the end, kg: the heel of a bottle that goes back."""
        return self.weight_end - self.tare


@dataclass(frozen=True)
class RecipeLine:
    """What a product should have used by its recipe: kg per wafer started, times the wafers started.

    `origin` says where the kg per wafer come from: the table of recipes, or the study's model of the product.
    """

    product: str
    started: float
    per_wafer: float
    origin: Literal["recipes", "model"]

    @property
    def use(self) -> float:
        """kg of the period."""
        return self.started * self.per_wafer


@dataclass(frozen=True)
class Abated:
    """Abatement of a group of tools: share of the gas that reaches it, uptime, destruction by gas, and its proof.

    `flame` is the share of the fluorine of F2 and NF3 that a hydrocarbon flame turns to CF4. Where the destruction of
    a gas is not known, none of it is destroyed.
    """

    treated: float = 0.0
    uptime: float = 0.0
    destruction: Mapping[str, float] | None = None
    certified: bool = False
    flame: float = 0.0

    def of(self, gas: str) -> float:
        """Destruction efficiency d of a gas."""
        return (self.destruction or {}).get(gas, 0.0)

    def passed(self, gas: str) -> float:
        """Share of a gas at the tools' exhaust that reaches the air: 1 - a d UT (40 CFR 98.93, eq. I-8)."""
        return 1 - self.treated * self.of(gas) * self.uptime


@dataclass(frozen=True)
class Leaving:
    """A gas that leaves the tools: itself (rate 1 - U) or a by-product (rate B), kg before and after abatement.

    `formed` is CF4 that the flame of the abatement makes anew: it is emitted, and was never in the tools' exhaust.
    """

    gas: str
    rate: float
    uncontrolled: float
    destruction: float
    passed: float
    formed: float = 0.0

    @property
    def destroyed(self) -> float:
        """kg that abatement destroys."""
        return self.uncontrolled * (1 - self.passed)

    @property
    def emitted(self) -> float:
        """kg that reach the air."""
        return self.uncontrolled * self.passed + self.formed


@dataclass(frozen=True)
class Fluorine:
    """Where the fluorine of the gas used went, kg F: fed + excess = emitted + polymer + scrubbed.

    `excess` is what a table prints beyond the fluorine fed (some rows of published tables do). What is scrubbed comes
    from gas converted in the plasma (SiF4, HF, F2, COF2) and gas destroyed by abatement, less what a flame makes CF4.
    """

    fed: float
    emitted: float
    polymer: float
    converted: float
    destroyed: float
    formed: float
    excess: float

    @property
    def scrubbed(self) -> float:
        """kg F that reach the scrubber as HF, SiF4, F2 and the like."""
        return self.converted + self.destroyed - self.formed

    @property
    def open(self) -> float:
        """What is left of the balance: zero but for rounding."""
        return self.fed + self.excess - self.emitted - self.polymer - self.scrubbed


@dataclass(frozen=True)
class LedgerRow:
    """One gas on one group of tools over the period; every mass in kg.

    The bottles' content = used + returned + on_tool + moved + vented; unexplained = used - recipe.
    """

    tool_group: str
    gas: str
    process: str
    bottles: tuple[BottleLine, ...]
    recipes: tuple[RecipeLine, ...]
    leaving: tuple[Leaving, ...]
    fluorine: Fluorine | None

    @property
    def used(self) -> float:
        """Gas that went to the tools, by weight."""
        return fsum(weight for line in self.bottles for weight in (line.weight_start, -line.weight_end))

    @property
    def content(self) -> float:
        """Gas in the bottles when they came, or when the period began."""
        return fsum(weight for line in self.bottles for weight in (line.weight_start, -line.tare))

    def rest(self, fate: Fate) -> float:
        """Gas left in the bottles that have this fate."""
        found = (line for line in self.bottles if line.fate == fate)
        return fsum(weight for line in found for weight in (line.weight_end, -line.tare))

    @property
    def supplied(self) -> float:
        """Gas consumed with its heels: used, returned and vented; what is still on a tool or elsewhere is stock."""
        return self.used + self.rest("returned") + self.rest("vented")

    @property
    def heel(self) -> float | None:
        """Measured share of the gas supplied that was not used; None when nothing was supplied."""
        return 1 - self.used / self.supplied if self.supplied > 0 else None

    @property
    def recipe(self) -> float:
        """What the recipes say."""
        return fsum(line.use for line in self.recipes)

    @property
    def unexplained(self) -> float:
        """What was used beyond the recipes: seasoning, idle flows, leaks, wafers that nobody counted."""
        return self.used - self.recipe

    @property
    def emitted(self) -> dict[str, float]:
        """kg that reach the air by gas, with what was let out of bottles."""
        found = {entry.gas: entry.emitted for entry in self.leaving}
        found[self.gas] = found.get(self.gas, 0.0) + self.rest("vented")
        return found

    @property
    def uncontrolled(self) -> dict[str, float]:
        """kg that would reach the air without abatement, by gas."""
        found = {entry.gas: entry.uncontrolled for entry in self.leaving}
        found[self.gas] = found.get(self.gas, 0.0) + self.rest("vented")
        return found


@dataclass(frozen=True)
class Supply:
    """A gas between the store and the tools: what was bought less what the store gained, against the bottles put on.

    `bought` holds purchases less returns of full bottles, `stored` stock at the end less stock at the start (kg, in the
    store, not on tools), `mounted` the content of bottles put on tools within the period.
    """

    gas: str
    bought: float
    stored: float
    mounted: float

    @property
    def missing(self) -> float:
        """Gas that left the store and that no bottle on a tool shows."""
        return self.bought - self.stored - self.mounted
