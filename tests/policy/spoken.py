"""Which sentences of replies.yaml the code says, read from the code itself."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEAKING = {"say": "", "reply": "", "way": "way."}
_TEMPLATE_CALL = re.compile(r"knowledge\.say\(\s*\"([^\"]+)\"((?:[^()]|\([^()]*\))*)\)")


@dataclass(frozen=True)
class Spoken:
    """One place where a sentence is said: `keys` as a pattern, the `facts` handed in, `more` where others may be."""

    where: str
    keys: re.Pattern[str]
    facts: frozenset[str]
    more: bool
    whole: bool


def spoken() -> Iterator[Spoken]:
    """Every call of say, reply and way in bot/, and every knowledge.say of the pages."""
    for path in sorted((ROOT / "bot").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SPEAKING:
                yield from _of_call(f"{path.relative_to(ROOT)}:{node.lineno}", node, SPEAKING[node.func.attr])
    for path in sorted((ROOT / "bot").rglob("*.html")):
        for match in _TEMPLATE_CALL.finditer(path.read_text("utf-8")):
            facts = frozenset(re.findall(r"(\w+)\s*=", match[2]))
            yield Spoken(path.name, re.compile(re.escape(match[1])), facts, more=False, whole=True)


def _of_call(where: str, call: ast.Call, prefix: str) -> Iterator[Spoken]:
    facts = frozenset(keyword.arg for keyword in call.keywords if keyword.arg is not None)
    more = any(keyword.arg is None for keyword in call.keywords)
    for pattern, whole in _patterns(call.args[0]) if call.args else ():
        yield Spoken(where, re.compile(re.escape(prefix) + pattern), facts, more, whole)


def _patterns(key: ast.expr) -> Iterator[tuple[str, bool]]:
    """A key as a pattern, and whether it is written out whole; a variable key is found as a string instead."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield re.escape(key.value), True
    elif isinstance(key, ast.IfExp):
        yield from _patterns(key.body)
        yield from _patterns(key.orelse)
    elif isinstance(key, ast.JoinedStr):
        parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[a-z0-9_.]+" for p in key.values]
        yield "".join(parts), False


def strings() -> set[str]:
    """Every string written out in bot/: a key handed on in a variable is one of them."""
    found = set()
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found
