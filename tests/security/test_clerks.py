"""What somebody at the terminal, or with an account on the machine, can read or break."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from bot.cli import common, main
from bot.conversations import inbox, requests
from bot.conversations.reading import without_identity
from bot.core.db import make_engine, make_sessions
from bot.core.masking import mask_text
from bot.core.queue import make_huey
from bot.core.settings import Settings, load_settings
from bot.followers.people import Person
from bot.migrations import upgrade
from tests import build
from tests.build import NOW, incoming


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    monkeypatch.setattr(common, "set_up_logs", lambda _: None)
    monkeypatch.setitem(Settings.model_config, "env_file", None)
    monkeypatch.setenv("BOT_ENV", "demo")
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    settings = load_settings()
    engine = make_engine(settings.database)
    upgrade(engine)
    yield settings
    engine.dispose()


@pytest.fixture
def kept(installed: Settings) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(installed.database)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture(autouse=True)
def _own_umask() -> Iterator[None]:
    """Commands change the umask of their process, which here is the tests'."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def bot(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize("kind", ["complaint", "report"])
def test_a_shops_name_cannot_stop_the_list(kept: sessionmaker[Session], kind: str) -> None:
    with kept.begin() as session:
        getattr(build, kind)(session, build.person(session), merchant="顺发[/]货场")
    listed = bot(kind, "list")
    assert listed.exception is None
    assert "顺发[/]货场" in listed.output


def test_a_transcript_hides_the_name_unless_revealed(kept: sessionmaker[Session]) -> None:
    with kept.begin() as session:
        who = build.person(session)
        for said in ("李桂芳", "昭阳区龙泉街道环城路88号3单元501"):
            message = incoming(said, openid=who.openid)
            inbox.store(session, who.id, who.key, message, said, "好", NOW, private=False)
        waiting = requests.hand_over(session, who.id, who.key, "asked", NOW)
    shown = bot("handover", "show", str(waiting)).output
    assert "李桂芳" not in shown
    assert "88号" not in shown


def test_a_transcript_that_was_revealed_is_shown_and_noted(kept: sessionmaker[Session]) -> None:
    with kept.begin() as session:
        who = build.person(session)
        inbox.store(session, who.id, who.key, incoming("李桂芳", openid=who.openid), "李桂芳", "好", NOW, private=False)
        waiting = requests.hand_over(session, who.id, who.key, "asked", NOW)
    assert "李桂芳" in bot("handover", "show", str(waiting), "--reveal", " 回电话 ").output
    with kept() as session:
        assert session.execute(text("SELECT reason FROM audit_log")).scalar_one() == "回电话"


def test_nothing_is_revealed_without_a_reason(kept: sessionmaker[Session]) -> None:
    with kept.begin() as session:
        number = build.complaint(session, build.person(session)).number
    assert bot("complaint", "show", number, "--reveal", " ").exit_code == 2


def test_the_audit_log_names_who_really_sits_there(
    kept: sessionmaker[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    with kept.begin() as session:
        number = build.complaint(session, build.person(session)).number
    monkeypatch.setenv("USER", "somebody-else")
    monkeypatch.delenv("SUDO_USER", raising=False)
    assert bot("complaint", "show", number, "--reveal", "看一眼").exit_code == 0
    with kept() as session:
        assert session.execute(text("SELECT actor FROM audit_log")).scalar_one() != "somebody-else"


def test_sudo_is_named_beside_the_account_never_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUDO_UID", raising=False)
    own = common.actor()
    monkeypatch.setenv("SUDO_UID", "4294967294")
    assert common.actor() == f"{own} (sudo: uid 4294967294)"
    monkeypatch.setenv("SUDO_UID", "root\nroot")
    assert common.actor() == own


def test_a_folder_that_lay_open_is_closed(installed: Settings) -> None:
    installed.var_dir.chmod(0o755)
    assert bot("complaint", "list").exit_code == 0
    assert stat.S_IMODE(installed.var_dir.stat().st_mode) == 0o700


def test_a_terminal_obeys_nothing_that_was_written_to_us() -> None:
    assert common.harmless("顺发\x9b2J货\u202e场\x1b[0m\n二楼") == "顺发 2J货 场 [0m\n二楼"


def test_nothing_printed_for_a_developer_shows_who_it_was() -> None:
    who = Person(1, b"the key", "oSecretOpenid")
    message = incoming("李桂芳的电话", openid="oSecretOpenid", url="https://photo.example", latitude=27.3)
    shown = f"{who} {message}"
    assert not [secret for secret in ("the key", "oSecret", "李桂芳", "photo.example", "27.3") if secret in shown]


def test_nobody_else_on_the_machine_reads_the_data(installed: Settings) -> None:
    make_huey(installed).storage.close()
    open_to_others = [
        path.name
        for path in (installed.var_dir, *installed.var_dir.iterdir())
        if stat.S_IMODE(path.stat().st_mode) & 0o077 and path.name != "cache"
    ]
    assert stat.S_IMODE(installed.var_dir.stat().st_mode) == 0o700 or open_to_others == []


def test_a_databases_error_does_not_tell_whose_row_it_was(installed: Settings) -> None:
    engine = make_engine(installed.database)
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as raised:
        connection.execute(text("INSERT INTO nowhere VALUES (:openid)"), {"openid": "oSecretOpenid"})
    engine.dispose()
    assert "oSecretOpenid" not in str(raised.value)


@pytest.mark.parametrize("written", ["530602 19900101 1234", "5306-0219-9001-0112-34"])
def test_identity_numbers_with_gaps_are_left_out(written: str) -> None:
    assert "19900101" not in without_identity(f"身份证{written}").replace("-", "").replace(" ", "")


@pytest.mark.parametrize("written", ["１３８１２３４５６７８", "138.1234.5678"])
def test_telephones_are_masked_however_they_are_written(written: str) -> None:
    assert mask_text(written) != written
