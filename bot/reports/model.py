"""Tables of the reports room. No row refers to a follower, a complaint or a conversation (投诉举报处理办法 art. 37)."""

from datetime import date, datetime
from typing import Any, cast

from sqlalchemy import Boolean, Date, ForeignKey, Index, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from bot.core.clock import SHANGHAI
from bot.core.db import Base, Id, Moment, Sealed

APPEND_ONLY = ("report_events",)


class Day(Moment):
    """An aware time of which only the day is kept, as its beginning in Shanghai.

    The law counts days. The very moment would be that of the reporter's message, and so say who reported (art. 37).
    """

    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return super().process_bind_param(value and beginning_of_day(value), dialect)


def beginning_of_day(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


class ReportKey(Base):
    """The key of one report, wrapped by DATA_KEYS; `wrapped` is null once the key was destroyed."""

    __tablename__ = "report_keys"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    key_id: Mapped[str] = mapped_column(String(32), unique=True)
    wrapped: Mapped[bytes | None] = mapped_column(Sealed)
    created_at: Mapped[datetime] = mapped_column(Day, index=True)


class Report(Base):
    """One report.

    `reporter_hash` finds a reporter's own reports again without naming anyone; `openid` is sealed and serves only to
    answer. `received_at` is the receipt from which the law counts, null while no office has it.
    """

    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("report_keys.id"), unique=True)
    mode: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(24))
    anonymous: Mapped[bool] = mapped_column(Boolean)
    reporter_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    district: Mapped[str | None] = mapped_column(String(12))
    township: Mapped[str | None] = mapped_column(String(12))
    bought_on: Mapped[date | None] = mapped_column(Date)

    openid: Mapped[bytes | None] = mapped_column(Sealed)
    name: Mapped[bytes | None] = mapped_column(Sealed)
    phone: Mapped[bytes | None] = mapped_column(Sealed)
    address: Mapped[bytes | None] = mapped_column(Sealed)
    merchant: Mapped[bytes] = mapped_column(Sealed)
    merchant_address: Mapped[bytes] = mapped_column(Sealed)
    item: Mapped[bytes | None] = mapped_column(Sealed)
    date_text: Mapped[bytes | None] = mapped_column(Sealed)
    facts: Mapped[bytes] = mapped_column(Sealed)

    created_at: Mapped[datetime] = mapped_column(Day)
    updated_at: Mapped[datetime] = mapped_column(Day)
    received_at: Mapped[datetime | None] = mapped_column(Day)
    check_by: Mapped[date | None] = mapped_column(Date)
    check_by_provisional: Mapped[bool] = mapped_column(Boolean)
    extended: Mapped[bool] = mapped_column(Boolean)
    clock_stopped_on: Mapped[date | None] = mapped_column(Date)
    stopped_workdays: Mapped[int] = mapped_column(Integer)
    result_told_at: Mapped[datetime | None] = mapped_column(Day)

    __table_args__ = (Index("ix_reports_state_district", "state", "district"),)


class ReportEvent(Base):
    """One step on a report's timeline; never changed. The notes are sealed under the report's key."""

    __tablename__ = "report_events"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    at: Mapped[datetime] = mapped_column(Day)
    action: Mapped[str] = mapped_column(String(32))
    from_state: Mapped[str | None] = mapped_column(String(24))
    to_state: Mapped[str] = mapped_column(String(24))
    by_role: Mapped[str] = mapped_column(String(16))
    by_name: Mapped[str | None] = mapped_column(String(64))
    law: Mapped[str] = mapped_column(String(40))
    article: Mapped[int] = mapped_column(Integer)
    note: Mapped[bytes | None] = mapped_column(Sealed)
    internal: Mapped[bytes | None] = mapped_column(Sealed)


KEYS = cast(Table, ReportKey.__table__)
REPORTS = cast(Table, Report.__table__)
EVENTS = cast(Table, ReportEvent.__table__)
