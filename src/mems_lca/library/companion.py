"""A companion circuit's node turned into parameters of the step `companion_asic`."""

from __future__ import annotations

from mems_lca.errors import Finding, Place
from mems_lca.library.library import Library
from mems_lca.study.step import Setting
from mems_lca.study.study import Study
from mems_lca.units import Quantity, convert

GAS_ABATEMENT = "gpa_95"
COMPANION_NOTE = "ACT, gas figures of the node at 95 % abatement, without ACT's constant per package"


def companion_settings(
    study: Study, library: Library, findings: list[Finding], place: Place
) -> dict[str, tuple[Setting, str]]:
    """Area, yield and the node's figures of the published model (95 % gas abatement), as settings by parameter name.

    A node that the table does not hold becomes a finding.
    """
    companion = study.device.companion if study.device else None
    if companion is None:
        return {}
    asic = companion.asic
    exact = convert(asic.node.canonical, "m", "nm")
    node = round(exact)
    figures = library.factors.companion(node) if abs(exact - node) < 1e-6 else None
    if figures is None:
        known = ", ".join(f"{entry} nm" for entry in library.factors.companion_nodes())
        message = "the companion model has no figures for this node: take the step's parameters from a published figure"
        findings.append(Finding("error", "unknown_node", message, place, str(asic.node), known))
        return {}
    names = {"epa": "epa", "gpa": GAS_ABATEMENT, "mpa": "mpa"}
    settings = {
        name: (
            Setting(value=Quantity(figures[key].value, figures[key].unit), source=figures[key].source),
            "study",
        )
        for name, key in names.items()
    }
    settings["area"] = (Setting(value=asic.area), "study")
    settings["asic_yield"] = (Setting(value=asic.asic_yield), "study")
    return settings
