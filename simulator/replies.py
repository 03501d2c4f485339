"""Reading what the account answers to a delivery.

Source: WeChat official accounts, 被动回复用户消息. Whatever the platform would not show is
refused here with the reason, which the transcript keeps.
"""

from collections.abc import Callable
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from simulator.crypto import Undecipherable, same, sign
from simulator.settings import Settings

TEXT_BYTES = 2047
BODY_BYTES = 64 * 1024
SILENCE = (b"", b"success")


class MalformedReply(ValueError):
    """The platform would show 该公众号暂时无法提供服务 instead of this answer."""


@dataclass(frozen=True)
class Heard:
    """What reached the person: `text` as shown, and a file or an address where there is one.

    `kind` is the MsgType of the account's message, or `notice` for the platform's own words.
    """

    kind: str
    text: str
    media_id: str = ""
    url: str = ""
    title: str = ""


KnownMedia = Callable[[str], bool]


def read(body: bytes, openid: str, settings: Settings, known_media: KnownMedia) -> Heard | None:
    """What the person hears; None for silence (empty body or `success`).

    Raises MalformedReply with the reason.
    """
    if body in SILENCE:
        return None
    reply = _fields(_opened(body, settings))
    if reply.text("ToUserName") != openid:
        raise MalformedReply("ToUserName is not the person who wrote")
    if reply.text("FromUserName") != settings.account_id:
        raise MalformedReply("FromUserName is not the account")
    if not reply.text("CreateTime").isdecimal():
        raise MalformedReply("CreateTime is not a number")
    return _content(reply, known_media)


class _Fields:
    """The elements of one level; each may occur once."""

    def __init__(self, node: Element) -> None:
        self._nodes: dict[str, Element] = {}
        for child in node:
            if child.tag in self._nodes:
                raise MalformedReply(f"{child.tag} occurs twice")
            self._nodes[child.tag] = child
        self.children = list(node)

    def text(self, name: str, *, default: str | None = None) -> str:
        node = self._nodes.get(name)
        if node is None:
            if default is not None:
                return default
            raise MalformedReply(f"{name} is missing")
        return node.text or ""

    def inside(self, name: str) -> "_Fields":
        if name not in self._nodes:
            raise MalformedReply(f"{name} is missing")
        return _Fields(self._nodes[name])


def _fields(body: bytes) -> _Fields:
    if len(body) > BODY_BYTES:
        raise MalformedReply(f"more than {BODY_BYTES} bytes")
    try:
        root = fromstring(body, forbid_dtd=True)
    except DefusedXmlException as error:
        raise MalformedReply("a DTD is not allowed") from error
    except (ParseError, ValueError, LookupError) as error:
        raise MalformedReply(f"broken XML: {error}") from error
    if root.tag != "xml":
        raise MalformedReply("the root is not <xml>")
    return _Fields(root)


def _opened(body: bytes, settings: Settings) -> bytes:
    cipher = settings.cipher
    if cipher is None:
        return body
    envelope = _fields(body)
    sealed = envelope.text("Encrypt")
    expected = sign(settings.token, envelope.text("TimeStamp"), envelope.text("Nonce"), sealed)
    if not same(expected, envelope.text("MsgSignature")):
        raise MalformedReply("MsgSignature does not match")
    try:
        return cipher.open(sealed)
    except Undecipherable as error:
        raise MalformedReply(f"cannot be decrypted: {error}") from error


def _content(reply: _Fields, known_media: KnownMedia) -> Heard | None:
    kind = reply.text("MsgType")
    match kind:
        case "text":
            return Heard(kind, _text(reply.text("Content")))
        case "image":
            return Heard(kind, "[图片]", _media(reply.inside("Image"), "MediaId", known_media))
        case "voice":
            return Heard(kind, "[语音]", _media(reply.inside("Voice"), "MediaId", known_media))
        case "video":
            clip = reply.inside("Video")
            title = clip.text("Title", default="")
            return Heard(kind, f"[视频] {title}".strip(), _media(clip, "MediaId", known_media))
        case "music":
            music = reply.inside("Music")
            _media(music, "ThumbMediaId", known_media)
            url = music.text("MusicUrl", default="")
            return Heard(kind, f"[音乐] {music.text('Title', default='')}".strip(), url=url)
        case "news":
            return _article(reply)
        case "transfer_customer_service":
            return None
    raise MalformedReply(f"MsgType {kind!r} is not a reply")


def _text(content: str) -> str:
    size = len(content.encode())
    if size > TEXT_BYTES:
        raise MalformedReply(f"text of {size} bytes, at most {TEXT_BYTES}")
    if not content.strip():
        raise MalformedReply("Content is empty")
    return content


def _media(inside: _Fields, name: str, known_media: KnownMedia) -> str:
    media_id = inside.text(name)
    if not known_media(media_id):
        raise MalformedReply(f"{name} was never uploaded or has expired")
    return media_id


def _article(reply: _Fields) -> Heard:
    articles = reply.inside("Articles").children
    if reply.text("ArticleCount") != "1" or len(articles) != 1:
        raise MalformedReply("a passive news reply carries exactly one article")
    item = _Fields(articles[0])
    title, url = item.text("Title"), item.text("Url")
    description = item.text("Description", default="")
    return Heard("news", "\n".join(filter(None, (title, description))), url=url, title=title)
