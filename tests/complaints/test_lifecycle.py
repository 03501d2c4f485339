"""The moves of a complaint, held against a matrix written by hand from 投诉举报处理办法 (总局令第121号)."""

from datetime import datetime

import pytest

from bot.complaints.lifecycle import CLOSED, IN_HAND, MOVES, OPEN, IllegalMove, MissingReason, Mode, Role, State, apply
from bot.complaints.lifecycle import legal_moves as legal
from bot.core.clock import SHANGHAI

AT = datetime(2026, 11, 24, 10, 0, tzinfo=SHANGHAI)
SAID = {
    "ground": 5,
    "until": "2026-12-01",
    "district": "530627",
    "external_number": "1530600002026112412345678",
    "received_on": "2026-11-24",
    "organisation": "镇雄县消费者协会",
    "both_agreed": True,
    "report_number": "ZT1",
}

# state: {action: (state afterwards, article)}, for an officer while the account is a channel of its own.
OFFICER_REGISTERED = {
    "filed": {
        "accept": ("accepted", 15),
        "decline": ("declined", 16),
        "ask_identity": ("awaiting_identity", 10),
        "assign_down": ("assigned_down", 41),
        "found_breach": ("filed", 27),
    },
    "handed_over": {"found_breach": ("handed_over", 27)},
    "at_12315": {
        "accept": ("accepted", 15),
        "decline": ("declined", 16),
        "ask_identity": ("awaiting_identity", 10),
        "assign_down": ("assigned_down", 41),
        "found_breach": ("at_12315", 27),
    },
    "awaiting_identity": {
        "accept": ("accepted", 15),
        "decline": ("declined", 16),
        "found_breach": ("awaiting_identity", 27),
    },
    "assigned_down": {
        "accept": ("accepted", 15),
        "decline": ("declined", 16),
        "ask_identity": ("awaiting_identity", 10),
        "assign_down": ("assigned_down", 41),
        "found_breach": ("assigned_down", 27),
    },
    "accepted": {
        "mediate": ("mediating", 18),
        "entrust": ("accepted", 19),
        "settle_privately": ("settled", 23),
        "end": ("ended", 23),
        "found_breach": ("accepted", 27),
    },
    "mediating": {
        "entrust": ("mediating", 19),
        "suspend_for_appraisal": ("suspended", 22),
        "suspend_for_recusal": ("suspended", 21),
        "agree": ("settled", 24),
        "settle_privately": ("settled", 23),
        "end": ("ended", 23),
        "found_breach": ("mediating", 27),
    },
    "suspended": {
        "resume": ("mediating", None),
        "settle_privately": ("settled", 23),
        "end": ("ended", 23),
        "found_breach": ("suspended", 27),
    },
    "declined": {},
    "settled": {"note_told": ("settled", 23)},
    "ended": {"note_told": ("ended", 23)},
    "withdrawn": {"note_told": ("withdrawn", 23)},
}

# The same, while the account only helps: nothing is decided on a complaint that no office has received.
OFFICER_ASSIST = OFFICER_REGISTERED | {
    "filed": {"record_12315": ("at_12315", 40), "found_breach": ("filed", 27)},
    "handed_over": {"record_12315": ("at_12315", 40), "found_breach": ("handed_over", 27)},
}

CONSUMER_REGISTERED = {
    "filed": {"withdraw": ("withdrawn", None), "supplement": ("filed", 10)},
    "handed_over": {"withdraw": ("withdrawn", None), "supplement": ("handed_over", 10)},
    "at_12315": {"withdraw": ("withdrawn", None), "supplement": ("at_12315", 10)},
    "awaiting_identity": {"withdraw": ("withdrawn", None), "supplement": ("awaiting_identity", 10)},
    "assigned_down": {"withdraw": ("withdrawn", None), "supplement": ("assigned_down", 10)},
    "accepted": {"withdraw": ("withdrawn", 23), "supplement": ("accepted", 10)},
    "mediating": {"withdraw": ("withdrawn", 23), "supplement": ("mediating", 10)},
    "suspended": {"withdraw": ("withdrawn", 23), "supplement": ("suspended", 10)},
    "declined": {"supplement": ("declined", 10)},
    "settled": {"supplement": ("settled", 10)},
    "ended": {"supplement": ("ended", 10)},
    "withdrawn": {"supplement": ("withdrawn", 10)},
}
CONSUMER_ASSIST = CONSUMER_REGISTERED | {
    "filed": {"hand_over": ("handed_over", 8), "withdraw": ("withdrawn", None), "supplement": ("filed", 10)},
}

ACTIONS = (
    "hand_over",
    "record_12315",
    "accept",
    "decline",
    "ask_identity",
    "assign_down",
    "mediate",
    "entrust",
    "suspend_for_appraisal",
    "suspend_for_recusal",
    "resume",
    "agree",
    "settle_privately",
    "end",
    "note_told",
    "withdraw",
    "supplement",
    "found_breach",
)
MATRICES = {
    ("officer", "registered"): OFFICER_REGISTERED,
    ("officer", "assist"): OFFICER_ASSIST,
    ("supervisor", "registered"): OFFICER_REGISTERED,
    ("consumer", "registered"): CONSUMER_REGISTERED,
    ("consumer", "assist"): CONSUMER_ASSIST,
    ("system", "registered"): {},
}


@pytest.mark.parametrize(("by", "mode"), MATRICES)
@pytest.mark.parametrize("state", [state.value for state in State])
def test_every_move_is_as_the_matrix_says(by: str, mode: str, state: str) -> None:
    wanted = MATRICES[by, mode].get(state, {})
    for action in ACTIONS:
        if action in wanted:
            moved = apply(State(state), action, Role(by), AT, mode=Mode(mode), **SAID)
            assert (moved.end.value, moved.article) == wanted[action]
        else:
            with pytest.raises(IllegalMove) as refused:
                apply(State(state), action, Role(by), AT, mode=Mode(mode), **SAID)
            assert set(refused.value.legal) == set(wanted)


def test_the_table_holds_no_action_beyond_the_matrix() -> None:
    assert {move.action for move in MOVES} == set(ACTIONS)


def test_no_state_offers_the_same_action_twice() -> None:
    for state in State:
        for by in Role:
            for mode in Mode:
                actions = [move.action for move in legal(state, by, mode)]
                assert len(actions) == len(set(actions))


def test_open_and_in_hand() -> None:
    assert {state.value for state in CLOSED} == {"declined", "settled", "ended", "withdrawn"}
    assert {state.value for state in OPEN - IN_HAND} == {"filed", "handed_over"}
    assert "mediating" in OPEN
    assert "mediating" in IN_HAND


@pytest.mark.parametrize(
    ("state", "action", "field"),
    [
        ("filed", "decline", "ground"),
        ("filed", "ask_identity", "until"),
        ("filed", "assign_down", "district"),
        ("accepted", "mediate", "both_agreed"),
        ("accepted", "end", "ground"),
        ("mediating", "entrust", "organisation"),
        ("mediating", "found_breach", "report_number"),
    ],
)
def test_a_move_without_its_reason_is_refused_by_the_name_of_what_is_wanting(
    state: str, action: str, field: str
) -> None:
    with pytest.raises(MissingReason) as refused:
        apply(State(state), action, Role.OFFICER, AT)
    assert refused.value.field == field


def test_12315s_number_and_day_of_receipt_are_both_needed() -> None:
    with pytest.raises(MissingReason) as refused:
        apply(State.HANDED_OVER, "record_12315", Role.OFFICER, AT, mode=Mode.ASSIST, external_number="1")
    assert refused.value.field == "received_on"


@pytest.mark.parametrize(("state", "action", "ground"), [("filed", "decline", 8), ("mediating", "end", 1)])
def test_a_ground_that_the_law_does_not_know_is_refused(state: str, action: str, ground: int) -> None:
    with pytest.raises(MissingReason) as refused:
        apply(State(state), action, Role.OFFICER, AT, ground=ground)
    assert refused.value.field == "ground"


def test_entrusting_needs_both_sides() -> None:
    with pytest.raises(MissingReason):
        apply(State.ACCEPTED, "entrust", Role.OFFICER, AT, organisation="消费者协会", both_agreed=False)


def test_whoever_is_refused_is_told_what_is_legal_now() -> None:
    with pytest.raises(IllegalMove) as refused:
        apply(State.SUSPENDED, "agree", Role.OFFICER, AT)
    assert refused.value.legal == ("resume", "settle_privately", "end", "found_breach")
    assert refused.value.state is State.SUSPENDED


def test_every_decision_of_the_office_tells_the_consumer() -> None:
    silent = {move.action for move in MOVES if Role.OFFICER in move.by and move.tells is None}
    assert silent == {"note_told", "found_breach"}
