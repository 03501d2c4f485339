"""Jobs by name: poked from one process, run in another, found again by the sweeper."""

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest
from huey import SqliteHuey
from huey.api import Huey
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker
from structlog.testing import capture_logs

from bot import jobs
from bot.content import Knowledge
from bot.core import clock
from bot.core.crypto import DataKeys
from bot.core.db import transaction
from bot.core.files import Files
from bot.core.queue import send_after_commit
from bot.core.settings import Settings
from bot.evidence import records
from bot.evidence.model import EVIDENCE, EvidenceState
from bot.evidence.records import Owner
from bot.followers.people import Person, destroy_key, person_key
from bot.followers.windows import open_window
from bot.jobs import Context
from bot.outbox import deliveries
from bot.outbox.model import DELIVERIES, DeliveryState
from bot.reports.keys import destroy, open_key, report_key
from bot.wechat.client import WeChatApi
from simulator.client import Phone
from tests import build
from tests.evidence import samples
from tests.wechat.platform import said, sent_media

LATER = timedelta(hours=1)


@pytest.fixture
def context(
    settings: Settings,
    sessions: sessionmaker[Session],
    data_keys: DataKeys,
    api: WeChatApi,
    tmp_path: Path,
    knowledge: Knowledge,
) -> Context:
    return Context(settings, sessions, data_keys, Files(f"file://{tmp_path / 'media'}"), api, lambda: knowledge)


@pytest.fixture
def person(context: Context, phone: Phone) -> Person:
    with transaction(context.sessions) as session:
        someone = build.person(session, phone.openid, now=clock.now(), keys=context.data_keys)
        open_window(session, someone.id, build.incoming(openid=phone.openid, created=clock.now()))
    return someone


def queue(tmp_path: Path) -> Iterator[Huey]:
    made = SqliteHuey("bot", filename=str(tmp_path / "queue.db"))
    yield made
    made.storage.close()


web = pytest.fixture(queue, name="web")
worker = pytest.fixture(queue, name="worker")


def run_all(huey: Huey) -> int:
    """Work the queue empty. Returns how many tasks there were."""
    count = 0
    while (task := huey.dequeue()) is not None:
        huey.execute(task)
        count += 1
    return count


def put(context: Context, person: Person, text: str, **how: object) -> int:
    given = {"kind": "notice", "now": clock.now(), **how}
    with transaction(context.sessions) as session:
        return deliveries.enqueue(session, person.id, person.key, text, **given)  # type: ignore[arg-type]


def photo(context: Context, phone: Phone, owner: Owner, data: bytes | None = None) -> int:
    key_of = {"person": person_key, "report": report_key}[owner.kind]
    phone.photo(samples.photo() if data is None else data)
    with transaction(context.sessions) as session:
        return records.commit(
            session,
            draft="d" * 32,
            owner_kind=owner.kind,
            owner_id=owner.id,
            key=key_of(session, context.data_keys, owner.id),
            media_kind="image",
            media_id=sent_media(phone),
            now=clock.now(),
        )


def evidence_state(context: Context, evidence_id: int) -> str:
    with transaction(context.sessions) as session:
        return str(session.execute(select(EVIDENCE.c.state).where(EVIDENCE.c.id == evidence_id)).scalar_one())


def delivery_state(context: Context, delivery_id: int) -> str:
    with transaction(context.sessions) as session:
        return str(session.execute(select(DELIVERIES.c.state).where(DELIVERIES.c.id == delivery_id)).scalar_one())


def test_what_the_web_pokes_the_worker_does(
    web: Huey, worker: Huey, context: Context, person: Person, phone: Phone
) -> None:
    delivery = put(context, person, "您好")
    jobs.sender(web)(deliveries.JOB, delivery)
    jobs.attach(worker, context)
    assert run_all(worker) == 1
    assert said(phone) == ["您好"]


def test_web_and_worker_may_be_one_process(web: Huey, context: Context, person: Person, phone: Phone) -> None:
    send = jobs.sender(web)
    jobs.attach(web, context)
    send(deliveries.JOB, put(context, person, "您好"))
    assert run_all(web) == 1
    assert said(phone) == ["您好"]


def test_a_job_that_fails_is_logged_without_what_it_held(worker: Huey, context: Context, person: Person) -> None:
    send = jobs.attach(worker, context)
    send("no_such_job", 7)
    with capture_logs() as logs:
        run_all(worker)
    assert logs == [{"event": "job.failed", "log_level": "error", "job": "no_such_job", "row": 7, "why": "KeyError"}]


def test_every_job_a_room_pokes_is_known() -> None:
    assert set(jobs.JOBS) == {records.JOB, deliveries.JOB}


def test_the_sweeper_pokes_what_was_poked_in_vain(worker: Huey, context: Context, person: Person, phone: Phone) -> None:
    delivery, evidence = put(context, person, "您好"), photo(context, phone, Owner("person", person.id))
    jobs.sweep(context, jobs.attach(worker, context))
    assert run_all(worker) == 2
    assert delivery_state(context, delivery) == DeliveryState.SENT
    assert evidence_state(context, evidence) == EvidenceState.KEPT


def test_the_sweeper_finds_nothing_where_there_is_nothing(worker: Huey, context: Context) -> None:
    jobs.sweep(context, jobs.attach(worker, context))
    assert run_all(worker) == 0


def test_the_sweeper_settles_what_is_of_no_use_any_more(worker: Huey, context: Context, person: Person) -> None:
    delivery = put(context, person, "过期", not_after=clock.now() - LATER)
    jobs.sweep(context, jobs.attach(worker, context))
    assert delivery_state(context, delivery) == DeliveryState.EXPIRED


def test_the_sweeper_clears_away_what_was_discarded(
    worker: Huey, context: Context, person: Person, phone: Phone, tmp_path: Path
) -> None:
    jobs.fetch_evidence(context, photo(context, phone, Owner("person", person.id)))
    with transaction(context.sessions) as session:
        records.discard(session, "d" * 32)
    jobs.sweep(context, jobs.attach(worker, context))
    assert not [path for path in (tmp_path / "media").rglob("*") if path.is_file()]


def test_a_reports_photo_is_kept_under_the_reports_key(context: Context, phone: Phone) -> None:
    with transaction(context.sessions) as session:
        key_id = open_key(session, context.data_keys, clock.now())
    evidence = photo(context, phone, Owner("report", key_id))
    jobs.fetch_evidence(context, evidence)
    assert evidence_state(context, evidence) == EvidenceState.KEPT


def test_whoever_sent_a_photo_that_cannot_be_used_is_told_once(
    worker: Huey, context: Context, person: Person, phone: Phone
) -> None:
    send_after_commit(context.sessions, jobs.attach(worker, context))
    evidence = photo(context, phone, Owner("person", person.id), data=b"not a picture")
    jobs.fetch_evidence(context, evidence)
    jobs.fetch_evidence(context, evidence)
    run_all(worker)
    assert evidence_state(context, evidence) == EvidenceState.REFUSED
    assert [text for text in said(phone) if "打不开" in text] == said(phone)[-1:]


def test_a_photo_whose_owner_was_erased_is_given_up(context: Context, person: Person, phone: Phone) -> None:
    evidence = photo(context, phone, Owner("person", person.id))
    with transaction(context.sessions) as session:
        destroy_key(session, person.id, clock.now())
    jobs.fetch_evidence(context, evidence)
    assert evidence_state(context, evidence) == EvidenceState.DISCARDED


def test_a_photo_whose_report_was_destroyed_is_given_up(context: Context, phone: Phone) -> None:
    with transaction(context.sessions) as session:
        key_id = open_key(session, context.data_keys, clock.now())
    evidence = photo(context, phone, Owner("report", key_id))
    with transaction(context.sessions) as session:
        destroy(session, key_id)
    jobs.fetch_evidence(context, evidence)
    assert evidence_state(context, evidence) == EvidenceState.DISCARDED


def test_each_night_what_is_past_its_time_is_forgotten(
    context: Context, person: Person, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = photo(context, phone, Owner("person", person.id))
    later = clock.now() + timedelta(days=context.settings.retain_drafts_days, hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    jobs.retain(context)
    assert evidence_state(context, evidence) == EvidenceState.DISCARDED


def test_the_nightly_job_runs_at_half_past_three_and_the_sweeper_each_minute(worker: Huey, context: Context) -> None:
    jobs.attach(worker, context)
    at_night = clock.from_timestamp(1_764_012_600)
    assert (at_night.hour, at_night.minute) == (3, 30)
    by_day = at_night + timedelta(hours=9, minutes=1)

    def due(moment) -> set[str]:  # type: ignore[no-untyped-def]
        return {type(task).__name__ for task in worker.read_periodic(moment.astimezone(UTC).replace(tzinfo=None))}

    assert due(at_night) == {"sweep", "retain"}
    assert due(by_day) == {"sweep"}
