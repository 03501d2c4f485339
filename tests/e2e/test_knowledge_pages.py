"""The pages behind the answers, as an old person with a small phone meets them (look.md: 18 px, 48 px, 7:1, 60 KB)."""

from collections.abc import Iterator
from itertools import combinations

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from bot.content import load
from bot.content.knowledge import Knowledge
from tests.e2e.browsing import complaints_of, scrolls_sideways, targets, texts
from tests.e2e.harness import ROOT, Installation

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TEXT_PIXELS = 18
TARGET_PIXELS = 48
GAP_PIXELS = 8
CONTRAST = 7.0
PAGE_BYTES = 60 * 1024
SMALL: ViewportSize = {"width": 360, "height": 740}
ZOOMED_TO_200_PERCENT: ViewportSize = {"width": 180, "height": 370}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    loaded = load(ROOT / "knowledge").knowledge
    assert loaded is not None
    return loaded


@pytest.fixture(scope="module")
def addresses(knowledge: Knowledge) -> list[str]:
    """The longest tip, an urgent one, one with a short link to its source, the longest case, a page that is gone."""
    tips = [tip for tip in knowledge.tips.values() if tip.enabled]
    longest = max(tips, key=lambda tip: len(tip.answer) + sum(map(len, (*tip.steps, *tip.evidence))))
    urgent = next(tip for tip in tips if tip.urgent)
    sourced = min((tip for tip in tips if tip.source and tip.source.url), key=lambda tip: len(tip.source.name))
    case = max(knowledge.cases.values(), key=lambda case: len(case.happened) + len(case.outcome))
    ids = [longest.id, urgent.id, sourced.id, case.id, "no-such-entry"]
    return [f"/k/{entry_id}" for entry_id in dict.fromkeys(ids)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport=SMALL, locale="zh-CN") as context:
        yield context.new_page()


def test_text_can_be_read_by_weak_eyes(page: Page, office: Installation, addresses: list[str]) -> None:
    hard = []
    for address in addresses:
        page.goto(office.url + address)
        hard += [(address, text) for text in texts(page) if text.pixels < TEXT_PIXELS or text.contrast < CONTRAST]
    assert hard == []


def test_a_thumb_hits_what_it_means(page: Page, office: Installation, addresses: list[str]) -> None:
    missed: list[object] = []
    for address in addresses:
        page.goto(office.url + address)
        found = targets(page)
        missed += [(address, each) for each in found if min(each.width, each.height) < TARGET_PIXELS]
        missed += [(address, *both) for both in combinations(found, 2) if both[0].apart_from(both[1]) < GAP_PIXELS]
    assert missed == []


@pytest.mark.parametrize("viewport", [SMALL, ZOOMED_TO_200_PERCENT], ids=["360px", "200%"])
def test_nothing_runs_out_of_the_screen(
    page: Page, office: Installation, addresses: list[str], viewport: ViewportSize
) -> None:
    page.set_viewport_size(viewport)
    for address in addresses:
        page.goto(office.url + address)
        assert scrolls_sideways(page) == [], address


def test_a_page_needs_no_script(
    browser: Browser, office: Installation, knowledge: Knowledge, addresses: list[str]
) -> None:
    with browser.new_context(viewport=SMALL, java_script_enabled=False) as context:
        page = context.new_page()
        for address in addresses[:-1]:
            page.goto(office.url + address)
            assert page.locator("script").count() == 0
            entry = knowledge.entry(address.removeprefix("/k/"))
            shown = page.locator("main").inner_text()
            assert entry is not None
            assert entry.title in shown
            assert all(step in shown for step in getattr(entry, "steps", ())), address


def test_the_browser_has_nothing_to_complain_of(page: Page, office: Installation, addresses: list[str]) -> None:
    complained = complaints_of(page)
    for address in addresses[:-1]:
        page.goto(office.url + address)
    assert complained == []


def test_no_page_weighs_more_than_a_weak_network_carries(office: Installation, knowledge: Knowledge) -> None:
    style = len(office.get("/k/static/page.css")[1])
    pages = {entry_id: office.get(f"/k/{entry_id}") for entry_id in (*knowledge.tips, *knowledge.cases)}
    assert {entry_id for entry_id, (status, _) in pages.items() if status not in (200, 404)} == set()
    heavy = {entry_id: len(body) + style for entry_id, (_, body) in pages.items() if len(body) + style > PAGE_BYTES}
    assert heavy == {}
