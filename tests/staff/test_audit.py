"""Whoever looks at what is secret is written down, in order, for good."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session, sessionmaker

from bot.core.db import transaction
from bot.staff.audit import Act, acts_on, record
from tests.build import NOW


@pytest.mark.database
def test_acts_are_told_oldest_first_and_only_of_the_thing_asked_for(sessions: sessionmaker[Session]) -> None:
    for minute, (subject, reason) in enumerate([("ZT1", "核对电话"), ("ZT2", None), ("ZT1", "转办")]):
        with transaction(sessions) as session:
            at = NOW + timedelta(minutes=minute)
            record(session, actor="王科员", action="cli:complaint:reveal", subject=subject, reason=reason, now=at)
    with transaction(sessions) as session:
        assert acts_on(session, "ZT1") == [
            Act(NOW, "王科员", "cli:complaint:reveal", "ZT1", "核对电话"),
            Act(NOW + timedelta(minutes=2), "王科员", "cli:complaint:reveal", "ZT1", "转办"),
        ]
        assert acts_on(session, "ZT3") == []


def test_an_act_goes_with_what_it_belongs_to(session: Session) -> None:
    record(session, actor="王科员", action="cli:report:reveal", subject="ZT1", reason="核查", now=NOW)
    session.rollback()
    assert acts_on(session, "ZT1") == []
