"""Everything that a shipped step draws is made by a step or has a published or assumed factor of climate change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mems_lca.study.exchange import GasExchange, InputExchange, WasteExchange
from mems_lca.study.step import Step
from packs import shipped_library

# Electricity has factors by place; a capital charge and a price are money, and capital goods are outside the boundary.
APART = {"electricity", "equipment_capital", "purchase_price"}


def drawn(step: Step) -> Iterator[str]:
    """Products that a step draws by name, wastes and bottled gases among them."""
    for exchange in step.exchanges:
        if isinstance(exchange, InputExchange):
            yield exchange.input
        elif isinstance(exchange, WasteExchange):
            yield exchange.waste
        elif isinstance(exchange, GasExchange):
            yield f"gas_{exchange.gas}"


@pytest.mark.parametrize("name", shipped_library().names("steps"))
def test_nothing_that_a_step_draws_is_uncovered(name: str) -> None:
    library = shipped_library()
    for product in set(drawn(library.step(name))) - APART - set(library.names("steps")):
        indicators = {row.indicator for row in library.factors.product_factors(product)}
        assert "climate_change" in indicators, product


def test_no_product_has_a_factor_and_a_step() -> None:
    """The factor would never be used."""
    library = shipped_library()
    for name in set(library.names("steps")) & library.factors.product_names():
        assert library.factors.product_factors(name) == (), name


def test_a_step_that_makes_a_product_bears_its_name() -> None:
    library = shipped_library()
    for name in library.names("steps"):
        makes = library.step(name).makes
        assert makes is None or makes.product == name
