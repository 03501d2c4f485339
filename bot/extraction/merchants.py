"""The trader of a story: called X店, X公司, X驾校, named at the head of a letter, or where something was bought."""

import re
from collections.abc import Iterator

from bot.extraction.model import Found
from bot.extraction.traders import CHAINS, KINDS, PLATFORMS

MOST_CHARACTERS = 24

_NAME = r"[\u4e00-\u9fffA-Za-z0-9·]"
_KIND = "|".join(KINDS)
_NAMED = re.compile(
    rf"(?:{_KIND})(?!员|长|家|里的人|费|券|卡(?!通)|名|主)"
    rf"(?:[A-Z]\d*区?[\u4e00-\u9fff]{{2,6}}店|[\u4e00-\u9fff]{{2,4}}(?:店|分店|校区))?"
)
_BEFORE_KIND = 16
_RUN = re.compile(rf"{_NAME}*$")
_LABELLED = re.compile(
    rf"(?:(?:店名|店铺名?称?|商家名?称?|被投诉人|被举报人|被投诉单位|公司名称?)[：:]\s?|名叫|店叫|叫做)(?P<name>{_NAME}{{2,{MOST_CHARACTERS}}})"
)
_OWN_COMPANY = re.compile(
    r"(?:(?:举报单位|投诉单位|举报人|投诉人|联系人|申请人)[：:]\s?|我(?:是|们|家)?开(?:了?一?[家个间]|的|了)?)$"
)
_SITE = re.compile(r"(?:https?://)?(?P<name>(?:www\.)[A-Za-z0-9\-]+\.[a-z.]{2,8})")
_CHAIN = re.compile(rf"(?:[A-Z]\d*市(?:移动|联通|电信)|{'|'.join(CHAINS)})(?:[\u4e00-\u9fffA-Z0-9]{{2,10}}营业厅)?")
# Words that hold a character of the next list and yet belong to names.
_WHOLE_WORDS = (
    "到家 在线 对对 由你 的士 有家 天天 日日 月月 等等 个个 给力 住友 吃货 办公 我家 你我 买买 好吃 吃得 买得 "
    "好住 乐购 易购 每家乐 自由 将军 向阳(?!光) 美的(?=专卖|电器|旗舰|空调)"
)
_LEAD = re.compile(
    rf"(?:{'|'.join(_WHOLE_WORDS.split())})|"
    r"(?P<lead>投诉|举报|反映|曝光|看到|来到|前往|入住|通过|关于|称为?|名叫|请问|给予|联系|拨打|位于|旁边|对面|隔壁|附近|里面|时候|结果|但是|因为|所以|如果|而且|就是|还是|这家|那家|某家|"
    r"一家|家住|几家|该家?|本人|[我你他她]们?|老板|由于|可是|发现|以及|还有|什么|怎么|不法|某|没有|[昨今前当]天|[上下]午|晚上|早上|经过|签[订定署]了?|现由|送进|住进|走进|(?:(?<=我)|(?<=我是))开(?![心元开])|上周[一二三四五六日]|"
    r"(?<=\d)[年月日号]|与|在|到|去|于|从|向|被|跟|找|对|给|把|将|由|让|是|了|这|那|的|说|等|个|每|吃|住|买|购|办|些)"
)
_AREA = re.compile(
    r"^(?:[A-Z]\d*\s?[省市县区]|[\u4e00-\u9fff]{2,3}(?:省|市|县|区)|[\u4e00-\u9fff]{2,3}(?:镇|乡|街道|村|小区|路)(?=[\u4e00-\u9fff]{4}))\s?"
)
_AUTHORITY = re.compile(
    r"管理局|监督局|监管局|工商局|物价局|教育局|消费者协会|派出所|公安|法院|人民政府|委员会|12315|市民热线|信访|政府网站|村委会"
)
_NO_NAME = re.compile(
    r"^(?:[该此这些那某本贵其各几多家两大小老新整全]|快递|物流|物业|燃气|自来水|装修|装饰|旅游|健身|美容|游戏|培训|电商|网络|交易|正规|药品|教育|民办|当地|卖家|经销|商家|中心|金器|专业|虚假|广告|"
    rf"网上|手机|家具|服装|购物|其他|别的|同一|第三方|房产|房地产|商贸|建材|维修|我家|人家|大型|连锁|指定|官方|直销|加盟|品牌|无良|黑心|电视|购物|街上|县城|城里|镇上|家里|现场|外面|楼下|学校|里面|附近|朋友圈|微信|直播间?|菜鸟|上|网|平台|自营|小店|商城|外卖|打工|租|洗车|修车|理发|早餐|小吃|{'|'.join(PLATFORMS)})*$|[镇村县市区路街里]$|的|店和|[部门府]$"
    r"|打工(?![人妹])|^听(?:讲座|课|人|说|朋友|别人|报告)|(?<![南花盛公张])开了?$|(?:经营|准备)$|(?<![先上奋跃前促])进了?$|送$"
)
_BOUGHT_IN = re.compile(
    rf"(?<![现存所实正好])(?:在|到|去)(?P<name>{_NAME}{{2,14}}?)(?:给[\u4e00-\u9fff]{{1,3}})?(?:(?<!网)(?:买|购|网购)|办[理了卡]|订[了购]|吃|充[值了卡钱]|交[了的]?|报名|报了?|做了|装修|拍|住|消费|花|预交|开盘|租)"
)
_BUYS = re.compile(r"里?(?:花|买|购|办[了理卡]|订[了购做]|交[了的]|充[值了]|报名|消费|租|拍)")
_HEAD = re.compile(
    r"\s*(?:实名|再次|强烈|紧急|关于|请求|我要)*(?:投诉|举报|反映|曝光|控诉|请问|关于|被|在|网购)*(?P<name>[^，。！？!?\n]{2,30})"
)
_HEAD_ENDS = re.compile(
    r"涉嫌|违规|违约|违法|乱|不|拒|拖|恶意|擅自|欺|哄|骗|存在|虚假|霸王|充值|退|胡|无|故意|强[买制迫设]|捆绑|收费|一再|店大|以次|以低|开发商|是个?|是否|没|多收|多次|进行|提高|服务|的|"
    r"在|里面|app|APP|的?车位|指责|长期|销售|食品|垄断|太|有|卖|给|把|为|被|什么|怎么|（|\(|\s|合理|价格|治|小区|公司|乱象|一直|私自|克扣|变相|要求|刁难|推诿|问题|卡|宽带|快递|压力|严重|质量"
)
_HEAD_LENGTH = 60
_MOST_CHAINS = 2


def find_merchant(text: str) -> Found[str] | None:
    """The trader's name as it stands in the text; sure when it is labelled, or named with its kind again and again."""
    weights: dict[str, float] = {}
    first: dict[str, tuple[int, int]] = {}
    for weight, start, end in _candidates(text):
        start, end = _trimmed(text, start, end)
        name = text[start:end]
        if not 2 <= len(name) <= MOST_CHARACTERS or names_nobody(name) or _is_own_company(text, start):
            continue
        weights[name] = weights.get(name, 0.0) + weight
        first.setdefault(name, (start, end))
    if not weights:
        return None
    total = {name: weight + _echoes(name, text) for name, weight in weights.items()}
    best = max(total, key=lambda name: (total[name], -first[name][0]))
    rivals = any(weight > total[best] - 1 and name not in best and best not in name for name, weight in total.items())
    start, end = first[best]
    return Found(best, start, end, best, total[best] >= 3 and not rivals)


def names_nobody(name: str) -> bool:
    """Whether a name only says what sort of trader it is (农资店, 快递公司), or is an authority's."""
    return bool(_NO_NAME.search(_bare(name)) or _AUTHORITY.search(name))


def _is_own_company(text: str, start: int) -> bool:
    return bool(_OWN_COMPANY.search(text[max(0, start - 8) : start]))


def _candidates(text: str) -> Iterator[tuple[float, int, int]]:
    head = _HEAD.match(text)
    if head is not None and 4 <= text.find("\n") <= _HEAD_LENGTH:
        yield from _from_head(text, head)
    for match in _LABELLED.finditer(text):
        yield 4.0, *match.span("name")
    for match in _SITE.finditer(text):
        yield 3.0, *match.span("name")
    chains = list(_CHAIN.finditer(text))
    if len({match[0] for match in chains}) <= _MOST_CHAINS:
        yield from ((1.0, *match.span()) for match in chains)
    for match in _NAMED.finditer(text):
        weight = 1.5 + ("有限公司" in match[0]) + 1.5 * bool(_BUYS.match(text, match.end()))
        yield weight, _name_start(text, match.start()), match.end()
    for match in _BOUGHT_IN.finditer(text):
        yield 1.5, *match.span("name")


def _from_head(text: str, head: re.Match[str]) -> Iterator[tuple[float, int, int]]:
    """The name at the head of a letter: what stands before the complaint itself (云岭口腔|拖延退费)."""
    start, _ = _trimmed(text, head.start("name"), head.end())
    ends = _HEAD_ENDS.search(text, start, head.end())
    if ends is not None and ends.start() - start <= 14:
        end = ends.end() if ends[0] == "公司" else ends.start()
        yield 1.5, start, end


def _name_start(text: str, kind: int) -> int:
    """Where the name before 超市, 公司, 驾校 … begins: after the last word that cannot be part of a name."""
    window = max(0, kind - _BEFORE_KIND)
    run = _RUN.search(text, window, kind)
    start = run.start() if run else kind
    return max((lead.end() for lead in _LEAD.finditer(text, start, kind) if lead["lead"]), default=start)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without an area before it: A市 or 镇雄县 tell where, not who."""
    area = _AREA.match(text[start:end])
    while area and end - start - area.end() >= 2:
        start += area.end()
        area = _AREA.match(text[start:end])
    return start, end


def _bare(name: str) -> str:
    return re.sub(rf"(?:{_KIND})$", "", name)


def _echoes(name: str, text: str) -> float:
    """How often a name, or its first part, is said again: the trader of a story keeps coming back."""
    core = _bare(name)
    core = core if len(core) >= 2 else name
    return min(2.0, 0.5 * (text.count(core) - 1)) + 0.02 * len(name)
