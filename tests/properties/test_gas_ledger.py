"""What holds of any ledger of gases: bottles, masses and fluorine close, and the readings agree when they must."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mems_lca.errors import Place
from mems_lca.inventory.measured.ledger import weighed
from mems_lca.inventory.measured.ledger_emissions import fluorine, leaving
from mems_lca.inventory.measured.ledger_kinds import Abated, LedgerRow, RecipeLine
from mems_lca.inventory.measured.ledger_views import Rules, ledger_rows, views
from mems_lca.study.records.kinds import Bottle
from packs import shipped_library

FLUORINE = 18.998403162e-3
START, END = date(2025, 1, 1), date(2025, 12, 31)
FACTORS = shipped_library().factors
LISTED = [
    (table, process, gas)
    for table in FACTORS.utilisation_tables()
    for process in ("etch", "clean_in_situ", "clean_remote")
    for gas in ("SF6", "CF4", "c-C4F8", "C2F6", "CHF3", "NF3")
    if FACTORS.utilisation(table, process, gas) is not None
]

shares = st.floats(0, 1)


def carried(gas: str) -> float | None:
    record = FACTORS.gas(gas)
    if record.molar_mass is None or record.fluorine_atoms is None:
        return None
    return record.fluorine_atoms * FLUORINE / record.molar_mass


def warms(gas: str) -> float | None:
    factor = FACTORS.gwp(gas, "ar6")
    return None if factor is None else factor.value


@st.composite
def bottles(draw: st.DrawFn, gas: str) -> list[Bottle]:
    """Bottles with any content, of which any part was used, and any fate."""
    found = []
    for number in range(draw(st.integers(1, 6))):
        tare, content = draw(st.floats(1, 80)), draw(st.floats(0.1, 60))
        left = content * draw(shares)
        last = START + timedelta(days=draw(st.integers(1, 364)))
        end, returned = draw(st.sampled_from([(last, True), (last, False), (END, False)]))
        found.append(
            Bottle(f"b{number}", gas, "tools", START, end, tare + content, tare + left, tare, returned, Place())
        )
    return found


@st.composite
def abated(draw: st.DrawFn) -> Abated:
    """Any abatement, of which any gas may be unknown."""
    gases = draw(st.sets(st.sampled_from(["SF6", "CF4", "c-C4F8", "C2F6", "CHF3", "NF3"])))
    destruction = {gas: draw(shares) for gas in sorted(gases)}
    return Abated(draw(shares), draw(shares), destruction, draw(st.booleans()), draw(st.sampled_from([0.0, 0.1])))


@settings(max_examples=150, deadline=None)
@given(st.data(), st.sampled_from(LISTED), abated(), st.floats(0, 0.05))
def test_bottles_masses_and_fluorine_close(
    data: st.DataObject, listed: tuple[str, str, str], unit: Abated, polymer: float
) -> None:
    table, process, gas = listed
    lines = weighed(data.draw(bottles(gas)), END)["tools", gas]
    draft = LedgerRow("tools", gas, process, lines, (), (), None)
    left = sum(draft.rest(fate) for fate in ("returned", "on tool", "moved", "vented"))
    assert draft.content == pytest.approx(draft.used + left, rel=1e-9, abs=1e-9)

    rate = 0.5 if process == "clean_remote" else 0.0
    leaves = leaving(draft.used, gas, FACTORS.utilisation(table, process, gas), unit, carried, rate)
    for entry in leaves:
        assert entry.emitted + entry.destroyed == pytest.approx(entry.uncontrolled + entry.formed, rel=1e-12, abs=1e-12)
        assert entry.emitted >= 0
        assert entry.destroyed >= 0
    own = next(entry for entry in leaves if entry.gas == gas)
    converted = draft.used * (1 - own.rate)
    assert own.emitted - own.formed + own.destroyed + converted == pytest.approx(draft.used, rel=1e-9, abs=1e-9)

    found = fluorine(draft.used, gas, leaves, carried, polymer)
    assert found is not None
    assert abs(found.open) <= 1e-9 * max(found.fed, 1e-3)
    # Every kg F is in what is emitted, in polymer, or on its way to the scrubber.
    by_products = sum(entry.emitted * (carried(entry.gas) or 0) for entry in leaves)
    whole = by_products + found.polymer + found.scrubbed - found.excess
    assert whole == pytest.approx(draft.used * (carried(gas) or 0), rel=1e-9, abs=1e-9)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(["SF6", "CF4", "c-C4F8", "CHF3"]), shares, shares, shares)
def test_readings_agree_when_heel_is_measured_abatement_certified_and_all_use_explained(
    data: st.DataObject, gas: str, treated: float, destroyed: float, uptime: float
) -> None:
    found = [bottle for bottle in data.draw(bottles(gas)) if bottle.returned or bottle.end == END]
    lines = weighed(found, END).get(("tools", gas), ())
    used = LedgerRow("tools", gas, "etch", lines, (), (), None).used
    row = LedgerRow("tools", gas, "etch", lines, (RecipeLine("A", 1.0, used, "recipes"),), (), None)
    destruction = dict.fromkeys(("SF6", "CF4", "c-C4F8", "C2F6", "CHF3"), destroyed)
    # The guidelines know no uptime: what they call destruction is what the unit destroyed over the year.
    unit = Abated(treated, uptime, destruction, certified=True)
    rules = Rules(
        table="epa-i5",
        epa_table="epa-i5",
        ipcc_table="ipcc2006-tier2b",
        heel=row.heel or 0.0,
        ipcc_destruction=lambda _: destroyed * uptime,
        rows=FACTORS.utilisation,
        carried=carried,
        warming=warms,
        missing={},
    )
    read = views([row], ledger_rows([row], {("tools", gas): unit}, "epa-i5", {}), rules)
    totals = [view.co2e for view in read]
    assert totals == pytest.approx([totals[0]] * 3, rel=1e-9, abs=1e-6)


@settings(max_examples=100, deadline=None)
@given(st.data(), st.sampled_from(["SF6", "CF4", "c-C4F8"]), abated(), shares, st.floats(0, 30))
def test_reasons_add_up_to_the_whole_difference(
    data: st.DataObject, gas: str, unit: Abated, heel: float, recipe: float
) -> None:
    lines = weighed(data.draw(bottles(gas)), END)["tools", gas]
    row = LedgerRow("tools", gas, "etch", lines, (RecipeLine("A", 1.0, recipe, "recipes"),), (), None)
    rules = Rules(
        "epa-i11", "epa-i11", "ipcc2006-tier2b", heel, lambda _: 0.9, FACTORS.utilisation, carried, warms, {gas: 0.05}
    )
    fed = ledger_rows([row], {("tools", gas): unit}, "epa-i11", {})
    read = views([row], fed, rules)
    starts = [view.co2e - sum(entry.co2e for entry in view.differences) for view in read]
    assert starts == pytest.approx([starts[0]] * 3, rel=1e-9, abs=1e-3)
