"""Rows for tests, made by the rooms' own functions: a person, a talk, a complaint, a report."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from bot.complaints import intake
from bot.complaints.intake import Filed, NewComplaint
from bot.conversations import state
from bot.conversations.state import Talk
from bot.core.clock import SHANGHAI
from bot.core.crypto import DataKeys
from bot.core.messages import Incoming, Kind
from bot.core.numbers import next_number
from bot.core.settings import DEMO
from bot.core.workdays import Calendar
from bot.followers.people import Person, arrive
from bot.reports import intake as report_intake
from bot.reports.intake import FiledReport, NewReport
from bot.reports.keys import open_key, report_key

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
"""A Tuesday."""
SECRET = DEMO["secret_key"]
KEYS = DataKeys((DEMO["data_keys"],))
CALENDAR = Calendar()

_people = count(1)


def incoming(text: str = "你好", *, kind: Kind = "text", openid: str | None = None, **fields: Any) -> Incoming:
    """A message of somebody, with a key of its own."""
    given: dict[str, Any] = {"key": secrets.token_hex(20), "account": "gh_test", "created": NOW, "text": text}
    return Incoming(kind, openid=openid or new_openid(), **{**given, **fields})


def new_openid() -> str:
    return f"oTest{next(_people):023d}"


def person(session: Session, openid: str | None = None, *, now: datetime = NOW, keys: DataKeys = KEYS) -> Person:
    """Somebody who has just written to us, as a row of followers."""
    return arrive(session, keys, incoming(openid=openid), now)


def talk(session: Session, who: Person, given: Talk | None = None, *, now: datetime = NOW) -> Talk:
    """A stored talk with a person."""
    stored = given or Talk()
    state.save(session, who.id, who.key, stored, now)
    return stored


def new_complaint(who: Person, **fields: Any) -> NewComplaint:
    given: dict[str, Any] = {
        "person_id": who.id,
        "name": "李桂芳",
        "phone": "13888888888",
        "address": "昭阳区龙泉街道",
        "merchant": "顺发货场",
        "merchant_address": "镇雄县泼机镇",
        "district": "530627",
        "township": None,
        "item": "煤",
        "amount": Decimal(15000),
        "bought_on": date(2026, 11, 3),
        "date_text": "11月3号",
        "facts": "买了10.77吨煤，回家过秤少了950公斤，老板不认。",
        "request": "make_up",
        "request_text": "补足斤两",
        "publish": False,
        "entrust": True,
        "topic": None,
    }
    return NewComplaint(**{**given, **fields})


def complaint(
    session: Session,
    who: Person,
    *,
    mode: str = "assist",
    now: datetime = NOW,
    calendar: Calendar = CALENDAR,
    **fields: Any,
) -> Filed:
    """A complaint this person has filed."""
    return intake.file(
        session,
        new_complaint(who, **fields),
        person_key=who.key,
        number=next_number(session, SECRET, now.date()),
        mode=mode,
        now=now,
        calendar=calendar,
        secret=SECRET,
    )


@dataclass(frozen=True, slots=True)
class BuiltReport:
    """A filed report with its key."""

    filed: FiledReport
    key_id: int
    key: bytes

    @property
    def number(self) -> str:
        return self.filed.number


def report(
    session: Session,
    who: Person,
    *,
    mode: str = "assist",
    anonymous: bool = False,
    now: datetime = NOW,
    calendar: Calendar = CALENDAR,
    keys: DataKeys = KEYS,
    **fields: Any,
) -> BuiltReport:
    """A report this person has made, under a key of its own."""
    given: dict[str, Any] = {
        "openid": who.openid,
        "anonymous": anonymous,
        "name": "李桂芳",
        "phone": "13888888888",
        "address": "昭阳区龙泉街道",
        "merchant": "好又多超市",
        "merchant_address": "昭阳区太平街道",
        "district": "530602",
        "township": None,
        "item": "香肠",
        "bought_on": date(2026, 11, 20),
        "date_text": None,
        "facts": "货架上的香肠过期两个月还在卖。",
    }
    key_id = open_key(session, keys, now)
    key = report_key(session, keys, key_id)
    filed = report_intake.file(
        session,
        NewReport(**{**given, **fields}),
        key_id=key_id,
        key=key,
        number=next_number(session, SECRET, now.date()),
        mode=mode,
        now=now,
        calendar=calendar,
        secret=SECRET,
    )
    return BuiltReport(filed, key_id, key)
