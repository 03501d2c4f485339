"""`bot db upgrade`."""

import click

from bot.cli.common import settings
from bot.core.db import make_engine
from bot.migrations import upgrade as migrate


@click.group()
def db() -> None:
    """数据库。"""


@db.command()
def upgrade() -> None:
    """建表，或升级到这一版。"""
    given = settings()
    migrate(make_engine(given.database))
    click.echo("数据库已是最新。")
