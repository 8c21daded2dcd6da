"""What is found in a table of measurements: equal findings of many rows are told once, and never without end."""

from __future__ import annotations

from dataclasses import replace

from mems_lca.errors import Finding, Place, Severity

MOST_FINDINGS = 200


class Notes:
    """Findings of tables, in the order found; those that differ by row alone are one, with the number of the others."""

    def __init__(self) -> None:
        self.wrong = 0
        # Things (meter, name) of which a row was refused: what they lack is not told as well.
        self.spoiled: set[tuple[str, str]] = set()
        self._first: dict[tuple[str, ...], Finding] = {}
        self._more: dict[tuple[str, ...], int] = {}
        self._beyond = {"error": 0, "warning": 0}

    def error(
        self, code: str, message: str, place: Place, found: str = "", expected: str = "", nearest: str = ""
    ) -> None:
        """Something for which the table is refused."""
        self.wrong += 1
        self._add("error", Finding("error", code, message, place, found, expected, nearest))

    def warn(
        self, code: str, message: str, place: Place, found: str = "", expected: str = "", nearest: str = ""
    ) -> None:
        """Something that the reader of a result has to know."""
        self._add("warning", Finding("warning", code, message, place, found, expected, nearest))

    def take(self, finding: Finding) -> None:
        """A finding made elsewhere."""
        self.wrong += finding.severity == "error"
        self._add(finding.severity, finding)

    def all(self) -> tuple[Finding, ...]:
        """Every finding; of each severity at most 200, and how many there are beyond."""
        found = [self._told(key, finding) for key, finding in self._first.items()]
        for severity, count in self._beyond.items():
            if count:
                text = f"and {count} more findings like these, in other rows"
                found.append(Finding("error" if severity == "error" else "warning", "more", text))
        return tuple(found)

    def _told(self, key: tuple[str, ...], finding: Finding) -> Finding:
        more = self._more.get(key, 0)
        if not more:
            return finding
        return replace(finding, message=f"{finding.message} (and in {more} more {'row' if more == 1 else 'rows'})")

    def _add(self, severity: Severity, finding: Finding) -> None:
        place = finding.place
        key = (severity, finding.code, finding.message, finding.found, place.file, place.sheet, place.path)
        if key in self._first:
            self._more[key] = self._more.get(key, 0) + 1
        elif sum(kept.severity == severity for kept in self._first.values()) < MOST_FINDINGS:
            self._first[key] = finding
        else:
            self._beyond[severity] += 1
