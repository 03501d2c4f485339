"""The hand behind the platform: failures on demand, counts, the clock, and transcripts."""

from dataclasses import asdict

from flask import Blueprint, Response, current_app, jsonify, request

from simulator.actions import BadInput
from simulator.clock import iso
from simulator.doors import done, given, person_named
from simulator.faults import Fault
from simulator.platform import Platform

blueprint = Blueprint("control", __name__, url_prefix="/control")

CHANGEABLE = ("callback", "mode", "answer_within", "tries", "pause", "token", "app_secret")
NUMBERS = {"answer_within": float, "pause": float, "tries": int}


def _platform() -> Platform:
    platform: Platform = current_app.extensions["platform"]
    return platform


@blueprint.post("/fail")
def fail() -> Response:
    """Ask for failures: see Fault for the fields."""
    asked = given()
    fault = Fault(
        path=asked.text("path"),
        times=asked.whole("times") or 1,
        errcode=asked.whole("errcode"),
        http=asked.whole("http"),
        html=asked.yes("html"),
        delay=asked.number("delay") if "delay" in asked.fields else 0.0,
        drop_after=asked.yes("drop_after"),
    )
    _platform().ask_to_fail(fault)
    return done({"pending": [asdict(each) for each in _platform().faults.pending()]})


@blueprint.post("/fail/clear")
def fail_clear() -> Response:
    with _platform().lock:
        _platform().faults.clear()
    return done({"pending": []})


@blueprint.get("/calls")
def calls() -> Response:
    """Counts by path since the last reset, and the latest calls (`?path=` for one path)."""
    platform = _platform()
    with platform.lock:
        kept = platform.calls.of(request.args.get("path"))
        counts = dict(platform.calls.counts)
    return jsonify(counts=counts, calls=[asdict(call) | {"at": iso(call.at)} for call in kept])


@blueprint.get("/transcript")
def transcript() -> Response:
    platform = _platform()
    person = person_named(request.args.get("openid", ""))
    with platform.lock:
        entries = [entry.public for entry in platform.transcripts.of(person.openid)]
    return jsonify(openid=person.openid, entries=entries)


@blueprint.get("/followers")
def followers() -> Response:
    platform = _platform()
    with platform.lock:
        now = platform.clock.now()
        people = [p.public | {"windows": p.windows.state(now)} for p in platform.people.everyone()]
    return jsonify(followers=people)


@blueprint.post("/followers")
def new_follower() -> Response:
    """Somebody new (`name`, `following`), without any event being sent."""
    asked = given()
    following = asked.fields.get("following", True) is not False
    person = _platform().add_follower(asked.text("name", "新朋友"), following=following)
    return done(person.public, openid=person.openid)


@blueprint.post("/permission")
def permission() -> Response:
    """Switch an interface (`path`) off or on (`allowed`): off, it answers 48001."""
    asked = given()
    path, allowed = asked.text("path"), asked.yes("allowed")
    with _platform().lock:
        if allowed:
            _platform().switched_off.discard(path)
        else:
            _platform().switched_off.add(path)
        return done({"switched_off": sorted(_platform().switched_off)})


@blueprint.post("/settings")
def settings() -> Response:
    """Change how the platform deals with the account: see Settings for the fields."""
    asked = given()
    changes = {name: asked.fields[name] for name in CHANGEABLE if name in asked.fields}
    try:
        typed = {name: NUMBERS.get(name, str)(value) for name, value in changes.items()}
        _platform().change(**typed)
    except (TypeError, ValueError) as error:
        raise BadInput(str(error)) from error
    return done({"changed": sorted(changes)})


@blueprint.post("/clock")
def clock() -> Response:
    """Skip `seconds`, so that windows close and files expire."""
    seconds = given().number("seconds")
    try:
        _platform().skip(seconds)
    except ValueError as error:
        raise BadInput(f"seconds: {error}") from error
    return done({"now": iso(_platform().clock.now())})


@blueprint.post("/tokens/forget")
def forget_tokens() -> Response:
    """Make every token given so far invalid: the next call answers 40001."""
    with _platform().lock:
        _platform().tokens.forget()
    return done({})


@blueprint.post("/verify")
def verify() -> Response:
    """Check the callback as WeChat does when its address is entered in the backend."""
    try:
        passed = _platform().check_callback()
    except OSError as error:
        return done({"passed": False, "problem": str(error)})
    return done({"passed": passed})


@blueprint.post("/reset")
def reset() -> Response:
    _platform().reset()
    return done({})
