"""The database: engine, sessions, column types and the base of every table."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BigInteger, Connection, DateTime, Engine, Integer, LargeBinary, MetaData, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from bot.core.clock import SHANGHAI

LOCK_WAIT_SECONDS = 4
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "wal_autocheckpoint=4000",
)
_TURNS: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()
_AFTERWARDS = "afterwards"


class NoTurn(Exception):
    """Another transaction of this process held the database for too long."""


class Base(DeclarativeBase):
    """The base of every table, with names for constraints so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """An aware time: stored in UTC, read in Asia/Shanghai. A naive time is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(SHANGHAI)


class Money(TypeDecorator[Decimal]):
    """Decimal yuan, stored as whole fen."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Any) -> int | None:
        return None if value is None else int((value * 100).to_integral_value())

    def process_result_value(self, value: int | None, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


Sealed = LargeBinary
"""Opaque bytes of `crypto.seal`: personal text never lies in a column in the clear."""

Id = BigInteger().with_variant(Integer, "sqlite")
"""A growing number; SQLite grows only plain INTEGER keys."""


def make_engine(url: str) -> Engine:
    """An engine whose transactions own what they touch: BEGIN IMMEDIATE on SQLite, bounded lock waits on PostgreSQL.

    Its errors name the statement but never a value: they reach logs and terminals.
    """
    if not url.startswith("sqlite"):
        options = f"-c lock_timeout={LOCK_WAIT_SECONDS * 1000} -c timezone=UTC"
        reached_by = {"options": options, "connect_timeout": LOCK_WAIT_SECONDS}
        return create_engine(url, pool_pre_ping=True, pool_size=10, hide_parameters=True, connect_args=reached_by)
    path = url.removeprefix("sqlite:///")
    if path and ":memory:" not in path:
        Path(path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    waits = {"timeout": LOCK_WAIT_SECONDS, "check_same_thread": False}
    engine = create_engine(url, hide_parameters=True, pool_reset_on_return=None, connect_args=waits)
    _TURNS[engine] = Lock()
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_immediately)
    return engine


def _begin_immediately(connection: Connection) -> None:
    """Take the write lock at once; past SQLAlchemy's own execution, which costs ten times the statement."""
    try:
        connection.connection.dbapi_connection.execute("BEGIN IMMEDIATE")  # type: ignore[union-attr]
    except sqlite3.OperationalError as error:
        raise OperationalError("BEGIN IMMEDIATE", None, error) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def make_sessions(engine: Engine) -> sessionmaker[Session]:
    """Sessions that write only what they are told to, and stay readable after their commit."""
    return sessionmaker(engine, autoflush=False, expire_on_commit=False)


@contextmanager
def transaction(sessions: sessionmaker[Session]) -> Iterator[Session]:
    """One transaction of a door: committed once at the end, rolled back on any error.

    Raises NoTurn when another thread held SQLite for longer than the lock wait.
    """
    with sessions() as session:
        afterwards: list[Callable[[], None]] = session.info.setdefault(_AFTERWARDS, [])
        with _turn(sessions.kw["bind"]), session.begin():
            yield session
        for act in afterwards:
            act()


def once_committed(session: Session, act: Callable[[], None]) -> None:
    """Do something that may take its time after a commit: a door's `transaction` has let others go on by then.

    Elsewhere it is done at once.
    """
    afterwards: list[Callable[[], None]] | None = session.info.get(_AFTERWARDS)
    if afterwards is None:
        act()
    else:
        afterwards.append(act)


def ask_whether_it_answers(engine: Engine) -> None:
    """Read one row of the tables, holding up no writer and waiting for none. Raises the driver's own error."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("SELECT 1 FROM followers LIMIT 1")
    finally:
        connection.close()


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """SQLite has one writer: threads queue here rather than poll its lock, which starves some and burns CPU."""
    turn = _TURNS.get(engine)
    if turn is None:
        yield
        return
    if not turn.acquire(timeout=LOCK_WAIT_SECONDS):
        raise NoTurn
    try:
        yield
    finally:
        turn.release()
