"""Every state, finding, notice and ground has its sentence, and the sentence asks only for the facts it gets."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from bot.complaints.admissibility import REQUIRED, Draft, review
from bot.complaints.lifecycle import GROUNDS, MOVES, State
from bot.content.knowledge import PLACEHOLDER
from bot.reports import lifecycle as reports
from bot.reports.queries import CHECKED

FILE = Path(__file__).parents[2] / "knowledge" / "replies" / "filings.yaml"
SENTENCES = {one["id"]: one["text"] for one in yaml.safe_load(FILE.read_text("utf-8"))["replies"]}


def test_every_state_is_named_and_explained() -> None:
    states = [("complaint", state) for state in State]
    states += [("report", state) for state in (*reports.State, CHECKED)]
    for kind, state in states:
        for key in (f"state.{kind}.{state}", f"progress.state.{kind}.{state}"):
            assert not PLACEHOLDER.search(SENTENCES[key])


def test_every_notice_and_every_ground_has_its_words() -> None:
    for move in (*MOVES, *reports.MOVES):
        assert move.tells is None or move.tells in SENTENCES
    for action, grounds in GROUNDS.items():
        for ground in grounds:
            assert SENTENCES[f"ground.{action}.{ground}"]


@pytest.mark.parametrize(
    "draft",
    [
        Draft(),
        Draft(outside="贵州省毕节市"),
        Draft(online="拼多多"),
        Draft(facts="法院已经判了，我买来转卖的", bought_on=date(2020, 1, 1)),
        Draft(facts="买了100箱牛奶"),
    ],
)
def test_every_finding_brings_the_facts_of_its_sentence(draft: Draft) -> None:
    for finding in review(draft, date(2026, 11, 24), other_authority="人社局"):
        wanted = {match[1] for match in PLACEHOLDER.finditer(SENTENCES[f"precheck.{finding.code}"])}
        assert wanted <= set(finding.facts)


def test_all_missing_material_has_a_sentence() -> None:
    assert all(f"precheck.missing_{name}" in SENTENCES for name in REQUIRED)
