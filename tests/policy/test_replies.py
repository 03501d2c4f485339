"""Every sentence the code says exists and gets its facts; every sentence staff keep is said somewhere."""

import ast
import re
from pathlib import Path

import pytest

from bot.complaints import lifecycle as complaints
from bot.complaints.admissibility import REQUIRED
from bot.content import load
from bot.content.knowledge import PLACEHOLDER, Knowledge
from bot.conversations import form as forms
from bot.handlers import complaint, small_talk
from bot.handlers.filing_words import CHOICES
from bot.reports import lifecycle as reports
from bot.reports import queries as report_queries
from tests.policy.spoken import ROOT, Spoken, spoken, strings

CALLS = tuple(spoken())
NOTICES = sorted({move.tells for move in (*complaints.MOVES, *reports.MOVES) if move.tells is not None})
GROUNDS = [f"ground.{action}.{item}" for action, items in complaints.GROUNDS.items() for item in sorted(items)]


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    loaded = load(ROOT / "knowledge").knowledge
    assert loaded is not None
    return loaded


def meant(call: Spoken, knowledge: Knowledge) -> list[str]:
    return [key for key in knowledge.replies if call.keys.fullmatch(key)]


def test_every_sentence_the_code_says_exists(knowledge: Knowledge) -> None:
    missing = [f"{call.where}: {call.keys.pattern}" for call in CALLS if not meant(call, knowledge)]
    assert missing == []


def test_every_sentence_gets_the_facts_it_names(knowledge: Knowledge) -> None:
    wanting = []
    said_by_name = strings() | {key for call in CALLS if call.whole for key in meant(call, knowledge)}
    for call in CALLS:
        for key in meant(call, knowledge):
            if not call.whole and key in said_by_name:
                continue
            needed = set(PLACEHOLDER.findall(knowledge.replies[key].text))
            if not call.more and needed - call.facts:
                wanting.append(f"{call.where}: {key} needs {sorted(needed - call.facts)}")
    assert wanting == []


def test_every_sentence_is_said_somewhere(knowledge: Knowledge) -> None:
    written, said = strings(), {key for call in CALLS for key in meant(call, knowledge)}
    assert [key for key in knowledge.replies if key not in said | written | {*NOTICES, *GROUNDS}] == []


def in_family(family: str) -> list[str]:
    """The keys that a family must hold: what a handler may put behind its prefix."""
    dangers = [intent.id for intent in _intents() if intent.danger]
    every: dict[str, list[str]] = {
        "talk": sorted(small_talk.CLOSING | small_talk.OPENING),
        "danger": [intent.removeprefix("danger.") for intent in dangers],
        "filing.begin": sorted(forms.STEPS),
        "filing.confirm": sorted(forms.STEPS),
        "filing.ask": sorted({step for steps in forms.STEPS.values() for step in steps} - {"consent"} | {"clue"}),
        "field": sorted({step for steps in forms.STEPS.values() for step in steps} - {"consent", "photos"}),
        "filing.bad": sorted(_codes()),
        "precheck": [f"missing_{name}" for name in REQUIRED] + sorted(_findings()),
        "state.complaint": sorted(complaints.State),
        "state.report": [*sorted(reports.State), report_queries.CHECKED],
        "progress.state.complaint": sorted(complaints.State),
        "progress.state.report": [*sorted(reports.State), report_queries.CHECKED],
        "receipt": [f"report_{mode.value}" for mode in reports.Mode],
        "way": [f"{step}.{value}" for step, values in CHOICES.items() for value in values],
        "way.request": sorted(forms.ANSWERS["request"]),
    }
    return [f"{family}.{name}" for name in every[family]]


def _intents() -> tuple[object, ...]:
    loaded = load(ROOT / "knowledge").knowledge
    assert loaded is not None
    return tuple(loaded.intents.values())


def _codes() -> set[str]:
    """What `NotThat(code)` is made with in the reading of answers, and the steps it is made with by name."""
    text = (ROOT / "bot" / "conversations" / "reading.py").read_text("utf-8")
    return set(re.findall(r'NotThat\("(\w+)"', text)) | {"consent", "signed", "publish", "entrust", "confirm", "photos"}


def _findings() -> set[str]:
    text = (ROOT / "bot" / "complaints" / "admissibility.py").read_text("utf-8")
    calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
    made = [call.args[0] for call in calls if getattr(call.func, "id", "") == "Finding" and call.args]
    return {code.value for code in made if isinstance(code, ast.Constant)}


@pytest.mark.parametrize(
    "family",
    [
        "danger",
        "field",
        "filing.ask",
        "filing.bad",
        "filing.begin",
        "filing.confirm",
        "precheck",
        "progress.state.complaint",
        "progress.state.report",
        "receipt",
        "state.complaint",
        "state.report",
        "talk",
        "way",
        "way.request",
    ],
)
def test_a_family_of_sentences_is_whole(family: str, knowledge: Knowledge) -> None:
    assert [key for key in in_family(family) if key not in knowledge.replies] == []


@pytest.mark.parametrize("key", [*NOTICES, *GROUNDS])
def test_every_notice_of_a_move_and_every_ground_can_be_said(key: str, knowledge: Knowledge) -> None:
    assert key in knowledge.replies


def test_every_way_into_a_filing_is_labelled(knowledge: Knowledge) -> None:
    assert complaint.REPORT_WORDS
    for key in ("both", "only_complaint", "only_report"):
        assert f"way.{key}" in knowledge.replies


def test_no_two_fields_have_one_name(knowledge: Knowledge) -> None:
    labels = [knowledge.say(key) for key in in_family("field")]
    assert len(set(labels)) == len(labels)


def test_the_replies_lie_in_files_of_their_own() -> None:
    files = [ROOT / "knowledge" / "replies.yaml", *Path(ROOT / "knowledge" / "replies").glob("*.yaml")]
    assert all(file.exists() for file in files)
    assert len(files) >= 3
