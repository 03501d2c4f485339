"""What several commands need: settings, sessions, and one way to refuse."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click
from rich.console import Console
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session, sessionmaker

from bot.core.db import make_engine, make_sessions, transaction
from bot.core.logs import set_up_logs
from bot.core.settings import Settings, SettingsBroken, load_settings

out = Console(width=None if sys.stdout.isatty() else 100, highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def refuse(*lines: str) -> NoReturn:
    """Say on stderr what was refused and how to mend it, and exit with 1."""
    for line in lines:
        err.print(line, style="red" if err.is_terminal else None, markup=False)
    raise SystemExit(1)


def settings() -> Settings:
    """The settings of this installation, logs set up; every problem at once otherwise."""
    try:
        loaded = load_settings()
    except SettingsBroken as broken:
        refuse(*broken.problems)
    set_up_logs(loaded.log_level)
    return loaded


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
def session_of(given: Settings) -> Iterator[Session]:
    """One committed transaction on the installation's database."""
    sessions: sessionmaker[Session] = make_sessions(make_engine(given.database))
    try:
        with transaction(sessions) as session:
            yield session
    except (OperationalError, ProgrammingError) as error:
        if "no such table" in str(error) or "does not exist" in str(error):
            refuse("数据库: 还没有建表；先运行 bot db upgrade")
        raise


def actor() -> str:
    """Who sits at the terminal, for the audit log."""
    return os.environ.get("SUDO_USER") or os.environ.get("USER") or "unknown"


reveal_option = click.option("--reveal", metavar="REASON", help="显示个人信息，并写明理由（会记入审计日志）")
