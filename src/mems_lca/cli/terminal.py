"""What is printed where: results to stdout, findings to stderr, one line each; plain when piped or under NO_COLOR."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from mems_lca.errors import Finding, one_line

if TYPE_CHECKING:
    from rich.console import Console

T = TypeVar("T")

_STYLES = {"error": "bold red", "warning": "yellow"}
_PIPED_WIDTH = 4000


def console(*, stderr: bool = False) -> Console:
    """A console: as wide as the terminal, or wide enough for every line when piped."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() else _PIPED_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def say_findings(findings: Iterable[Finding]) -> None:
    """Each finding as one line on stderr."""
    for finding in findings:
        _say(finding.line(), finding.severity)


def say_error(message: str, code: str = "") -> None:
    """One line on stderr."""
    _say(f"error: {one_line(' '.join(message.split()))}{f' [{code}]' if code else ''}", "error")


def _say(line: str, severity: str) -> None:
    if not sys.stderr.isatty():
        print(line, file=sys.stderr)
        return
    from rich.text import Text

    text = Text(line)
    text.highlight_regex(rf"\b{severity}:", _STYLES[severity])
    console(stderr=True).print(text, soft_wrap=True)


def say(text: str = "") -> None:
    """A line on stdout, never broken."""
    console().print(text, soft_wrap=True)


def say_paragraph(text: str) -> None:
    """Indented text on stdout, broken at the width of a terminal."""
    from rich.padding import Padding

    _print_trimmed(Padding(text, (0, 0, 0, 2), expand=False))


def say_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()) -> None:
    """Columns on stdout, without lines around them; those in `right` are aligned right."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    aligned = set(right)
    for index, column in enumerate(columns):
        table.add_column(column, justify="right" if index in aligned else "left", overflow="fold", no_wrap=index == 0)
    for row in rows:
        table.add_row(*row)
    _print_trimmed(table)


def say_items(items: Iterable[tuple[str, str, str]]) -> None:
    """Names on the left; text, and a note below it, on the right."""
    from rich.table import Table
    from rich.text import Text

    listed = list(items)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, min_width=2)
    table.add_column(overflow="fold")
    for name, text, note in listed:
        right = Text(text)
        if note:
            right.append(f"\n{note}", style="dim")
        table.add_row(f"  {name}", right)
    _print_trimmed(table)


def _print_trimmed(renderable: object) -> None:
    """Prints without the spaces that fill the last column when nobody looks at a terminal."""
    target = console()
    if sys.stdout.isatty():
        target.print(renderable)
        return
    with target.capture() as capture:
        target.print(renderable)
    sys.stdout.write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def counting(runs: Iterable[T], number: int, message: str) -> Iterator[T]:
    """The runs as they come, with a bar on stderr that counts them; no bar when piped."""
    if not sys.stderr.isatty():
        yield from runs
        return
    from rich.progress import track

    yield from track(runs, description=message, total=number, console=console(stderr=True), transient=True)


@contextmanager
def working(message: str, *, quiet: bool = False) -> Iterator[None]:
    """A spinner on stderr while something takes long; nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    with console(stderr=True).status(message):
        yield
