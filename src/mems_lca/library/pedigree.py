"""The pedigree of a number: five scores from what is known of it, by one rule whose table is data.

The scores follow the meanings of the ecoinvent data quality guideline (version 3): 1 is the best, 5 the worst. The rule
is `factors/uncertainty/pedigree_rules.csv`; what a score adds to the spread is `pedigree.csv` beside it, as variance of
the logarithm; what a number has anyhow is `basic.csv`, by kind of flow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from mems_lca.library.sources import ASSUMPTION, MEASURED
from mems_lca.study.formula import references
from mems_lca.study.step import Parameter, Step
from mems_lca.study.uncertainty import AXES, Axis

What = Literal[
    "parameter", "product", "electricity", "generation", "emission_rate", "destruction", "price", "design", "method"
]
Kind = Literal["given", "published", "derived", "route", "assumption", "property", "exact"]
Flow = Literal["demand", "transport", "co2", "n2o", "emission", "price"]
Pedigree = tuple[int, int, int, int, int]

# Neither is a number that somebody could have measured better: what the study asks for, and how it counts.
NOT_DATA: frozenset[What] = frozenset({"design", "method"})
# The year of a study for which a page of the catalogue, which knows of no study, shows scores.
SHOWN_YEAR = 2025
# What a process does is bound to its tool and recipe, not to a place.
_PROCESS: frozenset[What] = frozenset({"parameter", "emission_rate", "destruction"})
# Numbers of these sources are true by definition, or known to five digits and more.
EXACT_SOURCES = frozenset({"definition", "iupac-atomic-weights-2021"})
# In these units stand properties of matter; in kg/m3 also doses, so that a density there is known by its name.
_PROPERTY_UNITS = frozenset({"g/cm3", "g/mol", "kg/mol", "L/mol", "J/(kg*K)", "kJ/(kg*K)", "J/(mol*K)", "W/(m*K)"})
_LIMITS = (3, 6, 10, 15)
_SECTORS = {"mems": "same", "lcd": "far", "pv": "far"}


@dataclass(frozen=True)
class Evidence:
    """What a number says of itself: what it is, its year, place and sector ("" and None: not said).

    `declared` is the kind that its table gives; `flow` picks the basic uncertainty.
    """

    what: What = "parameter"
    declared: str = ""
    year: int | None = None
    place: str = ""
    sector: str = ""
    flow: Flow = "demand"


@dataclass(frozen=True)
class Context:
    """What a study asks of its numbers: the middle of its period as a year, and whether a third party verified it."""

    year: float
    verified: bool = False


@dataclass(frozen=True)
class Scheme:
    """The three tables: additional variance by axis and score, basic variance by flow, and the rule's scores."""

    additional: Mapping[tuple[Axis, int], float]
    basic: Mapping[str, float]
    rules: Mapping[tuple[Axis, str], int]

    def variance(self, axis: Axis, score: int) -> float:
        """Variance of the logarithm that a score adds."""
        return self.additional[axis, score]

    def added(self, pedigree: Sequence[int], axes: Iterable[Axis]) -> float:
        """Variance of the logarithm that the scores add on some axes."""
        return sum(self.additional[axis, pedigree[AXES.index(axis)]] for axis in axes)


def kind_of(evidence: Evidence, origin: str, source: str, unit: str, name: str) -> Kind:
    """Which case of the rule a number is; `unit` is the one in which it is written."""
    if source in EXACT_SOURCES:
        return "exact"
    if ASSUMPTION in (origin, source, evidence.declared):
        return "assumption"
    if origin == "given" or source == MEASURED:
        return "given"
    if source.startswith("given:") or not source:
        return "route"
    if evidence.what == "parameter" and (unit in _PROPERTY_UNITS or (unit == "kg/m3" and "density" in name)):
        return "property"
    return "derived" if evidence.declared == "derived" else "published"


def scores(scheme: Scheme, evidence: Evidence, kind: Kind, context: Context, place: str) -> Pedigree:
    """The five scores by rule; `place` is the relation of the number's place to that of the site (see `relation`)."""
    cases = (
        "given_verified" if kind == "given" and context.verified else kind,
        _about(kind, evidence),
        kind if kind in ("given", "property") else age(evidence.year, context.year),
        kind if kind in ("given", "property") else "process" if evidence.what in _PROCESS else place,
        _about(kind, evidence) if evidence.what != "emission_rate" or kind != "published" else _sector(evidence.sector),
    )
    found = [scheme.rules[axis, case] for axis, case in zip(AXES, cases, strict=True)]
    return found[0], found[1], found[2], found[3], found[4]


def _about(kind: Kind, evidence: Evidence) -> str:
    """Completeness and technology depend on what was published; of other kinds of number they are known alike."""
    return evidence.what if kind in ("published", "derived") else kind


def _sector(sector: str) -> str:
    return f"emission_rate_{_SECTORS.get(sector, 'near')}"


def age(year: int | None, study: float) -> str:
    """The temporal case of a number of a year in a study of another."""
    if year is None:
        return "unknown"
    return next((f"under_{limit}" for limit in _LIMITS if abs(study - year) < limit), "older")


def relation(place: str, sites: Iterable[Sequence[str]]) -> str:
    """How a number's place lies to sites, each given by its chain (CN-JS, CN, GLO); the farthest site counts."""
    order = ("same", "larger", "sister", "other")
    if not place:
        return "unknown"
    found = [_relation(place, chain) for chain in sites]
    return max(found, key=order.index, default="unknown")


def _relation(place: str, chain: Sequence[str]) -> str:
    if chain[0] == place:
        return "same"
    if place in chain:
        return "larger"
    return "sister" if any(code.partition("-")[0] == place.partition("-")[0] for code in chain) else "other"


def flow_of(unit: str, gas: str = "") -> Flow:
    """The kind of flow of a parameter by its unit, or of an emission by its gas."""
    if gas:
        return "co2" if gas == "CO2" else "n2o" if gas == "N2O" else "emission"
    return "transport" if unit.startswith(("tkm", "km")) else "demand"


def pedigrees(step: Step) -> dict[str, Pedigree]:
    """The scores that exchanges of a step give to the parameters in their formulas, through derived quantities, too.

    Where several exchanges speak of a parameter, the first counts.
    """
    found: dict[str, Pedigree] = {}
    for exchange in step.exchanges:
        if exchange.pedigree is None:
            continue
        waiting = [name for formula in exchange.formulas() for name in references(formula)]
        seen: set[str] = set()
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in step.derived:
                waiting.extend(references(step.derived[name]))
            elif name in step.parameters:
                found.setdefault(name, exchange.pedigree)
    return found


def shown_scores(scheme: Scheme, parameter: Parameter, name: str, year: int | None) -> Pedigree | None:
    """The scores of a step's parameter for readers, in a study of `SHOWN_YEAR`; None for what is exact."""
    if parameter.pedigree is not None:
        return parameter.pedigree
    kind = kind_of(Evidence(), "default", parameter.source, parameter.value.unit, name)
    return None if kind == "exact" else scores(scheme, Evidence(year=year), kind, Context(SHOWN_YEAR), "unknown")
