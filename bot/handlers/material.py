"""The text of a filing, ready to be pasted into the 12315 mini-program, in parts that each fit one message."""

from datetime import date

from bot.complaints import queries as complaints
from bot.complaints.queries import OwnComplaint
from bot.core.crypto import keyed_hash
from bot.core.messages import TEXT_LIMIT_BYTES, Choice, Reply
from bot.handlers.turn import Turn
from bot.reports import queries as reports
from bot.reports.queries import OwnReport

PART_BYTES = TEXT_LIMIT_BYTES - 350


def own_complaint(turn: Turn, number: str) -> OwnComplaint | None:
    """This person's complaint, or None."""
    return complaints.own(turn.session, turn.person.id, number, turn.person.key)


def own_report(turn: Turn, number: str) -> OwnReport | None:
    """This person's report, or None. Whatever is said about it stays out of the transcript."""
    found = reports.own(turn.session, turn.house.data_keys, reporter(turn), number)
    turn.private = turn.private or found is not None
    return found


def own_reports(turn: Turn) -> list[OwnReport]:
    """This person's reports; a reply that may name one stays out of the transcript."""
    found = reports.of_reporter(turn.session, turn.house.data_keys, reporter(turn))
    turn.private = turn.private or bool(found)
    return found


def reporter(turn: Turn) -> str:
    """The hash by which somebody finds the reports they made."""
    return keyed_hash(turn.house.settings.secret_key, "reporter", turn.person.openid)


def parts(turn: Turn, number: str) -> list[str]:
    """The material in copy-ready parts; empty when the filing is not this person's."""
    complaint = own_complaint(turn, number)
    if complaint is not None:
        return split(_of_complaint(turn, complaint), PART_BYTES)
    report = own_report(turn, number)
    if report is None:
        return []
    return split(_of_report(turn, report), PART_BYTES)


def tell(turn: Turn, number: str, part: int) -> Reply:
    """One part, with the way to the next and on."""
    pieces = parts(turn, number)
    if part >= len(pieces):
        return turn.reply("progress.not_yours")
    ways: list[Choice] = []
    if part + 1 < len(pieces):
        ways.append(turn.way("next_part", f"material:{number}:{part + 1}"))
    if not turn.private:
        ways.append(turn.way("handed", f"handed:{number}"))
    return Reply(pieces[part], (*ways, turn.way("my_filings", "intent:my_filings")))


def _of_complaint(turn: Turn, own: OwnComplaint) -> str:
    unknown = turn.say("filing.left_open")
    return turn.say(
        "material.complaint",
        name=own.name,
        phone=own.phone,
        address=own.address,
        merchant=own.merchant,
        merchant_address=own.merchant_address,
        item=own.item or unknown,
        amount=turn.say("filing.yuan", amount=f"{own.amount:f}".removesuffix(".00")) if own.amount else unknown,
        date=_day(own.bought_on, own.date_text) or unknown,
        request=own.request_text or turn.say(f"way.request.{own.request}"),
        facts=own.facts,
    )


def _of_report(turn: Turn, own: OwnReport) -> str:
    unknown = turn.say("filing.left_open")
    return turn.say(
        "material.report",
        merchant=own.merchant,
        merchant_address=own.merchant_address,
        item=own.item or unknown,
        date=_day(own.bought_on, own.date_text) or unknown,
        facts=own.facts,
    )


def _day(day: date | None, words: str | None) -> str | None:
    return day.isoformat() if day else words


def split(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` bytes of UTF-8, never inside a character."""
    pieces: list[str] = []
    rest = text
    while rest:
        head = rest.encode()[:limit].decode(errors="ignore")
        pieces.append(head)
        rest = rest[len(head) :]
    return pieces
