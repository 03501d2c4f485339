"""Where the time of one answered question goes, stage by stage, in one thread."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from bot import handlers, webhook
from bot.app import Houses
from bot.conversations import inbox, state
from bot.core.clock import now
from bot.core.db import make_engine, make_sessions
from bot.core.settings import Settings
from bot.migrations import upgrade
from bot.outbox import deliveries
from bot.wechat.crypto import Envelope, Signed
from bot.wechat.parse import parse
from bot.wechat.render import render_xml
from simulator.crypto import Cipher, sign
from simulator.wire import document

STAGES: tuple[tuple[str, object, str], ...] = (
    ("person: find and lock", webhook, "arrive"),
    ("inbox: retry? replay?", inbox, "admit"),
    ("conversation: load", state, "load"),
    ("answer: handlers and guidance", handlers, "answer"),
    ("what waited to be told", deliveries, "told_at_next_word"),
    ("conversation: save", state, "save"),
    ("inbox: store", inbox, "store"),
)


def stages(settings: Settings, questions: list[str]) -> list[tuple[str, float]]:
    """Microseconds of CPU a stage takes for one question, on average; the rest is named at the end."""
    houses = Houses(settings)
    engine = make_engine(settings.database)
    upgrade(engine)
    desk = webhook.Desk(_envelope(settings), make_sessions(engine), lambda: houses.current)
    spent: dict[str, float] = defaultdict(float)
    with _timed(spent):
        for number, question in enumerate(questions):
            _one(desk, settings, spent, number, question)
    each = {name: seconds / len(questions) * 1e6 for name, seconds in spent.items()}
    within = sum(each[name] for name, _, _ in STAGES)
    rows = [("verify and decrypt", each["open"]), ("parse", each["parse"])]
    rows += [(name, each[name]) for name, _, _ in STAGES]
    rows += [
        ("begin, commit and the rest of the transaction", each["transaction"] - within),
        ("render and encrypt", each["seal"]),
    ]
    return rows


def _envelope(settings: Settings) -> Envelope:
    key = settings.wechat_encoding_aes_key
    return Envelope(settings.wechat_token, settings.wechat_app_id, key, freshness_seconds=600)


def _one(desk: webhook.Desk, settings: Settings, spent: dict[str, float], number: int, question: str) -> None:
    at = now()
    sealed = Cipher(settings.wechat_encoding_aes_key, settings.wechat_app_id).seal(
        document(
            {
                "ToUserName": "gh_bench",
                "FromUserName": f"oZTstage{number % 50:020d}",
                "CreateTime": int(at.timestamp()),
                "MsgType": "text",
                "Content": question,
                "MsgId": 10_000_000 + number,
            }
        )
    )
    stamp, nonce = str(int(at.timestamp())), f"stage-{number}"
    signed = Signed(
        "", stamp, nonce, encrypted=True, message_signature=sign(settings.wechat_token, stamp, nonce, sealed)
    )
    body = document({"ToUserName": "gh_bench", "Encrypt": sealed})
    xml = _spend(spent, "open", lambda: desk.envelope.open(signed, body, at))
    incoming = _spend(spent, "parse", lambda: parse(xml))
    text = _spend(spent, "transaction", lambda: webhook.answer(desk, incoming, nonce, at, time.monotonic()))
    reply = _spend(spent, "seal", lambda: desk.envelope.seal(render_xml(text, openid="o", account="g"), signed))
    assert reply


def _spend(spent: dict[str, float], name: str, work: Callable[[], Any]) -> Any:
    begun = time.thread_time()
    result = work()
    spent[name] += time.thread_time() - begun
    return result


@contextmanager
def _timed(spent: dict[str, float]) -> Iterator[None]:
    """Every stage's function wrapped by a clock, for as long as this lasts."""
    kept = [(room, attribute, getattr(room, attribute)) for _, room, attribute in STAGES]
    for name, room, attribute in STAGES:
        inner = getattr(room, attribute)
        setattr(room, attribute, _clocked(spent, name, inner))
    try:
        yield
    finally:
        for room, attribute, inner in kept:
            setattr(room, attribute, inner)


def _clocked(spent: dict[str, float], name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
    def clocked(*given: Any, **named: Any) -> Any:
        return _spend(spent, name, lambda: inner(*given, **named))

    return clocked
