"""One person, and the complaint of the short-weight coal."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from bot.complaints.intake import Filed, NewComplaint, file
from bot.core.clock import SHANGHAI
from bot.core.crypto import DataKeys
from bot.core.messages import Incoming
from bot.core.numbers import next_number
from bot.core.workdays import Calendar
from bot.followers.people import Person, arrive

SECRET = "a-secret-of-tests-that-is-long-enough"
NOW = datetime(2026, 11, 24, 10, 30, tzinfo=SHANGHAI)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def person(session: Session, data_keys: DataKeys) -> Person:
    return arrive(session, data_keys, Incoming("text", "m1", "oLaoXiang0000000000000000001", "gh_zt", NOW), NOW)


@pytest.fixture
def coal(person: Person) -> NewComplaint:
    """Short-weight coal, as told by its buyer."""
    return NewComplaint(
        person_id=person.id,
        name="王大山",
        phone="13812345678",
        address="镇雄县泼机镇某某村3组",
        merchant="顺发货场",
        merchant_address="镇雄县泼机镇街上",
        district="530627",
        township="530627103",
        item="煤",
        amount=Decimal("15000"),
        bought_on=date(2026, 11, 3),
        date_text="11月3号",
        facts="买了10.77吨煤，少了950公斤，老板电话13987654321",
        request="compensate",
        request_text="赔我950公斤煤的钱",
        publish=True,
        entrust=False,
        topic="measure",
    )


@pytest.fixture
def filing(session: Session, person: Person, coal: NewComplaint, calendar: Calendar) -> Callable[..., Filed]:
    """File the coal complaint, changed as asked."""

    def filed(mode: str = "registered", at: datetime = NOW, **changed: object) -> Filed:
        return file(
            session,
            replace(coal, **changed),  # type: ignore[arg-type]
            person_key=person.key,
            number=next_number(session, SECRET, at.date()),
            mode=mode,
            now=at,
            calendar=calendar,
            secret=SECRET,
        )

    return filed
