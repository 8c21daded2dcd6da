"""Texts broken into lines, since cells above a table are not wrapped: they run on over their neighbours."""

from __future__ import annotations

from mems_lca.reporting.inventory_book.cells import wide


def wrapped(text: str, width: int) -> list[str]:
    """Lines of a text that are at most so wide; Chinese breaks anywhere, but not before a comma or stop."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and wide(line + piece.rstrip()) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for sign in text:
        joined = bool(pieces) and not pieces[-1].endswith(" ") and (ord(sign) < 0x2E80 or sign in "，。；：、）”")
        if joined:
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces
