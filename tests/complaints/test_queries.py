"""What staff see: masked unless revealed, nothing of the erased, and what is late."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.complaints import queries
from bot.complaints.intake import Filed
from bot.complaints.model import COMPLAINTS
from bot.complaints.moves import move
from bot.core.crypto import Unreadable
from bot.core.workdays import Calendar
from bot.followers.people import Person

KEYS = (
    "number",
    "kind",
    "state",
    "mode",
    "district",
    "township",
    "merchant",
    "merchant_address",
    "item",
    "amount_yuan",
    "date",
    "date_text",
    "facts",
    "request",
    "request_kind",
    "name",
    "phone",
    "address",
    "consent",
    "publish",
    "entrust",
    "evidence",
    "linked",
    "events",
)


def test_show_has_the_agreed_keys_and_masks(session: Session, person: Person, filing: Callable[..., Filed]) -> None:
    number = filing().number
    shown = queries.show(session, number, person.key)
    assert shown is not None
    assert tuple(shown) == KEYS
    assert (shown["name"], shown["phone"], shown["address"]) == ("王**", "138****5678", "镇雄县泼机镇****")
    assert "139****4321" in shown["facts"]
    assert (shown["amount_yuan"], shown["date"], shown["kind"]) == (15000, "2026-11-03", "complaint")
    assert shown["events"][0]["at"] == "2026-11-24T10:30:00+08:00"
    json.dumps(shown)


def test_revealed_it_is_whole(session: Session, person: Person, filing: Callable[..., Filed]) -> None:
    shown = queries.show(session, filing().number, person.key, reveal=True)
    assert shown is not None
    assert (shown["name"], shown["phone"]) == ("王大山", "13812345678")
    assert "13987654321" in shown["facts"]
    assert shown["request"] == "赔我950公斤煤的钱"


def test_a_request_without_words_of_its_own_is_shown_by_its_official_name(
    session: Session, person: Person, filing: Callable[..., Filed]
) -> None:
    shown = queries.show(session, filing(request="refund", request_text=None).number, person.key)
    assert shown is not None
    assert shown["request"] == "退还货款和服务费用"


def test_of_an_erased_person_only_what_is_not_personal_is_left(session: Session, filing: Callable[..., Filed]) -> None:
    shown = queries.show(session, filing().number, None, reveal=True)
    assert shown is not None
    personal = ("name", "phone", "address", "merchant", "merchant_address", "item", "facts", "date_text")
    assert [shown[name] for name in personal] == [None] * len(personal)
    assert (shown["amount_yuan"], shown["district"], shown["state"]) == (15000, "530627", "filed")


def test_a_broken_row_stands_in_nobodys_way(session: Session, person: Person, filing: Callable[..., Filed]) -> None:
    broken, whole = filing(), filing()
    update_broken = update(COMPLAINTS).where(COMPLAINTS.c.number == broken.number)
    session.execute(update_broken.values(merchant=b"\x01" + b"x" * 40))
    assert [own.number for own in queries.of_person(session, person.id, person.key)] == [whole.number]
    assert queries.own(session, person.id, broken.number, person.key) is None
    assert [number for number, _ in queries.states_of(session, person.id)] == [broken.number, whole.number]
    rows = queries.listing(session, lambda _person: person.key)
    assert [row["merchant"] for row in rows] == ["顺发货场", None]
    shown = queries.show(session, broken.number, person.key, reveal=True)
    assert shown is not None
    assert (shown["merchant"], shown["name"]) == (None, "王大山")


def test_a_broken_key_leaves_the_list_readable(session: Session, filing: Callable[..., Filed]) -> None:
    def broken(_person: int) -> bytes:
        raise Unreadable

    filing()
    assert [row["merchant"] for row in queries.listing(session, broken)] == [None]


def test_there_is_nothing_to_show_of_an_unknown_number(session: Session, person: Person) -> None:
    assert queries.show(session, "ZT20261124000000", person.key) is None
    assert queries.person_of(session, "ZT20261124000000") is None


def test_the_list_is_newest_first_and_masked(session: Session, person: Person, filing: Callable[..., Filed]) -> None:
    first, second = filing(), filing(merchant="张三13812345678")
    assert queries.person_of(session, first.number) == person.id
    rows = queries.listing(session, lambda _person: person.key)
    assert [row["number"] for row in rows] == [second.number, first.number]
    assert rows[0]["merchant"] == "张三138****5678"
    assert rows[0]["due"] == "2026-12-03"
    assert queries.listing(session)[0]["merchant"] is None
    assert [row["number"] for row in queries.listing(session, limit=1, offset=1)] == [first.number]
    json.dumps(rows)


def test_the_list_is_filtered_and_counted(session: Session, filing: Callable[..., Filed]) -> None:
    filing()
    filing(district="530602")
    assert [row["district"] for row in queries.listing(session, district="530602")] == ["530602"]
    assert queries.listing(session, state="accepted") == []
    assert (queries.count(session), queries.count(session, district="530602", state="filed")) == (2, 1)


def test_what_is_late_comes_worst_first(
    session: Session, person: Person, filing: Callable[..., Filed], calendar: Calendar, now: datetime
) -> None:
    late, later = filing(at=now - timedelta(days=30)), filing(at=now - timedelta(days=20))
    filing()
    filing("assist", at=now - timedelta(days=90))
    mediated, then = filing(at=now - timedelta(days=90)), now - timedelta(days=85)
    move(session, mediated.number, "accept", by="officer", now=then, calendar=calendar, person_key=None)
    assert [row["number"] for row in queries.overdue(session, now=now)] == [mediated.number, late.number, later.number]
    assert queries.overdue(session, "530602", now=now) == []
    assert len(queries.overdue(session, now=now, limit=1)) == 1
