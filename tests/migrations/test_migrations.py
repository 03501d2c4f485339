"""The steps arrive at the tables the code wants, on both databases, there and back."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, delete, inspect, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from bot import migrations
from bot.conversations.model import InboxMessage
from bot.core.db import make_engine
from bot.migrations.tables import append_only, wanted
from bot.staff.audit import AUDIT, record
from tests import build

pytestmark = pytest.mark.database
VERSIONS = Path(migrations.__file__).parent / "versions"
NEWEST = "0001"


def tables(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names())


def test_the_steps_arrive_at_the_tables_the_rooms_want(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, wanted()) == []


def test_every_step_goes_up_and_down_and_up_again(empty_url: str) -> None:
    engine = make_engine(empty_url)
    assert migrations.current(engine) is None
    steps = [step.revision for step in ScriptDirectory(str(VERSIONS.parent)).walk_revisions()][::-1]
    for step, before in zip(steps, ["base", *steps], strict=False):
        migrations.upgrade(engine, step)
        migrations.downgrade(engine, before)
        migrations.upgrade(engine, step)
        assert migrations.current(engine) == step
    migrations.downgrade(engine)
    assert migrations.current(engine) is None
    assert tables(engine) == {"alembic_version"}
    migrations.upgrade(engine)
    assert tables(engine) == {"alembic_version", *wanted().tables}
    engine.dispose()


def test_upgrading_twice_changes_nothing(engine: Engine) -> None:
    migrations.upgrade(engine)
    assert migrations.current(engine) == NEWEST


def test_two_releases_at_once_do_not_collide(empty_url: str) -> None:
    engines = [make_engine(empty_url) for _ in range(2)]
    with ThreadPoolExecutor(2) as at_once:
        list(at_once.map(migrations.upgrade, engines))
    assert [migrations.current(engine) for engine in engines] == [NEWEST, NEWEST]
    for engine in engines:
        engine.dispose()


def test_a_step_that_fails_leaves_nothing_behind(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make_engine(empty_url)

    def broken(config: Config, to: str) -> None:
        command_upgrade(config, to)
        raise RuntimeError("the last line of a step")

    command_upgrade = command.upgrade
    monkeypatch.setattr("bot.migrations.command.upgrade", broken)
    with pytest.raises(RuntimeError):
        migrations.upgrade(engine)
    assert tables(engine) == set()
    engine.dispose()


def test_what_was_done_cannot_be_rewritten(session: Session) -> None:
    record(session, actor="王科员", action="cli:complaint:reveal", subject="ZT1", reason="核对电话", now=build.NOW)
    session.commit()
    for change in (update(AUDIT).values(reason="没什么"), delete(AUDIT)):
        with pytest.raises(DatabaseError, match="audit_log is append-only"):
            session.execute(change)
        session.rollback()


@pytest.mark.parametrize("table", ["complaint_events", "report_events"])
def test_a_timeline_cannot_be_rewritten(session: Session, table: str) -> None:
    who = build.person(session)
    build.complaint(session, who)
    build.report(session, who)
    session.commit()
    events = wanted().tables[table]
    for change in (update(events).values(action="accept"), delete(events)):
        with pytest.raises(DatabaseError, match=f"{table} is append-only"):
            session.execute(change)
        session.rollback()


def test_every_log_that_a_room_calls_append_only_refuses_changes(engine: Engine) -> None:
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            asked = {f"{table}_no_{event}" for table in append_only() for event in ("update", "delete")}
        else:
            names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
            asked = {f"{table}_append_only" for table in append_only()}
        assert set(connection.exec_driver_sql(names).scalars()) == asked


def test_rows_of_the_models_fit_the_migrated_tables(session: Session) -> None:
    who = build.person(session)
    session.add(InboxMessage(key="k" * 40, person_id=who.id, kind="location_event", private=False, at=build.NOW))
    session.commit()
    assert session.get_one(InboxMessage, 1).at == build.NOW
