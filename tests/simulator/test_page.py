"""The phone in the browser: what survives of a reply, and that forms work without JavaScript."""

import httpx
import pytest

from simulator.client import Phone
from simulator.markup import as_html, choices

from .conftest import TinyBot


def test_hostile_text_is_shown_as_text():
    for text in (
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="https://example.com" onclick="alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
        "<img src=x onerror=alert(1)>",
        '<a href="weixin://bizmsgmenu?msgmenuid=1">no content</a>',
    ):
        shown = str(as_html(text))
        assert "<script" not in shown
        assert "<img" not in shown
        assert "<button" not in shown
        assert "javascript:" not in shown or "&lt;a" in shown
        assert "onclick" not in shown or "&lt;a" in shown


def test_quotes_cannot_leave_the_attribute():
    shown = str(as_html("<a href='https://example.com/\"onmouseover=\"alert(1)'>看</a>"))
    assert '"onmouseover' not in shown
    assert "&#34;onmouseover" in shown


def test_a_label_is_text_too():
    shown = str(as_html('<a href="https://example.com/"><img src=x></a>'))
    assert shown.startswith('<a href="https://example.com/" target="_blank"')
    assert "&lt;img" in shown


def test_links_and_bare_addresses_open_in_a_new_tab():
    shown = str(as_html("看 https://example.com/k/1?c=2。"))
    assert shown.endswith(">https://example.com/k/1?c=2</a>。")
    assert 'target="_blank"' in shown


@pytest.mark.parametrize(
    "href",
    [
        "weixin://bizmsgmenu?msgmenucontent=登记投诉&msgmenuid=7",
        "weixin://bizmsgmenu?msgmenucontent=登记投诉&amp;msgmenuid=7",
        "weixin://bizmsgmenu?msgmenucontent=%E7%99%BB%E8%AE%B0%E6%8A%95%E8%AF%89&msgmenuid=7",
    ],
)
def test_a_choice_can_be_tapped(href: str):
    text = f'选：\n<a href="{href}">1 登记</a>'
    (choice,) = choices(text)
    assert (choice.label, choice.content, choice.menu_id) == ("1 登记", "登记投诉", "7")
    assert '<button class="choice" form="choose" name="href"' in str(as_html(text))


def test_what_a_person_types_is_escaped_on_the_page(phone: Phone, base_url: str):
    phone.say("<script>alert(1)</script>")
    page = httpx.get(base_url, params={"as": phone.openid}, trust_env=False)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_forms_work_without_javascript(bot: TinyBot, phone: Phone, base_url: str):
    url = f"{base_url}/phone/{phone.openid}/say"
    sent = httpx.post(url, data={"text": "你好"}, trust_env=False, follow_redirects=True)
    assert sent.url.params["as"] == phone.openid
    assert "听到：你好" in sent.text
    assert "第1次 已答复" in sent.text


def test_a_photo_can_be_uploaded_by_form(bot: TinyBot, phone: Phone, base_url: str):
    files = {"file": ("a.jpg", b"\xff\xd8\xff photo", "image/jpeg")}
    httpx.post(f"{base_url}/phone/{phone.openid}/photo", files=files, trust_env=False)
    assert bot.arrived[-1].fields["MsgType"] == "image"


def test_the_feed_answers_at_once_when_something_is_new(phone: Phone, base_url: str):
    phone.say("你好")
    news = httpx.get(f"{base_url}/feed/{phone.openid}", params={"version": 0}, trust_env=False).json()
    assert "听到：你好" in news["feed"]
    assert news["following"] is True


def test_another_sites_page_cannot_press_the_buttons(phone: Phone, base_url: str):
    url = f"{base_url}/phone/{phone.openid}/say"
    refused = httpx.post(url, data={"text": "a"}, headers={"Origin": "https://evil.example"}, trust_env=False)
    assert refused.status_code == 403
    assert phone.transcript() == []


def test_unknown_people_and_actions_are_named(phone: Phone, base_url: str):
    assert httpx.get(f"{base_url}/feed/nobody", trust_env=False).status_code == 404
    assert httpx.post(f"{base_url}/phone/{phone.openid}/dance", trust_env=False).status_code == 400
