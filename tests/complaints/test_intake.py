"""A complaint is stored sealed, and its clock runs only where the account is a channel."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from bot.complaints import queries
from bot.complaints.intake import Filed, forget_phone, link
from bot.complaints.model import COMPLAINTS, EVENTS, LINKS
from bot.core.crypto import keyed_hash
from bot.followers.people import Person
from tests.complaints.conftest import SECRET


def test_in_registered_mode_the_filing_is_the_receipt(
    session: Session, filing: Callable[..., Filed], now: datetime
) -> None:
    filed = filing("registered")
    assert filed.accept_by is not None
    assert (filed.accept_by.day, filed.accept_by.provisional) == (date(2026, 12, 3), False)
    row = session.execute(select(COMPLAINTS)).one()
    assert (row.state, row.received_at, row.accept_by) == ("filed", now, date(2026, 12, 3))


def test_in_assist_mode_no_clock_runs(session: Session, filing: Callable[..., Filed]) -> None:
    filed = filing("assist")
    assert (filed.mode, filed.accept_by) == ("assist", None)
    row = session.execute(select(COMPLAINTS)).one()
    assert (row.received_at, row.accept_by) == (None, None)


def test_no_personal_word_lies_in_the_clear(session: Session, filing: Callable[..., Filed]) -> None:
    filing()
    stored = b"".join(
        str(value).encode() if not isinstance(value, bytes) else value
        for row in session.execute(text("SELECT * FROM complaints")).all()
        for value in row
    )
    for word in ("王大山", "13812345678", "顺发货场", "泼机镇", "950公斤"):
        assert word.encode() not in stored


def test_the_phone_can_be_found_again_without_being_told(session: Session, filing: Callable[..., Filed]) -> None:
    filed = filing()
    other = filing(phone="13900000000")
    hashed = keyed_hash(SECRET, "phone", "13812345678")
    assert [row["number"] for row in queries.listing(session, phone_hash=hashed)] == [filed.number]
    assert other.number != filed.number


def test_of_a_forgotten_phone_nothing_is_left_to_try(
    session: Session, person: Person, filing: Callable[..., Filed]
) -> None:
    filing()
    forget_phone(session, person.id)
    assert session.execute(select(COMPLAINTS.c.phone_hash)).scalar_one() is None


def test_the_owner_reads_what_was_told(session: Session, person: Person, filing: Callable[..., Filed]) -> None:
    first, second = filing(), filing(item=None, amount=None, bought_on=None, date_text=None, request_text=None)
    own = queries.own(session, person.id, first.number, person.key)
    assert own is not None
    assert (own.name, own.merchant, own.amount) == ("王大山", "顺发货场", Decimal(15000))
    assert (own.bought_on, own.request) == (date(2026, 11, 3), "compensate")
    assert [c.number for c in queries.of_person(session, person.id, person.key)] == [second.number, first.number]
    assert len(queries.of_person(session, person.id, person.key, limit=1)) == 1


def test_nobody_reads_anothers_complaint(session: Session, person: Person, filing: Callable[..., Filed]) -> None:
    filed = filing()
    assert queries.own(session, person.id + 1, filed.number, person.key) is None
    assert queries.of_person(session, person.id + 1, person.key) == []


def test_the_first_event_is_the_filing(session: Session, filing: Callable[..., Filed]) -> None:
    filing()
    event = session.execute(select(EVENTS)).one()
    assert (event.action, event.from_state, event.to_state, event.by_role, event.article) == (
        "file",
        None,
        "filed",
        "consumer",
        10,
    )


def test_a_linked_report_is_named_on_the_complaint_only(
    session: Session, person: Person, filing: Callable[..., Filed]
) -> None:
    filed = filing()
    link(session, filed.number, "ZT20261124999990", person_key=person.key)
    shown = [
        queries.show(session, filed.number, key, reveal=reveal)
        for key, reveal in ((person.key, True), (person.key, False), (None, True))
    ]
    assert [each and each["linked"] for each in shown] == [["ZT20261124999990"], ["****"], [None]]
    assert b"ZT20261124999990" not in session.execute(select(LINKS.c.other_number)).scalar_one()
    assert not any("report" in name for name in inspect(session.connection()).get_table_names() if "complaint" in name)
