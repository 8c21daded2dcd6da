"""The grammar of unit texts: names, * / **, parentheses, "per" and sqrt. Nothing is evaluated."""

from __future__ import annotations

from typing import Final, NoReturn

from mems_lca.errors import UnitError
from mems_lca.units.table import ADVICE
from mems_lca.units.tokens import EXPECTED, Token, plain, tokenize

LONGEST_UNIT: Final = 200
_DEEPEST: Final = 10
_LARGEST_POWER: Final = 12

Powers = dict[str, float]


def parse_powers(text: str) -> Powers:
    """The named units of a unit text with their exponents; {} when dimensionless. UnitError otherwise."""
    if not isinstance(text, str):
        raise UnitError.single("unit-syntax", "a unit is a text", found=repr(text), expected="such as 'kg'")
    if len(text) > LONGEST_UNIT:
        raise UnitError.single("unit-length", f"a unit has at most {LONGEST_UNIT} characters", found=text)
    tokens = tokenize(plain(text), text)
    if not tokens or (len(tokens) == 1 and tokens[0].text in ("1", "dimensionless")):
        return {}
    return _Parser(tokens, text).parse()


class _Parser:
    """Recursive descent over the tokens of one unit text."""

    def __init__(self, tokens: list[Token], whole: str) -> None:
        self.tokens = tokens
        self.whole = whole
        self.at = 0
        self.depth = 0

    def parse(self) -> Powers:
        powers = self.product()
        if self.at < len(self.tokens):
            self.fail(f"'{self.tokens[self.at].text}' is one too many")
        return powers

    def product(self) -> Powers:
        powers = self.first_factor()
        divided = False
        while True:
            spaced = self.skip_space()
            kind = self.peek()
            if kind in ("", ")"):
                return powers
            if kind in ("*", "/", "per"):
                self.at += 1
                divided = divided or kind != "*"
                powers = self.times(powers, self.factor(), 1 if kind == "*" else -1)
            elif spaced and divided:
                self.fail("after a fraction line a space is ambiguous: write * or parentheses")
            elif spaced or kind in ("(", "unit"):
                powers = self.times(powers, self.factor(), 1)
            else:
                self.fail(f"'{self.tokens[self.at].text}' is one too many")

    def first_factor(self) -> Powers:
        """The first factor may be missing or 1 where a fraction follows: "/min", "per wafer", "1/min"."""
        self.skip_space()
        if self.peek() in ("/", "per"):
            return {}
        if self.peek() == "number" and self.tokens[self.at].text == "1":
            self.at += 1
            self.skip_space()
            if self.peek() in ("/", "per"):
                return {}
            self.fail("a number has no place in a unit")
        return self.factor()

    def factor(self) -> Powers:
        self.skip_space()
        kind = self.peek()
        if kind == "unit":
            base = dict(self.tokens[self.at].powers)
            self.at += 1
        elif kind in ("(", "sqrt"):
            base = self.parenthesis()
        elif kind == "number":
            self.fail("a number has no place in a unit")
        elif kind == "":
            self.fail("a unit is missing at the end")
        else:
            self.fail(f"a unit is missing before '{self.tokens[self.at].text}'")
        mark = self.at
        self.skip_space()
        if self.peek() != "**":
            self.at = mark
            return base
        self.at += 1
        return self.raised(base, self.exponent())

    def parenthesis(self) -> Powers:
        power = 1.0
        if self.peek() == "sqrt":
            self.at += 1
            self.skip_space()
            power = 0.5
        if self.peek() != "(":
            self.fail(ADVICE["sqrt"])
        self.depth += 1
        if self.depth > _DEEPEST:
            self.fail(f"more than {_DEEPEST} parentheses inside each other")
        self.at += 1
        inner = self.product()
        if self.peek() != ")":
            self.fail("a parenthesis is not closed")
        self.at += 1
        self.depth -= 1
        return self.raised(inner, power)

    def exponent(self) -> float:
        """A number or a fraction: 2, -2, 0.5, (1/2), (-2)."""
        self.skip_space()
        closing = self.peek() == "("
        self.at += closing
        sign = -1.0 if self.peek() == "-" else 1.0
        self.at += sign < 0
        value = sign * self.number()
        if closing and self.peek() == "/":
            self.at += 1
            divisor = self.number()
            value = value / divisor if divisor else float("inf")
        if closing:
            if self.peek() != ")":
                self.fail("a parenthesis is not closed")
            self.at += 1
        return value

    def number(self) -> float:
        if self.peek() != "number":
            self.fail("an exponent is a number")
        self.at += 1
        return float(self.tokens[self.at - 1].text)

    def raised(self, powers: Powers, power: float) -> Powers:
        return self.bounded({name: exponent * power for name, exponent in powers.items()})

    def times(self, left: Powers, right: Powers, sign: int) -> Powers:
        product = dict(left)
        for name, power in right.items():
            product[name] = product.get(name, 0.0) + sign * power
        return self.bounded(product)

    def bounded(self, powers: Powers) -> Powers:
        if any(not abs(power) <= _LARGEST_POWER for power in powers.values()):
            self.fail(f"an exponent is above {_LARGEST_POWER}")
        return {name: power for name, power in powers.items() if power}

    def skip_space(self) -> bool:
        start = self.at
        while self.peek() == "space":
            self.at += 1
        return self.at > start

    def peek(self) -> str:
        return self.tokens[self.at].kind if self.at < len(self.tokens) else ""

    def fail(self, message: str) -> NoReturn:
        raise UnitError.single("unit-syntax", message, found=self.whole, expected=EXPECTED)
