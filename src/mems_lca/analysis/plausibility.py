"""A route beside published figures: electricity per area with its split, and screenings without a recipe."""

from __future__ import annotations

from typing import Any

from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.energy_split import productive_values, wafer_electricity
from mems_lca.analysis.screening import FabClimate, LineSize, fab_climate, line_size, screen

_MINUTE = 60.0


def plausibility(calculated: Calculated) -> dict[str, Any]:
    """By route: electricity of the fab by use and per cm2, and how far each screening lies from the recipes."""
    bound, inventory = calculated.bound, calculated.inventory
    sizes = {name: line_size(inventory.values, route) for name, route in bound.routes.items()}
    screened = screen(bound, sizes)
    productive = productive_values(inventory)
    return {
        name: {
            "electricity": wafer_electricity(
                inventory, productive, name, calculated.supply(name, "wafer"), sizes[name].wafers
            ),
            "screening": _screening(calculated, name, sizes[name], screened[name]),
        }
        for name in bound.routes
    }


def _screening(calculated: Calculated, route: str, size: LineSize, screened: dict[str, FabClimate]) -> dict[str, Any]:
    """kg CO2e of wafer fabrication per finished wafer, by the recipes and by each screening, and the ratio of them."""
    recipe = fab_climate(calculated, route)
    library = calculated.bound.library
    return {
        "unit": "kg CO2e",
        "mask_layers": size.mask_layers,
        "etch_minutes": size.etch_time / _MINUTE,
        "recipe": recipe.to_dict(),
        "screenings": [
            {
                "step": name,
                "name": library.step(name).name.en,
                "name_zh": library.step(name).name.zh,
                **found.to_dict(),
                "over_recipe": found.total / recipe.total if recipe.total > 0 else None,
            }
            for name, found in screened.items()
        ],
    }
