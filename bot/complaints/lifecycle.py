"""Which moves a complaint may make, by whom and on what basis: one table beside the one function that applies it.

Articles are those of 投诉举报处理办法 (总局令第121号, in force from 2026-04-15). Plain data in, plain data out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """Where a complaint stands. `handed_over` and `at_12315` exist only while the account is no channel of its own."""

    FILED = "filed"
    HANDED_OVER = "handed_over"
    AT_12315 = "at_12315"
    AWAITING_IDENTITY = "awaiting_identity"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ASSIGNED_DOWN = "assigned_down"
    MEDIATING = "mediating"
    SUSPENDED = "suspended"
    SETTLED = "settled"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


class Role(StrEnum):
    """Who makes a move."""

    CONSUMER = "consumer"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class Mode(StrEnum):
    """How the account stood when the complaint was made: a published channel (art. 8), or a helper beside it."""

    ASSIST = "assist"
    REGISTERED = "registered"


FILED, HANDED_OVER, AT_12315 = State.FILED, State.HANDED_OVER, State.AT_12315
AWAITING_IDENTITY, ASSIGNED_DOWN = State.AWAITING_IDENTITY, State.ASSIGNED_DOWN
ACCEPTED, DECLINED, MEDIATING = State.ACCEPTED, State.DECLINED, State.MEDIATING
SUSPENDED, SETTLED, ENDED, WITHDRAWN = State.SUSPENDED, State.SETTLED, State.ENDED, State.WITHDRAWN

CLOSED = frozenset({DECLINED, SETTLED, ENDED, WITHDRAWN})
OPEN = frozenset(State) - CLOSED
"""States from which the consumer may still withdraw."""
IN_HAND = frozenset({AT_12315, AWAITING_IDENTITY, ACCEPTED, ASSIGNED_DOWN, MEDIATING, SUSPENDED})
"""States in which an office is at work on the complaint."""
TO_DECIDE = frozenset({FILED, AT_12315, AWAITING_IDENTITY, ASSIGNED_DOWN})
"""States in which the office still owes the decision of art. 15."""
MEDIATION = frozenset({ACCEPTED, MEDIATING, SUSPENDED})
"""States in which the sixty days of art. 23 run or stand."""

CONSUMER = frozenset({Role.CONSUMER})
OFFICER = frozenset({Role.OFFICER, Role.SUPERVISOR})
ASSIST, REGISTERED = Mode.ASSIST, Mode.REGISTERED

DECLINE_GROUNDS = frozenset(range(1, 8))
"""Items of art. 16."""
END_GROUNDS = frozenset(range(2, 9))
"""Items of art. 23 that an officer states; item 1 is `withdraw` or `settle_privately`."""
GROUNDS: Mapping[str, frozenset[int]] = {"decline": DECLINE_GROUNDS, "end": END_GROUNDS}
NOTICE = "notice.complaint"


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move. `article` is its basis (None where the rule is silent), `tells` the reply key of the notice to
    the consumer (None where nothing is sent), `needs` the facts that must be given, `mode` the only mode it exists in.
    """

    action: str
    start: State
    end: State
    by: frozenset[Role]
    article: int | None
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
    article: int | None
    tells: str | None
    said: Mapping[str, object] = field(default_factory=dict)


class IllegalMove(Exception):
    """This action may not be taken here by this role; `legal` names those that may."""

    def __init__(self, state: State, action: str, by: Role, legal: tuple[str, ...]) -> None:
        super().__init__(f"{action} by {by} in {state}; legal: {', '.join(legal) or 'none'}")
        self.state, self.action, self.by, self.legal = state, action, by, legal


class MissingReason(Exception):
    """The move needs a fact that was not given, or a ground that the law does not know; `field` names it."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def _record_12315(start: State) -> Move:
    needs = ("external_number", "received_on")
    return Move("record_12315", start, AT_12315, OFFICER, 40, f"{NOTICE}.at_12315", needs, ASSIST)


def _accept(start: State, mode: Mode | None = None) -> Move:
    return Move("accept", start, ACCEPTED, OFFICER, 15, f"{NOTICE}.accepted", mode=mode)


def _decline(start: State, mode: Mode | None = None) -> Move:
    return Move("decline", start, DECLINED, OFFICER, 16, f"{NOTICE}.declined", ("ground",), mode)


def _ask_identity(start: State, mode: Mode | None = None) -> Move:
    return Move("ask_identity", start, AWAITING_IDENTITY, OFFICER, 10, f"{NOTICE}.awaiting_identity", ("until",), mode)


def _assign_down(start: State, mode: Mode | None = None) -> Move:
    return Move("assign_down", start, ASSIGNED_DOWN, OFFICER, 41, f"{NOTICE}.assigned_down", ("district",), mode)


def _entrust(start: State) -> Move:
    return Move("entrust", start, start, OFFICER, 19, f"{NOTICE}.entrusted", ("organisation", "both_agreed"))


def _settle_privately(start: State) -> Move:
    return Move("settle_privately", start, SETTLED, OFFICER, 23, f"{NOTICE}.settled_privately")


def _end(start: State) -> Move:
    return Move("end", start, ENDED, OFFICER, 23, f"{NOTICE}.ended", ("ground",))


def _withdraw(start: State, article: int | None) -> Move:
    return Move("withdraw", start, WITHDRAWN, CONSUMER, article)


MOVES: tuple[Move, ...] = (
    Move("hand_over", FILED, HANDED_OVER, CONSUMER, 8, mode=ASSIST),
    _record_12315(FILED),
    _record_12315(HANDED_OVER),
    _accept(FILED, REGISTERED),
    _accept(AT_12315),
    _accept(AWAITING_IDENTITY),
    _accept(ASSIGNED_DOWN),
    _decline(FILED, REGISTERED),
    _decline(AT_12315),
    _decline(AWAITING_IDENTITY),
    _decline(ASSIGNED_DOWN),
    _ask_identity(FILED, REGISTERED),
    _ask_identity(AT_12315),
    _ask_identity(ASSIGNED_DOWN),
    _assign_down(FILED, REGISTERED),
    _assign_down(AT_12315),
    _assign_down(ASSIGNED_DOWN),
    Move("mediate", ACCEPTED, MEDIATING, OFFICER, 18, tells=f"{NOTICE}.mediating", needs=("both_agreed",)),
    _entrust(ACCEPTED),
    _entrust(MEDIATING),
    Move("suspend_for_appraisal", MEDIATING, SUSPENDED, OFFICER, 22, tells=f"{NOTICE}.suspended_for_appraisal"),
    Move("suspend_for_recusal", MEDIATING, SUSPENDED, OFFICER, 21, tells=f"{NOTICE}.suspended_for_recusal"),
    Move("resume", SUSPENDED, MEDIATING, OFFICER, None, tells=f"{NOTICE}.resumed"),
    Move("agree", MEDIATING, SETTLED, OFFICER, 24, tells=f"{NOTICE}.settled"),
    _settle_privately(ACCEPTED),
    _settle_privately(MEDIATING),
    _settle_privately(SUSPENDED),
    _end(ACCEPTED),
    _end(MEDIATING),
    _end(SUSPENDED),
    Move("note_told", ENDED, ENDED, OFFICER, 23),
    Move("note_told", SETTLED, SETTLED, OFFICER, 23),
    Move("note_told", WITHDRAWN, WITHDRAWN, OFFICER, 23),
    _withdraw(FILED, None),
    _withdraw(HANDED_OVER, None),
    _withdraw(AT_12315, None),
    _withdraw(AWAITING_IDENTITY, None),
    _withdraw(ASSIGNED_DOWN, None),
    _withdraw(ACCEPTED, 23),
    _withdraw(MEDIATING, 23),
    _withdraw(SUSPENDED, 23),
    *(Move("supplement", state, state, CONSUMER, 10) for state in State),
    *(Move("found_breach", state, state, OFFICER, 27, needs=("report_number",)) for state in State if state in OPEN),
)


def legal_moves(state: State, by: Role, mode: Mode) -> tuple[Move, ...]:
    """The moves this role may make now, in the order of the table."""
    return tuple(move for move in MOVES if move.start is state and by in move.by and move.mode in (None, mode))


def apply(state: State, action: str, by: Role, at: datetime, *, mode: Mode = REGISTERED, **said: object) -> Moved:
    """What a move does to a complaint: plain data in, plain data out.

    Raises IllegalMove (naming the actions that are legal now) and MissingReason (naming the fact that is wanting).
    Source: 投诉举报处理办法 art. 8, 10, 15-27, 40, 41.
    """
    legal = legal_moves(state, by, mode)
    move = next((move for move in legal if move.action == action), None)
    if move is None:
        raise IllegalMove(state, action, by, tuple(move.action for move in legal))
    for name in move.needs:
        if not said.get(name):
            raise MissingReason(name)
    if action in GROUNDS and said["ground"] not in GROUNDS[action]:
        raise MissingReason("ground")
    return Moved(action, move.start, move.end, by, at, move.article, move.tells, said)
