"""Text of the account as the phone shows it: two kinds of <a> live, everything else is text.

Source: observed behaviour of WeChat. `weixin://bizmsgmenu?msgmenucontent=…&msgmenuid=…` is
widely used and undocumented: tapping sends the content back as ordinary text.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote

from markupsafe import Markup, escape

CHOICE_PREFIX = "weixin://bizmsgmenu?"
ANCHOR = re.compile(r"""<a\s+href\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)')\s*>(.*?)</a>""", re.IGNORECASE | re.DOTALL)
ADDRESS = re.compile(r"https?://[A-Za-z0-9][A-Za-z0-9\-._~:/?#@!$&*+,;=%]*[A-Za-z0-9/=]")
WEB = ("http://", "https://")

CHOICE_HTML = Markup('<button class="choice" form="choose" name="href" value="{href}">{label}</button>')
LINK_HTML = Markup('<a href="{href}" target="_blank" rel="noopener noreferrer">{label}</a>')


@dataclass(frozen=True)
class Choice:
    """A tappable answer: what it says, what it sends, and its id."""

    label: str
    content: str
    menu_id: str
    href: str


def choice_of(href: str, label: str = "") -> Choice | None:
    """The choice behind an address, or None when it is not one."""
    href = href.replace("&amp;", "&")
    if not href.startswith(CHOICE_PREFIX):
        return None
    pairs = (part.partition("=") for part in href.removeprefix(CHOICE_PREFIX).split("&"))
    values = {name: unquote(value) for name, _, value in pairs}
    content = values.get("msgmenucontent", "")
    if not content:
        return None
    return Choice(label or content, content, values.get("msgmenuid", ""), href)


def choices(text: str) -> list[Choice]:
    """The tappable answers in a text, in order."""
    found = (choice_of(_href(anchor), anchor[3]) for anchor in ANCHOR.finditer(text))
    return [choice for choice in found if choice is not None]


def as_html(text: str) -> Markup:
    """The text, safe to put on a page; line breaks are left to the style sheet."""
    parts: list[Markup] = []
    end = 0
    for anchor in ANCHOR.finditer(text):
        parts.append(_with_addresses(text[end : anchor.start()]))
        parts.append(_anchor_html(anchor))
        end = anchor.end()
    parts.append(_with_addresses(text[end:]))
    return Markup("").join(parts)


def _anchor_html(anchor: re.Match[str]) -> Markup:
    href, label = _href(anchor), anchor[3]
    choice = choice_of(href, label)
    if choice:
        return CHOICE_HTML.format(href=choice.href, label=label)
    if href.startswith(WEB):
        return LINK_HTML.format(href=href, label=label)
    return escape(anchor[0])


def _with_addresses(text: str) -> Markup:
    """Bare web addresses can be tapped too, as in WeChat."""
    parts: list[Markup] = []
    end = 0
    for address in ADDRESS.finditer(text):
        parts.append(escape(text[end : address.start()]))
        parts.append(LINK_HTML.format(href=address[0], label=address[0]))
        end = address.end()
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def _href(anchor: re.Match[str]) -> str:
    return (anchor[1] or anchor[2] or "").replace("&amp;", "&").strip()
