"""A gas substitution in sentences for people."""

from __future__ import annotations

from mems_lca.analysis.substitution import Option, Substitution
from mems_lca.analysis.substitution_break_even import BreakEven
from mems_lca.analysis.summary import readable

_SAME = 5e-4
LABELS = {
    "destruction": "destruction of the gas alone",
    "destruction_of_exhaust": "destruction of its whole exhaust",
    "rate_ratio": "rate ratio",
    "flow_ratio": "flow ratio (moles)",
    "carbon_price": "carbon price",
}


def change(before: float, after: float) -> str:
    """The relative change: "+24.1 %"; "x 4.2" where it is more than fourfold, empty without a value before."""
    if not before:
        return ""
    ratio = after / before
    return f"x {ratio:.3g}" if ratio > 4 else f"{100 * (ratio - 1):+.1f} %"


def even(entry: BreakEven) -> str:
    """A break-even value with the side on which the new gas is better, or why there is none."""
    if entry.value is None:
        return entry.reason if entry.reason.startswith("not covered") else f"none: {entry.reason}"
    unit = f" {entry.unit}" if entry.unit else ""
    return f"{entry.value:.3g}{unit} (better {entry.gain})"


def conclusion(found: Substitution, option: Option) -> str:
    """One sentence on a new gas: what it changes per declared unit, and when that would turn round."""
    old, new = found.baseline.figures[found.basis], option.figures[found.basis]
    before, after = old.climate_change, new.climate_change
    shift = after / before - 1 if before else 0.0
    if abs(shift) < _SAME:
        said = f"no difference per {found.basis} ({readable(after, 'kg CO2e')})"
    else:
        word = "more" if shift > 0 else "less"
        said = (
            f"{100 * abs(shift):.3g} % {word} per {found.basis} "
            f"({readable(before, 'kg CO2e')} to {readable(after, 'kg CO2e')})"
        )
    return f"{option.gas} in place of {found.old}: {said}; {_own(found, option)}; {_turn(option, shift)}."


def _own(found: Substitution, option: Option) -> str:
    """Where the difference comes from: the emission of the gas itself, and all else, such as making it."""
    old, new = found.baseline.figures[found.basis], option.figures[found.basis]
    emission = new.gas_emission - old.gas_emission
    rest = new.climate_change - old.climate_change - emission
    words = [f"{option.mass_ratio:.3g} kg in place of 1 kg"]
    if found.baseline.view.per_kg and option.view.per_kg is not None:
        words.insert(0, f"{change(found.baseline.view.per_kg, option.view.per_kg)} per kg fed")
    return (
        f"its own emission {_signed(emission)} ({', '.join([change(old.gas_emission, new.gas_emission), *words])}), "
        f"all else {_signed(rest)}"
    )


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '-'}{readable(abs(value), 'kg CO2e', 3)}"


def _turn(option: Option, shift: float) -> str:
    """When a loss becomes a gain, or a gain is lost."""
    exhaust, rate = option.break_even["destruction_of_exhaust"], option.break_even["rate_ratio"]
    own, flow = option.break_even["destruction"], option.break_even["flow_ratio"]
    if shift > _SAME:
        parts = []
        if own.value is not None and own.gain == "above":
            parts.append(f"from a destruction efficiency of its own of {own.value:.2g} upward")
        elif exhaust.value is not None:
            parts.append(f"from a destruction efficiency of {exhaust.value:.2g} upward for all of its exhaust")
        if rate.value is not None and rate.gain == "above":
            parts.append(f"from {rate.value:.3g} times the rate upward")
        if not parts:
            return f"no destruction of its exhaust would turn that round ({exhaust.reason})"
        return f"it would gain {', or '.join(parts)}"
    parts = []
    if rate.value is not None and rate.gain == "above":
        parts.append(f"below {rate.value:.3g} times the rate")
    if flow.value is not None and flow.gain == "below":
        parts.append(f"above {flow.value:.3g} times the moles")
    return f"the gain is lost {', or '.join(parts)}" if parts else "nothing asked here turns that round"
