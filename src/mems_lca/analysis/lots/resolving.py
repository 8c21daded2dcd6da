"""Rows of a table of lots as lots of a study: routes and steps looked up, wafers counted, every finding at once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mems_lca.analysis.lots.records import Lot, Planned, Scrapped, Written
from mems_lca.errors import Finding, Place, StudyError, nearest

_ALL = frozenset({"", "all", "all steps", "complete", "全部", "全流程", "全部工序"})
_UP_TO = re.compile(r"(?:(?:up\s*to|until|through)\s+|(?:截至|直到|至|到)\s*)(?P<entry>\S.*)", re.IGNORECASE)
_ENTRY = re.compile(
    r"(?P<step>[^\s@×*]+)(?:\s*@\s*(?P<after>\d+))?(?:(?:\s+x\s*|\s*[×*]\s*)(?P<number>\d+))?", re.IGNORECASE
)
_SHOWN = "STEP x NUMBER, several with semicolons: lithography x 2; release_etch x 1"
_NONE = frozenset({"", "-", "–", "—", "0", "none", "no", "无"})


@dataclass(frozen=True)
class _Named:
    """An entry of a list of steps: the step, its number (None: not said), and after which pass."""

    step: Planned
    number: int | None
    after: int | None


@dataclass
class _Resolver:
    """Looks up the rows of a table; `plans` are the steps of each route, `names` what routes are called besides."""

    plans: Mapping[str, Sequence[Planned]]
    default: str
    names: Mapping[str, str]
    findings: list[Finding] = field(default_factory=list)

    def lot(self, row: Written) -> Lot | None:
        """The lot of a row; None, with findings, for one that is not possible."""
        before = len(self.findings)
        route = self.route(row)
        if not route:
            return None
        plan = self.plans[route]
        counts = self.counts(row, plan)
        rework = self.rework(row, plan, counts)
        scrap = self.scrap(row, plan, counts)
        scrapped = sum(entry.wafers for entry in scrap)
        if row.started is None or row.day is None:
            return None
        if scrapped > row.started:
            self.error("scrap", "more wafers are scrapped than were started", row.place("scrap"), str(scrapped),
                       f"at most {row.started}")  # fmt: skip
        elif row.out is not None and row.started - scrapped != row.out and len(self.findings) == before:
            message = (
                f"wafers are lost: {row.started} started less {scrapped} scrapped are {row.started - scrapped} out"
            )
            self.error("wafers", message, row.place("out"), str(row.out), str(row.started - scrapped))
        if len(self.findings) > before:
            return None
        out = row.started - scrapped
        return Lot(row.lot, row.day, route, row.started, out, counts, rework, tuple(scrap), row.place("lot"))

    def route(self, row: Written) -> str:
        """The route of a row: named, else that of the command."""
        written = row.route or self.default
        name = written if written in self.plans else self.names.get(written, written)
        if name in self.plans:
            return name
        known = tuple(self.plans)
        message = "the study has no route of this name" if name else "the row names no route, and the study has several"
        self.error("unknown_route", message, row.place("route"), name, ", ".join(known), nearest(name, known))
        return ""

    def counts(self, row: Written, plan: Sequence[Planned]) -> dict[str, int]:
        """Passes of a wafer by step."""
        text, place = _plain(row.steps), row.place("steps")
        if text.casefold() in _ALL:
            return {step.id: step.repeat for step in plan}
        match = _UP_TO.fullmatch(text)
        if match is not None:
            named = self.entries(match["entry"], plan, place)
            if len(named) != 1:
                if named:
                    self.error("steps", "one step ends what a lot has passed", place, text, "up to STEP")
                return {}
            return _up_to(plan, named[0])
        found: dict[str, int] = {}
        for entry in self.entries(text, plan, place):
            if entry.step.id in found or entry.after is not None:
                message = (
                    "a step stands twice" if entry.after is None else "a number of passes is written STEP x NUMBER"
                )
                self.error("steps", message, place, entry.step.id, _SHOWN)
            found[entry.step.id] = entry.step.repeat if entry.number is None else entry.number
        return {step.id: found[step.id] for step in plan if found.get(step.id)}

    def rework(self, row: Written, plan: Sequence[Planned], counts: Mapping[str, int]) -> dict[str, int]:
        """Passes of single wafers that were done again, by step."""
        place, found = row.place("rework"), dict[str, int]()
        for entry in self.listed(row.rework, plan, place, "rework"):
            if entry.step.overhead:
                self.error("rework", "overhead is no pass that is done again", place, entry.step.id)
            elif counts and entry.step.id not in counts:
                self.error("rework", "rework at a step that the lot has not passed", place, entry.step.id)
            found[entry.step.id] = found.get(entry.step.id, 0) + (entry.number or 0)
        return found

    def scrap(self, row: Written, plan: Sequence[Planned], counts: Mapping[str, int]) -> list[Scrapped]:
        """Wafers scrapped, each after a pass of a step; without a number after its last."""
        place, found = row.place("scrap"), list[Scrapped]()
        for entry in self.listed(row.scrap, plan, place, "scrap"):
            passes = counts.get(entry.step.id, 0)
            after = passes if entry.after is None else entry.after
            if counts and not passes:
                self.error("scrap", "scrap at a step that the lot has not passed", place, entry.step.id)
            elif counts and not 1 <= after <= passes:
                self.error("scrap", f"{entry.step.id} is passed {passes} times", place, f"{entry.step.id}@{after}",
                           f"{entry.step.id}@1 to {entry.step.id}@{passes}")  # fmt: skip
            found.append(Scrapped(entry.step.id, entry.number or 0, after))
        return found

    def listed(self, text: str, plan: Sequence[Planned], place: Place, what: str) -> list[_Named]:
        """A list in which each step has its number of wafers."""
        found = [] if _plain(text).casefold() in _NONE else self.entries(_plain(text), plan, place)
        for entry in found:
            if not entry.number:
                self.error(what, f"{what} says how many wafers", place, entry.step.id, _SHOWN)
        return [entry for entry in found if entry.number]

    def entries(self, text: str, plan: Sequence[Planned], place: Place) -> list[_Named]:
        """Steps with their numbers from a list; what is none becomes a finding."""
        found = []
        for part in re.split(r"[;,、\n]", text):
            if not part.strip():
                continue
            match = _ENTRY.fullmatch(part.strip())
            if match is None:
                self.error("steps", "not a step with a number", place, part.strip(), _SHOWN)
                continue
            step = self.step(match["step"], plan, place)
            if step is not None:
                number, after = match["number"], match["after"]
                found.append(
                    _Named(step, None if number is None else int(number), None if after is None else int(after))
                )
        return found

    def step(self, name: str, plan: Sequence[Planned], place: Place) -> Planned | None:
        """The step of an id, or of the name of its file where the route has it once."""
        named = [step for step in plan if step.id == name] or [step for step in plan if step.name == name]
        if len(named) == 1:
            return named[0]
        known = [step.id for step in plan]
        if named:
            expected = ", ".join(step.id for step in named)
            self.error("steps", "the route has this step several times: say which", place, name, expected)
        else:
            self.error("unknown_step", "the route has no step of this name that wafers pass", place, name,
                       ", ".join(known) if len(known) <= 12 else "", nearest(name, known))  # fmt: skip
        return None

    def error(self, code: str, message: str, place: Place, found: str = "", expected: str = "", near: str = "") -> None:
        """Notes an error."""
        self.findings.append(Finding("error", code, message, place, found, expected, near))


def resolved(
    rows: Sequence[Written],
    plans: Mapping[str, Sequence[Planned]],
    default: str,
    *,
    names: Mapping[str, str] | None = None,
    others: Sequence[Finding] = (),
) -> tuple[Lot, ...]:
    """The lots of a table; `default` is the route of rows that name none, `names` what routes are called besides, and
    `others` what was found in the cells.

    Raises StudyError with every error: names that are not there, wafers that do not add up, a lot that stands twice.
    """
    resolver = _Resolver(plans, default, names or {})
    lots = [resolver.lot(row) for row in rows]
    seen: dict[str, Written] = {}
    for row in rows:
        first = seen.setdefault(row.lot, row)
        if row.lot and first is not row:
            resolver.error("double", f"the lot stands twice, first in {first.place('lot')}", row.place("lot"), row.lot)
    errors = [*(entry for entry in others if entry.severity == "error"), *resolver.findings]
    if errors:
        raise StudyError(sorted(dict.fromkeys(errors), key=_row))
    return tuple(lot for lot in lots if lot is not None)


def _row(finding: Finding) -> int:
    """The row on which a finding was made."""
    digits = "".join(char for char in finding.place.cell if char.isdigit())
    return int(digits) if digits else finding.place.line or 0


def _up_to(plan: Sequence[Planned], last: _Named) -> dict[str, int]:
    """All passes up to and with a step, or one of its passes."""
    found: dict[str, int] = {}
    for step in plan:
        if step.id == last.step.id:
            found[step.id] = min(step.repeat, last.after) if last.after else step.repeat
            break
        found[step.id] = step.repeat
    return found


def _plain(text: str) -> str:
    """Full-width signs to half width, no spaces around."""
    return unicodedata.normalize("NFKC", text).replace("\u00d7", "×").strip()
