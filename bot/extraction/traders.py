"""What traders are called: the words that end their names, the chains, and the platforms others sell on."""

_KINDS = (
    "有限责任公司 有限公司 股份公司 公司 集团 专卖店 专营店 旗舰店 体验店 加盟店 连锁店 便利店 超市 商场 "
    "商店 商行 商城 商贸 百货 大药房 药房 药店 医院 诊所 门诊部 门诊 大酒店 酒店 宾馆 民宿 客栈 旅馆 饭店 "
    "餐厅 餐馆 饭馆 农家乐 火锅店 烧烤店 食府 酒楼 驾校 学校 幼儿园 培训机构 培训中心 教育机构 早教中心 "
    "亲子园 托管班 健身房 健身会所 健身中心 健身俱乐部 俱乐部 会所 美容院 美容店 养生馆 养生堂 理发店 "
    "美发店 影楼 婚纱摄影 照相馆 网吧 电影院 影院 旅行社 旅游公司 4S店 4s店 车行 汽修厂 修理厂 洗车场 "
    "加油站 加气站 营业厅 快递点 快递站 驿站 物流 物业 家具城 建材城 建材店 珠宝 金店 银楼 眼镜店 手机店 "
    "电器城 电器 家电 服装店 鞋店 母婴店 奶茶店 蛋糕店 水果店 菜市场 农贸市场 批发市场 批发部 经营部 "
    "门市部 门市 农资店 发货场 货场 煤场 砂石厂 合作社 养殖场 直播间 特色馆 电视台 燃气公司 自来水公司 "
    "工厂 机构 铺子 店铺 平台 网店 店 馆 厂"
)
_CHAINS = (
    "中国移动 中国电信 中国联通 中国广电 移动公司 电信公司 联通公司 中国石油 中国石化 中石油 中石化 邮政 "
    "顺丰 中通 圆通 申通 韵达 极兔 菜鸟驿站"
)
_PLATFORMS = (
    "淘宝 天猫 京东 拼多多 抖音 快手 小红书 闲鱼 转转 唯品会 美团 饿了么 携程 去哪儿 飞猪 滴滴 微信 微店 得物 "
    "苏宁易购 阿里巴巴 1688 支付宝"
)
KINDS = tuple(sorted(_KINDS.split(), key=lambda kind: (-len(kind), kind)))
CHAINS = tuple(sorted(_CHAINS.split(), key=lambda name: (-len(name), name)))
PLATFORMS = tuple(sorted(_PLATFORMS.split(), key=lambda name: (-len(name), name)))
