"""Three readings of one ledger, by the US rules, by the guidelines of the IPCC and by recipes, and why they differ.

- ``epa``: 40 CFR 98.93, eq. I-8 and I-9 on the gas consumed (eq. I-11: what was supplied less the heels that went
  back), with the study's table; destruction counts only where abatement is certified (98.94(f)), else d = 0.
- ``ipcc``: IPCC 2006, vol. 3, ch. 6, Tier 2b (eq. 6.7 ff., in the form of 6.2 ff.): FC (1 - h)(1 - U)(1 - a d) on
  the gas bought FC, with the default heel h = 0.10 or the study's own, the defaults of Tier 2b and of destruction,
  and no uptime.
- ``recipe``: what the recipes say was used, by the study's factors and abatement.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from mems_lca.inventory.measured.ledger_emissions import Carried, leaving
from mems_lca.inventory.measured.ledger_kinds import Abated, Leaving, LedgerRow
from mems_lca.library.factors import UtilisationRow

ViewName = Literal["epa", "ipcc", "recipe"]
# (table, process, gas) -> its row; (gas) -> kg CO2e per kg, None where unknown.
Rows = Callable[[str, str, str], UtilisationRow | None]
Warming = Callable[[str], float | None]


@dataclass(frozen=True)
class Fed:
    """One row of a reading: kg of gas fed to the tools, kg let out besides, the table, and the abatement."""

    tool_group: str
    gas: str
    process: str
    kg: float
    vented: float
    table: str
    abated: Abated
    f2_rate: float = 0.0


@dataclass(frozen=True)
class Difference:
    """One reason why a reading differs from the one before it, and by how much, kg CO2e."""

    reason: str
    co2e: float


@dataclass(frozen=True)
class View:
    """One reading: its rows, what leaves each, emissions by gas (kg), kg CO2e, and what leads there from the ledger."""

    name: ViewName
    rows: tuple[Fed, ...]
    leaving: tuple[tuple[Leaving, ...], ...]
    emitted: Mapping[str, float]
    co2e: float
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Rules:
    """What the readings need beside the ledger: look-ups, and what each rule book prescribes.

    `missing` is, by gas, what was bought beyond what bottles show, over what bottles show. `ipcc_destruction` is the
    destruction of a gas by the guidelines (0 where they give none).
    """

    table: str
    epa_table: str
    ipcc_table: str
    heel: float
    ipcc_destruction: Callable[[str], float]
    rows: Rows
    carried: Carried
    warming: Warming
    missing: Mapping[str, float]


def ledger_rows(
    rows: Sequence[LedgerRow], abated: Mapping[tuple[str, str], Abated], table: str, f2_rate: Mapping[str, float]
) -> tuple[Fed, ...]:
    """The ledger itself as a reading: weighed use and what was let out, by the study's table and abatement."""
    return tuple(
        Fed(
            row.tool_group,
            row.gas,
            row.process,
            row.used,
            row.rest("vented"),
            table,
            abated[row.tool_group, row.gas],
            f2_rate.get(row.gas, 0.0) if row.process == "clean_remote" else 0.0,
        )
        for row in rows
    )


def emissions(rows: Sequence[Fed], rules: Rules) -> dict[str, float]:
    """kg emitted by gas."""
    found: dict[str, float] = {}
    for row in rows:
        for entry in _leaving(row, rules):
            found[entry.gas] = found.get(entry.gas, 0.0) + entry.emitted
        if row.vented:
            found[row.gas] = found.get(row.gas, 0.0) + row.vented
    return found


def _leaving(row: Fed, rules: Rules) -> tuple[Leaving, ...]:
    """What leaves the tools of one row."""
    record = rules.rows(row.table, row.process, row.gas)
    return leaving(row.kg, row.gas, record, row.abated, rules.carried, row.f2_rate)


def warming(emitted: Mapping[str, float], rules: Rules) -> float:
    """kg CO2e of the gases whose effect is known."""
    return sum(mass * (rules.warming(gas) or 0.0) for gas, mass in emitted.items())


def views(rows: Sequence[LedgerRow], ledger: Sequence[Fed], rules: Rules) -> tuple[View, ...]:
    """The three readings, each with its differences from the ledger, which add up to the whole difference."""
    chains: dict[ViewName, list[tuple[str, tuple[Fed, ...]]]] = {
        "epa": _epa(rows, ledger, rules),
        "ipcc": _ipcc(rows, ledger, rules),
        "recipe": _recipe(rows, ledger),
    }
    start = warming(emissions(ledger, rules), rules)
    found = []
    for name, chain in chains.items():
        before, differences = start, []
        for reason, changed in chain:
            after = warming(emissions(changed, rules), rules)
            differences.append(Difference(reason, after - before))
            before = after
        last = chain[-1][1]
        leaves = tuple(_leaving(row, rules) for row in last)
        found.append(View(name, last, leaves, emissions(last, rules), before, tuple(differences)))
    return tuple(found)


Chain = list[tuple[str, tuple[Fed, ...]]]


def _epa(rows: Sequence[LedgerRow], ledger: Sequence[Fed], rules: Rules) -> Chain:
    """Eq. I-11 knows what came and what went back: what was let out, or is missing, counts as fed to tools."""
    fed = tuple(replace(line, kg=line.kg + line.vented, vented=0.0) for line in ledger)
    bought = _with_missing(rows, fed, rules)
    tabled = tuple(replace(line, table=rules.epa_table) for line in bought)
    proven = tuple(
        line if line.abated.certified else replace(line, abated=replace(line.abated, destruction={}, flame=0.0))
        for line in tabled
    )
    return [
        ("vented_as_fed", fed),
        ("bought_not_weighed", bought),
        ("factors", tabled),
        ("uncertified_abatement", proven),
    ]


def _ipcc(rows: Sequence[LedgerRow], ledger: Sequence[Fed], rules: Rules) -> Chain:
    """FC (1 - h): the default heel in place of the weighed one, and what was let out is not asked for."""
    weighed = tuple(replace(line, vented=0.0) for line in ledger)
    heel = tuple(replace(line, kg=row.supplied * (1 - rules.heel)) for row, line in zip(rows, weighed, strict=True))
    bought = tuple(
        replace(line, kg=line.kg + _missing(row, rules) * (1 - rules.heel))
        for row, line in zip(rows, heel, strict=True)
    )
    tabled = tuple(replace(line, table=rules.ipcc_table) for line in bought)
    plain = tuple(replace(line, abated=replace(line.abated, flame=0.0)) for line in tabled)
    always = tuple(
        replace(line, abated=replace(line.abated, uptime=1.0)) if line.abated.destruction else line for line in plain
    )
    destroyed = tuple(
        replace(line, abated=replace(line.abated, destruction=_by_guidelines(line, rules))) for line in always
    )
    return [
        ("vented", weighed),
        ("heel", heel),
        ("bought_not_weighed", bought),
        ("factors", tabled),
        ("flame", plain),
        ("uptime", always),
        ("destruction", destroyed),
    ]


def _by_guidelines(line: Fed, rules: Rules) -> dict[str, float]:
    """The guidelines' destruction of the gas and its by-products, where there is abatement."""
    if not line.abated.destruction:
        return {}
    row = rules.rows(line.table, line.process, line.gas)
    gases = {line.gas, *(row.byproducts if row is not None else ())}
    return {gas: rules.ipcc_destruction(gas) for gas in sorted(gases)}


def _recipe(rows: Sequence[LedgerRow], ledger: Sequence[Fed]) -> Chain:
    weighed = tuple(replace(line, vented=0.0) for line in ledger)
    explained = tuple(replace(line, kg=row.recipe) for row, line in zip(rows, weighed, strict=True))
    return [("vented", weighed), ("unexplained_use", explained)]


def _with_missing(rows: Sequence[LedgerRow], lines: Sequence[Fed], rules: Rules) -> tuple[Fed, ...]:
    return tuple(replace(line, kg=line.kg + _missing(row, rules)) for row, line in zip(rows, lines, strict=True))


def _missing(row: LedgerRow, rules: Rules) -> float:
    """What was bought and no bottle shows, given to the groups by what they were supplied with (98.94(c))."""
    return row.supplied * rules.missing.get(row.gas, 0.0)
