"""The callback of WeChat: verify, open, answer within one transaction, seal. No network on this path."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from bot import handlers
from bot.conversations import inbox, state
from bot.conversations.reading import without_identity
from bot.core.clock import now as clock_now
from bot.core.db import NoTurn, transaction
from bot.core.logs import get_logger
from bot.core.messages import TEXT_LIMIT_BYTES, Incoming, Reply
from bot.followers.people import Person, arrive
from bot.followers.windows import open_window
from bot.handlers import House, Turn, chosen_action
from bot.outbox import deliveries as outbox
from bot.wechat.crypto import Envelope, Refused, Signed
from bot.wechat.parse import Unparsable, parse
from bot.wechat.render import render_text, render_xml

BODY_LIMIT_BYTES = 64 * 1024
PASSIVE_SECONDS = 4.0
NONCE_CHARACTERS = 64

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the callback works with; `house` gives the newest knowledge."""

    envelope: Envelope
    sessions: sessionmaker[Session]
    house: Callable[[], House]


def blueprint(desk: Desk) -> Blueprint:
    """The routes of /wechat."""
    doors = Blueprint("wechat", __name__)

    @doors.get("/wechat")
    def verify() -> Response:
        """WeChat asks once whether the address is ours."""
        signed = _signed()
        try:
            desk.envelope.check(signed, clock_now())
        except Refused as refused:
            return _refuse(str(refused))
        return _plain(request.args.get("echostr", "")[:256])

    @doors.post("/wechat")
    def receive() -> Response:
        """One message or event; the answer is the passive reply, or empty."""
        started = time.monotonic()
        signed, now = _signed(), clock_now()
        body = request.get_data(cache=False)
        try:
            incoming = parse(desk.envelope.open(signed, body, now))
            text = answer(desk, incoming, signed.nonce, now, started)
        except (Refused, inbox.Replayed) as refused:
            return _refuse(str(refused) or "replayed")
        except Unparsable as broken:
            log.warning("callback.unparsable", why=str(broken))
            return Response(status=400)
        if not text:
            return _plain("")
        xml = render_xml(text, openid=incoming.openid, account=incoming.account)
        return Response(desk.envelope.seal(xml, signed), mimetype="application/xml")

    return doors


def answer(desk: Desk, incoming: Incoming, nonce: str, now: datetime, started: float) -> str:
    """What the person hears, stored in the same commit as everything the message did.

    A failure of ours is logged without the message and answered with silence, so that WeChat asks again.
    """
    try:
        with transaction(desk.sessions) as session:
            return _answer_once(desk.house(), session, incoming, nonce, now, started)
    except inbox.Replayed:
        raise
    except (NoTurn, OperationalError) as error:
        log.warning("callback.busy", key=incoming.key, why=type(error).__name__)
    except Exception as error:
        log.error(
            "callback.failed", key=incoming.key, kind=incoming.kind, why=type(error).__name__, where=_where(error)
        )
    return ""


def _answer_once(house: House, session: Session, incoming: Incoming, nonce: str, now: datetime, started: float) -> str:
    person = arrive(session, house.data_keys, incoming, now)
    answered = inbox.admit(session, person.key, incoming, nonce, now)
    if answered is not None:
        return answered.reply or ""
    open_window(session, person.id, incoming)
    talk = state.load(session, person.id, person.key)
    turn = Turn(house, session, incoming, person, talk, now, action=chosen_action(talk, incoming.text))
    reply = handlers.answer(turn)
    text = _with_what_waited(turn, render_text(reply))
    _remember(turn, reply)
    late = time.monotonic() - started > PASSIVE_SECONDS
    if late and text:
        outbox.enqueue(session, turn.person.id, turn.person.key, text, kind="late", now=now)
    return _store(turn, "" if late else text)


def _with_what_waited(turn: Turn, text: str) -> str:
    """Put what could not be delivered in front of the answer, as far as both fit one message."""
    if turn.incoming.is_event and not text:
        return text
    room = TEXT_LIMIT_BYTES - len(text.encode())
    waited = outbox.told_at_next_word(turn.session, turn.person.id, turn.person.key, turn.now, room_bytes=room)
    told = [turn.say("outbox.maybe_seen", text=one.text) if one.maybe_seen else one.text for one in waited]
    return "\n\n".join([*told, text]) if told else text


def _remember(turn: Turn, reply: Reply) -> None:
    if not turn.incoming.is_event or reply.choices:
        turn.talk.choices = [[choice.label, choice.action] for choice in reply.choices]
    state.save(turn.session, turn.person.id, turn.person.key, turn.talk, turn.now)


def _store(turn: Turn, text: str) -> str:
    person: Person = turn.person
    kept = without_identity(turn.incoming.text)
    inbox.store(turn.session, person.id, person.key, turn.incoming, kept, text, turn.now, private=turn.private)
    return text


def _signed() -> Signed:
    args = request.args
    return Signed(
        signature=args.get("signature", "")[:64],
        timestamp=args.get("timestamp", "")[:16],
        nonce=args.get("nonce", "")[:NONCE_CHARACTERS],
        encrypted=args.get("encrypt_type") == "aes",
        message_signature=args.get("msg_signature", "")[:64],
    )


def _refuse(why: str) -> Response:
    log.warning("callback.refused", why=why)
    return Response(status=403)


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain")


def _where(error: Exception) -> str:
    """The innermost place in our code, without any value: a message's words must not reach the log."""
    place, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/bot/" in code.co_filename:
            place = f"{code.co_filename.rpartition('/bot/')[2]}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place
