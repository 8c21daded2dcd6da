"""The commands `check` and `schema`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mems_lca.cli.terminal import say, say_findings
from mems_lca.cli.values import assignments
from mems_lca.errors import StudyError, nearest

KINDS = {"study": "studies", "route": "routes", "step": "steps", "claims": "claims"}


def run(source: str, *, strict: bool, packs: Sequence[Path] | None, values: Sequence[str] | None) -> int:
    """Prints every finding of a file; the exit code."""
    from mems_lca.face import check_file

    findings = check_file(source, packs=packs or (), values=assignments(values))
    say_findings(findings)
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = len(findings) - errors
    say(f"{source}: {_count(errors, 'error')}, {_count(warnings, 'warning')}")
    return 2 if errors else int(strict and warnings > 0)


def _count(number: int, what: str) -> str:
    return f"{number or 'no'} {what}{'' if number == 1 else 's'}"


def run_schema(kind: str) -> None:
    """Prints the JSON Schema of a kind of file. Raises StudyError for a kind that is none."""
    import json

    from mems_lca.library.library import KINDS as MODELS

    if kind not in KINDS:
        message = "there is no schema of this kind"
        raise StudyError.single("kind", message, found=kind, expected=", ".join(KINDS), nearest=nearest(kind, KINDS))
    model = MODELS[KINDS[kind]]
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"mems-lca/{kind}/1",
        **model.model_json_schema(by_alias=True),
    }
    print(json.dumps(found, ensure_ascii=False, indent=2))
