"""What a consumer's browser shows, and what the operator's probes ask."""

import time
from collections.abc import Callable, Sequence
from threading import Lock

from flask import Blueprint, Response, abort, jsonify, render_template
from sqlalchemy import Engine

from bot.content import Problem
from bot.content.models import Case, Tip
from bot.core.clock import today
from bot.core.db import ask_whether_it_answers
from bot.core.logs import get_logger
from bot.handlers import House

log = get_logger(__name__)
ASKED_AGAIN_SECONDS = 1.0
PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=300",
}


def blueprint(house: Callable[[], House], problems: Callable[[], Sequence[Problem]], engine: Engine) -> Blueprint:
    """The routes /k/<entry id>, /healthz and /readyz."""
    doors = Blueprint(
        "pages", __name__, template_folder="templates", static_folder="static", static_url_path="/k/static"
    )

    pulse = Pulse(engine)

    @doors.get("/k/<entry_id>")
    def entry(entry_id: str) -> Response:
        """A tip or a case, whole, readable on a phone."""
        knowledge = house().knowledge
        found = knowledge.entry(entry_id)
        if found is None or not found.enabled or (isinstance(found, Tip) and not found.speaks_on(today())):
            abort(404)
        if isinstance(found, Case):
            tips = [tip for topic in found.topics for tip in knowledge.tips_of(topic)][:3]
            return _page("case.html", knowledge=knowledge, case=found, tips=tips)
        return _page("tip.html", knowledge=knowledge, tip=found, cases=knowledge.cases_of(found.topic)[:3])

    @doors.errorhandler(404)
    def gone(_: Exception) -> tuple[Response, int]:
        return _page("gone.html", knowledge=house().knowledge), 404

    @doors.get("/healthz")
    def alive() -> Response:
        """The process answers."""
        return Response("ok\n", mimetype="text/plain")

    @doors.get("/readyz")
    def ready() -> tuple[Response, int]:
        """Whether messages can be answered now, and how much is wrong with the newest knowledge files.

        Anybody may ask, so only the demo says where.
        """
        current, broken = house(), problems()
        told: dict[str, object] = {"knowledge": current.knowledge.digest[:12], "knowledge_problems": len(broken)}
        if current.settings.bot_env == "demo":
            told["places"] = [f"{one.file}:{one.line}:{one.column}" for one in broken]
        if not pulse.beats():
            return jsonify(status="down", database="unreachable", **told), 503
        return jsonify(status="degraded" if broken else "ready", database="ok", **told), 200

    return doors


class Pulse:
    """Whether the database answers, asked at most once a second however often somebody wants to know."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._asking = Lock()
        self._asked_at = float("-inf")
        self._answered = False

    def beats(self) -> bool:
        with self._asking:
            if time.monotonic() - self._asked_at >= ASKED_AGAIN_SECONDS:
                self._answered = self._ask()
                self._asked_at = time.monotonic()
            return self._answered

    def _ask(self) -> bool:
        try:
            ask_whether_it_answers(self._engine)
        except Exception as error:
            log.error("ready.database", why=type(error).__name__)
            return False
        return True


def _page(template: str, **given: object) -> Response:
    return Response(render_template(template, **given), mimetype="text/html", headers=PAGE_HEADERS)
