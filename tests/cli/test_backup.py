"""A backup shows its secrets to nobody: not to `ps`, not to other accounts, not after a failure."""

import os
import stat
import subprocess
import tarfile
from pathlib import Path
from typing import Any

import pytest

from bot.cli import backup
from bot.core.settings import Settings


@pytest.mark.parametrize(
    "url",
    ["postgresql://bot:s3cr%40t@db.example:5433/bot", "postgresql://bot@db.example:5433/bot?password=s3cr%40t"],
)
def test_the_databases_password_is_no_argument(settings: Settings, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    ran: list[tuple[list[str], dict[str, str]]] = []

    def run(command: list[str], *, env: dict[str, str], **_: Any) -> None:
        ran.append((command, env))

    monkeypatch.setattr(subprocess, "run", run)
    backup._run_client(["pg_dump"], settings.model_copy(update={"database_url": url}))
    [(command, environment)] = ran
    assert command == ["pg_dump", "postgresql://bot@db.example:5433/bot"]
    assert environment["PGPASSWORD"] == "s3cr@t"


def test_an_archive_is_its_owners_alone(tmp_path: Path) -> None:
    staged, archive = tmp_path / "staged", tmp_path / "bot.tar.gz"
    staged.mkdir()
    (staged / "about.json").write_text("{}", "utf-8")
    before = os.umask(0)
    try:
        backup._pack(staged, archive)
    finally:
        os.umask(before)
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    with tarfile.open(archive) as packed:
        assert packed.getnames() == ["about.json"]


def test_a_backup_that_failed_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        backup._pack(tmp_path / "nothing", tmp_path / "bot.tar.gz")
    assert list(tmp_path.iterdir()) == []
