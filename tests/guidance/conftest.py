"""A small knowledge made by hand, prepared once: four topics, two foreign kinds, a few intents and dangers."""

from datetime import date
from pathlib import Path

import pytest

from bot.content.knowledge import Knowledge
from bot.content.models import Intent, Referral, Sign, Tip, Topic, Word
from bot.guidance import Guidance

QUESTIONS = {
    ("no_reason_return", "return-basics"): (
        "网上买的衣服不喜欢能退吗",
        "七天无理由退货怎么退",
        "网购的鞋子穿着不合脚想退掉",
        "刚收到的包包不想要了可以退货不",
        "淘宝买的东西拆开看了一下还能无理由退吗",
        "我在网上给娃娃买了套衣服，颜色不喜欢，商家说不是质量问题不退，这样合理吗",
    ),
    ("no_reason_return", "return-freight"): (
        "无理由退货的运费谁出",
        "退货邮费该哪个给",
        "网购退货寄回去的快递费要我自己掏吗",
        "退货运费商家承担还是买家承担",
        "买家退货，邮寄的钱算谁的",
    ),
    ("food_safety", "food-expired"): (
        "超市买到过期牛奶怎么赔",
        "面包过期了还在卖",
        "买到过了保质期的饼干，可以要求十倍赔偿吗",
        "小卖部卖过期零食给学生",
        "昨天在超市买的酸奶，回家一看日期过了半个月，老板说换一瓶就算了，我想要赔偿",
    ),
    ("food_safety", "food-foreign-body"): (
        "火锅里吃出蟑螂",
        "饭里有头发和虫子怎么处理",
        "奶茶里喝出一块塑料",
        "外卖盒饭吃出铁丝，商家只肯退饭钱",
        "面条里吃到苍蝇可以要求赔偿多少",
    ),
    ("fitness", "gym-closed"): (
        "健身房关门跑路了钱怎么要回来",
        "健身房倒闭，年卡还剩八个月",
        "教练和老板都联系不上，健身卡的钱退不了",
        "办了健身年卡，第二个月健身房就停业了",
        "健身会所人去楼空，几百个会员都在要退款",
    ),
    ("fitness", "gym-cancel"): (
        "健身卡能退吗",
        "办了健身卡不想去了，能退多少钱",
        "私教课没上完可以退剩下的钱不",
        "健身房说合同写了概不退款",
        "健身卡可以转让给朋友吗，要收转让费合理吗",
    ),
    ("express_delivery", "parcel-lost"): (
        "快递丢了怎么赔",
        "快递公司把我的包裹弄丢了",
        "寄的手机运输途中丢失，快递说只赔三倍运费",
        "快递显示签收但我没有收到",
        "包裹半个月没消息，快递员说找不到了",
    ),
    ("express_delivery", "parcel-village-fee"): (
        "乡镇取快递要另外收两块钱",
        "快递不送到村里还收取件费",
        "代收点每个包裹收一元合法吗",
        "快递站二次收费投诉找谁",
        "取件要给钱，不给不让拿",
    ),
}
REFERRALS = {
    ("labor", "wages"): (
        "老板拖欠工资怎么办",
        "工地干活半年不给工钱",
        "公司辞退我不给补偿",
        "没签劳动合同可以要双倍工资吗",
        "加班费不发去哪里告",
        "厂里欠我三个月的工资一直不给",
    ),
    ("chitchat", "small-talk"): (
        "今天天气真好",
        "你几岁了",
        "讲个笑话来听",
        "你喜欢吃什么",
        "我好无聊陪我聊天",
        "唱首歌给我听嘛",
    ),
}


def tip(id: str, topic: str, *questions: str, **fields: object) -> Tip:
    """A tip with what guidance does not read filled in."""
    given = {"title": questions[0], "answer": questions[0], "steps": (), "evidence": (), "law": ()}
    days = {"reviewed": date(2026, 11, 24), "review_by": date(2027, 11, 24)}
    return Tip.model_validate({"id": id, "topic": topic, "questions": questions, **given, **days, **fields})


def made(**changed: Tip) -> Knowledge:
    """The hand-made knowledge; tips given by id (with _ for -) stand in for those of the same id."""
    tips = {id: tip(id, topic, *asked) for (topic, id), asked in QUESTIONS.items()}
    tips |= {id.replace("_", "-"): other for id, other in changed.items()}
    referrals = {
        id: Referral.model_validate(
            {"id": id, "kind": kind, "title": asked[0], "questions": asked, "authority": "另一家", "answer": asked[0]}
        )
        for (kind, id), asked in REFERRALS.items()
    }
    poison = Sign(all=(("农药", "老鼠药"), ("喝了", "吃了")), unless=("去年", "怎么赔"))
    intents = (
        Intent(
            id="greet", label="打招呼", exact=("你好", "您好"), questions=("你好在不在", "有人值班没有", "喂听得到不")
        ),
        Intent(id="human", label="转人工", exact=("人工", "转人工"), contains=("转人工",)),
        Intent(id="help", label="帮助", exact=("帮助", "?")),
        Intent(id="danger_poison", label="中毒", danger=True, exact=("中毒了",), signs=(poison,)),
    )
    words = (
        Word(word="七天无理由", same=("7天无理由", "七日无理由")),
        Word(word="退一赔三"),
        Word(word="健身房", same=("健身仿",)),
        Word(word="怎么", same=("咋个", "啷个"), kind="dialect"),
        Word(word="请问一下", same=("请问",), kind="filler"),
    )
    return Knowledge(
        tips=tips,
        topics={topic: Topic(id=topic, label=topic) for topic, _ in QUESTIONS},
        referrals=referrals,
        intents={intent.id: intent for intent in intents},
        words=words,
    )


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guidance") / "cache"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return made()


@pytest.fixture(scope="session")
def guidance(knowledge: Knowledge, cache_dir: Path) -> Guidance:
    return Guidance.build(knowledge, cache_dir)
