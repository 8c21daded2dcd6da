"""What may be said of a value's spread and pedigree."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from mems_lca.study.step import Setting, Step
from mems_lca.study.uncertainty import Uncertainty
from packs import parameter, step


def test_a_spread_may_say_what_it_covers() -> None:
    found = Uncertainty.model_validate({"lognormal": 1.2, "covers": ["temporal", "geographical"]})
    assert found.covers == ("temporal", "geographical")
    assert Uncertainty(lognormal=1.2).covers is None


@pytest.mark.parametrize(
    "data", [{"covers": ["temporal"]}, {"lognormal": 1.2, "covers": ["age"]}, {"lognormal": 1.2, "normal": 1}]
)
def test_wrong_spreads(data: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Uncertainty.model_validate(data)


@pytest.mark.parametrize(
    "scores", [[1, 2, 3, 4], [1, 2, 3, 4, 5, 5], [0, 2, 3, 4, 5], [1, 2, 3, 4, 6], [1.5, 2, 3, 4, 5]]
)
def test_a_pedigree_is_five_scores_from_1_to_5(scores: list[float]) -> None:
    with pytest.raises(ValidationError):
        Setting.model_validate({"value": "1 kWh", "pedigree": scores})


def test_pedigree_of_a_setting() -> None:
    assert Setting.model_validate({"value": "1 kWh", "pedigree": [2, 3, 1, 2, 4]}).pedigree == (2, 3, 1, 2, 4)


def test_a_pedigree_on_plain_numbers_says_nothing() -> None:
    power = {"input": "electricity", "pedigree": [2, 3, 1, 2, 4]}
    parameters = {"e": parameter("1 kWh")}
    assert Step.model_validate(step({**power, "amount": "2 * e"}, parameters=parameters)).exchanges[0].pedigree
    with pytest.raises(ValidationError, match="plain numbers"):
        Step.model_validate(step({**power, "amount": "2"}, parameters=parameters))
