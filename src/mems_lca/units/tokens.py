"""The words and signs of unit texts: names, numbers, CO2e, and units of several words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NoReturn

from mems_lca.errors import UnitError, nearest
from mems_lca.units.pint_registry import spellings
from mems_lca.units.table import ADVICE, MASS_OF_CO2E, PHRASES

EXPECTED: Final = "known units joined by * / ** and parentheses, such as 'kg/m**2'"

# Signs that mean the same as an ASCII one; the micro sign and the Greek letter mu are two characters.
_SAME = str.maketrans(
    {
        "\u00b5": "u",
        "\u03bc": "u",
        "\u03a9": "ohm",
        "\u2126": "ohm",
        "·": "*",
        "⋅": "*",
        "×": "*",
        "₂": "2",
        "℃": "degC",
    }
)
_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-", strict=True))

_TOKENS: Final = re.compile(
    r"""
      (?P<space>\s+)
    | (?P<world>m3[ _]world[ _-]?eq(?:\.|uivalents?)?(?:\ deprived)?(?![A-Za-z]))
    | (?P<co2>(?P<mass>[A-Za-z]+?)[ _-]?CO2(?P<eq>[ _-]?[eE](?:q(?:uiv(?:alents?)?)?\.?)?)?(?![A-Za-z0-9_]))
    | (?P<normal>Nm(?:\*\*|\^)?3(?![0-9.]))
    | (?P<item>[Ii]tem\(s\))
    | (?P<name>[A-Za-z_%°Å$€£¥￥元℉]+?(?=-?\d)|[A-Za-z_%°Å$€£¥￥元℉]+)(?P<digit>-?[1-9](?![0-9.]))?
    | (?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
    | (?P<power>\*\*|\^)
    | (?P<sign>[*/()\-])
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """A word or sign of a unit text; a unit carries its named units with their exponents."""

    kind: str
    text: str
    powers: tuple[tuple[str, float], ...] = ()


def plain(text: str) -> str:
    """The text with superscripts as powers and look-alike signs as ASCII."""
    written = re.sub(
        f"[{''.join(_SUPERSCRIPTS)}]+",
        lambda run: "**" + "".join(_SUPERSCRIPTS[sign] for sign in run.group()),
        text.strip().translate(_SAME),
    )
    return _phrases().sub(lambda match: _phrase_token(match.group()), written)


@lru_cache(maxsize=1)
def _phrases() -> re.Pattern[str]:
    longest_first = sorted(PHRASES, key=len, reverse=True)
    words = "|".join(phrase.replace(" ", "[ -]") for phrase in longest_first)
    return re.compile(rf"(?<![A-Za-z_])(?:{words})s?(?![A-Za-z_0-9])", re.IGNORECASE | re.ASCII)


def _phrase_token(phrase: str) -> str:
    """A unit of several words as one parenthesised product of names."""
    words = phrase.lower().replace("-", " ")
    powers = PHRASES[words] if words in PHRASES else PHRASES[words.removesuffix("s")]
    return "(" + "*".join(f"{name}**{power:g}" for name, power in powers.items()) + ")"


def tokenize(text: str, whole: str) -> list[Token]:
    """The tokens of a text that went through `plain`; `whole`, as written, is for the error message."""
    tokens: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKENS.match(text, at)
        if match is None:
            _bad_character(text[at], whole)
        tokens.extend(_token(match, whole))
        at = match.end()
    while tokens and tokens[-1].kind == "space":
        tokens.pop()
    return tokens


def _token(match: re.Match[str], whole: str) -> list[Token]:
    kind, text = match.lastgroup, match.group()
    if match["space"]:
        return [Token("space", " ")]
    if match["world"]:
        return [_named("m3_world_eq")]
    if match["co2"]:
        return [_co2e(match, whole)]
    if match["normal"]:
        return [_named("Nm3")]
    if match["item"]:
        return [_named("device")]
    if match["name"]:
        name = match["name"]
        if name in ("per", "sqrt") and not match["digit"]:
            return [Token(name, name)]
        return [_named(_name_of(name, whole), float(match["digit"] or 1))]
    return [Token("number" if kind == "number" else text if kind == "sign" else "**", text)]


def _named(name: str, power: float = 1.0) -> Token:
    return Token("unit", name, ((name, power),))


def _co2e(match: re.Match[str], whole: str) -> Token:
    mass = match["mass"]
    if not match["eq"]:
        raise UnitError.single(
            "unit-co2",
            "a mass of CO2 is not CO2e",
            found=whole,
            expected=f"'{mass} CO2e' for a climate impact, or '{mass}' with CO2 as the flow",
        )
    if mass not in MASS_OF_CO2E:
        near = nearest(mass, MASS_OF_CO2E)
        raise UnitError.single(
            "unit-unknown",
            f"'{mass}' is not a mass in which CO2e is given",
            found=whole,
            expected="kg CO2e, g CO2e or t CO2e",
            nearest=f"{near} CO2e" if near else "",
        )
    return _named(f"{mass}_CO2e")


def _name_of(name: str, whole: str) -> str:
    known = spellings()
    if name in known:
        return known[name]
    found = f"{name}' in '{whole}" if name != whole.strip() else name
    if name in ADVICE:
        raise UnitError.single("unit-ambiguous", "this unit is ambiguous", found=found, expected=ADVICE[name])
    near = nearest(name, known)
    raise UnitError.single("unit-unknown", "unknown unit", found=found, expected=EXPECTED, nearest=near)


def _bad_character(char: str, whole: str) -> NoReturn:
    advice = ADVICE.get(char)
    if advice is None and char.isdigit():
        advice = "ASCII digits 0 to 9"
    message = f"the sign '{char}' has no place in a unit"
    raise UnitError.single("unit-syntax", message, found=whole, expected=advice or EXPECTED)
