"""What was sent as evidence: committed under a draft, attached to a filing, discarded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.orm import Session

from bot.core.clock import SHANGHAI
from bot.core.crypto import seal
from bot.core.queue import poke
from bot.evidence.model import EVIDENCE, EvidenceState

JOB = "fetch_evidence"
HAD = (EvidenceState.WAITING, EvidenceState.FETCHING, EvidenceState.KEPT)

OwnerKind = Literal["person", "report"]
MediaKind = Literal["image", "voice"]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A photo or voice as the timeline of a filing shows it; `file_name` where it is kept, null until then."""

    id: int
    media_kind: str
    state: str
    reason: str | None
    file_name: str | None
    sha256: str | None
    content_type: str | None
    size: int | None
    created_at: datetime


UNSETTLED = frozenset({EvidenceState.WAITING, EvidenceState.FETCHING})


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose key opens a piece of evidence: a person's (followers.id) or a report's own (report_keys.id).

    `open` while its fate is not decided yet.
    """

    kind: str
    id: int
    open: bool = True


def commit(
    session: Session,
    *,
    draft: str,
    owner_kind: str,
    owner_id: int,
    key: bytes,
    media_kind: str,
    media_id: str,
    now: datetime,
) -> int:
    """Note a photo or voice, fetched once this transaction has committed. Returns its id.

    Of a report's only the day is noted: the moment of the reporter's message would say who reported (art. 37).
    """
    noted_at = _beginning_of_day(now) if owner_kind == "report" else now
    given = {
        "draft": draft,
        "owner_kind": owner_kind,
        "owner_id": owner_id,
        "media_kind": media_kind,
        "media_id": seal(key, media_id),
        "state": EvidenceState.WAITING,
        "attempts": 0,
        "next_try_at": noted_at,
        "created_at": noted_at,
    }
    evidence_id = int(session.execute(insert(EVIDENCE).returning(EVIDENCE.c.id), given).scalar_one())
    poke(session, JOB, evidence_id)
    return evidence_id


def count(session: Session, draft: str) -> int:
    """How many pieces a draft holds; what was refused or lost does not count."""
    held = select(func.count()).where(EVIDENCE.c.draft == draft, EVIDENCE.c.state.in_(HAD))
    return int(session.execute(held).scalar_one())


def attach(session: Session, draft: str, number: str) -> int:
    """Put a draft's evidence with a filing. Returns how many pieces."""
    moved = session.execute(
        update(EVIDENCE)
        .where(EVIDENCE.c.draft == draft, EVIDENCE.c.state != EvidenceState.DISCARDED)
        .values(filing_number=number)
    )
    return int(moved.rowcount)  # type: ignore[attr-defined]


def discard(session: Session, draft: str) -> int:
    """Give up a draft's evidence that is with no filing. Returns how many pieces."""
    return _discard(session, EVIDENCE.c.draft == draft, EVIDENCE.c.filing_number.is_(None))


def forget_owner(session: Session, owner_kind: str, owner_id: int) -> int:
    """Give up everything that lies under an owner's key. Returns how many pieces."""
    return _discard(session, EVIDENCE.c.owner_kind == owner_kind, EVIDENCE.c.owner_id == owner_id)


def forget_unfiled(session: Session, owner_kind: str, owner_id: int) -> int:
    """Give up what lies under an owner's key and came to no filing. Returns how many pieces."""
    unfiled = EVIDENCE.c.filing_number.is_(None)
    return _discard(session, EVIDENCE.c.owner_kind == owner_kind, EVIDENCE.c.owner_id == owner_id, unfiled)


def discard_unfiled_before(session: Session, moment: datetime) -> int:
    """Give up evidence older than a moment that never came to a filing, a report's by its day. Returns how many."""
    day = _beginning_of_day(moment)
    old = or_(EVIDENCE.c.created_at < day, and_(EVIDENCE.c.created_at < moment, EVIDENCE.c.owner_kind == "person"))
    return _discard(session, EVIDENCE.c.filing_number.is_(None), old)


def give_up(session: Session, evidence_id: int) -> int:
    """Give up one piece whose key is gone. Returns how many pieces."""
    return _discard(session, EVIDENCE.c.id == evidence_id)


def _discard(session: Session, *which: ColumnElement[bool]) -> int:
    gone = session.execute(
        update(EVIDENCE)
        .where(*which, EVIDENCE.c.state != EvidenceState.DISCARDED)
        .values(state=EvidenceState.DISCARDED, media_id=None)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _beginning_of_day(moment: datetime) -> datetime:
    return moment.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)


def of_filing(session: Session, number: str, *, limit: int = 100) -> list[EvidenceRow]:
    """The evidence of a filing, oldest first."""
    rows = session.execute(
        select(
            EVIDENCE.c.id,
            EVIDENCE.c.media_kind,
            EVIDENCE.c.state,
            EVIDENCE.c.reason,
            EVIDENCE.c.file_name,
            EVIDENCE.c.sha256,
            EVIDENCE.c.content_type,
            EVIDENCE.c.size,
            EVIDENCE.c.created_at,
        )
        .where(EVIDENCE.c.filing_number == number, EVIDENCE.c.state != EvidenceState.DISCARDED)
        .order_by(EVIDENCE.c.id)
        .limit(limit)
    )
    return [EvidenceRow(*row) for row in rows]


def owner_of(session: Session, evidence_id: int) -> Owner | None:
    """Whose evidence it is; None when it is no longer there."""
    row = session.execute(
        select(EVIDENCE.c.owner_kind, EVIDENCE.c.owner_id, EVIDENCE.c.state).where(EVIDENCE.c.id == evidence_id)
    ).first()
    return Owner(row.owner_kind, row.owner_id, row.state in UNSETTLED) if row else None
