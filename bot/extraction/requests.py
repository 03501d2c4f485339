"""What the consumer asks for: the official kind, and the words they used."""

import re

from bot.extraction.model import Found

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("compensate", re.compile(r"赔偿?|退一赔|假一赔|补偿|三倍|十倍")),
    ("return_goods", re.compile(r"退货|退掉|退车|退机|退房(?!款)|都退了|退回去|无理由退")),
    (
        "refund",
        re.compile(
            r"退[还回]?[^，。；！？\n]{0,10}[费款钱金]|退[费款钱还]|退卡|还我[^，。]{0,4}钱|还钱|返还|返现|全额退|退\d|兑现|把钱"
        ),
    ),
    ("replace", re.compile(r"更换|换货|换新|换一|换个|调换|掉换|给换|换成")),
    ("repair", re.compile(r"修理|维修|保修|修好|返修|免费修|给修|修一修")),
    ("redo", re.compile(r"重做|返工|重新(?:做|装|安装|施工|洗|拍|制作)")),
    ("make_up", re.compile(r"补足|补齐|补够|补给|补货|补发|少的补|补上")),
    (
        "other",
        re.compile(
            r"道歉|查处|严惩|严查|处理|解决|调查|调解|整改|开发票|开票|停止|查查|恢复|继续履行|取消|注销|曝光|给个说法|讨个说法|交代|公道"
        ),
    ),
)
_ASKING = re.compile(
    r"(?:我?(?:强烈)?要求|希望|请求|恳请|请(?:有关|贵|相关|政府|领导|求|你们|工商)|想要?|诉求(?:是|[:：])?|能不能|可不可以|可以(?=退)|"
    r"能否|提出|应该?(?=退|赔)|理应|应当|必须|督促|责令|尽快|申请|呼吁|让他们?|叫他们?|我(?:就|只)?(?:想|要))"
)
_REFUSED = re.compile(r"(?:不给|不肯|拒绝|拒不|不予|不愿|不同意|不|没|未|无法|难以|怎么|如何)[^，。；！？\n]{0,3}$")
_CLAUSE = re.compile(r"[^，。；！？!?,;\n]+")
_MOST_CHARACTERS = 40


def read_request(text: str) -> str | None:
    """The official kind a text asks for: repair redo replace return_goods make_up refund compensate other; or None."""
    for kind, words in _KINDS:
        if words.search(text):
            return kind
    return None


def find_request(text: str) -> Found[str] | None:
    """The clause that asks for something, as kind and span; the later of equal ones."""
    best: tuple[float, Found[str]] | None = None
    for clause in _CLAUSE.finditer(text):
        scored = _asked(clause[0], clause.start(), len(text))
        if scored is not None and (best is None or scored[0] >= best[0]):
            best = scored
    return best[1] if best else None


def _asked(clause: str, offset: int, length: int) -> tuple[float, Found[str]] | None:
    asking = list(_ASKING.finditer(clause))
    kind = read_request(clause)
    if not asking or kind is None:
        return None
    words = next(pattern for name, pattern in _KINDS if name == kind)
    said = words.search(clause)
    if said is None or _REFUSED.search(clause[: said.start()]):
        return None
    start = min(asking[0].end(), said.start())
    span = clause[start : start + _MOST_CHARACTERS].rstrip()
    begin = offset + start
    score = (0.0 if kind == "other" else 2.0) + offset / max(1, length)
    return score, Found(kind, begin, begin + len(span), span, kind != "other" and score > 2.3)
