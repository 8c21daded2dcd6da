"""What a route shares with the routes whose wafers it consumes: electricity of sites, and abatement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mems_lca.library.routes import FlatRoute
from mems_lca.study.route import Abatement, SupplyShare


@dataclass(frozen=True)
class Shared:
    """Electricity by site, and the abatement with the inner path of the route that has it ("" for a study's own)."""

    supply: Mapping[str, tuple[SupplyShare, ...]] = field(default_factory=dict)
    abatement: Abatement | None = None
    abatement_of: str = ""

    def within(self, flat: FlatRoute, inner: str, destination: str) -> Shared:
        """What holds in a route: its own, else that of the route which takes its wafers at the site `destination`.

        Abatement stands at the tools of a fab, so that it is shared by a route that runs there too.
        """
        supply = flat.supply or self.supply
        if flat.abatement is not None:
            return Shared(supply, flat.abatement, inner)
        together = not destination or _begins_at(flat, destination)
        return Shared(supply, self.abatement if together else None, self.abatement_of)


def _begins_at(flat: FlatRoute, site: str) -> bool:
    """Whether no step of a route says that it runs elsewhere."""
    return all(occurrence.entry.site in ("", site) for occurrence in flat.occurrences)
