"""Readable names of what a result holds: no raw identifier reaches a reader."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from mems_lca.reporting.facts import Facts, Record
from mems_lca.reporting.texts import Texts, readable

_POWERS = {"**2": "²", "**3": "³", "**-1": "⁻¹", "**-2": "⁻²", "**-3": "⁻³"}


class Labels:
    """Labels of one result in one language."""

    def __init__(self, facts: Facts, texts: Texts) -> None:
        self._facts, self._texts = facts, texts
        self._processes = self._all_processes()

    def of(self, record: Record) -> str:
        """The label of a process, target or yield line."""
        chinese = str(record.get("label_zh") or "") if self._texts.lang == "zh" else ""
        return chinese or str(record["label"] or record.get("name") or record.get("id"))

    def route(self, route: str) -> str:
        """A route; a consumed route such as `grey.cap_wafer` is named within its own."""
        return ", ".join(self._texts.label("route", part) for part in route.split("."))

    def measure(self, route: str, name: str) -> str:
        """A measure by the name that its route gives it."""
        names = self._facts.comparison["by_measure"].get(route, {}).get("names", {}).get(name, {})
        return str(names.get(self._texts.lang) or names.get("en") or readable(name))

    def indicator(self, name: str) -> str:
        """An indicator; `climate_change_location` is named by its accounting."""
        entry = self._facts.indicators.get(name)
        if entry is None:
            return self._texts.label("indicator", name)
        return str(entry["name_zh"] if self._texts.lang == "zh" and entry["name_zh"] else entry["name"])

    def unit_of(self, indicator: str) -> str:
        """The unit of an indicator, as readers see it."""
        known = self._facts.indicators
        return self.unit(str(known[indicator if indicator in known else "climate_change"]["unit"]))

    def unit(self, unit: str) -> str:
        """A unit as readers see it: "m3" is m³, none is 1."""
        if self._texts.has(f"unit.{unit}"):
            return self._texts(f"unit.{unit}")
        shown = unit.replace("kg_CO2e", "kg CO₂e").replace("CO2e", "CO₂e").replace("m3_world_eq", "m³ world-eq.")
        for power, sign in _POWERS.items():
            shown = re.sub(rf"{re.escape(power)}(?![0-9])", sign, shown)
        shown = re.sub(r"\bm3\b", "m³", re.sub(r"\bm2\b", "m²", shown))
        return shown.replace("*", "·") or "1"

    def step(self, step: str) -> str:
        """A step of any route."""
        for process in self._facts.processes:
            if process["step"] == step:
                return self.process(process)
        return readable(step)

    def process(self, process: Record) -> str:
        """A process of one route."""
        return self._processes[str(process["id"])]

    def site(self, site: str) -> str:
        """A site with its place code."""
        places = {process["place"] for process in self._facts.processes if process["site"] == site}
        place = next(iter(places - {""}), "")
        name = self._texts.label("site", site)
        return f"{name} ({place})" if place else name

    def input(self, name: str) -> str:
        """What was bought or drawn; `direct` for what was not."""
        if self._texts.has(f"input.{name}"):
            return self._texts(f"input.{name}")
        if name in self._facts.process:
            return self.of(self._facts.process[name])
        return self._products.get(name) or self.flow(name)

    def flow(self, name: str) -> str:
        """An elementary flow; a label of an electricity factor is already one."""
        return self._flows.get(name) or (readable(name) if name.islower() and " " not in name else name)

    def scope(self, scope: str) -> str:
        """A scope, with its category in scope 3."""
        return self._texts.label("scope", scope) if scope else ""

    def functional_unit(self) -> str:
        """The functional unit, such as 1 device, or 1 device per LSB."""
        label = str(self._facts.body["functional_unit"]["label"])
        match = re.fullmatch(r"(\S+) (wafer|device)(?: per (.+))?(.*)", label)
        if match is None:
            return label
        unit = self._texts(f"fu.{match[2]}", number=match[1]) + match[4]
        return self._texts("fu.per", unit=unit, performance=match[3]) if match[3] else unit

    def basis(self, basis: str) -> str:
        """The words of a basis: per wafer, per device, or per functional unit."""
        if basis == "functional_unit":
            return self._texts("basis.functional_unit", unit=self.functional_unit())
        return self._texts(f"basis.{basis}")

    def cell(self, record: Record) -> str:
        """The label of a cell; names of processes, products and indicators inside it are translated."""
        label = str(record["label"])
        if self._texts.lang == "en":
            return label[:1].upper() + label[1:]
        for english, chinese in self._translations:
            if english in label:
                label = label.replace(english, chinese)
        return label

    @cached_property
    def _translations(self) -> list[tuple[str, str]]:
        pairs = {
            str(record["label"]): str(record["label_zh"])
            for record in (*self._facts.processes, *self._facts.target.values())
            if record.get("label") and record.get("label_zh")
        }
        pairs |= {str(entry["name"]): str(entry["name_zh"]) for entry in self._facts.indicators.values()}
        return sorted(((a, b) for a, b in pairs.items() if len(a) > 3 and b), key=lambda pair: -len(pair[0]))

    @cached_property
    def _products(self) -> dict[str, str]:
        found = {str(t["name"]): self.of(t) for t in self._facts.target.values() if t["kind"] == "product"}
        for process in self._facts.processes:
            name, _, site = str(process["step"]).partition("@")
            if site:
                found.setdefault(name, self.of(process))
        return found

    @cached_property
    def _flows(self) -> dict[str, str]:
        return {
            str(target["name"]): self.of(target)
            for target in self._facts.target.values()
            if target["kind"] == "elementary"
        }

    def _all_processes(self) -> dict[str, str]:
        """Processes by id; what several of a route are called is told apart by the consumed route, site or key."""
        found = {str(process["id"]): self._process_label(process) for process in self._facts.processes}
        counts = Counter((self._facts.process[node]["route"], label) for node, label in found.items())
        return {node: self._told_apart(node, label, counts) for node, label in found.items()}

    def _told_apart(self, node: str, label: str, counts: Counter[tuple[str, str]]) -> str:
        process = self._facts.process[node]
        if counts[process["route"], label] == 1:
            return label
        return f"{label} [{readable(str(process['step']).split('/')[-1])}]"

    def _process_label(self, process: Record) -> str:
        label, step = self.of(process), str(process["step"])
        collected, _, what = str(process["id"]).rpartition(".")
        if what in ("wafer", "device"):
            return label.replace(collected, self.route(collected))
        inner, _, _ = step.rpartition("/")
        _, _, site = step.partition("@")
        where = self._texts.label("route", inner) if inner else self._texts.label("site", site) if site else ""
        return f"{label} ({where})" if where else label
