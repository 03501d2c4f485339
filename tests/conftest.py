"""What every test may ask for: a fresh migrated database, a house that knows what is shipped, a closed network."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
import pytest_socket
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot.content import load
from bot.core.crypto import DataKeys
from bot.core.db import make_engine, make_sessions
from bot.core.settings import Settings, load_settings
from bot.core.workdays import Calendar
from bot.extraction import Gazetteer
from bot.guidance import Guidance
from bot.handlers import House
from bot.migrations import upgrade
from tests.postgres import NoPostgres, Server, postgres

ROOT = Path(__file__).resolve().parent.parent
KINDS = ("sqlite", "postgres")
NOT_FOUND = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=(*KINDS, "both"),
        default="both",
        help="run on this one only; by default tests marked `database` run on both and all others on SQLite",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[NOT_FOUND] = []
    # A run that is told to stop still stops the server it started.
    signal.signal(signal.SIGTERM, lambda *_: pytest.exit("told to stop"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that reaches for a database gets the chosen one; by default SQLite, or both where it is marked so."""
    if "database_kind" not in metafunc.fixturenames:
        return
    chosen = metafunc.config.getoption("--database")
    if chosen == "both":
        kinds = KINDS if metafunc.definition.get_closest_marker("database") else KINDS[:1]
    else:
        kinds = (chosen,)
    metafunc.parametrize("database_kind", kinds, indirect=True)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    missed = config.stash[NOT_FOUND]
    if missed:
        terminalreporter.section("the second database was not tested", red=True, bold=True)
        terminalreporter.line(f"{len(missed)} tests need it. {NoPostgres()}")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    pytest_socket.socket_allow_hosts(["127.0.0.1", "::1"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine or of a developer's .env reaches a test."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database file, to be copied."""
    path = tmp_path_factory.mktemp("template") / "bot.db"
    engine = make_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture(scope="session")
def _server() -> Iterator[Server | None]:
    try:
        with postgres() as server:
            yield server
    except NoPostgres:
        yield None


@pytest.fixture
def postgres_server(request: pytest.FixtureRequest) -> Server:
    """The PostgreSQL of this run; the test is skipped, and the end of the run says so, where there is none."""
    server: Server | None = request.getfixturevalue("_server")
    if server is None:
        request.config.stash[NOT_FOUND].append(request.node.nodeid)
        pytest.skip(str(NoPostgres()))
    return server


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """`sqlite` or `postgres`."""
    return str(request.param)


@pytest.fixture
def empty_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    if database_kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.empty()
    yield url
    server.drop(url)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, database_kind: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a fresh database with every table."""
    if database_kind == "sqlite":
        path = tmp_path / "bot.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield f"sqlite:///{path}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    url = server.migrated()
    yield url
    server.drop(url)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    made = make_engine(database_url)
    yield made
    made.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    return make_sessions(engine)


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One open transaction; what a test does not commit is gone after it."""
    with sessions() as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Demo settings with a folder of their own."""
    return load_settings(bot_env="demo", var_dir=tmp_path / "var", knowledge_dir=ROOT / "knowledge")


@pytest.fixture
def data_keys(settings: Settings) -> DataKeys:
    return DataKeys(settings.data_keys)


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> House:
    """The shipped knowledge at work, built once; what was trained stays in pytest's cache between runs."""
    knowledge = load(ROOT / "knowledge").knowledge
    assert knowledge is not None, "the shipped knowledge does not load: run `bot kb check`"
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Settings.model_config, "env_file", None)
        settings = load_settings(
            bot_env="demo", var_dir=tmp_path_factory.mktemp("var"), knowledge_dir=ROOT / "knowledge"
        )
    return House(
        settings=settings,
        data_keys=DataKeys(settings.data_keys),
        knowledge=knowledge,
        guidance=Guidance.build(knowledge, cache.mkdir("guidance") if cache else tmp_path_factory.mktemp("guidance")),
        gazetteer=Gazetteer(knowledge.districts.values()),
        calendar=Calendar(knowledge.holidays),
    )
