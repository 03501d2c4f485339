"""What several commands need: settings, sessions, and one way to refuse."""

import os
import pwd
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from rich.console import Console
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from bot.core.db import make_engine, make_sessions, transaction
from bot.core.logs import get_logger, set_up_logs
from bot.core.settings import Settings, SettingsBroken, load_settings

ACTOR_CHARACTERS = 64
UID_DIGITS = 10

log = get_logger(__name__)
# No markup and no emoji codes: what people wrote is printed, never obeyed.
out = Console(width=None if sys.stdout.isatty() else 100, highlight=False, soft_wrap=True, markup=False, emoji=False)
err = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def refuse(*lines: str) -> NoReturn:
    """Say on stderr what was refused and how to mend it, and exit with 1."""
    for line in lines:
        err.print(line, style="red" if err.is_terminal else None)
    raise SystemExit(1)


def settings() -> Settings:
    """The settings of this installation, logs set up; every problem at once otherwise."""
    try:
        loaded = load_settings()
    except SettingsBroken as broken:
        refuse(*broken.problems)
    set_up_logs(loaded.log_level)
    _close_to_others(loaded.var_dir)
    return loaded


def _close_to_others(folder: Path) -> None:
    """A folder made before, or by somebody else's hand, is open to nobody but us."""
    try:
        if stat.S_IMODE(folder.stat().st_mode) & 0o077:
            folder.chmod(0o700)
    except FileNotFoundError:
        return
    except OSError as error:
        log.warning("var_dir.open_to_others", folder=str(folder), why=type(error).__name__)


def offline_settings() -> Settings:
    """Settings for commands that touch neither WeChat nor the database: demo secrets are good enough."""
    try:
        loaded = load_settings()
    except SettingsBroken:
        try:
            loaded = load_settings(bot_env="demo")
        except SettingsBroken as broken:
            refuse(*broken.problems)
    set_up_logs("WARNING")
    return loaded


@contextmanager
def engine_of(given: Settings) -> Iterator[Engine]:
    """The installation's database, let go of at the end."""
    engine = make_engine(given.database)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def session_of(given: Settings) -> Iterator[Session]:
    """One committed transaction on the installation's database."""
    try:
        with engine_of(given) as engine, transaction(make_sessions(engine)) as session:
            yield session
    except (OperationalError, ProgrammingError) as error:
        if "no such table" in str(error) or "does not exist" in str(error):
            refuse("数据库: 还没有建表；先运行 bot db upgrade")
        raise


def actor() -> str:
    """Who sits at the terminal, for the audit log: the account that runs the command, as the system knows it.

    The account from which sudo was called is added to it, never put in its place: that one is only claimed.
    """
    account, claimed = _account(os.getuid()), os.environ.get("SUDO_UID", "")
    if not (claimed.isascii() and claimed.isdecimal() and len(claimed) <= UID_DIGITS):
        return account[:ACTOR_CHARACTERS]
    return f"{account} (sudo: {_account(int(claimed))})"[:ACTOR_CHARACTERS]


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except (KeyError, OverflowError):
        return f"uid {uid}"


def harmless(text: str) -> str:
    """A text as a terminal may show it: no control characters, nothing that turns the direction of writing."""
    return "".join(character if character.isprintable() or character == "\n" else " " for character in text)


def _with_a_reason(_context: click.Context, _option: click.Parameter, reason: str | None) -> str | None:
    if reason is not None and not reason.strip():
        raise click.BadParameter("写明为什么要看")
    return reason and reason.strip()


reveal_option = click.option(
    "--reveal", metavar="REASON", callback=_with_a_reason, help="显示个人信息，并写明理由（会记入审计日志）"
)
