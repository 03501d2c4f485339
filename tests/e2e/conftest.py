"""Installations that tests share, and their logs where a test fails."""

import io
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser

from simulator.client import Control, Phone
from tests.e2e.browsing import NoChromium, chromium
from tests.e2e.harness import ROOT, Installation, installed
from tests.e2e.talking import Words

LIVING: list[Installation] = []
NOT_SEEN: list[str] = []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """The end of every process's log stands under a failure."""
    report = yield
    if report.failed:
        for installation in LIVING:
            for name, log in installation.logs().items():
                report.sections.append((f"log of {name} in {installation.folder}", log))
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if NOT_SEEN:
        terminalreporter.section("no page was looked at", red=True, bold=True)
        terminalreporter.line(f"{len(NOT_SEEN)} tests need a browser. {NoChromium()}")


@pytest.fixture(scope="session")
def _browser() -> Iterator[Browser | None]:
    try:
        with chromium() as opened:
            yield opened
    except NoChromium:
        yield None


@pytest.fixture
def browser(request: pytest.FixtureRequest, _browser: Browser | None) -> Browser:
    """The system's Chromium; the test is skipped, and the end of the run says so, where there is none."""
    if _browser is None:
        NOT_SEEN.append(request.node.nodeid)
        pytest.skip(str(NoChromium()))
    return _browser


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    """A photo of 320 × 240."""
    picture = io.BytesIO()
    Image.effect_noise((320, 240), 60).convert("RGB").save(picture, "JPEG")
    return picture.getvalue()


@pytest.fixture(scope="session")
def trained(request: pytest.FixtureRequest) -> Path:
    """The model of the shipped knowledge, kept in pytest's cache between runs."""
    return request.config.cache.mkdir("guidance")


@pytest.fixture(scope="session")
def words() -> Words:
    """The shipped sentences."""
    return Words.of(ROOT / "knowledge")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, trained: Path) -> Iterator[Installation]:
    """An installation in safe mode (AES) with the shipped knowledge, for tests that leave it as it was."""
    with installed(tmp_path_factory.mktemp("office"), trained) as made:
        LIVING.append(made)
        yield made
        LIVING.remove(made)


@pytest.fixture
def own_office(tmp_path: Path, trained: Path) -> Iterator[Installation]:
    """An installation with a copy of the knowledge that the test may change, stop and break; no worker."""
    with installed(tmp_path, trained, copied_knowledge=True, worker=False) as made:
        LIVING.append(made)
        yield made
        LIVING.remove(made)


@pytest.fixture
def control(office: Installation) -> Control:
    return office.control


@pytest.fixture
def phone(control: Control) -> Phone:
    """Somebody who never wrote before."""
    return control.new_follower("新朋友")
