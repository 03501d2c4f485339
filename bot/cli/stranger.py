"""A stranger who writes to the bot: the real handlers over an empty database in memory."""

import re
import secrets
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import StaticPool, create_engine, event
from sqlalchemy.orm import Session

from bot import handlers
from bot.conversations import state
from bot.core.clock import now
from bot.core.db import Base, make_sessions
from bot.core.messages import Incoming
from bot.extraction import Slots, read
from bot.followers.people import arrive
from bot.guidance import Answer
from bot.handlers import House, Turn, chosen_action
from bot.wechat.render import render_text

_TAP = re.compile(r'<a href="weixin://bizmsgmenu[^"]*">([^<]*)</a>')
_LINK = re.compile(r'<a href="([^"]*)">([^<]*)</a>')


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said to one message, and what guidance and extraction made of it."""

    text: str
    reply: str
    answer: Answer
    slots: Slots
    ms_slots: float

    def to_json(self) -> dict[str, Any]:
        """The object that `bot ask --json` prints."""
        answer = self.answer
        return {
            "text": self.text,
            "reply": self.reply,
            **_choice(answer),
            "also": {**_choice(answer.also)} if answer.also else None,
            "slots": _slots(self.slots),
            "ms": round(answer.ms, 3),
            "ms_slots": round(self.ms_slots, 3),
        }


def _choice(answer: Answer) -> dict[str, Any]:
    return {
        "kind": answer.kind,
        "intent": answer.intent,
        "entry_id": answer.entry_id,
        "topic": answer.topic,
        "score": round(answer.score, 4),
        "candidates": [
            {"entry_id": c.entry_id, "topic": c.topic, "score": round(c.score, 4)} for c in answer.candidates
        ],
        "referral": answer.referral,
    }


def _slots(slots: Slots) -> dict[str, Any]:
    place = slots.place.value if slots.place and slots.place.sure else None
    return {
        "district": place.district if place else None,
        "township": place.township if place else None,
        "merchant": slots.merchant.value if slots.merchant else None,
        "merchant_address": slots.merchant_address.value if slots.merchant_address else None,
        "item": slots.item.value if slots.item else None,
        "amount_yuan": float(slots.amount.value) if slots.amount else None,
        "date": slots.date.value.isoformat() if slots.date else None,
        "date_text": slots.date_text or (slots.date.text if slots.date else None),
        "request": slots.request_text or (slots.request.text if slots.request else None),
        "request_kind": slots.request.value if slots.request else None,
        "name": slots.name.value if slots.name else None,
        "phone": [phone.value for phone in slots.phones],
        "address": slots.address.value if slots.address else None,
    }


class Stranger:
    """One person at a time, over a database that lives and dies with this object."""

    def __init__(self, house: House) -> None:
        self._house = house
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        Base.metadata.create_all(engine)
        self._sessions = make_sessions(engine)
        self._openid = self._new_openid()

    def ask(self, text: str, at: datetime) -> Heard:
        """What somebody new, who says only this, would hear; nothing of it stays."""
        self._openid = self._new_openid()
        with self._sessions() as session:
            turn = self._turn(session, text, at)
            turn.guess = self._house.guidance.answer(text, on=turn.now.date(), explain=True)
            reply = readable(render_text(handlers.answer(turn)))
            session.rollback()
        started = time.perf_counter()
        slots = read(text, at=at, gazetteer=self._house.gazetteer)
        return Heard(text, reply, turn.guess, slots, (time.perf_counter() - started) * 1000)

    def say(self, text: str) -> str:
        """The next thing the same person says, and what they hear."""
        with self._sessions.begin() as session:
            turn = self._turn(session, text, now())
            reply = handlers.answer(turn)
            turn.talk.choices = [[choice.label, choice.action] for choice in reply.choices]
            state.save(session, turn.person.id, turn.person.key, turn.talk, turn.now)
        return readable(render_text(reply))

    def _turn(self, session: Session, text: str, at: datetime) -> Turn:
        incoming = Incoming("text", secrets.token_hex(20), self._openid, "gh_terminal", at, text=text)
        person = arrive(session, self._house.data_keys, incoming, at)
        talk = state.load(session, person.id, person.key)
        return Turn(self._house, session, incoming, person, talk, now(), action=chosen_action(talk, text))

    @staticmethod
    def _new_openid() -> str:
        return f"terminal-{secrets.token_hex(8)}"


def readable(text: str) -> str:
    """A reply without WeChat's tappable links: a choice keeps its label, a page its address."""
    return _LINK.sub(r"\2 \1", _TAP.sub(r"\1", text))
