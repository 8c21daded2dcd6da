"""How a table of texts fits a terminal: heads broken at spaces, columns below each other, no number ever broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

# Spaces between columns.
_GAP = 2
# A column of texts gets so many characters, if it has as many, before a table is divided.
_READABLE = 18
# A unit up to this length is not broken.
_UNIT = 8


def fitted(
    columns: Sequence[str], rows: Sequence[Sequence[str]], right: frozenset[int], labels: int, width: int
) -> Iterator[Table]:
    """Tables that each fit `width` characters and together have all columns; the first `labels` stand in each.

    Columns in `right` hold numbers. A table that fits is one; a single column may still be wider than the terminal.
    """
    natural = [max(_widest([head]), _widest(_cells(rows, index))) for index, head in enumerate(columns)]
    narrow = [_narrow(head, _cells(rows, index), index in right) for index, head in enumerate(columns)]
    for block in _blocks(natural, narrow, labels, width):
        wide = _total([natural[index] for index in block]) <= width
        yield _table(columns, rows, block, right, None if wide else narrow)


def _blocks(natural: Sequence[int], narrow: Sequence[int], labels: int, width: int) -> list[list[int]]:
    """The columns of each table: all of them if they fit, else as many as do with the first ones repeated."""
    every = list(range(len(natural)))
    if _total(natural) <= width or _total(narrow) <= width:
        return [every]
    repeated, blocks = every[:labels], [every[:labels]]
    for index in every[labels:]:
        taken = [narrow[other] for other in (*blocks[-1], index)]
        if len(blocks[-1]) > labels and _total(taken) > width:
            blocks.append([*repeated, index])
        else:
            blocks[-1].append(index)
    return blocks


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * len(widths)


def _cells(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index] for row in rows]


def _widest(texts: Sequence[str]) -> int:
    from rich.cells import cell_len

    return max((cell_len(line) for text in texts for line in text.split("\n")), default=0)


def _words(texts: Sequence[str]) -> int:
    return _widest([word for text in texts for word in text.split()])


def _pieces(head: str) -> str:
    """A head with its unit, behind the last comma, on a line of its own."""
    text, comma, unit = head.rpartition(", ")
    return f"{text},\n{unit}" if comma and len(unit) <= _UNIT else head


def _widest_piece(head: str) -> int:
    """The longest word of a head, or its unit, which is not broken."""
    text, line, unit = _pieces(head).rpartition("\n")
    return max(_words([text]), len(unit)) if line else _words([head])


def _narrow(head: str, cells: Sequence[str], number: bool) -> int:
    """The least width of a column: whole numbers below a broken head, or texts that can still be read."""
    if number:
        return max(_widest_piece(head), _widest(cells))
    longest = max(_words([head]), _words(cells))
    return min(max(_widest([head]), _widest(cells)), max(longest, _READABLE))


def _table(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    block: Sequence[int],
    right: frozenset[int],
    narrow: Sequence[int] | None,
) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="bold")
    for index in block:
        number = index in right
        table.add_column(
            Text(_pieces(columns[index]) if number and narrow is not None else columns[index], no_wrap=False),
            justify="right" if number else "left",
            vertical="top",
            overflow="fold",
            no_wrap=number,
            width=narrow[index] if narrow is not None and number else None,
            min_width=narrow[index] if narrow is not None and not number else None,
        )
    for row in rows:
        table.add_row(*(row[index] for index in block))
    return table
