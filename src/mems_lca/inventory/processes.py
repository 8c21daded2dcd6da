"""Unit processes with their exchanges: what the inventory hands to the calculation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mems_lca.errors import Finding
from mems_lca.inventory.cells import Cell
from mems_lca.study.stages import Stage

Accounting = Literal["both", "location", "market"]
TargetKind = Literal["process", "product", "elementary", "payment", "recovered"]
# How an element comes into a process (bought with a product, received for treatment) and where it goes from there.
Way = Literal["bought", "received", "on_wafer", "recovered", "waste", "water", "air", "treated", "product"]
WAYS_IN: frozenset[Way] = frozenset({"bought", "received"})


@dataclass(frozen=True)
class Impact:
    """What one unit of a target does: `cell` holds the factor in the indicator's unit per unit of the target.

    `part` is the climate part (fossil, fluorinated, biogenic_emissions, biogenic_removals, dluc) or "".
    `energy_part` marks the parts of an electricity factor (direct, rest), which belong to different scopes.
    """

    indicator: str
    part: str
    cell: str
    accounting: Accounting = "both"
    energy_part: str = ""
    label: str = ""


@dataclass(frozen=True)
class Target:
    """What an exchange can draw besides another process: a background product, an elementary flow, a payment, or what
    a recovered material stands in for.

    `renewable` is, for a site's electricity, the cell of the share that no grid delivers.
    """

    id: str
    kind: TargetKind
    name: str
    unit: str
    impacts: tuple[Impact, ...] = ()
    place: str = ""
    label: str = ""
    label_zh: str = ""
    renewable: str = ""

    @property
    def indicators(self) -> frozenset[str]:
        """Indicators for which a factor is known."""
        return frozenset(impact.indicator for impact in self.impacts)


@dataclass(frozen=True)
class Exchange:
    """One flow of a unit process; `amount` is the key of the cell with the amount in `unit`, `sign` -1 returns it.

    `scope` is what the flow itself counts as: "direct" (happens on the site), "electricity", "purchase", "fuel",
    "transport", "waste", "payment", "recovered"; the process's site and stage turn that into scopes 1, 2 and 3.
    """

    target: str
    kind: TargetKind
    amount: str
    unit: str
    scope: str = "direct"
    sign: int = 1
    stage: Stage | None = None
    input: str = ""
    flow: str = ""
    note: str = ""


@dataclass(frozen=True)
class WasteRecord:
    """A waste as it leaves the site, per unit of its process."""

    process: str
    name: str
    hazardous: bool
    codes: Mapping[str, str]
    treatment: str
    on_site: bool
    wet: str
    dry: str


@dataclass(frozen=True)
class GasRecord:
    """A process gas used, per unit of its process: keys of the cells of its balance (kg).

    `bought` is the gas with the heel of its bottle; `silicon` is the silicon etched with it, or "".
    """

    process: str
    gas: str
    used: str
    bought: str
    uncontrolled: Mapping[str, str]
    emitted: Mapping[str, str]
    fluoride: str
    silicon: str = ""


@dataclass(frozen=True)
class ElementFlow:
    """An element crossing the bounds of a process: `share` kg of it per unit of the cell `amount`.

    What is taken from the wafer has a negative mass and the way `on_wafer`. `stated` says that the step's file gives
    the mass; else it follows from the composition of what the exchange names.
    """

    process: str
    element: str
    way: Way
    amount: str
    share: float = 1.0
    stated: bool = False


@dataclass(frozen=True)
class CircularFlow:
    """A material of a route by the circular footprint formula, beside what the cut-off result holds of it.

    Cells in kg CO2e/kg: `content` and `end` by the formula, `bought` by the supply process of each site and `discarded`
    by cut-off. `held` is the cell of the mass in one device.
    """

    route: str
    material: str
    element: str
    content: str
    end: str
    bought: Mapping[str, str]
    held: str
    discarded: str


@dataclass(frozen=True)
class UnitProcess:
    """A process that makes one `unit` of itself from its exchanges.

    `facility` marks what serves all tools of a site: its supply steps and the overhead that wafers share. One that is
    `deducted` holds what is taken off: it is supplied a negative number of times.
    """

    id: str
    route: str
    step: str
    label: str
    label_zh: str
    stage: Stage
    unit: str
    site: str
    place: str
    control: str
    exchanges: tuple[Exchange, ...]
    facility: bool = False
    deducted: bool = False


@dataclass(frozen=True)
class Demand:
    """What is asked for: one finished wafer and, where a device is declared, one device shipped."""

    route: str
    basis: Literal["wafer", "device"]
    process: str


@dataclass(frozen=True)
class YieldLine:
    """One line of the yield chain, with the key of its cell.

    A line that is a loss names the `process` that pays for it, and by what its draws would shrink if there were none:
    `scales` has the key of a factor by the key of an amount; draws without a scale would stay.
    """

    route: str
    label: str
    label_zh: str
    cell: str
    unit: str
    process: str = ""
    scales: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Inventory:
    """All unit processes of a study with the cells of their amounts; `measured` are keys of amounts whose sum over a
    site was measured."""

    cells: Mapping[str, Cell]
    processes: Mapping[str, UnitProcess]
    targets: Mapping[str, Target]
    demands: tuple[Demand, ...]
    wastes: tuple[WasteRecord, ...]
    gases: tuple[GasRecord, ...]
    yields: tuple[YieldLine, ...]
    functional_units: Mapping[str, str]
    values: Mapping[str, float]
    findings: tuple[Finding, ...] = field(default=())
    elements: tuple[ElementFlow, ...] = field(default=())
    circular: tuple[CircularFlow, ...] = field(default=())
    measured: frozenset[str] = field(default=frozenset())
