"""The second axis beside the class: who it is about, what kind of speaking it is, how urgent. Words decide, and are
named with each tag; lists written by us.
"""

import re
from dataclasses import dataclass

LONGEST = 20_000

GROUPS: dict[str, str] = {
    "elderly": "老人|老年|年迈|高龄|养老院|敬老|退休|岁老|大爷|大妈|爷爷|奶奶|独居",
    "children": "儿童|小孩|孩子|幼儿|婴儿|宝宝|未成年|小朋友|幼儿园",
    "students": "学生|中学|小学|高中|大学|高考|中考|毕业生|学籍|家长",
    "disabled": "残疾|残障|轮椅|盲道|盲人|聋哑|失能|无障碍",
    "workers": "农民工|工人|员工|劳动者|打工|工资|欠薪|职工|劳动合同|工伤",
    "homeowners": "业主|物业|业委会|小区|购房|住户|楼上|楼下",
    "farmers": "农民|村民|村组|农田|土地承包|宅基地|种植|养殖",
    "drivers": "司机|驾驶|车主|停车|的士|网约车|骑手",
    "patients": "病人|患者|住院|看病|医保|手术",
    "businesses": "企业|商户|个体户|店铺|营业执照|摊位|商家",
    "veterans": "退伍|退役|军人|复员|转业",
    "newcomers": "外地人|外来|新市民|落户|居住证|人才",
}
NATURES: dict[str, str] = {
    "report": "举报|揭发|涉嫌|贪污|受贿|违法|违规|诈骗|欺诈|骗取|黑幕|传销|非法",
    "complaint": "投诉|反映|不满|强烈|抗议|不作为|扰民|不合理|乱收费|质问|拒不|推诿",
    "help": "求助|救救|帮帮|帮忙|请求|恳求|恳请|怎么办|急需|解决一下|盼",
    "consult": "咨询|请问|想问|询问|是否可以|能否|如何办理|怎么办理|什么时候|何时|多久|吗[?？。]?$|[?？]",
    "suggestion": "建议|希望能|应该|提议|呼吁|倡议|不妨",
    "praise": "表扬|点赞|感谢信|锦旗|赞扬|好样的",
}
URGENT = (
    "着火|火灾|起火|爆炸|燃气泄漏|煤气泄漏|漏气|触电|漏电|坍塌|塌陷|倒塌|坠落|掉下来|溺水|中毒|昏迷|生命危险|人命|"
    "自杀|轻生|跳楼|打人|砍|持刀|失踪|走失|井盖.{0,4}(?:没|丢|缺|不见)|电线.{0,4}(?:掉|断|垂)|被困|救命|大出血"
)
SOON = "紧急|急需|急急|迫在眉睫|刻不容缓|马上就|立即|立刻|停水|停电|断水|断电|高考在即|安全隐患|危险|严重|已经.{1,4}天"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag of an axis (group, nature, urgency) with the words that gave it."""

    axis: str
    name: str
    words: tuple[str, ...]


_COMPILED = [
    (axis, name, re.compile(words))
    for axis, lists in (
        ("group", GROUPS), ("nature", NATURES), ("urgency", {"urgent": URGENT, "soon": SOON}),
    )
    for name, words in lists.items()
]  # fmt: skip


def tags_of(text: str) -> tuple[Tag, ...]:
    """All tags of a text: any number of groups, one nature (of most words, the earlier in the list at a tie), one
    urgency (`ordinary` where no word says otherwise)."""
    text = text[:LONGEST]
    found: dict[str, list[tuple[int, Tag]]] = {"group": [], "nature": [], "urgency": []}
    for axis, name, pattern in _COMPILED:
        words = [match[0] for match in pattern.finditer(text)]
        if words:
            found[axis].append((len(words), Tag(axis, name, tuple(dict.fromkeys(words))[:5])))
    nature = max(found["nature"], key=lambda each: each[0], default=(0, Tag("nature", "unclear", ())))[1]
    urgency = found["urgency"][0][1] if found["urgency"] else Tag("urgency", "ordinary", ())
    return (*(tag for _, tag in found["group"]), nature, urgency)
