"""我的投诉: where one's filings stand, and what one may still do with them. Only the owner sees them."""

from dataclasses import dataclass
from datetime import datetime

from bot.complaints import moves, queries
from bot.complaints.lifecycle import OPEN, IllegalMove
from bot.complaints.queries import OwnComplaint
from bot.conversations.reading import without_identity
from bot.core.clock import spoken_day
from bot.core.crypto import keyed_hash
from bot.core.messages import Choice, Reply
from bot.core.numbers import find_number
from bot.handlers import material, media
from bot.handlers.turn import Turn
from bot.outbox import deliveries as outbox
from bot.reports import moves as report_moves
from bot.reports import queries as report_queries
from bot.reports.keys import report_key
from bot.reports.queries import OwnReport

INTENTS = ("progress", "my_filings", "supplement", "withdraw", "material")
VERBS = ("filing", "supplement", "withdraw", "withdrawn", "handed", "material")
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
    if not turn.is_said:
        return bool(turn.talk.asked) and turn.incoming.kind == "image"
    return bool(turn.talk.asked) or find_number(turn.text) is not None


def handle(turn: Turn) -> Reply:
    asked, turn.talk.asked = turn.talk.asked, None
    for verb, act in _ACTS.items():
        chosen = turn.chosen(verb)
        if chosen is not None:
            return act(turn, chosen)
    if asked and turn.action is None and not turn.says("cancel"):
        return _take_supplement(turn, asked)
    number = find_number(turn.text) if turn.is_said else None
    if number is not None:
        return _one(turn, number)
    return _list(turn)


def filings(turn: Turn) -> list[Filing]:
    """This person's filings, newest first."""
    complaints = queries.of_person(turn.session, turn.person.id, turn.person.key)
    reports = report_queries.of_reporter(turn.session, turn.house.data_keys, _reporter(turn))
    found = [Filing("complaint", c.number, c.state, c.merchant, c.created_at) for c in complaints]
    found += [Filing("report", r.number, r.state, r.merchant, r.created_at) for r in reports]
    return sorted(found, key=lambda filing: filing.created_at, reverse=True)


def _reporter(turn: Turn) -> str:
    return keyed_hash(turn.house.settings.secret_key, "reporter", turn.person.openid)


def _own_complaint(turn: Turn, number: str) -> OwnComplaint | None:
    return queries.own(turn.session, turn.person.id, number, turn.person.key)


def _own_report(turn: Turn, number: str) -> OwnReport | None:
    return report_queries.own(turn.session, turn.house.data_keys, _reporter(turn), number)


def _list(turn: Turn) -> Reply:
    found = filings(turn)
    if not found:
        return turn.reply("progress.none", turn.way("complain", "intent:complain"))
    verb = {"supplement": "supplement", "withdraw": "withdraw", "material": "material"}.get(turn.intent or "", "filing")
    if len(found) == 1:
        return _ACTS[verb](turn, found[0].number)
    shown = found[:LISTED]
    choices = tuple(Choice(_label(turn, filing), f"{verb}:{filing.number}") for filing in shown)
    return turn.reply("progress.list", *choices, count=len(found))


def _label(turn: Turn, filing: Filing) -> str:
    return turn.say(
        "progress.label",
        number=filing.number,
        brief=filing.brief[:12],
        state=turn.say(f"state.{filing.kind}.{filing.state}"),
    )


def _one(turn: Turn, number: str) -> Reply:
    complaint = _own_complaint(turn, number)
    if complaint is not None:
        return _complaint(turn, complaint)
    report = _own_report(turn, number)
    if report is not None:
        return _report(turn, report)
    return turn.reply("progress.not_yours", turn.way("my_filings", "intent:my_filings"))


def _complaint(turn: Turn, own: OwnComplaint) -> Reply:
    lines = [
        turn.say(
            "progress.complaint", number=own.number, merchant=own.merchant, filed=spoken_day(own.created_at.date())
        ),
        turn.say(f"progress.state.complaint.{own.state}"),
    ]
    if own.accept_by is not None and own.state in AWAITING_DECISION:
        lines.append(turn.say("progress.accept_by", day=spoken_day(own.accept_by)))
    ways: list[Choice] = []
    if own.state in OPEN:
        if own.mode == "assist" and own.state == "filed":
            ways += [turn.way("material", f"material:{own.number}"), turn.way("handed", f"handed:{own.number}")]
        ways += [turn.way("supplement", f"supplement:{own.number}"), turn.way("withdraw", f"withdraw:{own.number}")]
    return Reply("\n".join(lines), tuple(ways) or (turn.way("another", "intent:another"),))


def _report(turn: Turn, own: OwnReport) -> Reply:
    turn.private = True
    lines = [
        turn.say("progress.report", number=own.number, merchant=own.merchant, filed=spoken_day(own.created_at.date())),
        turn.say(f"progress.state.report.{own.state}"),
    ]
    return Reply("\n".join(lines), (turn.way("supplement", f"supplement:{own.number}"),))


def _ask_supplement(turn: Turn, number: str) -> Reply:
    if _own_complaint(turn, number) is None and _own_report(turn, number) is None:
        return turn.reply("progress.not_yours")
    turn.talk.asked = number
    return turn.reply("supplement.ask", number=number)


def _take_supplement(turn: Turn, number: str) -> Reply:
    complaint, report = _own_complaint(turn, number), None
    if complaint is None:
        report = _own_report(turn, number)
        turn.private = True
    if complaint is None and report is None:
        return turn.reply("progress.not_yours")
    if turn.incoming.kind == "image":
        _add_photo(turn, number, report)
        turn.talk.asked = number
        return turn.reply("supplement.photo", number=number)
    text = without_identity(turn.text)
    if complaint is not None:
        moves.supplement(turn.session, number, text, now=turn.now, person_key=turn.person.key)
    elif report is not None:
        key = report_key(turn.session, turn.house.data_keys, report.key_id)
        report_moves.supplement(turn.session, number, text, now=turn.now, key=key, calendar=turn.house.calendar)
    return turn.reply("supplement.taken", turn.way("my_filings", "intent:my_filings"), number=number)


def _add_photo(turn: Turn, number: str, report: OwnReport | None) -> None:
    media.add_to_filing(turn, number, report.key_id if report else None)


def _ask_withdraw(turn: Turn, number: str) -> Reply:
    own = _own_complaint(turn, number)
    if own is None:
        return turn.reply("withdraw.report" if _own_report(turn, number) else "progress.not_yours")
    if own.state not in OPEN:
        return turn.reply("withdraw.closed", number=number)
    return turn.reply(
        "withdraw.ask",
        turn.way("withdraw_yes", f"withdrawn:{number}"),
        turn.way("keep", f"filing:{number}"),
        number=number,
    )


def _withdraw(turn: Turn, number: str) -> Reply:
    outbox.cancel_about(turn.session, number)
    return _moved(turn, number, "withdraw", "withdraw.done")


def _hand_over(turn: Turn, number: str) -> Reply:
    return _moved(turn, number, "hand_over", "handed.done")


def _moved(turn: Turn, number: str, action: str, told: str) -> Reply:
    """One move of the owner's complaint, and what it means for them."""
    own = _own_complaint(turn, number)
    if own is None:
        return turn.reply("progress.not_yours")
    try:
        moves.move(
            turn.session,
            number,
            action,
            by="consumer",
            now=turn.now,
            calendar=turn.house.calendar,
            person_key=turn.person.key,
        )
    except IllegalMove:
        return _complaint(turn, own)
    return turn.reply(told, turn.way("my_filings", "intent:my_filings"), number=number)


def _material(turn: Turn, chosen: str) -> Reply:
    number, _, part = chosen.partition(":")
    return material.tell(turn, number, int(part or 0))


_ACTS = {
    "filing": _one,
    "supplement": _ask_supplement,
    "withdraw": _ask_withdraw,
    "withdrawn": _withdraw,
    "handed": _hand_over,
    "material": _material,
}
