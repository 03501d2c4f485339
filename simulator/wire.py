"""The XML in which WeChat tells an account what a person did.

Source: WeChat official accounts, 接收普通消息 and 接收事件推送.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

Value = str | int | float

FORBIDDEN_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Message:
    """One thing a person did: `kind` is its MsgType, or its Event where `event` is true.

    `fields` go into the XML in order (text as CDATA, numbers bare, floats with six decimals);
    `shown` is what the person's own screen shows, `media_id` the file that goes with it.
    """

    kind: str
    fields: Mapping[str, Value]
    shown: str
    event: bool = False
    media_id: str = ""

    def xml(self, *, to: str, openid: str, create_time: int, msg_id: int) -> bytes:
        """The document as delivered; events carry no MsgId."""
        fields: dict[str, Value] = {
            "ToUserName": to,
            "FromUserName": openid,
            "CreateTime": create_time,
            "MsgType": "event" if self.event else self.kind,
        }
        if self.event:
            fields["Event"] = self.kind
        fields.update(self.fields)
        if not self.event:
            fields["MsgId"] = msg_id
        return document(fields)


def document(fields: Mapping[str, Value]) -> bytes:
    """A flat `<xml>` document."""
    lines = "\n".join(f"<{name}>{_value(value)}</{name}>" for name, value in fields.items())
    return f"<xml>{lines}\n</xml>".encode()


def _value(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, int):
        return str(value)
    clean = FORBIDDEN_IN_XML.sub("", value).replace("]]>", "]]]]><![CDATA[>")
    return f"<![CDATA[{clean}]]>"


def text(content: str, *, menu_id: str | None = None) -> Message:
    """Typed text; `menu_id` where it came from tapping a choice in a reply."""
    fields: dict[str, Value] = {"Content": content}
    if menu_id is not None:
        fields["bizmsgmenuid"] = menu_id
    return Message("text", fields, content)


def image(media_id: str, url: str) -> Message:
    return Message("image", {"PicUrl": url, "MediaId": media_id}, "[图片]", media_id=media_id)


def voice(media_id: str, recognition: str | None) -> Message:
    """Recognition None leaves the element out, an empty one sends it empty; both occur."""
    fields: dict[str, Value] = {"MediaId": media_id, "Format": "amr"}
    if recognition is not None:
        fields["Recognition"] = recognition
    shown = f"[语音] {recognition}" if recognition else "[语音]"
    return Message("voice", fields, shown, media_id=media_id)


def video(media_id: str, thumb_id: str, *, short: bool) -> Message:
    fields = {"MediaId": media_id, "ThumbMediaId": thumb_id}
    kind, shown = ("shortvideo", "[小视频]") if short else ("video", "[视频]")
    return Message(kind, fields, shown, media_id=media_id)


def place(latitude: float, longitude: float, label: str, *, scale: int = 16) -> Message:
    """A place sent by hand; WeChat calls the latitude X and the longitude Y."""
    fields: dict[str, Value] = {
        "Location_X": float(latitude),
        "Location_Y": float(longitude),
        "Scale": scale,
        "Label": label,
    }
    return Message("location", fields, f"[位置] {label or f'{latitude:.4f}，{longitude:.4f}'}")


def link(title: str, description: str, url: str) -> Message:
    fields = {"Title": title, "Description": description, "Url": url}
    return Message("link", fields, f"[链接] {title} {url}")


def other(kind: str, fields: Mapping[str, Value]) -> Message:
    """A kind of message this list does not know, for accounts that must survive it."""
    return Message(kind, fields, f"[{kind}]")


def event(kind: str, fields: Mapping[str, Value], shown: str = "") -> Message:
    return Message(kind, fields, shown or f"〔{kind}〕", event=True)


def subscribe(scene: str | None, ticket: str) -> Message:
    """Following, by a scene code when `scene` is given."""
    if scene is None:
        return event("subscribe", {"EventKey": ""}, "〔关注〕")
    fields = {"EventKey": f"qrscene_{scene}", "Ticket": ticket}
    return event("subscribe", fields, f"〔扫码关注：{scene}〕")


def unsubscribe() -> Message:
    return event("unsubscribe", {"EventKey": ""}, "〔取消关注〕")


def scan(scene: str, ticket: str) -> Message:
    """A follower scans a scene code: no `qrscene_` before the scene."""
    return event("SCAN", {"EventKey": scene, "Ticket": ticket}, f"〔扫码：{scene}〕")


def click(key: str, name: str = "") -> Message:
    return event("CLICK", {"EventKey": key}, f"〔菜单：{name or key}〕")


def view(url: str, name: str = "") -> Message:
    return event("VIEW", {"EventKey": url}, f"〔打开：{name or url}〕")


def position(latitude: float, longitude: float, precision: float) -> Message:
    """The place a phone reports by itself."""
    fields = {
        "Latitude": float(latitude),
        "Longitude": float(longitude),
        "Precision": float(precision),
    }
    return event("LOCATION", fields, "〔上报位置〕")
