"""A bound study bound again with other values, as `--set` would give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mems_lca.library.bind import bind
from mems_lca.library.bound import BoundStudy
from mems_lca.study.assign import assign
from mems_lca.study.reading import validate
from mems_lca.study.study import Study


def bind_again(bound: BoundStudy, values: Mapping[str, str]) -> BoundStudy:
    """The study with values by path in place of its own. Raises StudyError or LibraryError."""
    data = assign(bound.raw, values)
    study = validate(data, {}, Study, bound.file)
    given: dict[str, Any] = {"name": bound.name, "raw": data, "file": bound.file, "rests": bound.rests}
    return bind(study, bound.library, measures=bound.switched, **given)
