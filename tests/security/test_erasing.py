"""What was promised to be gone is gone: after erasing, and after a restore."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session, sessionmaker

from bot import privacy
from bot.core.crypto import keyed_hash
from bot.core.settings import Settings
from bot.evidence import records as evidence
from bot.followers.people import Person
from bot.reports import keys, queries
from tests import build
from tests.build import CALENDAR, KEYS, NOW
from tests.webhook.conftest import Platform, platform_for


def erase(session: Session, who: Person, settings: Settings) -> privacy.Erased:
    return privacy.erase(
        session, who.id, openid=who.openid, person_key=who.key, settings=settings, calendar=CALENDAR, now=NOW
    )


def test_a_restore_does_not_bring_a_forgotten_reporter_back(
    sessions: sessionmaker[Session], engine: Engine, settings: Settings
) -> None:
    with sessions.begin() as session:
        who = build.person(session)
        number = build.report(session, who).number
    columns = "openid, name, phone, address, reporter_hash, anonymous"
    with engine.connect() as connection:
        before = connection.execute(text(f"SELECT {columns} FROM reports")).one()
        follower = connection.execute(text("SELECT openid, wrapped_key FROM followers")).one()
    with sessions.begin() as session:
        erase(session, who, settings)
    with sessions.begin() as session:
        session.execute(
            text(f"UPDATE reports SET {', '.join(f'{name} = :{name}' for name in before._fields)}"), before._asdict()
        )
        session.execute(text("UPDATE followers SET openid = :openid, wrapped_key = :wrapped_key"), follower._asdict())
        privacy.destroy_again(session, settings.var_dir, NOW)
    with sessions() as session:
        assert queries.openid_to_answer(session, KEYS, number) is None
        shown = queries.show(session, KEYS, number, reveal_reporter=True)
    assert shown is not None
    assert not any((shown["reporter"] or {}).values())


def test_a_restore_destroys_a_reports_key_again(sessions: sessionmaker[Session], settings: Settings) -> None:
    with sessions.begin() as session:
        built = build.report(session, build.person(session))
        wrapped = session.execute(text("SELECT wrapped FROM report_keys")).scalar_one()
        privacy.note_destroyed(settings.var_dir, keys.destroy(session, built.key_id))
        session.execute(text("UPDATE report_keys SET wrapped = :wrapped"), {"wrapped": wrapped})
        privacy.destroy_again(session, settings.var_dir, NOW)
        with pytest.raises(keys.KeyDestroyed):
            keys.report_key(session, KEYS, built.key_id)


def test_an_erased_persons_telephone_cannot_be_tried(session: Session, settings: Settings) -> None:
    who = build.person(session)
    build.complaint(session, who, phone="13888888888")
    erase(session, who, settings)
    left = session.execute(text("SELECT phone_hash FROM complaints")).scalar_one()
    assert left != keyed_hash(settings.secret_key, "phone", "13888888888")


def test_photos_of_drafts_go_even_while_a_complaint_is_in_hand(session: Session, settings: Settings) -> None:
    who = build.person(session)
    build.complaint(session, who)
    session.execute(text("UPDATE complaints SET state = 'accepted'"))
    evidence.commit(
        session,
        draft="d",
        owner_kind="person",
        owner_id=who.id,
        key=who.key,
        media_kind="image",
        media_id="m",
        now=NOW,
    )
    assert erase(session, who, settings).kept
    assert session.execute(text("SELECT state FROM evidence")).scalar_one() == "discarded"


def test_an_unfinished_report_goes_too(engine: Engine, house: object, tmp_path: object) -> None:
    phone: Platform = platform_for(engine, house, tmp_path, aes=False)  # type: ignore[arg-type]
    for word in ("我要举报", "同意", "匿名"):
        phone.text(word)
    with engine.begin() as connection:
        owner = connection.execute(text("SELECT id FROM report_keys")).scalar_one()
        assert owner
    for word in ("删除我的数据", "确认删除"):
        phone.text(word)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM report_keys WHERE wrapped IS NOT NULL")).scalar_one() == 0
