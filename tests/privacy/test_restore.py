"""`bot restore` brings nobody back who asked to be forgotten, though the archive is older than the asking."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from bot import privacy
from bot.cli import common, main
from bot.core.db import make_engine, make_sessions, transaction
from bot.core.settings import Settings, load_settings
from bot.followers.model import Follower
from bot.migrations import upgrade
from bot.reports import queries
from bot.reports.model import Report
from tests import build
from tests.build import CALENDAR, KEYS, NOW


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(common, "set_up_logs", lambda _: None)
    monkeypatch.setenv("BOT_ENV", "demo")
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return load_settings()


@pytest.fixture
def kept(installed: Settings) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(installed.database)
    upgrade(engine)
    yield make_sessions(engine)
    engine.dispose()


def bot(*words: str) -> None:
    ran = CliRunner().invoke(main, list(words))
    assert ran.exit_code == 0, ran.output


def test_who_left_after_the_backup_stays_away(installed: Settings, kept: sessionmaker[Session], tmp_path: Path) -> None:
    archive = str(tmp_path / "backup.tar.gz")
    with transaction(kept) as session:
        gone, stays = build.person(session), build.person(session)
        reported, of_another = build.report(session, gone).number, build.report(session, stays).number
    bot("backup", archive)
    with transaction(kept) as session:
        privacy.erase(
            session, gone.id, openid=gone.openid, person_key=gone.key, settings=installed, calendar=CALENDAR, now=NOW
        )
    kept.kw["bind"].dispose()
    bot("restore", archive, "--yes")
    with transaction(kept) as session:
        assert set(session.execute(select(Report.number)).scalars()) == {reported, of_another}
        assert queries.openid_to_answer(session, KEYS, reported) is None
        assert queries.openid_to_answer(session, KEYS, of_another) == stays.openid
        assert session.get_one(Follower, gone.id).wrapped_key is None
        assert session.get_one(Follower, stays.id).openid == stays.openid
