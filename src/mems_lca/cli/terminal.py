"""What is printed where: results to stdout, findings to stderr, one line each; plain when piped or under NO_COLOR."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

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


def say_table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = (), labels: int = 1
) -> None:
    """Columns on stdout, without lines around them; those in `right` are aligned right and never broken inside.

    Where a terminal is too narrow, texts and heads are broken at spaces; where that is not enough, the table goes on
    below with the columns that are left, beside its first ones again, of which there are `labels`.
    """
    from mems_lca.cli.layout import fitted

    for number, table in enumerate(fitted(columns, list(rows), frozenset(right), labels, console().width)):
        if number:
            say()
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


class Tick(Protocol):
    """Told how much is done, of how much, and what is done now where that changes."""

    def __call__(self, done: int, of: int, doing: str = "") -> None:
        """Takes `done` and `of` in any unit."""


@contextmanager
def ticking(message: str, quiet: bool = False) -> Iterator[Tick]:
    """A bar on stderr that is told how much is done, and of how much; nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, of, doing="": None
        return
    from rich.progress import Progress

    with Progress(console=console(stderr=True), transient=True) as bar:
        task = bar.add_task(message, total=None)
        yield lambda done, of, doing="": bar.update(task, completed=done, total=of, description=doing or None)


@contextmanager
def working(message: str, *, quiet: bool = False) -> Iterator[None]:
    """A spinner on stderr while something takes long; nothing when piped."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    with console(stderr=True).status(message):
        yield
