"""A report says nothing of who made it, in no table and under no person's key."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import DateTime, select, text
from sqlalchemy.orm import Session

from bot.core.clock import SHANGHAI
from bot.core.crypto import DataKeys
from bot.core.db import Moment
from bot.reports import queries
from bot.reports.intake import FiledReport, NewReport, forget_reporter, forget_reporters_of
from bot.reports.keys import KeyDestroyed, destroy, destroy_keys, open_key, purge_unused, report_key
from bot.reports.model import EVENTS, KEYS, REPORTS
from tests.reports.conftest import OPENID

TABLES = (KEYS, REPORTS, EVENTS)


def test_no_table_refers_outside_the_room() -> None:
    inside = {table.name for table in TABLES}
    for table in TABLES:
        assert {key.column.table.name for key in table.foreign_keys} <= inside
        assert not {"person_id", "follower_id", "complaint_number", "linked"} & set(table.c.keys())


def test_no_personal_word_lies_in_the_clear(session: Session, filing: Callable[..., FiledReport]) -> None:
    filing()
    stored = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in TABLES
        for row in session.execute(text(f"SELECT * FROM {table.name}")).all()
        for value in row
    )
    for word in (OPENID, "李小花", "13812345678", "某某超市", "凤凰街道", "过期"):
        assert word.encode() not in stored


def test_of_every_moment_only_the_day_is_kept(session: Session, filing: Callable[..., FiledReport]) -> None:
    filing(at=datetime(2026, 11, 24, 0, 30, 12, 345678, tzinfo=SHANGHAI))
    day = datetime(2026, 11, 24, tzinfo=SHANGHAI)
    kept = [
        row._mapping[column]
        for table in TABLES
        for row in session.execute(select(table)).all()
        for column in table.columns
        if isinstance(column.type, DateTime | Moment)
    ]
    assert {moment for moment in kept if moment is not None} == {day}


def test_the_clock_runs_where_the_account_is_a_channel(session: Session, filing: Callable[..., FiledReport]) -> None:
    filed = filing("registered")
    assert filed.check_by is not None
    assert filed.check_by.day == date(2026, 12, 15)
    helped = filing("assist")
    assert (helped.mode, helped.check_by) == ("assist", None)
    rows = session.execute(select(REPORTS.c.received_at).order_by(REPORTS.c.id)).scalars().all()
    assert rows[0] is not None
    assert rows[1] is None


def test_of_an_anonymous_reporter_name_and_phone_are_not_kept(
    session: Session, filing: Callable[..., FiledReport]
) -> None:
    assert filing(anonymous=True).anonymous
    row = session.execute(select(REPORTS)).one()
    assert (row.name, row.phone, row.address) == (None, None, None)
    assert row.openid is not None


def test_a_lead_found_by_an_officer_has_no_reporter(
    session: Session, data_keys: DataKeys, filing: Callable[..., FiledReport]
) -> None:
    filed = filing(openid=None, anonymous=True)
    assert session.execute(select(REPORTS.c.reporter_hash)).scalar_one() is None
    assert queries.openid_to_answer(session, data_keys, filed.number) is None


def test_forgetting_the_reporter_keeps_the_clue(
    session: Session, data_keys: DataKeys, reporter: str, filing: Callable[..., FiledReport]
) -> None:
    number = filing().number
    assert queries.openid_to_answer(session, data_keys, number) == OPENID
    key_id = session.execute(select(KEYS.c.key_id)).scalar_one()
    assert forget_reporter(session, reporter) == [key_id]
    assert queries.of_reporter(session, data_keys, reporter) == []
    assert queries.openid_to_answer(session, data_keys, number) is None
    shown = queries.show(session, data_keys, number, reveal=True, reveal_reporter=True)
    assert shown is not None
    assert (shown["anonymous"], shown["reporter"], shown["merchant"]) == (True, None, "某某超市")
    assert forget_reporter(session, reporter) == []


def test_a_reporter_who_came_back_with_a_backup_is_forgotten_again_and_only_there(
    session: Session, data_keys: DataKeys, reporter: str, filing: Callable[..., FiledReport]
) -> None:
    number = filing().number
    key_id = session.execute(select(KEYS.c.key_id)).scalar_one()
    later = filing().number
    forget_reporters_of(session, [key_id, "another"])
    assert queries.openid_to_answer(session, data_keys, number) is None
    assert [own.number for own in queries.of_reporter(session, data_keys, reporter)] == [later]


def test_unused_keys_go_and_used_ones_stay(
    session: Session, data_keys: DataKeys, filing: Callable[..., FiledReport], now: datetime
) -> None:
    old = now - timedelta(days=31)
    filing(at=old)
    unused, fresh = open_key(session, data_keys, old), open_key(session, data_keys, now)
    assert purge_unused(session, now - timedelta(days=30)) == 1
    assert len(report_key(session, data_keys, fresh)) == 32
    with pytest.raises(KeyDestroyed):
        report_key(session, data_keys, unused)


def test_a_destroyed_key_makes_the_report_unreadable_and_nothing_fail(
    session: Session, data_keys: DataKeys, reporter: str, filing: Callable[..., FiledReport]
) -> None:
    number = filing().number
    row_id = session.execute(select(REPORTS.c.key_id)).scalar_one()
    key_id = destroy(session, row_id)
    shown = queries.show(session, data_keys, number, reveal=True, reveal_reporter=True)
    assert shown is not None
    assert (shown["merchant"], shown["facts"], shown["state"]) == (None, None, "filed")
    assert queries.of_reporter(session, data_keys, reporter) == []
    assert queries.listing(session, data_keys)[0]["merchant"] is None
    assert destroy_keys(session, {key_id}) == 0


def test_a_key_that_came_back_with_a_backup_is_destroyed_again(
    session: Session, data_keys: DataKeys, now: datetime
) -> None:
    row_id = open_key(session, data_keys, now)
    key_id = session.execute(select(KEYS.c.key_id)).scalar_one()
    assert destroy_keys(session, {key_id, "another"}) == 1
    with pytest.raises(KeyDestroyed):
        report_key(session, data_keys, row_id)


def test_what_a_report_is_made_of() -> None:
    assert "person_id" not in NewReport.__dataclass_fields__
