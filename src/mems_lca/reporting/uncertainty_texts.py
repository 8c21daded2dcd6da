"""What the samples of a result say, in words with numbers, in the language of the workbook."""

from __future__ import annotations

from collections.abc import Iterator

from mems_lca.analysis.statistics import outside, skewed
from mems_lca.analysis.summary import readable_unit
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.units import convert, show

_DIGITS = 3
_FLOORS = 4


def said(desk: Desk) -> Iterator[str]:
    """Sentences on climate change: skew, convergence, samples left out, residues at zero, and the second solver."""
    texts, sampling = desk.texts, desk.facts.body["sampling"]
    if sampling["partial"]:
        yield texts("uncertainty.partial", finished=f"{sampling['finished']:,}", asked=f"{sampling['samples']:,}")
    for route, record in _entries(desk).items():
        yield from _skew(desk, route, record)
    yield from _outside(desk)
    yield from _errors(desk, sampling["parts"])
    left_out = sampling["left_out"]
    if left_out["count"]:
        why = "; ".join(texts(f"left_out.{name}", number=number) for name, number in left_out["reasons"].items())
        process = desk.facts.process.get(left_out["process"] or "")
        first = "" if process is None else _first(desk, process)
        said_of_them = texts(
            "uncertainty.left_out",
            count=left_out["count"],
            finished=f"{sampling['finished']:,}",
            share=share(left_out["share"]),
            looked_at=left_out["looked_at"],
            why=why,
        )
        yield said_of_them + first
    yield from _floors(desk, sampling["floors"])
    if desk.facts.body["measured"]:
        yield texts("uncertainty.measured")
    again, deviation = sampling["solved_again"], f"{sampling['deviation']:.1g}"
    yield texts("uncertainty.again", number=again, deviation=deviation)


def _first(desk: Desk, process: Record) -> str:
    """Which process would run backwards in the first sample that was left out."""
    route = desk.labels.route(str(process["route"]))
    return desk.texts("uncertainty.backwards", process=desk.labels.process(process), route=route)


def interval_line(desk: Desk, route: str) -> str | None:
    """One line for the summary: the interval of a route's climate change, and how often it is below the baseline."""
    entries = _entries(desk)
    if route not in entries:
        return None
    texts, labels, facts = desk.texts, desk.labels, desk.facts
    entry = entries[route]
    figures = {name: _shown(desk, entry[key]) for name, key in _NAMES.items()}
    line = texts("uncertainty.interval", route=labels.route(route), unit=labels.unit(_unit(desk)), **figures)
    paired = facts.comparison["paired"].get(route, {}).get(CLIMATE)
    if paired is None:
        return line
    lower = texts("uncertainty.lower", base=labels.route(facts.baseline), share=share(paired["p_better"]))
    return f"{line}{lower}"


_NAMES = {"median": "median", "low": "p2_5", "high": "p97_5"}


def share(value: float) -> str:
    """A share in percent, with digits where they matter: never 100 % for less than all."""
    if value in (0.0, 1.0):
        return f"{value:.0%}"
    return f"{100 * value:.2f}%" if min(value, 1 - value) < 0.005 else f"{100 * value:.1f}%"


def _entries(desk: Desk) -> dict[str, Record]:
    """What the samples say of climate change, by route."""
    record: Record = desk.facts.body["uncertainty"] or {}
    return {route: found[CLIMATE] for route, found in record.items() if CLIMATE in found}


def _unit(desk: Desk) -> str:
    entries = _entries(desk).values()
    return readable_unit((entry["mean"] for entry in entries), next(iter(entries))["unit"])


def _shown(desk: Desk, value: float) -> str:
    unit = next(iter(_entries(desk).values()))["unit"]
    return show(convert(value, unit, _unit(desk)), "", _DIGITS)


def _outside(desk: Desk) -> Iterator[str]:
    """Indicators whose stated value the samples hardly ever reach."""
    records = desk.facts.body["uncertainty"].values()
    views = dict.fromkeys(view for record in records for view, entry in record.items() if outside(entry))
    if views:
        yield desk.texts("uncertainty.outside", names=", ".join(desk.labels.indicator(view) for view in views))


def _skew(desk: Desk, route: str, entry: Record) -> Iterator[str]:
    if skewed(entry) and entry["deterministic"]:
        yield desk.texts(
            "uncertainty.skew",
            route=desk.labels.route(route),
            stated=_shown(desk, entry["deterministic"]),
            unit=desk.labels.unit(_unit(desk)),
            above=f"{1 - entry['below']:.0%}",
            mean=f"{100 * (entry['mean'] / entry['deterministic'] - 1):+.1f}%",
        )


def _errors(desk: Desk, parts: int) -> Iterator[str]:
    texts, labels = desk.texts, desk.labels
    entries = _entries(desk)
    if not parts or not entries:
        yield texts("uncertainty.too_few")
        return
    listed = "; ".join(
        texts(
            "uncertainty.error",
            route=labels.route(route),
            unit=labels.unit(_unit(desk)),
            **{name: _shown(desk, entry["standard_error"][key]) for name, key in {**_NAMES, "mean": "mean"}.items()},
        )
        for route, entry in entries.items()
    )
    yield texts("uncertainty.errors", listed=listed, parts=parts)


def _floors(desk: Desk, floors: list[Record]) -> Iterator[str]:
    shares: dict[str, float] = {}
    for entry in floors:
        label = desk.labels.cell(desk.facts.cell[entry["amount"]])
        shares[label] = max(entry["share"], shares.get(label, 0.0))
    if shares:
        listed = "; ".join(f"{label} ({share(value)})" for label, value in list(shares.items())[:_FLOORS])
        yield desk.texts("uncertainty.floors", number=len(shares), listed=listed)
