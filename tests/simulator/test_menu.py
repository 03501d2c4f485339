"""The limits of a menu, and the menu on the phone."""

import json

import httpx
import pytest

from .conftest import Api

CLICK = {"type": "click", "name": "查提示", "key": "TIPS"}
VIEW = {"type": "view", "name": "打开", "url": "https://example.com/"}


def parent(*subs: dict[str, object], name: str = "更多") -> dict[str, object]:
    return {"name": name, "sub_button": list(subs)}


def test_a_menu_is_kept_shown_and_deleted(api: Api, base_url: str):
    buttons = [CLICK, parent(CLICK, VIEW)]
    assert api.get("menu/get")["errcode"] == 46003
    assert api.post("menu/create", {"button": buttons})["errcode"] == 0
    assert api.get("menu/get") == {"menu": {"button": buttons}}
    page = httpx.get(base_url, trust_env=False).text
    assert '<button form="tap" name="key" value="TIPS">查提示</button>' in page
    assert 'data-view="https://example.com/"' in page
    assert api.get("menu/delete")["errcode"] == 0
    assert "公众号菜单" not in httpx.get(base_url, trust_env=False).text


def test_escaped_chinese_is_refused(api: Api):
    content = json.dumps({"button": [CLICK]})
    assert api.call("POST", "menu/create", content=content).json()["errcode"] == 40033


@pytest.mark.parametrize(
    ("buttons", "errcode"),
    [
        ([], 40016),
        ("no list", 40016),
        ([CLICK] * 4, 40016),
        ([parent(*[CLICK] * 6)], 40023),
        ([CLICK | {"name": "六个汉字太长"}], 40018),
        ([CLICK | {"name": ""}], 40018),
        ([parent(CLICK | {"name": "字" * 21})], 40025),
        ([CLICK | {"key": "k" * 129}], 40019),
        ([parent(CLICK | {"key": ""})], 40026),
        ([VIEW | {"url": ""}], 40020),
        ([parent(VIEW | {"url": "https://example.com/" + "a" * 1024})], 40027),
        ([VIEW | {"url": "ftp://example.com"}], 40055),
        ([parent(VIEW | {"url": "example.com"})], 40054),
        ([CLICK | {"type": "poem"}], 40017),
        ([parent(CLICK | {"type": None})], 40024),
        ([parent(parent(CLICK))], 40022),
    ],
)
def test_a_menu_beyond_the_limits_is_refused(api: Api, buttons: object, errcode: int):
    assert api.post("menu/create", {"button": buttons})["errcode"] == errcode


def test_the_largest_menu_is_taken(api: Api):
    subs = [CLICK | {"name": "字" * 20, "key": "k" * 128}] * 5
    assert api.post("menu/create", {"button": [parent(*subs, name="五个汉字名")] * 3})["errcode"] == 0
