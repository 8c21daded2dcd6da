"""Cost and carbon price of every route on the sheet Comparison, live: what emissions would cost, and the price at which
routes are even."""

from __future__ import annotations

from mems_lca.analysis.carbon import break_even
from mems_lca.reporting.addresses import cell, literal
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, Record
from mems_lca.reporting.results_sheet import UNIT

_COST = "cost"
_SHEET = "comparison"
_PRICE_COL, _PAID, _CARBON, _SHARE, _EXTRA, _EVEN = 2, 2, 3, 4, 5, 6
# Differences below this share of the baseline are rounding, as in the comparison.
_ROUNDING = 1e-12


def write_carbon(desk: Desk, top: int) -> int:
    """Writes the block from row `top` on; the last row, or `top` - 1 where a result has no carbon cost or no cost."""
    page, texts, facts, labels = desk.sheets[_SHEET], desk.texts, desk.facts, desk.labels
    routes = [route for route in facts.routes if _known(desk, route)]
    if facts.baseline not in routes:
        return top - 1
    price: Record = facts.route(facts.baseline)["carbon_cost"]["price"]
    page.text(top, 0, texts("section.carbon", unit=labels.functional_unit()), "section")
    lang = texts.lang
    page.text(top + 1, 0, price_text(desk, price), "note")
    page.text(top + 2, 0, f"{price['scenario'][lang]}{'。' if lang == 'zh' else '.'}", "note")
    top += 1
    page.text(top + 2, 0, texts("carbon.price", name=price["label"][lang]))
    page.text(top + 2, 1, texts("abate.cny_per_t"))
    page.number(top + 2, _PRICE_COL, price["cny_per_t"])
    heads = ("priced_inputs", "cost", "share", "extra", "even")
    page.head(top + 3, [texts("head.route"), texts("head.unit"), *(texts(f"carbon.{name}") for name in heads)])
    rows = {route: row for row, route in enumerate(routes, top + 4)}
    for route, row in rows.items():
        _write_route(desk, route, row, (cell(top + 2, _PRICE_COL), price["cny_per_t"]), rows[facts.baseline])
    return max(rows.values())


def price_text(desk: Desk, price: Record) -> str:
    """A carbon price with its name and what it covers; one that the user gave covers nothing that is known."""
    lang, texts = desk.texts.lang, desk.texts
    covers = price["covers"][lang]
    shown = {"price": desk.labels.unit(price["price"]), "name": price["label"][lang]}
    return texts("abate.price", **shown, covers=covers) if covers else texts("abate.price_given", **shown)


def _known(desk: Desk, route: str) -> bool:
    """Whether a route has a carbon cost, and its climate change and cost stand in the results."""
    known = "carbon_cost" in desk.facts.route(route)
    return known and all(desk.now.get((route, name, UNIT)) is not None for name in (CLIMATE, _COST))


def _scenario(desk: Desk, price: Record) -> str:
    lang = desk.texts.lang
    covers = price["covers"][lang] or desk.texts("abate.given")
    text = desk.texts("abate.price", price=price["price"], name=price["name"], covers=covers)
    return f"{text} {price['scenario'][lang]}{'。' if lang == 'zh' else '.'}"


def _write_route(desk: Desk, route: str, row: int, price: tuple[str, float], base: int) -> None:
    """One route: live from its climate change and its cost."""
    page, texts = desk.sheets[_SHEET], desk.texts
    climate, cost = (desk.now[route, name, UNIT] or 0.0 for name in (CLIMATE, _COST))
    at_climate, at_cost = (str(desk.results[route, name, UNIT]) for name in (CLIMATE, _COST))
    place, yuan = price
    carbon = yuan / 1e3 * climate
    page.text(row, 0, desk.labels.route(route), "strong")
    page.text(row, 1, texts("carbon.cny"))
    page.formula(row, _PAID, at_cost, cost)
    page.formula(row, _CARBON, f"{place}/1000*{at_climate}", carbon)
    share = 100 * carbon / cost if cost > 0 else "–"
    paid = cell(row, _PAID)
    page.formula(row, _SHARE, f'IF({paid}>0,100*{cell(row, _CARBON)}/{paid},"–")', share, "number", "0.0")
    if row == base:
        for col in (_EXTRA, _EVEN):
            page.text(row, col, "–")
        return
    baseline = desk.facts.baseline
    before = [desk.now[baseline, name, UNIT] or 0.0 for name in (CLIMATE, _COST)]
    extra = 0.0 if abs(cost - before[1]) <= _ROUNDING * abs(before[1]) else cost - before[1]
    saved = 0.0 if abs(before[0] - climate) <= _ROUNDING * abs(before[0]) else before[0] - climate
    first, other = cell(base, _PAID), cell(row, _PAID)
    page.formula(row, _EXTRA, f"IF(ABS({other}-{first})<={_ROUNDING:.0E}*ABS({first}),0,{other}-{first})", extra)
    _write_even(desk, row, str(desk.results[baseline, CLIMATE, UNIT]), at_climate, (extra, saved))


def _write_even(desk: Desk, row: int, before: str, after: str, now: tuple[float, float]) -> None:
    """The price at which a route and the baseline cost the same, or words where there is none."""
    page, texts = desk.sheets[_SHEET], desk.texts
    found = break_even(*now)
    words = {name: texts(f"carbon.{name}") for name in ("at_any_price", "at_no_price", "same")}
    value = found["break_even"] if found["break_even"] is not None else words[found["verdict"]]
    extra = cell(row, _EXTRA)
    saved = f"IF(ABS({before}-{after})<={_ROUNDING:.0E}*ABS({before}),0,{before}-{after})"
    free, never, same = (literal(words[name]) for name in ("at_any_price", "at_no_price", "same"))
    formula = (
        f"IF({extra}*({saved})>0,1000*{extra}/({saved}),"
        f"IF(ABS({extra})+ABS({saved})=0,{same},IF(MIN(-{extra},{saved})>=0,{free},{never})))"
    )
    page.formula(row, _EVEN, formula, value)
