"""The clock's door: background jobs by name. The database holds the work; a job carries ids only and may run twice."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Protocol

from huey import crontab
from huey.api import Huey
from sqlalchemy.orm import Session, sessionmaker

from bot import privacy
from bot.content import Knowledge
from bot.conversations import inbox
from bot.core import clock
from bot.core.crypto import DataKeys
from bot.core.db import transaction
from bot.core.files import Files
from bot.core.logs import get_logger
from bot.core.queue import Send
from bot.core.settings import Settings
from bot.evidence import fetching, records
from bot.evidence.model import EvidenceState
from bot.followers.people import PersonErased, person_key
from bot.outbox import deliveries, sending
from bot.reports.keys import KeyDestroyed, report_key

SWEPT_AT_ONCE = 200
RETRIES_ARE_OVER = timedelta(hours=1)
RETAIN_HOUR_UTC = "19"
RETAIN_MINUTE = "30"
NOT_KEPT = frozenset({EvidenceState.REFUSED, EvidenceState.LOST})

log = get_logger(__name__)


class Api(sending.MessageApi, fetching.MediaApi, Protocol):
    """What the jobs need of WeChat's API."""


@dataclass(frozen=True, slots=True)
class Context:
    """What the worker's jobs work with."""

    settings: Settings
    sessions: sessionmaker[Session]
    data_keys: DataKeys
    files: Files
    api: Api
    knowledge: Callable[[], Knowledge]


@dataclass(frozen=True, slots=True)
class _Line:
    """One queue: `send` pokes a job, `work` does it where `attach` has given it something to work with."""

    send: Send
    work: "_Work"


def sender(huey: Huey) -> Send:
    """How to poke a job on this queue, without running any: what the web needs."""
    return _line(huey).send


def attach(huey: Huey, context: Context) -> Send:
    """Let the jobs of this queue run here: when poked, each minute, and each night at 03:30. Returns how to poke."""
    line = _line(huey)
    line.work.context = context

    def sweep_minutely() -> None:
        _guarded("sweep", 0, lambda: sweep(context, line.send))

    def retain_nightly() -> None:
        _guarded("retain", 0, lambda: retain(context))

    huey.periodic_task(crontab(minute="*"), name="sweep")(sweep_minutely)
    huey.periodic_task(crontab(minute=RETAIN_MINUTE, hour=RETAIN_HOUR_UTC), name="retain")(retain_nightly)
    return line.send


@lru_cache(maxsize=16)
def _line(huey: Huey) -> _Line:
    """The queue's one task, under the same name in every process."""
    work = _Work()

    def run(name: str, row_id: int) -> None:
        work.do(name, row_id)

    return _Line(huey.task(name="run")(run), work)


class _Work:
    """Jobs by name, over the context of the process that runs them."""

    context: Context | None = None

    def do(self, name: str, row_id: int) -> None:
        context = self.context
        if context is not None:
            _guarded(name, row_id, lambda: JOBS[name](context, row_id))


def _guarded(name: str, row_id: int, job: Callable[[], object]) -> None:
    """A job that fails is logged without any value it held; its row is found again by the sweeper."""
    try:
        job()
    except Exception as error:
        log.error("job.failed", job=name, row=row_id, why=type(error).__name__)


def fetch_evidence(context: Context, evidence_id: int) -> None:
    """Fetch a photo or voice under its owner's key; without that key nobody could ever read it.

    Whoever sent one that cannot be used is told, except for reports, which the outbox knows nothing of.
    """
    with transaction(context.sessions) as session:
        owner = records.owner_of(session, evidence_id)
        key = _owner_key(session, context.data_keys, owner)
        if owner is None or key is None:
            records.give_up(session, evidence_id)
            return
    state = fetching.fetch(context.sessions, context.files, context.api, evidence_id, key, clock.now())
    if owner.open and state in NOT_KEPT and owner.kind == "person":
        with transaction(context.sessions) as session:
            text = context.knowledge().say("evidence.not_kept")
            deliveries.enqueue(session, owner.id, key, text, kind="evidence", now=clock.now())


def _owner_key(session: Session, data_keys: DataKeys, owner: records.Owner | None) -> bytes | None:
    if owner is None:
        return None
    key_of = {"person": person_key, "report": report_key}[owner.kind]
    try:
        return key_of(session, data_keys, owner.id)
    except (PersonErased, KeyDestroyed):
        return None


def send_delivery(context: Context, delivery_id: int) -> None:
    """Send one message of the outbox."""
    sending.send(context.sessions, context.api, context.data_keys, delivery_id, clock.now())


JOBS: dict[str, Callable[[Context, int], None]] = {records.JOB: fetch_evidence, deliveries.JOB: send_delivery}


def sweep(context: Context, send: Send) -> None:
    """Find what was poked in vain or died in a worker's hands, and clear away what was discarded."""
    now = clock.now()
    with transaction(context.sessions) as session:
        deliveries.expire(session, now)
        inbox.forget_private_before(session, now - RETRIES_ARE_OVER)
        found = [(records.JOB, row_id) for row_id in fetching.due(session, now, SWEPT_AT_ONCE)]
        found += [(deliveries.JOB, row_id) for row_id in deliveries.due(session, now, SWEPT_AT_ONCE)]
    for name, row_id in found:
        send(name, row_id)
    cleared = fetching.clear_discarded(context.sessions, context.files, now, SWEPT_AT_ONCE)
    if found or cleared:
        log.info("sweep.done", poked=len(found), cleared=cleared)


def retain(context: Context) -> None:
    """Forget what is past its time."""
    with transaction(context.sessions) as session:
        privacy.retain(session, context.settings, clock.now())
