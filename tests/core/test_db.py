"""Times, sums and transactions are the same on both databases."""

import time
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Session, sessionmaker

from bot.complaints.model import Complaint
from bot.core.clock import SHANGHAI, from_timestamp, now, spoken_day, today
from bot.core.db import LOCK_WAIT_SECONDS, ask_whether_it_answers, transaction
from bot.followers.model import Follower
from tests import build

pytestmark = pytest.mark.database


def follower(at: datetime) -> Follower:
    return Follower(openid="o1", key_id="k", window_left=0, subscribed=False, first_seen_at=at, last_seen_at=at)


@pytest.mark.parametrize("zone", [UTC, SHANGHAI, timezone(timedelta(hours=-5))])
def test_a_moment_is_read_in_shanghai_wherever_it_was_written(sessions: sessionmaker[Session], zone: tzinfo) -> None:
    at = datetime(2026, 11, 24, 23, 59, 59, 123456, tzinfo=zone)
    with transaction(sessions) as session:
        session.add(follower(at))
    with transaction(sessions) as session:
        read = session.execute(select(Follower.first_seen_at)).scalar_one()
    assert read == at
    assert read.utcoffset() == timedelta(hours=8)


def test_moments_are_compared_in_the_database(session: Session) -> None:
    session.add(follower(build.NOW))
    session.flush()
    later = select(Follower.id).where(Follower.first_seen_at < build.NOW.astimezone(UTC) + timedelta(seconds=1))
    assert session.execute(later).scalar_one() == 1
    assert session.execute(select(Follower.id).where(Follower.first_seen_at < build.NOW)).first() is None


def test_a_naive_time_is_refused(session: Session) -> None:
    session.add(follower(datetime(2026, 11, 24)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive time"):
        session.flush()


@pytest.mark.parametrize("amount", ["0.01", "15000", "99999999.99", "0.1"])
def test_money_keeps_every_fen(session: Session, amount: str) -> None:
    filed = build.complaint(session, build.person(session), amount=Decimal(amount))
    kept = select(Complaint.amount).where(Complaint.number == filed.number)
    assert session.execute(kept).scalar_one() == Decimal(amount)


def test_a_failed_door_leaves_nothing(sessions: sessionmaker[Session]) -> None:
    def door() -> None:
        with transaction(sessions) as session:
            session.add(follower(build.NOW))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        door()
    with transaction(sessions) as session:
        assert session.execute(select(Follower)).first() is None


def test_asking_whether_it_answers_waits_for_no_writer(engine: Engine, sessions: sessionmaker[Session]) -> None:
    with transaction(sessions) as session:
        session.add(follower(build.NOW))
        session.flush()
        begun = time.monotonic()
        ask_whether_it_answers(engine)
        assert time.monotonic() - begun < LOCK_WAIT_SECONDS


def test_a_complaint_without_its_person_is_refused(session: Session) -> None:
    ghost = build.person(session)
    session.rollback()
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        build.complaint(session, ghost)


def test_the_database_is_safe_by_default(engine: Engine) -> None:
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            wanted = {"journal_mode": "wal", "foreign_keys": 1, "secure_delete": 1, "synchronous": 2}
            assert {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in wanted} == wanted
        else:
            assert connection.execute(text("SHOW lock_timeout")).scalar() == "4s"
            assert connection.execute(text("SHOW timezone")).scalar() == "UTC"


def test_the_clock_is_aware_and_in_shanghai() -> None:
    assert now().utcoffset() == timedelta(hours=8)
    assert today() == now().date()
    assert from_timestamp(1_795_485_600).isoformat() == "2026-11-24T10:00:00+08:00"
    assert spoken_day(build.NOW.date()) == "2026年11月24日（周二）"
