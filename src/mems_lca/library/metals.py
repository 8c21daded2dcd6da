"""Metals and where they come from, as products are named: gold_mined, gold_recycled, gold_electronic_scrap."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

ORIGINS: Mapping[str, str] = {
    "mined": "mined",
    "primary": "mined",
    "recycled": "scrap",
    "electronic_scrap": "electronic",
}
"""Origin by the part of a product's name that tells it."""

_NAME = re.compile(rf"(?P<metal>[a-z]+)_(?P<route>{'|'.join(ORIGINS)})(_\w+)?")


def recycling_route(primary: str, known: Collection[str]) -> str:
    """The product by which the metal of a primary product comes from electronic scrap, else from scrap, or ""."""
    metal = metal_and_origin(primary)[0]
    routes = (f"{metal}_electronic_scrap", f"{metal}_recycled")
    return next((name for name in routes if name in known), "")


def metal_and_origin(product: str) -> tuple[str, str]:
    """The metal of a product, and its origin: mined, scrap, electronic, or "" where the name does not tell."""
    match = _NAME.fullmatch(product)
    return (match["metal"], ORIGINS[match["route"]]) if match else (product, "")
