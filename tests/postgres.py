"""A real PostgreSQL for the tests: TEST_DATABASE_URL, else the machine's own binaries, else none.

The server that is started here keeps its data in a temporary folder, listens on a socket in it and on no network, and
is stopped with the tests. Every test gets a database of its own, copied from a migrated one; the database that
TEST_DATABASE_URL names is only connected to (its user must be allowed to create databases).
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from sqlalchemy import URL, Engine, create_engine, make_url

from bot.core.db import make_engine
from bot.migrations import upgrade

USER = "postgres"
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="


class NoPostgres(Exception):
    """There is no PostgreSQL on this machine; says what to do."""

    def __init__(self) -> None:
        super().__init__("no PostgreSQL: set TEST_DATABASE_URL, or install the server (apt install postgresql)")


@dataclass
class Server:
    """Databases on one server: `empty()` and `migrated()` give the URL of a fresh one, `drop(url)` removes it."""

    url: URL
    _numbers: Iterator[int] = field(default_factory=count)
    _template: str = ""

    def empty(self) -> str:
        return self._make("")

    def migrated(self) -> str:
        if not self._template:
            url = self.empty()
            engine = make_engine(url)
            upgrade(engine)
            engine.dispose()
            self._template = str(make_url(url).database)
        return self._make(f" TEMPLATE {self._template}")

    def drop(self, url: str) -> None:
        self._run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def close(self) -> None:
        if self._template:
            self._run(f"DROP DATABASE {self._template} WITH (FORCE)")

    def _make(self, how: str) -> str:
        name = f"zhaotong_test_{os.getpid()}_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name}{how}")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _run(self, statement: str) -> None:
        engine: Engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@contextmanager
def postgres() -> Iterator[Server]:
    """A server for the length of the block. Raises NoPostgres."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        server = Server(make_url(given).set(drivername="postgresql+psycopg"))
        yield server
        server.close()
        return
    with _started(_binaries()) as folder:
        yield Server(URL.create("postgresql+psycopg", username=USER, database=USER, query={"host": str(folder)}))


def _binaries() -> Path:
    by_version = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    on_path = shutil.which("pg_ctl")
    found = by_version[-1] if by_version else Path(on_path).parent if on_path else None
    if found is None or not (found / "initdb").exists():
        raise NoPostgres
    return found


@contextmanager
def _started(binaries: Path) -> Iterator[Path]:
    """A server of our own in a folder that is gone afterwards; PostgreSQL refuses to run as root."""
    folder = Path(tempfile.mkdtemp(prefix="zhaotong-pg-"))
    data = folder / "data"
    as_user = {"user": USER, "group": USER, "extra_groups": ()} if os.geteuid() == 0 else {}
    if as_user:
        shutil.chown(folder, USER, USER)

    def run(program: str, *arguments: str) -> None:
        command = [str(binaries / program), "-D", str(data), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, timeout=60, **as_user)  # type: ignore[call-overload]

    try:
        run("initdb", "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "start", "-w", "-l", str(folder / "log"), "-o", f"{FAST} -k {folder}")
        yield folder
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "stop", "-m", "immediate")
        shutil.rmtree(folder, ignore_errors=True)
