"""Erasing a person makes what they told unreadable for good, even to a backup; what the law needs stays."""

import shutil
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, LargeBinary, func, select, update
from sqlalchemy.orm import Session, sessionmaker

from bot import privacy
from bot.complaints import moves, queries
from bot.complaints.model import Complaint, ComplaintEvent
from bot.conversations import inbox, requests, state
from bot.conversations.model import Conversation, HandOver, InboxMessage, Unanswered
from bot.conversations.state import Said, Talk
from bot.core.crypto import Unreadable, keyed_hash, new_key, unseal
from bot.core.db import make_engine, make_sessions, transaction
from bot.core.settings import Settings
from bot.evidence import records as evidence
from bot.evidence.model import Evidence, EvidenceState
from bot.followers.people import Person, PersonErased, key_id_of, person_key
from bot.migrations.tables import wanted
from bot.outbox import deliveries as outbox
from bot.outbox.model import Delivery, DeliveryState
from bot.reports import queries as report_queries
from bot.reports.keys import KeyDestroyed, open_key, report_key
from bot.reports.model import Report, ReportKey
from tests import build
from tests.build import CALENDAR, KEYS, NOW, incoming

OPENID = "oTestErase00000000000000001"
SAID = ("13888888888", "李桂芳", "顺发货场", "950公斤")


def erase(session: Session, who: Person, settings: Settings, **draft: Any) -> privacy.Erased:
    return privacy.erase(
        session,
        who.id,
        openid=who.openid,
        person_key=who.key,
        settings=settings,
        calendar=CALENDAR,
        now=NOW + timedelta(minutes=5),
        **draft,
    )


def somebody(session: Session, mode: str = "assist") -> tuple[Person, str]:
    """A person of whom every room holds something, and the number of their complaint."""
    who = build.person(session, OPENID)
    message = incoming("煤少了950公斤，我的电话13888888888", openid=OPENID)
    inbox.store(session, who.id, who.key, message, message.text, "记下了，顺发货场", NOW, private=False)
    build.talk(session, who, Talk(said=[Said(message.text, NOW.isoformat())]))
    requests.hand_over(session, who.id, who.key, "voice", NOW, media="media-950公斤")
    requests.keep_unanswered(session, who.id, who.key, "顺发货场是不是黑店", None, NOW)
    number = build.complaint(session, who, mode=mode).number
    owner = {"owner_kind": "person", "owner_id": who.id, "key": who.key}
    evidence.commit(session, draft="d", media_kind="image", media_id="media-顺发货场", now=NOW, **owner)
    outbox.enqueue(session, who.id, who.key, "李桂芳您好", kind="notice", about=number, now=NOW)
    return who, number


def sealed_values(session: Session) -> list[bytes]:
    """Every sealed value of every table, but for wrapped keys."""
    found: list[bytes] = []
    for table in wanted().tables.values():
        for column in table.columns:
            if isinstance(column.type, LargeBinary) and column.name not in ("wrapped_key", "wrapped", "token"):
                found += [bytes(value) for value in session.execute(select(column)).scalars() if value is not None]
    return found


def count(session: Session, model: Any) -> int:
    return session.execute(select(func.count()).select_from(model)).scalar_one()


@pytest.mark.database
def test_after_erasing_nothing_sealed_can_be_read(sessions: sessionmaker[Session], settings: Settings) -> None:
    with transaction(sessions) as session:
        who, _ = somebody(session)
    with transaction(sessions) as session:
        assert erase(session, who, settings) == privacy.Erased(())
    with transaction(sessions) as session:
        with pytest.raises(PersonErased):
            person_key(session, KEYS, who.id)
        left = sealed_values(session)
        assert left, "the complaint itself stays, unreadable"
        wrong = new_key()
        for blob in left:
            assert not any(word.encode() in blob for word in SAID)
            with pytest.raises(Unreadable):
                unseal(wrong, blob)


def test_the_talk_goes_at_once(session: Session, settings: Settings) -> None:
    who, _ = somebody(session)
    erase(session, who, settings)
    assert [count(session, model) for model in (InboxMessage, Conversation, HandOver, Unanswered)] == [0, 0, 0, 0]
    assert state.load(session, who.id, who.key) == Talk()


def test_what_was_still_to_be_said_and_the_photos_are_given_up(session: Session, settings: Settings) -> None:
    who, _ = somebody(session)
    erase(session, who, settings)
    assert session.execute(select(Delivery.state)).scalars().all() == [DeliveryState.CANCELLED]
    photo = session.execute(select(Evidence.state, Evidence.media_id)).one()
    assert tuple(photo) == (EvidenceState.DISCARDED, None)


def test_a_complaint_no_office_has_is_withdrawn_and_its_timeline_stays(session: Session, settings: Settings) -> None:
    who, _ = somebody(session)
    erase(session, who, settings)
    assert session.execute(select(Complaint.state)).scalar_one() == "withdrawn"
    events = session.execute(select(ComplaintEvent.action).order_by(ComplaintEvent.id)).scalars().all()
    assert events == ["file", "withdraw"]


def test_while_an_office_is_at_work_the_key_stays_and_the_person_is_told(session: Session, settings: Settings) -> None:
    who, number = somebody(session, mode="registered")
    moves.move(session, number, "accept", by="officer", now=NOW, calendar=CALENDAR, person_key=who.key)
    assert erase(session, who, settings) == privacy.Erased((number,))
    assert person_key(session, KEYS, who.id) == who.key
    assert count(session, InboxMessage) == 0
    found = queries.own(session, who.id, number, who.key)
    assert found is not None
    assert found.phone == "13888888888"
    assert session.execute(select(Evidence.state)).scalars().all() == [EvidenceState.DISCARDED]


def test_what_is_said_of_a_complaint_in_hand_is_still_said(session: Session, settings: Settings) -> None:
    who, number = somebody(session, mode="registered")
    moves.move(session, number, "accept", by="officer", now=NOW, calendar=CALENDAR, person_key=who.key)
    outbox.enqueue(session, who.id, who.key, "您的煤……", kind="late", now=NOW)
    erase(session, who, settings)
    states = session.execute(select(Delivery.state).order_by(Delivery.id)).scalars().all()
    assert states == [DeliveryState.WAITING, DeliveryState.CANCELLED]


def test_an_unfinished_filing_goes_with_its_photos_and_its_reports_key(session: Session, settings: Settings) -> None:
    who = build.person(session)
    key_id = open_key(session, KEYS, NOW)
    owners = (
        ("mine", "person", who.id),
        ("secret", "report", key_id),
        ("elses", "report", open_key(session, KEYS, NOW)),
    )
    for draft, kind, owner in owners:
        sealed = {"owner_kind": kind, "owner_id": owner, "key": who.key}
        evidence.commit(session, draft=draft, media_kind="image", media_id="m", now=NOW, **sealed)
    erase(session, who, settings, drafts=["mine", "secret"], report_key_id=key_id)
    states = session.execute(select(Evidence.state).order_by(Evidence.id)).scalars().all()
    assert states == [EvidenceState.DISCARDED, EvidenceState.DISCARDED, EvidenceState.WAITING]
    with pytest.raises(KeyDestroyed):
        report_key(session, KEYS, key_id)
    named = session.execute(select(ReportKey.key_id).where(ReportKey.id == key_id)).scalar_one()
    assert named in privacy.destroyed(settings.var_dir)


def test_a_broken_complaint_does_not_stop_the_erasing(session: Session, settings: Settings) -> None:
    who, _ = somebody(session)
    session.execute(update(Complaint).values(facts=b"broken"))
    assert erase(session, who, settings) == privacy.Erased(())
    assert session.execute(select(Complaint.state)).scalar_one() == "withdrawn"


def test_a_report_stays_as_a_clue_and_forgets_who_made_it(session: Session, settings: Settings) -> None:
    who = build.person(session, OPENID)
    made = build.report(session, who, anonymous=False)
    erase(session, who, settings)
    row = session.execute(select(Report)).scalar_one()
    assert (row.openid, row.name, row.phone, row.address, row.reporter_hash) == (None, None, None, None, None)
    assert row.anonymous
    assert "香肠" in unseal(made.key, row.facts)
    reporter = keyed_hash(settings.secret_key, "reporter", OPENID)
    assert report_queries.of_reporter(session, KEYS, reporter) == []


def test_others_lose_nothing(session: Session, settings: Settings) -> None:
    other = build.person(session)
    number = build.complaint(session, other).number
    who, _ = somebody(session)
    erase(session, who, settings)
    found = queries.own(session, other.id, number, other.key)
    assert found is not None
    assert found.state == "filed"


def test_restoring_a_backup_destroys_again_what_was_destroyed(
    engine: Engine, sessions: sessionmaker[Session], settings: Settings, tmp_path: Path
) -> None:
    _needs_a_file(engine)
    with transaction(sessions) as session:
        who, _ = somebody(session)
        other = build.person(session)
    backup = tmp_path / "backup.db"
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql(f"VACUUM INTO '{backup}'")
        connection.exec_driver_sql("BEGIN")
    with transaction(sessions) as session:
        erase(session, who, settings)
    restored = make_engine(f"sqlite:///{shutil.copyfile(backup, tmp_path / 'restored.db')}")
    with transaction(make_sessions(restored)) as session:
        assert person_key(session, KEYS, who.id) == who.key
        assert privacy.destroy_again(session, settings.var_dir, NOW) == 1
        assert privacy.destroy_again(session, settings.var_dir, NOW) == 0
        with pytest.raises(PersonErased):
            person_key(session, KEYS, who.id)
        assert person_key(session, KEYS, other.id) == other.key
    restored.dispose()


def test_a_restore_where_nobody_was_erased_destroys_nothing(session: Session, settings: Settings) -> None:
    assert privacy.destroy_again(session, settings.var_dir, NOW) == 0


def test_a_talk_forgotten_after_the_backup_is_forgotten_again_and_one_before_is_not(
    session: Session, settings: Settings
) -> None:
    who, number = somebody(session, mode="registered")
    moves.move(session, number, "accept", by="officer", now=NOW, calendar=CALENDAR, person_key=who.key)
    erase(session, who, settings)
    for backed_up_at, left in ((NOW + timedelta(hours=1), 1), (NOW, 0)):
        build.talk(session, who, Talk(said=[Said("煤少了", NOW.isoformat())]))
        assert privacy.destroy_again(session, settings.var_dir, NOW, backed_up_at=backed_up_at) == 0
        assert count(session, Conversation) == left
    assert person_key(session, KEYS, who.id) == who.key


def test_a_restored_person_is_erased_with_photos_and_telephone(session: Session, settings: Settings) -> None:
    who, _ = somebody(session)
    privacy.note_destroyed(settings.var_dir, key_id_of(session, who.id))
    assert privacy.destroy_again(session, settings.var_dir, NOW) == 1
    assert session.execute(select(Complaint.phone_hash)).scalar_one() is None
    assert session.execute(select(Evidence.state)).scalar_one() == EvidenceState.DISCARDED
    assert count(session, InboxMessage) == 0


def test_the_order_of_the_list_does_not_tell_who_reported(session: Session, settings: Settings) -> None:
    for _ in range(3):
        who = build.person(session)
        build.report(session, who)
        erase(session, who, settings)
    lines = (settings.var_dir / privacy.DESTROYED_LIST).read_text("utf-8").splitlines()
    assert lines == sorted(lines)
    assert sum(line.startswith(privacy.REPORTER) for line in lines) == 3
    assert len(lines) == 6


def test_eight_who_leave_at_once_are_all_on_the_list(settings: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: privacy.note_destroyed(settings.var_dir, f"key{n}"), range(40)))
    assert privacy.destroyed(settings.var_dir) == {f"key{n}" for n in range(40)}
    assert stat.S_IMODE((settings.var_dir / privacy.DESTROYED_LIST).stat().st_mode) == 0o600


def test_the_database_file_holds_nothing_personal_in_the_clear(
    engine: Engine, sessions: sessionmaker[Session], settings: Settings
) -> None:
    _needs_a_file(engine)
    with transaction(sessions) as session:
        who, _ = somebody(session)
        build.report(session, who)
    everything = _bytes_of(engine)
    for word in (*SAID, "好又多超市", "香肠"):
        assert word.encode() not in everything
    assert OPENID.encode() in everything
    with transaction(sessions) as session:
        erase(session, who, settings)
    assert OPENID.encode() not in _bytes_of(engine)


def _needs_a_file(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("looks into SQLite's file")


def _bytes_of(engine: Engine) -> bytes:
    """The database file with all that was written beside it."""
    with engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    path = Path(str(engine.url.database))
    return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
