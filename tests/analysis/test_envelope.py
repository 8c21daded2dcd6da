"""The choice envelope against totals by hand, and each composed combination against the study solved whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mems_lca.analysis.assess import calculate
from mems_lca.analysis.calculated import Calculated
from mems_lca.analysis.envelope import Envelope, envelope_of
from mems_lca.analysis.envelope_checks import whole_totals
from mems_lca.analysis.envelope_choices import FAMILIES, choices_of, known_families
from mems_lca.analysis.envelope_compose import combine
from mems_lca.analysis.envelope_options import Choice
from mems_lca.analysis.envelope_text import flip, interval, moves, refusals, sentence, stand_ins
from mems_lca.analysis.envelope_variants import Variants, differing
from mems_lca.errors import SolveError, StudyError
from mems_lca.face import bind_study
from mems_lca.face_whatif import envelope
from mems_lca.lca.brightway import demand_key
from mems_lca.library.bound import BoundStudy
from packs import bound, device, greener, parameter, read, route, shipped, step, study, write

CLIMATE = "climate_change"
# kg CO2e per kg SF6 over 100 years, and kg CO2e per kWh at a fab in Jiangsu, as published.
SF6 = {"ar6": 25200, "ar5": 23500, "ar5-ccf": 26087, "ar4": 22800, "epa-2025": 23500, "epa-2024": 22800}
GRID = {
    "cn-mee-2023": 0.6205,
    "cn-mee-2024": 0.5777,
    "ember": 0.582317,
    "provincial": 0.5827 + (0.6205 - 0.5306),
}  # fmt: skip
LEAK = step(
    {"emission": "SF6", "amount": "m"}, {"input": "electricity", "amount": "e"}, parameters={"m": "1 g", "e": "10 kWh"}
)


def two_routes(root: Path, more_power: str, **more: Any) -> BoundStudy:
    """Grey leaks 1 g SF6 and draws 10 kWh; green leaks nothing and draws more."""
    green = greener("grey", tight={"set": {"etch.m": "0 g", "etch.e": more_power}})
    given = study({"grey": "grey", "green": "green"}, baseline="grey", uncertainty={"samples": 0}, **more)
    return bound(root, steps={"etch": LEAK}, routes={"grey": route("etch"), "green": green}, study=given)


def by_options(found: Envelope, route: str) -> dict[tuple[str, ...], float]:
    totals = found.combinations.totals[route, CLIMATE]
    return {tuple(found.combinations.at(row).values()): float(totals[row]) for row in range(found.combinations.count)}


def test_totals_by_hand(tmp_path: Path) -> None:
    found = envelope_of(two_routes(tmp_path, "50 kWh"), families=["gwp", "grid"])
    grey = {(gwp, grid): 1e-3 * SF6[gwp] + 10 * GRID[grid] for gwp in SF6 for grid in GRID}
    green = {(gwp, grid): 50 * GRID[grid] for gwp in SF6 for grid in GRID}
    assert by_options(found, "grey") == pytest.approx(grey)
    assert by_options(found, "green") == pytest.approx(green)
    entry = found.ranges["grey", CLIMATE]
    assert (entry.chosen, entry.low, entry.high) == pytest.approx((31.405, 28.577, 32.813))
    assert entry.low_at == {"gwp": "ar4", "grid.CN": "cn-mee-2024"}
    assert entry.high_at == {"gwp": "ar5-ccf", "grid.CN": "provincial"}
    assert [alone.choice for alone in entry.by_choice] == ["gwp", "grid.CN"]
    assert entry.most == "gwp"
    assert dict(entry.by_choice[0].totals) == pytest.approx({name: 6.205 + 1e-3 * gwp for name, gwp in SF6.items()})
    assert entry.by_choice[0].width == pytest.approx(3.287)
    assert entry.by_choice[0].low[0] in ("ar4", "epa-2024")
    assert found.ranges["green", CLIMATE].most == "grid.CN"
    assert sentence(found, "grey", CLIMATE) == "28.6 to 32.8 kg CO2e by choice; 31.4 as chosen"
    assert interval(found, CLIMATE, 1.0, 1.0) == "1"
    assert "lowest with warming potentials: ar4 + electricity factors, CN: cn-mee-2024" in moves(found, "grey", CLIMATE)
    assert found.held == ()


def test_flips_by_hand(tmp_path: Path) -> None:
    # As chosen grey has 25.2 kg of SF6, and green draws 41 kWh more: 25.4405 kg. Any cleaner grid makes green the less,
    # and so does AR5 with feedbacks (26.087 kg) unless the grid is the provincial one.
    found = envelope_of(two_routes(tmp_path, "51 kWh"), families=["gwp", "grid"])
    signs = {(gwp, grid): 41 * GRID[grid] - 1e-3 * SF6[gwp] for gwp in SF6 for grid in GRID}
    entry = found.flips["green", CLIMATE]
    assert (entry.sign, entry.flipped, entry.equal) == (1, sum(value < 0 for value in signs.values()), 0)
    assert entry.combinations == 24
    singles = [{"gwp": "ar5-ccf"}, {"grid.CN": "cn-mee-2024"}, {"grid.CN": "ember"}]
    assert sorted(map(str, entry.smallest)) == sorted(map(str, singles))
    assert (entry.low, entry.high) == pytest.approx((min(signs.values()), max(signs.values())))
    text = flip(found, "green", CLIMATE)
    assert text.startswith("green is more than grey as chosen, and not so in ")
    assert "one changed choice flips it: " in text
    body = found.to_dict()["flips"]["green"][CLIMATE]
    assert (body["chosen"], body["smallest_sets"]) == ("more", 3)


def test_two_changes_together_may_be_needed(tmp_path: Path) -> None:
    # 36.5 kWh more are 22.65 kg on the grid of 2023 and 24.55 kg on the provincial one; the SF6 is 25.2 kg by AR6, 23.5
    # by AR5 and 22.8 by AR4: an older set and the provincial grid are needed together.
    found = envelope_of(two_routes(tmp_path, "46.5 kWh"), families=["gwp", "grid"])
    entry = found.flips["green", CLIMATE]
    assert entry.sign == -1
    pairs = [{"gwp": name, "grid.CN": "provincial"} for name in ("ar5", "ar4", "epa-2025", "epa-2024")]
    assert sorted(map(str, entry.smallest)) == sorted(map(str, pairs))
    assert "the fewest changes that flip it are 2" in flip(found, "green", CLIMATE)


def test_nothing_flips_and_equal_routes(tmp_path: Path) -> None:
    found = envelope_of(two_routes(tmp_path, "10 kWh"), families=["gwp", "grid"])
    assert found.flips["green", CLIMATE].flipped == 0
    assert flip(found, "green", CLIMATE).endswith("no combination flips the ranking")
    assert "(by 22.8 to 26.1 kg CO2e)" in flip(found, "green", CLIMATE)
    same = found.flips["green", "electricity"]
    assert (same.sign, same.equal, same.flipped, same.smallest) == (0, 24, 0, ())
    assert flip(found, "green", "electricity").startswith("green is equal to grey in all 24 combinations")
    assert not found.ranges["grey", "electricity"].most
    assert moves(found, "grey", "electricity") == "no choice moves it"


def etching(root: Path, **more: Any) -> BoundStudy:
    """Every kind of choice in one small study: gases with abatement, a cap wafer with its own, a modelled yield."""
    etch = step(
        {"gas": "SF6", "amount": "m", "process": "etch"},
        {"gas": "c-C4F8", "amount": "p", "process": "etch"},
        {"input": "electricity", "amount": "e * allocated_area + f * allocated_even"},
        parameters={"m": "10 g", "p": "3 g", "e": "10 kWh", "f": "12 kWh"},
    )
    bond = step({"input": "electricity", "amount": "e"}, parameters={"e": "1 kWh"})
    unit = {"gases": ["SF6", "c-C4F8"], "fraction_treated": 1.0, "destruction": "epa-i16-mems", "uptime": 0.9}
    steps = {"etch": etch, "bond": bond}
    routes = {
        "cap": route("etch"),
        "grey": route("etch", {"step": "bond", "with": "cap"}, "etching_of_dies"),
        "green": greener("grey", abate={"abatement": unit}),
    }
    steps["etching_of_dies"] = step(
        {"input": "electricity", "amount": "e"}, per="device", stage="packaging_test", parameters={"e": "1 Wh"}
    )
    wind = {"share": 0.4, "kind": "certificate", "factor": "wind", "vintage": 2025, "region": "CN"}
    given = study(
        {"grey": "grey", "green": "green"},
        baseline="grey",
        uncertainty={"samples": 0},
        supply={"fab": [{"share": 0.6, "kind": "grid"}, {**wind, "instrument": "GEC"}]},
        device=device(**{"yield": {"model": "murphy", "defect_density": "20 cm**-2"}}),
        **more,
    )  # fmt: skip
    return bound(root, steps=steps, routes=routes, study=given)


def test_every_combination_is_that_of_the_study_solved_whole(tmp_path: Path) -> None:
    own = etching(tmp_path)
    choices = choices_of(own, FAMILIES)
    variants = Variants(own, choices.choices, calculate(own).inventory)
    varied = [choice for choice in choices.choices if len(choice.options) > 1]
    named = {choice.name for choice in varied}
    assert {"gwp", "gas_table", "destruction.green", "grid.CN", "accounting", "allocation", "yield_model"} == named
    # Two of each choice make every structure act on every other; more options only repeat that.
    short = [_only(choice, 3 if choice.name == "gwp" else 2) for choice in varied]
    found = combine(variants, short, basis="device")
    assert found.count > 100
    for row in range(0, found.count, 7):
        expected = whole_totals(variants, found.at(row, changed=True))
        for key, totals in found.totals.items():
            assert totals[row] == pytest.approx(expected.get(key, 0.0), rel=1e-9, abs=1e-18), (found.at(row), key)


def _only(choice: Choice, number: int) -> Choice:
    return replace(choice, options=choice.options[:number])


def test_a_wrong_composition_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def doubled(one: Any, other: Any) -> Mapping[str, float]:
        return {key: 2 * value for key, value in differing(one, other).items()}

    monkeypatch.setattr("mems_lca.analysis.envelope_compose.differing", doubled)
    with pytest.raises(SolveError, match=r"differs from the study solved whole: .*gwp"):
        envelope_of(two_routes(tmp_path, "50 kWh"), families=["gwp"])


def test_too_many_structures_are_held_and_named(tmp_path: Path) -> None:
    own = etching(tmp_path)
    whole = envelope_of(own, families=["gas_table", "grid", "yield_model"])
    few = envelope_of(own, families=["gas_table", "grid", "yield_model"], structures=12)
    assert whole.held == ()
    assert whole.combinations.count == 2 * 4 * 4
    assert few.held == ("grid.CN",)
    assert few.combinations.count == 2 * 4 + 3
    alone = {name: {a.choice: dict(a.totals) for a in e.ranges["grey", CLIMATE].by_choice}
             for name, e in (("whole", whole), ("few", few))}  # fmt: skip
    assert alone["few"]["grid.CN"] == pytest.approx(alone["whole"]["grid.CN"])


def test_what_cannot_be_chosen_is_left_out_by_name(tmp_path: Path) -> None:
    # Of the sets of warming potentials AR6 alone lists both gases.
    etch = step({"gas": "c-C4F8O", "amount": "m", "process": "clean_in_situ"}, {"emission": "SO2F2", "amount": "n"},
                parameters={"m": "10 g", "n": "1 g"})  # fmt: skip
    given = study("line", uncertainty={"samples": 0})
    found = envelope_of(bound(tmp_path, steps={"etch": etch}, routes={"line": route("etch")}, study=given))
    reasons = {(entry.choice, entry.option): entry.reason for entry in found.left_out}
    assert reasons["gwp", "sar"] == "superseded by four later reports"
    assert "c-C4F8O has no value in ar4 and is up to " in reasons["gwp", "ar4"]
    assert "SO2F2 has no value in epa-2025 and is up to " in reasons["gwp", "epa-2025"]
    assert reasons["gas_table", "epa-i6"] == "not for MEMS: Liquid-crystal displays only"
    assert "direct emissions of power plants only" in reasons["grid.CN", "cn-mee-2023-residual"]
    assert found.fixed["destruction"] == "no route has abatement"
    assert found.fixed["yield_model"] == "the study declares no device"
    assert found.fixed["allocation"].startswith("area is the only option")
    assert any(choice == "warming potentials" and "tar" in options for choice, options, _ in refusals(found))


def test_a_gas_that_is_next_to_nothing_takes_the_value_of_the_own_set(tmp_path: Path) -> None:
    leak = step({"emission": "SF6", "amount": "m"}, {"emission": "HCFC-22", "amount": "n"},
                parameters={"m": "1 g", "n": "1 mg"})  # fmt: skip
    given = study("line", uncertainty={"samples": 0})
    found = envelope_of(bound(tmp_path, steps={"leak": leak}, routes={"line": route("leak")}, study=given))
    ar6 = 1960e-6
    assert by_options(found, "line") == pytest.approx({
        ("ar6",): 25.2 + ar6, ("ar5",): 23.5 + 1760e-6, ("ar5-ccf",): 26.087 + 2106e-6, ("ar4",): 22.8 + 1810e-6,
        ("epa-2025",): 23.5 + ar6, ("epa-2024",): 22.8 + ar6,
    })  # fmt: skip
    assert found.stand_ins["epa-2025", "HCFC-22"] == pytest.approx(ar6 / (25.2 + ar6))
    assert any("does not list HCFC-22 (0.008 % of climate change)" in text for text in stand_ins(found))


def test_tables_for_other_wafers_and_sets_of_packs_are_left_out(tmp_path: Path) -> None:
    own = route("etch")
    own["wafer"]["diameter"] = "100 mm"
    unit = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": {"SF6": 0.95}, "uptime": 0.9}
    etch = step({"gas": "SF6", "amount": "m", "process": "etch"}, parameters={"m": parameter("10 g")})
    sets = "set,gas,value,unit,source,note\nmine,SF6,0.9,1,assumption,made up for a test\n"
    found = choices_of(
        bound(tmp_path, steps={"etch": etch}, routes={"line": {**own, "abatement": unit}}, study=study(),
              files={"factors/emissions/destruction.csv": sets}),
        FAMILIES,
    )  # fmt: skip
    choices = {choice.name: choice for choice in found.choices}
    reasons = {entry.option: entry.reason for choice in found.choices for entry in choice.left_out}
    assert reasons["epa-i11"] == "for wafers of 150 mm and 200 mm, not of 100 mm"
    assert reasons["mine"] == "the library does not say where it may be used (choices.csv)"
    names = [option.name for option in choices["destruction.line"].options]
    assert names == ["efficiencies of the route", "epa-i16-mems", "ipcc2006-tier2"]


def test_the_yield_model_is_a_choice_only_where_the_study_gives_one(tmp_path: Path) -> None:
    def models(die_yield: Any, name: str) -> Any:
        given = study(device=device(**{"yield": die_yield}))
        steps = {"etch": LEAK}
        return choices_of(
            bound(tmp_path / name, steps=steps, routes={"line": route("etch")}, study=given), ["yield_model"]
        )

    plain = models(0.9, "plain")
    assert plain.choices == ()
    assert plain.fixed["yield_model"] == "the study gives the yield itself (0.9), not a model"
    (murphy,) = models({"model": "murphy", "defect_density": "1 cm**-2"}, "murphy").choices
    assert [option.name for option in murphy.options] == ["murphy", "poisson", "seeds", "exponential"]
    assert murphy.left_out[0].reason.startswith("needs a clustering parameter")
    (clustered,) = models({"model": "negative_binomial", "defect_density": "1 cm**-2", "clustering": 2}, "nb").choices
    assert len(clustered.options) == 5


def test_unknown_choices_are_refused_at_once() -> None:
    with pytest.raises(StudyError, match=r"no choice of this name.*did you mean 'gas_table'"):
        known_families(["gas_tables"])
    with pytest.raises(StudyError, match="no choice is named"):
        known_families([])
    assert known_families(["grid", "gwp"]) == ("gwp", "grid")
    with pytest.raises(StudyError, match="no choice of this name"):
        envelope(shipped(), choices=["everything"])


def test_the_shipped_accelerometer() -> None:
    stages: list[tuple[str, int, int]] = []
    found = envelope(
        shipped(), choices=["gas_table", "accounting", "allocation"], samples=512,
        progress=lambda *stage: stages.append(stage),
    )  # fmt: skip
    assert {stage for stage, _, _ in stages} == {"builds", "checks", "samples"}
    assert all(check.deviation <= 1e-9 for check in found.checks)
    assert len(found.checks) >= 3
    assert found.combinations.count == 2 * 2 * 4
    own = calculate(bind_study(shipped()))
    values = {
        ("gas_table", "epa-i11"): {"gas_table": "epa-i11"},
        ("allocation", "even"): {"allocation.facility": "even"},
        ("accounting", "market"): {"accounting": "market"},
    }
    whole = {pair: calculate(bind_study(shipped(), values=given)) for pair, given in values.items()}
    for route_name in ("grey", "green"):
        entry = found.ranges[route_name, CLIMATE]
        assert entry.chosen == pytest.approx(_total(own, route_name), rel=1e-9)
        assert entry.low < entry.chosen < entry.high
        low, _, high = found.data[route_name, CLIMATE]
        assert low < entry.chosen < high
        alone = {single.choice: single.totals for single in entry.by_choice}
        for (choice, option), calculated in whole.items():
            assert alone[choice][option] == pytest.approx(_total(calculated, route_name), rel=1e-9)
            assert entry.low <= alone[choice][option] <= entry.high


def _total(calculated: Calculated, name: str) -> float:
    scores = calculated.solution.scores[demand_key(name, calculated.basis)]
    return scores[f"climate_change_{calculated.bound.study.accounting}"]


def test_a_study_of_a_pack_is_read_with_its_tables(tmp_path: Path) -> None:
    write(tmp_path, steps={"etch": LEAK}, routes={"line": route("etch")}, study=study(uncertainty={"samples": 64}))
    found = envelope(read(tmp_path), choices=["gwp"])
    low, median, high = found.data["line", CLIMATE]
    assert low <= median <= high
    assert found.samples == 64
    assert ", " in sentence(found, "line", CLIMATE)
    assert "by data" in sentence(found, "line", CLIMATE)
