"""Time passes: reviews fall due, laws begin, end and give way."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.content import Problem, check, load

Write = Callable[..., Path]
Tip = Callable[..., str]

RECALL = """\
version: 1
laws:
  - {id: 召回2015, name: 食品召回管理办法（2015）, short: 食品召回管理办法, from: 2015-09-01, to: 2026-11-30, superseded_by: 召回, articles: 46}
  - {id: 召回, name: 食品召回管理办法, short: 食品召回管理办法, from: 2026-12-01, articles: 40}
  - {id: 被替, name: 被替办法, short: 被替办法, superseded_by: 召回, articles: 40}
"""  # noqa: E501


@pytest.fixture
def cite(folder: Path, write: Write, tip: Tip) -> Callable[..., tuple[Problem, ...]]:
    def problems(law: str, on: date, extra: str = "urgent: false") -> tuple[Problem, ...]:
        write("laws", RECALL)
        write(
            "tips",
            tip(("law: 民法典", f"law: {law}"), ("article: 587", "article: 3"), ("source: null", extra)),
        )
        return check(load(folder), on)

    return problems


Cite = Callable[..., tuple[Problem, ...]]


@pytest.mark.parametrize(
    ("on", "severity", "said"),
    [
        (date(2027, 9, 24), None, ""),
        (date(2027, 9, 25), "reminder", "还有60天到复核日"),
        (date(2027, 11, 24), "reminder", "还有0天到复核日"),
        (date(2027, 11, 25), "error", "2027-11-24就该复核了"),
    ],
)
def test_a_review_falls_due(folder: Path, on: date, severity: str | None, said: str) -> None:
    problems = check(load(folder), on)
    assert [problem.severity for problem in problems] == [severity] * bool(severity)
    assert all(said in problem.message and (problem.line, problem.column) == (21, 16) for problem in problems)


def test_a_disabled_tip_is_left_alone(folder: Path, write: Write, tip: Tip) -> None:
    write("tips", tip(("source: null", "enabled: false")))
    assert check(load(folder), date(2030, 1, 1)) == ()


def test_a_superseded_law_names_its_successor(cite: Cite) -> None:
    (problem,) = cite("召回2015", date(2026, 12, 1))
    assert problem.severity == "error"
    assert str(problem) == (
        "knowledge/tips.yaml:17:14: 食品召回管理办法2026-11-30后已不再施行；"
        "改引接替它的《食品召回管理办法》（id：召回），并核对条号"
    )


def test_a_law_about_to_end_is_a_reminder_on_its_last_day(cite: Cite) -> None:
    (problem,) = cite("召回2015", date(2026, 11, 30))
    assert problem.severity == "reminder"
    assert "或给条目写 to: 2026-11-30" in problem.message


def test_a_tip_that_stops_with_its_law_is_in_order(cite: Cite) -> None:
    assert cite("召回2015", date(2026, 11, 30), "to: 2026-11-30") == ()
    assert cite("召回2015", date(2026, 12, 1), "to: 2026-11-30") == ()


def test_a_law_not_yet_in_force(cite: Cite) -> None:
    (problem,) = cite("召回", date(2026, 11, 30))
    assert problem.severity == "error"
    assert "2026-12-01才施行" in problem.message
    assert cite("召回", date(2026, 12, 1)) == ()


def test_a_tip_that_begins_with_its_law_is_in_order(cite: Cite) -> None:
    assert cite("召回", date(2026, 11, 24), "from: 2026-12-01") == ()
    (problem,) = cite("召回", date(2026, 11, 24), "from: 2026-11-30")
    assert problem.severity == "error"


def test_a_law_superseded_without_a_day_is_refused(cite: Cite) -> None:
    (problem,) = cite("被替", date(2026, 12, 24))
    assert "被替办法已不再施行；改引接替它的《食品召回管理办法》" in problem.message


def test_a_window_ends_after_it_begins(folder: Path, write: Write, tip: Tip) -> None:
    write("tips", tip(("source: null", "from: 2026-12-02\n    to: 2026-12-01")))
    (problem,) = check(load(folder), date(2026, 11, 24))
    assert (problem.line, "停用日早于启用日" in problem.message) == (20, True)
