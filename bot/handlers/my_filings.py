"""我的投诉: where one's filings stand, and what one may still do with them. Only the owner sees them."""

from dataclasses import dataclass
from datetime import datetime

from bot.complaints import moves
from bot.complaints import queries as complaints
from bot.complaints.lifecycle import OPEN, IllegalMove
from bot.complaints.queries import OwnComplaint
from bot.core.clock import spoken_day
from bot.core.messages import Choice, Reply
from bot.core.numbers import find_number
from bot.handlers import material, supplement
from bot.handlers.material import own_complaint, own_report, own_reports
from bot.handlers.turn import Turn
from bot.outbox import deliveries as outbox
from bot.reports.queries import OwnReport

INTENTS = {
    "progress": "filing",
    "my_filings": "filing",
    "withdraw": "withdraw",
    "material": "material",
    "handed": "handed",
}
VERBS = ("filing", "withdraw", "withdrawn", "handed", "material")
LISTED = 5
AWAITING_DECISION = frozenset({"filed", "at_12315", "assigned_down", "awaiting_identity"})


@dataclass(frozen=True, slots=True)
class Filing:
    """A complaint or a report of this person, as the list shows it."""

    kind: str
    number: str
    state: str
    brief: str
    created_at: datetime


def wants(turn: Turn) -> bool:
    if turn.intent in INTENTS or any(turn.chosen(verb) is not None for verb in VERBS):
        return True
    return turn.is_said and find_number(turn.text) is not None


def handle(turn: Turn) -> Reply:
    for verb, act in _ACTS.items():
        chosen = turn.chosen(verb)
        if chosen is not None:
            return act(turn, chosen)
    number = find_number(turn.text) if turn.is_said else None
    return _one(turn, number) if number is not None else _list(turn)


def filings(turn: Turn) -> list[Filing]:
    """This person's filings, newest first."""
    own = complaints.of_person(turn.session, turn.person.id, turn.person.key)
    theirs = own_reports(turn)
    found = [Filing("complaint", c.number, c.state, c.merchant, c.created_at) for c in own]
    found += [Filing("report", r.number, r.state, r.merchant, r.created_at) for r in theirs]
    return sorted(found, key=lambda filing: filing.created_at, reverse=True)


def _list(turn: Turn) -> Reply:
    found = filings(turn)
    if not found:
        return _nothing(turn)
    verb = INTENTS.get(turn.intent or "", "filing")
    if len(found) == 1:
        return _ACTS[verb](turn, found[0].number)
    choices = tuple(Choice(_label(turn, filing), f"{verb}:{filing.number}") for filing in found[:LISTED])
    return turn.reply("progress.list", *choices, count=len(found))


def _nothing(turn: Turn) -> Reply:
    if turn.intent == "handed":
        return turn.reply("handed.none", turn.way("complain", "intent:complain"))
    key = "progress.draft" if turn.talk.form else "progress.none"
    return turn.reply(key, turn.way("complain", "intent:complain"))


def _label(turn: Turn, filing: Filing) -> str:
    return turn.say(
        "progress.label",
        number=filing.number,
        kind=turn.say(f"kind.{filing.kind}"),
        brief=filing.brief[:12],
        state=turn.say(f"state.{filing.kind}.{filing.state}"),
    )


def _one(turn: Turn, number: str) -> Reply:
    complaint = own_complaint(turn, number)
    if complaint is not None:
        return _complaint(turn, complaint)
    report = own_report(turn, number)
    if report is not None:
        return _report(turn, report)
    return turn.reply("progress.not_yours", turn.way("my_filings", "intent:my_filings"))


def _complaint(turn: Turn, own: OwnComplaint) -> Reply:
    unsent = own.mode == "assist" and own.state == "filed"
    filed = spoken_day(own.created_at.date())
    lines = [
        turn.say("progress.complaint", number=own.number, merchant=own.merchant, filed=filed),
        turn.say(f"progress.state.complaint.{own.state}{'_assist' if unsent else ''}"),
    ]
    if own.accept_by is not None and own.state in AWAITING_DECISION:
        lines.append(turn.say("progress.accept_by", day=spoken_day(own.accept_by)))
    ways: list[Choice] = []
    if unsent:
        ways += [turn.way("material", f"material:{own.number}"), turn.way("handed", f"handed:{own.number}")]
    if own.state in OPEN:
        ways += [turn.way("supplement", f"supplement:{own.number}"), turn.way("withdraw", f"withdraw:{own.number}")]
    return Reply("\n".join(lines), tuple(ways) or (turn.way("another", "intent:another"),))


def _report(turn: Turn, own: OwnReport) -> Reply:
    filed = spoken_day(own.created_at.date())
    lines = [
        turn.say("progress.report", number=own.number, merchant=own.merchant, filed=filed),
        turn.say(f"progress.state.report.{own.state}"),
    ]
    ways = [turn.way("supplement", f"supplement:{own.number}")]
    if own.mode == "assist":
        ways.insert(0, turn.way("report_material", f"material:{own.number}"))
    return Reply("\n".join(lines), tuple(ways))


def _ask_withdraw(turn: Turn, number: str) -> Reply:
    own = own_complaint(turn, number)
    if own is None:
        return turn.reply("withdraw.report" if own_report(turn, number) else "progress.not_yours")
    if own.state not in OPEN:
        return turn.reply("withdraw.closed", number=number)
    ways = (turn.way("withdraw_yes", f"withdrawn:{number}"), turn.way("keep", f"filing:{number}"))
    return turn.reply("withdraw.ask", *ways, number=number)


def _withdraw(turn: Turn, number: str) -> Reply:
    own = own_complaint(turn, number)
    if own is None:
        return turn.reply("progress.not_yours")
    outbox.cancel_about(turn.session, number)
    if not _moved(turn, number, "withdraw"):
        return _complaint(turn, own)
    return turn.reply("withdraw.done", turn.way("my_filings", "intent:my_filings"), number=number)


def _hand_over(turn: Turn, number: str) -> Reply:
    """The person took the material to 12315; the number given there may follow in the next message."""
    own = own_complaint(turn, number)
    if own is None:
        return turn.reply("handed.none" if own_report(turn, number) else "progress.not_yours")
    if not _moved(turn, number, "hand_over"):
        return _complaint(turn, own)
    turn.talk.asked = f"{supplement.NUMBER_AT_12315}:{number}"
    return turn.reply("handed.done", turn.way("my_filings", "intent:my_filings"), number=number)


def _moved(turn: Turn, number: str, action: str) -> bool:
    """Make one move of the owner's complaint. Returns whether it was a legal one."""
    key, calendar = turn.person.key, turn.house.calendar
    try:
        moves.move(turn.session, number, action, by="consumer", now=turn.now, calendar=calendar, person_key=key)
    except IllegalMove:
        return False
    return True


def _material(turn: Turn, chosen: str) -> Reply:
    number, _, part = chosen.partition(":")
    return material.tell(turn, number, int(part or 0))


_ACTS = {
    "filing": _one,
    "withdraw": _ask_withdraw,
    "withdrawn": _withdraw,
    "handed": _hand_over,
    "material": _material,
}
