"""Fetch one photo or voice from WeChat, check it, seal it, keep it; and clear away what was discarded.

WeChat keeps what a person sent for three days (wechat.md, rule 11). Fetching twice does no harm, so a try whose
worker died is simply made again once its lease has run out.
"""

import hashlib
import random
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot.core.crypto import Unreadable, seal_bytes, unseal
from bot.core.db import transaction
from bot.core.files import Files
from bot.core.logs import get_logger
from bot.evidence.checking import NotEvidence, check
from bot.evidence.model import EVIDENCE, EvidenceState
from bot.wechat.client import Media
from bot.wechat.errors import FateUnknown, MediaGone, MediaTooLarge, Retryable, WeChatError

LEASE = timedelta(minutes=3)
KEPT_BY_WECHAT = timedelta(days=3)
DAY = timedelta(days=1)
"""Of a report's evidence only the day is known."""
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)

log = get_logger(__name__)


class MediaApi(Protocol):
    """What fetching needs of WeChat's API (wechat.client.WeChatApi)."""

    def fetch_media(self, media_id: str) -> Media: ...


@dataclass(frozen=True, slots=True)
class _Leased:
    id: int
    attempt: int
    owner_kind: str
    media_kind: str
    media_id: str
    file_name: str


def fetch(
    sessions: sessionmaker[Session], files: Files, api: MediaApi, evidence_id: int, key: bytes, now: datetime
) -> str:
    """Fetch one piece of evidence under its owner's key. Returns its state afterwards.

    Tries go on, at growing distance, until WeChat's three days are over; then it is lost.
    """
    with transaction(sessions) as session:
        leased = _lease(session, evidence_id, key, now)
    if not isinstance(leased, _Leased):
        return leased
    values = _try(files, api, leased, key, now)
    with transaction(sessions) as session:
        if not _settle(session, leased, values) and _is_gone(session, leased.id):
            files.delete(leased.file_name)
    log.info("evidence.tried", evidence=evidence_id, state=str(values["state"]), why=values["reason"])
    return str(values["state"])


def _lease(session: Session, evidence_id: int, key: bytes, now: datetime) -> _Leased | EvidenceState:
    row = session.execute(select(EVIDENCE).where(EVIDENCE.c.id == evidence_id)).first()
    if row is None:
        return EvidenceState.DISCARDED
    waits = row.state == EvidenceState.WAITING and row.next_try_at <= now
    abandoned = row.state == EvidenceState.FETCHING and row.lease_until <= now
    if not (waits or abandoned):
        return EvidenceState(row.state)
    attempt, file_name = row.attempts + 1, row.file_name or f"evidence/{now:%Y}/{secrets.token_hex(16)}"
    taken = session.execute(
        update(EVIDENCE)
        .where(EVIDENCE.c.id == evidence_id, EVIDENCE.c.state == row.state, EVIDENCE.c.attempts == row.attempts)
        .values(state=EvidenceState.FETCHING, attempts=attempt, lease_until=now + LEASE, file_name=file_name)
    )
    if not taken.rowcount:  # type: ignore[attr-defined]
        return EvidenceState.FETCHING
    if now >= row.created_at + (KEPT_BY_WECHAT if row.owner_kind == "person" else KEPT_BY_WECHAT + DAY):
        return _lost(session, evidence_id, "too_late")
    try:
        media_id = unseal(key, row.media_id)
    except Unreadable:
        return _lost(session, evidence_id, "unreadable")
    return _Leased(evidence_id, attempt, row.owner_kind, row.media_kind, media_id, file_name)


def _lost(session: Session, evidence_id: int, reason: str) -> EvidenceState:
    values = _settled(EvidenceState.LOST, reason)
    session.execute(update(EVIDENCE).where(EVIDENCE.c.id == evidence_id).values(**values))
    return EvidenceState.LOST


def _try(files: Files, api: MediaApi, leased: _Leased, key: bytes, now: datetime) -> dict[str, object]:
    """Fetch, check and store. Returns what the row is to hold; the name of the file is in it already."""
    try:
        checked = check(leased.media_kind, api.fetch_media(leased.media_id).content)
    except MediaGone:
        return _settled(EvidenceState.LOST, "gone")
    except MediaTooLarge:
        return _settled(EvidenceState.REFUSED, "too_large")
    except NotEvidence as refused:
        return _settled(EvidenceState.REFUSED, refused.reason)
    except (WeChatError, Retryable, FateUnknown) as error:
        waits = {"state": EvidenceState.WAITING, "reason": str(error)[:32], "lease_until": None}
        return {**waits, "next_try_at": now + _pause(leased)}
    files.put(leased.file_name, seal_bytes(key, checked.content))
    kept = {**_settled(EvidenceState.KEPT, None), "content_type": checked.content_type}
    if leased.owner_kind == "report":
        return kept
    return {**kept, "sha256": hashlib.sha256(checked.content).hexdigest(), "size": len(checked.content)}


def _pause(leased: _Leased) -> timedelta:
    """How long until the next try; a report's is blurred, so that it does not lead back to the reporter's message."""
    pause: timedelta = min(FIRST_PAUSE * 2 ** min(leased.attempt - 1, 10), LONGEST_PAUSE)
    return pause + random.random() * 2 * pause if leased.owner_kind == "report" else pause


def _settled(state: EvidenceState, reason: str | None) -> dict[str, object]:
    """What a row holds that is not tried again; when it was last tried is forgotten."""
    waits = {"media_id": None, "lease_until": None, "next_try_at": EVIDENCE.c.created_at}
    return {**waits, "state": state, "reason": reason}


def _settle(session: Session, leased: _Leased, values: dict[str, object]) -> bool:
    """Note what became of a try, unless a later try or a discarding has overtaken it."""
    settled = session.execute(
        update(EVIDENCE)
        .where(
            EVIDENCE.c.id == leased.id,
            EVIDENCE.c.state == EvidenceState.FETCHING,
            EVIDENCE.c.attempts == leased.attempt,
        )
        .values(**values)
    )
    return bool(settled.rowcount)  # type: ignore[attr-defined]


def _is_gone(session: Session, evidence_id: int) -> bool:
    return session.execute(select(EVIDENCE.c.id).where(EVIDENCE.c.id == evidence_id)).first() is None


def due(session: Session, now: datetime, limit: int) -> list[int]:
    """Evidence to be fetched now, and that whose fetcher died with it; longest due first."""
    ready = and_(EVIDENCE.c.state == EvidenceState.WAITING, EVIDENCE.c.next_try_at <= now)
    abandoned = and_(EVIDENCE.c.state == EvidenceState.FETCHING, EVIDENCE.c.lease_until <= now)
    found = session.execute(
        select(EVIDENCE.c.id).where(or_(ready, abandoned)).order_by(EVIDENCE.c.next_try_at).limit(limit)
    )
    return [int(evidence_id) for evidence_id in found.scalars()]


def clear_discarded(sessions: sessionmaker[Session], files: Files, now: datetime, limit: int) -> int:
    """Delete the files, then the rows, of what was discarded and is in nobody's hands. Returns how many."""
    with transaction(sessions) as session:
        found = session.execute(
            select(EVIDENCE.c.id, EVIDENCE.c.file_name)
            .where(
                EVIDENCE.c.state == EvidenceState.DISCARDED,
                or_(EVIDENCE.c.lease_until.is_(None), EVIDENCE.c.lease_until <= now),
            )
            .limit(limit)
        ).all()
    for row in found:
        if row.file_name:
            files.delete(row.file_name)
    with transaction(sessions) as session:
        session.execute(delete(EVIDENCE).where(EVIDENCE.c.id.in_([row.id for row in found])))
    return len(found)
