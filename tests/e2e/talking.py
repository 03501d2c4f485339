"""Talking through the phone as a person does: read what is asked, answer it, say it again when nothing came."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.content import load
from bot.core.numbers import PATTERN
from simulator.client import Phone
from simulator.delivery import UNAVAILABLE

Say = Callable[[str], list[str]]
TURNS_AT_MOST = 60
AGAIN_AT_MOST = 20
ASKS = {
    "consent": ("filing.begin.complaint", "filing.begin.report"),
    "facts": ("filing.ask.facts", "filing.ask.clue"),
    "item": ("filing.ask.item", "filing.ask.subject"),
    "name": ("filing.ask.name", "filing.ask.reporter_name"),
    "photos": ("filing.ask.photos",),
    "photo_more": ("filing.photo_more",),
    "confirm": ("filing.confirm.complaint", "filing.confirm.report"),
    **{
        step: (f"filing.ask.{step}",)
        for step in (
            "merchant", "merchant_address", "amount", "date", "request", "phone", "address", "signed", "publish",
            "entrust",
        )
    },
}  # fmt: skip
COMPLAINT = {
    "consent": "同意",
    "facts": (
        "这个月3号在他那里买了一车取暖用的煤，当场过秤说是十吨多，拉回家找公家的地磅再称，少了将近一吨，"
        "回去找老板，他说煤拉走了就不认账，不肯退也不肯补，喊我爱找哪个找哪个。"
    ),
    "merchant": "顺发货场",
    "merchant_address": "镇雄县泼机镇街上",
    "item": "无烟煤",
    "amount": "15000",
    "date": "11月3号",
    "request": "退还货款或费用",
    "name": "王小明",
    "phone": "13812345678",
    "address": "昭阳区凤凰街道某某小区3栋",
    "publish": "不同意",
    "entrust": "同意",
    "photos": "跳过",
    "photo_more": "好了",
    "confirm": "提交",
}
REPORT = {
    "consent": "同意",
    "signed": "匿名",
    "facts": "这家店把过期的罐头撕了标签，换成新的日期接着卖，仓库在店后面的院子里，晚上七八点换。",
    "merchant": "百味副食店",
    "merchant_address": "彝良县角奎街道",
    "item": "罐头",
    "date": "11月5号",
    "photos": "跳过",
    "confirm": "提交",
}


class NotAsked(Exception):
    """The account said something that is no question of a filing; carries what was heard."""


@dataclass(frozen=True)
class Words:
    """The account's sentences by key, so that a changed tone breaks no test."""

    texts: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path) -> Self:
        knowledge = load(folder).knowledge
        assert knowledge is not None, "the knowledge does not load: run `bot kb check`"
        return cls({key: reply.text for key, reply in knowledge.replies.items()})

    def sign(self, key: str) -> str:
        """What shows that this sentence was said: its longest stretch on one line without a placeholder."""
        return max(re.split(r"\{\w+\}|\n", self.texts[key]), key=len)

    def said(self, key: str, heard: str) -> bool:
        return self.sign(key) in heard

    def asked(self, heard: str) -> str | None:
        """The step that is asked in what was heard; the last, where an answer stands before it."""
        found = {step: max(heard.rfind(self.sign(key)) for key in keys) for step, keys in ASKS.items()}
        step = max(found, key=lambda each: found[each])
        return step if found[step] >= 0 else None


def numbers_in(text: str) -> list[str]:
    """Every filing number in a text, in order."""
    return list(dict.fromkeys(match[0] for match in PATTERN.finditer(text)))


def heard_or_again(say: Say, text: str) -> str:
    """Say a text, and once more whenever only the platform's notice was heard; what was heard in the end."""
    for _ in range(AGAIN_AT_MOST):
        heard = "\n".join(say(text))
        assert heard, f"silence after {text!r}"
        if heard != UNAVAILABLE:
            return heard
    raise TimeoutError(f"{text!r} was not answered in {AGAIN_AT_MOST} attempts")


def file(
    phone: Phone,
    words: Words,
    answers: Mapping[str, str],
    *,
    begins: str = "登记投诉",
    photo: bytes | None = None,
    say: Say | None = None,
) -> str:
    """Go through a whole filing by reading what is asked; what was heard at the end, with the number in it.

    Where the end was lost together with every try, the number is asked for. Raises NotAsked.
    """
    speak = say or phone.say
    heard = heard_or_again(speak, begins)
    for _ in range(TURNS_AT_MOST):
        if numbers_in(heard):
            return heard
        step = words.asked(heard)
        if step is None:
            heard = _found_again(speak, words, begins, heard)
        elif step == "photos" and photo is not None:
            heard, photo = "\n".join(phone.photo(photo)), None
        else:
            heard = heard_or_again(speak, answers[step])
    raise NotAsked(heard)


def _found_again(speak: Say, words: Words, begins: str, heard: str) -> str:
    """After words that meant nothing any more: the filing is in the list, or goes on."""
    listed = heard_or_again(speak, words.texts["way.my_filings"])
    if numbers_in(listed) or words.asked(listed):
        return listed
    if words.said("progress.none", listed):
        return heard_or_again(speak, begins)
    raise NotAsked(heard)
