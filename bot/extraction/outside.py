"""Places outside Zhaotong: the provinces and prefectures of China, and the counties next door.

Source: the national codes of administrative divisions (GB/T 2260 and its yearly changes).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A prefecture without a title is a city: 成都 is 成都市, 凉山/彝族自治州 is called 凉山 and 凉山州 too.
_PREFECTURES = {
    "北京市": "",
    "上海市": "",
    "天津市": "",
    "重庆市": "",
    "云南省": (
        "临沧 丽江 保山 大理/白族自治州 德宏/傣族景颇族自治州 怒江/傈僳族自治州 文山/壮族苗族自治州 "
        "昆明 普洱 曲靖 楚雄/彝族自治州 玉溪 红河/哈尼族彝族自治州 西双版纳/傣族自治州 "
        "迪庆/藏族自治州"
    ),
    "四川省": (
        "乐山 内江 凉山/彝族自治州 南充 宜宾 巴中 广元 广安 德阳 成都 攀枝花 泸州 甘孜/藏族自治州 眉山 "
        "绵阳 自贡 资阳 达州 遂宁 阿坝/藏族羌族自治州 雅安"
    ),
    "贵州省": ("六盘水 安顺 毕节 贵阳 遵义 铜仁 黔东南/苗族侗族自治州 黔南/布依族苗族自治州 黔西南/布依族苗族自治州"),
    "内蒙古自治区": ("乌兰察布 乌海 兴安/盟 包头 呼伦贝尔 呼和浩特 巴彦淖尔 赤峰 通辽 鄂尔多斯 锡林郭勒/盟 阿拉善/盟"),
    "台湾省": "台北 新北 桃园 台中 台南 高雄",
    "吉林省": "吉林 四平 延边/朝鲜族自治州 松原 白城 白山 辽源 通化 长春",
    "宁夏回族自治区": "中卫 吴忠 固原 石嘴山 银川",
    "安徽省": "亳州 六安 合肥 安庆 宣城 宿州 池州 淮北 淮南 滁州 芜湖 蚌埠 铜陵 阜阳 马鞍山 黄山",
    "山东省": "东营 临沂 威海 德州 日照 枣庄 泰安 济南 济宁 淄博 滨州 潍坊 烟台 聊城 菏泽 青岛",
    "山西省": "临汾 吕梁 大同 太原 忻州 晋中 晋城 朔州 运城 长治 阳泉",
    "广东省": (
        "东莞 中山 云浮 佛山 广州 惠州 揭阳 梅州 汕头 汕尾 江门 河源 深圳 清远 湛江 潮州 珠海 肇庆 茂名 阳江 韶关"
    ),
    "广西壮族自治区": "北海 南宁 崇左 来宾 柳州 桂林 梧州 河池 玉林 百色 贵港 贺州 钦州 防城港",
    "新疆维吾尔自治区": (
        "乌鲁木齐 伊犁/哈萨克自治州 克孜勒苏/柯尔克孜自治州 克拉玛依 博尔塔拉/蒙古自治州 吐鲁番 "
        "和田/地区 哈密 喀什/地区 塔城/地区 巴音郭楞/蒙古自治州 昌吉/回族自治州 阿克苏/地区 "
        "阿勒泰/地区"
    ),
    "江苏省": "南京 南通 宿迁 常州 徐州 扬州 无锡 泰州 淮安 盐城 苏州 连云港 镇江",
    "江西省": "上饶 九江 南昌 吉安 宜春 抚州 新余 景德镇 萍乡 赣州 鹰潭",
    "河北省": "保定 唐山 廊坊 张家口 承德 沧州 石家庄 秦皇岛 衡水 邢台 邯郸",
    "河南省": "三门峡 信阳 南阳 周口 商丘 安阳 平顶山 开封 新乡 洛阳 漯河 濮阳 焦作 许昌 郑州 驻马店 鹤壁",
    "浙江省": "丽水 台州 嘉兴 宁波 杭州 温州 湖州 绍兴 舟山 衢州 金华",
    "海南省": "三亚 三沙 儋州 海口",
    "湖北省": "十堰 咸宁 孝感 宜昌 恩施/土家族苗族自治州 武汉 荆州 荆门 襄阳 鄂州 随州 黄冈 黄石",
    "湖南省": "娄底 岳阳 常德 张家界 怀化 株洲 永州 湘潭 湘西/土家族苗族自治州 益阳 衡阳 邵阳 郴州 长沙",
    "澳门特别行政区": "",
    "甘肃省": "临夏/回族自治州 兰州 嘉峪关 天水 定西 平凉 庆阳 张掖 武威 甘南/藏族自治州 白银 酒泉 金昌 陇南",
    "福建省": "三明 南平 厦门 宁德 泉州 漳州 福州 莆田 龙岩",
    "西藏自治区": "山南 拉萨 日喀则 昌都 林芝 那曲 阿里/地区",
    "辽宁省": "丹东 大连 抚顺 朝阳 本溪 沈阳 盘锦 营口 葫芦岛 辽阳 铁岭 锦州 阜新 鞍山",
    "陕西省": "咸阳 商洛 安康 宝鸡 延安 榆林 汉中 渭南 西安 铜川",
    "青海省": (
        "果洛/藏族自治州 海东 海北/藏族自治州 海南/藏族自治州 海西/蒙古族藏族自治州 玉树/藏族自治州 "
        "西宁 黄南/藏族自治州"
    ),
    "香港特别行政区": "",
    "黑龙江省": "七台河 伊春 佳木斯 双鸭山 哈尔滨 大兴安岭/地区 大庆 牡丹江 绥化 鸡西 鹤岗 黑河 齐齐哈尔",
}
_NEXT_DOOR = {
    "四川省宜宾市": "叙州/区 翠屏/区 高县 珙县 筠连/县 兴文/县 屏山/县 长宁/县 江安/县",
    "四川省泸州市": "叙永/县 古蔺/县",
    "四川省凉山彝族自治州": "雷波/县 金阳/县 宁南/县 会东/县 布拖/县 盐源县",
    "贵州省毕节市": "七星关/区 威宁/彝族回族苗族自治县 威宁县 赫章/县",
    "云南省曲靖市": "会泽/县 宣威/市",
    "云南省昆明市": "东川区 寻甸/县 禄劝/县 官渡区 五华区 盘龙区 西山区 呈贡/区",
}
# Known for something else first: only with its title is it a place.
_NEEDS_TITLE = frozenset(
    {"普洱", "朝阳", "中山", "日照", "三明", "白银", "来宾", "和田", "吉安", "长治", "平凉", "安康", "东营", "本溪"}
    | {"海东", "红河", "文山", "玉林", "大同", "通化", "湖州", "宁德", "兴安", "长宁", "金阳"}
)
_PROVINCE_TITLE = re.compile(r"(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$")


class Outside(NamedTuple):
    """A name of a place that is not Zhaotong; `titled` names (宜宾市) are a place wherever they stand."""

    name: str
    full: str
    titled: bool


def names_outside() -> Iterator[Outside]:
    """Every name by which a place outside Zhaotong is called, with its full name."""
    for province, prefectures in _PREFECTURES.items():
        if province != "云南省":
            yield from _called(_PROVINCE_TITLE.sub("", province), province, province)
        for entry in prefectures.split():
            short, _, title = entry.partition("/")
            name = f"{short}{title or '市'}"
            yield from _called(short, name, f"{province}{name}")
            if title.endswith("自治州"):
                yield Outside(f"{short}州", f"{province}{name}", True)
    for prefecture, counties in _NEXT_DOOR.items():
        for entry in counties.split():
            short, _, title = entry.partition("/")
            yield from _called(short if title else "", f"{short}{title}", f"{prefecture}{short}{title}")


def _called(short: str, name: str, full: str) -> Iterator[Outside]:
    yield Outside(name, full, True)
    if short and short not in _NEEDS_TITLE:
        yield Outside(short, full, False)
