"""The audit log: who did what to which thing and why. Rows are only ever added."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import String, Table, Text, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.core.db import Base, Id, Moment

APPEND_ONLY = ("audit_log",)


class AuditRow(Base):
    """One act of a member of staff."""

    __tablename__ = "audit_log"
    id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64), index=True)
    reason: Mapped[str | None] = mapped_column(Text)


AUDIT = cast(Table, AuditRow.__table__)


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the audit log."""

    at: datetime
    actor: str
    action: str
    subject: str
    reason: str | None


def record(session: Session, *, actor: str, action: str, subject: str, reason: str | None, now: datetime) -> None:
    """Add an act, as `source:subject:action` (cli:complaint:reveal)."""
    session.execute(insert(AUDIT), {"at": now, "actor": actor, "action": action, "subject": subject, "reason": reason})


def acts_on(session: Session, subject: str) -> list[Act]:
    """What was done to a thing, oldest first."""
    rows = session.execute(
        select(AUDIT.c.at, AUDIT.c.actor, AUDIT.c.action, AUDIT.c.subject, AUDIT.c.reason)
        .where(AUDIT.c.subject == subject)
        .order_by(AUDIT.c.id)
    )
    return [Act(*row) for row in rows]
