"""The water of the sheet Water and waste: each site's balance, and below it every flow by step. All of it is live."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from mems_lca.analysis.water import CONSUMPTION, DISCHARGED, LOSSES, REUSED, TOLERANCE, WITHDRAWN, is_water
from mems_lca.inventory.shop import FOREGROUND_STAGES
from mems_lca.reporting.addresses import cell
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import Record

_TOTALS = ("withdrawn", "discharged", "consumption", "balance", "recovery")
_FIRST = 5


@dataclass(frozen=True)
class WaterUse:
    """One water flow of one process, and the row in which it stands."""

    process: Record
    exchange: Record
    row: int

    @property
    def flow(self) -> str:
        """The elementary flow."""
        return str(self.exchange["flow"])


@dataclass
class _Site:
    """The uses of one site by flow, in the order in which the balance shows them."""

    route: str
    site: str
    uses: defaultdict[str, list[WaterUse]] = field(default_factory=lambda: defaultdict(list))

    def flows(self) -> list[str]:
        return sorted(self.uses, key=lambda flow: (_order(flow), flow))


def write_water(desk: Desk, top: int) -> int:
    """Writes both tables; returns the last row."""
    found = [
        (process, exchange)
        for process in desk.facts.processes
        for exchange in process["exchanges"]
        if exchange["kind"] == "elementary" and is_water(str(exchange["flow"]))
    ]
    sites = _sites([WaterUse(process, exchange, 0) for process, exchange in found])
    detail = top + 5 + sum(len(site.uses) + len(_TOTALS) for site in sites)
    uses = [WaterUse(process, exchange, detail + index) for index, (process, exchange) in enumerate(found)]
    _write_sites(desk, top, _sites(uses))
    return _write_uses(desk, detail - 2, uses)


def _sites(uses: list[WaterUse]) -> list[_Site]:
    """Own and contracted sites of each route with what they withdraw, let go and use again."""
    found: dict[tuple[str, str], _Site] = {}
    for use in uses:
        if (use.exchange["stage"] or use.process["stage"]) in FOREGROUND_STAGES:
            key = (str(use.process["route"]), str(use.process["site"]))
            found.setdefault(key, _Site(*key)).uses[use.flow].append(use)
    return list(found.values())


def _order(flow: str) -> int:
    """Withdrawals first, then discharges, losses, and what is used again."""
    if flow.startswith(WITHDRAWN):
        return 0
    if flow.startswith(DISCHARGED):
        return 1
    return 2 if flow in LOSSES else 3


def _write_sites(desk: Desk, top: int, sites: list[_Site]) -> None:
    page, texts, facts = desk.sheets["water_waste"], desk.texts, desk.facts
    page.text(top, 0, texts("section.water_sites"), "section")
    titles = [texts(f"head.{name}") for name in ("route", "item", "counts_as", "site", "unit")]
    page.head(top + 1, [*titles, *(texts(f"basis.{basis}") for basis in facts.bases)])
    row = top + 1
    for site in sites:
        rows = {flow: row + 1 + index for index, flow in enumerate(site.flows())}
        for flow, line in rows.items():
            _line_head(desk, line, site, desk.labels.flow(flow), _counted(desk, flow, site.uses[flow][0].exchange))
            for index, basis in enumerate(facts.bases):
                column = _FIRST + index
                terms = ",".join(cell(use.row, column) for use in site.uses[flow])
                page.formula(line, column, f"SUM({terms})", _sum(desk, site.uses[flow], basis))
        row = _write_totals(desk, site, rows, row + len(rows))


def _line_head(
    desk: Desk, row: int, site: _Site, item: str, counts: str, style: str = "text", unit: str = "m3"
) -> None:
    page, labels = desk.sheets["water_waste"], desk.labels
    shown = (labels.route(site.route), item, counts, labels.site(site.site), labels.unit(unit))
    for col, text in enumerate(shown):
        page.text(row, col, text, style if col == 1 else "text")


def _counted(desk: Desk, flow: str, exchange: Record) -> str:
    """What a flow counts as in the account of a site."""
    kind = ("withdrawal", "discharge", "loss", "memo")[_order(flow)]
    if kind == "discharge":
        kind = "returned" if _consumption_cell(desk, exchange) else "away"
    return desk.texts(f"water.{kind}")


def _consumption_cell(desk: Desk, exchange: Record) -> str:
    """The key of the factor by which a flow counts in consumption, or "" for one that does not."""
    impacts = desk.facts.target[exchange["target"]]["impacts"]
    return next((str(impact["cell"]) for impact in impacts if impact["indicator"] == CONSUMPTION), "")


def _write_totals(desk: Desk, site: _Site, rows: dict[str, int], last: int) -> int:
    """Withdrawn, discharged, consumed, what the balance leaves open, and the share used again; returns the last row."""
    page, texts = desk.sheets["water_waste"], desk.texts
    for index, name in enumerate(_TOTALS, 1):
        unit = "%" if name == "recovery" else "m3"
        label = texts(f"water.total_{name}")
        _line_head(desk, last + index, site, label, texts(f"water.means_{name}"), "strong", unit)
    for index, basis in enumerate(desk.facts.bases):
        column = _FIRST + index
        at = {flow: cell(row, column) for flow, row in rows.items()}
        now = {flow: _sum(desk, uses, basis) for flow, uses in site.uses.items()}
        came = [flow for flow in rows if _order(flow) == 0]
        drained = [flow for flow in rows if _order(flow) == 1]
        lost = [flow for flow in rows if _order(flow) == 2]
        factors = {flow: _consumption_cell(desk, site.uses[flow][0].exchange) for flow in rows}
        counted = [flow for flow in rows if factors[flow]]
        withdrawn, discharged = sum(now[flow] for flow in came), sum(now[flow] for flow in drained)
        left = withdrawn - discharged - sum(now[flow] for flow in lost)
        reused = now.get(REUSED, 0.0)
        first, second = (cell(last + line, column) for line in (1, 2))
        again = at.get(REUSED, "0")
        consumed = "+".join(f"{at[flow]}*{desk.at(factors[flow])}" for flow in counted) or "0"
        formulas = (
            (_added(at, came), withdrawn),
            (_added(at, drained), discharged),
            (consumed, sum(now[flow] * desk.facts.values[factors[flow]] for flow in counted)),
            (_rounded(f"{first}-{second}-({_added(at, lost)})", first), _rounded_now(left, withdrawn)),
            (f"IF({first}+{again}>0,{again}/({first}+{again})*100,0)", _percent(reused, withdrawn)),
        )
        for line, (formula, value) in enumerate(formulas, last + 1):
            page.formula(line, column, formula, value, "total")
        if basis == desk.facts.declared:
            open_, whole = (page.address(last + line, column) for line in (4, 1))
            desk.balances[site.route, site.site] = f"ABS({open_})/MAX(ABS({whole}),1E-300)"
    return last + len(_TOTALS)


def _rounded(left: str, whole: str) -> str:
    """The difference, or zero where it is rounding."""
    return f"IF(ABS({left})<={TOLERANCE!r}*ABS({whole}),0,{left})".replace("1e-09", "1E-09")


def _rounded_now(left: float, whole: float) -> float:
    return left if abs(left) > TOLERANCE * abs(whole) else 0.0


def _added(at: dict[str, str], flows: list[str]) -> str:
    return "+".join(at[flow] for flow in flows) or "0"


def _percent(reused: float, withdrawn: float) -> float:
    return 100 * reused / (withdrawn + reused) if withdrawn + reused > 0 else 0.0


def _sum(desk: Desk, uses: list[WaterUse], basis: str) -> float:
    return sum(_now(desk, use, basis) for use in uses)


def _now(desk: Desk, use: WaterUse, basis: str) -> float:
    amount = desk.facts.values[use.exchange["amount"]]
    return float(desk.facts.supply(use.process["id"], basis) * use.exchange["sign"] * amount)


def _write_uses(desk: Desk, top: int, uses: list[WaterUse]) -> int:
    """Every flow of every process; returns the last row."""
    page, texts, facts, labels = desk.sheets["water_waste"], desk.texts, desk.facts, desk.labels
    page.text(top, 0, texts("section.water"), "section")
    titles = [texts(f"head.{name}") for name in ("route", "flow", "step", "site", "unit")]
    page.head(top + 1, [*titles, *(texts(f"basis.{basis}") for basis in facts.bases)])
    for use in uses:
        process = use.process
        shown = (
            labels.route(process["route"]), labels.flow(use.flow), labels.process(process),
            labels.site(process["site"]), labels.unit(use.exchange["unit"]),
        )  # fmt: skip
        for col, text in enumerate(shown):
            page.text(use.row, col, text)
        sign = "-" if use.exchange["sign"] < 0 else ""
        for index, basis in enumerate(facts.bases):
            formula = f"{sign}{desk.supply[process['id'], basis]}*{desk.at(use.exchange['amount'])}"
            page.formula(use.row, _FIRST + index, formula, _now(desk, use, basis))
    return uses[-1].row if uses else top + 1
