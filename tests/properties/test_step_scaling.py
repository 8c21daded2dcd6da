"""Twice the depth or thickness doubles what it should, and a smaller batch never uses less for each wafer."""

from __future__ import annotations

import re

import pytest

from alone import alone
from mems_lca.units import dimension_of
from packs import shipped_library

NAMES = shipped_library().names("steps")
# What a step puts on or takes off: the end of a parameter's name, and the ends that name something else.
DEPTHS = re.compile(r"(thickness|depth|removal|undercut|metal_height)$")
OTHERS = re.compile(r"^(reference|stack|carrier|coat|initial|nucleation|grind|fine)_")
# Layers of which whole coats are spun, with the parameter of one coat.
COATS = {"pzt_sol_gel": "layer_thickness", "spin_on_glass": "coat_thickness"}
# An oxide grows with the square root of time: twice the oxide takes more than twice the time.
PARABOLIC = {"thermal_oxidation", "wet_oxidation"}
# A bath is dumped by age or by load, whichever comes first, or gets dearer as it works: no straight line.
BENT = {
    "aluminium_wet_etch", "buffered_hf_etch", "electroless_nickel_gold", "gold_wet_etch", "koh_etch", "tmah_etch",
    "wet_resist_strip",
}  # fmt: skip
# A fixed part of the film is grown from another gas: twice the film takes more than twice the main gas.
NESTED = {"epipoly"}
# They put an organic film on the wafer, or turn its own silicon into oxide: no element that is accounted for.
NOTHING_ON_WAFER = PARABOLIC | {
    "liga_xray_exposure", "lithography_pla_template", "parylene_c", "plasma_h2_o2", "plasma_o2_cf4_release",
    "plasma_resist_ash", "rapid_thermal_oxidation", "spin_on_polyimide", "temporary_bonding", "wet_resist_strip",
}  # fmt: skip
BATCHES = ("batch_size", "anneal_batch", "batch", "lot_size")
CLOSE = 1e-9


def depths(name: str) -> list[str]:
    """Parameters of a step in fab or assembly that say how much is put on or taken off."""
    made = shipped_library().step(name)
    if made.stage not in ("wafer_fabrication", "packaging_test") or made.makes is not None:
        return []
    return [
        key
        for key, entry in made.parameters.items()
        if DEPTHS.search(key) and not OTHERS.search(key) and key != COATS.get(name)
        if entry.value.dimension == dimension_of("m")
    ]


def batches() -> list[tuple[str, str]]:
    return [(name, key) for name in NAMES for key in BATCHES if key in alone(name).parameters]


CASES = [(name, key) for name in NAMES for key in depths(name)]


def base(name: str, key: str) -> float:
    """The value that is doubled: the default, or two coats of those that come in whole coats."""
    coat = COATS.get(name)
    parameters = alone(name).parameters
    return 2 * parameters[coat].value.canonical if coat else parameters[key].value.canonical


@pytest.mark.parametrize(("name", "key"), CASES)
def test_twice_the_depth_never_takes_more_than_twice_nor_less(name: str, key: str) -> None:
    found, once = alone(name), base(name, key)
    one, two, three = (found.amounts(found.at(**{key: times * once})) for times in (1, 2, 3))
    for flow, net in one.items():
        # What is handed back is handed back twice.
        sign = -1 if net < 0 else 1
        amount, twice, thrice = sign * net, sign * two[flow], sign * three[flow]
        slack = CLOSE * twice
        assert twice >= amount - slack, flow
        if name not in PARABOLIC | NESTED:
            assert twice <= 2 * amount + slack, flow
        if name not in PARABOLIC | BENT | COATS.keys():
            assert thrice - twice == pytest.approx(twice - amount, rel=1e-6, abs=slack), flow


@pytest.mark.parametrize("name", sorted({name for name, _ in CASES} - NOTHING_ON_WAFER))
def test_twice_the_depth_is_twice_the_element(name: str) -> None:
    """All depths of a step doubled together double what each element leaves on the wafer, or takes from it."""
    found, keys = alone(name), depths(name)
    once = {key: base(name, key) for key in keys}
    one = found.on_wafer(found.at(**once))
    two = found.on_wafer(found.at(**{key: 2 * value for key, value in once.items()}))
    assert any(one.values())
    for element, mass in one.items():
        assert two[element] == pytest.approx(2 * mass, rel=CLOSE, abs=1e-18), element


@pytest.mark.parametrize(("name", "key"), batches())
def test_a_smaller_batch_never_uses_less_for_a_wafer(name: str, key: str) -> None:
    found = alone(name)
    parameter = found.parameters[key]
    full = parameter.value.canonical
    least = max(1.0, parameter.min.canonical if parameter.min is not None else 1.0)
    before = found.amounts(found.at())
    for size in sorted({max(least, full * share) for share in (0.9, 0.5, 0.2, 0.0)}, reverse=True):
        after = found.amounts(found.at(**{key: size}))
        for flow, amount in before.items():
            assert after[flow] >= amount - CLOSE * abs(amount), (flow, size)
        before = after


def test_the_lists_name_steps() -> None:
    assert len(CASES) > 60
    assert len(batches()) > 30
    assert set(COATS) | PARABOLIC | BENT | NESTED | NOTHING_ON_WAFER <= set(NAMES)
