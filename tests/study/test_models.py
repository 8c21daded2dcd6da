"""Models of steps, routes and studies: what each refuses, and the short forms that it reads."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mems_lca.study.route import Route
from mems_lca.study.step import Step
from mems_lca.study.study import Study
from packs import DIE, device, greener, parameter, route, step, study, supply

CLUSTERED = {"model": "negative_binomial", "defect_density": "1 cm**-2", "clustering": 2}
POWER = {"input": "electricity", "amount": "e"}


def made(**changes: Any) -> dict[str, Any]:
    return step(POWER, parameters={"e": "1 kWh"}) | changes


def errors(model: type[Any], data: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(data)
    return str(caught.value)


# ---------------------------------------------------------------- steps


def test_bare_setting_is_a_value() -> None:
    found = Route.model_validate(route({"step": "etch", "set": {"depth": "50 um", "share": 0.5}}))
    assert str(found.steps[0].set["depth"].value) == "50 um"
    assert found.steps[0].set["share"].value.canonical == 0.5


def test_parameter_needs_a_source() -> None:
    assert "source" in errors(Step, made(parameters={"e": {"value": "1 kWh"}}))
    assert "source" in errors(Step, made(parameters={"e": "1 kWh"}))


def test_assumption_needs_its_reasoning() -> None:
    assert "reasoning" in errors(Step, made(parameters={"e": {"value": "1 kWh", "source": "assumption"}}))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"min": "2 kWh"}, "at least"),
        ({"max": "0.5 kWh"}, "at most"),
        ({"min": "1 kg"}, "another dimension"),
        ({"max": 3}, "another dimension"),
    ],
)
def test_default_lies_within_its_limits(limits: dict[str, Any], said: str) -> None:
    assert said in errors(Step, made(parameters={"e": parameter("1 kWh", **limits)}))


def test_limits_may_be_in_another_unit() -> None:
    found = Step.model_validate(made(parameters={"e": parameter("1 kWh", min="3.6 MJ", max="3600 kJ")}))
    assert found.parameters["e"].min is not None


@pytest.mark.parametrize(
    "uncertainty",
    [
        {},
        {"lognormal": 1.3, "normal": "1 kWh"},
        {"lognormal": 0.9},
        {"lognormal": float("nan")},
        {"lognormal": float("inf")},
        {"uniform": {"min": "1 kWh"}},
        {"beta": 2},
        {"normal": "-1 kWh"},
        {"normal": "1 kg"},
        {"uniform": {"min": "3 kWh", "max": "2 kWh"}},
        {"uniform": {"min": "1 kg", "max": "2 kg"}},
        {"triangular": {"min": "2 kWh", "mode": "1 kWh", "max": "3 kWh"}},
    ],
)
def test_distribution_that_means_nothing_is_refused(uncertainty: dict[str, Any]) -> None:
    errors(Step, made(parameters={"e": parameter("1 kWh", uncertainty=uncertainty)}))


@pytest.mark.parametrize(
    "uncertainty",
    [
        {"lognormal": 1},
        {"lognormal": 1.3},
        {"normal": "100 Wh"},
        {"uniform": {"min": "500 Wh", "max": "2 kWh"}},
        {"triangular": {"min": "500 Wh", "max": "2 kWh"}},
        {"triangular": {"min": "500 Wh", "mode": "1 kWh", "max": "2 kWh"}},
    ],
)
def test_distribution(uncertainty: dict[str, Any]) -> None:
    Step.model_validate(made(parameters={"e": parameter("1 kWh", uncertainty=uncertainty)}))


@pytest.mark.parametrize(
    "exchange",
    [
        {"amount": "e"},
        {"input": "electricity", "gas": "SF6", "amount": "e"},
        {"input": "electricity"},
        {"gas": "SF6", "amount": "e", "process": "clean"},
        {"waste": "spent_acid", "amount": "e"},
        {"input": "electricity", "amount": "e", "stage": "fab"},
        "electricity",
    ],
)
def test_exchange_has_one_kind_and_its_keys(exchange: Any) -> None:
    errors(Step, made(exchanges=[exchange]))


def test_step_is_per_wafer_or_device_or_unit_of_its_product() -> None:
    assert "per" in errors(Step, made(per="m3"))
    Step.model_validate(supply("ultrapure_water", "m3", POWER, parameters={"e": "1 kWh/m3"}))


def test_name_cannot_stand_twice() -> None:
    assert "both" in errors(Step, made(derived={"e": "2"}))


@pytest.mark.parametrize("name", ["pi", "min", "wafer_area", "a b", "1st", "a.b", ""])
def test_name_that_no_formula_could_mean_is_refused(name: str) -> None:
    errors(Step, made(parameters={"e": parameter("1 kWh"), name: parameter(3)}))


# ---------------------------------------------------------------- routes


def test_bare_step_is_its_name() -> None:
    found = Route.model_validate(route("etch", {"step": "etch", "id": "second", "repeat": 3}))
    assert [(entry.key, entry.repeat) for entry in found.steps] == [("etch", 1), ("second", 3)]


@pytest.mark.parametrize("repeat", [0, -1, 1.5, 201])
def test_repeat_is_a_whole_number(repeat: Any) -> None:
    errors(Route, route({"step": "etch", "repeat": repeat}))


def test_route_is_whole_or_based() -> None:
    assert "base" in errors(Route, {**greener("line"), "steps": ["etch"]})
    assert "base" in errors(Route, {**greener("line"), "wafer": route("a")["wafer"]})
    assert "needs" in errors(Route, {"schema": "mems-lca/route/1"})
    assert "needs" in errors(Route, route())


@pytest.mark.parametrize(
    "change",
    [
        {"fraction_treated": 1.1},
        {"uptime": -0.1},
        {"destruction": {"SF6": 1.5}},
        {"destruction": 0.9},
    ],
)
def test_abatement_is_made_of_shares(change: dict[str, Any]) -> None:
    rule = {"gases": ["SF6"], "fraction_treated": 1.0, "destruction": "epa-i16-mems", "uptime": 0.95}
    Route.model_validate(route("etch", abatement=rule))
    errors(Route, route("etch", abatement={**rule, **change}))


# ---------------------------------------------------------------- studies


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"baseline": "gray"}, "baseline"),
        ({"routes": {}}, "routes"),
        ({"period": {"start": "2025-12-31", "end": "2025-01-01"}}, "before"),
        ({"perspective": "fab"}, "perspective"),
        ({"boundary": "cradle_to_cradle"}, "boundary"),
        ({"accounting": "both"}, "accounting"),
        ({"device": device(**{"yield": 1.2})}, "at most 1"),
        ({"device": device(**{"yield": {"model": "moore", "defect_density": "1 cm**-2"}})}, "murphy"),
        ({"device": device(**{"yield": {"model": "negative_binomial", "defect_density": "1 cm**-2"}})}, "clustering"),
        ({"device": device(**{"yield": {**CLUSTERED, "model": "poisson"}})}, "with negative_binomial only"),
        ({"device": device(**{"yield": {**CLUSTERED, "clustering": 0}})}, "above zero"),
        ({"device": device(**{"yield": {**CLUSTERED, "clustering": "1 cm"}})}, "expected"),
        ({"device": device(die={**DIE, "count": "guess"})}, "placement"),
        ({"device": device(**{"yield": {"model": "murphy", "defect_density": "0 cm**-2"}})}, "above zero"),
        ({"device": device(**{"yield": {"model": "murphy", "defect_density": "1 cm"}})}, "expected"),
        ({"uncertainty": {"samples": -1}}, "samples"),
        ({"uncertainty": {"seed": -1}}, "seed"),
        ({"uncertainty": {"method": "random"}}, "method"),
        ({"offsets": {"kg": 1}}, "offsets"),
        ({"schema": "mems-lca/study/2"}, "schema"),
    ],
)
def test_study_refuses(change: dict[str, Any], said: str) -> None:
    Study.model_validate(study())
    assert said in errors(Study, study() | change)


@pytest.mark.parametrize("value", [0, -1])
def test_performance_is_above_zero(value: float) -> None:
    errors(Study, study(device=device(performance={"range": {"value": value, "unit": "g_n", "better": "higher"}})))
