"""Put the web together: settings, database, knowledge, queue, doors."""

import threading
from dataclasses import replace
from pathlib import Path

from flask import Flask, Response, jsonify
from sqlalchemy import Engine
from werkzeug.exceptions import HTTPException

from bot import pages, webhook
from bot.content.keeper import Keeper
from bot.content.knowledge import Knowledge
from bot.core.crypto import DataKeys
from bot.core.db import make_engine, make_sessions
from bot.core.logs import get_logger
from bot.core.queue import make_huey, send_after_commit
from bot.core.settings import Settings
from bot.core.workdays import Calendar
from bot.extraction import Gazetteer
from bot.guidance import Guidance
from bot.handlers import SENTENCES, House
from bot.jobs import sender
from bot.wechat.crypto import Envelope

log = get_logger(__name__)


class Houses:
    """The newest House: rebuilt in the background when the knowledge changes, swapped when it is ready."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._data_keys = DataKeys(settings.data_keys)
        self.keeper = Keeper(settings.knowledge_dir, SENTENCES)
        self.current = self._build(self.keeper.current)
        self._building = threading.Lock()

    def watch(self) -> None:
        """Take up changed knowledge without a restart; answers go on meanwhile."""
        self.keeper.watch(every=2.0, on_change=self._rebuild)

    def _rebuild(self, *_: object) -> None:
        """New words speak at once; what is understood follows when the model has been trained."""
        with self._building:
            knowledge, old = self.keeper.current, self.current
            if _still_names(knowledge, old.knowledge):
                self.current = replace(old, knowledge=knowledge)
            self.current = self._build(knowledge)
        log.info("knowledge.taken_up", digest=self.current.knowledge.digest[:12])

    def _build(self, knowledge: Knowledge) -> House:
        return House(
            settings=self._settings,
            data_keys=self._data_keys,
            knowledge=knowledge,
            guidance=Guidance.build(knowledge, self.cache_dir),
            gazetteer=Gazetteer(knowledge.districts.values()),
            calendar=Calendar(knowledge.holidays),
        )

    @property
    def cache_dir(self) -> Path:
        return self._settings.var_dir / "cache"


def _still_names(new: Knowledge, old: Knowledge) -> bool:
    """Whether everything the old guidance may choose is still there to be said."""
    pairs = ((new.tips, old.tips), (new.referrals, old.referrals), (new.intents, old.intents))
    return all(set(before) <= set(now) for now, before in pairs)


def create_app(settings: Settings, houses: Houses | None = None, engine: Engine | None = None) -> Flask:
    """The web application. `houses` and `engine` may be handed in by whoever made them for several parts."""
    houses = houses or Houses(settings)
    engine = engine or make_engine(settings.database)
    sessions = make_sessions(engine)
    send_after_commit(sessions, sender(make_huey(settings)))
    envelope = Envelope(
        settings.wechat_token,
        settings.wechat_app_id,
        settings.wechat_encoding_aes_key,
        freshness_seconds=settings.wechat_freshness_seconds,
    )
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = webhook.BODY_LIMIT_BYTES
    app.register_blueprint(webhook.blueprint(webhook.Desk(envelope, sessions, lambda: houses.current)))
    app.register_blueprint(pages.blueprint(lambda: houses.current, lambda: houses.keeper.problems, engine))
    app.register_error_handler(Exception, _failed)
    return app


def _failed(error: Exception) -> Response:
    """No stack trace and no value ever leaves: the client's mistakes keep their code, ours become one line."""
    if isinstance(error, HTTPException):
        return Response(f"{error.code}\n", status=error.code or 500, mimetype="text/plain")
    log.error("web.failed", why=type(error).__name__)
    response: Response = jsonify(error="internal")
    response.status_code = 500
    return response
