"""The command `abate`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.figures import Money, money, number, plain
from mems_lca.cli.measure_names import Names, names_of
from mems_lca.cli.terminal import say, say_items, say_paragraph, say_table, ticking
from mems_lca.cli.values import asked

if TYPE_CHECKING:
    from mems_lca.analysis.abatement_curve import Block, Curve

_LISTED = 4


def run(
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
    from mems_lca.face_whatif import abatement_curve

    question = asked(source, packs=packs, values=values, measures=measures)
    study = question.study
    with ticking(f"{study.name}: subsets of measures") as tick:
        curve = abatement_curve(
            study,
            route,
            carbon_price=carbon_price,
            volume=volume,
            interest=interest,
            values=question.values,
            measures=question.measures,
            progress=tick,
        )
    if as_json:
        print(json.dumps(curve.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print_curve(names_of(question, curve.route), curve)


def _print_curve(names: Names, curve: Curve) -> None:
    from mems_lca.analysis.summary import readable, readable_unit

    say(names.head)
    start = readable(curve.start["climate_change"], "kg CO2e")
    say(f"Climate change: {start} per {curve.functional_unit} without measures, electricity by {curve.accounting}")
    say()
    shown = readable_unit([block.saved for block in curve.blocks], "kg CO2e")
    wafer = readable_unit([block.saved / curve.wafers for block in curve.blocks], "kg CO2e")
    priced = money((block.cost for block in (*curve.blocks, *curve.left)), names.unit)
    say(f"the best first, each on top of those above, per {curve.functional_unit}")
    heads = ["measure", f"saved, {shown}", f"per wafer, {wafer}", f"cost, {priced.unit}", "CNY/t", "on average", "pays"]
    if curve.volume is not None:
        heads.insert(3, "t/year")
    rows = [_row(names, curve, block, (shown, wafer), priced) for block in curve.blocks]
    invested = any(block.capital is not None for block in curve.blocks)
    if invested:
        heads.append("cost of")
        for row, block in zip(rows, curve.blocks, strict=True):
            row.append("operating" if block.capital is None else "operating and investment")
    say_table(heads, rows, right=range(1, len(heads) - 1 - invested))
    say()
    _print_beside(names, curve)
    for block in curve.left:
        change = readable(-block.saved, "kg CO2e")
        cost = priced.signed(block.cost)
        say_paragraph(f"{names.measure(block.measure)} saves nothing on top of these: {change}, {cost}.")
    for measure, why in curve.unable.items():
        say_paragraph(f"{names.measure(measure)} cannot stand on top of these: {why}.")
    _print_notes(names, curve)


def _row(names: Names, curve: Curve, block: Block, units: tuple[str, str], priced: Money) -> list[str]:
    pays = {True: "yes", False: "no", None: "not known"}[curve.pays(block)]
    row = [
        names.measure(block.measure),
        number(block.saved, "kg CO2e", units[0]),
        number(block.saved / curve.wafers, "kg CO2e", units[1]),
        priced.number(block.cost),
        _price(block.per_tonne),
        _price(block.average_per_tonne),
        pays,
    ]
    if curve.volume is not None:
        row.insert(3, plain(1e-3 * block.saved * curve.volume))
    return row


def _print_beside(names: Names, curve: Curve) -> None:
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
        rows.append([names.measure(block.measure), *cells, "" if block.uptime is None else f"{block.uptime:.3g}"])
    say_table(heads, rows, right=range(1, len(heads)))
    say()


def _print_notes(names: Names, curve: Curve) -> None:
    from mems_lca.analysis.comparison import LABEL
    from mems_lca.library.carbon_prices import scenario

    unpriced = []
    for block in (*curve.blocks, *curve.left):
        labels = [str(entry["label"]) for entry in block.unpriced]
        more = f" and {len(labels) - _LISTED} more" if len(labels) > _LISTED else ""
        if labels:
            unpriced.append((block.measure, f"{'; '.join(labels[:_LISTED])}{more}", ""))
    if unpriced:
        say("changes without a price")
        say_items(unpriced)
        say()
    if all(block.capital is None for block in (*curve.blocks, *curve.left)):
        say_paragraph("No measure states an investment: operating cost only.")
    else:
        say_paragraph(f"Investments at {100 * curve.interest:g} % interest a year, which is an assumption.")
    drawn = "all" if curve.seed is None else f"drawn with seed {curve.seed}"
    say_paragraph(f"On average: CNY/t with savings and cost averaged over {curve.orders:,} orders, {drawn}.")
    price = f"{curve.carbon.text} ({curve.carbon.name})"
    say_paragraph(
        f"A measure pays where its cost is below the carbon price, {price}; not known: some of it has no price."
    )
    say_paragraph(f"{scenario()}.")
    say_paragraph(LABEL)


def _price(value: float | None) -> str:
    return "" if value is None else f"{value:,.4g}" if abs(value) < 1e3 else f"{value:,.0f}"
