"""What a route with measures is called in a study, and each measure with the id that is typed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mems_lca.cli.values import Asked


@dataclass(frozen=True)
class Names:
    """Names for one route: the `head` of what is printed, its measures by id, and the functional unit.

    `unit` is empty where the functional unit is more than an amount of devices or wafers.
    """

    head: str
    measures: Mapping[str, str]
    unit: str

    def measure(self, key: str) -> str:
        """A measure with its id: "Single-wafer dry clean [dry_clean]"."""
        from mems_lca.analysis.reader_labels import with_id

        return with_id(self.measures.get(key, ""), key)


def names_of(question: Asked, route: str) -> Names:
    """Names of a route of the study as its values leave it; "" means the only one with measures."""
    from mems_lca.analysis.reader_labels import measure_names, route_title
    from mems_lca.face import with_values

    library, study = question.study.library, with_values(question.study, question.values).study
    chosen = route or next((name for name, file in study.routes.items() if measure_names(library, file)), "")
    file, title, unit = study.routes.get(chosen, ""), "", study.functional_unit
    if file:
        title = route_title(library, file)
    return Names(
        head=f"{question.study.name}, route {chosen}{f': {title}' if title else ''}",
        measures=measure_names(library, file),
        unit="" if unit.per else f"{unit.amount.magnitude:g} {unit.amount.unit}",
    )
