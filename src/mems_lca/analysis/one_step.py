"""The inventory of one step alone, at its defaults: on a 200 mm wafer, with the electricity and water of one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mems_lca.inventory.build import build_inventory
from mems_lca.inventory.processes import Inventory
from mems_lca.library.bound import BoundRoute, BoundStep, BoundStudy
from mems_lca.library.library import Library
from mems_lca.library.overrides import Overrides
from mems_lca.study.route import Wafer
from mems_lca.study.step import Setting, Step
from mems_lca.study.study import Study
from mems_lca.units import Quantity

PLACE = "CN-JS"
WAFER = {"diameter": "200 mm", "thickness": "725 um"}
DIE = {"width": "1.2 mm", "height": "1.1 mm", "scribe": "80 um", "edge_exclusion": "3 mm"}
PRODUCT_MASS = "30 mg"
SITE = "fab"
ROUTE = "alone"
_DRAW = "draw"


@dataclass(frozen=True)
class OneStep:
    """A step alone: `process` makes one `per` of it, without the wafer, the steps before it and their losses."""

    name: str
    per: str
    inventory: Inventory
    process: str


def one_step(library: Library, name: str) -> OneStep:
    """The inventory of a shipped step, or of a supply step by a draw of its product.

    Raises InventoryError for a step that cannot be built.
    """
    step = library.step(name)
    inventory = build_inventory(study_of_one(library, alone(library, name)))
    process = f"{ROUTE}.{name}" if step.makes is None else f"{ROUTE}.{name}@{SITE}"
    return OneStep(name, step.per, inventory, process)


def alone(library: Library, name: str, settings: Mapping[str, Quantity] | None = None) -> BoundStep:
    """A step with some of its parameters set, or a draw of the product of a supply step, which has no settings."""
    step = library.step(name)
    if step.makes is not None:
        draw = _draw(step.makes.product, step.makes.unit)
        return BoundStep(key=_DRAW, name=_DRAW, step=draw, site=SITE, settings={})
    given = {key: (Setting(value=value), "route") for key, value in (settings or {}).items()}
    return BoundStep(key=name, name=name, step=step, site=SITE, settings=given)


def _draw(product: str, unit: str) -> Step:
    """A step that draws one unit of a product, so that the step which makes it is built."""
    return Step.model_validate(
        {
            "schema": "mems-lca/step/1",
            "name": {"en": f"One {unit} of {product}"},
            "stage": "wafer_fabrication",
            "per": "wafer",
            "parameters": {"amount": {"value": f"1 {unit}", "source": "definition"}},
            "exchanges": [{"input": product, "amount": "amount"}],
        }
    )


def study_of_one(
    library: Library, step: BoundStep, *, place: str = PLACE, wafer: Mapping[str, str] = WAFER
) -> BoundStudy:
    """A study with the choices that `mems-lca init` writes, and this step as the only one of its route."""
    study = Study.model_validate(
        {
            "schema": "mems-lca/study/1",
            "goal": "What one step takes and emits at its defaults.",
            "sites": {SITE: {"location": place, "control": "own"}},
            "product": {"name": step.name, "mass": PRODUCT_MASS},
            "device": {"die": DIE, "yield": 1.0},
            "functional_unit": {"amount": "1 device"},
            "boundary": "cradle_to_grave",
            "period": {"start": "2025-01-01", "end": "2025-12-31"},
            "routes": {ROUTE: ROUTE},
        }
    )
    route = BoundRoute(
        name=ROUTE,
        file="",
        wafer=Wafer.model_validate(dict(wafer)),
        steps=(step,),
        abatement=None,
        monitors=None,
        wafer_yield=None,
        die_yield=None,
        supply={},
        root=ROUTE,
    )
    return BoundStudy(step.name, study, {ROUTE: route}, library, Overrides({}, frozenset()), (), {})
