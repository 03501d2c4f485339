"""What entries say to people: too long, promised too much, or asked twice."""

import re
from collections.abc import Iterator
from itertools import combinations

from rapidfuzz import fuzz

from bot.content.knowledge import PLACEHOLDER
from bot.content.loading import Loaded, Placed
from bot.content.models import Hotline, Intent, Referral, ReplyText, Tip
from bot.content.problems import Problem
from bot.content.references import of_model

MESSAGE_BYTES = 1_500
"""Of the 2,047 bytes of a text message; the rest is for what to keep, the basis and the next step."""
TITLE_LENGTH = 30
QUESTIONS_AT_MOST = 200
ALIKE = 85

_BRACES = re.compile(r"\{[^{}]*\}?|\}")
_NOT_A_WORD = re.compile(r"[\W_]+")
_WORDS_OF_OTHERS = re.compile(r"“[^”]*”|\"[^\"\n]*\"|「[^」]*」|‘[^’]*’|『[^』]*』")
_DENIALS = "不、没、未、何、不能、不会、不敢、没法、无法、没人、没有、并非、不可能、不是、不见得、不代表"
_NOT_DENIED = "".join(f"(?<!{word})" for word in _DENIALS.split("、"))
_SURELY = r"(?:一定|肯定|必定|必然|绝对|铁定|保证)"
_CAN = r"(?:能|会|可以|给您|帮您|让您|让商家|要商家)*(?:全额|全部|双倍|三倍)?"
_OUTCOME = r"(?:退|赔|胜诉|打赢|立案|追回|要回|拿回|解决|处理好|受理|处罚|罚他|得到)"
_SURE = r"稳赔|稳赢|必赔|必退|必赢|包退包赔|(?:百分之?百|100[%％])(?:能|会|可以|退|赔)"
_PROMISES = re.compile(f"{_NOT_DENIED}(?:{_SURELY}{_CAN}{_OUTCOME}|{_SURE})")
_STRONG_WORDS = re.compile(f"{_NOT_DENIED}(?:百分之?百|万无一失|绝对安全|绝对没问题)")
_SOMEONE_ELSE_VOWS = re.compile(r"(?:商家|老板|店家|店里|卖家|平台|对方|骗子|客服|主播|承诺|口头)[^。；，！？\n]*$")


def wording(loaded: Loaded) -> Iterator[Problem]:
    """Problems of length, promises, placeholders, phone numbers and questions."""
    numbers = {hotline.number for _, hotline in of_model(loaded, Hotline)}
    for place, tip in of_model(loaded, Tip):
        yield from _fits(place, tip.title, tip.answer)
        yield from _promises(place, tip.answer)
        yield from _alike(place, tip.questions)
    for place, referral in of_model(loaded, Referral):
        yield from _fits(place, referral.title, referral.answer)
        yield from _promises(place, referral.answer)
        yield from _alike(place, referral.questions)
        if referral.number is not None and referral.number not in numbers and "hotlines" not in loaded.unread:
            message = f"电话 {referral.number} 不在 hotlines.yaml 里；核对后登记进去，或改用已登记的"
            yield place.problem(("number",), message, "warning")
    for place, reply in of_model(loaded, ReplyText):
        yield from _placeholders(place, reply.text)
    yield from _asked_twice(loaded)


def _fits(place: Placed, title: str, answer: str) -> Iterator[Problem]:
    size = len(f"{title}\n{answer}".encode())
    if size > MESSAGE_BYTES:
        over = (size - MESSAGE_BYTES + 2) // 3
        what = f"标题加回答共{size}字节，一条微信放不下（最多{MESSAGE_BYTES}）"
        yield place.problem(("answer",), f"{what}；约删去{over}个字，次要的移到 steps")
    if len(title) > TITLE_LENGTH:
        message = f"标题有{len(title)}字，手机上会断行；缩到{TITLE_LENGTH}字以内"
        yield place.problem(("title",), message, "warning")


def _promises(place: Placed, answer: str) -> Iterator[Problem]:
    own_words = _WORDS_OF_OTHERS.sub("“”", answer)
    promise = next((found for found in _PROMISES.finditer(own_words) if not _of_others(found)), None)
    if promise:
        message = f"“{promise[0]}”是在许诺结果；改成“可以要求……”，说清条件，引别人的话要加引号"
        yield place.problem(("answer",), message)
    elif strong := _STRONG_WORDS.search(own_words):
        message = f"“{strong[0]}”说得太满；改成留有余地的说法，引别人的话要加引号"
        yield place.problem(("answer",), message, "warning")


def _of_others(promise: re.Match[str]) -> bool:
    """商家保证退款的，留好录音: a merchant's vow is told, nothing is promised."""
    before = promise.string[: promise.start()]
    return promise[0].startswith("保证") and _SOMEONE_ELSE_VOWS.search(before) is not None


def _placeholders(place: Placed, text: str) -> Iterator[Problem]:
    rest = PLACEHOLDER.sub("", text)
    if strange := _BRACES.search(rest):
        message = f"“{strange[0]}”不是占位；占位写成 {{number}} 这样的小写英文名，别处不用花括号"
        yield place.problem(("text",), message)


def _alike(place: Placed, questions: tuple[str, ...]) -> Iterator[Problem]:
    if len(questions) > QUESTIONS_AT_MOST:
        message = f"有{len(questions)}个问法，太多；只留最不一样的{QUESTIONS_AT_MOST}个以内"
        yield place.problem(("questions",), message)
        return
    for (_, first), (index, second) in combinations(enumerate(questions), 2):
        if fuzz.ratio(first, second, score_cutoff=ALIKE) > ALIKE:
            message = f"和“{first}”太像，教不会新东西；换一种问法，或删去"
            yield place.problem(("questions", index), message, "warning")


def _asked_twice(loaded: Loaded) -> Iterator[Problem]:
    """The same words may not lead to two places: questions and an intent's exact phrases alike."""
    asked: dict[str, tuple[Placed, str]] = {}
    for place, key, index, question in _asked(loaded):
        core = _NOT_A_WORD.sub("", question).casefold() or question
        first, words = asked.setdefault(core, (place, question))
        if first is not place:
            message = f"“{question}”在“{first.id}”里也有（“{words}”）；只留在一处"
            yield place.problem((key, index), message)


def _asked(loaded: Loaded) -> Iterator[tuple[Placed, str, int, str]]:
    for place in loaded.entries:
        if isinstance(place.item, Tip | Referral | Intent):
            for index, question in enumerate(place.item.questions):
                yield place, "questions", index, question
        if isinstance(place.item, Intent):
            for index, phrase in enumerate(place.item.exact):
                yield place, "exact", index, phrase
