"""The simulator's phone in a real browser, before a real installation."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from simulator.client import Phone
from tests.e2e.browsing import complaints_of, scrolls_sideways
from tests.e2e.harness import ROOT, Installation
from tests.e2e.talking import Words

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

QUESTION = "店里买的东西坏了，能退能换吗"
STORY = "11月3号在泼机顺发货场买了10.77吨煤15000块，少了950公斤，老板不认"
POCKET: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 720, "height": 1180}
PICTURE = ROOT / "docs" / "images" / "phone.png"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of phone size; a complaint of the browser fails the test."""
    with browser.new_context(viewport=POCKET, locale="zh-CN", timezone_id="Asia/Shanghai") as context:
        opened = context.new_page()
        complained = complaints_of(opened)
        yield opened
        assert complained == []


@pytest.fixture
def chat(page: Page, phone: Phone, office: Installation) -> Page:
    """The chat of somebody who never wrote before."""
    page.goto(f"{office.platform_url}/?as={phone.openid}")
    return page


def _say(chat: Page, text: str) -> None:
    chat.get_by_label("要说的话").fill(text)
    chat.get_by_role("button", name="发送").click()


def _heard(chat: Page, words: str) -> None:
    expect(chat.locator(".theirs").last).to_contain_text(words, timeout=15_000)


def test_a_question_is_answered_and_a_choice_tapped(chat: Page, words: Words) -> None:
    _say(chat, QUESTION)
    _heard(chat, words.sign("entry.basis"))
    chat.get_by_role("button", name=words.texts["way.steps"]).last.click()
    _heard(chat, words.sign("entry.evidence"))
    expect(chat.locator(".mine .bubble")).to_have_text([QUESTION, words.texts["way.steps"]])
    assert scrolls_sideways(chat) == []


def test_a_photo_is_shown_and_answered(chat: Page, words: Words, jpeg: bytes, tmp_path: Path) -> None:
    photo = tmp_path / "小票.jpg"
    photo.write_bytes(jpeg)
    chat.get_by_text("照片、语音、位置、链接、扫码").click()
    chat.locator(".panels summary", has_text="照片").click()
    chat.get_by_label("选照片").set_input_files(photo)
    chat.get_by_role("button", name="发照片").click()
    _heard(chat, words.sign("media.photo"))
    picture = chat.locator(".mine .picture img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.naturalWidth") == 320
    assert scrolls_sideways(chat) == []


def test_another_person_has_another_chat(chat: Page, office: Installation, words: Words) -> None:
    other = office.control.new_follower("换过来的人")
    _say(chat, QUESTION)
    _heard(chat, words.sign("entry.basis"))
    before = chat.url
    chat.reload()
    chat.get_by_role("link", name="换过来的人").click()
    expect(chat.locator(".theirs")).to_have_count(0)
    _say(chat, "您好")
    _heard(chat, words.sign("talk.greet"))
    assert other.heard()
    chat.goto(before)
    expect(chat.locator(".mine .bubble")).to_have_text([QUESTION])


def test_a_button_of_the_published_menu_is_answered(chat: Page, office: Installation, words: Words) -> None:
    office.cli("menu", "push")
    chat.locator("#bar summary", has_text="我要维权").click()
    chat.locator("#bar").get_by_role("button", name=words.texts["way.complain"]).click()
    _heard(chat, words.sign("filing.begin.complaint"))


def test_the_picture_of_the_readme_shows_this_dialogue(
    browser: Browser, phone: Phone, office: Installation, words: Words
) -> None:
    office.cli("menu", "push")
    phone.say(STORY)
    [begun] = phone.choose(words.texts["way.complain"])
    assert words.said("filing.taken", begun), "the story was not taken over"
    with browser.new_context(viewport=DESK, device_scale_factor=2, locale="zh-CN") as context:
        page = context.new_page()
        page.goto(f"{office.platform_url}/?as={phone.openid}")
        expect(page.locator(".mine .bubble").first).to_have_text(STORY)
        _heard(page, words.sign("filing.taken"))
        if os.environ.get("UPDATE_SCREENSHOTS") == "1":
            PICTURE.parent.mkdir(parents=True, exist_ok=True)
            page.locator("main.phone").screenshot(path=PICTURE)
    assert PICTURE.exists(), "run this test with UPDATE_SCREENSHOTS=1 and commit docs/images"
