"""The first lines of the summary: climate change of each route in one live sentence."""

from __future__ import annotations

import math

from mems_lca.reporting.addresses import literal
from mems_lca.reporting.desk import Desk
from mems_lca.reporting.facts import CLIMATE, VIEWS
from mems_lca.reporting.lines import view_name
from mems_lca.reporting.results_sheet import UNIT
from mems_lca.reporting.scaled import suited
from mems_lca.units import convert

_LAST = 8
# Where a sentence takes its figures, by location and by market.
_MARKS = ("\x01", "\x02")
_VIEW_NAMES = tuple(view_name(view) for view in VIEWS)


def write_key_figures(desk: Desk, row: int) -> int:
    """A live sentence for each route: its climate change by both accountings, and against the baseline."""
    facts, texts, unit = desk.facts, desk.texts, suited(desk, CLIMATE, (CLIMATE,), UNIT)
    for route in facts.routes:
        shown, fu = desk.labels.route(route), desk.labels.functional_unit()
        own = [(str(desk.results[route, name, UNIT]), desk.now[route, name, UNIT] or 0.0) for name in _VIEW_NAMES]
        sentence = texts(
            "key.route", route=shown, unit=desk.labels.unit(unit), fu=fu, location=_MARKS[0], market=_MARKS[1]
        )
        figures = [
            (f"{convert(1.0, 'kg CO2e', unit):.17g}*{place}", convert(now, "kg CO2e", unit), 4) for place, now in own
        ]
        joined, text = _sentence(sentence, figures)
        if route != facts.baseline:
            sentence = texts("key.change", base=desk.labels.route(facts.baseline), location=_MARKS[0], market=_MARKS[1])
            base = [
                (str(desk.results[facts.baseline, name, UNIT]), desk.now[facts.baseline, name, UNIT])
                for name in _VIEW_NAMES
            ]
            changes = [
                (f"100*({place}/{before}-1)", 100 * (now / was - 1), 3)
                for (place, now), (before, was) in zip(own, base, strict=True)
                if was
            ]
            if len(changes) == len(own):
                more, said = _sentence(sentence, changes, signed=True)
                joined, text = f"{joined}&{more}", text + said
        desk.sheets["summary"].merged_formula(row, 0, _LAST, joined, text)
        row += 1
    return row + 1


def _sentence(template: str, figures: list[tuple[str, float, int]], *, signed: bool = False) -> tuple[str, str]:
    """A text with figures in the places of its marks, as a formula that joins them, and as it reads now.

    Each figure is (formula, value of now, significant digits); rounded by ROUND, whose result every language shows.
    """
    joined, text = literal(template), template
    for mark, (formula, now, digits) in zip(_MARKS, figures, strict=True):
        decimals = digits - 1 - (math.floor(math.log10(abs(now))) if now else 0)
        rounded, shown = f"ROUND({formula},{decimals})", round(now, decimals)
        plus = f'IF({formula}>0,"+","")&' if signed else ""
        joined = joined.replace(mark, f'"&{plus}{rounded}&"')
        text = text.replace(mark, f"{'+' if signed and now > 0 else ''}{shown:.15g}")
    return joined, text
