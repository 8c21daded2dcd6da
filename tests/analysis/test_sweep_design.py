from __future__ import annotations

import pytest

from mems_lca.analysis.sweep_design import LARGEST, read_design
from mems_lca.errors import StudyError
from mems_lca.study.vary import read_axes

AXES = read_axes({"a.x": "1:3:3", "a.y": "10 kg, 20 kg"})


def test_a_grid_has_every_combination_the_last_path_first() -> None:
    design = read_design(AXES)
    assert design.count == 6
    assert [tuple(design.texts(number).values()) for number in range(3)] == [
        ("1", "10 kg"), ("1", "20 kg"), ("2", "10 kg"),
    ]  # fmt: skip
    first, second = design.columns(2, 6)
    assert first.values is not None
    assert second.values is not None
    assert first.values.tolist() == [2, 2, 3, 3]
    assert second.values.tolist() == [10, 20, 10, 20]


@pytest.mark.parametrize("sample", ["lhs", "sobol"])
def test_points_fill_the_ranges_and_depend_on_their_number_only(sample: str) -> None:
    axes = read_axes({"a.x": "1:3", "a.y": "10 kg, 20 kg", "a.z": "1:100:2:log"})
    design = read_design(axes, sample, 256, 7)
    whole = design.columns(0, 256)
    again = read_design(axes, sample, 256, 7)
    parts = [again.columns(100, 256), again.columns(0, 100)]
    for position, column in enumerate(whole):
        assert column.values is not None
        joined = [*parts[1][position].values.tolist(), *parts[0][position].values.tolist()]  # type: ignore[union-attr]
        assert joined == column.values.tolist()
    assert 1 <= whole[0].values.min() < whole[0].values.max() <= 3  # type: ignore[union-attr]
    assert whole[0].values.mean() == pytest.approx(2, abs=0.02)  # type: ignore[union-attr]
    assert (whole[1].values == 10).mean() == pytest.approx(0.5, abs=0.02)  # type: ignore[union-attr]
    assert (whole[2].values < 10).mean() == pytest.approx(0.5, abs=0.02)  # type: ignore[union-attr]
    assert read_design(axes, sample, 256, 8).texts(0) != design.texts(0)


@pytest.mark.parametrize(
    ("vary", "asked", "said"),
    [
        ({"a.x": "0:1:1000000", "a.y": "0:1:1000000"}, {}, "1,000,000,000,000"),
        ({"a.x": "0:1:1000000000000"}, {}, "--sample lhs --n 10000"),
        ({"a.x": "0:1"}, {}, "its number of values"),
        ({"a.x": "0:1:2"}, {"number": 5}, "as many scenarios"),
        ({"a.x": "0:1:2"}, {"sample": "sobol"}, "needs a number"),
        ({"a.x": "0:1:2"}, {"sample": "lhs", "number": 0}, "at least one"),
        ({"a.x": "0:1:2"}, {"sample": "lhs", "number": 10**12}, "too many"),
        ({"a.x": "b,c"}, {"sample": "lhs", "number": 5}, "names cannot be drawn"),
        ({"a.x": "0:1:2"}, {"sample": "sobl", "number": 5}, "did you mean 'sobol'"),
        ({"a.x": "0:1:2"}, {"seed": -1}, "no such seed"),
    ],
)
def test_what_is_no_design(vary: dict[str, str], asked: dict[str, object], said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read_design(read_axes(vary), **asked)  # type: ignore[arg-type]


def test_the_limit_itself_is_allowed() -> None:
    assert read_design(read_axes({"a.x": f"0:1:{LARGEST}"})).count == LARGEST
