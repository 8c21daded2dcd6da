"""The sheet of factors in the workbook of lots: the electricity mix of each site, and the GWP of each gas."""

from __future__ import annotations

from mems_lca.analysis.lots.factors import MixEntry, PublishedFactor, SiteElectricity, Warming
from mems_lca.analysis.lots.footprint import LotFootprints
from mems_lca.lca.system import METHOD_ACCOUNTS
from mems_lca.reporting.addresses import Address, cell
from mems_lca.reporting.book import Sheet
from mems_lca.reporting.texts import Texts

_MIX = (
    "site", "kind", "share", "generation", "instrument", "vintage", "factor_location", "factor_market", "published",
    "source",
)  # fmt: skip
_GASES = ("gas", "formula", "gwp", "unit", "set", "horizon", "note", "source")
_LAST = len(_MIX) - 1

Power = dict[tuple[str, str], Address]


def write_factors(found: LotFootprints, page: Sheet, texts: Texts) -> tuple[dict[str, Address], Power]:
    """Writes the sheet; where the GWP of each gas, and the factors of each site by accounting, stand on it."""
    page.text(0, 0, texts("lots.sheet.factors"), "title")
    page.text(1, 0, texts("lots.note.factors"), "note")
    row, power = _write_mixes(found, page, texts, 3)
    row, warming = _write_gases(found, page, texts, row + 2)
    row = _write_sources(found, page, texts, row + 2)
    page.widths(30, 24, 12, 22, 34, 12, 18, 18, 60, 26)
    page.finish((row, _LAST), printed=_LAST, large=True, footer=found.study)
    return warming, power


def _write_mixes(found: LotFootprints, page: Sheet, texts: Texts, top: int) -> tuple[int, Power]:
    """The parts of each site's electricity, and below them the mix: the sum of shares times factors."""
    page.text(top, 0, texts("lots.section.electricity"), "section")
    page.head(top + 1, [texts.entries[f"lots.head.{name}"] for name in _MIX])
    row, power = top + 1, Power()
    for site in found.electricity:
        first = row + 1
        for entry in site.entries:
            row += 1
            _write_entry(page, row, site, entry, texts)
        row += 1
        page.text(row, 0, _site(site, texts), "strong")
        page.text(row, 1, texts("lots.mix"), "strong")
        page.formula(row, 2, f"SUM({cell(first, 2)}:{cell(row - 1, 2)})", 1.0, "total", "0.0%")
        for col in (3, 4, 5, 8, 9):
            page.text(row, col, "", "strong")
        for col, view in enumerate(METHOD_ACCOUNTS, 6):
            shares = f"{cell(first, 2)}:{cell(row - 1, 2)}"
            formula = f"SUMPRODUCT({shares},{cell(first, col)}:{cell(row - 1, col)})"
            power[site.id, view] = page.formula(row, col, formula, site.factors[view], "total", "0.0000")
    return row, power


def _write_entry(page: Sheet, row: int, site: SiteElectricity, entry: MixEntry, texts: Texts) -> None:
    page.text(row, 0, _site(site, texts))
    page.text(row, 1, texts.entries[f"lots.supply.{entry.kind}"])
    page.number(row, 2, entry.share, number_format="0.0%")
    page.text(row, 3, _generation(entry, texts))
    page.text(row, 4, ", ".join(part for part in (entry.instrument, entry.region) if part))
    page.text(row, 5, entry.vintage)
    for col, view in enumerate(METHOD_ACCOUNTS, 6):
        page.number(row, col, entry.factors[view], number_format="0.0000")
    page.text(row, 8, "\n".join(_published(factor) for factor in entry.published))
    page.text(row, 9, ", ".join(dict.fromkeys(factor.source for factor in entry.published)), "id")


def _generation(entry: MixEntry, texts: Texts) -> str:
    """The kind of generation, without the country of its factor."""
    kind = entry.generation.removeprefix("cn_").removeprefix("onsite_")
    return texts.label("lots.generation", kind) if kind else ""


def _published(factor: PublishedFactor) -> str:
    year = f" ({factor.year})" if factor.year and str(factor.year) not in factor.label else ""
    return f"{factor.label}{year}: {factor.value}; {factor.set}"


def _site(site: SiteElectricity, texts: Texts) -> str:
    return f"{texts.label('site', site.site)} ({site.place}), {texts.label('route', site.route)}"


def _write_gases(found: LotFootprints, page: Sheet, texts: Texts, top: int) -> tuple[int, dict[str, Address]]:
    page.text(top, 0, texts("lots.section.gases"), "section")
    page.head(top + 1, [texts.entries[f"lots.head.{name}"] for name in _GASES])
    row, warming = top + 1, dict[str, Address]()
    for row, entry in enumerate(found.gases, top + 2):
        page.text(row, 0, _gas(entry, texts), "strong")
        page.text(row, 1, entry.gas, "id")
        warming[entry.gas] = page.number(row, 2, entry.value)
        page.text(row, 3, entry.unit)
        page.text(row, 4, entry.set.upper().replace("-", " "))
        page.number(row, 5, entry.horizon, number_format="0")
        page.text(row, 6, texts("lots.given") if entry.given else entry.note)
        page.text(row, 7, entry.source, "id")
    return row, warming


def _gas(entry: Warming, texts: Texts) -> str:
    return entry.label_zh if texts.lang == "zh" else entry.label


def _write_sources(found: LotFootprints, page: Sheet, texts: Texts, top: int) -> int:
    """The documents behind the factors."""
    page.text(top, 0, texts("sheet.sources"), "section")
    page.text(top + 1, 0, texts("head.id"), "head")
    page.merged(top + 1, 1, 4, texts("head.title"), "head")
    page.merged(top + 1, 5, _LAST, texts("head.where"), "head")
    named = {entry.source for entry in found.gases}
    named |= {factor.source for site in found.electricity for entry in site.entries for factor in entry.published}
    sources = found.calculated.bound.library.factors.sources
    row = top + 1
    for row, name in enumerate(sorted(named & set(sources)), top + 2):
        page.text(row, 0, name, "id")
        page.merged(row, 1, 4, sources[name].title)
        page.merged(row, 5, _LAST, sources[name].where)
    return row
