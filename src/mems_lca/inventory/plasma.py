"""Balance of a process gas in a plasma tool with abatement.

The method of 40 CFR 98.93(a) and Tier 2 of the IPCC 2006 guidelines, vol. 3, ch. 6, written for a recipe-based
amount of gas used. Each function works on numbers, arrays and formula trees alike; masses in kg.
"""

from __future__ import annotations

from typing import TypeVar

from mems_lca.study.formula import Expr

T = TypeVar("T", float, Expr)

FLUORINE_PER_SILICON = 4 * 18.998403162 / 28.085
"""kg of fluorine that leave with one kg of silicon etched to SiF4 (IUPAC standard atomic weights): 2.706."""


def passed_abatement(treated: T, destruction: T, uptime: T) -> T:
    """Share of a gas at the tool's exhaust that reaches the air: 1 - a d UT."""
    return 1 - treated * destruction * uptime


def unreacted_emission(used: T, unreacted: T, passed: T) -> T:
    """Emission of the gas itself, C (1 - U) (1 - a d UT), in kg for `used` in kg; `unreacted` is 1 - U."""
    return used * unreacted * passed


def by_product_emission(used: T, formation: T, passed: T) -> T:
    """Emission of a by-product, C B_k (1 - a d_k UT), in kg; `formation` is kg of by-product per kg of gas used."""
    return used * formation * passed


def formed_cf4(fluorine: T, share: T, carried: T) -> T:
    """CF4 that a hydrocarbon flame forms, kg: the share of the fluorine reaching it as F2 or NF3 (kg F) that leaves as
    CF4, which carries `carried` kg F per kg.
    """
    return fluorine * share / carried


def bought(used: T, heel: T) -> T:
    """Gas bought for a recipe-based use when the share `heel` of each bottle goes back unused: used/(1 - h)."""
    return used / (1 - heel)
