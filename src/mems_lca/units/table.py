"""The units that a file may use: definitions, spellings and prefixes, and advice for the ambiguous ones.

A closed list: what is not here is refused, so that a unit never means by accident what another field means
by it (`T` tesla, `M` molar, `C` coulomb, `ton` 907 kg). Definitions are in terms of other rows, read by pint.
"""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """A unit: its definition for pint, further spellings, the SI prefixes it takes, its zero point in K."""

    definition: str
    spellings: str = ""
    prefixes: str = ""
    offset: float | None = None


PREFIXES: dict[str, tuple[str, str]] = {
    "p": ("pico", "1e-12"),
    "n": ("nano", "1e-9"),
    "u": ("micro", "1e-6"),
    "m": ("milli", "1e-3"),
    "c": ("centi", "1e-2"),
    "d": ("deci", "1e-1"),
    "h": ("hecto", "1e2"),
    "k": ("kilo", "1e3"),
    "M": ("mega", "1e6"),
    "G": ("giga", "1e9"),
    "T": ("tera", "1e12"),
}

# Molar gas constant in J/(mol*K): exact in the SI since 2019, as Avogadro constant times Boltzmann constant.
GAS_CONSTANT = "8.31446261815324"

# A standard state: SEMI E12 and DIN 1343 take 0 degC and 101.325 kPa. In mol per cubic metre of ideal gas.
_NORMAL_DENSITY = f"101325/{GAS_CONSTANT}/273.15"

BASE_UNITS: dict[str, str] = {
    "kg": "[mass]",
    "m": "[length]",
    "s": "[time]",
    "A": "[current]",
    "mol": "[substance]",
    "K": "[temperature]",
    "cd": "[luminosity]",
    "wafer": "[wafer]",
    "device": "[device]",
    "LSB": "[LSB]",
    "kg_CO2e": "[co2e]",
    "m3_world_eq": "[world_water]",
    "CNY": "[CNY]",
    "USD": "[USD]",
    "EUR": "[EUR]",
    "JPY": "[JPY]",
    "GBP": "[GBP]",
}

UNITS: dict[str, Row] = {
    "m": Row("[length]", "meter meters metre metres", "p n u m c d k"),
    "kg": Row("[mass]", "kilogram kilograms"),
    "s": Row("[time]", "sec second seconds", "n u m"),
    "K": Row("[temperature]", "kelvin", "m"),
    "mol": Row("[substance]", "mole moles", "n u m k"),
    "A": Row("[current]", "ampere amperes amp amps", "p n u m k"),
    "cd": Row("[luminosity]", "candela"),
    # What is counted. A device is one good product; Brightway's `unit` and a `piece` are the same thing here.
    "wafer": Row("[wafer]", "wafers"),
    "device": Row("[device]", "devices piece pieces pcs unit units item items p Item(s) item(s)"),
    "LSB": Row("[LSB]"),
    "kg_CO2e": Row("[co2e]"),
    "m3_world_eq": Row("[world_water]"),
    "CNY": Row("[CNY]", "RMB yuan"),
    "USD": Row("[USD]"),
    "EUR": Row("[EUR]", "euro euros"),
    "JPY": Row("[JPY]", "yen"),
    "GBP": Row("[GBP]"),
    # Ratios and angles.
    "percent": Row("0.01", "% pct"),
    "ppm": Row("1e-6", "ppmv"),
    "ppb": Row("1e-9", "ppbv"),
    "ppt": Row("1e-12", "pptv"),
    "rad": Row("1", "radian radians", "u m"),
    "deg": Row("0.017453292519943295", "degree degrees", "u m"),
    # Length.
    "micron": Row("1e-6*m", "microns"),
    "angstrom": Row("1e-10*m", "Å"),
    "inch": Row("0.0254*m", "in inches"),
    "ft": Row("0.3048*m", "foot feet"),
    "mile": Row("1609.344*m", "miles"),
    # Area and volume.
    "ha": Row("1e4*m**2", "hectare hectares"),
    "L": Row("1e-3*m**3", "l liter liters litre litres", "n u m c d h k"),
    "us_gallon": Row("231*inch**3"),
    # Mass.
    "g": Row("1e-3*kg", "gram grams", "p n u m"),
    "t": Row("1e3*kg", "tonne tonnes metric_ton metric_tons metric_tonne", "k M G"),
    "short_ton": Row("2000*lb", "short_tons"),
    "lb": Row("0.45359237*kg", "lbs pound pounds"),
    "ozt": Row("31.1034768*g", "troy_ounce troy_ounces"),
    # Time. A year is 365.25 days.
    "min": Row("60*s", "minute minutes mins"),
    "h": Row("3600*s", "hr hrs hour hours"),
    "day": Row("24*h", "days d"),
    "week": Row("7*day", "weeks"),
    "year": Row("365.25*day", "years yr yrs a annum"),
    "Hz": Row("1/s", "hertz", "m k M G"),
    "rpm": Row("1/min"),
    # Mechanics.
    "N": Row("kg*m/s**2", "newton newtons", "u m k"),
    "g_n": Row("9.80665*m/s**2", "standard_gravity", "u m"),
    "Pa": Row("N/m**2", "pascal pascals", "u m h k M G"),
    "bar": Row("1e5*Pa", "", "u m"),
    "atm": Row("101325*Pa", "atmosphere atmospheres"),
    "Torr": Row("101325/760*Pa", "torr", "u m"),
    "psi": Row("lb*g_n/inch**2"),
    # Energy and power.
    "J": Row("N*m", "joule joules", "n u m k M G T"),
    "W": Row("J/s", "watt watts", "n u m k M G"),
    "Wh": Row("W*h", "watt_hour watt_hours", "m k M G T"),
    "eV": Row("1.602176634e-19*J", "electronvolt", "m k M"),
    "cal": Row("4.184*J", "", "k"),
    "Btu": Row("1055.05585262*J", "BTU"),
    "mmBtu": Row("1e6*Btu", "MMBtu MMBTU mmBTU"),
    # Electricity and magnetism.
    "coulomb": Row("A*s", "coulombs"),
    "Ah": Row("A*h", "", "m"),
    "V": Row("W/A", "volt volts", "n u m k"),
    "VA": Row("W", "", "k M"),
    "ohm": Row("V/A", "ohms Ω", "m k M G"),
    "F": Row("coulomb/V", "farad farads", "p n u m"),
    "fF": Row("1e-15*F"),
    "aF": Row("1e-18*F"),
    "tesla": Row("V*s/m**2"),
    "mT": Row("1e-3*tesla"),
    "uT": Row("1e-6*tesla"),
    "gauss": Row("1e-4*tesla"),
    # Gas: a standard flow is a molar flow.
    "Nm3": Row(f"{_NORMAL_DENSITY}*mol"),
    "sccm": Row(f"1e-6*{_NORMAL_DENSITY}*mol/min", "SCCM"),
    "slm": Row("1000*sccm", "SLM slpm SLPM"),
    # Transport: a load over a distance.
    "tkm": Row("t*1000*m"),
    # Temperatures with an offset; a difference of temperatures is written in K.
    "degC": Row("K", "celsius °C ℃", "", 273.15),
    "degF": Row("5/9*K", "fahrenheit °F ℉", "", 459.67 * 5 / 9),
}

MASS_OF_CO2E: dict[str, str] = {
    "mg": "1e-6",
    "g": "1e-3",
    "gram": "1e-3",
    "grams": "1e-3",
    "kg": "1",
    "kilogram": "1",
    "kilograms": "1",
    "lb": "0.45359237",
    "t": "1e3",
    "tonne": "1e3",
    "tonnes": "1e3",
    "kt": "1e6",
    "Mt": "1e9",
    "Gt": "1e12",
}

# Units of more than one word, as Brightway and ecoinvent write them. There a "ton" is a metric one.
PHRASES: dict[str, dict[str, float]] = {
    "watt hour": {"Wh": 1},
    "kilowatt hour": {"kWh": 1},
    "megawatt hour": {"MWh": 1},
    "gigawatt hour": {"GWh": 1},
    "ton kilometer": {"tkm": 1},
    "ton kilometre": {"tkm": 1},
    "tonne kilometer": {"tkm": 1},
    "tonne kilometre": {"tkm": 1},
    "metric ton kilometer": {"tkm": 1},
    "metric ton": {"t": 1},
    "metric tons": {"t": 1},
    "short ton": {"short_ton": 1},
    "short tons": {"short_ton": 1},
    "troy ounce": {"ozt": 1},
    "troy ounces": {"ozt": 1},
    "square meter": {"m": 2},
    "square metre": {"m": 2},
    "square centimeter": {"cm": 2},
    "square centimetre": {"cm": 2},
    "square millimeter": {"mm": 2},
    "square millimetre": {"mm": 2},
    "square kilometer": {"km": 2},
    "cubic meter": {"m": 3},
    "cubic metre": {"m": 3},
    "cubic centimeter": {"cm": 3},
    "cubic centimetre": {"cm": 3},
    "square meter year": {"m": 2, "year": 1},
    "square metre year": {"m": 2, "year": 1},
    "cubic meter year": {"m": 3, "year": 1},
    "cubic metre year": {"m": 3, "year": 1},
    "meter year": {"m": 1, "year": 1},
    "kilometer year": {"km": 1, "year": 1},
    "kilogram day": {"kg": 1, "day": 1},
}

ADVICE: dict[str, str] = {
    "C": "'degC' for a temperature or 'coulomb' for a charge",
    "T": "'t' for tonnes or 'tesla' for a magnetic field",
    "M": "'mol/L' for a concentration, or the whole unit that the prefix mega belongs to",
    "mM": "'mmol/L' for a concentration",
    "uM": "'umol/L' for a concentration",
    "ton": "'t' for 1000 kg, 'short_ton' for 2000 lb",
    "tons": "'t' for 1000 kg, 'short_ton' for 2000 lb",
    "MT": "'t' for tonnes or 'Mt' for a million tonnes",
    "mt": "'t' for tonnes",
    "Nm": "'nm' for nanometres or 'N*m' for a torque",
    "G": "'g' for grams, 'g_n' for standard gravity or 'gauss'",
    "gn": "'g_n' for standard gravity",
    "gee": "'g_n' for standard gravity",
    "mG": "'mg_n' for standard gravity or 'gauss' for a magnetic field",
    "oz": "'ozt' for troy ounces, or grams",
    "ounce": "'ozt' for troy ounces, or grams",
    "gal": "'us_gallon', or litres",
    "gallon": "'us_gallon', or litres",
    "gallons": "'us_gallon', or litres",
    "ccm": "'cm3' for a volume or 'sccm' for a gas flow",
    "cc": "'cm3'",
    "scf": "mol, Nm3 or kg, since the standard state differs between tables",
    "scfm": "mol/min, Nm3/min or kg/min, since the standard state differs between tables",
    "scfh": "mol/h, Nm3/h or kg/h, since the standard state differs between tables",
    "Sm": "mol or Nm3, since the standard state differs between tables",
    "month": "days or years, since months differ in length",
    "months": "days or years, since months differ in length",
    "CO": "'kg CO2e', 'g CO2e' or 't CO2e'",
    "die": "'device', in which dies are counted",
    "dies": "'device', in which dies are counted",
    "chip": "'device', in which chips are counted",
    "chips": "'device', in which chips are counted",
    "lot": "the number of wafers",
    "batch": "the number of wafers",
    "run": "the number of wafers",
    "$": "the code of the currency: CNY, USD, EUR, JPY, GBP",
    "€": "the code of the currency: EUR",
    "£": "the code of the currency: GBP",
    "¥": "the code of the currency: CNY or JPY",
    "￥": "the code of the currency: CNY or JPY",
    "元": "the code of the currency: CNY",
    "bit": "'LSB' for steps of resolution",
    "bits": "'LSB' for steps of resolution",
    "sqrt": "the argument in parentheses: 'V/sqrt(Hz)'",
}
