"""Parts of the workbook: texts, addresses, names, number formats, loops."""

from __future__ import annotations

import csv
import itertools
import re

import pytest

from mems_lca.errors import ReportError
from mems_lca.reporting.addresses import Address, Names, area, cell, column, criterion, literal
from mems_lca.reporting.charts import axis_format
from mems_lca.reporting.comparison_sheet import _bar
from mems_lca.reporting.facts import Link
from mems_lca.reporting.loops import components
from mems_lca.reporting.number_formats import significant
from mems_lca.reporting.texts import read_texts, readable
from tree import ROOT


def rows() -> list[dict[str, str]]:
    with (ROOT / "reports" / "texts.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def code() -> str:
    folder = ROOT / "src" / "mems_lca" / "reporting"
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.py")))


def test_every_text_is_there_once_in_both_languages() -> None:
    keys = [row["key"] for row in rows()]
    assert len(set(keys)) == len(keys)
    assert [row["key"] for row in rows() if not row["en"].strip() or not row["zh"].strip()] == []


def test_both_languages_fill_the_same_places() -> None:
    odd = [
        row["key"] for row in rows() if set(re.findall(r"{(\w+)}", row["en"])) != set(re.findall(r"{(\w+)}", row["zh"]))
    ]
    assert odd == []


def test_every_text_that_the_code_names_is_there() -> None:
    keys = {row["key"] for row in rows()}
    named = set(re.findall(r'texts\(\s*"([a-z_]+(?:\.[a-zA-Z0-9_]+)+)"', code()))
    assert len(named) > 80
    assert named - keys == set()


def test_modules_hold_no_chinese() -> None:
    found = {line.strip() for line in code().splitlines() if re.search("[\u4e00-\u9fff]", line)}
    assert found == set()


def test_unknown_text_and_unknown_label() -> None:
    texts = read_texts("en")
    with pytest.raises(ReportError, match=r"sheet\.sumary.*sheet\.summary"):
        texts("sheet.sumary")
    assert texts.label("measure", "my_own_measure") == "My own measure"
    assert readable("gold_mined") == "Gold mined"
    assert read_texts("zh").sentence("no gain") == "无改善"
    assert read_texts("zh").sentence("never heard") == "never heard"


@pytest.mark.parametrize(("index", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns(index: int, letters: str) -> None:
    assert column(index) == letters


def test_addresses() -> None:
    assert cell(4, 2) == "$C$5"
    assert str(Address("Results", 0, 0)) == "Results!$A$1"
    assert str(Address("Yield chain", 0, 0)) == "'Yield chain'!$A$1"
    assert str(Address("it's", 0, 0)) == "'it''s'!$A$1"
    assert str(Address("CMP2", 0, 0)) == "'CMP2'!$A$1"
    assert area("结果", (0, 0), (1, 1)) == "'结果'!$A$1:$B$2"


def test_criteria_mean_the_very_text() -> None:
    assert criterion("a*b?c~d") == '"=a~*b~?c~~d"'
    assert criterion(">5") == '"=>5"'
    assert literal('say "x"') == '"say ""x"""'


def test_names_are_unique_whatever_the_case_and_never_addresses() -> None:
    names = Names()
    assert names.make("p", "grey.release_etch.sf6_flow") == "p_grey_release_etch_sf6_flow"
    assert names.make("p", "CMP2") == "p_CMP2"
    assert names.make("p", "cmp2") == "p_cmp2_2"
    assert names.make("p", 'factors."c-C4F8O".gwp') == "p_factors_c_C4F8O_gwp"
    assert len(names.make("p", "x" * 400)) <= 255


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.047231, "0.00000"), (420.117, "#,##0.0"), (1.5, "#,##0.000"), (19219.0, "#,##0"), (2.0, "General"),
        (0.0, "General"), (None, "General"), (2.3e-5, "0.000E+00"), (-4.4e7, "0.000E+00"), (16912.72, "#,##0"),
    ],
)  # fmt: skip
def test_four_significant_digits(value: float | None, expected: str) -> None:
    assert significant(value).replace("#,##0.00000", "0.00000") == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(0.047, "#,##0.000"), (420, "#,##0"), (0.0, "General"), (1e-7, "0.0E+00")]
)
def test_ticks_of_axes(value: float, expected: str) -> None:
    assert axis_format(value) == expected


def links(*pairs: str) -> list[Link]:
    return [Link(supplier=pair[1], consumer=pair[0], amount="", sign=1, unit="", note="") for pair in pairs]


def test_processes_in_a_loop_are_found() -> None:
    assert components("abc", links("ab", "bc")) == [("a",), ("b",), ("c",)]
    assert components("abcd", links("ab", "bc", "cb", "cd")) == [("a",), ("b", "c"), ("d",)]
    assert components("abc", links("ab", "bc", "ca")) == [("a", "b", "c")]
    assert components("ab", links("aa", "ab")) == [("a",), ("b",)]


def test_long_chains_do_not_recurse() -> None:
    nodes = [chr(0x1000 + number) for number in range(5000)]
    pairs = [first + second for first, second in itertools.pairwise(nodes)]
    assert len(components(nodes, links(*pairs))) == 5000


@pytest.mark.parametrize(
    ("start", "end", "parts"),
    [
        (5.0, 3.0, (3.0, 0.0, 2.0, 0.0, 0.0)),
        (1.0, -2.0, (0.0, 0.0, 1.0, 0.0, -2.0)),
        (-2.0, -3.0, (-2.0, 0.0, 0.0, 0.0, -1.0)),
        (-3.0, 4.0, (0.0, 4.0, 0.0, -3.0, 0.0)),
    ],
)
def test_a_floating_bar_has_a_part_on_each_side_of_zero(start: float, end: float, parts: tuple[float, ...]) -> None:
    assert _bar(start, end, up=end > start) == pytest.approx(parts)
