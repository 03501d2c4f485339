"""The system's Chromium for tests, and what can be measured on a page."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TEXTS = """() => {
  const channel = (value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = numbers(getComputedStyle(each).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
      if (colour[3] > 0) throw new Error("a half transparent background cannot be measured");
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const [light, dark] = [luminance(numbers(style.color)), luminance(ground(element))].sort((a, b) => b - a);
    found.push({
      text: walker.currentNode.data.trim().slice(0, 40),
      pixels: parseFloat(style.fontSize),
      contrast: (light + 0.05) / (dark + 0.05),
    });
  }
  return found;
}"""
TARGETS = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
  .filter((each) => each.checkVisibility())
  .map((each) => {
    const box = each.getBoundingClientRect();
    const text = each.textContent.trim().slice(0, 40);
    return { text, left: box.left, top: box.top, width: box.width, height: box.height };
  })"""
WIDER = """() => [document.documentElement, ...document.querySelectorAll("main, #feed")]
  .filter((each) => each.scrollWidth > each.clientWidth)
  .map((each) => `${each.tagName} ${each.scrollWidth} > ${each.clientWidth}`)"""


class NoChromium(Exception):
    """There is no browser on this machine; says what to do."""

    def __init__(self) -> None:
        super().__init__("no Chromium: install it (apt install chromium)")


@dataclass(frozen=True)
class Text:
    """A piece of text as it is shown: its size in CSS pixels, its contrast ratio (WCAG 2) to what lies behind it."""

    text: str
    pixels: float
    contrast: float


@dataclass(frozen=True)
class Target:
    """Something to tap: where it lies on the page and how large it is, in CSS pixels."""

    text: str
    left: float
    top: float
    width: float
    height: float

    def apart_from(self, other: "Target") -> float:
        """The room between two targets; negative where they overlap."""
        across = max(self.left, other.left) - min(self.left + self.width, other.left + other.width)
        down = max(self.top, other.top) - min(self.top + self.height, other.top + other.height)
        return max(across, down)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless browser for the length of the block. Raises NoChromium."""
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise NoChromium
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=list(QUIET))
        yield browser
        browser.close()


def texts(page: Page) -> list[Text]:
    """Every visible piece of text."""
    return [Text(**found) for found in page.evaluate(TEXTS)]


def targets(page: Page) -> list[Target]:
    """Everything visible that can be tapped."""
    return [Target(**found) for found in page.evaluate(TARGETS)]


def scrolls_sideways(page: Page) -> list[str]:
    """What is wider than the room it has; empty where nothing is."""
    found: list[str] = page.evaluate(WIDER)
    return found


def complaints_of(page: Page) -> list[str]:
    """A list that fills with what the browser complains of: console errors, uncaught errors, failed answers."""
    heard: list[str] = []

    def told(message: Any) -> None:
        if message.type in ("error", "warning"):
            heard.append(f"{message.type}: {message.text}")

    page.on("console", told)
    page.on("pageerror", lambda error: heard.append(f"uncaught: {error}"))
    page.on("response", lambda response: response.status >= 400 and heard.append(f"{response.status} {response.url}"))
    return heard
