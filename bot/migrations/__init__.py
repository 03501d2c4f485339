"""The database's growth, step by step: run by `bot db upgrade`, never needing a file outside the package.

A new step: change the tables in their room's `model.py`, then `make migration m="what changes"` (it calls
`python -m bot.migrations "what changes"`). That compares the tables with the newest step and writes the difference to
`versions/`; read it, cut what is not meant, and write the way back. A step never imports a room: it has to do the same
in five years, when the room looks different.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, MetaData

PACKAGE = "bot:migrations"
ONE_AT_A_TIME = 2_021_211_500
"""Any number of our own: the advisory lock under which PostgreSQL runs one upgrade while others wait."""


def upgrade(engine: Engine, to: str = "head") -> None:
    """Make the tables, or bring them to a later step; all of it or, on an error, nothing."""
    with _alone(engine) as connection:
        command.upgrade(configuration(connection), to)


def downgrade(engine: Engine, to: str = "base") -> None:
    """Take steps back, with what lies in the tables that go."""
    with _alone(engine) as connection:
        command.downgrade(configuration(connection), to)


def current(engine: Engine) -> str | None:
    """The step at which the database stands; None where no table was made yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def configuration(connection: Connection, metadata: MetaData | None = None) -> Config:
    """Alembic's settings for one connection; `metadata` is what a new step is compared with."""
    config = Config()
    config.set_main_option("script_location", PACKAGE)
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction that no other upgrade shares; SQLite's own begins by locking the file."""
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL lock_timeout = '60s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_AT_A_TIME})")
        yield connection
