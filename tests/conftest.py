"""What all tests share: no skipped test passes unseen, and the header names the shared corpora that were found.

A test that skips prints its reason at the end of a local run (``-rs``). Under ``RETOLD_CI=1`` or ``CI=true`` there is
nothing that may be missing, so a test or a module that skips has failed.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.corpora import shared_folder

NOBODY = 65534
"""The user and group that own nothing, by convention."""

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell lets its jobs in the background ignore an interrupt, and every program that they start.
    signal.signal(signal.SIGINT, signal.default_int_handler)

NOTHING_MAY_BE_SKIPPED = os.environ.get("RETOLD_CI") == "1" or os.environ.get("CI", "").lower() in {"1", "true"}


def pytest_report_header() -> str:
    """Say which corpora the accuracy floors can be measured on."""
    shared = shared_folder()
    if shared is None:
        return "shared corpora: none found (RETOLD_SHARED names their folder); floors are measured on our own families"
    return f"shared corpora: {shared}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Fail a test that skipped where nothing may be missing."""
    return _without_skipping((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Fail a module that skipped as a whole where nothing may be missing."""
    return _without_skipping((yield))


def _without_skipping(report: pytest.TestReport | pytest.CollectReport) -> pytest.TestReport | pytest.CollectReport:
    if NOTHING_MAY_BE_SKIPPED and report.skipped:
        reason = (
            report.longrepr[2] if isinstance(report.longrepr, tuple) else getattr(report, "wasxfail", report.longrepr)
        )
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: not run, and under RETOLD_CI every test must run: {reason}"
    return report


@pytest.fixture(scope="session")
def installed_spark() -> None:
    """Spark and what it needs, or the test is skipped."""
    pytest.importorskip("pyspark")
    pytest.importorskip("pandas")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java 17")


@pytest.fixture(scope="session")
def spark(installed_spark: None) -> Iterator[None]:
    """A Spark session on this machine for whoever asks for the engine, started once."""
    from retold.spark import session

    with session(1_000_000_000):
        yield


@pytest.fixture(params=[None, "duckdb", pytest.param("spark", marks=pytest.mark.slow)], ids=str)
def engine(request: pytest.FixtureRequest) -> str | None:
    """Each engine that joins an archive; None for arrays."""
    if request.param == "spark":
        request.getfixturevalue("spark")
    return request.param


@pytest.fixture
def without_rights() -> Iterator[tuple[Path, Callable[[Callable[[], object]], None]]]:
    """A folder that anyone can reach, and a way to run something there as somebody whom permissions bind.

    The superuser may read and write everything, so a child process gives its rights up first.
    """
    folder = Path(tempfile.mkdtemp(prefix="retold-test-"))
    folder.chmod(0o755)

    def run(action: Callable[[], object]) -> None:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                if os.geteuid() == 0:
                    os.setgroups([])
                    os.setgid(NOBODY)
                    os.setuid(NOBODY)
                action()
                status = 0
            except BaseException:
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0

    try:
        yield folder, run
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The one browser of a run: Playwright starts no second one beside it."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as started:
        running = started.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()
