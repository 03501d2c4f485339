"""Evidence waits under a draft, goes with a filing, or is given up."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.core.crypto import new_key
from bot.core.queue import PENDING
from bot.evidence import records
from bot.evidence.model import EVIDENCE, EvidenceState
from bot.evidence.records import Owner
from tests.build import NOW

pytestmark = pytest.mark.database
NUMBER = "ZT20261124000011"


def commit(session: Session, draft: str = "a" * 32, owner: Owner | None = None, now: datetime = NOW) -> int:
    owner = owner or Owner("person", 1)
    return records.commit(
        session,
        draft=draft,
        owner_kind=owner.kind,
        owner_id=owner.id,
        key=new_key(),
        media_kind="image",
        media_id="media-id-of-wechat",
        now=now,
    )


def states(session: Session) -> list[str]:
    return list(session.execute(select(EVIDENCE.c.state).order_by(EVIDENCE.c.id)).scalars())


def test_a_photo_is_noted_sealed_and_its_job_is_poked(session: Session) -> None:
    evidence_id = commit(session)
    assert b"media-id" not in session.execute(select(EVIDENCE.c.media_id)).scalar_one()
    assert session.info[PENDING] == [("fetch_evidence", evidence_id)]
    assert records.owner_of(session, evidence_id) == Owner("person", 1)


def test_of_a_reports_photo_only_the_day_is_noted_and_it_is_due_at_once(session: Session) -> None:
    commit(session, owner=Owner("report", 1))
    row = session.execute(select(EVIDENCE.c.created_at, EVIDENCE.c.next_try_at)).one()
    assert set(row) == {NOW.replace(hour=0)}


def test_a_reports_photo_is_given_up_by_its_day_never_early(session: Session) -> None:
    commit(session, owner=Owner("report", 1))
    assert records.discard_unfiled_before(session, NOW + timedelta(hours=13)) == 0
    assert records.discard_unfiled_before(session, NOW + timedelta(hours=14, minutes=1)) == 1


def test_forgetting_what_came_to_no_filing_spares_what_did(session: Session) -> None:
    commit(session)
    records.attach(session, "a" * 32, NUMBER)
    commit(session, draft="b")
    commit(session, draft="c", owner=Owner("report", 1))
    assert records.forget_unfiled(session, "person", 1) == 1
    assert states(session) == [EvidenceState.WAITING, EvidenceState.DISCARDED, EvidenceState.WAITING]


def test_nobody_owns_what_is_not_there(session: Session) -> None:
    assert records.owner_of(session, 12_345) is None


def test_what_was_refused_or_lost_does_not_count(session: Session) -> None:
    for state in EvidenceState:
        evidence_id = commit(session)
        session.execute(update(EVIDENCE).where(EVIDENCE.c.id == evidence_id).values(state=state))
    commit(session, draft="another")
    assert records.count(session, "a" * 32) == 3


def test_a_drafts_photos_go_with_the_filing(session: Session) -> None:
    mine = [commit(session), commit(session)]
    commit(session, draft="another")
    assert records.attach(session, "a" * 32, NUMBER) == 2
    assert [row.id for row in records.of_filing(session, NUMBER)] == mine


def test_a_dropped_draft_takes_its_photos_along_but_not_those_filed(session: Session) -> None:
    commit(session)
    records.attach(session, "a" * 32, NUMBER)
    commit(session)
    assert records.discard(session, "a" * 32) == 1
    assert states(session) == [EvidenceState.WAITING, EvidenceState.DISCARDED]


def test_what_was_discarded_comes_to_no_filing(session: Session) -> None:
    commit(session)
    records.discard(session, "a" * 32)
    assert records.attach(session, "a" * 32, NUMBER) == 0


def test_forgetting_an_owner_spares_the_others(session: Session) -> None:
    commit(session, owner=Owner("person", 1))
    commit(session, owner=Owner("report", 1))
    commit(session, owner=Owner("person", 2))
    records.attach(session, "a" * 32, NUMBER)
    assert records.forget_owner(session, "person", 1) == 1
    assert states(session) == [EvidenceState.DISCARDED, EvidenceState.WAITING, EvidenceState.WAITING]
    assert len(records.of_filing(session, NUMBER)) == 2


def test_old_drafts_are_given_up_and_filings_kept(session: Session) -> None:
    commit(session, draft="filed", now=NOW - timedelta(days=31))
    records.attach(session, "filed", NUMBER)
    commit(session, draft="old", now=NOW - timedelta(days=31))
    commit(session, draft="new")
    assert records.discard_unfiled_before(session, NOW - timedelta(days=30)) == 1
    assert states(session) == [EvidenceState.WAITING, EvidenceState.DISCARDED, EvidenceState.WAITING]


def test_what_is_given_up_no_longer_knows_where_to_fetch_it(session: Session) -> None:
    commit(session)
    records.discard(session, "a" * 32)
    assert session.execute(select(EVIDENCE.c.media_id)).scalar_one() is None
