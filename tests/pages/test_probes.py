"""Anybody may ask the probes, so they tell little, cost little and hold up nobody."""

from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from bot import pages
from bot.content import Problem
from bot.core.db import transaction
from bot.handlers import House

BROKEN = Problem("knowledge/tips.yaml", 12, 3, "读不懂：内部的话")


def client(engine: Engine, env: str, *problems: Problem) -> FlaskClient:
    house = SimpleNamespace(knowledge=SimpleNamespace(digest="d" * 64), settings=SimpleNamespace(bot_env=env))
    return _client(house, engine, problems)


def _client(house: object, engine: Engine, problems: tuple[Problem, ...]) -> FlaskClient:
    given: House = house  # type: ignore[assignment]
    app = Flask(__name__)
    app.register_blueprint(pages.blueprint(lambda: given, lambda: problems, engine))
    return app.test_client()


def test_production_says_how_many_problems_and_not_which(engine: Engine) -> None:
    answer = client(engine, "production", BROKEN).get("/readyz")
    assert answer.json == {"status": "degraded", "database": "ok", "knowledge": "d" * 12, "knowledge_problems": 1}


def test_the_demo_says_where(engine: Engine) -> None:
    answer = client(engine, "demo", BROKEN).get("/readyz").json
    assert answer is not None
    assert answer["places"] == ["knowledge/tips.yaml:12:3"]
    assert "内部" not in str(answer)


def test_it_answers_while_somebody_writes(engine: Engine, sessions: sessionmaker[Session]) -> None:
    with transaction(sessions):
        assert client(engine, "production").get("/readyz").status_code == 200


def test_a_flood_of_questions_is_one_question(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Engine] = []
    monkeypatch.setattr(pages, "ask_whether_it_answers", asked.append)
    probe = client(engine, "production")
    assert {probe.get("/readyz").status_code for _ in range(20)} == {200}
    assert len(asked) == 1
    monkeypatch.setattr(pages, "ASKED_AGAIN_SECONDS", 0.0)
    probe.get("/readyz")
    assert len(asked) == 2


def test_a_database_that_is_away_is_told_without_its_name(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_: Engine) -> None:
        raise ConnectionError("postgres.internal:5432")

    monkeypatch.setattr(pages, "ask_whether_it_answers", away)
    answer = client(engine, "production").get("/readyz")
    assert answer.status_code == 503
    assert "internal" not in answer.text
