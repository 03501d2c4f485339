"""`bot kb check|stats`."""

from datetime import date, datetime
from pathlib import Path

import click
from rich.table import Table

from bot.cli.common import offline_settings, out, refuse
from bot.content import Problem, check, load, stats
from bot.core.clock import today
from bot.handlers import SENTENCES


@click.group()
def kb() -> None:
    """知识库。"""


@kb.command("check")
@click.option("--strict", is_flag=True, help="警告也算不通过（日期快到的提醒除外）")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天检查，默认今天")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check_all(strict: bool, day: datetime | None, folder: Path | None) -> None:
    """检查 knowledge/：有问题就一行一个，说清在哪里、怎么改。"""
    folder = folder or offline_settings().knowledge_dir
    loaded = load(folder)
    on: date = day.date() if day else today()
    problems = sorted(
        {*loaded.problems, *check(loaded, on, SENTENCES)}, key=lambda one: (one.file, one.line, one.column)
    )
    errors = [problem for problem in problems if _fails(problem, strict=strict)]
    for problem in problems:
        if problem not in errors:
            out.print(f"提醒 {problem}")
    if errors:
        refuse(*map(str, errors), f"共 {len(errors)} 处要改。")
    out.print(f"没有错误。提醒 {len(problems)} 处。下一步：git commit，或等机器人自己读到。")


def _fails(problem: Problem, *, strict: bool) -> bool:
    return problem.severity == "error" or (strict and problem.severity == "warning")


@kb.command("stats")
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def show_stats(folder: Path | None) -> None:
    """每个主题有多少提示、问法和案例。"""
    loaded = load(folder or offline_settings().knowledge_dir)
    if loaded.knowledge is None:
        refuse(*map(str, loaded.problems))
    table = Table("主题", "编号", "提示", "问法", "案例")
    rows = stats(loaded.knowledge)
    for row in rows:
        table.add_row(row.label, row.topic, str(row.tips), str(row.questions), str(row.cases))
    out.print(table)
    knowledge = loaded.knowledge
    out.print(
        f"提示 {len(knowledge.tips)} 条，问法 {sum(row.questions for row in rows)} 个，案例 {len(knowledge.cases)} 个，"
        f"转介 {len(knowledge.referrals)} 类，法律 {len(knowledge.laws)} 部。"
    )
