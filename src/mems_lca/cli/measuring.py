"""The commands `measures` and `abate`."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import console, say, say_paragraph, say_table
from mems_lca.cli.values import assignments, names

if TYPE_CHECKING:
    from mems_lca.analysis.abatement_curve import Block, Curve
    from mems_lca.analysis.orders import Effects
    from mems_lca.analysis.targets import Reached

_DIGITS = 4
_ACCOUNTS = ("climate_change_location", "climate_change_market")


def run_measures(
    source: str,
    *,
    route: str,
    target: str,
    indicator: str,
    seed: int,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    measures: str | None,
    as_json: bool,
) -> None:
    """Prints what measures do in every order, or the smallest set that reaches a target. Raises MemsLcaError."""
    from mems_lca.analysis.targets import indicator_unit
    from mems_lca.face import read_study
    from mems_lca.face_whatif import measure_effects, smallest_set

    study = read_study(source, packs=packs or ())
    chosen, given = names(measures), assignments(values)
    unit = indicator_unit(study.library, indicator)
    with ticking(f"{study.name}: subsets of measures") as tick:
        if target:
            found = smallest_set(
                study, target, route, indicator=indicator, values=given, measures=chosen, progress=tick
            )
        else:
            effects = measure_effects(study, route, values=given, measures=chosen, seed=seed, progress=tick)
    if as_json:
        print(json.dumps(found.to_dict() if target else effects.to_dict(), ensure_ascii=False, indent=2))
    elif target:
        _print_reached(study.name, found)
    else:
        _print_effects(study.name, effects, indicator, unit)


def run_abate(
    source: str,
    *,
    route: str,
    carbon_price: str,
    volume: str,
    interest: str,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    measures: str | None,
    as_json: bool,
) -> None:
    """Prints the marginal abatement cost curve of a route. Raises MemsLcaError."""
    from mems_lca.face import read_study
    from mems_lca.face_whatif import abatement_curve

    study = read_study(source, packs=packs or ())
    with ticking(f"{study.name}: subsets of measures") as tick:
        curve = abatement_curve(
            study,
            route,
            carbon_price=carbon_price,
            volume=volume,
            interest=interest,
            values=assignments(values),
            measures=names(measures),
            progress=tick,
        )
    if as_json:
        print(json.dumps(curve.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print_curve(study.name, curve)


@contextmanager
def ticking(message: str) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on stderr that is told how much is done, and of how much; none when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.progress import Progress

    with Progress(console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(message, total=None)
        yield lambda done, whole: bar.update(task, completed=done, total=whole)


def _print_effects(study: str, found: Effects, indicator: str, unit: str) -> None:
    from mems_lca.analysis.summary import readable, readable_unit

    changes = [change for entry in found.effects for change in (entry.lowest[indicator], entry.highest[indicator])]
    shown = readable_unit(changes, unit)
    start, end = readable(found.start[indicator], unit), readable(found.end[indicator], unit)
    say(f"{study}, route {found.route}: {indicator} from {start} without measures to {end} with all")
    say()
    say(f"what each measure changes, {shown} per functional unit: on those before it in the file, alone, as the last,")
    say("and over all orders the average (the effects then add up), the lowest and the highest")
    rows = []
    for entry in found.effects:
        alone = "cannot stand alone" if entry.alone is None else _number(entry.alone[indicator], unit, shown)
        last = "needed by another" if entry.last is None else _number(entry.last[indicator], unit, shown)
        over = (_number(values[indicator], unit, shown) for values in (entry.average, entry.lowest, entry.highest))
        money = _plain(entry.average["cost"])
        rows.append([entry.measure, _number(entry.in_order[indicator], unit, shown), alone, last, *over, money])
    rows.append(_sums(found, indicator, unit, shown))
    heads = ("measure", "in order", "alone", "last", "average", "lowest", "highest", "cost, CNY")
    say_table(heads, rows, right=range(1, len(heads)))
    say()
    if indicator == "climate_change":
        say(f"average over orders, {shown}, with electricity by location and by market")
        accounts = [
            [entry.measure, *(_number(entry.average[view], unit, shown) for view in _ACCOUNTS)]
            for entry in found.effects
        ]
        say_table(("measure", "location", "market"), accounts, right=(1, 2))
        say()
    drawn = "all of them" if found.seed is None else f"drawn with seed {found.seed}"
    say_paragraph(f"Orders: {found.orders:,}, {drawn}. The cost is the average, of what has a price.")
    for measure, why in found.dependent.items():
        say_paragraph(f"{measure} cannot stand alone: {why}. Orders that would ask for it are left out.")
    say_paragraph(_internal())


def _sums(found: Effects, indicator: str, unit: str, shown: str) -> list[str]:
    parts = [
        _number(sum(entry.in_order[indicator] for entry in found.effects), unit, shown),
        "",
        "",
        _number(sum(entry.average[indicator] for entry in found.effects), unit, shown),
    ]
    return ["together", *parts, "", "", _plain(sum(entry.average["cost"] for entry in found.effects))]


def _internal() -> str:
    from mems_lca.analysis.comparison import LABEL

    return LABEL


def _print_reached(study: str, found: Reached) -> None:
    from mems_lca.analysis.summary import readable

    start, total, limit = (readable(value, found.unit) for value in (found.start, found.total, found.limit))
    say(f"{study}: {found.indicator} of at most {limit} ({found.target}), from {start} without measures")
    if not found.measures:
        say("The target is met without any measure.")
    else:
        change = f", {100 * (found.total / found.start - 1):+.1f} %" if found.start else ""
        say(f"{len(found.measures)} needed: {', '.join(found.measures)}")
        say(f"reaches {total}{change}; cost of what has a price {found.cost:+.4g} CNY per functional unit")
    if found.others:
        say(f"Sets of the same size that reach it too: {len(found.others)}, such as {', '.join(found.others[0])}.")
    say_paragraph(_internal())


def _print_curve(study: str, curve: Curve) -> None:
    from mems_lca.analysis.summary import readable, readable_unit

    start = curve.start["climate_change"]
    say(f"{study}, route {curve.route}: {readable(start, 'kg CO2e')} per {curve.functional_unit} without measures")
    say()
    shown = readable_unit([block.saved for block in curve.blocks], "kg CO2e")
    wafer = readable_unit([block.saved / curve.wafers for block in curve.blocks], "kg CO2e")
    say(f"the best first, each on top of those above, per {curve.functional_unit}; electricity by {curve.accounting}")
    heads = ["measure", f"saved, {shown}", f"{wafer}/wafer", "cost, CNY", "CNY/t", "average", "pays", "cost of"]
    if curve.volume is not None:
        heads.insert(3, "t/year")
    rows = [_row(curve, block, shown, wafer) for block in curve.blocks]
    say_table(heads, rows, right=range(1, len(heads) - 2))
    say()
    _print_beside(curve)
    for block in curve.left:
        change = readable(-block.saved, "kg CO2e")
        say_paragraph(f"{block.measure} saves nothing on top of these: {change}, {block.cost:+.4g} CNY.")
    for measure, why in curve.unable.items():
        say_paragraph(f"{measure} cannot stand on top of these: {why}.")
    _print_notes(curve)


def _row(curve: Curve, block: Block, shown: str, wafer: str) -> list[str]:
    pays = {True: "yes", False: "no", None: "not known"}[curve.pays(block)]
    row = [
        block.measure,
        _number(block.saved, "kg CO2e", shown),
        _number(block.saved / curve.wafers, "kg CO2e", wafer),
        _plain(block.cost),
        _price(block.per_tonne),
        _price(block.average_per_tonne),
        pays,
        "operating" if block.capital is None else "operating and investment",
    ]
    if curve.volume is not None:
        row.insert(3, _plain(1e-3 * block.saved * curve.volume))
    return row


def _print_beside(curve: Curve) -> None:
    """What moves beside emissions and cost: power, fuel, water, wastes, CF4 of flames, uptime."""
    from mems_lca.analysis.summary import readable

    say(f"what each changes besides, per {curve.functional_unit}")
    heads = ("measure", "electricity", "fuel gas", "water", "haz. waste", "other waste", "CF4 formed", "uptime")
    rows = []
    for block in (*curve.blocks, *curve.left):
        change = block.change
        figures = (
            (change["electricity"], "kWh"),
            (block.fuel, "m3"),
            (change["water_withdrawal"], "m3"),
            (change["hazardous_waste_generated"], "kg"),
            (change["nonhazardous_waste_generated"], "kg"),
            (block.cf4, "kg"),
        )
        cells = ["–" if abs(value) < 1e-12 else readable(value, unit, 3) for value, unit in figures]
        rows.append([block.measure, *cells, "" if block.uptime is None else f"{block.uptime:.3g}"])
    say_table(heads, rows, right=range(1, len(heads)))
    say()


def _print_notes(curve: Curve) -> None:
    from mems_lca.library.carbon_prices import scenario

    for block in (*curve.blocks, *curve.left):
        if block.unpriced:
            labels = [str(entry["label"]) for entry in block.unpriced]
            more = f" and {len(labels) - 4} more" if len(labels) > 4 else ""
            say_paragraph(f"{block.measure}: changes without a price: {'; '.join(labels[:4])}{more}.")
    if all(block.capital is None for block in (*curve.blocks, *curve.left)):
        say_paragraph("No measure states an investment: operating cost only.")
    else:
        say_paragraph(f"Investments at {100 * curve.interest:g} % interest a year, which is an assumption.")
    drawn = "all" if curve.seed is None else f"drawn with seed {curve.seed}"
    say_paragraph(f"Averages are over {curve.orders:,} orders, {drawn}.")
    price = f"{curve.carbon.text} ({curve.carbon.name})"
    say_paragraph(
        f"A measure pays where its cost is below the carbon price, {price}; not known: some of it has no price."
    )
    say_paragraph(f"{scenario()}.")
    say_paragraph(_internal())


def _number(value: float, unit: str, shown: str) -> str:
    from mems_lca.units import convert

    return _plain(convert(value, unit, shown))


def _plain(value: float) -> str:
    from mems_lca.units import show

    return show(value, "", _DIGITS)


def _price(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1e3 else f"{value:,.0f}"
