"""A companion circuit's node turned into parameters of the step `companion_asic`."""

from __future__ import annotations

from collections.abc import Collection

from mems_lca.errors import Finding
from mems_lca.library.study_checks import Binder
from mems_lca.study.step import Setting
from mems_lca.units import Quantity, convert

GAS_ABATEMENT = "gpa_95"
# Which figure of the model each parameter of the step takes.
FIGURES = {"epa": "epa", "gpa": GAS_ABATEMENT, "mpa": "mpa"}
COMPANION_NOTE = "ACT, gas figures of the node at 95 % abatement, without ACT's constant per package"


def companion_settings(binder: Binder, given: Collection[str]) -> dict[str, tuple[Setting, str]]:
    """Area, yield and the node's figures of the published model (95 % gas abatement), as settings by parameter name.

    The node is the study's, its figures are published: they count as a default, not as data of the study's own.
    A node that the table does not hold becomes a finding, unless the route gives all its figures itself: `given` are
    the names of the parameters that it sets.
    """
    study, factors = binder.study, binder.library.factors
    companion = study.device.companion if study.device else None
    if companion is None:
        return {}
    asic = companion.asic
    exact = convert(asic.node.canonical, "m", "nm")
    node = round(exact)
    figures = factors.companion(node) if abs(exact - node) < 1e-6 else None
    if figures is None and not FIGURES.keys() <= {*given}:
        known = ", ".join(f"{entry} nm" for entry in factors.companion_nodes())
        message = "the companion model has no figures for this node: let the route set epa, gpa and mpa of its step"
        place = binder.place("device")
        binder.findings.append(Finding("error", "unknown_node", message, place, str(asic.node), known))
        return {}
    settings = {
        name: (
            Setting(value=Quantity(figures[key].value, figures[key].unit), source=figures[key].source),
            "route",
        )
        for name, key in FIGURES.items()
        if figures is not None
    }
    settings["area"] = (Setting(value=asic.area), "study")
    settings["asic_yield"] = (Setting(value=asic.asic_yield), "study")
    return settings
