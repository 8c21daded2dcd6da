"""The chemical elements that processes account for."""

from __future__ import annotations

from typing import Literal, get_args

# Fluorine, silicon, and the metals of devices, films and solders. Sodium, potassium and calcium come and go as the
# counter-ions of reagents and are in none of them.
Element = Literal[
    "F", "Si", "Ag", "Al", "Au", "Bi", "Ce", "Co", "Cr", "Cu", "Fe", "Ga", "Ge", "Hf", "In", "Ir", "La", "Mn", "Mo",
    "Nb", "Ni", "Pb", "Pd", "Pt", "Rh", "Ru", "Sb", "Sc", "Sn", "Ta", "Ti", "V", "W", "Zn", "Zr",
]  # fmt: skip
ELEMENTS: tuple[Element, ...] = get_args(Element)
METALS: tuple[Element, ...] = tuple(element for element in ELEMENTS if element not in ("F", "Si"))
