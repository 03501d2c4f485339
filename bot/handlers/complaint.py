"""登记投诉、举报: begin a filing with what the person already said."""

import secrets
from datetime import date, datetime
from decimal import Decimal

from bot.conversations import form as forms
from bot.conversations.form import FilingKind
from bot.core.messages import Reply
from bot.extraction import Found, Place, Slots, read
from bot.handlers import filing
from bot.handlers.turn import Turn
from bot.reports.keys import open_key

CLAIM_WORDS = ("退", "赔", "换", "修", "补")
REPORT_WORDS = ("举报", "查处", "严惩", "处罚", "罚款", "取缔", "查封", "整治")


def wants(turn: Turn) -> bool:
    return turn.intent in ("complain", "report") or turn.chosen("file") is not None


def handle(turn: Turn) -> Reply:
    chosen = turn.chosen("file")
    if chosen in forms.STEPS:
        return start(turn, chosen)  # type: ignore[arg-type]
    if _holds_both(turn):
        return turn.reply(
            "filing.which",
            turn.way("both", "file:both"),
            turn.way("only_complaint", "file:complaint"),
            turn.way("only_report", "file:report"),
        )
    return start(turn, "report" if turn.intent == "report" else "complaint")


def start(turn: Turn, kind: FilingKind) -> Reply:
    """A new form with what was said before taken over, opened at the consent to the privacy notice."""
    taken, guesses = taken_over(turn)
    began = turn.now.isoformat()
    form = forms.begin(kind, draft=turn.talk.draft or secrets.token_hex(16), began=began, taken=taken, guesses=guesses)
    if form.holds_report:
        form.report_key = open_key(turn.session, turn.house.data_keys, turn.now)
        turn.private = True
    if kind == "report":
        form.draft = secrets.token_hex(16)
    turn.talk.form, turn.talk.draft = form, None
    return filing.ask(turn)


def _holds_both(turn: Turn) -> bool:
    said = _story(turn)
    return any(word in said for word in CLAIM_WORDS) and any(word in said for word in REPORT_WORDS)


def _story(turn: Turn) -> str:
    return "\n".join(said.text for said in turn.talk.said)


def taken_over(turn: Turn) -> tuple[dict[str, str], dict[str, str]]:
    """What the last things said already tell: sure values to take over, unsure ones to ask about."""
    taken: dict[str, str] = {}
    guesses: dict[str, str] = {}
    for said in turn.talk.said:
        slots = read(said.text, at=datetime.fromisoformat(said.at), gazetteer=turn.house.gazetteer)
        for name, found in _fields(slots).items():
            if found is not None:
                (taken if found.sure else guesses)[name] = found.value
        if slots.date is not None and slots.date.sure:
            taken["date_text"] = slots.date.text
        if slots.place is not None:
            taken.update(_where(slots.place))
        if slots.request_text:
            taken["request_text"] = slots.request_text
    story = _story(turn)[: forms.LIMITS["facts"]]
    if story:
        taken["facts"] = story
    return taken, {name: value for name, value in guesses.items() if name not in taken}


def _fields(slots: Slots) -> dict[str, Found[str] | None]:
    phone = slots.phones[0] if len(slots.phones) == 1 else None
    place = slots.merchant_address or (slots.place and _as_text(slots.place))
    return {
        "merchant": slots.merchant,
        "merchant_address": place or None,
        "item": slots.item,
        "amount": _spoken(slots.amount),
        "date": _spoken(slots.date),
        "request": slots.request,
        "phone": phone,
        "name": slots.name,
        "address": slots.address,
    }


def _spoken(found: Found[Decimal] | Found[date] | None) -> Found[str] | None:
    """The value as the form keeps it: digits, or an ISO day."""
    return Found(str(found.value), found.start, found.end, found.text, found.sure) if found else None


def _as_text(found: Found[Place]) -> Found[str]:
    place = found.value
    named = place.outside or f"{place.district_name or ''}{place.township_name or ''}" or found.text
    return Found(named, found.start, found.end, found.text, found.sure and bool(place.district or place.outside))


def _where(found: Found[Place]) -> dict[str, str]:
    place = found.value
    named = {"district": place.district, "township": place.township, "outside": place.outside}
    return {name: value for name, value in named.items() if value and found.sure}
