"""Carbon prices by name and by amount."""

from __future__ import annotations

import pytest

from mems_lca.errors import StudyError
from mems_lca.library.carbon_prices import DEFAULT, carbon_price, carbon_prices, exchange, scenario
from mems_lca.units import Quantity
from packs import shipped_library


def test_the_shipped_table() -> None:
    found = carbon_prices(shipped_library())
    assert DEFAULT in found
    assert {entry.place for entry in found.values()} == {"CN", "EU"}
    assert found["china_ets_2025"].per_tonne == pytest.approx(62.36)
    # 67 EUR at 7.7859 CNY, the rate of the same year.
    assert found["eu_ets_2024"].per_tonne == pytest.approx(67 * 7.7859)
    assert found["eu_cbam"].per_tonne == pytest.approx(found["eu_ets_2025"].per_tonne)
    for entry in found.values():
        assert entry.covers[0]
        assert entry.covers[1]
        assert entry.source in shipped_library().factors.source_ids()


def test_prices_agree_with_the_other_table() -> None:
    """The same publication stands in both tables with the same value."""
    factors, found = shipped_library().factors, carbon_prices(shipped_library())
    for name, place, year, rate in (
        ("china_ets_2024", "CN", 2024, 1.0),
        ("eu_ets_2024", "EU", 2024, 7.7859),
        ("eu_ets_2025", "EU", 2025, 8.1261),
    ):
        row = factors.price("carbon_price", place, year)
        assert row is not None
        assert found[name].per_tonne == pytest.approx(row.value * rate)


@pytest.mark.parametrize(
    ("text", "per_tonne"),
    [("", 62.36), ("100 CNY/t", 100), ("0.1 CNY/kg CO2e", 100), ("10 EUR/t", 81.261), ("0 CNY/t", 0)],
)
def test_a_price(text: str, per_tonne: float) -> None:
    assert carbon_price(shipped_library(), text).per_tonne == pytest.approx(per_tonne)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("china_ets_205", "did you mean 'china_ets_2025'?"),
        ("5 kg", "a carbon price is money per tonne of CO2e"),
        ("100 GBP/t", "a carbon price is money per tonne of CO2e"),
        ("-1 CNY/t", "a carbon price is money per tonne of CO2e"),
    ],
)
def test_what_is_no_price(text: str, said: str) -> None:
    with pytest.raises(StudyError) as caught:
        carbon_price(shipped_library(), text)
    assert said in caught.value.findings[0].line()


def test_a_price_says_that_nobody_owes_it() -> None:
    assert "covers these products today" in scenario()
    assert "未覆盖" in scenario("zh")
    assert carbon_price(shipped_library(), "100 CNY/t").to_dict()["scenario"]["en"] == scenario()


def test_exchange() -> None:
    assert exchange(shipped_library(), Quantity(1.0, "CNY")) == 1.0
    assert exchange(shipped_library(), Quantity(1.0, "USD"), 2024) == pytest.approx(7.1957)
    assert exchange(shipped_library(), Quantity(1.0, "kg")) is None
