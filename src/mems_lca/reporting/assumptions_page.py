"""The page on assumptions: how much of each step's footprint rests on them, and what was searched and found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mems_lca.analysis.one_step import PLACE, WAFER
from mems_lca.analysis.step_figures import StepFigures
from mems_lca.library.library import Library
from mems_lca.library.pages import escaped, joined, made_from, source_link, table
from mems_lca.library.searches import Search, searches
from mems_lca.library.sources import ASSUMPTION

LARGEST = 20
_NOT_DATA = frozenset({ASSUMPTION, "definition"})
_COLUMNS = ("step", "per", "kg CO2e", "resting on assumptions", "assumed parameters")

_MEASURE = f"""\
For every step alone (one pass of a wafer of {WAFER["diameter"]}, or one unit of its product or device, at {PLACE}
with electricity by location and no abatement), each input p of the footprint C is changed by a ten-thousandth up and
down, and the calculation is done anew. That gives the elasticity d ln C / d ln p. The share that rests on assumptions
is the sum of the absolute elasticities to inputs that are assumptions, over the sum for all inputs. Inputs are the
parameters of the step and of its supply steps, the factors of products, electricity and plasma emissions, and the
warming potentials; units, definitions, and the size of the wafer and the die are left out. Temperatures are changed in
kelvin, which weighs them heavily.

The share says where a result is soft, not how wrong it is: an assumption may be a good one (a density), and a published
number a poor one for your tool. The spread beside each number says that."""

_SEARCHED = """\
What a tool with its pumps draws from the mains was found for none of the steps (SEMI S23 gives no kilowatts per tool).
Plasma powers of published recipes, and electricity per area of published inventories, are used where the page of a
step names them. What was found beyond that:"""


def figure(value: float) -> str:
    """A value with three significant digits, in plain decimals where they are readable; a real zero is "0"."""
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e4:
        digits = f"{value:#.3g}".rstrip(".")
        return digits if "e" not in digits else f"{float(digits):.0f}"
    return f"{value:.2e}"


def assumptions_markdown(library: Library, figures: Sequence[StepFigures]) -> str:
    """The page on assumptions, below docs/."""
    found = [entry for entry in figures if entry.assumed_share is not None]
    ranked = sorted(found, key=lambda entry: (-(entry.assumed_share or 0.0), entry.name))
    assumed, parameters = (sum(getattr(entry, key) for entry in figures) for key in ("assumed", "parameters"))
    notes = searches(library)
    largest = sorted((entry for entry in found if entry.per == "wafer"), key=lambda entry: -entry.climate_change)
    others = sorted(set(notes) - {entry.name for entry in largest[:LARGEST]})
    blocks = [
        made_from("inventories/steps/ and reports/searches.csv"),
        "# Assumptions",
        f"Of {parameters} parameters in {len(figures)} steps {assumed} are assumptions: numbers without a source that "
        "could be quoted, each with its reasoning beside it in the file of the step.",
        "## How the share is measured",
        _MEASURE,
        "## What was searched and found",
        _SEARCHED,
        f"### The {LARGEST} largest steps per wafer",
        table(("step", "kg CO2e", "what was found", "sources of its parameters"), _large(library, largest, notes)),
    ]
    if others:
        rows = [(_step(name), escaped(notes[name].found), _cited(notes[name].sources)) for name in others]
        blocks += ["### Other steps", table(("step", "what was found", "sources"), rows)]
    return joined([*blocks, "## All steps, by the share that rests on assumptions", table(_COLUMNS, map(_row, ranked))])


def _large(library: Library, largest: Sequence[StepFigures], notes: Mapping[str, Search]) -> list[tuple[str, ...]]:
    return [
        (
            _step(entry.name),
            figure(entry.climate_change),
            escaped(notes[entry.name].found) if entry.name in notes else "No search is recorded for this step.",
            _cited(_named(library, entry.name, notes)),
        )
        for entry in largest[:LARGEST]
    ]


def _named(library: Library, name: str, notes: Mapping[str, Search]) -> list[str]:
    """Documents that the parameters of a step name, and those of its note."""
    named = {parameter.source for parameter in library.step(name).parameters.values()} - _NOT_DATA
    return sorted(named | set(notes[name].sources if name in notes else ()))


def _cited(sources: Sequence[str]) -> str:
    return ", ".join(source_link(name) for name in sources) or "none"


def _step(name: str) -> str:
    return f"[{name}](steps/{name}.md)"


def _row(entry: StepFigures) -> tuple[str, ...]:
    share = f"{entry.assumed_share:.0%}"
    counted = f"{entry.assumed} of {entry.parameters}"
    return _step(entry.name), entry.per, figure(entry.climate_change), share, counted
