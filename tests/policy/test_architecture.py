"""The house stands as its plan says: floors, sizes, and no door between the bot and the simulator."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BOT = sorted((ROOT / "bot").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
MOST_LINES = 400
LONGEST_SLEEP_SECONDS = 1


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_each_floor_imports_only_floors_below_it() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout[done.stdout.find("Contracts") :] + done.stderr


@pytest.mark.parametrize("path", BOT, ids=named)
def test_a_file_is_one_thought(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize(("house", "stranger"), [("bot", "simulator"), ("simulator", "bot")])
def test_the_bot_and_the_simulator_do_not_know_each_other(house: str, stranger: str) -> None:
    for path in (ROOT / house).rglob("*.py"):
        assert not [name for name in imports(path) if name.split(".")[0] == stranger], named(path)


def test_the_bot_imports_nothing_of_the_tests() -> None:
    for path in [*BOT, *(ROOT / "simulator").rglob("*.py")]:
        assert not [name for name in imports(path) if name.split(".")[0] == "tests"], named(path)


def sleeps(path: Path) -> Iterator[float]:
    """The constant lengths, in seconds, of every sleep in a file."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        length = node.args[0]
        if name == "sleep" and isinstance(length, ast.Constant) and isinstance(length.value, int | float):
            yield float(length.value)


@pytest.mark.parametrize("path", TESTS, ids=named)
def test_no_test_sleeps_longer_than_a_second(path: Path) -> None:
    assert all(length <= LONGEST_SLEEP_SECONDS for length in sleeps(path))


def test_no_code_waits_to_be_written() -> None:
    mark = "TO" + "DO"
    every = (*BOT, *TESTS, *(ROOT / "simulator").rglob("*.py"))
    assert [named(path) for path in every if mark in path.read_text("utf-8")] == []


def test_every_module_says_what_it_is_for() -> None:
    assert [named(path) for path in BOT if not ast.get_docstring(ast.parse(path.read_text("utf-8")))] == []
