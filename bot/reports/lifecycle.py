"""Which moves a report may make, by whom and on what basis: one table beside the one function that applies it.

Plain data in, plain data out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a report stands."""

    FILED = "filed"
    CHECKING = "checking"
    CASE_OPENED = "case_opened"
    NO_CASE = "no_case"
    TOLD_ELSEWHERE = "told_elsewhere"
    ASSIGNED_DOWN = "assigned_down"
    TRANSFERRED = "transferred"


class Role(StrEnum):
    """Who makes a move. The head of the office, or whoever signs for the head, is `supervisor`."""

    REPORTER = "reporter"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class Mode(StrEnum):
    """How the account stood when the report was made: a published channel (art. 8), or a helper beside it."""

    ASSIST = "assist"
    REGISTERED = "registered"


class Law(StrEnum):
    """Where an article stands; the names are ids of laws.yaml."""

    HANDLING = "投诉举报处理办法"
    PROCEDURE = "市场监督管理行政处罚程序规定"
    FOOD = "食品安全法"


FILED, CHECKING, CASE_OPENED, NO_CASE = State.FILED, State.CHECKING, State.CASE_OPENED, State.NO_CASE
TOLD_ELSEWHERE, ASSIGNED_DOWN, TRANSFERRED = State.TOLD_ELSEWHERE, State.ASSIGNED_DOWN, State.TRANSFERRED
HANDLING, PROCEDURE, FOOD = Law.HANDLING, Law.PROCEDURE, Law.FOOD
ASSIST, REGISTERED = Mode.ASSIST, Mode.REGISTERED

NOTICE = "notice.report"
OPEN = frozenset({FILED, CHECKING, ASSIGNED_DOWN})
"""States in which the check is not yet done."""
RESULTS = frozenset({CASE_OPENED, NO_CASE})
"""Results of a check: told to whom reported only where another law asks it (art. 36)."""

REPORTER = frozenset({Role.REPORTER})
OFFICER = frozenset({Role.OFFICER, Role.SUPERVISOR})
HEAD = frozenset({Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move. `law` and `article` are its basis, `tells` the reply key of the notice to whom reported (None
    where nothing is sent), `needs` the facts that must be given, `mode` the only mode it exists in.
    """

    action: str
    start: State
    end: State
    by: frozenset[Role]
    law: Law
    article: int
    tells: str | None = None
    needs: tuple[str, ...] = ()
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did, ready to be kept as an event."""

    action: str
    start: State
    end: State
    by: Role
    at: datetime
    law: Law
    article: int
    tells: str | None
    said: Mapping[str, object] = field(default_factory=dict)


class IllegalMove(Exception):
    """This action may not be taken here by this role; `legal` names those that may."""

    def __init__(self, state: State, action: str, by: Role, legal: tuple[str, ...]) -> None:
        super().__init__(f"{action} by {by} in {state}; legal: {', '.join(legal) or 'none'}")
        self.state, self.action, self.by, self.legal = state, action, by, legal


class MissingReason(Exception):
    """The move needs a fact that was not given; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def _told_elsewhere(start: State) -> Move:
    return Move("tell_elsewhere", start, TOLD_ELSEWHERE, OFFICER, HANDLING, 34, f"{NOTICE}.told_elsewhere", ("office",))


def _transfer(start: State) -> Move:
    return Move("transfer_food", start, TRANSFERRED, OFFICER, FOOD, 115, f"{NOTICE}.transferred", ("office",))


def _tell_result(state: State) -> Move:
    return Move("tell_result", state, state, OFFICER, HANDLING, 36, f"{NOTICE}.result", ("basis",))


MOVES: tuple[Move, ...] = (
    Move("check", FILED, CHECKING, OFFICER, PROCEDURE, 18, mode=REGISTERED),
    Move("check", FILED, CHECKING, OFFICER, PROCEDURE, 18, needs=("received_on",), mode=ASSIST),
    Move("check", ASSIGNED_DOWN, CHECKING, OFFICER, PROCEDURE, 18),
    Move("assign_down", FILED, ASSIGNED_DOWN, OFFICER, HANDLING, 41, needs=("district",), mode=REGISTERED),
    Move("assign_down", FILED, ASSIGNED_DOWN, OFFICER, HANDLING, 41, needs=("district", "received_on"), mode=ASSIST),
    Move("assign_down", ASSIGNED_DOWN, ASSIGNED_DOWN, OFFICER, HANDLING, 41, needs=("district",)),
    Move("extend", CHECKING, CHECKING, HEAD, PROCEDURE, 18, needs=("reason",)),
    Move("stop_clock", CHECKING, CHECKING, OFFICER, PROCEDURE, 18, needs=("reason",)),
    Move("start_clock", CHECKING, CHECKING, OFFICER, PROCEDURE, 18),
    Move("open_case", CHECKING, CASE_OPENED, HEAD, PROCEDURE, 19),
    Move("close_no_case", CHECKING, NO_CASE, HEAD, PROCEDURE, 20, needs=("reason",)),
    _tell_result(CASE_OPENED),
    _tell_result(NO_CASE),
    _told_elsewhere(FILED),
    _told_elsewhere(CHECKING),
    _told_elsewhere(ASSIGNED_DOWN),
    _transfer(FILED),
    _transfer(CHECKING),
    _transfer(ASSIGNED_DOWN),
    *(Move("disclaim", state, state, REPORTER, PROCEDURE, 18) for state in (FILED, CHECKING, ASSIGNED_DOWN)),
    *(Move("supplement", state, state, REPORTER, HANDLING, 35) for state in State),
)


def legal_moves(
    state: State, by: Role, mode: Mode, *, extended: bool = False, stopped: bool = False
) -> tuple[Move, ...]:
    """The moves this role may make now, in the order of the table.

    A check is extended once; its clock stops only while it runs and starts only while it stands.
    """
    closed_to = {"extend": extended, "stop_clock": stopped, "start_clock": not stopped}
    return tuple(
        move
        for move in MOVES
        if move.start is state and by in move.by and move.mode in (None, mode) and not closed_to.get(move.action, False)
    )


def apply(
    state: State,
    action: str,
    by: Role,
    at: datetime,
    *,
    mode: Mode = REGISTERED,
    extended: bool = False,
    stopped: bool = False,
    **said: object,
) -> Moved:
    """What a move does to a report: plain data in, plain data out.

    Raises IllegalMove (naming the actions that are legal now) and MissingReason (naming the fact that is wanting).
    Source: 投诉举报处理办法 art. 34-36, 41; 市场监督管理行政处罚程序规定 art. 18-20; 食品安全法 art. 115.
    """
    legal = legal_moves(state, by, mode, extended=extended, stopped=stopped)
    move = next((move for move in legal if move.action == action), None)
    if move is None:
        raise IllegalMove(state, action, by, tuple(move.action for move in legal))
    for name in move.needs:
        if not said.get(name):
            raise MissingReason(name)
    return Moved(action, move.start, move.end, by, at, move.law, move.article, move.tells, said)
