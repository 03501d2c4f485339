"""What is said for a report stays with the report: a key of its own, and no trace in the person's transcript."""

import secrets
from datetime import datetime

from bot.conversations.form import Form
from bot.conversations.inbox import hide_words_since
from bot.evidence import records as evidence
from bot.handlers.turn import Turn
from bot.reports.keys import open_key


def keep_secret(turn: Turn, form: Form) -> None:
    """Open the report's key and forget where its words were said before."""
    turn.private = True
    if form.report_key is None:
        form.report_key = open_key(turn.session, turn.house.data_keys, turn.now)
        form.report_draft = secrets.token_hex(16)
    if form.kind == "report":
        evidence.discard(turn.session, form.draft)
    began = [form.began, *(said.at for said in turn.talk.said)]
    hide_words_since(turn.session, turn.person.id, min(map(datetime.fromisoformat, began)))
