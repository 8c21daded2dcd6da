"""A made-up model that both sides of the comparison with lca_algebraic build: a device, its wafer, steps, supplies.

Only the standard library is used here: the module also runs in the environment of lca_algebraic.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

STEPS = 30
SUPPLIES = 8
PRODUCTS = 20
PARAMETERS = 60
INDICATORS = ("one", "two", "three")
# Formulas of an amount; each letter is replaced by a parameter.
SHAPES = (
    "a * b / (1 + c)",
    "a ** 2 / b + c",
    "(a - 0.3 * b / c + 4) * d",
    "0.01 * a * b * c",
    "a / (b + c) ** 2",
    "(a + b) * (c + d) / 7",
)


@dataclass(frozen=True)
class Activity:
    """A process with the formula of each amount that it draws, by the name of a process or of a product."""

    name: str
    draws: dict[str, str]


@dataclass(frozen=True)
class Model:
    """Activities, each after all that it draws; parameters have values between `LOWEST` and `HIGHEST`.

    `products` gives what a unit of each background product adds to each indicator: whole multiples of 1/64, because
    the older Brightway of lca_algebraic stores such numbers in single precision.
    """

    parameters: tuple[str, ...]
    products: dict[str, tuple[float, ...]]
    activities: tuple[Activity, ...]

    @property
    def demanded(self) -> str:
        """The process that is asked for."""
        return self.activities[-1].name


LOWEST, HIGHEST = 0.5, 2.0


def model(seed: int = 1) -> Model:
    """The model of a seed, without loops: one device from a wafer, its steps, their supplies and bought products."""
    dice = random.Random(seed)
    parameters = tuple(f"p{number}" for number in range(PARAMETERS))
    products = {f"product{number}": tuple(dice.randint(1, 640) / 64 for _ in INDICATORS) for number in range(PRODUCTS)}

    def formula() -> str:
        chosen = dice.choice(SHAPES)
        names = dict(zip("abcd", dice.sample(parameters, 4), strict=True))
        return "".join(names.get(letter, letter) for letter in chosen)

    def drawing(name: str, *suppliers: str) -> Activity:
        return Activity(name, {supplier: formula() for supplier in (*suppliers, *dice.sample(list(products), 2))})

    supplies = [f"supply{number}" for number in range(SUPPLIES)]
    steps = [f"step{number}" for number in range(STEPS)]
    activities = [drawing(name, *supplies[max(0, place - 1) : place]) for place, name in enumerate(supplies)]
    activities += [drawing(name, *dice.sample(supplies, 3)) for name in steps]
    activities += [drawing("wafer", *steps), drawing("device", "wafer")]
    return Model(parameters, products, tuple(activities))
