"""The steps as files, and how a new one is made."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from bot import migrations
from bot.migrations import __main__ as revising
from bot.migrations.tables import MODULES_WITH_TABLES

VERSIONS = Path(migrations.__file__).parent / "versions"


def test_a_step_imports_no_room() -> None:
    for step in VERSIONS.glob("*.py"):
        assert not re.search(r"^\s*(from|import) bot", step.read_text("utf-8"), re.MULTILINE), step.name


def test_every_module_with_a_table_is_known_to_the_migrations() -> None:
    root = VERSIONS.parent.parent
    modules = {
        ".".join(("bot", *path.relative_to(root).with_suffix("").parts))
        for path in root.rglob("*.py")
        if "__tablename__" in path.read_text("utf-8")
    }
    assert modules == set(MODULES_WITH_TABLES)


def test_a_new_step_with_nothing_to_do_is_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def write(config: Config, message: str, *, autogenerate: bool, rev_id: str) -> None:
        made.append(rev_id)
        context = MigrationContext.configure(config.attributes["connection"], opts={"compare_type": True})
        assert autogenerate
        assert compare_metadata(context, config.attributes["metadata"]) == []

    monkeypatch.setattr(command, "revision", write)
    revising.revise("nothing")
    assert made == ["0002"]
