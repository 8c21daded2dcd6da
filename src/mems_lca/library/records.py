"""What the factor tables say, as frozen records: each number keeps its printed text, unit and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from mems_lca.errors import Finding, LibraryError
from mems_lca.units import convert

ELECTRICITY_UNIT = "kg CO2e/kWh"


@dataclass(frozen=True)
class Factor:
    """A number of a table. `text` is the number as printed, `kind` is published, derived or assumption.

    `place` is the place that it stands for, `gwp_set` the set behind a number in CO2e ("" where the source
    does not say, `co2-only` where only CO2 is counted), `boundary` what it covers.
    """

    value: float
    text: str
    unit: str
    source: str
    note: str = ""
    kind: str = "published"
    gsd: float | None = None
    place: str = ""
    year: int | None = None
    gwp_set: str = ""
    boundary: str = ""

    def to(self, unit: str) -> float:
        """The value in another unit of the same dimension. Raises UnitError."""
        return convert(self.value, self.unit, unit)


@dataclass(frozen=True)
class Gas:
    """An elementary flow with a GWP or a part in a plasma. The molar mass is in kg/mol, None for a mixture.

    `listed` is False where no GWP table knows the gas: its direct effect is then unknown, not zero.
    """

    flow: str
    name_en: str
    name_zh: str
    formula: str
    cas: str
    molar_mass: float | None
    fluorine_atoms: int | None
    silicon_atoms: int | None
    kind: str
    listed: bool
    source: str
    note: str = ""


@dataclass(frozen=True)
class OtherFlow:
    """An elementary flow that no GWP table could list: water, and loads of water and air."""

    flow: str
    name_en: str
    name_zh: str
    unit: str
    compartment: str
    note: str = ""


@dataclass(frozen=True)
class UtilisationRow:
    """What leaves a process: 1-U of the gas fed, and kilograms of each by-product per kilogram fed."""

    table: str
    process: str
    gas: str
    one_minus_u: Factor
    byproducts: Mapping[str, Factor] = field(default_factory=dict)


@dataclass(frozen=True)
class UtilisationTable:
    """Where an emission table may be used, in words.

    `in_range` is True for the tables between which a MEMS study may choose: their results are shown as a range.
    """

    name: str
    title: str
    sector: str
    wafer: str
    use: str
    source: str
    in_range: bool


@dataclass(frozen=True)
class ChoiceOption:
    """What a set of numbers is called, whether a MEMS study may choose it (`in_range`), and why or why not."""

    choice: str
    name: str
    title: str
    in_range: bool
    reason: str
    source: str


@dataclass(frozen=True)
class Electricity:
    """The factors of a place's electricity by part, as one set publishes them; each Factor names its own
    place.

    A part may stand for a larger place than was asked for: the footprint of a Chinese province is the
    national one. `national_direct` is the direct factor of the country in the same set, where there is one.
    What had to be substituted is in `findings`.
    """

    place: str
    set: str
    parts: Mapping[str, Factor]
    national_direct: Factor | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def direct(self) -> Factor | None:
        """Emissions of generation, for scope 2; None where the set has only a life-cycle factor."""
        return self.parts.get("direct")

    @property
    def footprint_parts(self) -> tuple[str, ...]:
        """The parts in the footprint of a product: one life-cycle factor, or all that is published."""
        for whole in ("life_cycle", "generation_life_cycle"):
            if whole in self.parts:
                return (whole,)
        return tuple(self.parts)

    @property
    def footprint(self) -> float:
        """Footprint of a product's electricity in kg CO2e/kWh: the sum of `footprint_parts`."""
        return sum(self.parts[part].to(ELECTRICITY_UNIT) for part in self.footprint_parts)

    @property
    def includes_losses(self) -> bool:
        """Whether the footprint covers the losses between generation and consumer."""
        return bool({"life_cycle", "grid_losses"} & set(self.footprint_parts))

    @property
    def local_footprint(self) -> float | None:
        """Direct factor of the place plus what the country's footprint adds to its own, in kg CO2e/kWh.

        An assumption (no ministry publishes it); None where one of the three numbers is missing.
        """
        whole = self.parts.get("life_cycle")
        if whole is None or self.direct is None or self.national_direct is None:
            return None
        difference = whole.to(ELECTRICITY_UNIT) - self.national_direct.to(ELECTRICITY_UNIT)
        return self.direct.to(ELECTRICITY_UNIT) + difference


@dataclass(frozen=True)
class Product:
    """What an exchange may draw or hand over; `carbon` is kg of carbon per kg, where it is known."""

    name: str
    name_en: str
    name_zh: str
    unit: str
    category: str
    cas: str = ""
    carbon: float | None = None
    note: str = ""


@dataclass(frozen=True)
class ProductFactor:
    """A factor of a product: for an indicator, and for climate change the part of it."""

    product: str
    indicator: str
    part: str
    factor: Factor


@dataclass(frozen=True)
class WasteCode:
    """A code of a waste list. A withdrawn code is never printed; `replacement` is what took its place."""

    jurisdiction: str
    code: str
    description_en: str
    description_zh: str
    stream: str
    list_edition: str
    withdrawn: bool
    source: str
    note: str = ""
    replacement: str = ""


def half_digit(text: str) -> float:
    """Half a unit of the last printed digit: 0.05 for "0.2", 0.5 for "12", 50 for "1.2e3".

    Raises LibraryError when the text is not a finite number.
    """
    try:
        exponent = Decimal(text).as_tuple().exponent
    except InvalidOperation:
        exponent = "n"
    if not isinstance(exponent, int):
        raise LibraryError.single("number", "not a finite number", found=text)
    return float(Decimal(5).scaleb(exponent - 1))
