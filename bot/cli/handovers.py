"""`bot handover list|show|settle`: who waits to be spoken with, and what was said before."""

import click
from rich.table import Table

from bot.cli.common import actor, harmless, out, refuse, reveal_option, session_of, settings
from bot.conversations import requests
from bot.conversations.inbox import Line, transcript
from bot.core.clock import now
from bot.core.crypto import DataKeys, Unreadable
from bot.followers.people import PersonErased, person_key
from bot.staff import audit


@click.group()
def handover() -> None:
    """转人工：谁在等，说过什么。"""


@handover.command("list")
def list_all() -> None:
    """还在等的人，等得最久的在前。"""
    with session_of(settings()) as session:
        waiting = requests.open_requests(session)
    if not waiting:
        out.print("没有人在等。")
        return
    table = Table("编号", "原因", "从什么时候等")
    for one in waiting:
        table.add_row(str(one.id), one.reason, f"{one.at:%Y-%m-%d %H:%M}")
    out.print(table)
    out.print("下一步：bot handover show 编号")


@handover.command()
@click.argument("request_id", type=int)
@reveal_option
def show(request_id: int, reveal: str | None) -> None:
    """这个人最近什么时候来过；说了什么，写明理由才显示（举报的内容不在其中）。"""
    given = settings()
    with session_of(given) as session:
        found = next((one for one in requests.open_requests(session, limit=10_000) if one.id == request_id), None)
        if found is None:
            refuse(f"{request_id}: 没有这个编号，或已经处理；用 bot handover list 看还在等的")
        if reveal:
            audit.record(
                session,
                actor=actor(),
                action="cli:handover:reveal",
                subject=f"handover:{request_id}",
                reason=reveal,
                now=now(),
            )
        try:
            lines = transcript(
                session, found.person_id, person_key(session, DataKeys(given.data_keys), found.person_id)
            )
        except PersonErased:
            refuse(f"{request_id}: 这个人已经删除了自己的数据，看不到了")
        except Unreadable:
            refuse(f"{request_id}: 存着的内容打不开；看看 DATA_KEYS 是不是缺了以前的钥匙，或磁盘坏了")
    for line in lines:
        _print_whole(line) if reveal else out.print(f"{line.at:%m-%d %H:%M} {line.kind}")
    if not reveal:
        out.print(f"下一步：要看说了什么，写明理由：bot handover show {request_id} --reveal 理由")


def _print_whole(line: Line) -> None:
    out.print(f"{line.at:%m-%d %H:%M} 对方：{harmless(line.said or f'[{line.kind}]')}")
    out.print(f"            我们：{harmless(line.reply or '')}")


@handover.command()
@click.argument("request_id", type=int)
def settle(request_id: int) -> None:
    """已经联系过，不再等了。"""
    with session_of(settings()) as session:
        requests.settle(session, request_id)
        audit.record(
            session,
            actor=actor(),
            action="cli:handover:settle",
            subject=f"handover:{request_id}",
            reason=None,
            now=now(),
        )
    out.print("好了。")
