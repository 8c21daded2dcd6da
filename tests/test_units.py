"""Units: what every text means, what is refused and with which advice."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mems_lca.errors import UnitError
from mems_lca.units import (
    DIMENSIONLESS,
    Quantity,
    canonical_unit,
    conversion,
    convert,
    describe,
    dimension_of,
    known_units,
    parse_quantity,
    same_dimension,
    show,
)

CANONICAL = [
    ("300 sccm", 300 * 101325e-6 / (8.31446261815324 * 273.15) / 60, "mol/s"),
    ("1 slm", 1000 * 101325e-6 / (8.31446261815324 * 273.15) / 60, "mol/s"),
    ("1 Nm3", 101325 / (8.31446261815324 * 273.15), "mol"),
    ("1 Nm³/h", 101325 / (8.31446261815324 * 273.15) / 3600, "mol/s"),
    ("0.15 cm**-2", 1500.0, "1/m**2"),
    ("0.15 cm-2", 1500.0, "1/m**2"),
    ("0.15 cm^-2", 1500.0, "1/m**2"),
    ("12 %", 0.12, ""),
    ("12%", 0.12, ""),
    ("12 percent", 0.12, ""),
    ("5 ppm", 5e-6, ""),
    ("1.2e3 W", 1200.0, "W"),
    ("+.5 W", 0.5, "W"),
    ("2eV", 2 * 1.602176634e-19, "J"),
    ("25 degC", 298.15, "K"),
    ("77 degF", 298.15, "K"),
    ("25 °C", 298.15, "K"),
    ("0 K", 0.0, "K"),
    ("1 kWh", 3.6e6, "J"),
    ("5 mTorr", 5e-3 * 101325 / 760, "Pa"),
    ("1 psi", 6894.757293168361, "Pa"),
    ("8 um/min", 8e-6 / 60, "m/s"),
    ("8 µm/min", 8e-6 / 60, "m/s"),
    ("8 μm/min", 8e-6 / 60, "m/s"),
    ("4096 LSB", 4096.0, "LSB"),
    ("2 g_n", 2 * 9.80665, "m/s**2"),
    ("2 g", 2e-3, "kg"),
    ("100 mg_n", 0.980665, "m/s**2"),
    ("100 mg", 1e-4, "kg"),
    ("3 tkm", 3e6, "kg*m"),
    ("3 t*km", 3e6, "kg*m"),
    ("3 ton kilometer", 3e6, "kg*m"),
    ("2 h", 7200.0, "s"),
    ("2 min", 120.0, "s"),
    ("8 inch", 0.2032, "m"),
    ("2 L", 2e-3, "m**3"),
    ("2 mL", 2e-6, "m**3"),
    ("2 cm2", 2e-4, "m**2"),
    ("2 cm²", 2e-4, "m**2"),
    ("2 mm2", 2e-6, "m**2"),
    ("2 cm3", 2e-6, "m**3"),
    ("2 m2", 2.0, "m**2"),
    ("2 m3", 2.0, "m**3"),
    ("2 square meter", 2.0, "m**2"),
    ("2 cubic meter", 2.0, "m**3"),
    ("2 cubic metres", 2.0, "m**3"),
    ("2 kilogram", 2.0, "kg"),
    ("2 megajoule", 2e6, "J"),
    ("2 kilowatt hour", 7.2e6, "J"),
    ("2 unit", 2.0, "device"),
    ("2 piece", 2.0, "device"),
    ("2 pieces", 2.0, "device"),
    ("2 Item(s)", 2.0, "device"),
    ("2 device", 2.0, "device"),
    ("2 wafers", 2.0, "wafer"),
    ("3 kWh/wafer", 1.08e7, "J/wafer"),
    ("3 kWh per wafer", 1.08e7, "J/wafer"),
    ("3 kWh/(wafer*h)", 3000.0, "W/wafer"),
    ("5 kg CO2e", 5.0, "kg_CO2e"),
    ("5 kgCO2e", 5.0, "kg_CO2e"),
    ("5 kg CO2-eq", 5.0, "kg_CO2e"),
    ("5 kg CO2-Eq", 5.0, "kg_CO2e"),
    ("5 kg-CO2e", 5.0, "kg_CO2e"),
    ("5 kg CO2 eq", 5.0, "kg_CO2e"),
    ("5 kg CO₂e", 5.0, "kg_CO2e"),
    ("5 g CO2e", 5e-3, "kg_CO2e"),
    ("5 t CO2e", 5e3, "kg_CO2e"),
    ("580 gCO2e/kWh", 0.58 / 3.6e6, "kg_CO2e/J"),
    ("25200 kg CO2e/kg", 25200.0, "kg_CO2e/kg"),
    ("0.2 kg CO2e per mmBtu", 0.2 / 1.05505585262e9, "kg_CO2e/J"),
    ("40 m3 world-eq/m3", 40.0, "m3_world_eq/m**3"),
    ("40 m3 world eq", 40.0, "m3_world_eq"),
    ("100 CNY/t", 0.1, "CNY/kg"),
    ("3 EUR", 3.0, "EUR"),
    ("5 1/min", 5 / 60, "Hz"),
    ("5 /min", 5 / 60, "Hz"),
    ("5/min", 5 / 60, "Hz"),
    ("9 V/sqrt(Hz)", 9.0, "kg*m**2/(s**2.5*A)"),
    ("9 V/Hz**0.5", 9.0, "kg*m**2/(s**2.5*A)"),
    ("9 V/Hz**(1/2)", 9.0, "kg*m**2/(s**2.5*A)"),
    ("9 J/(mol*K)", 9.0, "J/(mol*K)"),
    ("9 m·s⁻¹", 9.0, "m/s"),
    ("9 kg m-2 s-1", 9.0, "kg/(m**2*s)"),
    ("0.7", 0.7, ""),
    ("  7   kg  ", 7.0, "kg"),
    ("1 ozt", 0.0311034768, "kg"),
    ("1 year", 365.25 * 86400, "s"),
]


@pytest.mark.parametrize(("text", "value", "unit"), CANONICAL, ids=[row[0] for row in CANONICAL])
def test_canonical_value(text: str, value: float, unit: str) -> None:
    quantity = parse_quantity(text)
    assert quantity.canonical == pytest.approx(value, rel=1e-14, abs=0)
    assert quantity.canonical_unit == unit
    assert dimension_of(unit) == quantity.dimension
    assert conversion(unit).factor == 1


def test_sccm_is_semi_e12() -> None:
    assert convert(1, "sccm", "umol/min") == pytest.approx(44.615, abs=5e-4)


@pytest.mark.parametrize("number", [0.7, 3, 0, -2.5])
def test_plain_numbers_are_dimensionless(number: float) -> None:
    assert parse_quantity(number) == Quantity(float(number), "")
    assert parse_quantity(number).dimension == DIMENSIONLESS


def test_co2e_is_not_mass_and_currencies_do_not_mix() -> None:
    assert not same_dimension("kg CO2e", "kg")
    assert not same_dimension("CNY", "USD")
    assert not same_dimension("wafer", "device")
    assert not same_dimension("m3 world eq", "m3")
    assert same_dimension("sccm", "mol/s")
    with pytest.raises(UnitError, match="CO2e") as caught:
        convert(1, "kg CO2e", "kg")
    assert "mass" in str(caught.value)


def test_convert() -> None:
    assert convert(1, "kWh", "MJ") == pytest.approx(3.6, rel=1e-15)
    assert convert(25, "degC", "degF") == pytest.approx(77, rel=1e-14)
    assert convert(0.1 + 0.2, "um", "um") == 0.1 + 0.2
    assert Quantity(2.0, "h").to("min") == pytest.approx(120)


WORDS = [
    ("", "dimensionless", ""),
    ("%", "dimensionless", ""),
    ("kWh/wafer", "energy per wafer", "J/wafer"),
    ("sccm", "amount of substance per time", "mol/s"),
    ("kg/h/wafer", "mass per time per wafer", "kg/(s*wafer)"),
    ("W", "power", "W"),
    ("V", "voltage", "V"),
    ("g/mol", "mass per amount of substance", "kg/mol"),
    ("g/cm3", "mass per volume", "kg/m**3"),
    ("kg CO2e/kWh", "CO2e per energy", "kg_CO2e/J"),
    ("um/min", "length per time", "m/s"),
    ("kWh/kg", "energy per mass", "J/kg"),
    ("W/m2", "power per area", "W/m**2"),
    ("1/cm2", "number per area", "1/m**2"),
    ("CNY/kWh", "CNY per energy", "CNY/J"),
    ("cd*K*kg", "kg*K*cd", "kg*K*cd"),
]


@pytest.mark.parametrize(("unit", "words", "canonical"), WORDS)
def test_words(unit: str, words: str, canonical: str) -> None:
    assert describe(dimension_of(unit)) == words
    assert canonical_unit(dimension_of(unit)) == canonical


def test_quantity_text_is_as_written_and_reads_back() -> None:
    assert str(parse_quantity("300 sccm")) == "300 sccm"
    assert str(parse_quantity("12%")) == "12 %"
    assert str(parse_quantity(0.7)) == "0.7"
    assert parse_quantity("1.50 kg CO2e").unit == "kg CO2e"


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (25200.0, "kg_CO2e/kg", "25200 kg CO2e/kg"),
        (0.123456, "kWh", "0.1235 kWh"),
        (1234567.0, "J", "1234567 J"),
        (0.0, "kg", "0 kg"),
        (-0.5, "", "-0.5"),
        (1.5e-9, "mol/s", "1.5e-09 mol/s"),
        (math.nan, "kg", "nan kg"),
        (math.inf, "kg", "inf kg"),
        (100.04, "m**2", "100 m^2"),
        (3.0, "m3_world_eq/m**3", "3 m3 world eq/m^3"),
    ],
)
def test_show(value: float, unit: str, text: str) -> None:
    assert show(value, unit) == text


def test_show_digits() -> None:
    assert show(0.123456, "kg", digits=2) == "0.12 kg"


def test_every_known_unit_resolves_and_shows_what_it_reads() -> None:
    rows = known_units()
    assert len(rows) > 150
    for name, others, words in rows:
        for spelling in (name, *others):
            assert conversion(spelling) == conversion(name)
        assert describe(dimension_of(name)) == words
        if "(" not in name:
            assert parse_quantity(show(3, name)).dimension == dimension_of(name)


def test_canonical_units_are_coherent() -> None:
    for name, _, _ in known_units():
        rule = conversion(conversion(name).canonical_unit)
        assert (rule.factor, rule.offset) == (1.0, 0.0)


@given(st.floats(allow_nan=False, allow_infinity=False, width=64), st.sampled_from(["kg", "%", "sccm", "degC"]))
def test_quantity_round_trips_through_text(value: float, unit: str) -> None:
    try:
        quantity = Quantity(value, unit)
    except UnitError:
        return
    assert parse_quantity(str(quantity)) == quantity


def test_only_pint_is_imported() -> None:
    heavy = ("pandas", "scipy.sparse", "bw2data", "openpyxl")
    code = f"import sys, mems_lca.units; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_order_of_factors_does_not_matter() -> None:
    assert conversion("kWh/kg*sccm") == conversion("sccm*kWh/kg")
    assert canonical_unit(dimension_of("K*mol*kg")) == canonical_unit(dimension_of("kg*K*mol")) == "kg*mol*K"
