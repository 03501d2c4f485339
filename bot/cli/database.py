"""`bot db upgrade`."""

import click

from bot.cli.common import engine_of, settings
from bot.migrations import upgrade as migrate


@click.group()
def db() -> None:
    """数据库。"""


@db.command()
def upgrade() -> None:
    """建表，或升级到这一版。"""
    given = settings()
    with engine_of(given) as engine:
        migrate(engine)
    click.echo("数据库已是最新。")
