"""What is past its time goes: messages, drafts with their photos, unused keys; what is in use stays."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import privacy
from bot.conversations import inbox, requests, state
from bot.conversations.model import Conversation, InboxMessage, Unanswered
from bot.core.settings import Settings
from bot.evidence import records as evidence
from bot.evidence.model import Evidence, EvidenceState
from bot.followers.people import Person
from bot.reports.keys import open_key
from bot.reports.model import ReportKey
from tests import build
from tests.build import KEYS, NOW, incoming


def commit_photo(session: Session, who: Person, draft: str) -> None:
    owner = {"owner_kind": "person", "owner_id": who.id, "key": who.key}
    evidence.commit(session, draft=draft, media_kind="image", media_id="m", now=NOW, **owner)


def test_what_is_past_its_time_goes(session: Session, settings: Settings) -> None:
    who = build.person(session)
    inbox.store(session, who.id, who.key, incoming(openid=who.openid), "你好", "您好", NOW, private=False)
    build.talk(session, who)
    requests.keep_unanswered(session, who.id, who.key, "牛病了", None, NOW)
    commit_photo(session, who, "draft")
    open_key(session, KEYS, NOW)
    privacy.retain(session, settings, NOW + timedelta(days=settings.retain_messages_days + 1))
    for model in (InboxMessage, Conversation, Unanswered, ReportKey):
        assert session.execute(select(model)).first() is None, model.__tablename__
    assert session.execute(select(Evidence.state)).scalars().all() == [EvidenceState.DISCARDED]


def test_what_is_in_use_stays(session: Session, settings: Settings) -> None:
    who = build.person(session)
    inbox.store(session, who.id, who.key, incoming(openid=who.openid), "你好", "您好", NOW, private=False)
    build.talk(session, who)
    build.report(session, who)
    commit_photo(session, who, "filed")
    evidence.attach(session, "filed", build.complaint(session, who).number)
    privacy.retain(session, settings, NOW + timedelta(days=settings.retain_messages_days, minutes=-1))
    assert state.load(session, who.id, who.key).updated_at == NOW
    assert session.execute(select(InboxMessage)).first() is not None
    privacy.retain(session, settings, NOW + timedelta(days=3650))
    assert session.execute(select(ReportKey)).first() is not None
    assert session.execute(select(Evidence.state)).scalars().all() == [EvidenceState.WAITING]
