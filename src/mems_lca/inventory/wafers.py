"""From wafer starts to one finished wafer: how often each step is passed, monitors, and wafers consumed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mems_lca.inventory.evidence import DESIGN
from mems_lca.inventory.geometry import passes, wafer_area
from mems_lca.inventory.links import collector, draw
from mems_lca.inventory.losses import Part, ideal, shrinking, step_losses
from mems_lca.inventory.processes import Exchange, UnitProcess, YieldLine
from mems_lca.inventory.shop import Shop
from mems_lca.inventory.steps import build_step
from mems_lca.inventory.tallies import allocation_switches, needs_route, route_tallies
from mems_lca.library.bound import BoundRoute, BoundStep
from mems_lca.study.formula import Expr, Num, Ref
from mems_lca.units import Quantity

WAFER_STAGES = frozenset({"raw_materials", "wafer_fabrication"})


@dataclass(frozen=True)
class WaferProcess:
    """A finished wafer of a route: its process, and the yields of dies on wafers bonded into it untested."""

    process: str
    names: dict[str, Ref]
    die_yields: tuple[Ref, ...]


def build_wafer(shop: Shop, route: BoundRoute) -> WaferProcess:
    """The process of one wafer leaving the fab, with scrapped wafers, monitors and consumed wafers in it."""
    names = _wafer_names(shop, route)
    here = [step for step in route.steps if step.step.per == "wafer" and step.step.stage in WAFER_STAGES]
    steps = [step for step in here if not step.finished]
    names |= allocation_switches(shop)
    processes = _processes(shop, route, steps, names)
    built = [(step, processes[step.key]) for step in steps]
    draws, starts = _wafer_draws(shop, route, steps)
    exchanges: list[Exchange] = []
    die_yields: list[Ref] = []
    parts: list[Part] = []
    for step, process in built:
        made = [draw(shop, f"{route.id}.wafer", process.id, draws[step.key], "wafer", f"passes of {process.label}")]
        if step.consumes is not None:
            consumed, yields = _consumed(shop, route, step, draws[step.key])
            made.append(consumed)
            die_yields += yields
        exchanges += made
        parts.append(Part(step, process, tuple(exchange.amount for exchange in made)))
    monitors = _monitor_draws(shop, route, built, starts)
    process_id = f"{route.id}.wafer"
    whole = [*exchanges, *monitors, *(_per_finished(shop, route, step, names) for step in here if step.finished)]
    shop.processes[process_id] = collector(shop, route, process_id, "wafer", whole, "Finished wafer", "成品晶圆")
    _enter_losses(shop, route, parts, [exchange.amount for exchange in monitors], starts)
    return WaferProcess(process_id, names, tuple(die_yields))


def _per_finished(shop: Shop, route: BoundRoute, step: BoundStep, names: dict[str, Ref]) -> Exchange:
    """The draw of a step that stands beside the yield chain: once for each finished wafer, or taken off it once."""
    process = build_step(shop, route, step, step.key, names)
    label = f"{process.label} per wafer out"
    return replace(draw(shop, f"{route.id}.wafer", process.id, Num(1.0), "wafer", label), sign=step.finished or 1)


def _enter_losses(shop: Shop, route: BoundRoute, parts: Sequence[Part], monitors: Sequence[str], starts: Ref) -> None:
    """The yields of steps and of the line, and the wafer starts, which all of them together make."""
    process = f"{route.id}.wafer"
    shop.yields += step_losses(shop, route.id, process, parts, monitors, "wafer")
    line = f"{route.id}.wafer_yield"
    drawn = [*monitors, *(amount for part in parts for amount in part.amounts)]
    scales = shrinking(shop, process, "line", Ref(line), drawn, "Draws of a wafer if the line lost nothing")
    if route.wafer_yield is not None:
        shop.yields.append(YieldLine(route.id, "Line yield", "产线成品率", line, "wafer/wafer", process, scales))
    scales = ideal(shop, process, parts) | shrinking(
        shop, process, "starts", 1 / starts, monitors, "Monitors if no wafer were lost"
    )
    label, label_zh = "Wafer starts per wafer out", "投片数/出片数"
    shop.yields.append(YieldLine(route.id, label, label_zh, starts.key, "wafer/wafer", process, scales))


def _processes(
    shop: Shop, route: BoundRoute, steps: Sequence[BoundStep], names: dict[str, Ref]
) -> dict[str, UnitProcess]:
    """Every step by its key; those that need the sums over the route are built after all others."""
    last = [step for step in steps if needs_route(step.step)]
    found = {step.key: build_step(shop, route, step, step.key, names) for step in steps if step not in last}
    sums = route_tallies(shop, route, steps)
    return found | {step.key: build_step(shop, route, step, step.key, names | sums) for step in last}


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
            evidence=DESIGN,
        )
        for name, value in (("diameter", route.wafer.diameter), ("thickness", route.wafer.thickness))
    }
    area = ledger.derive(
        f"{route.id}.wafer.area", wafer_area(entered["diameter"]), "m**2", f"Wafer area, route {route.id}"
    )
    return {
        "wafer_diameter": entered["diameter"],
        "wafer_thickness": entered["thickness"],
        "wafer_area": area,
    }


def _wafer_draws(shop: Shop, route: BoundRoute, steps: Sequence[BoundStep]) -> tuple[dict[str, Ref], Ref]:
    """Passes of each step per wafer out: losses after a step are paid by all steps before it."""
    draws: dict[str, Ref] = {}
    line = shop.ledger.enter(
        f"{route.id}.wafer_yield",
        route.wafer_yield or Quantity(1.0, ""),
        label=f"Line yield beside that of single steps, route {route.id}",
        paths=route.key_paths("wafer_yield"),
        source="given:route",
        kind="yield",
        note="" if route.wafer_yield else "no line yield declared: only the yields of single steps count",
        evidence=None if route.wafer_yield else DESIGN,
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
        draws[step.key] = shop.ledger.derive(
            key, times * downstream, "", f"Passes of {step.key} per wafer out", "amount"
        )
        started = shop.ledger.derive(
            f"{route.id}.wafer/starting/{step.key}", after, "", f"Wafers starting {step.key} per wafer out"
        )
        downstream = started
    starts = shop.ledger.derive(
        f"{route.id}.wafer/starts", downstream, "", f"Wafer starts per wafer out, route {route.id}"
    )
    return draws, starts


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
        evidence=DESIGN,
    )
    label = f"Wafers of {step.consumes.name} for {step.key}"
    exchange = draw(shop, f"{route.id}.wafer", consumed_id, times * number, "wafer", label, f"consumed/{step.key}")
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
            kind="yield",
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
    for passed in monitors.passes:
        reached = [process for step, process in built if passed in (step.key, step.name)]
        if not reached:
            message = "monitors pass a step that the route does not have (a measure may have replaced it)"
            shop.warn("monitor_step", f"{message}: {passed}", f"{route.name}.monitors.passes")
        for process in reached:
            key = f"{route.id}.wafer/monitor/{process.step}"
            label = f"Monitor passes of {process.label} per wafer out"
            cell = ledger.derive(key, per_wafer, "", label, group="amount")
            exchanges.append(draw(shop, f"{route.id}.wafer", process.id, cell, "wafer", ""))
    for step, process in built:
        if step.step.stage == "raw_materials":
            key = f"{route.id}.wafer/monitor/{step.key}/bare"
            cell = ledger.derive(key, per_wafer / (1 + reuses), "", "Bare monitor wafers per wafer out", group="amount")
            exchanges.append(draw(shop, f"{route.id}.wafer", process.id, cell, "wafer", ""))
    return exchanges
