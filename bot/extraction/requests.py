"""What the consumer asks for: the official kind, and the words they used."""

import re
from collections.abc import Iterator

from bot.extraction.model import Found

# The kinds a complaint form knows; of those that start at the same word the first one counts.
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("compensate", re.compile(r"退一赔|假一赔|赔(?!礼)|补偿|[三十]倍")),
    ("return_goods", re.compile(r"退货|退掉|退[车机]|都退了|退回去|退换|无理由退|把[^，。；！？\n钱款费金]{1,8}退")),
    (
        "refund",
        re.compile(r"(?:全额|全部)?退(?!休|步|伍|出|役|让|换|货|掉)|还[^，。；！？\n]{0,4}钱|返[还现]|兑现|把钱|要回"),
    ),
    ("replace", re.compile(r"更换|[换调]货|换[新一个台成套部件]|[调掉]换|给换")),
    ("repair", re.compile(r"修理|维修|保修|修好|返修|免费修|[给来]修|修一修")),
    ("redo", re.compile(r"重做|返工|重新(?:做|装|安装|施工|洗|拍|制作|弄)")),
    ("make_up", re.compile(r"补[足齐够货发上给]|少的[^，。；！？\n]{0,4}补")),
    (
        "other",
        re.compile(
            r"道.?歉|查处|严惩|惩处|严查|严打|打击|处理|解决|调查|查查|查一查|调解|整改|开[^，。；！？\n]{0,3}发?票|"
            r"停止|恢复|继续履行|取消|注销|给个说法|介入"
        ),
    ),
)
_ONE_CHARACTER = {"退": "refund", "换": "replace", "修": "repair", "补": "make_up", "赔": "compensate"}
_UNWANTED = re.compile(
    r"(?:不要|不想要?|不用|不接受|不需要|不同意|别)[^，。,；;！!\s]{0,6}(?:[，。,；;！!\s]|而?是|只?[要想])"
)
_CLAUSE = re.compile(r"[^，。；！？!?,;\n\s]+(?:\s[^，。；！？!?,;\n\s]+)*?(?=[，。；！？!?,;\n\s]|$)")
_ASKS = re.compile(
    r"要求|希望|请求|恳请|请|想|诉求|[能可][不否]|提出|应该?|理应|必须|督促|责令|立[刻即]|尽快|申请|呼吁|[让叫]他|(?<!不)要(?!是|不|么|用|等)|给我|帮"
)
_DENIED = re.compile(r"(?:不给|不肯|不愿意?|拒不|拒绝|不同意|不予|不承认)[^，。；！？\n]{0,2}$")
_JUST_DENIED = re.compile(
    r"(?:不给?|不肯|不愿意?|拒绝|不予|不同意)(?P<remedy>[退换修赔](?:[货款费钱]|了)?)(?=[，。；！？,.!?\s]|$)"
)
_REFUSED = re.compile(r"不给?予?|不肯|不愿意?|拒绝?|没有?|未|无法|难以|无故|恶意|拖[延欠]|是否|怎么|如何|等|流程|才")
_REMEDY = re.compile(
    r"(?:(?:全额|全部|立刻|立即|尽快|及时|都|一次性|免费|依法|双倍|三倍)(?:给我|给予|将|把)?)*"
    r"(?:退一赔[一二三十\d]+|退[还回](?:[^，。；！？\n]{0,14}?(?:(?<!花)费用?|款|金|钱|余额)(?:和[^，。；！？\n]{0,12}(?:费|款|金|钱))?|[^，。；！？\n\s]{0,8})|退[^，。；！？\n]{0,4}?(?<!花)[费款金钱]|"
    r"退货退款|退[货款费钱掉车机卡]|退了|退(?=\d|[两三四五六七八九]|$|[，。；！？\n])|返还[^，。；！？\n]{0,10}|兑现返?现?|"
    r"还[^，。；！？\n]{0,4}钱|赔[偿付]?[^，。；！？\n\s]{0,10}|补偿[^，。；！？\n\s]{0,8}|更换[^，。；！？\n\s]{0,6}|换[货新一个台][^，。；！？\n\s]{0,6}|"
    r"维修|修好|修理|返工|重做|重新(?:做|装|安装|施工)|补[足齐发][^，。；！？\n\s]{0,8}|将[^，。；！？\n]{2,12}还给我们?)"
)
_AUTHORITY = re.compile(r"部门|政府|领导|工商|市?监管|贵局|你们|职能|12315|相关|严惩|严查|查处|惩处|查查")
_AUTHORITY_DOES = re.compile(
    r"(?:做出|作出|予以|给予|依法|严肃|从重|介入)*(?:严惩|查处|惩处|严查|严打|打击|调查|查查|查一查|处理|解决|整改|调解)(?:一下|清楚)?"
)
_CLAUSE_END = re.compile(r"[，。；！？!?,;\n]")
_WHOLE_CLAUSE = 14


def read_request(text: str) -> str | None:
    """The official kind a text asks for, the first it names and does not refuse; None when it asks for none.

    One of repair, redo, replace, return_goods, make_up, refund, compensate, other.
    """
    wanted = _UNWANTED.sub("", text) or text
    named = [
        (found.start(), order, kind)
        for order, (kind, words) in enumerate(_KINDS)
        if (found := words.search(wanted)) is not None
    ]
    if named:
        return min(named)[2]
    return next(
        (
            kind
            for character, kind in _ONE_CHARACTER.items()
            if len(text) <= 4 and wanted.endswith((character, f"{character}了"))
        ),
        None,
    )


def find_request(text: str) -> Found[str] | None:
    """What a story asks for, as kind and the words for it; a remedy from the trader before a step of the authority.

    Not sure when it is asked only of the authority, or was only refused so far.
    """
    asked = max([*_remedies(text), *_denials(text), *_steps(text)], key=lambda pair: pair[0], default=None)
    return asked[1] if asked else None


def _remedies(text: str) -> Iterator[tuple[float, Found[str]]]:
    for clause in _CLAUSE.finditer(text):
        for match in _REMEDY.finditer(clause[0]):
            before = clause[0][: match.start()]
            start, end = clause.start() + match.start(), clause.start() + match.end()
            asks = bool(_ASKS.search(before or _clause_before(text, clause.start())))
            refused, denied = bool(_REFUSED.search(before[-5:])), bool(_DENIED.search(before))
            kind = read_request(match[0])
            if kind is None or not (asks or denied):
                continue
            weight = 2.0 * asks - 1.5 * refused + 2.0 * denied + len(match[0]) / 40 + start / len(text) / 4
            if weight > 0:
                yield weight, Found(kind, start, end, match[0], asks and not refused)


def _denials(text: str) -> Iterator[tuple[float, Found[str]]]:
    """What the trader would not do, in two words: 老板不换 says that a replacement was wanted."""
    for match in _JUST_DENIED.finditer(text):
        kind = read_request(match["remedy"])
        if kind is not None:
            yield 0.4, Found(kind, match.start("remedy"), match.end("remedy"), match["remedy"], False)


def _clause_before(text: str, start: int) -> str:
    """The clause that a comma joins to the one at `start`: 请有关部门查处，退还… asks for both."""
    if text[start - 1 : start] not in ("，", ","):
        return ""
    return _CLAUSE_END.split(text[max(0, start - 30) : start - 1])[-1]


def _steps(text: str) -> Iterator[tuple[float, Found[str]]]:
    for clause in _CLAUSE.finditer(text):
        asks, does = _ASKS.search(clause[0]), _AUTHORITY_DOES.search(clause[0])
        if asks is None or does is None or does.start() < asks.start() or not _AUTHORITY.search(clause[0]):
            continue
        if _REFUSED.search(clause[0][max(0, does.start() - 3) : does.start()]):
            continue
        words = clause[0][asks.start() : does.end()]
        start = clause.start() + (asks.start() if len(words) <= _WHOLE_CLAUSE else does.start())
        end = clause.start() + does.end()
        yield 0.5 + start / len(text) / 4, Found("other", start, end, text[start:end], False)
