"""Export, erase, retain: reaches into every room on a person's behalf (个人信息保护法 art. 45, 47)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.orm import Session

from bot.complaints import moves as complaint_moves
from bot.complaints import queries as complaints
from bot.complaints.lifecycle import IN_HAND, OPEN
from bot.conversations import inbox, requests, state
from bot.core.crypto import keyed_hash
from bot.core.settings import Settings
from bot.core.workdays import Calendar
from bot.evidence import records as evidence
from bot.followers import people
from bot.outbox import deliveries as outbox
from bot.reports import intake as reports
from bot.reports import keys as report_keys

DESTROYED_LIST = "destroyed-keys.txt"


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure left: the numbers of complaints the office is still handling; empty when the key is gone."""

    kept: tuple[str, ...]


def erase(
    session: Session,
    person_id: int,
    *,
    openid: str,
    person_key: bytes,
    settings: Settings,
    calendar: Calendar,
    now: datetime,
) -> Erased:
    """Erase a person as far as the law allows.

    The conversation goes at once. Complaints not yet in the office's hands are withdrawn; while one is, the key stays
    until it is closed. Who made a report is forgotten; the report itself is a clue and stays.
    """
    inbox.forget_person(session, person_id)
    state.forget(session, person_id)
    requests.forget_person(session, person_id)
    reports.forget_reporter(session, keyed_hash(settings.secret_key, "reporter", openid))
    own = complaints.of_person(session, person_id, person_key, limit=10_000)
    kept = tuple(complaint.number for complaint in own if complaint.state in IN_HAND)
    if kept:
        return Erased(kept)
    for complaint in own:
        if complaint.state in OPEN:
            complaint_moves.move(
                session, complaint.number, "withdraw", by="consumer", now=now, calendar=calendar, person_key=person_key
            )
        outbox.cancel_about(session, complaint.number)
    outbox.cancel_all(session, person_id)
    evidence.forget_owner(session, "person", person_id)
    note_destroyed(settings.var_dir, people.destroy_key(session, person_id, now))
    return Erased(())


def note_destroyed(var_dir: Path, key_id: str) -> None:
    """Remember a destroyed key outside the database, so that `restore` destroys it again.

    Noted before the commit: should that fail, the person has asked for it all the same.
    """
    var_dir.mkdir(parents=True, exist_ok=True)
    with (var_dir / DESTROYED_LIST).open("a", encoding="utf-8") as listed:
        listed.write(f"{key_id}\n")


def destroy_again(session: Session, var_dir: Path, now: datetime) -> int:
    """After a restore: destroy every key on the list once more. Returns how many came back with the backup."""
    listed = var_dir / DESTROYED_LIST
    if not listed.exists():
        return 0
    return people.destroy_keys(session, set(listed.read_text("utf-8").split()), now)


def retain(session: Session, settings: Settings, now: datetime) -> None:
    """Forget what is past its time: messages, drafts and the photos in them, unanswered questions."""
    inbox.forget_before(session, now, messages_days=settings.retain_messages_days)
    drafts = now - timedelta(days=settings.retain_drafts_days)
    state.forget_idle_since(session, drafts)
    messages = now - timedelta(days=settings.retain_messages_days)
    requests.forget_before(session, messages)
    outbox.forget_before(session, messages)
    evidence.discard_unfiled_before(session, drafts)
    report_keys.purge_unused(session, drafts)
