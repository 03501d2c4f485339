"""What a consumer's browser shows, and what the operator's probes ask."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Response, abort, jsonify, render_template
from sqlalchemy import Engine, text

from bot.content import Problem
from bot.content.models import Case, Tip
from bot.core.clock import today
from bot.core.logs import get_logger
from bot.handlers import House

log = get_logger(__name__)
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
        """Whether messages can be answered now, and what is wrong with the newest knowledge files."""
        broken = [str(problem) for problem in problems()]
        try:
            with engine.connect() as connection:
                connection.execute(text("SELECT 1 FROM followers LIMIT 1"))
        except Exception as error:
            log.error("ready.database", why=type(error).__name__)
            return jsonify(status="down", database="unreachable", knowledge_problems=broken), 503
        status = "degraded" if broken else "ready"
        digest = house().knowledge.digest[:12]
        return jsonify(status=status, database="ok", knowledge=digest, knowledge_problems=broken), 200

    return doors


def _page(template: str, **given: object) -> Response:
    return Response(render_template(template, **given), mimetype="text/html", headers=PAGE_HEADERS)
