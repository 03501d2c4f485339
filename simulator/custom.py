"""Bodies of message/custom/send, and text that arrives escaped.

Source: WeChat official accounts, 客服接口-发消息.
"""

import re
from collections.abc import Callable, Mapping

from simulator import errors
from simulator.errors import ApiError
from simulator.replies import Heard

TEXT_BYTES = 2048
ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\u([0-9a-fA-F]{4})")
FIRST_BEYOND_ASCII = 0x80

KnownMedia = Callable[[str], bool]


def has_escapes(raw: str) -> bool:
    """Whether a JSON text carries letters beyond ASCII as \\uXXXX."""
    return any(int(found[2], 16) >= FIRST_BEYOND_ASCII for found in ESCAPE.finditer(raw))


def taken_literally(raw: str) -> str:
    """The JSON as the platform reads it: \\uXXXX stays those six characters in the message."""

    def literal(found: re.Match[str]) -> str:
        if int(found[2], 16) < FIRST_BEYOND_ASCII:
            return found[0]
        return rf"{found[1]}\\u{found[2]}"

    return ESCAPE.sub(literal, raw)


def read(body: Mapping[str, object], known_media: KnownMedia) -> Heard:
    """What the person will see.

    Raises ApiError 40008 (kind), 44004 (empty), 45002 (too long), 40007 (file) or 45008
    (more than one article).
    """
    kind = body.get("msgtype")
    content = body.get(kind) if isinstance(kind, str) else None
    if not isinstance(kind, str) or not isinstance(content, Mapping):
        raise ApiError(errors.BAD_MESSAGE_TYPE)
    match kind:
        case "text":
            return Heard(kind, _text(content.get("content")))
        case "image" | "voice":
            shown = {"image": "[图片]", "voice": "[语音]"}[kind]
            return Heard(kind, shown, _media(content, known_media))
        case "video":
            shown = f"[视频] {content.get('title', '')}".strip()
            return Heard(kind, shown, _media(content, known_media))
        case "news":
            return _article(content)
        case "msgmenu":
            return Heard("text", _text(_menu_text(content)))
    raise ApiError(errors.BAD_MESSAGE_TYPE)


def _text(content: object) -> str:
    if not isinstance(content, str) or not content:
        raise ApiError(errors.EMPTY_TEXT)
    if len(content.encode()) > TEXT_BYTES:
        raise ApiError(errors.TEXT_TOO_LONG)
    return content


def _media(content: Mapping[str, object], known_media: KnownMedia) -> str:
    media_id = content.get("media_id")
    if not isinstance(media_id, str) or not known_media(media_id):
        raise ApiError(errors.BAD_MEDIA_ID)
    return media_id


def _article(content: Mapping[str, object]) -> Heard:
    articles = content.get("articles")
    if not isinstance(articles, list) or len(articles) != 1 or not isinstance(articles[0], dict):
        raise ApiError(errors.TOO_MANY_ARTICLES)
    article = articles[0]
    title, description = str(article.get("title", "")), str(article.get("description", ""))
    shown = "\n".join(filter(None, (title, description)))
    return Heard("news", shown, url=str(article.get("url", "")), title=title)


def _menu_text(content: Mapping[str, object]) -> str:
    """A msgmenu is shown as text with tappable lines."""
    choices = content.get("list")
    if not isinstance(choices, list) or not choices:
        raise ApiError(errors.EMPTY_TEXT)
    lines = [str(content.get("head_content", ""))]
    for choice in choices:
        if not isinstance(choice, dict) or not choice.get("content"):
            raise ApiError(errors.EMPTY_TEXT)
        words = choice["content"]
        href = f"weixin://bizmsgmenu?msgmenucontent={words}&msgmenuid={choice.get('id', '')}"
        lines.append(f'<a href="{href}">{words}</a>')
    lines.append(str(content.get("tail_content", "")))
    return "\n".join(filter(None, lines))
