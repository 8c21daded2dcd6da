"""The command `template`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mems_lca.cli.terminal import say, working
from mems_lca.errors import StudyError

SUFFIX = ".xlsx"


def run(
    out: Path, *, study: str = "", lang: str = "en", force: bool = False, packs: Sequence[Path] | None = None
) -> None:
    """Writes a workbook to fill in. Raises MemsLcaError; then nothing was written."""
    from mems_lca.cli.converting import refuse_existing
    from mems_lca.cli.converting import run as convert
    from mems_lca.face_book import write_template

    target = out if out.suffix else out.with_suffix(SUFFIX)
    if target.suffix.lower() != SUFFIX:
        raise StudyError.single("target", "a template is an Excel workbook", found=str(out), expected="NAME.xlsx")
    if study:
        convert(study, target, lang=lang, force=force, packs=packs)
    else:
        refuse_existing([target], force=force)
        with working("writing"):
            write_template(target, lang=lang, packs=packs or ())
        say(f"Wrote {target}. Fill in what you know and save it.")
    say(f"Next: mems-lca check {target}, then mems-lca assess {target}")
