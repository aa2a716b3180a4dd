"""Messages that we wrote, for tests."""

import random

SAYINGS = {
    "交通运输": [
        "公交车太少了等了半小时",
        "出租车司机绕路乱收费",
        "这条公路的红绿灯时间太短",
        "高铁站没有公交接驳",
        "长途客运站票价上涨",
    ],
    "教育文体": [
        "学校强制补课收费",
        "孩子入学学位不够",
        "老师在外面办培训班",
        "幼儿园学费太贵",
        "中学操场塑胶跑道有异味",
    ],
    "环境保护": [
        "工厂排放废气刺鼻",
        "河水黑臭排污没人管",
        "夜里施工噪音扰民",
        "养猪场臭气熏天",
        "垃圾焚烧产生粉尘污染",
    ],
    "卫生计生": [
        "医院挂号难排队久",
        "医生态度恶劣误诊",
        "社区卫生室没有药品",
        "二胎生育证办理难",
        "乡村医生没有补助",
    ],
}
OPENINGS = ("您好，", "领导：", "请问，", "我们小区", "")
ENDINGS = ("，请处理。", "，希望解决！", "，谢谢", "，反映多次没有结果。", "")


def rows(count: int, seed: int = 1) -> tuple[list[str], list[str]]:
    """Texts and labels."""
    rng = random.Random(seed)
    labels = [rng.choice(sorted(SAYINGS)) for _ in range(count)]
    texts = [
        rng.choice(OPENINGS)
        + rng.choice(SAYINGS[label])
        + rng.choice(ENDINGS)
        + f"，{rng.choice(SAYINGS[label])}"
        for label in labels
    ]
    return texts, labels
