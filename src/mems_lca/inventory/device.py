"""From finished wafers to one device shipped: dies, yields, and the steps that each die or device passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mems_lca.inventory.contents import (
    circular_elements,
    device_contents,
    elements_of,
    forgive_product_mass,
    metals_left,
    needs_product,
    product_mass,
)
from mems_lca.inventory.device_losses import Chain, Dies, enter_device_losses
from mems_lca.inventory.die_size import die_sizes
from mems_lca.inventory.die_yield import probe_yield
from mems_lca.inventory.geometry import gross_dies, passes
from mems_lca.inventory.links import collector, draw
from mems_lca.inventory.losses import Part
from mems_lca.inventory.placement import most_dies
from mems_lca.inventory.processes import Demand, Exchange, UnitProcess
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.steps import build_step
from mems_lca.inventory.wafers import WaferProcess, build_wafer
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.study.formula import Expr, Num, Ref
from mems_lca.study.stages import GRAVE_STAGES
from mems_lca.study.study import Device
from mems_lca.units import Quantity


def build_route(shop: Shop, route: BoundRoute) -> None:
    """Builds all processes of a route and its demands: a finished wafer, and a device when one is declared."""
    wafer = build_wafer(shop, route)
    shop.demands.append(Demand(route.root, "wafer", wafer.process))
    device = shop.bound.study.device
    if device is not None:
        shop.demands.append(Demand(route.root, "device", _device(shop, route, wafer, device)))


def _device(shop: Shop, route: BoundRoute, wafer: WaferProcess, device: Device) -> str:
    """The process of one good device shipped."""
    sizes, area = die_sizes(shop, route, device.die)
    names = {
        **wafer.names,
        "die_area": area,
        **{f"die_{name}": sizes[name] for name in ("width", "height", "scribe")},
    }
    processes = _processes(shop, route, names)
    assembled, per_device = _assembly(shop, route, processes)
    gross, good, probed = _good_dies(shop, route, wafer, device, sizes, area)
    process_id = f"{route.id}.device"
    diced = shop.ledger.derive(
        f"{process_id}/diced_wafers",
        assembled / good,
        "",
        f"Wafers of diced dies per device shipped, route {route.id}",
    )
    wafers, back_end = _back_end(shop, route, processes, diced)
    exchanges = [draw(shop, process_id, wafer.process, wafers, "wafer", ""), *back_end, *per_device]
    shop.processes[process_id] = collector(shop, route, process_id, "device", exchanges, "Device shipped", "出货器件")
    chain = Chain(wafers.key, _parts(route, processes, back_end), _parts(route, processes, per_device))
    enter_device_losses(shop, route, chain, Dies(gross, good, probed, assembled, wafer.die_yields))
    return process_id


def _parts(route: BoundRoute, processes: Mapping[str, UnitProcess], draws: Sequence[Exchange]) -> tuple[Part, ...]:
    """The steps behind draws, which stand in the order of the route."""
    steps = {processes[step.key].id: step for step in route.steps if step.key in processes}
    built = {process.id: process for process in processes.values()}
    return tuple(Part(steps[drawn.target], built[drawn.target], (drawn.amount,)) for drawn in draws)


def _processes(shop: Shop, route: BoundRoute, names: dict[str, Ref]) -> dict[str, UnitProcess]:
    """Every step from dicing on, by its key; those after the gate last, because they ask what a device holds."""
    grave = shop.bound.study.boundary == "cradle_to_grave"
    here = [step for step in route.steps if step.step.per == "device" or _takes_wafers(step)]
    last = [step for step in here if step.step.stage in GRAVE_STAGES]
    found = {step.key: _built(shop, route, step, names) for step in here if step not in last}
    share = names["die_area"] / names["wafer_area"]
    asked = [*elements_of(last), *circular_elements(shop)] if grave else []
    held = device_contents(shop, route, dict.fromkeys([*metals_left(shop, route), *asked]), share)
    if not grave:
        for step in last:
            _outside(shop, route, step)
        return found
    return found | {step.key: _built(shop, route, step, names | held) for step in last}


def _takes_wafers(step: BoundStep) -> bool:
    return step.step.per == "wafer" and step.step.stage == "packaging_test"


def _built(shop: Shop, route: BoundRoute, step: BoundStep, names: dict[str, Ref]) -> UnitProcess:
    mass = product_mass(shop, route, step) if needs_product(step) else {}
    return build_step(shop, route, step, step.key, names | mass)


def _back_end(
    shop: Shop, route: BoundRoute, processes: Mapping[str, UnitProcess], diced: Ref
) -> tuple[Ref, list[Exchange]]:
    """Back-end steps that take whole wafers (dicing): each pays for the wafers lost in the steps after it."""
    draws: list[Exchange] = []
    downstream: Expr = diced
    for step in reversed(route.steps):
        if not _takes_wafers(step):
            continue
        process = processes[step.key]
        found = shop.ledger.cells.get(f"{process.id}.wafer_yield")
        times: Expr = Num(float(step.repeat))
        after = downstream
        if found is not None:
            times = passes(Ref(found.key), step.repeat)
            downstream = downstream / Ref(found.key) ** step.repeat
        label = f"Wafers through {process.label} per device"
        draws.append(draw(shop, f"{route.id}.device", process.id, after * times, "wafer", label))
    key = f"{route.id}.device/wafers"
    label = f"Finished wafers per device shipped, route {route.id}"
    return shop.ledger.derive(key, downstream, "", label, group="amount"), list(reversed(draws))


def _assembly(shop: Shop, route: BoundRoute, processes: Mapping[str, UnitProcess]) -> tuple[Ref, list[Exchange]]:
    """Dies assembled per device shipped, and the draws of the steps per device: each pays for the losses after it."""
    draws: list[Exchange] = []
    downstream: Expr = Num(1.0)
    for step in reversed(route.steps):
        if step.step.per != "device" or step.key not in processes:
            continue
        process = processes[step.key]
        label = f"{process.label} per device shipped"
        times = _times(shop, process.id, step)
        draws.append(draw(shop, f"{route.id}.device", process.id, downstream * times, "device", label))
        downstream = _entering(shop, route, step, process.id, downstream)
    key = f"{route.id}.device/assembled"
    assembled = shop.ledger.derive(key, downstream, "", f"Dies assembled per device shipped, route {route.id}")
    return assembled, list(reversed(draws))


def _outside(shop: Shop, route: BoundRoute, step: BoundStep) -> None:
    """A step beyond the boundary is not built; values given to it are legal and have no effect."""
    for name in step.step.parameters:
        shop.ledger.overrides.find(*route.step_paths(step.key, step.name, name))
    if needs_product(step):
        forgive_product_mass(shop, route)


def _times(shop: Shop, process: str, step: BoundStep) -> Expr:
    """Passes of a step per unit that leaves it."""
    found = shop.ledger.cells.get(f"{process}.step_yield")
    return Num(float(step.repeat)) if found is None else passes(Ref(found.key), step.repeat)


def _entering(shop: Shop, route: BoundRoute, step: BoundStep, process: str, leaving: Expr) -> Expr:
    """Units entering a step per device shipped, given those that leave it."""
    found = shop.ledger.cells.get(f"{process}.step_yield")
    if found is None:
        return leaving
    key = f"{route.id}.device/entering/{step.key}"
    return shop.ledger.derive(
        key, leaving / Ref(found.key) ** step.repeat, "", f"Units entering {step.step.name.en} per device shipped"
    )


def _good_dies(
    shop: Shop, route: BoundRoute, wafer: WaferProcess, device: Device, sizes: dict[str, Ref], area: Ref
) -> tuple[Ref, Ref, Ref]:
    """Gross and good dies per wafer, and the yield at probe."""
    count = _placed_dies if device.die.count == "placement" else _formula_dies
    gross = count(shop, route, wafer.names["wafer_diameter"], sizes)
    first = probe_yield(shop, device, area)
    probed: Expr = first
    for ref in wafer.die_yields:
        probed = probed * ref
    good = shop.ledger.derive(
        f"{route.id}.device/good_dies", gross * probed, "", f"Good dies per wafer, route {route.id}"
    )
    return gross, good, first


def _formula_dies(shop: Shop, route: BoundRoute, diameter: Ref, sizes: dict[str, Ref]) -> Ref:
    lengths = (sizes[name] for name in ("edge_exclusion", "width", "height", "scribe"))
    label = f"Gross dies per wafer, route {route.id}"
    return shop.ledger.derive(f"{route.id}.device/gross_dies", gross_dies(diameter, *lengths), "", label)


def _placed_dies(shop: Shop, route: BoundRoute, diameter: Ref, sizes: dict[str, Ref]) -> Ref:
    """An input, because no formula of the language counts placed dies; it has no path, so that nobody sets it."""
    found = {name: _given(shop, ref) for name, ref in sizes.items()}
    dies = most_dies(_given(shop, diameter), **found)
    return shop.ledger.enter(
        f"{route.id}.device/gross_dies",
        Quantity(float(dies), ""),
        label=f"Gross dies per wafer, route {route.id}",
        group="choice",
        source="definition",
        note="Whole dies on the best grid, placed for the sizes of die and wafer of this calculation: a snapshot that "
        "does not follow when a size is changed in the workbook.",
        origin="definition",
    )


def _given(shop: Shop, ref: Ref) -> float:
    """The value of an input in its coherent unit."""
    given = shop.ledger.cells[ref.key].given
    assert given is not None
    return given.canonical
