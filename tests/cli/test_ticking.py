"""The bar of long work: nothing where nobody looks, and steps with what they are where somebody does."""

from __future__ import annotations

import io
import sys

import pytest

from mems_lca.cli.terminal import ticking


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        """Always."""
        return True


def test_nothing_when_piped(capsys: pytest.CaptureFixture[str]) -> None:
    with ticking("Sampling") as tick:
        tick(1, 2)
        tick(2, 2, "solving")
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_stderr_that_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("TERM", "xterm")
    with ticking("Sampling the study") as tick:
        tick(1, 4)
        tick(4, 4, "solving some whole")
    shown = screen.getvalue()
    assert "solving some whole" in shown
    assert "100%" in shown
    assert shown.endswith("\x1b[2K")
    assert capsys.readouterr().out == ""


def test_quiet_says_nothing_to_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    with ticking("Sampling", quiet=True) as tick:
        tick(1, 2)
    assert screen.getvalue() == ""
