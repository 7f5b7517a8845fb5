"""With GG_TEST_ALL=1 a skipped test is a failed one: nothing may be left out without being seen."""

import os
from collections.abc import Generator
from pathlib import Path

import pytest


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("GG_TEST_ALL") == "1" and report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{reason} (GG_TEST_ALL=1 allows no skip)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.fixture(scope="session")
def after_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as it is after ``make demo``: data/entries, and exports with its build."""
    from docs.examples import make_place

    return make_place(tmp_path_factory.mktemp("demo"))
