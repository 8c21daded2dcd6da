"""Waste manifests: what left the site within the study's period."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from mems_lca.study.records.doubles import Doubles
from mems_lca.study.records.fields import Fields
from mems_lca.study.records.kinds import Manifest
from mems_lca.study.records.known import Names, Setting, counting_rows
from mems_lca.study.records.tables import Row
from mems_lca.units import show


def read_manifests(tables: Sequence[Fields], setting: Setting) -> tuple[Manifest, ...]:
    """The manifests in the order of the tables. One may list several wastes; a waste stands on it once."""
    doubles, wastes = Doubles(setting.notes), setting.measured.wastes
    names = Names("waste", {*wastes, *wastes.values()})
    first, end = setting.window.start.date(), setting.window.end.date()
    found: list[Manifest] = []
    for fields in tables:
        for row in counting_rows(fields, "number", ()):
            manifest = _manifest(fields, row, names)
            if manifest is None:
                continue
            key = (manifest.number, manifest.waste, manifest.code)
            says, name = (manifest.day, manifest.wet), partial(_named, manifest)
            if doubles.again(key, says, manifest.place, fields.table.dataset, name, partial(_shown, manifest)):
                continue
            if first <= manifest.day < end:
                found.append(manifest)
            else:
                message = "the row lies outside the study's period and was left out"
                setting.notes.warn("outside", message, fields.table.at(row.number, "date"))
    return tuple(found)


def _named(manifest: Manifest) -> str:
    return f"manifest `{manifest.number}` of `{manifest.waste}`"


def _shown(manifest: Manifest) -> str:
    return f"{show(manifest.wet, 'kg', 6)} on {manifest.day}"


def _manifest(fields: Fields, row: Row, names: Names) -> Manifest | None:
    before = fields.notes.wrong
    number, waste = fields.text(row, "number"), fields.text(row, "waste")
    if names:
        waste = names.find(waste, fields, row, "waste")
    day, wet = fields.day(row, "date"), fields.amount(row, "wet", "kg")
    code, treatment = fields.text(row, "code"), fields.text(row, "treatment")
    if fields.notes.wrong > before or day is None or wet is None or not waste:
        return None
    return Manifest(number, waste, day, wet, code, treatment, fields.table.at(row.number, "wet"))
