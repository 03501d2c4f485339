"""`bot complaint list|show`, `bot report list|show`."""

import json
from typing import Any

import click
from rich.table import Table
from sqlalchemy.orm import Session

from bot.cli.common import actor, harmless, out, refuse, reveal_option, session_of, settings
from bot.complaints import queries as complaints
from bot.core.clock import now
from bot.core.crypto import DataKeys, Unreadable
from bot.core.settings import Settings
from bot.evidence import records as evidence
from bot.followers.people import PersonErased, person_key
from bot.reports import queries as reports
from bot.staff import audit

PAGE = 50


@click.group()
def complaint() -> None:
    """投诉。"""


@click.group()
def report() -> None:
    """举报（不显示是谁报的）。"""


@complaint.command("list")
@click.option("--state", help="只看某个状态")
@click.option("--district", help="只看某个县区（6位代码）")
@click.option("--json", "as_json", is_flag=True)
def list_complaints(state: str | None, district: str | None, as_json: bool) -> None:
    """最近的投诉，个人信息遮住。"""
    given = settings()
    with session_of(given) as session:
        rows = complaints.listing(
            session, lambda person: _key(session, given, person), state=state, district=district, limit=PAGE
        )
    _print_list(rows, as_json=as_json, of="complaint")


@complaint.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True)
@reveal_option
def show_complaint(number: str, as_json: bool, reveal: str | None) -> None:
    """一件投诉的全部。"""
    given = settings()
    with session_of(given) as session:
        person = complaints.person_of(session, number)
        key = None if person is None else _key(session, given, person)
        found = complaints.show(session, number, key, reveal=bool(reveal))
        if found is None:
            refuse(f"{number}: 没有这个编号的投诉；用 bot complaint list 看有哪些")
        found["evidence"] = _evidence(session, number)
        _note_reveal(session, "complaint", number, reveal)
    _print_one(found, as_json=as_json)


@report.command("list")
@click.option("--state", help="只看某个状态")
@click.option("--district", help="只看某个县区（6位代码）")
@click.option("--json", "as_json", is_flag=True)
def list_reports(state: str | None, district: str | None, as_json: bool) -> None:
    """最近的举报。"""
    given = settings()
    with session_of(given) as session:
        rows = reports.listing(session, DataKeys(given.data_keys), state=state, district=district, limit=PAGE)
    _print_list(rows, as_json=as_json, of="report")


@report.command("show")
@click.argument("number")
@click.option("--json", "as_json", is_flag=True)
@reveal_option
def show_report(number: str, as_json: bool, reveal: str | None) -> None:
    """一件举报的全部，不含举报人。"""
    given = settings()
    with session_of(given) as session:
        found = reports.show(session, DataKeys(given.data_keys), number, reveal=bool(reveal))
        if found is None:
            refuse(f"{number}: 没有这个编号的举报；用 bot report list 看有哪些")
        found["evidence"] = _evidence(session, number)
        _note_reveal(session, "report", number, reveal)
    _print_one(found, as_json=as_json)


def _key(session: Session, given: Settings, person: int) -> bytes | None:
    """The person's key, or None once erased or unreadable."""
    try:
        return person_key(session, DataKeys(given.data_keys), person)
    except (PersonErased, Unreadable):
        return None


def _evidence(session: Session, number: str) -> list[dict[str, Any]]:
    return [
        {"kind": row.media_kind, "state": row.state, "created_at": row.created_at.isoformat()}
        for row in evidence.of_filing(session, number)
    ]


def _note_reveal(session: Session, kind: str, number: str, reveal: str | None) -> None:
    if reveal:
        audit.record(session, actor=actor(), action=f"cli:{kind}:reveal", subject=number, reason=reveal, now=now())


def _print_list(rows: list[dict[str, Any]], *, as_json: bool, of: str) -> None:
    if as_json:
        for row in rows:
            click.echo(json.dumps(row, ensure_ascii=False))
        return
    if not rows:
        out.print("还没有。")
        return
    table = Table("编号", "状态", "县区", "商家", "登记时间")
    for row in rows:
        cells = (row["number"], row["state"], row["district"], row["merchant"], row["created_at"][:16])
        table.add_row(*(harmless(cell or "") for cell in cells))
    out.print(table)
    out.print(f"下一步：bot {of} show 编号")


def _print_one(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        out.print(harmless(f"{name:18} {'' if value is None else value}"))
