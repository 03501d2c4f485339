"""What a person's words mean as the answer to one step of the filing form. Plain data in, plain data out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.conversations.form import ANSWERS, LIMITS, SKIPPED
from bot.extraction import Gazetteer, read_amount, read_date, read_phone, read_request

YES = frozenset(
    {"是", "好", "好的", "同意", "愿意", "可以", "行", "要得", "对", "嗯", "没问题", "ok", "是的", "我同意"}
)
NO = frozenset(["否", "不", "不同意", "不愿意", "不要", "不行", "不用", "不可以", "不是", "不愿", "我不同意"])
ANONYMOUS = frozenset({"匿名", "不留名", "不实名", "匿名举报", "不想留名", "不想留名字", "我不想留名字", "不留名字"})
NAMED = frozenset({"实名", "留名", "实名举报", "不匿名"})

_GAP = r"[ \-]?"
_BIRTHDAY = _GAP.join(["(?:1", "9|2", "0)", r"\d", r"\d", "(?:0", "[1-9]|1", "[0-2])", "[0-3]", r"\d"])
IDENTITY = re.compile(
    r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)"
    rf"|(?<!\d)[1-9](?:{_GAP}\d){{5}}{_GAP}{_BIRTHDAY}(?:{_GAP}\d){{3}}{_GAP}[\dXx](?!\d)"
)
ONLINE = re.compile(
    r"淘宝|天猫|京东|拼多多|抖音|快手|小红书|闲鱼|转转|唯品会|美团|饿了么|携程"
    r"|网店|直播间|微店|微商|小程序|APP|app|网上|平台"
)
_FULL_NAME = re.compile(r"[\u4e00-\u9fff]{2,4}|[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+|[A-Za-z][A-Za-z .'-]{2,28}")
_ROUGH_TIME = re.compile(
    r"[\d一二三四五六七八九十几两上去前今本]个?(?:年|月|周|季度|星期|礼拜)|[\d一二三四五六七八九十几两]天前"
    r"|[春夏秋冬]天|过年|春节|国庆|五一|中秋|元旦|年[初底前]|月[初底中]|腊月|正月|冬月|记不清|不久前|前几天|前阵子|最近"
)
_NOT_IN_A_NAME = re.compile(
    r"[不没说吗呢么吧了的是问我你他她它哪谁怎为这那登记退赔]|先生|女士|大姐|大哥|阿姨|师傅|会计|老板|确认|^小.$|^老.$|匿名|提交|投诉|举报|保密"
)
_NAMELESS = re.compile(
    r"(?:店名|名字|招牌)?(?:我)?(?:不知道|不晓得|记不得|记不清|忘记了?|没有|没得|没看清|认不得)(?:店名|名字|招牌|叫什么)?(?:了)?"
)
_MERCHANT_LEAD = re.compile(
    r"^(?:店名|店叫|商家|商家叫|招牌|名字|名称|叫|就是|是)(?:是|叫)?[：: ]*(?=[\u4e00-\u9fffA-Za-z]{2})"
)
_NAMELESS_BUT = re.compile(
    r"(?:不知道|不晓得|记不得|没有|没得)(?:叫什么)?(?:店名|名字|招牌)?[，, ]+(?:就是?)?(?P<rest>.{3,50})"
)
_NOT_A_SHOP = re.compile(r"\d{7}|的$|^(?:过期|发霉|假|坏)的|谢谢|电话")
_WHERE = re.compile(r"[省市县区乡镇村路街号栋组社巷弄苑园庄寨坝湾坪坡]|小区|街道|单元|大厦|学校|公司|厂|工地|医院")
_DEMAND = re.compile(
    r"^(?:要|让|叫|请|希望|想)|退|换|赔|修|补|还|道.?歉|说法|处理|解决|查|给|取消|注销|开.{0,3}票|停|改|公道|负责|履行|继续|恢复|发货|重"
)
NAMELESS = "名称不详"
_CALLED = re.compile(r"(?:叫|姓名是|名字是)([\u4e00-\u9fff]{2,4})(?=[，,。 ]|$)")
_NAME_LEAD = re.compile(r"^(我叫|我的名字叫?|我是|姓名[是：: ]*|名字[是：: ]*)")
_ASKING = re.compile(
    r"[?？]\s*$|[吗呢么嘛噻]\s*[。.!！]?$|怎么|怎样|咋个|咋办|咋整|咋弄|多久|几点|多少天|几天|能不能|可不可以|要不要|是不是"
    r"|为什么|为啥|凭什么|谁出|谁来|谁管|找谁|哪位|([\u4e00-\u9fff])不\1|多少钱[?？]?$|赔多少|能赔|能退|什么意思|有没有用|啥用|做啥|干嘛|哪里|哪个"
    r"|[^差从]不[?？。！]?\s*$"
)


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a step, and of fields that came with it."""

    value: str
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotThat:
    """The words do not answer the step; `code` says why (a reply `filing.bad.<code>`), `options` what is meant."""

    code: str
    options: tuple[str, ...] = ()


def is_question(text: str) -> bool:
    """Whether the words ask something rather than tell something."""
    return bool(_ASKING.search(text.strip()))


def without_identity(text: str) -> str:
    """The text without numbers of identity papers, which are never taken in the chat."""
    return IDENTITY.sub("［证件号已略去］", text)


def read_answer(step: str, text: str, *, at: datetime, gazetteer: Gazetteer) -> Given | NotThat:
    """The answer to one step; words of time are read against `at`, when the message was written."""
    text = text.strip()
    if IDENTITY.search(text):
        return NotThat("identity")
    limit = LIMITS.get(step)
    if limit is not None and len(text) > limit:
        return NotThat("long")
    if step == "merchant_address":
        return _merchant_address(text, gazetteer)
    if step == "date":
        return _date(text, at)
    return _READERS[step](text)


def _facts(text: str) -> Given | NotThat:
    return Given(text) if len(text) >= 6 else NotThat("facts")


def _merchant(text: str) -> Given | NotThat:
    if _NAMELESS.fullmatch(text):
        return Given(NAMELESS)
    unknown = _NAMELESS_BUT.fullmatch(text)
    if unknown:
        return Given(f"{NAMELESS}（{unknown['rest']}）")
    name = _MERCHANT_LEAD.sub("", text)
    is_name = len(name) >= 2 and not _NOT_A_SHOP.search(name)
    return Given(name) if is_name else NotThat("merchant")


def _merchant_address(text: str, gazetteer: Gazetteer) -> Given | NotThat:
    text = text.removeprefix("在").removeprefix("是")
    online = ONLINE.search(text)
    found = gazetteer.find(text)
    if found is None:
        return Given(text, {"online": online[0]}) if online else NotThat("place")
    place = found.value
    if place.outside:
        return Given(text, {"outside": place.outside, "district": "", "township": ""})
    if place.district is None:
        if online:
            return Given(text, {"online": online[0]})
        return NotThat("which_district", place.candidates) if place.candidates else NotThat("place")
    return Given(text, {"district": place.district, "township": place.township or "", "outside": ""})


def _item(text: str) -> Given | NotThat:
    return Given(text) if text else NotThat("item")


def _amount(text: str) -> Given | NotThat:
    found = read_amount(text if re.search(r"[元块毛角万千百]", text) else f"{text}元")
    if found is None or not 0 < found.value < 100_000_000:
        return NotThat("amount")
    return Given(str(found.value))


def _date(text: str, at: datetime) -> Given | NotThat:
    found = read_date(text, at)
    if found is not None:
        return Given(found.value.isoformat(), {"date_text": found.text})
    if len(text) <= 30 and _ROUGH_TIME.search(text):
        return Given(SKIPPED, {"date_text": text})
    return NotThat("date")


def _request(text: str) -> Given | NotThat:
    kind = read_request(text)
    if kind is not None:
        return Given(kind, {"request_text": text})
    return Given("other", {"request_text": text}) if _DEMAND.search(text) else NotThat("request")


def _name(text: str) -> Given | NotThat:
    called = _CALLED.search(text)
    name = called[1] if called else _NAME_LEAD.sub("", text).strip(" 。.，,")
    is_name = _FULL_NAME.fullmatch(name) and not _NOT_IN_A_NAME.search(name)
    return Given(name) if is_name else NotThat("name")


def _phone(text: str) -> Given | NotThat:
    number = read_phone(text)
    return Given(number) if number else NotThat("phone")


def _address(text: str) -> Given | NotThat:
    return Given(text) if len(text) >= 4 and _WHERE.search(text) else NotThat("address")


def _one_of(step: str, words: Mapping[str, frozenset[str]]) -> Callable[[str], Given | NotThat]:
    def read(text: str) -> Given | NotThat:
        plain = text.lower().strip(" 。.!！")
        for value in ANSWERS[step]:
            if plain in words[value] or plain == value:
                return Given(value)
        return NotThat(step)

    return read


_YES_NO = {"yes": YES, "no": NO}
_READERS: Mapping[str, Callable[[str], Given | NotThat]] = {
    "consent": _one_of("consent", _YES_NO),
    "signed": _one_of("signed", {"anonymous": ANONYMOUS, "named": NAMED}),
    "publish": _one_of("publish", _YES_NO),
    "entrust": _one_of("entrust", _YES_NO),
    "facts": _facts,
    "merchant": _merchant,
    "item": _item,
    "amount": _amount,
    "request": _request,
    "name": _name,
    "phone": _phone,
    "address": _address,
}
