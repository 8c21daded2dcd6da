"""The stages of a life cycle, from cradle to grave."""

from __future__ import annotations

from typing import Literal

Stage = Literal["raw_materials", "wafer_fabrication", "packaging_test", "distribution", "use", "end_of_life"]
STAGES: tuple[Stage, ...] = (
    "raw_materials",
    "wafer_fabrication",
    "packaging_test",
    "distribution",
    "use",
    "end_of_life",
)
# Stages after the gate of the sites that make the device.
GRAVE_STAGES: frozenset[Stage] = frozenset({"distribution", "use", "end_of_life"})
