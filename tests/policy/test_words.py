"""What the bot says lies in knowledge/replies*.yaml and nowhere else, and the handlers know only the command words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOORS = sorted([*(ROOT / "bot" / "handlers").glob("*.py"), ROOT / "bot" / "webhook.py", ROOT / "bot" / "jobs.py"])
SENTENCE = re.compile("[\u3400-\u9fff].*[\u3400-\u9fff].*[\u3400-\u9fff].*[\u3400-\u9fff]", re.DOTALL)


def sentences(node: ast.AST) -> Iterator[tuple[int, str]]:
    """String literals with four Chinese characters or more, but for docstrings, patterns and sets of command words."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return
    if isinstance(node, ast.Call) and _is_pattern_or_words(node):
        return
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Tuple | ast.Set | ast.List):
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and SENTENCE.search(node.value):
        yield node.lineno, node.value
    for child in ast.iter_child_nodes(node):
        yield from sentences(child)


def _is_pattern_or_words(call: ast.Call) -> bool:
    function = call.func
    if isinstance(function, ast.Attribute):
        return isinstance(function.value, ast.Name) and function.value.id == "re"
    return isinstance(function, ast.Name) and function.id == "frozenset"


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.stem)
def test_a_door_says_nothing_of_its_own(path: Path) -> None:
    assert list(sentences(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('x = turn.say("你好，欢迎")', 1),
        ('x = f"您的编号{number}，请记好"', 1),
        ('"""文档里说中文没有关系"""', 0),
        ('WORDS = frozenset({"没有了", "就这些", "我没有照片了"})', 0),
        ('WORDS = ("我没有照片了",)', 0),
        ('P = re.compile("一二三四五")', 0),
        ('x = "、"', 0),
    ],
)
def test_the_search_itself_finds_sentences(code: str, found: int) -> None:
    assert len(list(sentences(ast.parse(code)))) == found
