"""Settings for the whole suite: Hypothesis, LibreOffice where it is required, and results that tests share."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from mems_lca.analysis.result import Result

# Wall-clock deadlines fail on a busy machine; CI draws the same examples each time.
hypothesis.settings.register_profile("desk", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "desk")

REQUIRE_LIBREOFFICE = "MEMS_LCA_REQUIRE_LIBREOFFICE"


@pytest.fixture(scope="session")
def shipped_result(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Result]:
    """The result of a shipped study by its name, assessed once in a run."""
    from shared_results import run_folder, shared_result

    folder = run_folder(tmp_path_factory)
    return lambda name: shared_result(folder, name)


def libreoffice_required() -> bool:
    """Whether a LibreOffice test that does not run is a failure."""
    return os.environ.get(REQUIRE_LIBREOFFICE, "") not in ("", "0")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn the skip of a LibreOffice test into a failure where LibreOffice is required."""
    report = yield
    marked = item.get_closest_marker("libreoffice") is not None
    if marked and report.skipped and not hasattr(report, "wasxfail") and libreoffice_required():
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{REQUIRE_LIBREOFFICE} is set, but this test was skipped: {reason}"
    return report


class LibreOfficeCount:
    """Counts the LibreOffice tests that ran; none at all is a failure where they are required."""

    def __init__(self) -> None:
        self.ran = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        # The reports of xdist's workers arrive here too, with their markers among the keywords.
        if report.when == "call" and "libreoffice" in report.keywords and not report.skipped:
            self.ran += 1

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.ran == 0 and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.write_line(f"LibreOffice tests that ran: {self.ran} (at least one is required)")


def pytest_configure(config: pytest.Config) -> None:
    """Count in the main process only: a worker of xdist sees only its share."""
    if libreoffice_required() and not hasattr(config, "workerinput"):
        config.pluginmanager.register(LibreOfficeCount(), "libreoffice-count")
