"""What a choice envelope says in a sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from mems_lca.analysis.envelope import Envelope
from mems_lca.analysis.summary import readable_unit
from mems_lca.units import convert, show

LABELS = {
    "gwp": "warming potentials",
    "gas_table": "emission table of gases",
    "destruction": "destruction by abatement",
    "grid": "electricity factors",
    "accounting": "accounting of electricity",
    "allocation": "allocation of overhead",
    "yield_model": "yield model",
}
DIGITS = 3


def label(choice: str) -> str:
    """A choice in words: "electricity factors, CN"."""
    family, _, where = choice.partition(".")
    return f"{LABELS.get(family, family)}, {where}" if where else LABELS.get(family, family)


def unit_of(found: Envelope, indicator: str) -> str:
    """The unit that suits the ranges of an indicator, the same for all routes."""
    keys = [key for key in found.ranges if key[1] == indicator]
    highest = [max(abs(found.ranges[key].low), abs(found.ranges[key].high)) for key in keys]
    return readable_unit(highest, found.units[indicator])


def interval(found: Envelope, indicator: str, low: float, high: float) -> str:
    """ "38 to 62" in the unit of `unit_of`."""
    unit = unit_of(found, indicator)
    ends = [show(convert(value, found.units[indicator], unit), "", DIGITS) for value in (low, high)]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def sentence(found: Envelope, route: str, indicator: str) -> str:
    """ "38 to 62 g CO2e by choice, 40 to 94 g CO2e by data"; one of the two where the other is not there."""
    entry, data = found.ranges[route, indicator], found.data.get((route, indicator))
    unit = unit_of(found, indicator).replace("_", " ")
    by_choice = f"{interval(found, indicator, entry.low, entry.high)} {unit} by choice"
    by_data = "" if data is None else f", {interval(found, indicator, data[0], data[2])} {unit} by data"
    return f"{by_choice}{by_data}; {interval(found, indicator, entry.chosen, entry.chosen)} as chosen"


def moves(found: Envelope, route: str, indicator: str) -> str:
    """Which choice moves a total most, and which choices make its ends."""
    entry = found.ranges[route, indicator]
    if not entry.most:
        return "no choice moves it"
    return (
        f"moved most by {label(entry.most)}; lowest with {_changes(found, entry.low_at)}, "
        f"highest with {_changes(found, entry.high_at)}"
    )


def _changes(found: Envelope, options: Mapping[str, str]) -> str:
    """The options of a combination that differ from the study's own."""
    own = {choice.name: choice.chosen for choice in found.choices}
    return together({name: option for name, option in options.items() if option != own[name]}) or "all as chosen"


def together(options: Mapping[str, str]) -> str:
    """Options by choice in words: "emission table of gases epa-i11 + yield model seeds"."""
    return " + ".join(f"{label(name)}: {option.replace('_', ' ')}" for name, option in options.items())


def flip(found: Envelope, route: str, indicator: str) -> str:
    """Whether some combination turns the order of a route and the baseline."""
    entry = found.flips[route, indicator]
    stands = {-1: "less than", 0: "equal to", 1: "more than"}[entry.sign]
    if not entry.flipped:
        span = "" if entry.sign == 0 else f" ({_difference(found, indicator, entry.low, entry.high)})"
        ties = f", equal in {entry.equal:,}" if entry.equal and entry.sign else ""
        where = f"in all {entry.combinations:,} combinations" if not ties else "as chosen"
        return f"{route} is {stands} {found.baseline} {where}{ties}{span}: no combination flips the ranking"
    count = f"{entry.flipped:,} of {entry.combinations:,} combinations"
    smallest = "; or ".join(together(options) for options in entry.smallest)
    more = f"; and {entry.sets - len(entry.smallest):,} more" if entry.sets > len(entry.smallest) else ""
    size = len(entry.smallest[0])
    what = "one changed choice flips it" if size == 1 else f"the fewest changes that flip it are {size}"
    return f"{route} is {stands} {found.baseline} as chosen, and not so in {count}; {what}: {smallest}{more}"


def _difference(found: Envelope, indicator: str, low: float, high: float) -> str:
    ends = sorted((abs(low), abs(high)))
    return f"by {interval(found, indicator, *ends)} {unit_of(found, indicator).replace('_', ' ')}"


def stand_ins(found: Envelope) -> list[str]:
    """Which gases a set of warming potentials does not list, and how little they are."""
    by_set: dict[str, list[str]] = {}
    for (name, gas), share in found.stand_ins.items():
        by_set.setdefault(name, []).append(f"{gas} ({100 * share:.1g} % of climate change)")
    return [f"{name} does not list {_listed(gases)}: the study's own set stands in" for name, gases in by_set.items()]


def _listed(words: Sequence[str]) -> str:
    return ", ".join(words)


def refusals(found: Envelope) -> Iterable[tuple[str, str, str]]:
    """What was left out, as choice, option and reason; a reason that several options share stands once."""
    grouped: dict[tuple[str, str], list[str]] = {}
    for entry in found.left_out:
        grouped.setdefault((entry.choice, entry.reason), []).append(entry.option)
    for (choice, reason), options in grouped.items():
        yield " + ".join(label(part) for part in choice.split(" + ")), ", ".join(options), reason
