"""WeChat's XML to an Incoming; everything in it is hostile until read here."""

import re
from collections.abc import Mapping
from typing import get_args
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from bot.core.clock import from_timestamp
from bot.core.crypto import fingerprint
from bot.core.messages import Incoming, Kind

TEXT_LIMIT = 4_000
SCENE_PREFIX = "qrscene_"
ACCOUNT_PREFIX = "gh_"
_NAME = re.compile(r"[A-Za-z0-9_@.-]{1,64}")
_MESSAGES: frozenset[str] = frozenset({"text", "image", "voice", "video", "shortvideo", "location", "link"})
_EVENTS: Mapping[str, Kind] = {
    "subscribe": "subscribe",
    "unsubscribe": "unsubscribe",
    "SCAN": "scan",
    "CLICK": "click",
    "VIEW": "view",
    "LOCATION": "location_event",
}
assert set(get_args(Kind)) >= _MESSAGES


class Unparsable(Exception):
    """A verified body that is not a message of WeChat; answered with 400."""


def parse(xml: bytes) -> Incoming:
    """One message or event. Raises Unparsable."""
    fields = _fields(xml)
    openid, account = fields.get("FromUserName", ""), fields.get("ToUserName", "")
    created = fields.get("CreateTime", "")
    if not (_NAME.fullmatch(openid) and _NAME.fullmatch(account)) or openid.startswith(ACCOUNT_PREFIX):
        raise Unparsable("names")
    if not re.fullmatch(r"[0-9]{1,10}", created):
        raise Unparsable("CreateTime")
    if not fields.get("MsgType"):
        raise Unparsable("MsgType")
    kind = _kind(fields)
    return Incoming(
        kind=kind,
        key=_key(fields),
        openid=openid,
        account=account,
        created=from_timestamp(int(created)),
        text=_words(kind, fields),
        media_id=fields.get("MediaId") or None,
        url=fields.get("Url") or None,
        latitude=_degrees(fields.get("Location_X") or fields.get("Latitude"), 90),
        longitude=_degrees(fields.get("Location_Y") or fields.get("Longitude"), 180),
        event_key=fields.get("EventKey", "").removeprefix(SCENE_PREFIX)[:128] or None,
    )


def _fields(xml: bytes) -> dict[str, str]:
    try:
        root = ElementTree.fromstring(xml, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise Unparsable("xml") from None
    fields: dict[str, str] = {}
    for child in root:
        if child.tag in fields:
            raise Unparsable("repeated field")
        fields[child.tag] = (child.text or "").strip()
    return fields


def _kind(fields: Mapping[str, str]) -> Kind:
    kind = fields["MsgType"]
    if kind == "event":
        return _EVENTS.get(fields.get("Event", ""), "other_event")
    return kind if kind in _MESSAGES else "unknown"  # type: ignore[return-value]


def _key(fields: Mapping[str, str]) -> str:
    """The name of a message for good: MsgId alone has collided across people (wechat.md, rule 2)."""
    names = ("Event", "EventKey") if fields["MsgType"] == "event" else ("MsgId",)
    parts = [fields.get(name, "") for name in ("FromUserName", "CreateTime", *names)]
    return fingerprint("\n".join([",".join(names), *parts]))


def _words(kind: Kind, fields: Mapping[str, str]) -> str:
    match kind:
        case "text":
            words = fields.get("Content", "")
        case "voice":
            words = fields.get("Recognition", "")
        case "location":
            words = fields.get("Label", "")
        case "link":
            words = fields.get("Title", "")
        case _:
            words = ""
    return words[:TEXT_LIMIT]


def _degrees(text: str | None, limit: float) -> float | None:
    if text is None or not re.fullmatch(r"-?\d{1,3}(\.\d{1,10})?", text):
        return None
    degrees = float(text)
    return degrees if abs(degrees) <= limit else None
