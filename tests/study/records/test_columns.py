from __future__ import annotations

import pytest
from pydantic import ValidationError

from mems_lca.study.records.columns import TABLE_KINDS, Table, plain, scaled_unit
from records_kit import shipped_columns


def test_every_kind_of_table_has_its_columns() -> None:
    assert tuple(shipped_columns().tables) == TABLE_KINDS
    assert [column.id for column in shipped_columns().tables["manifests"].columns] == [
        "number", "waste", "date", "wet", "unit", "code", "treatment",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", TABLE_KINDS)
def test_everything_is_said_in_both_languages(kind: str) -> None:
    table = shipped_columns().tables[kind]  # type: ignore[index]
    texts = [table.name, table.about, *(names for column in table.columns for names in (column.head, column.help))]
    assert all(names.en and names.zh for names in texts)


def test_a_heading_of_a_template_tells_the_unit_where_no_column_does() -> None:
    bottles, starts = shipped_columns().tables["bottles"], shipped_columns().tables["wafer_starts"]
    assert bottles.by_id["tare"].heading("en") == "Tare"
    assert starts.by_id["diameter"].heading("zh") == "晶圆直径 (mm)"


def test_headings_are_compared_without_case_width_and_signs() -> None:
    assert plain("Wafers_Started") == plain("ＷＡＦＥＲＳ started:") == "wafersstarted"
    assert plain("√") == "√"


def test_a_heading_that_stands_for_two_columns_is_refused() -> None:
    names = {"en": "Date"}
    columns = [{"id": name, "head": names, "kind": "date", "help": names} for name in ("a", "b")]
    with pytest.raises(ValidationError, match="stands for a and for b"):
        Table.model_validate({"name": names, "about": names, "columns": columns})


def test_a_unit_may_begin_with_a_number() -> None:
    assert scaled_unit("10 MWh") == (10.0, "MWh")
