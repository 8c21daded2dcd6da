"""The command `init`."""

from __future__ import annotations

import re
from pathlib import Path

from mems_lca.cli.files import write_new
from mems_lca.cli.terminal import say
from mems_lca.errors import StudyError

TEMPLATE = "templates/study.yaml"


def run(name: str) -> None:
    """Writes NAME.yaml in the current folder from the template. Raises MemsLcaError."""
    from mems_lca.library.packs import shipped_pack

    stem = name.removesuffix(".yaml")
    if not re.fullmatch(r"[\w-]+", stem):
        expected = "letters, digits, _ and -"
        raise StudyError.single("name", "this is not a name of a study", found=name, expected=expected)
    path = Path(f"{stem}.yaml")
    template = shipped_pack().report_file(TEMPLATE)
    if template is None:
        raise StudyError.single("template", "the template of a study is missing; install this package again")
    write_new(path, template.read_text(encoding="utf-8").replace("NAME", path.stem))
    say(f"Wrote {path}. Next: mems-lca check {path}, then mems-lca assess {path}")
