"""The worker as a real process: it works, stops when told, and what it held when killed is found again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot import jobs
from bot.content import Knowledge
from bot.core import clock
from bot.core.crypto import DataKeys
from bot.core.db import transaction
from bot.core.files import Files
from bot.core.queue import make_huey, send_after_commit
from bot.core.settings import Settings
from bot.evidence import fetching, records
from bot.evidence.model import EVIDENCE, EvidenceState
from bot.followers.people import Person
from bot.followers.windows import open_window
from bot.outbox import deliveries, sending
from bot.outbox.model import DELIVERIES, DeliveryState
from bot.wechat.client import WeChatApi
from simulator.client import Control, Phone
from tests import build
from tests.evidence import samples
from tests.wechat.platform import MEDIA, SEND, said, sent_media

START = "from bot.core.settings import load_settings; from bot.worker import run; run(load_settings())"
PATIENCE = 20.0


@dataclass
class Web:
    """Our side of the door: what the web process commits, the worker process does."""

    settings: Settings
    sessions: sessionmaker[Session]
    person: Person
    phone: Phone

    def put(self, text: str) -> int:
        with transaction(self.sessions) as session:
            return deliveries.enqueue(session, self.person.id, self.person.key, text, kind="notice", now=clock.now())

    def photo(self) -> int:
        self.phone.photo(samples.photo())
        with transaction(self.sessions) as session:
            return records.commit(
                session,
                draft="d" * 32,
                owner_kind="person",
                owner_id=self.person.id,
                key=self.person.key,
                media_kind="image",
                media_id=sent_media(self.phone),
                now=clock.now(),
            )

    def delivery(self, delivery_id: int) -> str:
        with transaction(self.sessions) as session:
            return str(session.execute(select(DELIVERIES.c.state).where(DELIVERIES.c.id == delivery_id)).scalar_one())

    def evidence(self, evidence_id: int) -> str:
        with transaction(self.sessions) as session:
            return str(session.execute(select(EVIDENCE.c.state).where(EVIDENCE.c.id == evidence_id)).scalar_one())


@pytest.fixture
def web(
    settings: Settings, sessions: sessionmaker[Session], data_keys: DataKeys, phone: Phone, platform_url: str
) -> Iterator[Web]:
    database_url = sessions.kw["bind"].url.render_as_string(hide_password=False)
    given = settings.model_copy(update={"wechat_api_url": platform_url, "database_url": database_url})
    huey = make_huey(given)
    send_after_commit(sessions, jobs.sender(huey))
    with transaction(sessions) as session:
        person = build.person(session, phone.openid, now=clock.now(), keys=data_keys)
        open_window(session, person.id, build.incoming(openid=phone.openid, created=clock.now()))
    yield Web(given, sessions, person, phone)
    huey.storage.close()


@pytest.fixture
def start(web: Web) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start a worker; whatever still runs at the end of the test is killed."""
    started: list[subprocess.Popen[bytes]] = []
    environment = os.environ | {
        "BOT_ENV": "demo",
        "VAR_DIR": str(web.settings.var_dir),
        "DATABASE_URL": web.settings.database_url,
        "WECHAT_API_URL": web.settings.wechat_api_url,
    }

    def begin() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([sys.executable, "-c", START], env=environment, cwd=Path(__file__).parents[2]))
        return started[-1]

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()


def until(what: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < give_up_at
        time.sleep(0.05)


def test_a_worker_does_what_is_committed_and_stops_when_told(
    web: Web, start: Callable[[], subprocess.Popen[bytes]], phone: Phone
) -> None:
    before = web.put("启动前放的")
    worker = start()
    until(lambda: web.delivery(before) == DeliveryState.SENT)
    after, photo = web.put("启动后放的"), web.photo()
    until(lambda: web.delivery(after) == DeliveryState.SENT and web.evidence(photo) == EvidenceState.KEPT)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    assert said(phone) == ["启动前放的", "启动后放的"]


def test_a_worker_told_to_stop_finishes_what_it_holds(
    web: Web, start: Callable[[], subprocess.Popen[bytes]], control: Control, phone: Phone
) -> None:
    control.fail(SEND, delay=1.5)
    delivery = web.put("说完再走")
    worker = start()
    until(lambda: web.delivery(delivery) == DeliveryState.SENDING)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=PATIENCE) == 0
    assert web.delivery(delivery) == DeliveryState.SENT
    assert said(phone) == ["说完再走"]


def test_what_a_killed_worker_held_is_found_again(
    web: Web,
    start: Callable[[], subprocess.Popen[bytes]],
    control: Control,
    api: WeChatApi,
    data_keys: DataKeys,
    phone: Phone,
    monkeypatch: pytest.MonkeyPatch,
    knowledge: Knowledge,
) -> None:
    control.fail(SEND, delay=4)
    control.fail(MEDIA, delay=4)
    delivery, photo = web.put("最多听一遍"), web.photo()
    worker = start()
    until(lambda: web.delivery(delivery) == DeliveryState.SENDING and web.evidence(photo) == EvidenceState.FETCHING)
    until(lambda: control.counts().get(SEND) == 1)
    worker.kill()
    worker.wait()
    later = clock.now() + max(sending.LEASE, fetching.LEASE) + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    context = jobs.Context(web.settings, web.sessions, data_keys, Files(web.settings.media), api, lambda: knowledge)
    jobs.sweep(context, lambda name, row_id: jobs.JOBS[name](context, row_id))
    assert web.evidence(photo) == EvidenceState.KEPT
    assert web.delivery(delivery) == DeliveryState.UNKNOWN
    assert said(phone) == ["最多听一遍"]
    assert control.counts()[SEND] == 1
