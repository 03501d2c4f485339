"""Whatever an operator can set or type stands in the documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.core.settings import DEMO, Settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / ".env.example"
SETTINGS = sorted(name.upper() for name in Settings.model_fields)


def commands(command: click.Command, path: tuple[str, ...] = ("bot",)) -> Iterator[str]:
    """Every command that does something, as it is typed."""
    if not isinstance(command, click.Group):
        yield " ".join(path)
        return
    for name, sub in command.commands.items():
        yield from commands(sub, (*path, name))


COMMANDS = sorted(commands(main))


def documents() -> str:
    files = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    return "\n".join(file.read_text("utf-8") for file in files)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_stands_in_the_example(name: str) -> None:
    assert re.search(rf"^#? ?{name}=", EXAMPLE.read_text("utf-8"), re.MULTILINE), f"{name} is not in .env.example"


def test_the_example_names_no_setting_that_nobody_reads() -> None:
    named = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", EXAMPLE.read_text("utf-8"), re.MULTILINE))
    others = {"TEST_DATABASE_URL", "LAW_TEXTS_DIR"}
    assert sorted(named - set(SETTINGS) - others) == []


def test_the_example_holds_no_secret() -> None:
    text = EXAMPLE.read_text("utf-8")
    secrets = [value for name, value in DEMO.items() if name != "office_hours"]
    assert not [secret for secret in secrets if secret in text]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_explained(command: str) -> None:
    assert re.search(rf"\b{re.escape(command)}\b", documents()), f"`{command}` stands in neither README.md nor docs/"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_itself(command: str) -> None:
    found: click.Command = main
    for name in command.split()[1:]:
        assert isinstance(found, click.Group)
        found = found.commands[name]
    assert found.help


def test_no_document_names_a_command_that_is_not_there() -> None:
    groups = {command.split()[1] for command in COMMANDS}
    named = set(re.findall(r"`bot ([a-z][a-z-]*)", documents()))
    assert sorted(named - groups) == []
