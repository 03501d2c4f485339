"""Somebody who reports, and the report of the expired milk."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from bot.core.clock import SHANGHAI
from bot.core.crypto import DataKeys, keyed_hash
from bot.core.numbers import next_number
from bot.core.workdays import Calendar
from bot.reports.intake import FiledReport, NewReport, file
from bot.reports.keys import open_key, report_key

SECRET = "a-secret-of-tests-that-is-long-enough"
OPENID = "oJuBaoRen0000000000000000001"
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def reporter() -> str:
    return keyed_hash(SECRET, "reporter", OPENID)


@pytest.fixture
def filing(session: Session, data_keys: DataKeys, calendar: Calendar) -> Callable[..., FiledReport]:
    """File a report of expired food, changed as asked."""
    plain = NewReport(
        openid=OPENID,
        anonymous=False,
        name="李小花",
        phone="13812345678",
        address="昭阳区凤凰街道某小区3栋",
        merchant="某某超市",
        merchant_address="昭阳区凤凰街道",
        district="530602",
        township="530602001",
        item="牛奶",
        bought_on=date(2026, 11, 20),
        date_text="上周五",
        facts="货架上的牛奶过期两个月还在卖，我电话13987654321",
    )

    def filed(mode: str = "registered", at: datetime = NOW, **changed: object) -> FiledReport:
        key_id = open_key(session, data_keys, at)
        return file(
            session,
            replace(plain, **changed),  # type: ignore[arg-type]
            key_id=key_id,
            key=report_key(session, data_keys, key_id),
            number=next_number(session, SECRET, at.date()),
            mode=mode,
            now=at,
            calendar=calendar,
            secret=SECRET,
        )

    return filed
