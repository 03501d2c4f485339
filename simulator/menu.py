"""The account's menu: what WeChat accepts, and what the phone shows.

Source: WeChat official accounts, 自定义菜单 创建接口: up to 3 buttons with up to 5 sub-buttons;
names 16 bytes, of sub-buttons 60; key 128 bytes; url 1,024 bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from simulator import errors
from simulator.errors import ApiError

BUTTONS = 3
SUB_BUTTONS = 5
KEY_BYTES = 128
URL_BYTES = 1024
KEYED = (
    "click",
    "scancode_push",
    "scancode_waitmsg",
    "pic_sysphoto",
    "pic_photo_or_album",
    "pic_weixin",
    "location_select",
)
OTHERS = ("media_id", "view_limited", "article_id", "article_view_limited")


@dataclass(frozen=True)
class _Limits:
    """One level of the menu: its name's length and the codes it is refused with."""

    name_bytes: int
    name: int
    kind: int
    key: int
    url: int
    domain: int


TOP = _Limits(
    16,
    errors.BUTTON_NAME,
    errors.BUTTON_TYPE,
    errors.BUTTON_KEY,
    errors.BUTTON_URL,
    errors.BUTTON_DOMAIN,
)
SUB = _Limits(
    60,
    errors.SUB_BUTTON_NAME,
    errors.SUB_BUTTON_TYPE,
    errors.SUB_BUTTON_KEY,
    errors.SUB_BUTTON_URL,
    errors.SUB_BUTTON_DOMAIN,
)


def check(menu: Mapping[str, object]) -> list[dict[str, object]]:
    """The buttons of a menu/create body, if WeChat would take them.

    Raises ApiError with the code of the first thing wrong: 40016-40020, 40022-40027, 40054 or
    40055.
    """
    buttons = _listed(menu.get("button"), errors.BUTTON_COUNT)
    if not 1 <= len(buttons) <= BUTTONS:
        raise ApiError(errors.BUTTON_COUNT)
    for button in buttons:
        _check_name(button, TOP)
        if button.get("sub_button"):
            _check_sub_buttons(button)
        else:
            _check_action(button, TOP)
    return buttons


def _check_sub_buttons(button: Mapping[str, object]) -> None:
    subs = _listed(button["sub_button"], errors.SUB_BUTTON_COUNT)
    if len(subs) > SUB_BUTTONS:
        raise ApiError(errors.SUB_BUTTON_COUNT)
    for sub in subs:
        if sub.get("sub_button"):
            raise ApiError(errors.MENU_LEVELS)
        _check_name(sub, SUB)
        _check_action(sub, SUB)


def _check_name(button: Mapping[str, object], limits: _Limits) -> None:
    if not 1 <= _bytes(button.get("name")) <= limits.name_bytes:
        raise ApiError(limits.name)


def _check_action(button: Mapping[str, object], limits: _Limits) -> None:
    kind = button.get("type")
    if kind in KEYED:
        if not 1 <= _bytes(button.get("key")) <= KEY_BYTES:
            raise ApiError(limits.key)
    elif kind in ("view", "miniprogram"):
        _check_url(button.get("url"), limits)
    elif kind not in OTHERS:
        raise ApiError(limits.kind)


def _check_url(url: object, limits: _Limits) -> None:
    if not 1 <= _bytes(url) <= URL_BYTES:
        raise ApiError(limits.url)
    address = urlsplit(str(url))
    if address.scheme not in ("http", "https") or not address.netloc:
        raise ApiError(limits.domain)


def _listed(value: object, refusal: int) -> list[dict[str, object]]:
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise ApiError(refusal)
    return value


def _bytes(value: object) -> int:
    return len(value.encode()) if isinstance(value, str) else 0
