"""Carbon prices by name, each with what it covers; and prices that are given as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mems_lca.errors import LibraryError, Place, StudyError, UnitError, nearest
from mems_lca.library.library import Library
from mems_lca.library.tables import Row, Table, read_table
from mems_lca.units import Quantity, dimension_of, parse_quantity

# The price that a result shows where its study names none.
DEFAULT = "china_ets_2025"
GIVEN = "given"
TABLE = Table(
    file="prices/carbon_prices.csv",
    columns=(
        "name",
        "name_en",
        "name_zh",
        "value",
        "unit",
        "place",
        "year",
        "kind",
        "gsd",
        "covers_en",
        "covers_zh",
        "source",
        "note",
    ),
    key=("name",),
    required=("name", "name_en", "name_zh", "value", "unit", "place", "year", "covers_en", "covers_zh", "source"),
    numbers=("value", "year", "gsd"),
    units={"unit": ""},
    choices={"kind": ("published", "derived", "assumption")},
)
_CURRENCIES = ("CNY", "USD", "EUR", "JPY")
_NO_DUTY = {
    "en": "A scenario: neither the national market of China nor the border adjustment of the European Union covers "
    "these products today",
    "zh": "情景值：中国全国碳市场与欧盟碳边境调节机制目前均未覆盖此类产品",
}  # fmt: skip


@dataclass(frozen=True)
class CarbonPrice:
    """A price of emissions: `yuan` in CNY per kg CO2e, `text` as published or given.

    `label` and `covers` are in English and Chinese.
    """

    name: str
    yuan: float
    text: str
    year: int | None = None
    place: str = ""
    label: tuple[str, str] = ("given by the user", "由用户给定")
    covers: tuple[str, str] = ("", "")
    source: str = GIVEN
    note: str = ""

    @property
    def per_tonne(self) -> float:
        """CNY per tonne CO2e."""
        return 1e3 * self.yuan

    def to_dict(self) -> dict[str, Any]:
        """The price for JSON, with the sentence that stands beside every cost that follows from it."""
        return {
            "name": self.name,
            "label": {"en": self.label[0], "zh": self.label[1]},
            "price": self.text,
            "cny_per_t": self.per_tonne,
            "place": self.place,
            "year": self.year,
            "covers": {"en": self.covers[0], "zh": self.covers[1]},
            "source": self.source,
            "note": self.note,
            "scenario": dict(_NO_DUTY),
        }


def scenario(lang: str = "en") -> str:
    """That no price of carbon is due for these products today."""
    return _NO_DUTY[lang]


def carbon_prices(library: Library) -> dict[str, CarbonPrice]:
    """All carbon prices of the library and its packs. Raises LibraryError with every finding of the table."""
    files = [file for pack in library.packs if (file := pack.factor_file(TABLE.file))]
    return {row["name"]: _read(library, row) for row in read_table(TABLE, files, library.factors.sources)}


def carbon_price(library: Library, text: str = "", place: Place | None = None) -> CarbonPrice:
    """The price of a name, or one written as an amount ("100 CNY/t"); the default for an empty text.

    A price per tonne means tonnes of CO2e. Raises StudyError for a text that is neither.
    """
    known = carbon_prices(library)
    name = text.strip() or DEFAULT
    if name in known:
        return known[name]
    expected = f"100 CNY/t, or one of {', '.join(known)}"
    where = place or Place()
    try:
        quantity = parse_quantity(name)
    except UnitError:
        message, near = "this is no carbon price", nearest(name, known)
        raise StudyError.single(
            "carbon_price", message, place=where, found=name, expected=expected, nearest=near
        ) from None
    yuan = _in_yuan(library, quantity)
    if yuan is None or yuan < 0:
        message = "a carbon price is money per tonne of CO2e, zero or more"
        raise StudyError.single("carbon_price", message, place=where, found=name, expected=expected)
    return CarbonPrice(GIVEN, yuan, str(quantity))


def exchange(library: Library, quantity: Quantity, year: int | None = None) -> float | None:
    """The rate to CNY of the currency of an amount, of a year or the newest; None where it is in no currency."""
    for currency in _CURRENCIES:
        if currency in quantity.unit:
            if currency == "CNY":
                return 1.0
            item = f"exchange_{currency.lower()}_cny"
            rate = library.factors.price(item, year=year) or library.factors.price(item)
            if rate is None:
                message = "the library has no exchange rate of this currency"
                raise LibraryError.single("exchange", message, found=currency, expected="an amount in CNY")
            return rate.value
    return None


def _in_yuan(library: Library, quantity: Quantity, year: int | None = None) -> float | None:
    """CNY per kg CO2e; None for what is no price of emissions."""
    fits = {dimension_of(f"{currency}/{unit}") for currency in _CURRENCIES for unit in ("kg", "kg CO2e")}
    if quantity.dimension not in fits:
        return None
    rate = exchange(library, quantity, year)
    return None if rate is None else quantity.canonical * rate


def _read(library: Library, row: Row) -> CarbonPrice:
    value, year = row.number("value"), row.number("year")
    assert value is not None
    assert year is not None
    yuan = _in_yuan(library, Quantity(value, row["unit"]), int(year))
    if yuan is None:
        message = "a carbon price is money per mass of CO2e"
        raise LibraryError.single("dimension", message, place=row.at("unit"), found=row["unit"], expected="CNY/t CO2e")
    return CarbonPrice(
        name=row["name"],
        yuan=yuan,
        text=f"{row['value']} {row['unit']}",
        year=int(year),
        place=row["place"],
        label=(row["name_en"], row["name_zh"]),
        covers=(row["covers_en"], row["covers_zh"]),
        source=row["source"],
        note=row["note"],
    )
