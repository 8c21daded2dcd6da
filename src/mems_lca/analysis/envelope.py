"""The choice envelope: a study under every defensible combination of the choices of its method, beside its data."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.comparison import AVOIDED
from mems_lca.analysis.ensemble import model_of, sample
from mems_lca.analysis.envelope_checks import Check, check_rows, rows_to_check
from mems_lca.analysis.envelope_choices import choices_of, known_families
from mems_lca.analysis.envelope_compose import CLIMATE, Combinations, combine
from mems_lca.analysis.envelope_options import ACCOUNTING, Choice, LeftOut
from mems_lca.analysis.envelope_ranges import Flip, Range, flips_of, ranges_of
from mems_lca.analysis.envelope_structure import number_of_structures, structural_choices
from mems_lca.analysis.envelope_variants import Variants, differing, same_structure
from mems_lca.inventory.processes import Inventory
from mems_lca.lca.batch import Basis, compile_inventory
from mems_lca.library.bound import BoundStudy

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

STRUCTURES = 200
"""How many structures are built at most; beyond, the choices that move least change alone only."""
COMBINATIONS = 500_000
"""How many combinations are evaluated at most."""
PERCENTILES = (2.5, 50.0, 97.5)

# Told of the stage of the work, and how much of it is done of how much.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Envelope:
    """A study by choice and by data, per functional unit; indicators in their units.

    `ranges` are by route and indicator, `flips` by compared route and indicator. `fixed` says why something is no
    choice here; `held` names choices that were varied alone only; `stand_ins` has, by set of warming potentials and gas
    that it does not list, the share of the gas in climate change: the study's own set stands in. `data` has the 2.5, 50
    and 97.5 percentiles of the study as chosen over `samples` samples.
    """

    study: str
    functional_unit: str
    basis: str
    baseline: str
    routes: tuple[str, ...]
    units: Mapping[str, str]
    combinations: Combinations
    fixed: Mapping[str, str]
    left_out: tuple[LeftOut, ...]
    held: tuple[str, ...]
    stand_ins: Mapping[tuple[str, str], float]
    ranges: Mapping[tuple[str, str], Range]
    flips: Mapping[tuple[str, str], Flip]
    data: Mapping[tuple[str, str], tuple[float, float, float]]
    samples: int
    seed: int
    builds: int
    checks: tuple[Check, ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """The choices that were varied."""
        return self.combinations.choices

    def to_dict(self) -> dict[str, Any]:
        """For JSON."""
        keys = self.ranges
        return {
            "study": self.study,
            "functional_unit": self.functional_unit,
            "basis": self.basis,
            "baseline": self.baseline,
            "units": dict(self.units),
            "choices": [_choice(choice) for choice in self.choices],
            "no_choice": dict(self.fixed),
            "left_out": [vars(entry) for entry in self.left_out],
            "varied_alone_only": list(self.held),
            "stand_ins": [{"gwp": name, "gas": gas, "share": share} for (name, gas), share in self.stand_ins.items()],
            "combinations": self.combinations.count,
            "builds": self.builds,
            "solved_whole": [{"changes": dict(x.changes), "deviation": x.deviation} for x in self.checks],
            "data": {"samples": self.samples, "seed": self.seed, "percentiles": list(PERCENTILES)},
            "routes": {
                route: {
                    indicator: {
                        **self.ranges[route, indicator].to_dict(),
                        "by_data": _data(self.data, route, indicator),
                    }
                    for indicator in self.units
                    if (route, indicator) in keys
                }
                for route in self.routes
            },
            "flips": {
                route: {name: self.flips[route, name].to_dict() for name in self.units if (route, name) in self.flips}
                for route in self.routes
                if route != self.baseline
            },
        }


def _choice(choice: Choice) -> dict[str, Any]:
    options = [{"option": option.name, "title": option.title} for option in choice.options]
    return {"choice": choice.name, "chosen": choice.chosen, "options": options}


def _data(
    data: Mapping[tuple[str, str], tuple[float, float, float]], route: str, indicator: str
) -> dict[str, float] | None:
    found = data.get((route, indicator))
    return None if found is None else dict(zip(("low", "median", "high"), found, strict=True))


def envelope_of(
    bound: BoundStudy,
    *,
    families: Sequence[str] | None = None,
    samples: int | None = None,
    seed: int | None = None,
    structures: int = STRUCTURES,
    progress: Progress = lambda stage, done, of: None,
) -> Envelope:
    """The envelope of a bound study over the choices of some families (None: all).

    `samples` and `seed` are those of the study unless given; 0 samples leave the data out. Raises StudyError for an
    unknown choice, and SolveError where a composed total differs from that of the study solved whole.
    """
    asked = choices_of(bound, known_families(families))
    calculated = calculate(bound)
    told = _Told(progress, sum(len(choice.options) - 1 for choice in asked.choices if choice.name != ACCOUNTING))
    variants = Variants(bound, asked.choices, calculated.inventory, told)
    choices, left_out, fixed = _defensible(variants)
    held = _held(variants, choices, calculated, structures)
    structural = structural_choices(variants, [choice for choice in choices if choice.name != ACCOUNTING])
    told.of += number_of_structures(choices, structural, held)
    found = combine(variants, choices, basis=calculated.basis, held=held)
    indicators = {
        name: entry.unit
        for name, entry in calculated.indicators.items()
        if entry.perimeter != AVOIDED and any(found.totals[key].any() for key in found.totals if key[1] == name)
    }
    routes = tuple(bound.routes)
    baseline = bound.study.baseline or routes[0]
    rows = rows_to_check(found, [(route, CLIMATE) for route in routes if CLIMATE in indicators], _seed(bound, seed))
    checks = []
    for number, check in enumerate(check_rows(variants, found, rows), 1):
        checks.append(check)
        progress("checks", number, len(rows))
    count = bound.study.uncertainty.samples if samples is None else samples
    progress("samples", 0, 1)
    return Envelope(
        study=bound.name,
        functional_unit=calculated.inventory.functional_units["label"],
        basis=calculated.basis,
        baseline=baseline,
        routes=routes,
        units=indicators,
        combinations=found,
        fixed={**asked.fixed, **fixed},
        left_out=(*(entry for choice in choices for entry in choice.left_out), *left_out, *found.left_out),
        held=tuple(name for name in (choice.name for choice in choices) if name in held),
        stand_ins=dict(variants.stand_ins),
        ranges=ranges_of(found, routes, tuple(indicators)),
        flips=flips_of(found, baseline, tuple(route for route in routes if route != baseline), tuple(indicators)),
        data=_by_data(calculated, tuple(indicators), count, _seed(bound, seed)) if count else {},
        samples=count,
        seed=_seed(bound, seed),
        builds=len(variants.known),
        checks=tuple(checks),
    )


@dataclass
class _Told:
    """Counts builds, and tells how many of them are done; how many there are to be is known only little by little."""

    progress: Progress
    of: int
    done: int = 0

    def __call__(self) -> None:
        self.done += 1
        self.progress("builds", self.done, max(self.done, self.of))


def envelope_part(bound: BoundStudy) -> dict[str, Any]:
    """The envelope of all choices as a part of a result."""
    return envelope_of(bound).to_dict()


def _seed(bound: BoundStudy, given: int | None) -> int:
    return bound.study.uncertainty.seed if given is None else given


def _defensible(variants: Variants) -> tuple[tuple[Choice, ...], list[LeftOut], dict[str, str]]:
    """The choices with the options that the study can take alone and that change something."""
    choices, left_out, fixed = [], [], {}
    matters = _matters(variants)
    for choice in variants.choices:
        options, refused = [choice.options[0]], []
        for option in choice.options[1:]:
            built = variants.build({choice.name: option.name})
            if built.inventory is None:
                refused.append(LeftOut(choice.name, option.name, built.refusal))
            elif matters(built.inventory) or (choice.name == ACCOUNTING and _by_account(variants.base)):
                options.append(option)
            else:
                reason = f"changes nothing here: the numbers are those of {choice.chosen}"
                refused.append(LeftOut(choice.name, option.name, reason))
        if len(options) > 1:
            choices.append(Choice(choice.name, tuple(options), (*choice.left_out, *refused)))
        else:
            fixed[choice.name] = f"{choice.chosen} is the only option that is defensible and changes something"
            left_out += [*choice.left_out, *refused]
    return tuple(choices), left_out, fixed


def _matters(variants: Variants) -> Callable[[Inventory], bool]:
    """Whether another inventory differs from the base in its structure, or in inputs that its totals depend on."""
    base = variants.base
    alone = (variants.build({choice.name: o.name}).inventory for choice in variants.choices for o in choice.options[1:])
    changed = {key: key for inventory in alone if inventory is not None for key in differing(base, inventory)}
    bases: list[Basis] = list(dict.fromkeys(demand.basis for demand in base.demands))
    scale = base.functional_units["scale"]
    used = set(compile_inventory(base, changed, bases=bases, cells=(scale,)).leaves)
    return lambda other: not same_structure(base, other) or not used.isdisjoint(differing(base, other))


def _by_account(inventory: Inventory) -> bool:
    """Whether some electricity counts otherwise by market than by location, or could with other factors."""
    return any(impact.accounting != "both" for target in inventory.targets.values() for impact in target.impacts)


def _held(variants: Variants, choices: Sequence[Choice], calculated: Calculated, structures: int) -> frozenset[str]:
    """The choices that move least, held so that no more than a number of structures and combinations remains."""
    built = [choice for choice in choices if choice.name != ACCOUNTING]
    structural = structural_choices(variants, built)

    def too_many(held: frozenset[str]) -> bool:
        rows = 2 * math.prod(len(choice.options) for choice in built if choice.name not in held)
        return number_of_structures(built, structural, held) > structures or rows > COMBINATIONS

    held: frozenset[str] = frozenset()
    if not too_many(held):
        return held
    alone = combine(variants, built, basis=calculated.basis, held=frozenset(choice.name for choice in built))
    moves = {
        choice.name: max(
            (
                entry.width / max(abs(entry.chosen), 1e-18)
                for entry in _alone(alone, tuple(calculated.bound.routes), choice)
            ),
            default=0.0,
        )
        for choice in built
    }
    for name in sorted(moves, key=lambda name: (name not in structural, moves[name])):
        held |= {name}
        if not too_many(held):
            break
    return held


def _alone(found: Combinations, routes: tuple[str, ...], choice: Choice) -> list[Any]:
    ranges = ranges_of(found, routes, (CLIMATE,))
    return [single for entry in ranges.values() for single in entry.by_choice if single.choice == choice.name]


def _by_data(
    calculated: Calculated, indicators: Sequence[str], samples: int, seed: int
) -> dict[tuple[str, str], tuple[float, float, float]]:
    """Percentiles of the study as chosen over its sampled data."""
    import numpy as np

    wanted = calculated.bound.study.uncertainty
    ensemble = sample(model_of(calculated, shared=wanted.shared), samples, seed, method=wanted.method)
    views = set(ensemble.views())
    found: dict[tuple[str, str], tuple[float, float, float]] = {}
    for route in calculated.bound.routes:
        for name in indicators:
            view = f"{CLIMATE}_{calculated.bound.study.accounting}" if name == CLIMATE else name
            if view in views:
                low, median, high = np.percentile(ensemble.total(route, view), PERCENTILES)
                found[route, name] = (float(low), float(median), float(high))
    return found
