"""Tables that fit a terminal: no number is broken, texts are, and columns that find no room stand below."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from rich.console import Console

from mems_lca.cli.layout import fitted

HEADS = ("measure", "saved, g CO2e", "cost, CNY per 1,000 devices", "pays")
ROWS = (
    ("Photovoltaics on site and green certificates [green_power]", "-0.8176", "-9.778e-06", "not known"),
    ("Dry clean [dry_clean]", "-1,234.5", "12", "yes"),
)


def lines(width: int, heads: Sequence[str] = HEADS, rows: Sequence[Sequence[str]] = ROWS, labels: int = 1) -> list[str]:
    """What is printed in a terminal of a width."""
    console = Console(width=width, highlight=False, markup=False)
    right = frozenset(range(1, len(heads) - 1))
    with console.capture() as capture:
        for table in fitted(heads, rows, right, labels, width):
            console.print(table)
    return [line.rstrip() for line in capture.get().splitlines()]


def test_a_wide_table_has_a_line_for_each_row() -> None:
    found = lines(140)
    assert len(found) == 1 + len(ROWS)
    assert found[0].split("  ")[0] == "measure"
    assert "cost, CNY per 1,000 devices" in found[0]


@pytest.mark.parametrize("width", [120, 80, 60, 40])
def test_numbers_stay_whole(width: int) -> None:
    found = lines(width)
    assert max(map(len, found)) <= width
    words = [word for line in found for word in line.split()]
    for row in ROWS:
        assert all(cell in words for cell in row[1:3])
        assert all(word in words for word in row[0].split())


def test_heads_are_broken_with_the_unit_on_a_line_of_its_own() -> None:
    found = lines(60)
    head = found[: next(number for number, line in enumerate(found) if line.startswith("Photo"))]
    assert any(line.endswith("saved,") or "saved, " in line for line in head)
    assert any("g CO2e" in line for line in head)
    assert not any("saved, g" in line for line in head)


def test_columns_without_room_stand_below_beside_the_first_again() -> None:
    heads = ("", "gas", *(f"figure {number}" for number in range(12)), "end")
    rows = [("1", "NF3", *(f"{number}.12345" for number in range(12)), "x")]
    found = lines(60, heads, rows, labels=2)
    assert max(map(len, found)) <= 60
    shown = [line.split() for line in found if "NF3" in line]
    assert len(shown) > 1
    assert all(row[:2] == ["1", "NF3"] for row in shown)
    assert [cell for row in shown for cell in row[2:]] == [*rows[0][2:]]
