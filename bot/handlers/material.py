"""The text of a complaint, ready to be pasted into the 12315 mini-program, in parts that each fit one message."""

from bot.complaints import queries
from bot.complaints.queries import OwnComplaint
from bot.core.messages import TEXT_LIMIT_BYTES, Reply
from bot.handlers.turn import Turn

PART_BYTES = TEXT_LIMIT_BYTES - 250


def parts(turn: Turn, number: str) -> list[str]:
    """The material in copy-ready parts; empty when the complaint is not this person's."""
    own = queries.own(turn.session, turn.person.id, number, turn.person.key)
    return split(_whole(turn, own), PART_BYTES) if own else []


def tell(turn: Turn, number: str, part: int) -> Reply:
    pieces = parts(turn, number)
    if part >= len(pieces):
        return turn.reply("progress.none")
    ways = [turn.way("handed", f"handed:{number}"), turn.way("my_filings", "intent:my_filings")]
    if part + 1 < len(pieces):
        ways.insert(0, turn.way("next_part", f"material:{number}:{part + 1}"))
    return Reply(pieces[part], tuple(ways))


def _whole(turn: Turn, own: OwnComplaint) -> str:
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
        date=own.bought_on.isoformat() if own.bought_on else own.date_text or unknown,
        request=own.request_text or turn.say(f"way.request.{own.request}"),
        facts=own.facts,
    )


def split(text: str, limit: int) -> list[str]:
    """The text in pieces of at most `limit` bytes of UTF-8, never inside a character."""
    pieces: list[str] = []
    rest = text
    while rest:
        head = rest.encode()[:limit].decode(errors="ignore")
        pieces.append(head)
        rest = rest[len(head) :]
    return pieces
