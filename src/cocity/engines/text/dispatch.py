"""The dispatch tree of three levels: below the learned class, by the words of the branches' own names.

Nothing is learned here, for no message is labelled below the first level; so each level is given only where words of
its name, or words that we put beside such words, stand in the message, and the words are shown.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log

from cocity.engines.text.dictionary import words_of
from cocity.engines.text.normal import han

# Words of people → a word of the tree's names; written by us.
SPOKEN = {
    "漏水 水管 自来水 停水 水压 水质 供水": "自来水", "停电 断电 电压 变压器 电费": "电力", "天然气 煤气 气管": "燃气",
    "公交 公交车 班车": "公共汽车", "地铁 轻轨 城铁": "地铁", "垃圾 保洁 脏乱差": "环境卫生", "树 绿化 草坪": "园林绿化",
    "违建 搭建 加建": "违章建筑", "物业 业委会 停车位 车位 小区": "小区管理", "拆迁 征收 安置 安置房": "拆迁", "危房": "危房",
    "公积金": "公积金", "房产证 不动产证 办证 产权": "产权", "采光 挡光 楼间距": "挡光", "暖气 供暖": "采暖",
    "质量 裂缝 开裂 渗水": "工程质量", "噪音 噪声 扰民": "噪声", "油烟 臭气 异味 废气 粉尘": "大气", "污水 黑臭 排污": "水污染",
    "工资 欠薪 拖欠 讨薪": "工资", "社保 养老金 养老保险 退休": "养老", "工伤": "工伤", "医保 报销": "医疗保险", "加班 合同": "劳动",
    "老师 教师": "教师", "学校 学位 入学 招生 学区": "招生", "补课 收费": "收费", "培训 机构": "培训", "幼儿园": "学前",
    "医院 医生 看病": "医疗", "二胎 计生 生育 社会抚养费": "计划生育", "药 药店": "药品", "食品 餐馆 过期": "食品",
    "出租车 的士 网约车 打车": "出租", "公路 马路 路面 修路": "公路", "红绿灯 堵车 拥堵": "交通", "火车 高铁": "铁路", "旅游 景区 导游": "旅游",
    "传销": "传销", "假货 退款 消费": "消费", "价格 涨价": "价格", "电梯": "电梯", "路灯": "公共设施",
}  # fmt: skip
_ALIASES = {word: name for words, name in SPOKEN.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class Leg:
    """A place in the tree: one to three names, how sure (0 to 1) and the words that led there."""

    path: tuple[str, ...]
    confidence: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Tree:
    """Leaves of three names each; `clues`: word → (leaf, level at which it speaks)."""

    leaves: tuple[tuple[str, ...], ...]
    clues: dict[str, tuple[tuple[int, int], ...]]


def tree_of(rows: Iterable[Sequence[str]]) -> Tree:
    """A tree from rows of three names; empty rows and repeats do not count. Raises ValueError for an empty tree."""
    leaves = tuple(
        dict.fromkeys(tuple(cell.strip() for cell in row[:3]) for row in rows if len(row) >= 3 and row[2])
    )
    if not leaves:
        raise ValueError("a tree needs rows of three names")
    clues: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, leaf in enumerate(leaves):
        for level in (1, 2):
            for word in clue_words(leaf[level]):
                clues[word].append((number, level))
    return Tree(leaves, {word: tuple(places) for word, places in clues.items()})


def clue_words(name: str) -> tuple[str, ...]:
    """The words of a name, and those that people say for it."""
    words = tuple(
        word for word in words_of(name) if word not in {"其他", "问题", "管理", "工作"} and len(word) > 1
    )
    plain = han(name)
    return (*words, *(spoken for spoken, formal in _ALIASES.items() if formal in plain))


def placed(text: str, first: str, tree: Tree) -> Leg:
    """Where a message of the class `first` belongs, as deep as words of the branches' names lead.

    Score of a leaf: sum of ln(1 + leaves / leaves with the word) over distinct words in the text, half at the second
    level. Confidence: the best leaf's share of the scores of all leaves of the class that differ at that level.
    """
    plain = han(text)
    inside = [n for n, leaf in enumerate(tree.leaves) if leaf[0] == first]
    scores, words = dict.fromkeys(inside, 0.0), defaultdict(list)
    for word, places in tree.clues.items():
        if word in plain:
            rare = log(1 + len(tree.leaves) / len(places))
            for number, level in places:
                if number in scores:
                    scores[number] += rare * (1.0 if level == 2 else 0.5)
                    words[number].append(word)
    best = max(inside, key=lambda n: (scores[n], -n), default=None)
    if best is None or scores[best] == 0:
        return Leg((first,), 0.0, ())
    second = _share(best, 2, scores, tree)
    third = _share(best, 3, scores, tree)
    deep = 3 if third >= 0.4 and any((best, 2) in tree.clues[word] for word in words[best]) else 2
    path = tree.leaves[best][:deep]
    return Leg(path, third if deep == 3 else second, tuple(sorted(set(words[best]))))


def _share(best: int, depth: int, scores: dict[int, float], tree: Tree) -> float:
    """The score of the best branch at a depth over the sum of the branches' best scores."""
    branches: dict[tuple[str, ...], float] = {}
    for number, score in scores.items():
        name = tree.leaves[number][:depth]
        branches[name] = max(branches.get(name, 0.0), score)
    return branches[tree.leaves[best][:depth]] / (sum(branches.values()) or 1.0)
