"""The command line: `bot …`. Exit 0 done, 1 the input was refused, 2 wrong usage."""

import os

import click

from bot.cli import ask, backup, content, database, filings, handovers, menu, running


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="zhaotong-bot")
def main() -> None:
    """昭通市场监管 公众号助手。先试：bot ask 网上买的鞋开胶了商家不退"""
    os.umask(0o077)


for command in (
    running.serve,
    running.worker,
    database.db,
    ask.ask,
    ask.chat,
    content.kb,
    filings.complaint,
    filings.report,
    handovers.handover,
    menu.menu,
    backup.backup,
    backup.restore,
):
    main.add_command(command)
