"""An answer that belongs to another step: a phone where a day was asked, a place where a name was asked."""

import re
from collections.abc import Mapping
from datetime import datetime

from bot.conversations.form import Form
from bot.conversations.reading import Given, read_answer
from bot.extraction import Gazetteer, read_amount, read_date, read_phone

MOSTLY = 0.7
ALIASES = {
    "店名": "merchant",
    "商家名字": "merchant",
    "商家名称": "merchant",
    "钱": "amount",
    "价钱": "amount",
    "名字": "name",
    "日期": "date",
}
_SWAPS = re.compile(
    r"(?:应该)?是(?P<new>[^，,]{1,20}?)[，, ]*不是(?P<old>[^，,]{1,20})"
    r"|(?P<old2>[^，,]{1,20}?)(?:改成|改为|换成)(?P<new2>[^，,]{1,20})"
)
PLACES = frozenset({"merchant_address", "address"})
_WRONG = (
    r"(?:写|填|记|搞)?(?:错了|不对|改成|改为|应该是|不是)[，,、 ]*(?:应该)?(?:是|改成|改为)?(?P<value>[^，,]{0,60})"
)
_REMEDY = re.compile(r"(?:我?要?(?:求|他|商家|老板)*)?(?:退|赔|换|修|补)[^，。；]{0,10}")
_SUM = re.compile(
    r"[^\d一二三四五六七八九十百千万两]{0,3}[\d.,一二三四五六七八九十百千万两]+(?:块钱?|元|万)[\d一二三四五六七八九]?"
)


def other_step(form: Form, text: str, at: datetime, gazetteer: Gazetteer) -> tuple[str, Given] | None:
    """The step a short text clearly answers although another is asked, with its value; None where none does."""
    text = text.strip()
    step = _fitting(text, at, gazetteer)
    if step is None or step == form.step or step not in form.steps:
        return None
    if step == "merchant_address" and (form.step in PLACES or form.answers.get(step)):
        return None
    given = read_answer(step, text, at=at, gazetteer=gazetteer)
    return (step, given) if isinstance(given, Given) else None


def _fitting(text: str, at: datetime, gazetteer: Gazetteer) -> str | None:
    """The one step that this text answers and hardly any other; None where it could be many things."""
    if re.fullmatch(r"[\d\s+\-()（）]{7,20}", text):
        return "phone" if read_phone(text) else None
    place = gazetteer.find(text)
    if place is not None and len(place.text) >= MOSTLY * len(text):
        return "merchant_address"
    day = read_date(text, at)
    if day is not None and len(day.text) >= MOSTLY * len(text):
        return "date"
    if _SUM.fullmatch(text) and read_amount(text) is not None:
        return "amount"
    return "request" if _REMEDY.fullmatch(text) else None


def correction(text: str, labels: Mapping[str, str]) -> tuple[str, str] | None:
    """The field, and the new value ("" where none is said), of 修改电话, 金额错了，是480 or 时间改成昨天."""
    for label, name in [
        *labels.items(),
        *((alias, name) for alias, name in ALIASES.items() if name in labels.values()),
    ]:
        found = re.fullmatch(rf"(?:我要)?(?:修改|更改|改){re.escape(label)}|{re.escape(label)}{_WRONG}", text.strip())
        if found:
            return name, (found["value"] or "").strip()
    return None


def swap(text: str, values: Mapping[str, str]) -> tuple[str, str] | None:
    """The field whose present value is to be replaced, and by what, of 是18块不是12 or 12改成15."""
    found = _SWAPS.fullmatch(text.strip())
    if found is None:
        return None
    old, new = found["old"] or found["old2"], found["new"] or found["new2"]
    holding = [name for name, value in values.items() if value and old.rstrip("元块号") in value]
    return (min(holding, key=lambda name: len(values[name])), new) if holding else None


def is_story(text: str) -> bool:
    """Whether a text tells what happened rather than answering yes or no."""
    return len(text.strip()) >= 12
