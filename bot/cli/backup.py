"""`bot backup`, `bot restore`: everything that cannot be made again, in one archive."""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import URL, make_url

from bot.cli.common import engine_of, out, refuse, session_of, settings
from bot.core.clock import now
from bot.core.settings import Settings
from bot.migrations import current, upgrade
from bot.privacy import DESTROYED_LIST, destroy_again, destroyed, note_destroyed

DATABASE, DUMP, MEDIA, ABOUT = "bot.db", "bot.sql", "media", "about.json"


@click.command()
@click.argument("archive", type=click.Path(dir_okay=False, path_type=Path))
def backup(archive: Path) -> None:
    """把数据库、照片和已销毁钥匙的名单存进一个 .tar.gz（钥匙 DATA_KEYS 不在里面，要另外保管）。"""
    given = settings()
    if archive.exists():
        refuse(f"{archive}: 文件已经有了；换个名字，免得盖掉旧备份")
    with tempfile.TemporaryDirectory() as folder:
        staged, made_at = Path(folder), now()
        _stage_database(given, staged)
        _stage_files(given, staged)
        about = {"made_at": made_at.isoformat(), "schema": _schema(given)}
        (staged / ABOUT).write_text(json.dumps(about), "utf-8")
        _pack(staged, archive)
    out.print(f"备份好了：{archive}（{archive.stat().st_size / 1_048_576:.1f} MB）")
    out.print("下一步：把它和 DATA_KEYS 分开放到别的机器上。")


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="不再询问")
def restore(archive: Path, yes: bool) -> None:
    """从备份恢复；先停掉 serve 和 worker。现在的数据会被替换。"""
    given = settings()
    if not yes:
        click.confirm("现在的数据会被备份里的替换，serve 和 worker 都停了吗？", abort=True)
    with tempfile.TemporaryDirectory() as folder:
        staged = Path(folder)
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(staged, filter="data")
        except (tarfile.TarError, OSError):
            refuse(f"{archive}: 打不开，或不是 bot backup 做的备份；换一个文件")
        if not (staged / ABOUT).exists():
            refuse(f"{archive}: 不是 bot backup 做的备份；换一个文件")
        made_at = datetime.fromisoformat(json.loads((staged / ABOUT).read_text("utf-8"))["made_at"])
        _restore_database(given, staged, archive)
        _restore_files(given, staged)
    with engine_of(given) as engine:
        upgrade(engine)
    with session_of(given) as session:
        again = destroy_again(session, given.var_dir, now(), backed_up_at=made_at)
    out.print(f"恢复好了。备份之后被删除的人，{again} 位已再次删除。下一步：启动 serve 和 worker。")


def _pack(staged: Path, archive: Path) -> None:
    """The archive whole or not at all, and never readable for others."""
    partial = archive.with_name(f".{archive.name}.partial")
    try:
        partial.touch(0o600)
        partial.chmod(0o600)
        with tarfile.open(partial, "w:gz") as packed:
            for part in sorted(staged.iterdir()):
                packed.add(part, part.name)
        partial.replace(archive)
    finally:
        partial.unlink(missing_ok=True)


def _stage_database(given: Settings, staged: Path) -> None:
    if given.database.startswith("sqlite"):
        path = given.database.removeprefix("sqlite:///")
        if not Path(path).exists():
            refuse(f"{path}: 还没有数据库，没有东西可备份")
        _copy_database(Path(path), staged / DATABASE)
        return
    _run_client(["pg_dump", "--no-owner", "--clean", "--if-exists", f"--file={staged / DUMP}"], given)


def _restore_database(given: Settings, staged: Path, archive: Path) -> None:
    wanted = DATABASE if given.database.startswith("sqlite") else DUMP
    if not (staged / wanted).exists():
        refuse(f"{archive}: 备份来自另一种数据库；把 DATABASE_URL 指回那一种再恢复")
    if wanted == DUMP:
        _run_client(["psql", "--quiet", "--set=ON_ERROR_STOP=1", f"--file={staged / DUMP}"], given)
        return
    path = Path(given.database.removeprefix("sqlite:///"))
    path.parent.mkdir(parents=True, exist_ok=True)
    _copy_database(staged / DATABASE, path)


def _copy_database(source: Path, target: Path) -> None:
    """Replace all of the target by SQLite's own means: whole or not at all, whoever else has it open."""
    with closing(sqlite3.connect(source)) as given, closing(sqlite3.connect(target)) as taken:
        given.backup(taken)


def _schema(given: Settings) -> str | None:
    with engine_of(given) as engine:
        return current(engine)


def _stage_files(given: Settings, staged: Path) -> None:
    media = given.var_dir / MEDIA
    if not given.media_url and media.exists():
        shutil.copytree(media, staged / MEDIA)
    listed = given.var_dir / DESTROYED_LIST
    if listed.exists():
        shutil.copyfile(listed, staged / DESTROYED_LIST)


def _restore_files(given: Settings, staged: Path) -> None:
    """Photos are replaced; the list of what was destroyed only ever grows."""
    if (staged / MEDIA).exists() and not given.media_url:
        shutil.rmtree(given.var_dir / MEDIA, ignore_errors=True)
        shutil.copytree(staged / MEDIA, given.var_dir / MEDIA)
    note_destroyed(given.var_dir, *destroyed(staged))


def _run_client(command: list[str], given: Settings) -> None:
    """Run a PostgreSQL client; the password goes by the environment, as arguments are shown to everybody by `ps`."""
    url, password = _address(given)
    secret = {"PGPASSWORD": password} if password else {}
    try:
        subprocess.run([*command, url], check=True, capture_output=True, text=True, env=os.environ | secret)
    except FileNotFoundError:
        refuse(f"{command[0]}: 这台机器上没有；安装 PostgreSQL 客户端（postgresql-client）后再来")
    except subprocess.CalledProcessError as error:
        refuse(f"{command[0]}: 没有成功：{error.stderr.strip().splitlines()[-1] if error.stderr else error.returncode}")


def _address(given: Settings) -> tuple[str, str | None]:
    """The database as libpq's clients name it, without the password, and the password."""
    url = make_url(given.database)
    asked = url.query.get("password")
    password = url.password or (asked if isinstance(asked, str) else None)
    plain = URL.create(
        "postgresql",
        url.username,
        None,
        url.host,
        url.port,
        url.database,
        url.difference_update_query(["password"]).query,
    )
    return plain.render_as_string(hide_password=False), password
