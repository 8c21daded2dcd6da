"""What the sheets of the workbook of lots share: the lots, the texts, the sheets, and where factors stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from mems_lca.analysis.lots.factors import SiteElectricity, Warming
from mems_lca.analysis.lots.footprint import LotFootprints
from mems_lca.reporting.addresses import Address
from mems_lca.reporting.book import Book, Sheet
from mems_lca.reporting.texts import Texts

HEAD = 5
"""The row of the column headings of the sheets that have one row for each lot."""
NAMED = ("lot", "date", "route", "started", "scrapped", "reworked", "out")
"""The first columns of the sheet of lots."""


@dataclass
class LotsDesk:
    """The workbook being made: `warming` and `power` say where the factors of gases and of electricity stand."""

    found: LotFootprints
    texts: Texts
    book: Book
    sheets: dict[str, Sheet]
    warming: dict[str, Address] = field(default_factory=dict)
    power: dict[tuple[str, str], Address] = field(default_factory=dict)

    def gas(self, entry: Warming) -> str:
        """A gas for readers."""
        return entry.label_zh if self.texts.lang == "zh" else entry.label

    def mix(self, site: SiteElectricity) -> str:
        """The electricity of a site in words: "60 % grid, 40 % on-site photovoltaics"."""
        kinds = {entry.kind: self.texts.entries[f"lots.supply.{entry.kind}"] for entry in site.entries}
        return ", ".join(f"{100 * entry.share:.4g} % {kinds[entry.kind]}" for entry in site.entries)

    def site(self, entry: SiteElectricity) -> str:
        """A site with its place."""
        return f"{self.texts.label('site', entry.site)} ({entry.place})"

    def heads(self, names: tuple[str, ...]) -> list[str]:
        """Column headings."""
        return [self.texts.entries[f"lots.head.{name}"] for name in names]

    def wafers_out(self, number: int) -> Address:
        """Where the wafers out of a lot stand, by its number from 0."""
        return self.sheets["lots"].address(HEAD + 1 + number, NAMED.index("out"))

    def finish(self, name: str, last: tuple[int, int], *, frozen_col: int, filtered: bool) -> None:
        """Page, panes and protection of a sheet with one row for each lot, or several."""
        self.sheets[name].finish(
            last,
            printed=last[1],
            repeat=HEAD,
            frozen=(HEAD + 1, frozen_col),
            filtered=(HEAD, 0, *last) if filtered else None,
            large=True,
            footer=self.found.study,
        )
