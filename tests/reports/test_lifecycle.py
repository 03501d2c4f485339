"""The moves of a report, held against a matrix written by hand from the rules of procedure and 投诉举报处理办法."""

from datetime import datetime

import pytest

from bot.core.clock import SHANGHAI
from bot.reports.lifecycle import MOVES, IllegalMove, MissingReason, Mode, Role, State, apply

AT = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
HANDLING, PROCEDURE, FOOD = "投诉举报处理办法", "市场监督管理行政处罚程序规定", "食品安全法"
SAID = {
    "reason": "要检验",
    "office": "农业农村局",
    "district": "530602",
    "basis": "广告法第53条",
    "received_on": "2026-11-24",
}

# state: {action: (state afterwards, law, article)} for an officer.
OFFICER = {
    "filed": {
        "check": ("checking", PROCEDURE, 18),
        "assign_down": ("assigned_down", HANDLING, 41),
        "tell_elsewhere": ("told_elsewhere", HANDLING, 34),
        "transfer_food": ("transferred", FOOD, 115),
    },
    "assigned_down": {
        "check": ("checking", PROCEDURE, 18),
        "assign_down": ("assigned_down", HANDLING, 41),
        "tell_elsewhere": ("told_elsewhere", HANDLING, 34),
        "transfer_food": ("transferred", FOOD, 115),
    },
    "checking": {
        "stop_clock": ("checking", PROCEDURE, 18),
        "tell_elsewhere": ("told_elsewhere", HANDLING, 34),
        "transfer_food": ("transferred", FOOD, 115),
    },
    "case_opened": {"tell_result": ("case_opened", HANDLING, 36)},
    "no_case": {"tell_result": ("no_case", HANDLING, 36)},
    "told_elsewhere": {},
    "transferred": {},
}
# Only the head of the office extends a check and decides on a case (art. 18).
HEAD = OFFICER | {
    "checking": OFFICER["checking"]
    | {
        "extend": ("checking", PROCEDURE, 18),
        "open_case": ("case_opened", PROCEDURE, 19),
        "close_no_case": ("no_case", PROCEDURE, 20),
    },
}
REPORTER = {
    "filed": {"disclaim": ("filed", PROCEDURE, 18), "supplement": ("filed", HANDLING, 35)},
    "checking": {"disclaim": ("checking", PROCEDURE, 18), "supplement": ("checking", HANDLING, 35)},
    "assigned_down": {"disclaim": ("assigned_down", PROCEDURE, 18), "supplement": ("assigned_down", HANDLING, 35)},
    "case_opened": {"supplement": ("case_opened", HANDLING, 35)},
    "no_case": {"supplement": ("no_case", HANDLING, 35)},
    "told_elsewhere": {"supplement": ("told_elsewhere", HANDLING, 35)},
    "transferred": {"supplement": ("transferred", HANDLING, 35)},
}
ACTIONS = (
    "check",
    "assign_down",
    "extend",
    "stop_clock",
    "start_clock",
    "open_case",
    "close_no_case",
    "tell_result",
    "tell_elsewhere",
    "transfer_food",
    "disclaim",
    "supplement",
)
MATRICES = {"officer": OFFICER, "supervisor": HEAD, "reporter": REPORTER, "system": {}}


@pytest.mark.parametrize("mode", ["assist", "registered"])
@pytest.mark.parametrize("by", MATRICES)
@pytest.mark.parametrize("state", [state.value for state in State])
def test_every_move_is_as_the_matrix_says(state: str, by: str, mode: str) -> None:
    wanted = MATRICES[by].get(state, {})
    for action in ACTIONS:
        if action in wanted:
            moved = apply(State(state), action, Role(by), AT, mode=Mode(mode), **SAID)
            assert (moved.end.value, moved.law.value, moved.article) == wanted[action]
        else:
            with pytest.raises(IllegalMove) as refused:
                apply(State(state), action, Role(by), AT, mode=Mode(mode), **SAID)
            assert set(refused.value.legal) == set(wanted)


def test_the_table_holds_no_action_beyond_the_matrix() -> None:
    assert {move.action for move in MOVES} == set(ACTIONS)


def test_a_check_is_extended_once() -> None:
    apply(State.CHECKING, "extend", Role.SUPERVISOR, AT, reason="案情复杂")
    with pytest.raises(IllegalMove):
        apply(State.CHECKING, "extend", Role.SUPERVISOR, AT, extended=True, reason="案情复杂")


def test_a_clock_that_stands_starts_and_does_not_stop_again() -> None:
    assert apply(State.CHECKING, "start_clock", Role.OFFICER, AT, stopped=True).end is State.CHECKING
    with pytest.raises(IllegalMove):
        apply(State.CHECKING, "stop_clock", Role.OFFICER, AT, stopped=True, reason="检验")


def test_nobody_withdraws_a_report() -> None:
    with pytest.raises(IllegalMove) as refused:
        apply(State.FILED, "withdraw", Role.REPORTER, AT)
    assert refused.value.legal == ("disclaim", "supplement")


@pytest.mark.parametrize(
    ("state", "action", "mode", "field"),
    [
        ("filed", "check", "assist", "received_on"),
        ("filed", "assign_down", "assist", "received_on"),
        ("filed", "tell_elsewhere", "registered", "office"),
        ("filed", "transfer_food", "registered", "office"),
        ("checking", "close_no_case", "registered", "reason"),
        ("no_case", "tell_result", "registered", "basis"),
    ],
)
def test_a_move_without_its_reason_is_refused(state: str, action: str, mode: str, field: str) -> None:
    said = {"district": "530602"} if action == "assign_down" else {}
    with pytest.raises(MissingReason) as refused:
        apply(State(state), action, Role.SUPERVISOR, AT, mode=Mode(mode), **said)
    assert refused.value.field == field


def test_only_what_the_law_wants_told_is_told() -> None:
    told = {move.action for move in MOVES if move.tells is not None}
    assert told == {"tell_elsewhere", "transfer_food", "tell_result"}
