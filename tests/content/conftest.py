"""Small knowledge folders, written as staff would write them."""

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[..., Path]

TIP = """\
  - id: deposit-return
    topic: deposit
    title: 定金能退吗
    questions:
      - 交了定金不想要了能退不
      - 老板说订金一分不退
    answer: |-
      看是谁反悔。
      商家反悔的，定金双倍返还。
    steps:
      - 找出收据。
    evidence:
      - 收据
    law:
      - law: 民法典
        article: 587
    source: null
    reviewed: 2026-11-24
    review_by: 2027-11-24
"""
TIPS = "version: 1\ntips:\n" + TIP
TOPICS = "version: 1\ntopics:\n  - id: deposit\n    label: 定金、订金、押金\n"
LAWS = """\
version: 1
laws:
  - id: 民法典
    name: 中华人民共和国民法典
    short: 民法典
    number: 主席令第45号
    from: 2021-01-01
    to: null
    superseded_by: null
    articles: 1260
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A good folder: one tip, its topic, its law."""
    found = tmp_path / "knowledge"
    found.mkdir()
    for name, text in (("tips", TIPS), ("topics", TOPICS), ("laws", LAWS)):
        (found / f"{name}.yaml").write_text(text, encoding="utf-8")
    return found


@pytest.fixture
def write(folder: Path) -> Write:
    """Put a file into the folder: write("words", text), write("tips/cars", text); bytes as they are."""

    def put(name: str, text: str | bytes) -> Path:
        path = folder / f"{name}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return put


@pytest.fixture
def tip() -> Callable[..., str]:
    """The good tips file with pieces replaced: tip(("article: 587", "article: 1300"))."""

    def changed(*changes: tuple[str, str]) -> str:
        text = TIPS
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new, 1)
        return text

    return changed
