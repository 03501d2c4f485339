"""Tables of the complaints room. What a person told lies sealed under the person's key."""

from datetime import date, datetime
from decimal import Decimal
from typing import cast

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.db import Base, Id, Moment, Money, Sealed

APPEND_ONLY = ("complaint_events",)


class Complaint(Base):
    """One complaint.

    `received_at` is the receipt by the competent office, from which the law counts; null while it has not been there.
    `identity_by` is the day until which proof of identity was asked for (art. 10).
    `clock_stopped_on` is set while tests or appraisals run (art. 22), `suspended_days` holds those already over.
    `tell_by` is set while both sides still have to be told of the end (art. 23).
    `phone_hash` finds complaints of the same number; null once the person was erased.
    """

    __tablename__ = "complaints"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("followers.id"), index=True)
    mode: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(24))
    topic: Mapped[str | None] = mapped_column(String(40))
    district: Mapped[str | None] = mapped_column(String(12))
    township: Mapped[str | None] = mapped_column(String(12))
    amount: Mapped[Decimal | None] = mapped_column(Money)
    bought_on: Mapped[date | None] = mapped_column(Date)
    request: Mapped[str] = mapped_column(String(16))
    consent: Mapped[bool] = mapped_column(Boolean)
    publish: Mapped[bool] = mapped_column(Boolean)
    entrust: Mapped[bool] = mapped_column(Boolean)
    phone_hash: Mapped[str | None] = mapped_column(String(64), index=True)

    name: Mapped[bytes] = mapped_column(Sealed)
    phone: Mapped[bytes] = mapped_column(Sealed)
    address: Mapped[bytes] = mapped_column(Sealed)
    merchant: Mapped[bytes] = mapped_column(Sealed)
    merchant_address: Mapped[bytes] = mapped_column(Sealed)
    item: Mapped[bytes | None] = mapped_column(Sealed)
    date_text: Mapped[bytes | None] = mapped_column(Sealed)
    facts: Mapped[bytes] = mapped_column(Sealed)
    request_text: Mapped[bytes | None] = mapped_column(Sealed)
    external_number: Mapped[bytes | None] = mapped_column(Sealed)

    created_at: Mapped[datetime] = mapped_column(Moment)
    updated_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime | None] = mapped_column(Moment)
    accept_by: Mapped[date | None] = mapped_column(Date)
    accept_by_provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    identity_by: Mapped[date | None] = mapped_column(Date)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    mediate_by: Mapped[date | None] = mapped_column(Date)
    mediate_by_provisional: Mapped[bool] = mapped_column(Boolean, default=False)
    clock_stopped_on: Mapped[date | None] = mapped_column(Date)
    suspended_days: Mapped[int] = mapped_column(Integer, default=0)
    tell_by: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (
        Index("ix_complaints_state_district", "state", "district"),
        Index("ix_complaints_created_at", "created_at"),
    )


class ComplaintEvent(Base):
    """One step on a complaint's timeline; never changed. The notes are sealed under the person's key."""

    __tablename__ = "complaint_events"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    complaint_id: Mapped[int] = mapped_column(ForeignKey("complaints.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    action: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str | None] = mapped_column(String(24))
    to_state: Mapped[str] = mapped_column(String(24))
    by_role: Mapped[str] = mapped_column(String(16))
    by_name: Mapped[str | None] = mapped_column(String(64))
    article: Mapped[int | None] = mapped_column(Integer)
    ground: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[bytes | None] = mapped_column(Sealed)
    internal: Mapped[bytes | None] = mapped_column(Sealed)


class ComplaintLink(Base):
    """A filing that belongs to a complaint (a report made with it, art. 9, or out of it, art. 27).

    Its number lies sealed under the person's key: in the clear it would say who reported (art. 37).
    """

    __tablename__ = "complaint_links"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    complaint_number: Mapped[str] = mapped_column(ForeignKey("complaints.number"), index=True)
    other_number: Mapped[bytes] = mapped_column(Sealed)


COMPLAINTS = cast(Table, Complaint.__table__)
EVENTS = cast(Table, ComplaintEvent.__table__)
LINKS = cast(Table, ComplaintLink.__table__)
