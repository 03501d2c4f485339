"""Statements prepared once and run on the driver.

For the callback alone: there, running a statement through SQLAlchemy costs several times the statement itself
(see benchmarks/RESULTS.md). It is built and typed by SQLAlchemy all the same, and runs in the session's transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, exc
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

DIALECTS = (sqlite, postgresql)
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement as one driver wants it: its text, its parameters in order, and how values go in and come out."""

    sql: str
    names: tuple[str, ...]
    positional: bool
    constants: Mapping[str, Any]
    into: Mapping[str, Convert]
    out: tuple[Convert | None, ...]

    def bound(self, given: Mapping[str, Any]) -> Any:
        values = {
            **self.constants,
            **{name: self.into[name](value) if name in self.into else value for name, value in given.items()},
        }
        return tuple(values[name] for name in self.names) if self.positional else values

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(convert(value) if convert else value for value, convert in zip(row, self.out, strict=True))


class Prepared:
    """A Core statement, or one for each dialect, compiled at its first use; `columns` are those an insert fills."""

    def __init__(self, statement: Any, *, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = columns
        self._ready: dict[str, _Ready] = {}

    def first(self, session: Session, **given: Any) -> tuple[Any, ...] | None:
        """The first row, its values as SQLAlchemy would give them; None for none."""
        rows = self.rows(session, **given)
        return rows[0] if rows else None

    def rows(self, session: Session, **given: Any) -> list[tuple[Any, ...]]:
        ready, cursor = self._run(session.connection(), given)
        return [ready.read(row) for row in cursor.fetchall()]

    def write(self, session: Session, **given: Any) -> int:
        """How many rows were written."""
        _, cursor = self._run(session.connection(), given)
        return int(cursor.rowcount)

    def _run(self, connection: Connection, given: Mapping[str, Any]) -> tuple[_Ready, Any]:
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._prepare(dialect)
        cursor = connection.connection.cursor()
        try:
            cursor.execute(ready.sql, ready.bound(given))
        except dialect.loaded_dbapi.IntegrityError as error:
            raise exc.IntegrityError(ready.sql, None, error) from None
        except dialect.loaded_dbapi.OperationalError as error:
            raise exc.OperationalError(ready.sql, None, error) from None
        return ready, cursor

    def _prepare(self, dialect: Dialect) -> _Ready:
        statement = self._statement[dialect.name] if isinstance(self._statement, dict) else self._statement
        compiled = statement.compile(dialect=dialect, column_keys=self._columns)
        into = {name: convert for name, bind in compiled.binds.items() if (convert := _into(bind.type, dialect))}
        fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        ready = _Ready(
            sql=str(compiled),
            names=tuple(compiled.positiontup or compiled.binds),
            positional=compiled.positional,
            constants={name: into[name](value) if name in into else value for name, value in fixed.items()},
            into=into,
            out=tuple(_out(column.type, dialect) for column in statement.exported_columns),
        )
        self._ready[dialect.name] = ready
        return ready


def _into(kind: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(dialect).bind_processor(dialect)
    return convert


def _out(kind: Any, dialect: Dialect) -> Convert | None:
    convert: Convert | None = kind.dialect_impl(dialect).result_processor(dialect, None)
    return convert
