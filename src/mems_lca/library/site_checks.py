"""Checks of a study's sites: their locations, and whether a step may run where it says."""

from __future__ import annotations

from mems_lca.errors import Finding, Place, nearest
from mems_lca.library.study_checks import Binder
from mems_lca.study.stages import GRAVE_STAGES
from mems_lca.study.step import Step

CUSTOMER = "customer"


def check_sites(binder: Binder) -> None:
    """Locations that are neither a place nor a preset, and electricity of sites that nobody declares."""
    study, factors = binder.study, binder.library.factors
    known = [*factors.locations.names(), *sorted(factors.place_codes())]
    for site, entry in study.sites.items():
        if entry.location not in known:
            binder.unknown("place", entry.location, known, "sites", site, "location")
    for site, shares in study.supply.items():
        for index, share in enumerate(shares):
            if share.region and share.region not in known:
                binder.unknown("place", share.region, known, "supply", site, index, "region")
    for key in (*study.supply, *study.grid):
        if key not in study.sites:
            binder.unknown("site", key, tuple(study.sites), "supply" if key in study.supply else "grid", key)


def may_run(binder: Binder, key: str, step: Step, site: str, place: Place) -> bool:
    """Whether a step may run at a site. A step beyond the study's boundary needs no declared site."""
    study = binder.study
    entry = study.sites.get(site)
    after_gate = step.stage in GRAVE_STAGES
    if entry is None:
        if after_gate and study.boundary == "cradle_to_gate":
            return True
        known = tuple(study.sites)
        message = f"step {key} runs at a site that the study does not declare"
        expected = ", ".join(known)
        found = Finding("error", "unknown_site", message, place, site, expected, nearest(site, known))
        binder.findings.append(found)
        return False
    if entry.control == CUSTOMER and not after_gate:
        message = f"step {key}, of stage {step.stage}, cannot run at a customer's site"
        expected = f"a site whose control is own or supplier, or a step of {', '.join(sorted(GRAVE_STAGES))}"
        binder.findings.append(Finding("error", "customer_site", message, place, site, expected))
        return False
    return True
