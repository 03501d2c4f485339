"""补充材料: further words and photos for a filing already made."""

import re

from bot.complaints import moves
from bot.complaints import queries as complaints
from bot.complaints.lifecycle import OPEN
from bot.conversations.reading import without_identity
from bot.core.messages import Choice, Reply
from bot.handlers import media
from bot.handlers.material import own_complaint, own_report, own_reports
from bot.handlers.turn import Turn
from bot.reports import moves as report_moves
from bot.reports.keys import report_key

NUMBER_AT_12315, PHOTO = "12315", "photo"
_BEGINS = re.compile(r"^(?:我)?(?:还|再|也)?(?:要|想)?(?:再)?补充(?:一下|一点|点)?[，,：:。 ]*")
_LOOKS_LIKE_A_NUMBER = re.compile(r"(?:编号|号码|单号)?(?:是|为)?[：: ]*(?P<number>[A-Za-z0-9-]{6,40})")


def wants(turn: Turn) -> bool:
    if turn.intent == "supplement" or turn.chosen("supplement") is not None:
        return True
    if turn.asked and turn.action is None:
        return _answers(turn, turn.asked)
    return turn.is_said and turn.action is None and _told_at_once(turn) != "" and bool(_open_numbers(turn))


def _answers(turn: Turn, asked: str) -> bool:
    """Whether the message is what was asked for; anything else is a new matter."""
    if asked.startswith(f"{PHOTO}:"):
        return turn.incoming.kind == "image"
    if asked.startswith(f"{NUMBER_AT_12315}:"):
        return turn.is_said and bool(_LOOKS_LIKE_A_NUMBER.fullmatch(turn.text.strip()))
    return turn.incoming.kind == "image" or turn.is_said


def handle(turn: Turn) -> Reply:
    chosen = turn.chosen("supplement")
    if chosen is not None:
        return _ask(turn, chosen)
    if turn.asked and turn.says("cancel"):
        return turn.reply("talk.decline")
    if turn.asked and not turn.says("supplement"):
        return _take_asked(turn, turn.asked)
    return _for_which(turn)


def _told_at_once(turn: Turn) -> str:
    """The words behind 我补充一下，…; "" where there are none."""
    begun = _BEGINS.match(turn.text)
    return turn.text[begun.end() :].strip() if begun else ""


def _open_numbers(turn: Turn) -> list[str]:
    own = complaints.of_person(turn.session, turn.person.id, turn.person.key)
    return [one.number for one in own if one.state in OPEN] + [report.number for report in own_reports(turn)]


def _for_which(turn: Turn) -> Reply:
    numbers = _open_numbers(turn)
    if not numbers:
        return turn.reply("progress.none", turn.way("complain", "intent:complain"))
    if len(numbers) > 1:
        choices = (Choice(number, f"supplement:{number}") for number in numbers[:5])
        return turn.reply("supplement.which", *choices)
    told = "" if turn.says("supplement") else _told_at_once(turn)
    return _take(turn, numbers[0], told) if told else _ask(turn, numbers[0])


def _ask(turn: Turn, number: str) -> Reply:
    if own_complaint(turn, number) is None and own_report(turn, number) is None:
        return turn.reply("progress.not_yours")
    turn.talk.asked = number
    return turn.reply("supplement.ask", number=number)


def _take_asked(turn: Turn, asked: str) -> Reply:
    kind, _, number = asked.rpartition(":")
    if kind != NUMBER_AT_12315:
        return _take(turn, number, turn.text)
    _add_words(turn, number, turn.say("handed.note", number=_number_in(turn.text)))
    return turn.reply("handed.number_taken", turn.way("my_filings", "intent:my_filings"), number=number)


def _number_in(text: str) -> str:
    found = _LOOKS_LIKE_A_NUMBER.fullmatch(text.strip())
    return found["number"] if found else text.strip()


def _take(turn: Turn, number: str, text: str) -> Reply:
    report = own_report(turn, number)
    if report is None and own_complaint(turn, number) is None:
        return turn.reply("progress.not_yours")
    if turn.incoming.kind == "image":
        media.add_to_filing(turn, number, report.key_id if report else None)
        turn.talk.asked = number
        return turn.reply("supplement.photo", number=number)
    _add_words(turn, number, without_identity(text))
    turn.talk.asked = f"{PHOTO}:{number}"
    return turn.reply("supplement.taken", turn.way("my_filings", "intent:my_filings"), number=number)


def _add_words(turn: Turn, number: str, text: str) -> None:
    report = own_report(turn, number)
    if report is None:
        moves.supplement(turn.session, number, text, now=turn.now, person_key=turn.person.key)
        return
    key = report_key(turn.session, turn.house.data_keys, report.key_id)
    report_moves.supplement(turn.session, number, text, now=turn.now, key=key, calendar=turn.house.calendar)
