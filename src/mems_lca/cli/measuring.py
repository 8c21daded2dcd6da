"""The command `measures`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.figures import money, number
from mems_lca.cli.measure_names import Names, names_of
from mems_lca.cli.terminal import say, say_paragraph, say_table, ticking
from mems_lca.cli.values import asked

if TYPE_CHECKING:
    from mems_lca.analysis.orders import Effects
    from mems_lca.analysis.targets import Reached
    from mems_lca.face import StudyFile

_ACCOUNTS = ("climate_change_location", "climate_change_market")


def run(
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
    from mems_lca.face_whatif import measure_effects, smallest_set

    question = asked(source, packs=packs, values=values, measures=measures)
    study, chosen, given = question.study, question.measures, question.values
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
        _print_reached(names_of(question, route), _indicator(study, indicator), found)
    else:
        _print_effects(names_of(question, effects.route), _indicator(study, indicator), effects, indicator, unit)


def _indicator(study: StudyFile, name: str) -> str:
    from mems_lca.analysis.reader_labels import with_id

    return with_id(study.library.characterisation.indicators[name].name_en, name)


def _print_effects(names: Names, title: str, found: Effects, indicator: str, unit: str) -> None:
    from mems_lca.analysis.summary import readable, readable_unit

    changes = [change for entry in found.effects for change in (entry.lowest[indicator], entry.highest[indicator])]
    shown = readable_unit(changes, unit)
    start, end = readable(found.start[indicator], unit), readable(found.end[indicator], unit)
    say(names.head)
    say(f"{title}: {start} without measures, {end} with all")
    say()
    say(f"what each measure changes, {shown} per functional unit")
    rows = []
    for entry in found.effects:
        alone = "cannot" if entry.alone is None else number(entry.alone[indicator], unit, shown)
        last = "needed" if entry.last is None else number(entry.last[indicator], unit, shown)
        over = (number(values[indicator], unit, shown) for values in (entry.average, entry.lowest, entry.highest))
        rows.append([names.measure(entry.measure), number(entry.in_order[indicator], unit, shown), alone, last, *over])
    in_order, average = (
        number(sum(values[indicator] for values in column), unit, shown)
        for column in ([entry.in_order for entry in found.effects], [entry.average for entry in found.effects])
    )
    rows.append(["together", in_order, "", "", average, "", ""])
    heads = ("measure", "in order", "alone", "last", "average", "lowest", "highest")
    say_table(heads, rows, right=range(1, len(heads)))
    say()
    say_paragraph("In order: on those before it in the file. Last: what would be lost without it.")
    say_paragraph("Average, lowest and highest are over all orders in which measures can be taken; averages add up.")
    say()
    _print_averages(names, found, indicator, unit, shown)
    drawn = "all of them" if found.seed is None else f"drawn with seed {found.seed}"
    say_paragraph(f"Orders: {found.orders:,}, {drawn}. The cost is of what has a price.")
    if any(entry.last is None for entry in found.effects):
        say_paragraph("Needed: another measure cannot stand without it.")
    for measure, why in found.dependent.items():
        text = f"{names.measure(measure)} cannot stand alone: {why}. Orders that would ask for it are left out."
        say_paragraph(text)
    from mems_lca.analysis.comparison import LABEL

    say_paragraph(LABEL)


def _print_averages(names: Names, found: Effects, indicator: str, unit: str, shown: str) -> None:
    """What each measure changes on average beside: climate change by both accounts of electricity, and cost."""
    views = _ACCOUNTS if indicator == "climate_change" else ()
    priced = money((entry.average["cost"] for entry in found.effects), names.unit)
    listed = [(names.measure(entry.measure), entry.average) for entry in found.effects]
    keys = (*views, "cost")
    listed.append(("together", {key: sum(entry.average[key] for entry in found.effects) for key in keys}))
    rows = [
        [name, *(number(values[view], unit, shown) for view in views), priced.number(values["cost"])]
        for name, values in listed
    ]
    say("average over orders" + (f", {shown}, with electricity by location and by market" if views else ""))
    accounts = [view.removeprefix("climate_change_") for view in views]
    say_table(("measure", *accounts, f"cost, {priced.unit}"), rows, right=range(1, 2 + len(views)))
    say()


def _print_reached(names: Names, title: str, found: Reached) -> None:
    from mems_lca.analysis.summary import readable

    start, total, limit = (readable(value, found.unit) for value in (found.start, found.total, found.limit))
    say(names.head)
    say(f"{title}: at most {limit} ({found.target}), from {start} without measures")
    if not found.measures:
        say("The target is met without any measure.")
    else:
        change = f", {100 * (found.total / found.start - 1):+.1f} %" if found.start else ""
        say(f"{len(found.measures)} needed: {', '.join(map(names.measure, found.measures))}")
        say(f"reaches {total}{change}; cost of what has a price {money([found.cost], names.unit).signed(found.cost)}")
    if found.others:
        say(f"Sets of the same size that reach it too: {len(found.others)}, such as {', '.join(found.others[0])}.")
    from mems_lca.analysis.comparison import LABEL

    say_paragraph(LABEL)
