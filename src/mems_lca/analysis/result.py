"""The result of an assessment: one immutable record that serialises to JSON and back."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mems_lca.errors import ReportError

if TYPE_CHECKING:
    import pandas as pd

SCHEMA = "mems-lca/result/1"
_NAMESPACE = uuid.UUID("0d9b2f7e-3c55-5d0e-9a43-6f1b6f3c7a10")
_OUTSIDE = frozenset({"id", "hash", "created"})


@dataclass(frozen=True)
class Result:
    """`text` is the canonical JSON of the body: the same bytes for the same inputs and version, without `created`."""

    text: str
    created: str = ""

    @property
    def body(self) -> dict[str, Any]:
        """The body as a fresh copy: changing it does not change the result."""
        found: dict[str, Any] = json.loads(self.text)
        return found

    @property
    def hash(self) -> str:
        """SHA-256 of the body."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @property
    def id(self) -> str:
        """uuid5 of the body."""
        return str(uuid.uuid5(_NAMESPACE, self.hash))

    def to_json(self) -> str:
        """The whole result as JSON text with id, hash and time of creation."""
        head = {"schema": SCHEMA, "id": self.id, "hash": self.hash, "created": self.created}
        return json.dumps({**head, **self.body}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Result:
        """The result of a JSON text. Raises ReportError when it is none, or when its hash does not fit its body."""
        try:
            data = json.loads(text, parse_constant=_refuse_constant)
        except json.JSONDecodeError as error:
            raise ReportError.single("json", f"not valid JSON: {error.msg} in line {error.lineno}") from None
        except RecursionError:
            raise ReportError.single("json", "not a result: nested too deeply") from None
        if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
            found = str(data.get("schema", "")) if isinstance(data, Mapping) else ""
            raise ReportError.single("schema", "the file is not a result of this program", found=found, expected=SCHEMA)
        body = {key: entry for key, entry in data.items() if key not in _OUTSIDE | {"schema"}}
        try:
            result = cls(canonical(body), str(data.get("created", "")))
        except ValueError:
            raise ReportError.single("json", "a result has finite numbers only") from None
        if data.get("hash") != result.hash:
            raise ReportError.single("hash", "the content of the result does not fit its hash: it was changed")
        return result

    def route(self, name: str) -> dict[str, Any]:
        """Everything about one route. Raises ReportError for an unknown name."""
        routes = self.body["routes"]
        if name not in routes:
            raise ReportError.single("route", "the result has no such route", found=name, expected=", ".join(routes))
        found: dict[str, Any] = routes[name]
        return found

    def value(
        self,
        route: str,
        indicator: str,
        basis: Literal["per_wafer", "per_device", "per_functional_unit"] = "per_device",
    ) -> float:
        """The headline value of an indicator. Raises ReportError where it is not covered."""
        found = self.route(route)[basis][indicator]["value"]
        if found is None:
            raise ReportError.single("not_covered", "the indicator is not covered by any factor", found=indicator)
        return float(found)

    def contributions(self) -> Iterator[dict[str, Any]]:
        """The rows of the table of contributions."""
        table = self.body["contributions"]
        for row in table["rows"]:
            yield dict(zip(table["columns"], row, strict=True))

    def frame(self, what: str = "contributions") -> pd.DataFrame:
        """A table of the result for pandas: "contributions", or a basis such as "per_device" (route × indicator)."""
        import pandas as pd

        if what == "contributions":
            return pd.DataFrame(list(self.contributions()))
        routes = self.body["routes"]
        rows = {name: {key: cell["value"] for key, cell in route[what].items()} for name, route in routes.items()}
        return pd.DataFrame.from_dict(rows, orient="index")


def _refuse_constant(name: str) -> float:
    raise ReportError.single("json", "a result has finite numbers only", found=name)


def canonical(body: Mapping[str, Any]) -> str:
    """Canonical JSON: keys as built, no spaces, shortest round-trip numbers, no NaN."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
