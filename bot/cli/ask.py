"""`bot ask`, `bot chat`: what a stranger would hear, without a server and without keeping anything."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from bot.app import Houses
from bot.cli.common import offline_settings, out, refuse
from bot.cli.stranger import Heard, Stranger
from bot.content import KnowledgeBroken
from bot.core.clock import SHANGHAI, now


@click.command()
@click.argument("words", nargs=-1)
@click.option(
    "--file", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="JSON 行 {text, at?}"
)
@click.option("--json", "as_json", is_flag=True, help="每条输出一个 JSON 对象")
@click.option("--explain", is_flag=True, help="说明是哪些词、哪些问法起了作用")
def ask(words: tuple[str, ...], file: Path | None, as_json: bool, explain: bool) -> None:
    """问一句，看机器人怎么答（不存、不读任何数据）。"""
    if bool(words) == bool(file):
        raise click.UsageError("给一句话，或者用 --file 给一个文件（二选一）")
    stranger = _stranger()
    questions = _lines(file) if file else iter([(" ".join(words), now())])
    for text, at in questions:
        heard = stranger.ask(text, at)
        if as_json:
            click.echo(json.dumps(heard.to_json(), ensure_ascii=False))
        else:
            _show(heard, explain=explain)


@click.command()
def chat() -> None:
    """在终端里聊天，像在手机上一样；空行或 Ctrl-D 结束。"""
    stranger = _stranger()
    out.print("开始聊天，空行结束。（只在内存里，不保存）")
    while text := click.prompt("我", default="", show_default=False, prompt_suffix="> ").strip():
        out.print(stranger.say(text))
        out.print()


def _stranger() -> Stranger:
    try:
        return Stranger(Houses(offline_settings()).current)
    except KnowledgeBroken as broken:
        refuse(*map(str, broken.problems))


def _show(heard: Heard, *, explain: bool) -> None:
    out.print(heard.reply)
    if explain:
        answer = heard.answer
        out.print(f"\n—— {answer.kind}，主题 {answer.topic}，把握 {answer.score:.2f}，{answer.ms:.1f} 毫秒")
        for reason in answer.reasons:
            out.print(f"   {reason}")
        for candidate in answer.candidates[:3]:
            out.print(f"   {candidate.score:.2f} {candidate.entry_id}（{candidate.topic}）")


def _lines(file: Path) -> Iterator[tuple[str, datetime]]:
    for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            yield str(row["text"]), _moment(row.get("at"))
        except (ValueError, KeyError, TypeError):
            refuse(f'{file}:{number}:1: 这一行读不懂；应是 {{"text": "…", "at": "2026-11-24T10:00:00+08:00"}}，at 可省')


def _moment(at: str | None) -> datetime:
    if at is None:
        return now()
    moment = datetime.fromisoformat(at)
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
