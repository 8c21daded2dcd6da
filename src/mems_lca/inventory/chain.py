"""The chain from wafer starts to devices shipped: how often each step is drawn, and what each loss costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mems_lca.inventory.geometry import gross_dies, murphy, passes, wafer_area
from mems_lca.inventory.processes import Demand, Exchange, UnitProcess, YieldLine
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.steps import build_step
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.study.formula import Expr, Num, Ref
from mems_lca.study.study import Device, YieldModel
from mems_lca.units import Quantity

WAFER_STAGES = frozenset({"raw_materials", "wafer_fabrication"})
GRAVE_STAGES = frozenset({"distribution", "use", "end_of_life"})


@dataclass(frozen=True)
class WaferProcess:
    """A finished wafer of a route: its process, and the yields of dies on wafers bonded into it untested."""

    process: str
    names: dict[str, Ref]
    die_yields: tuple[Ref, ...]


def build_route(shop: Shop, route: BoundRoute) -> None:
    """Builds all processes of a route and its demands: a finished wafer, and a device when one is declared."""
    wafer = build_wafer(shop, route)
    shop.demands.append(Demand(route.root, "wafer", wafer.process))
    device = shop.bound.study.device
    if device is not None:
        shop.demands.append(Demand(route.root, "device", _device(shop, route, wafer, device)))


def build_wafer(shop: Shop, route: BoundRoute) -> WaferProcess:
    """The process of one wafer leaving the fab, with scrapped wafers, monitors and consumed wafers in it."""
    names = _wafer_names(shop, route)
    steps = [step for step in route.steps if step.step.per == "wafer" and step.step.stage in WAFER_STAGES]
    built = [(step, build_step(shop, route, step, step.key, names)) for step in steps]
    draws, starts = _wafer_draws(shop, route, steps)
    exchanges: list[Exchange] = []
    die_yields: list[Ref] = []
    for step, process in built:
        exchanges.append(_draw(shop, f"{route.id}.wafer", process.id, draws[step.key], "wafer", f"passes of {process.label}"))
        if step.consumes is not None:
            consumed, yields = _consumed(shop, route, step, draws[step.key])
            exchanges.append(consumed)
            die_yields += yields
    exchanges += _monitor_draws(shop, route, built, starts)
    process_id = f"{route.id}.wafer"
    shop.processes[process_id] = _collector(shop, route, process_id, "wafer", exchanges, "Finished wafer", "成品晶圆")
    shop.yields.append(YieldLine(route.id, "Wafer starts per wafer out", "投片数/出片数", starts.key, "wafer/wafer"))
    return WaferProcess(process_id, names, tuple(die_yields))


def _wafer_names(shop: Shop, route: BoundRoute) -> dict[str, Ref]:
    ledger = shop.ledger
    entered = {
        name: ledger.enter(
            f"{route.id}.wafer.{name}",
            value,
            label=f"Wafer {name}, route {route.id}",
            paths=route.key_paths("wafer", name),
            source="given:route",
            origin="given",
        )
        for name, value in (("diameter", route.wafer.diameter), ("thickness", route.wafer.thickness))
    }
    area = ledger.derive(f"{route.id}.wafer.area", wafer_area(entered["diameter"]), "m**2", f"Wafer area, route {route.id}")
    return {"wafer_diameter": entered["diameter"], "wafer_thickness": entered["thickness"], "wafer_area": area}


def _wafer_draws(shop: Shop, route: BoundRoute, steps: Sequence[BoundStep]) -> tuple[dict[str, Ref], Ref]:
    """Passes of each step per wafer out: losses after a step are paid by all steps before it."""
    draws: dict[str, Ref] = {}
    line = shop.ledger.enter(
        f"{route.id}.wafer_yield",
        route.wafer_yield or Quantity(1.0, ""),
        label=f"Line yield beside that of single steps, route {route.id}",
        paths=route.key_paths("wafer_yield"),
        source="given:route",
        note="" if route.wafer_yield else "no line yield declared: only the yields of single steps count",
    )
    downstream: Expr = 1 / line
    for step in reversed(steps):
        step_yield = shop.ledger.cells.get(f"{route.step_id(step.key)}.wafer_yield")
        times: Expr = Num(float(step.repeat))
        after: Expr = downstream
        if step_yield is not None:
            ref = Ref(step_yield.key)
            times = passes(ref, step.repeat)
            after = downstream / ref**step.repeat
        key = f"{route.id}.wafer/passes/{step.key}"
        draws[step.key] = shop.ledger.derive(key, times * downstream, "", f"Passes of {step.key} per wafer out", "amount")
        started = shop.ledger.derive(f"{route.id}.wafer/starting/{step.key}", after, "", f"Wafers starting {step.key} per wafer out")
        downstream = started
    starts = shop.ledger.derive(f"{route.id}.wafer/starts", downstream, "", f"Wafer starts per wafer out, route {route.id}")
    return draws, starts


def _draw(shop: Shop, process: str, supplier: str, amount: Expr, unit: str, label: str) -> Exchange:
    if not isinstance(amount, Ref):
        amount = shop.ledger.derive(f"{process}/draw/{supplier}", amount, "", label, group="amount")
    return Exchange(supplier, "process", amount.key, unit, input=supplier)


def _consumed(shop: Shop, route: BoundRoute, step: BoundStep, times: Expr) -> tuple[Exchange, list[Ref]]:
    """The draw of a consumed route's wafer; a route may consume its own wafers (destructive tests), which is a loop."""
    assert step.consumes is not None
    own = step.consumes.id == route.id
    consumed_id = f"{step.consumes.id}.wafer"
    yields: list[Ref] = []
    if not own:
        wafer = build_wafer(shop, step.consumes)
        yields = [*wafer.die_yields, *_die_yield(shop, step.consumes)]
    number = shop.ledger.enter(
        f"{route.step_id(step.key)}.draws",
        step.draws or Quantity(1.0, ""),
        label=f"Wafers of {step.consumes.name} consumed per pass of {step.key}",
        paths=route.step_paths(step.key, step.name, "draws"),
        source="given:route",
        origin="given",
    )
    exchange = _draw(shop, f"{route.id}.wafer", consumed_id, times * number, "wafer", f"Wafers of {step.consumes.name}")
    return exchange, yields


def _die_yield(shop: Shop, route: BoundRoute) -> list[Ref]:
    if route.die_yield is None:
        return []
    return [
        shop.ledger.enter(
            f"{route.id}.die_yield",
            route.die_yield,
            label=f"Die yield of the wafer bonded untested, route {route.id}",
            paths=route.key_paths("die_yield"),
            source="given:route",
        )
    ]


def _monitor_draws(
    shop: Shop, route: BoundRoute, built: Sequence[tuple[BoundStep, UnitProcess]], starts: Ref
) -> list[Exchange]:
    """Monitor wafers: they pass the named steps, and each bare wafer serves 1 + reuses times."""
    monitors = route.monitors
    if monitors is None:
        return []
    ledger = shop.ledger
    number, reuses = (
        ledger.enter(
            f"{route.id}.monitors.{name}",
            value,
            label=label,
            paths=route.key_paths("monitors", name),
            source="given:route",
        )
        for name, value, label in (
            ("number", monitors.number, f"Monitor wafers per wafer start, route {route.id}"),
            ("reuses", monitors.reuses, f"Times a monitor is used again, route {route.id}"),
        )
    )
    per_wafer = number * starts
    exchanges = []
    known = {step.key: process for step, process in built} | {step.name: process for step, process in built}
    for passed in monitors.passes:
        process = known.get(passed)
        if process is None:
            message = "monitors pass a step that the route does not have (a measure may have replaced it)"
            shop.warn("monitor_step", f"{message}: {passed}", f"{route.name}.monitors.passes")
            continue
        key = f"{route.id}.wafer/monitor/{passed}"
        cell = ledger.derive(key, per_wafer, "", f"Monitor passes of {process.label} per wafer out", group="amount")
        exchanges.append(_draw(shop, f"{route.id}.wafer", process.id, cell, "wafer", ""))
    for step, process in built:
        if step.step.stage == "raw_materials":
            key = f"{route.id}.wafer/monitor/{step.key}/bare"
            cell = ledger.derive(key, per_wafer / (1 + reuses), "", "Bare monitor wafers per wafer out", group="amount")
            exchanges.append(_draw(shop, f"{route.id}.wafer", process.id, cell, "wafer", ""))
    return exchanges


def _collector(
    shop: Shop, route: BoundRoute, process: str, unit: str, exchanges: Sequence[Exchange], label: str, label_zh: str
) -> UnitProcess:
    site = route.steps[0].site
    return UnitProcess(
        process, route.root, process.removeprefix(f"{route.root}."), f"{label}, {route.id}", f"{label_zh}，{route.id}",
        "wafer_fabrication" if unit == "wafer" else "packaging_test", unit, site, shop.place_of(site), "", tuple(exchanges),
    )


def _device(shop: Shop, route: BoundRoute, wafer: WaferProcess, device: Device) -> str:
    """The process of one good device shipped."""
    assembled, per_device = _assembly(shop, route, wafer, device)
    good = _good_dies(shop, route, wafer, device)
    wafers = shop.ledger.derive(
        f"{route.id}.device/wafers", assembled / good, "", f"Finished wafers per device shipped, route {route.id}", group="amount"
    )
    process_id = f"{route.id}.device"
    exchanges = [_draw(shop, process_id, wafer.process, wafers, "wafer", "")]
    for step in route.steps:
        if step.step.per == "wafer" and step.step.stage == "packaging_test":
            process = build_step(shop, route, step, step.key, wafer.names)
            amount = wafers * float(step.repeat)
            exchanges.append(_draw(shop, process_id, process.id, amount, "wafer", f"Wafers through {process.label} per device"))
    exchanges += per_device
    shop.processes[process_id] = _collector(shop, route, process_id, "device", exchanges, "Device shipped", "出货器件")
    return process_id


def _assembly(
    shop: Shop, route: BoundRoute, wafer: WaferProcess, device: Device
) -> tuple[Ref, list[Exchange]]:
    """Dies assembled per device shipped, and the draws of the steps per device: each pays for the losses after it."""
    grave = shop.bound.study.boundary == "cradle_to_grave"
    names = {**wafer.names, "die_area": _die_area(shop, route, device)}
    draws: list[Exchange] = []
    downstream: Expr = Num(1.0)
    for step in reversed(route.steps):
        if step.step.per != "device" or (step.step.stage in GRAVE_STAGES and not grave):
            continue
        process = build_step(shop, route, step, step.key, names)
        found = shop.ledger.cells.get(f"{process.id}.step_yield")
        if found is not None:
            downstream = shop.ledger.derive(
                f"{route.id}.device/entering/{step.key}",
                downstream / Ref(found.key),
                "",
                f"Units entering {process.label} per device shipped",
            )
            shop.yields.append(
                YieldLine(route.id, f"Yield of {process.label}", f"{process.label_zh}成品率", found.key, "device/device")
            )
        amount = downstream * float(step.repeat)
        draws.append(_draw(shop, f"{route.id}.device", process.id, amount, "device", f"{process.label} per device shipped"))
    assembled = shop.ledger.derive(f"{route.id}.device/assembled", downstream, "", f"Dies assembled per device shipped, {route.id}")
    shop.yields.append(YieldLine(route.id, "Dies assembled per device shipped", "每出货器件的封装芯片数", assembled.key, "die/device"))
    return assembled, list(reversed(draws))


def _die_input(shop: Shop, name: str, value: Quantity) -> Ref:
    return shop.ledger.enter(
        f"device.die.{name}",
        value,
        label=f"Die: {name.replace('_', ' ')}",
        paths=(("device", "die", name),),
        source="given:study",
        origin="given",
    )


def _die_area(shop: Shop, route: BoundRoute, device: Device) -> Ref:
    width, height = _die_input(shop, "width", device.die.width), _die_input(shop, "height", device.die.height)
    return shop.ledger.derive("device.die.area", width * height, "m**2", "Die area")


def _good_dies(shop: Shop, route: BoundRoute, wafer: WaferProcess, device: Device) -> Expr:
    die = device.die
    sizes = {name: _die_input(shop, name, getattr(die, name)) for name in ("width", "height", "scribe", "edge_exclusion")}
    gross = shop.ledger.derive(
        f"{route.id}.device/gross_dies",
        gross_dies(
            wafer.names["wafer_diameter"], sizes["edge_exclusion"], sizes["width"], sizes["height"], sizes["scribe"]
        ),
        "",
        f"Gross dies per wafer, route {route.id}",
    )
    probed: Expr = _probe_yield(shop, route, device)
    for ref in wafer.die_yields:
        probed = probed * ref
    good = shop.ledger.derive(f"{route.id}.device/good_dies", gross * probed, "", f"Good dies per wafer, route {route.id}")
    shop.yields.append(YieldLine(route.id, "Gross dies per wafer", "每片晶圆总芯片数", gross.key, "die/wafer"))
    shop.yields.append(YieldLine(route.id, "Good dies per wafer", "每片晶圆合格芯片数", good.key, "die/wafer"))
    return good


def _probe_yield(shop: Shop, route: BoundRoute, device: Device) -> Expr:
    if isinstance(device.die_yield, YieldModel):
        density = shop.ledger.enter(
            "device.yield.defect_density",
            device.die_yield.defect_density,
            label="Defect density",
            paths=(("device", "yield", "defect_density"),),
            source="given:study",
            origin="given",
        )
        return shop.ledger.derive(
            "device.yield", murphy(density, _die_area(shop, route, device)), "", "Die yield (Murphy)"
        )
    return shop.ledger.enter(
        "device.yield",
        device.die_yield,
        label="Die yield at probe",
        paths=((route.root, "device", "yield"), ("device", "yield")),
        source="given:study",
        origin="given",
    )


def functional_unit_scale(shop: Shop) -> tuple[Ref, str]:
    """Cell that turns a result per device (or wafer) into one per functional unit, and the unit's name."""
    study = shop.bound.study
    unit = study.functional_unit
    amount = shop.ledger.enter(
        "functional_unit.amount",
        Quantity(unit.amount.canonical, ""),
        label="Amount of the functional unit",
        paths=(("functional_unit", "amount"),),
        source="given:study",
        origin="given",
    )
    basis = "wafer" if unit.amount.unit == "wafer" else "device"
    label = f"{unit.amount.magnitude:g} {basis}"
    scale: Expr = amount
    if unit.per:
        performance = (study.device.performance if study.device else {})[unit.per]
        value = shop.ledger.enter(
            f"device.performance.{unit.per}",
            Quantity(performance.value.magnitude, ""),
            label=f"Performance: {unit.per}",
            paths=(("device", "performance", unit.per, "value"),),
            source="given:study",
            origin="given",
        )
        scale = amount / value if performance.better == "higher" else amount * value
        label = f"{label} per {performance.unit}" if performance.better == "higher" else f"{label} × {performance.unit}"
    return shop.ledger.derive("functional_unit/scale", scale, "", f"Per functional unit: {label}"), label

