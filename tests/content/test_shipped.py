"""What the house ships is without error on the day it was reviewed."""

from datetime import date
from pathlib import Path

from bot.content import check, load

SHIPPED = Path(__file__).parents[2] / "knowledge"


def test_the_shipped_knowledge_is_without_error() -> None:
    loaded = load(SHIPPED)
    problems = (*loaded.problems, *check(loaded, date(2026, 11, 24)))
    errors = [str(problem) for problem in problems if problem.severity == "error"]
    assert not errors, "\n".join(errors[:40])
