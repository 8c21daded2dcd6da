"""The pages of the documentation that are made from the library: `python -m mems_lca.reporting.pages docs`.

A page of a step is what `mems-lca show` prints, and below it the figures of a calculation; see `structure`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mems_lca.analysis.one_step import DIE, PLACE, WAFER
from mems_lca.analysis.step_figures import StepFigures, step_figures
from mems_lca.library.library import Library, open_library
from mems_lca.library.pages import escaped, index_markdown, joined, sources_markdown, step_markdown, table
from mems_lca.reporting.assumptions_page import assumptions_markdown, figure
from mems_lca.reporting.claims_page import FILE as CLAIMS_FILE
from mems_lca.reporting.claims_page import claims_markdown
from mems_lca.reporting.devices_page import DEVICES, devices_markdown
from mems_lca.reporting.plausibility_page import plausibility_markdown

if TYPE_CHECKING:
    from mems_lca.analysis.claims import JudgedClaims

FIGURES = "## At its defaults"
ASSUMPTIONS = "assumptions.md"
CLAIMS = "claims.md"
PLAUSIBILITY = "plausibility.md"
DEVICES_PAGE = "devices.md"
_BELOW_ZERO = "The climate change is below zero because the step returns a product that a step before it has bought."


def figures(library: Library) -> dict[str, StepFigures]:
    """The figures of every step, which takes some seconds."""
    return {name: step_figures(library, name) for name in library.names("steps")}


def pages(library: Library, found: Mapping[str, StepFigures]) -> dict[str, str]:
    """Every page by its path below docs/; steps without figures get the rest of their page."""
    made = {
        f"steps/{name}.md": joined([step_markdown(library, name).rstrip(), *figures_section(found.get(name))])
        for name in library.names("steps")
    }
    return {
        **made,
        "steps/index.md": index_markdown(library),
        "sources.md": sources_markdown(library),
        **({ASSUMPTIONS: assumptions_markdown(library, list(found.values()))} if found else {}),
        **({CLAIMS: claims_markdown(library, shipped_claims(library))} if found else {}),
        **({PLAUSIBILITY: plausibility_markdown(library, shipped_lines(library))} if found else {}),
    }


def shipped_lines(library: Library) -> dict[str, Mapping[str, Any]]:
    """What two shipped lines look like beside published figures, by a title; takes some seconds."""
    from mems_lca.analysis.assess import calculate
    from mems_lca.analysis.plausibility import plausibility
    from mems_lca.library.bind import bind

    lines = {
        ("accelerometer", "grey"): "accelerometer, few steps",
        ("inertial_sensor", "line"): "inertial sensor, whole line",
    }
    return {
        title: plausibility(calculate(bind(library.study(study), library, name=study)))[route]
        for (study, route), title in lines.items()
    }


def shipped_claims(library: Library) -> JudgedClaims:
    """The shipped claims with their verdicts; takes half a minute."""
    from mems_lca.analysis.claims import judge_claims

    return judge_claims(library.claims(CLAIMS_FILE), library, file=str(library.file("claims", CLAIMS_FILE)))


def structure(page: str) -> str:
    """A page of a step without the figures that a calculation gave."""
    return page.split(FIGURES)[0].rstrip()


def figures_section(found: StepFigures | None) -> Sequence[str]:
    """The figures of a step as blocks of its page; none for none."""
    if found is None:
        return ()
    rows = [
        ("electricity", figure(found.electricity), "kWh"),
        ("climate change", figure(found.climate_change), "kg CO2e"),
        ("water withdrawn", figure(found.water), "L"),
        ("hazardous waste", figure(found.hazardous_waste), "kg"),
    ]
    share = f"{found.assumed_share:.0%}" if found.assumed_share is not None else "nothing, as there is none,"
    return (
        FIGURES,
        f"{_basis(found.per)} at {PLACE}, electricity by location, no abatement, no loss of wafers or devices. "
        "What the supply steps take at the same site (water, nitrogen) is in it; what has no factor is not.",
        table((f"per {found.per}", "value", "unit"), rows),
        f"{found.assumed} of {found.parameters} parameters are assumptions; {share} of the climate change rests on "
        "assumptions, as [assumptions](../assumptions.md) measures it.",
        _BELOW_ZERO if found.climate_change < 0 else "",
    )


def _basis(per: str) -> str:
    if per == "wafer":
        return f"One wafer of {WAFER['diameter']} through the step,"
    if per == "device":
        return f"One device with a die of {DIE['width']} by {DIE['height']},"
    return f"One {escaped(per)} of the product,"


def shipped_devices(library: Library) -> str:
    """The page of the devices, from their studies; takes a minute."""
    from mems_lca import __version__
    from mems_lca.analysis.assess import assess_bound
    from mems_lca.library.bind import bind

    results = {}
    for name in DEVICES:
        raw = library.document("studies", name).data
        results[name] = assess_bound(bind(library.study(name), library, name=name, raw=raw), __version__)
    return devices_markdown(results)


def write_pages(folder: Path) -> int:
    """Writes every page below a folder, removes those of steps that are gone, and says how many there are."""
    library = open_library()
    made = {**pages(library, figures(library)), DEVICES_PAGE: shipped_devices(library)}
    (folder / "steps").mkdir(parents=True, exist_ok=True)
    for file in (folder / "steps").glob("*.md"):
        if f"steps/{file.name}" not in made:
            file.unlink()
    for path, text in made.items():
        (folder / path).write_text(text, encoding="utf-8", newline="\n")
    return len(made)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    print(f"{write_pages(target)} pages in {target}")
