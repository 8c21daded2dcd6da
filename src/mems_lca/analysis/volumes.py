"""What is made in a year, as functional units."""

from __future__ import annotations

from mems_lca.analysis.subsets import WAFERS, Subsets
from mems_lca.errors import StudyError, UnitError
from mems_lca.units import Quantity, parse_quantity


def read_volume(text: str) -> Quantity:
    """A yearly number of devices or wafers. Raises StudyError."""
    try:
        found = parse_quantity(text)
    except UnitError:
        found = None
    if found is None or _kind(found) is None or found.magnitude <= 0:
        raise StudyError.single("volume", "this is no yearly volume", found=text, expected="1e6 device or 1e4 wafer")
    return found


def _kind(volume: Quantity) -> str | None:
    kinds = {"device": "device", "piece": "device", "wafer": "wafer"}
    return kinds.get(volume.unit.removesuffix("/year").strip())


def units_per_year(subsets: Subsets, volume: Quantity) -> float:
    """Functional units in a yearly number of devices or wafers. Raises StudyError for what is neither."""
    kind = _kind(volume)
    if kind is None or volume.magnitude <= 0 or (kind == "device" and subsets.basis == "wafer"):
        known = "1e4 wafer" if subsets.basis == "wafer" else "1e6 device"
        raise StudyError.single("volume", "this is no yearly volume of the study", found=str(volume), expected=known)
    if kind == subsets.basis:
        return volume.magnitude / subsets.scale
    start = subsets.of(())
    return volume.magnitude / (start[WAFERS] if start is not None else 1.0)
