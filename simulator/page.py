"""The phone in the browser: any person's chat, the account's menu, and a strip for developers."""

import time
from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from simulator.actions import ACTIONS, BadInput
from simulator.clock import SHANGHAI
from simulator.delivery import Outcome, Try
from simulator.doors import done, given, person_named
from simulator.errors import ApiError
from simulator.faults import CALLBACK, Fault
from simulator.followers import Follower
from simulator.markup import as_html
from simulator.platform import Platform, Sent
from simulator.transcript import Entry

GAP_SECONDS = 300
SHOWN = 200
CUSTOM_SEND = "/cgi-bin/message/custom/send"

OUTCOMES = {
    Outcome.ANSWERED: "已答复",
    Outcome.SILENT: "收到，未答",
    Outcome.MALFORMED: "答复不合格",
    Outcome.TIMEOUT: "超时",
    Outcome.UNREACHABLE: "连不上",
    Outcome.BAD_STATUS: "出错",
    Outcome.LOST: "答复丢失",
}
WAYS = {"passive": "", "custom": "客服消息", "notice": "平台提示"}

FAILURES: dict[str, tuple[str, dict[str, object]]] = {
    "lost": ("下一次答复丢失", {"path": CALLBACK, "drop_after": True}),
    "lost3": ("三次答复都丢失", {"path": CALLBACK, "drop_after": True, "times": 3}),
    "45015": ("客服消息：超出48小时 45015", {"path": CUSTOM_SEND, "errcode": 45015}),
    "45047": ("客服消息：条数用完 45047", {"path": CUSTOM_SEND, "errcode": 45047}),
    "502": ("客服消息：HTTP 502", {"path": CUSTOM_SEND, "http": 502}),
    "html": ("客服消息：200 网页", {"path": CUSTOM_SEND, "html": True}),
    "slow": ("客服消息：慢 6 秒", {"path": CUSTOM_SEND, "delay": 6.0}),
    "drop": ("客服消息：收下不回话", {"path": CUSTOM_SEND, "drop_after": True}),
}

PLACES = (
    ("昭通市昭阳区", 27.34, 103.72),
    ("昭通市鲁甸县", 27.19, 103.55),
    ("昭通市镇雄县", 27.44, 104.87),
    ("昭通市彝良县", 27.63, 104.05),
    ("昭通市永善县", 28.23, 103.64),
    ("昭通市水富市", 28.63, 104.42),
)

blueprint = Blueprint("page", __name__)
blueprint.add_app_template_filter(as_html)


def _platform() -> Platform:
    platform: Platform = current_app.extensions["platform"]
    return platform


@blueprint.get("/")
def phone() -> str:
    platform = _platform()
    with platform.lock:
        everyone = platform.people.everyone()
        person = platform.people.find(request.args.get("as", "")) or everyone[0]
        return render_template(
            "phone.html",
            person=person,
            everyone=everyone,
            settings=platform.settings,
            failures=FAILURES,
            places=PLACES,
            version=platform.transcripts.version(person.openid),
            feed=_feed(platform, person),
            bar=_bar(platform, person),
            state=_state(platform, person),
        )


@blueprint.get("/feed/<openid>")
def feed(openid: str) -> Response:
    """The chat once it differs from `?version=`, or after 20 s at the latest."""
    platform, person = _platform(), person_named(openid)
    seen = request.args.get("version", 0, type=int)
    version = platform.transcripts.wait(openid, seen)
    with platform.lock:
        return jsonify(
            version=version,
            following=person.following,
            feed=_feed(platform, person),
            bar=_bar(platform, person),
            state=_state(platform, person),
        )


@blueprint.post("/phone/<openid>/<action>")
def act(openid: str, action: str) -> Response:
    """A person does something; see actions.ACTIONS for the names."""
    if action not in ACTIONS:
        raise BadInput(f"action: {action} is none of {', '.join(ACTIONS)}")
    sent = ACTIONS[action](_platform(), person_named(openid), given())
    return done(_told(sent))


def _told(sent: Sent) -> dict[str, object]:
    replies = [heard.text if heard else None for heard in sent.replies]
    return {
        "heard": list(dict.fromkeys(text for text in replies if text is not None)),
        "replies": replies,
        "tries": sent.entry.public["tries"],
        "number": sent.entry.number,
    }


@blueprint.get("/media/<media_id>")
def media(media_id: str) -> Response:
    """A file a person sent (its PicUrl) or the account uploaded."""
    platform = _platform()
    try:
        with platform.lock:
            file = platform.media.get(media_id, platform.clock.now())
    except ApiError:
        return Response("gone", status=404, content_type="text/plain")
    return Response(file.data, content_type=file.content_type)


@blueprint.post("/strip/fail")
def fail() -> Response:
    """One of the listed failures, from the developer's strip."""
    name = given().text("failure")
    if name not in FAILURES:
        raise BadInput(f"failure: {name} is none of {', '.join(FAILURES)}")
    words, how = FAILURES[name]
    _platform().ask_to_fail(Fault(**how))  # type: ignore[arg-type]
    return done({"asked": words})


def _feed(platform: Platform, person: Follower) -> str:
    entries = platform.transcripts.of(person.openid)[-SHOWN:]
    return render_template("_feed.html", rows=_rows(entries), person=person)


def _rows(entries: Sequence[Entry]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    last = 0.0
    for entry in entries:
        when = _when(entry.at) if entry.at - last > GAP_SECONDS else ""
        rows.append({"entry": entry, "when": when, "small": _small(entry)})
        last = entry.at
    return rows


def _small(entry: Entry) -> str:
    """The line of small print under a message."""
    if entry.way != "person":
        took = f"{entry.latency_ms:,} 毫秒" if entry.latency_ms is not None else ""
        return " · ".join(filter(None, (WAYS[entry.way], took)))
    parts = ["重复投递"] if entry.duplicate_of else []
    parts += [_try_words(attempt) for attempt in entry.tries]
    return " · ".join(parts + ["等待…"] * entry.under_way)


def _try_words(attempt: Try) -> str:
    words = f"第{attempt.number}次 {OUTCOMES[attempt.outcome]} {attempt.latency_ms:,} 毫秒"
    shown = attempt.outcome in (Outcome.MALFORMED, Outcome.BAD_STATUS, Outcome.UNREACHABLE)
    return f"{words}（{attempt.problem}）" if shown else words


def _when(moment: float) -> str:
    at, now = (datetime.fromtimestamp(each, SHANGHAI) for each in (moment, time.time()))
    return f"{at:%H:%M}" if at.date() == now.date() else f"{at.month}月{at.day}日 {at:%H:%M}"


def _bar(platform: Platform, person: Follower) -> str:
    return render_template("_menu.html", buttons=platform.menu or [], person=person)


def _state(platform: Platform, person: Follower) -> str:
    """What the account may still send this person, for the strip."""
    windows = person.windows.state(platform.clock.now())
    message, action = windows["message"], windows["action"]
    waiting = len(platform.faults.pending())
    parts = [f"可发客服消息 {message['left']} 条"]
    if action["left"]:
        parts.append(f"点菜单后另 {action['left']} 条")
    if waiting:
        parts.append(f"待发生故障 {waiting} 项")
    return " · ".join(parts)
