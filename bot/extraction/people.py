"""What writers say of themselves, and where they say the trader is: name, home, the shop's address."""

import re

from bot.extraction.model import Found

_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
    "申晏迟卯阮虎锁撒撖铁者陇禄安禹臧祝解季耿饶柯梅庞向游聂殷岳齐骆管柳施洪翁倪严牛温芦俞章鲁葛韦尤毕焦樊"
    "邢路岑莫覃简蒙甘卓柏代付肖冉普"
)
_NAME = rf"(?P<name>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
_NAMED = re.compile(
    rf"(?:我叫|我的名字[叫是]?|姓名[：:是\s]*|联系人[：:是\s]*|(?<!被)(?:举报人|投诉人|申请人|反映人)(?:[：:是]|\s)\s*|消费者[：:]\s*){_NAME}"
    r"(?=[，。,；;！!\s：:（(、]|电话|手机|身份|住|是|家|男|女|，|$|1[3-9]\d)"
)
_HOME = re.compile(
    r"(?:家住|现住|我住在?|我家在|(?:家庭|联系|通讯|居住|收件|我的|本人)(?:住|地)址[：:是在\s]*|住址[：:是在\s]*)"
    r"(?P<place>[\u4e00-\u9fffA-Za-z0-9\-－号#·]{4,40}?)(?:的(?=[\u4e00-\u9fff])|[，。,；;！!？?\s（(]|$)"
)
_SHOP_AT = re.compile(
    r"(?:(?<!家庭)(?<!联系)(?<!通讯)(?<!居住)(?<!收件)(?<!我的)(?<!本人)地址(?:就?[在是]|[：:])|(?:店|公司|商家|老板)?(?:位于|开在|坐落在?于?)|店(?:面|铺)?(?:就?在)|地点[：:在是])\s?"
    r"(?P<place>[\u4e00-\u9fffA-Za-z0-9\-－号#·]{4,40}?)(?:的(?=[\u4e00-\u9fff])|[，。,；;！!？?\s（()）]|$)"
)
_STREET = re.compile(
    r"(?:在|到|去|于)(?P<place>[\u4e00-\u9fffA-Za-z0-9]{0,14}?(?:路|街(?!道)|大道|巷|广场|步行街|农贸市场|菜市场|小区|村)\d*号?(?:附近|旁边|对面|门口|口|上|里)?)"
)
_TELLS_PLACE = re.compile(r"[省市县区镇乡村路街巷号]|大道|小区|广场|对面|旁边|附近")


def find_name(text: str) -> Found[str] | None:
    """The writer's name where it is given as such (我叫…, 联系人：…); never a name met in the story."""
    match = _NAMED.search(text)
    return _group(match, "name", sure=True) if match else None


def find_address(text: str) -> Found[str] | None:
    """The writer's home where it is given as such (家住…, 联系地址：…)."""
    match = next((m for m in _HOME.finditer(text) if _TELLS_PLACE.search(m["place"])), None)
    return _group(match, "place", sure=True) if match else None


def find_merchant_address(text: str) -> Found[str] | None:
    """Where the trader is: sure when given as an address, not when only a street is named in passing."""
    said = next((m for m in _SHOP_AT.finditer(text) if _TELLS_PLACE.search(m["place"])), None)
    if said is not None:
        return _group(said, "place", sure=True)
    street = _STREET.search(text)
    return _group(street, "place", sure=False) if street else None


def _group(match: re.Match[str], group: str, *, sure: bool) -> Found[str]:
    return Found(match[group], match.start(group), match.end(group), match[group], sure)
