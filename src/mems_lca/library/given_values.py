"""Values that a study gives by path, in `set:` and `factors:`, as overrides."""

from __future__ import annotations

from mems_lca.errors import StudyError
from mems_lca.library.overrides import Override, Overrides, collect
from mems_lca.library.step_checks import unknown_source
from mems_lca.library.study_checks import Binder, given_gwp, is_factor_key
from mems_lca.study.paths import join
from mems_lca.study.step import Setting

# Factors of a place: `electricity@CN-JS`, `water@CN-JS`.
_OF_PLACE = ("electricity", "water")


def given_values(binder: Binder) -> Overrides:
    """Values of `set:` and `factors:` by path; a factor of the library that this study does not use is no error."""
    entries = [(path, setting, "study", binder.place("set", path)) for path, setting in binder.study.set.items()]
    optional: set[tuple[str, ...]] = set()
    for name, values in binder.study.factors.items():
        for key, setting in values.items():
            place = binder.place("factors", name, key)
            if key == "gwp":
                setting = given_gwp(binder, name, setting, place)
            if is_factor_key(binder, name, key):
                optional.add(("factors", name, key))
            entries.append((join("factors", _at_place(binder, name), key), setting, "study", place))
    for name, setting in binder.study.set.items():
        _check_source(binder, setting, "set", name)
    for name, values in binder.study.factors.items():
        for key, setting in values.items():
            _check_source(binder, setting, "factors", name, key)
    items: dict[tuple[str, ...], Override] = {}
    try:
        items = collect(entries)
    except StudyError as error:
        binder.findings.extend(error.findings)
    return Overrides(items, frozenset(optional))


def _check_source(binder: Binder, setting: Setting, *path: str) -> None:
    if setting.source:
        binder.findings.extend(unknown_source(setting.source, binder.place(*path, "source"), binder.library))


def _at_place(binder: Binder, name: str) -> str:
    """`electricity@western_china` as the factor of the preset's place: `electricity@CN-SN`."""
    kind, sign, written = name.partition("@")
    preset = binder.library.factors.locations.find(written) if sign and kind in _OF_PLACE else None
    if preset is None:
        return name
    return f"{kind}@{preset.scarcity_place if kind == 'water' else preset.place}"
