"""登记投诉、举报: begin a filing with what the person already said."""

import re
import secrets
from datetime import datetime

from bot.conversations import form as forms
from bot.conversations.form import FilingKind
from bot.conversations.reading import is_question
from bot.conversations.taking_over import known_from
from bot.core.messages import Reply
from bot.handlers.filing_words import ask
from bot.handlers.secrecy import keep_secret
from bot.handlers.turn import Turn

WORTH_TAKING_OVER = 16
CLAIM_WORDS = ("退", "赔", "换", "修", "补")
REPORT_WORDS = ("也要查", "去查", "查他", "查一查他", "举报", "查处", "严惩", "处罚", "罚款", "取缔", "查封", "整治")


_WANTS_TO_FILE = re.compile(
    r"(?:我|本人)(?:就|也|还|现在|今天)?(?:要|想|来|申请)(?:实名|匿名)?(?:登记)?(?P<kind>投诉|举报)"
)
_SIGNED = {"实名": "named", "匿名": "anonymous"}
_ASKS_FOR_BOTH = re.compile(
    r"(?:要|想|既|申请)[^。？?]{0,6}投诉[\s\S]*举报|(?:要|想|既|申请)[^。？?]{0,6}举报[\s\S]*投诉"
)


def wants(turn: Turn) -> bool:
    if turn.intent in ("complain", "report") or turn.chosen("file") is not None:
        return True
    return turn.is_said and turn.action is None and (_asks_for_both(turn) or _asks_to_file(turn) is not None)


def handle(turn: Turn) -> Reply:
    chosen = turn.chosen("file")
    if chosen in forms.STEPS:
        return start(turn, chosen)  # type: ignore[arg-type]
    if (
        turn.is_said
        and turn.action is None
        and not turn.says("complain", "report")
        and len(turn.text) >= WORTH_TAKING_OVER
    ):
        turn.talk.remember(turn.text, turn.incoming.created)
    if _asks_for_both(turn) or _holds_both(turn):
        return turn.reply(
            "filing.which",
            turn.way("both", "file:both"),
            turn.way("only_complaint", "file:complaint"),
            turn.way("only_report", "file:report"),
        )
    return start(turn, "report" if turn.intent == "report" or _asks_to_file(turn) == "report" else "complaint")


def start(turn: Turn, kind: FilingKind) -> Reply:
    """A new form with what was said before taken over, opened at the consent to the privacy notice."""
    known = known_from([(said.text, datetime.fromisoformat(said.at)) for said in turn.talk.said], turn.house.gazetteer)
    story = _story(turn)[: forms.LIMITS["facts"]]
    taken = known.sure | ({"facts": story} if story else {})
    signed = next((value for word, value in _SIGNED.items() if word in turn.text), None)
    if signed is not None and kind == "report":
        taken["signed"] = signed
    draft = turn.talk.draft or secrets.token_hex(16)
    form = forms.begin(kind, draft=draft, began=turn.now.isoformat(), taken=taken, guesses=known.guesses)
    turn.talk.form, turn.talk.draft = form, None
    if form.holds_report:
        keep_secret(turn, form)
    return ask(turn)


def _asks_to_file(turn: Turn) -> str | None:
    """Which filing somebody asks for in words of their own (…我要投诉); None for a question or a mere mention."""
    found = _WANTS_TO_FILE.search(turn.text)
    return None if found is None or is_question(turn.text) else {"投诉": "complaint", "举报": "report"}[found["kind"]]


def _asks_for_both(turn: Turn) -> bool:
    return bool(_ASKS_FOR_BOTH.search(turn.text)) and not is_question(turn.text)


def _holds_both(turn: Turn) -> bool:
    said = _story(turn)
    return any(word in said for word in CLAIM_WORDS) and any(word in said for word in REPORT_WORDS)


def _story(turn: Turn) -> str:
    return "\n".join(said.text for said in turn.talk.said)
