"""Uptime of abatement from the logs of its units."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from math import fsum

from mems_lca.study.records.kinds import Uptime


@dataclass(frozen=True)
class Logged:
    """Seconds in which gas flowed through the tools of some units, and those of them in which the units ran."""

    running: float
    up: float
    units: tuple[str, ...]

    @property
    def uptime(self) -> float:
        """UT = 1 - sum Td / sum UT over the units (40 CFR 98.93(g), eq. I-15, by the time that gas flows)."""
        return self.up / self.running


def logged(records: Iterable[Uptime], units: Collection[str]) -> Logged | None:
    """What the logs say of these units; None when no gas flowed through any of them."""
    found = [record for record in records if record.unit in units]
    running = fsum(record.running for record in found)
    if running <= 0:
        return None
    return Logged(running, fsum(record.up for record in found), tuple(sorted({record.unit for record in found})))


def uptime_of(records: Iterable[Uptime], units: Collection[str]) -> float | None:
    """Uptime of these units together, weighted by the time that gas flowed; None without a log of them."""
    found = logged(records, units)
    return None if found is None else found.uptime
