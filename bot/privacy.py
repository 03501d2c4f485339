"""Export, erase, retain: reaches into every room on a person's behalf (个人信息保护法 art. 45, 47)."""

import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from bot.complaints import intake as complaint_intake
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
REPORTER, TALK = "reporter:", "talk:"
LOOKED_UP_AT_ONCE = 1_000
UNDER_WAY = timedelta(minutes=10)
"""A talk forgotten so shortly before a backup may still be in it: the erasure was not yet committed."""


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
    drafts: Sequence[str] = (),
    report_key_id: int | None = None,
) -> Erased:
    """Erase a person as far as the law allows.

    The talk goes at once, with the photos that came to no filing and the unfinished filing: `drafts` are the tokens
    of its photos, `report_key_id` the key of its report. Complaints not yet in the office's hands are withdrawn; while
    one is, the key stays until it is closed. Who made a report is forgotten; the report itself is a clue and stays.
    """
    reporter = keyed_hash(settings.secret_key, reports.REPORTER_PURPOSE, openid)
    gone = [f"{REPORTER}{key_id}" for key_id in reports.forget_reporter(session, reporter)]
    gone += _drop_draft(session, drafts, report_key_id)
    own = complaints.states_of(session, person_id)
    kept = tuple(number for number, state in own if state in IN_HAND)
    if kept:
        _forget_talk(session, person_id)
        note_destroyed(settings.var_dir, *gone, f"{TALK}{people.key_id_of(session, person_id)}@{now.isoformat()}")
        return Erased(kept)
    for number, standing in own:
        if standing in OPEN:
            complaint_moves.move(
                session, number, "withdraw", by="consumer", now=now, calendar=calendar, person_key=person_key
            )
        outbox.cancel_about(session, number)
    _forget_everything(session, person_id)
    note_destroyed(settings.var_dir, *gone, people.destroy_key(session, person_id, now))
    return Erased(())


def _drop_draft(session: Session, drafts: Sequence[str], report_key_id: int | None) -> list[str]:
    """Drop an unfinished filing. Returns the id of its report's destroyed key, if it had one."""
    for draft in drafts:
        evidence.discard(session, draft)
    if report_key_id is None:
        return []
    evidence.forget_unfiled(session, "report", report_key_id)
    return [report_keys.destroy(session, report_key_id)]


def _forget_talk(session: Session, person_id: int) -> None:
    inbox.forget_person(session, person_id)
    state.forget(session, person_id)
    requests.forget_person(session, person_id)
    evidence.forget_unfiled(session, "person", person_id)
    outbox.cancel_talk(session, person_id)


def _forget_everything(session: Session, person_id: int) -> None:
    _forget_talk(session, person_id)
    complaint_intake.forget_phone(session, person_id)
    evidence.forget_owner(session, "person", person_id)
    outbox.cancel_all(session, person_id)


def note_destroyed(var_dir: Path, *lines: str) -> None:
    """Remember what was destroyed outside the database, so that `restore` destroys it again.

    A line is the id of a destroyed key (a person's or a report's), `reporter:` with the key id of a report whose
    reporter was forgotten, or `talk:` with a person's key id, an @ and the moment at which the talk was forgotten.
    Noted before the commit: should that fail, the person has asked for it all the same. The lines are kept sorted, for
    their order would tell which belong together, and so who reported.
    """
    var_dir.mkdir(parents=True, exist_ok=True)
    folder = os.open(var_dir, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        written = var_dir / f".{DESTROYED_LIST}.new"
        with written.open("w", encoding="utf-8") as fresh:
            written.chmod(0o600)
            fresh.writelines(f"{line}\n" for line in sorted(destroyed(var_dir).union(lines)))
            fresh.flush()
            os.fsync(fresh.fileno())
        written.replace(var_dir / DESTROYED_LIST)
        os.fsync(folder)
    finally:
        os.close(folder)


def destroyed(folder: Path) -> set[str]:
    """The lines of the list in a folder; none where there is no list."""
    listed = folder / DESTROYED_LIST
    return set(listed.read_text("utf-8").split()) if listed.exists() else set()


def destroy_again(session: Session, var_dir: Path, now: datetime, *, backed_up_at: datetime | None = None) -> int:
    """After a restore: destroy everything on the list once more. Returns how many people came back with the backup.

    A talk forgotten before the backup was made is left alone: what is in the backup was said since.
    """
    listed, again = destroyed(var_dir), 0
    for key_ids in _portions(line for line in listed if ":" not in line):
        for person_id in people.whose_keys(session, key_ids):
            _forget_everything(session, person_id)
        again += people.destroy_keys(session, key_ids, now)
        report_keys.destroy_keys(session, key_ids)
    for key_ids in _portions(line.removeprefix(REPORTER) for line in listed if line.startswith(REPORTER)):
        reports.forget_reporters_of(session, key_ids)
    for key_ids in _portions(_talks_forgotten_since(listed, backed_up_at)):
        for person_id in people.whose_keys(session, key_ids):
            _forget_talk(session, person_id)
    return again


def _talks_forgotten_since(listed: set[str], backed_up_at: datetime | None) -> Iterator[str]:
    for line in listed:
        if line.startswith(TALK):
            key_id, _, moment = line.removeprefix(TALK).partition("@")
            if backed_up_at is None or datetime.fromisoformat(moment) >= backed_up_at - UNDER_WAY:
                yield key_id


def _portions(key_ids: Iterable[str]) -> Iterator[list[str]]:
    left = iter(key_ids)
    while portion := list(islice(left, LOOKED_UP_AT_ONCE)):
        yield portion


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
