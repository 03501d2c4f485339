"""The callback of WeChat: verify, open, answer within one transaction, seal. No network on this path."""

import contextlib
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
from bot.handlers import House, Turn, chosen_action
from bot.outbox import deliveries as outbox
from bot.wechat.crypto import Envelope, Refused, Signed
from bot.wechat.parse import Unparsable, parse
from bot.wechat.render import render_text, render_xml

BODY_LIMIT_BYTES = 64 * 1024
PASSIVE_SECONDS = 4.0
NONCE_CHARACTERS = 64
VERIFYING, BROKEN = "verifying", "broken"

_under_way: set[str] = set()

log = get_logger(__name__)


class Busy(Exception):
    """The message could not be worked on now; nothing of it was done."""


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
        now = clock_now()
        try:
            desk.envelope.check(signed, now)
            _note_nonce(desk, signed.nonce, VERIFYING, now)
        except (Refused, inbox.Replayed) as refused:
            return _refuse(str(refused) or "replayed")
        return _plain(request.args.get("echostr", "")[:256])

    @doors.post("/wechat")
    def receive() -> Response:
        """One message or event; the answer is the passive reply, or empty."""
        started = time.monotonic()
        signed, now = _signed(), clock_now()
        try:
            desk.envelope.check_address(signed, now)
            incoming = parse(desk.envelope.open(signed, request.get_data(cache=False), now))
            text = answer(desk, incoming, signed.nonce, now, started)
        except (Refused, inbox.Replayed) as refused:
            return _refuse(str(refused) or "replayed")
        except Unparsable as broken:
            return _unparsable(desk, signed.nonce, str(broken), now)
        except Busy:
            return Response(status=503)
        if not text:
            return _plain("")
        xml = render_xml(text, openid=incoming.openid, account=incoming.account)
        return Response(desk.envelope.seal(xml, signed), mimetype="application/xml")

    return doors


def answer(desk: Desk, incoming: Incoming, nonce: str, now: datetime, started: float) -> str:
    """What the person hears, stored in the same commit as everything the message did.

    A retry that waited in vain for the try before it hears nothing: that one will answer. Any other failure of ours is
    logged without the message. Raises Busy then: an empty answer would end the message for good, a failed one makes
    WeChat ask again or tell the person that it did not get through.
    """
    is_retry = incoming.key in _under_way
    _under_way.add(incoming.key)
    try:
        with transaction(desk.sessions) as session:
            return _answer_once(desk.house(), session, incoming, nonce, now, started)
    except inbox.Replayed:
        raise
    except (NoTurn, OperationalError) as error:
        log.warning("callback.busy", key=incoming.key, why=type(error).__name__)
        if is_retry:
            return ""
        raise Busy from None
    except Exception as error:
        why, where = type(error).__name__, _where(error)
        log.error("callback.failed", key=incoming.key, kind=incoming.kind, why=why, where=where)
        with contextlib.suppress(inbox.Replayed, NoTurn, OperationalError):
            _note_nonce(desk, nonce, incoming.key, now)
        raise Busy from None
    finally:
        if not is_retry:
            _under_way.discard(incoming.key)


def _answer_once(house: House, session: Session, incoming: Incoming, nonce: str, now: datetime, started: float) -> str:
    person = arrive(session, house.data_keys, incoming, now)
    answered = inbox.admit(session, person.key, incoming, nonce, now)
    if answered is not None:
        return answered.reply or ""
    talk = state.load(session, person.id, person.key)
    action, private = chosen_action(talk, incoming.text), talk.form is not None and talk.form.holds_report
    turn = Turn(house, session, incoming, person, talk, now, action=action, private=private)
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


def _note_nonce(desk: Desk, nonce: str, came_with: str, now: datetime) -> None:
    """What was signed once must not sign anything else, whatever became of it."""
    with transaction(desk.sessions) as session:
        inbox.note_nonce(session, nonce, came_with, now)


def _unparsable(desk: Desk, nonce: str, why: str, now: datetime) -> Response:
    log.warning("callback.unparsable", why=why)
    try:
        _note_nonce(desk, nonce, BROKEN, now)
    except inbox.Replayed:
        return _refuse("replayed")
    return Response(status=400)


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
