"""A Reply as WeChat shows it: cleaned text, tappable choices, at most 2,047 bytes."""

import re
import time

from wechatpy.replies import TextReply

from bot.core.messages import TEXT_LIMIT_BYTES, Choice, Reply

_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_CUT = "……"


def render_text(reply: Reply) -> str:
    """The whole reply as one text: its sentences, then its choices, each to tap or to type by number."""
    ways = "\n".join(_way(number, choice) for number, choice in enumerate(reply.choices, 1))
    if not ways:
        return fit(reply.text, TEXT_LIMIT_BYTES)
    return f"{fit(reply.text, TEXT_LIMIT_BYTES - len(ways.encode()) - 2)}\n\n{ways}".strip()


def _way(number: int, choice: Choice) -> str:
    label = clean(choice.label).replace("<", "").replace(">", "").replace('"', "").replace("&", "")
    link = f'<a href="weixin://bizmsgmenu?msgmenucontent={label}&msgmenuid={number}">{label}</a>'
    return f"{number} {link}"


def clean(text: str) -> str:
    """Without what breaks or fools WeChat's reply: control characters, CDATA ends, turned writing direction."""
    return _FORBIDDEN.sub("", text).replace("]]>", "]] >")


def fit(text: str, limit: int) -> str:
    """The text cut at a line's end to at most `limit` bytes of UTF-8."""
    text = clean(text)
    if len(text.encode()) <= limit:
        return text
    head = text.encode()[: limit - len(_CUT.encode())].decode(errors="ignore")
    whole_lines, line_break, _ = head.rpartition("\n")
    return (whole_lines if line_break and len(whole_lines) > len(head) // 2 else head) + _CUT


def render_xml(text: str, *, openid: str, account: str) -> str:
    """A passive text reply."""
    reply = TextReply(content=text, source=account, target=openid, time=int(time.time()))
    return str(reply.render())
