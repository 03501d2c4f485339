"""Telephone numbers people leave: mobiles and landlines, never service numbers or papers."""

import re

import phonenumbers

from bot.extraction.model import Found
from bot.extraction.traders import KINDS

_NUMBER = re.compile(
    r"(?<![\d*])(?<!\d[-－])"
    r"(?:(?:\+|00)?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4}|[（(]?0\d{2,3}[)）]?[-－—– ]{0,2}\d{7,8})"
    r"(?![\d*]|[-－]\d|[xX])"
)
_OWN = re.compile(r"(?:我的|本人|我|联系方式|联系人|举报人|投诉人|申请人|手机号?码?|打给我)[^，。；！？\n]{0,12}$")
_TRADER = (
    r"(?:老板娘?|店家|商家|卖家|店主|(?<!其)他|她|对方|客服|公司|店里|门店|店铺|快递员|师傅|销售|经理|营业厅|总部|商行|"
    r"被举报人|被投诉人)"
)
_OTHERS = re.compile(rf"{_TRADER}[^，。；！？\n]{{0,10}}$")
_TRADERS = re.compile(
    rf"(?:{_TRADER}(?:[^，,。；！？\n]{{0,6}}|(?:姓|名?叫)[\u4e00-\u9fff]{{1,3}}[，,]?(?:电话|手机)?[是为：:]?)"
    rf"|(?:{_TRADER}|{'|'.join(KINDS)})们?的?(?:联系|服务|客服|手机)?(?:电话|手机|热线|号码|联系方式)[号码是为：:，,\s]{{0,4}})$"
)
_TRADERS_AFTER = re.compile(rf"\s?(?:[这就]?是|[（(]){_TRADER}(?:的|电话|手机|[）)])")
_WRITERS = re.compile(
    r"(?:我的?(?:联系)?(?:电话|手机|号码|联系方式)|联系我|打给我|我是|我叫|本人|(?<!被)(?:举报人|投诉人|申请人)|联系人)"
    rf"(?:(?!{_TRADER})[^。；！？\n])*$"
)
_PAPER = re.compile(r"(?:订单|单号|发票|编号|账号|帐号|卡号|运单|工号|执照)[号码]{0,2}[^，。；！？\n]{0,3}$")
_LOOK_BACK = 18


def find_phones(text: str) -> tuple[Found[str], ...]:
    """The telephone numbers in the text, normalised (13812345678, 0870-2123456); sure when one is the writer's own."""
    return tuple(found for found, _ in _numbers(text))


def read_phone(text: str) -> str | None:
    """The one number a text gives that is not said to be the trader's, normalised; None for none or several."""
    numbers = [found.value for found, is_traders in _numbers(text) if not is_traders]
    return numbers[0] if len(numbers) == 1 else None


def _numbers(text: str) -> list[tuple[Found[str], bool]]:
    """Each number once, and whether it is said to be the trader's."""
    numbers: dict[str, tuple[Found[str], bool]] = {}
    for match in _NUMBER.finditer(text):
        number = _normalised(match[1])
        if number is None:
            continue
        before = text[max(0, match.start() - _LOOK_BACK) : match.start()]
        is_traders = _is_traders(before, text, match.end())
        sure = not is_traders and _is_own(number, before)
        numbers.setdefault(number, (Found(number, match.start(), match.end(), match[0], sure), is_traders))
    return list(numbers.values())


def _is_traders(before: str, text: str, end: int) -> bool:
    """Whether the number that follows `before` is said to be the trader's, and no word for the writer stands nearer."""
    if _TRADERS_AFTER.match(text, end):
        return True
    if _WRITERS.search(before):
        return False
    return bool(_TRADERS.search(before))


def _is_own(number: str, before: str) -> bool:
    if _PAPER.search(before) or (_OTHERS.search(before) and not _WRITERS.search(before)):
        return False
    return number.startswith("1") or bool(_OWN.search(before))


def _normalised(written: str) -> str | None:
    digits = re.sub(r"\D", "", written)
    try:
        number = phonenumbers.parse(digits, "CN")
    except phonenumbers.NumberParseException:
        return None
    kind = phonenumbers.number_type(number)
    if kind == phonenumbers.PhoneNumberType.MOBILE:
        return str(number.national_number)
    if kind != phonenumbers.PhoneNumberType.FIXED_LINE:
        return None
    area, _, local = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL).partition(" ")
    return f"{area}-{local.replace(' ', '')}"
