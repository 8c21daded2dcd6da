"""A line of a few steps with monitors, a cap wafer and overhead, for tests of lots.

One pass: `bare` (the wafer itself) 5 kg of CO2; `coat` 2 kWh in 6 min; `bond` 4 kWh in 12 min and a cap of 8 kWh;
`etch`, where it is asked for, 10 g of SF6. The facility takes 30 kWh for a wafer. A wafer passes `coat` twice. For one
wafer start in ten a monitor goes along, which is used twice.
"""

from __future__ import annotations

from typing import Any

from packs import Data, route, step, study

KWH = {"coat": 2.0, "bond": 4.0, "cap": 8.0, "facility": 30.0}
BARE = 5.0
"""kg of CO2 of a bare wafer."""
SF6 = 0.01
"""kg of SF6 fed in a pass of `etch`."""
MINUTES = {"coat": 6.0, "bond": 12.0}
MONITORS, REUSES = 0.1, 1.0
YIELDS = {"coat": 0.9, "bond": 0.8, "line": 0.95, "cap": 0.5}
DESTROYED = 0.9
"""Share of the SF6 in the exhaust that abatement destroys; none of its by-products."""


def line(*, losses: bool = False, etched: bool = False, facility: str = "area", **more: Any) -> dict[str, Any]:
    """The parts of a pack; with `losses` the steps, the line and the cap's line lose wafers."""
    lost = YIELDS if losses else {}
    steps = {
        "bare": step({"emission": "CO2", "amount": "m"}, stage="raw_materials", parameters={"m": f"{BARE} kg"}),
        "coat": _power("coat", lost, tallies={"tool_time": "time", "mask_layers": "1"}),
        "bond": _power("bond", lost, tallies={"tool_time": "time"}),
        "cap": _power("cap", {}),
        "etch": step({"gas": "SF6", "amount": "m", "process": "etch"}, parameters={"m": f"{1e3 * SF6} g"}),
        "facility": _power("facility", {}, " * (allocated_even + allocated_area)"),
    }
    destruction = {"SF6": DESTROYED, "CF4": 0, "C2F6": 0}
    burner = {"gases": ["SF6"], "fraction_treated": 1, "destruction": destruction, "uptime": 1}
    made: list[Any] = ["bare", {"step": "coat", "repeat": 2}, {"step": "bond", "with": "made_cap"}, "facility"]
    routes = {
        "made_line": route(
            *made[:2],
            *(["etch"] if etched else []),
            *made[2:],
            monitors={"number": MONITORS, "passes": ["coat"], "reuses": REUSES},
            **({"wafer_yield": YIELDS["line"]} if losses else {}),
            **({"abatement": burner} if etched else {}),
        ),
        "made_cap": route("cap", **({"wafer_yield": YIELDS["cap"]} if losses else {})),
    }
    return {"steps": steps, "routes": routes, "study": study("made_line", allocation={"facility": facility}, **more)}


def _power(name: str, lost: dict[str, float], times: str = "", **more: Any) -> Data:
    """A step that takes electricity, and a time where its tallies ask for one."""
    parameters: Data = {"energy": f"{KWH[name]} kWh"}
    if name in MINUTES:
        parameters["time"] = f"{MINUTES[name]} min"
    if name in lost:
        parameters["wafer_yield"] = lost[name]
    return step({"input": "electricity", "amount": f"energy{times}"}, parameters=parameters, **more)
