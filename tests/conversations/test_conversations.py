"""Every dialogue of tests/conversations/*.yaml: a person says, the bot says, and what is stored afterwards."""

import hashlib
import secrets
import time
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from bot import webhook
from bot.cli.stranger import readable
from bot.complaints import queries as complaints
from bot.complaints.model import Complaint
from bot.conversations.model import HandOver, Unanswered
from bot.core.clock import SHANGHAI
from bot.core.db import transaction
from bot.core.messages import Incoming
from bot.core.numbers import find_number
from bot.evidence.model import Evidence
from bot.evidence.records import of_filing
from bot.followers.model import Follower
from bot.followers.people import person_key
from bot.handlers import House
from bot.reports import queries as reports
from bot.reports.model import Report

FOLDER = Path(__file__).parent
TABLES = {
    "complaints": Complaint,
    "reports": Report,
    "evidence": Evidence,
    "hand_overs": HandOver,
    "unanswered": Unanswered,
}
START = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
KNOWN_KEYS = frozenset({"says", "hears", "never", "waits", "sends", "event", "silence", "taps", "as", "keeps", "note"})


def dialogues() -> list[Any]:
    found = []
    for file in sorted(FOLDER.glob("*.yaml")):
        for dialogue in yaml.safe_load(file.read_text("utf-8")):
            found.append(pytest.param(dialogue, id=f"{file.stem}: {dialogue['name']}"))
    return found


@dataclass
class Phone:
    """One or several people writing to the bot through its real door, with a clock of their own."""

    sessions: sessionmaker[Session]
    house: House
    now: datetime
    person: str
    heard: str = ""
    choices: list[str] = field(default_factory=list)

    def send(self, kind: str, text: str = "", **more: Any) -> str:
        self.now += timedelta(seconds=7)
        openid = "o" + hashlib.sha256(self.person.encode()).hexdigest()[:27]
        incoming = Incoming(kind, secrets.token_hex(20), openid, "gh_test", self.now, text=text, **more)
        desk = webhook.Desk(None, self.sessions, lambda: self.house)  # type: ignore[arg-type]
        raw = webhook.answer(desk, incoming, secrets.token_hex(8), self.now, time.monotonic())
        self.heard = readable(raw)
        self.choices = [line.split(" ", 1)[1] for line in self.heard.splitlines() if line[:1].isdigit() and " " in line]
        return self.heard


def test_there_are_enough_dialogues() -> None:
    assert len(dialogues()) >= 40


@pytest.mark.parametrize("dialogue", dialogues())
def test_dialogue(dialogue: dict[str, Any], sessions: sessionmaker[Session], house: House) -> None:
    settings = house.settings.model_copy(update=dialogue.get("settings", {}))
    start = datetime.fromisoformat(dialogue["at"]).replace(tzinfo=SHANGHAI) if "at" in dialogue else START
    phone = Phone(sessions, replace(house, settings=settings), start, dialogue.get("person", "老乡"))
    kept: dict[str, str] = {}
    for number, turn in enumerate(dialogue["turns"], 1):
        assert set(turn) <= KNOWN_KEYS, f"turn {number}: unknown {set(turn) - KNOWN_KEYS}"
        if "as" in turn:
            phone.person = turn["as"]
        if "waits" in turn:
            phone.now += timedelta(**turn["waits"])
        if "keeps" in turn:
            kept[turn["keeps"]] = find_number(phone.heard) or pytest.fail(f"turn {number}: no number in {phone.heard}")
        if not (set(turn) & {"says", "sends", "event", "taps"}):
            continue
        heard = _play(phone, turn, kept)
        where = f"turn {number}, after {turn}:\n{heard}\n"
        for expected in turn.get("hears", []):
            assert _filled(expected, kept) in heard, f"{where}does not say {expected!r}"
        for forbidden in turn.get("never", []):
            assert _filled(forbidden, kept) not in heard, f"{where}says {forbidden!r}"
        if turn.get("silence"):
            assert heard == "", f"{where}is not silent"
        elif "hears" not in turn:
            assert heard, f"{where}says nothing"
        assert len(heard.encode()) <= 2047
    with transaction(sessions) as session:
        _check_stored(session, phone, dialogue.get("stored", {}))


def _filled(text: object, kept: dict[str, str]) -> str:
    said = str(text)
    for name, value in kept.items():
        said = said.replace("{" + name + "}", value)
    return said


def _play(phone: Phone, turn: dict[str, Any], kept: dict[str, str]) -> str:
    if "says" in turn:
        return phone.send("text", _filled(turn["says"], kept))
    if "taps" in turn:
        label = _filled(turn["taps"], kept)
        offered = [choice for choice in phone.choices if choice == label or choice.startswith(label)]
        assert offered, f"{label!r} was not offered in:\n{phone.heard}"
        return phone.send("text", offered[0])
    if "event" in turn:
        return _event(phone, *next(iter(turn["event"].items())))
    return _sent(phone, *next(iter(turn["sends"].items())))


def _event(phone: Phone, kind: str, value: Any) -> str:
    names = {"location": "location_event", "other": "other_event"}
    return phone.send(names.get(kind, kind), event_key=value if isinstance(value, str) else None)


def _sent(phone: Phone, kind: str, value: Any) -> str:
    media = secrets.token_hex(16)
    match kind:
        case "photo":
            return phone.send("image", media_id=media)
        case "voice":
            return phone.send("voice", value or "", media_id=media)
        case "video" | "shortvideo":
            return phone.send(kind, media_id=media)
        case "place":
            return phone.send("location", value["label"], latitude=value.get("lat"), longitude=value.get("lng"))
        case "link":
            return phone.send("link", value["title"], url=value.get("url", "https://example.com/"))
        case _:
            return phone.send("unknown")


def _check_stored(session: Session, phone: Phone, stored: dict[str, Any]) -> None:
    for name, expected in stored.items():
        if name in TABLES:
            count = session.execute(select(func.count()).select_from(TABLES[name])).scalar_one()
            assert count == expected, f"{count} {name} stored, not {expected}"
        elif name == "complaint":
            _compare(_last_complaint(session, phone), expected)
        elif name == "report":
            _compare(_last_report(session, phone), expected)
        else:
            pytest.fail(f"unknown key of stored: {name}")


def _last_complaint(session: Session, phone: Phone) -> dict[str, Any]:
    table = Complaint.__table__
    row = session.execute(select(table.c.number, table.c.person_id).order_by(table.c.id.desc())).first()
    assert row is not None, "no complaint is stored"
    wrapped = session.execute(select(Follower.wrapped_key).where(Follower.id == row.person_id)).scalar_one()
    key = person_key(session, phone.house.data_keys, row.person_id) if wrapped else None
    found = complaints.show(session, row.number, key, reveal=True)
    found["evidence"] = len(of_filing(session, row.number))
    return found


def _last_report(session: Session, phone: Phone) -> dict[str, Any]:
    table = Report.__table__
    number = session.execute(select(table.c.number).order_by(table.c.id.desc())).scalars().first()
    assert number is not None, "no report is stored"
    found = reports.show(session, phone.house.data_keys, number, reveal=True)
    assert found is not None
    found["evidence"] = len(of_filing(session, number))
    return found


def _compare(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        have = found.get("request_kind" if name == "request" else name)
        if isinstance(have, list) and isinstance(value, int):
            have = len(have)
        if isinstance(value, dict) and "contains" in value:
            assert value["contains"] in str(have), f"{name} is {have!r}"
            continue
        assert have == value, f"{name} is {have!r}, not {value!r}"
