"""Elements in products and elementary flows, for the balances of processes: from the table, and from gas formulas."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from mems_lca.errors import Finding
from mems_lca.library.records import Gas, OtherFlow, Product
from mems_lca.library.schemas import NO_ELEMENT
from mems_lca.library.tables import Row
from mems_lca.units import convert, dimension_of

Composition = Mapping[str, float]
"""kg of each element per unit of a product or flow; negative where drawing it takes the element away (a treatment)."""

ATOMIC_MASSES = {"F": 18.998403162, "Si": 28.085}
"""Standard atomic weights in g/mol (IUPAC)."""


def compositions(rows: Sequence[Row], units: Mapping[str, str], gases: Mapping[str, Gas]) -> dict[str, Composition]:
    """By product or flow: fluorine and silicon of each gas and of its purchase by formula, all else from the rows.

    `units` has the unit of every name. Rows of a name stand in place of what the formula gives for their element.
    """
    found: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for gas in gases.values():
        for name in (gas.flow, f"gas_{gas.flow}"):
            found[name] = of_formula(gas)
    for row in rows:
        entry, share = found[row["name"]], row.number("share")
        assert share is not None
        if row["element"] != NO_ELEMENT:
            entry[row["element"]] = convert(share, row["unit"], f"kg/({units[row['name']]})")
    return dict(found)


def of_formula(gas: Gas) -> dict[str, float]:
    """kg of fluorine and silicon per kg of a gas; nothing for a mixture."""
    atoms = {"F": gas.fluorine_atoms, "Si": gas.silicon_atoms}
    mass = gas.molar_mass
    if mass is None:
        return {}
    return {key: number * ATOMIC_MASSES[key] * 1e-3 / mass for key, number in atoms.items() if number}


def wrong_shares(rows: Sequence[Row], units: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each share that does not fit the unit of its name, or that is more than all of it."""
    for row in rows:
        unit, share = units[row["name"]], row.number("share") or 0.0
        if dimension_of(row["unit"]) * dimension_of(unit) != dimension_of("kg"):
            message = "the share does not fit what it is a share of"
            yield Finding("error", "unit", message, row.at("unit"), row["unit"], f"a unit such as kg/{unit}")
        elif dimension_of(unit) == dimension_of("kg") and abs(convert(share, row["unit"], "1")) > 1:
            yield Finding("error", "share", "more of the element than there is mass", row.at("share"), row["share"])
        elif (row["element"] == NO_ELEMENT) != (share == 0):
            message = f"an element has a share, and only `{NO_ELEMENT}` has none"
            yield Finding("error", "share", message, row.at("share"), row["share"])


def unit_by_name(
    products: Mapping[str, Product], gases: Mapping[str, Gas], others: Mapping[str, OtherFlow]
) -> dict[str, str]:
    """The unit of every product and elementary flow."""
    return {
        **{name: product.unit for name, product in products.items()},
        **{name: flow.unit for name, flow in others.items()},
        **dict.fromkeys(gases, "kg"),
    }
