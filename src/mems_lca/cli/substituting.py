"""The command `swap`."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mems_lca.cli.terminal import say, say_findings, say_items, say_paragraph, say_table, working
from mems_lca.cli.values import asked, names
from mems_lca.errors import Finding, StudyError

if TYPE_CHECKING:
    from mems_lca.analysis.substitution import Option, Substitution
    from mems_lca.analysis.substitution_figures import Figures

_DIGITS = 4
_NOT_COVERED = "not covered"
_MEANING = "climate change, of which the gas and its by-products; water consumed, hazardous waste, electricity, cost"
# Figures with their heads and units; each column is in one unit for all gases.
_COLUMNS: Mapping[str, tuple[str, str]] = {
    "climate_change": ("climate", "kg CO2e"),
    "gas_emission": ("its gas", "kg CO2e"),
    "water_consumption": ("water", "m3"),
    "hazardous_waste": ("waste", "kg"),
    "electricity": ("electricity", "kWh"),
}


def run(
    source: str,
    *,
    step: str,
    gas: str,
    others: str,
    route: str,
    table: str,
    rate_ratio: Sequence[str] | None,
    flow_ratio: Sequence[str] | None,
    gwp_value: Sequence[str] | None,
    price: Sequence[str] | None,
    carbon_price: str | None,
    packs: Sequence[Path] | None,
    values: Sequence[str] | None,
    measures: str | None,
    as_json: bool,
) -> None:
    """Prints a gas substitution. Raises MemsLcaError."""
    from mems_lca.face_whatif import substitute

    question = asked(source, packs=packs, values=values, measures=measures)
    study = question.study
    with working(f"{study.name}: {gas} at {step}"):
        found = substitute(
            study,
            step,
            gas,
            names(others) or (),
            route=route,
            table=table,
            rate_ratio=pairs(rate_ratio, "--rate-ratio", "C4F6=0.8"),
            flow_ratio=pairs(flow_ratio, "--flow-ratio", "C4F6=1.2"),
            gwp_values=pairs(gwp_value, "--gwp-value", "c-C4F8=8700"),
            prices=pairs(price, "--price", 'C4F6="900 CNY/kg"'),
            carbon_price=carbon_price,
            values=question.values,
            measures=question.measures,
        )
    say_findings(_findings(found))
    if as_json:
        print(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
    else:
        _print(found)


def pairs(given: Sequence[str] | None, option: str, example: str) -> dict[str, str]:
    """Values by gas from GAS=VALUE, several with commas. Raises StudyError for a text that is none, or a gas twice."""
    found: dict[str, str] = {}
    for text in (part for entry in given or () for part in entry.split(",")):
        gas, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not gas or not value:
            message = f"{option} needs a gas and a value"
            raise StudyError.single("usage", message, found=text, expected=f"GAS=VALUE, such as {example}")
        if gas in found:
            raise StudyError.single("usage", f"{option} names {gas} twice", found=text, expected="each gas once")
        found[gas] = value
    return found


def _findings(found: Substitution) -> list[Finding]:
    return list(dict.fromkeys([*found.findings, *(entry for option in found.options for entry in option.findings)]))


def _print(found: Substitution) -> None:
    from mems_lca.analysis.substitution_text import LABELS, conclusion, even
    from mems_lca.library.carbon_prices import scenario

    say(
        f"{found.study}, route {found.route}: {found.old} at {found.step} ({found.process}), at equal function; "
        f"table {found.table}, GWP-{found.horizon} of {found.gwp}"
    )
    bases = [found.basis, *(basis for basis in found.baseline.figures if basis not in (found.basis, "functional_unit"))]
    if found.functional_unit != f"1 {found.basis}":
        bases.append("functional_unit")
    for basis in bases:
        _print_figures(found, basis)
    _print_gas(found)
    _print_sets(found)
    for option in found.new:
        say(f"{option.gas} and {found.old} come out even at")
        say_items((LABELS[name], even(entry), "") for name, entry in option.break_even.items())
        say()
    market = found.market_price
    say_paragraph(f"Carbon price of {market.place} in {market.year}: {market.text}. {scenario()}.")
    for option in found.new:
        say(conclusion(found, option))


def _print_figures(found: Substitution, basis: str) -> None:
    from mems_lca.analysis.substitution_text import change
    from mems_lca.analysis.summary import readable_unit

    figures = {option.gas: option.figures[basis] for option in found.options}
    units = {
        key: readable_unit([getattr(entry, key) for entry in figures.values()], unit)
        for key, (_, unit) in _COLUMNS.items()
    }
    units["gas_emission"] = units["climate_change"]
    heads = ["", "gas", *(f"{label}, {units[key]}" for key, (label, _) in _COLUMNS.items()), "cost, CNY"]
    heads.insert(3, "change")
    if found.carbon_price is not None:
        heads.append("carbon, CNY")
    rows = []
    for option in found.options:
        entry = figures[option.gas]
        cells = [_shown(getattr(entry, key), unit, units[key]) for key, (_, unit) in _COLUMNS.items()]
        before = figures[found.old].climate_change
        cells.insert(1, "now" if option.gas == found.old else change(before, entry.climate_change))
        rows.append([str(option.rank), option.gas, *cells, *_money(entry)])
    say()
    unit = found.functional_unit if basis == "functional_unit" else basis
    say(f"per {unit}: {_MEANING}")
    say_table(heads, rows, right=(0, *range(2, len(heads))), labels=2)


def _money(entry: Figures) -> list[str]:
    from mems_lca.units import show

    cost = show(entry.cost, "", _DIGITS) if entry.gas_priced else _NOT_COVERED
    return [cost] if entry.carbon_cost is None else [cost, show(entry.carbon_cost, "", _DIGITS)]


def _print_gas(found: Substitution) -> None:
    """The gases themselves: ratios, what a kilogram emits, what abatement takes, and flags."""
    from mems_lca.analysis.substitution_text import change
    from mems_lca.units import show

    before = found.baseline.view.per_kg or 0.0
    rows = []
    for option in found.options:
        entry = option.figures[found.basis]
        kept = entry.gas_emission / entry.gas_emission_unabated if entry.gas_emission_unabated else 1.0
        per_kg = option.view.per_kg
        rows.append(
            [
                option.gas,
                "unknown" if per_kg is None else f"{per_kg:,.1f}",
                "now" if option.gas == found.old else change(before, per_kg or 0.0),
                f"{100 * (1 - kept):.1f} %",
                show(option.rate_ratio, "", 3),
                show(option.flow_ratio, "", 3),
                show(option.mass_ratio, "", 3),
                "" if option.fluorine_ratio is None else show(option.fluorine_ratio, "", 3),
                option.concern.get("pfas", "not assessed"),
            ]
        )
    say()
    given = "".join(f"; GWP of {value:g} given for {gas}" for gas, value in found.given_gwp.items())
    say(f"the gas alone: what 1 kg of it emits before abatement, and what is fed against now{given}")
    heads = ("gas", "kg CO2e/kg", "change", "abated", "rate", "moles", "mass", "fluorine", "PFAS")
    say_table(heads, rows, right=range(1, len(heads) - 1))


def _print_sets(found: Substitution) -> None:
    """What the gases and their by-products emit by each set and horizon that lists them."""
    from mems_lca.analysis.summary import readable_unit

    per_unit = {option.gas: option.view.by_set_per_unit for option in found.options}
    gases = [found.old, *(option.gas for option in found.new)]
    chosen = [
        choice for choice, value in per_unit[found.old].items()
        if value is not None and any(per_unit[option.gas][choice] is not None for option in found.new)
    ]  # fmt: skip
    shown = [value for choice in chosen for gas in gases if (value := per_unit[gas][choice]) is not None]
    unit = readable_unit(shown, "kg CO2e")
    rows = [_set_row(found, choice, gases, unit) for choice in chosen]
    say()
    say(f"emission of the gas and its by-products here, {unit} per {found.basis}, by published GWP set and years")
    heads = ["set", "years", *(head for gas in gases for head in ((gas,) if gas == found.old else (gas, "")))]
    say_table(heads, rows, right=range(1, len(heads)))
    left_out = sorted({name for name, _ in per_unit[found.old]} - {name for name, _ in chosen})
    if left_out:
        say_paragraph(f"No value for one of these gases: {', '.join(left_out)}.")
    say()


def _set_row(found: Substitution, choice: tuple[str, int], gases: Sequence[str], unit: str) -> list[str]:
    from mems_lca.analysis.substitution_text import change

    options: dict[str, Option] = {option.gas: option for option in found.options}
    before = options[found.old].view.by_set_per_unit[choice]
    cells = [choice[0], str(choice[1])]
    for gas in gases:
        value = options[gas].view.by_set_per_unit[choice]
        cells.append("no value" if value is None else _shown(value, "kg CO2e", unit))
        if gas != found.old:
            cells.append("" if value is None or before is None else change(before, value))
    return cells


def _shown(value: float, unit: str, chosen: str) -> str:
    from mems_lca.units import convert, show

    return show(convert(value, unit, chosen), "", _DIGITS)
