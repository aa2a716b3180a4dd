"""Places, times, tags, the tree, topics and replies."""

import random
from datetime import date

import pytest

from cocity.engines.text import (
    Gazetteer,
    Message,
    Name,
    agreement,
    best_place,
    judged,
    people_in,
    placed,
    places_in,
    tags_of,
    times_in,
    topics_of,
    tree_of,
)
from cocity.engines.text.places import number_of

GAZETTEER = Gazetteer([
    Name("黄浦区", "district", "310101"), Name("徐汇区", "district", "310104"),
    Name("外滩街道", "street", "310101013", "310101"), Name("新桥镇", "street", "1", "310101", 121.4, 31.2),
    Name("新桥镇", "street", "2", "310104"),
])  # fmt: skip


def test_roads_with_numbers_estates_stations_and_lines_are_named() -> None:
    text = "我住在漕溪北路１２３号的梧桐小区，离人民广场地铁站不远，二号线很吵。"
    found = {m.kind: m for m in places_in(text, GAZETTEER)}
    assert found["address"].name == "漕溪北路123号"
    assert found["estate"].name == "梧桐小区"
    assert found["station"].name.endswith("人民广场")
    assert found["line"].name == "2号线"
    best = best_place(places_in(text, GAZETTEER))
    assert best is not None
    assert best.kind == "address"
    assert all(text[m.start : m.end] for m in found.values())


def test_a_district_settles_which_of_two_places_is_meant() -> None:
    alone = places_in("新桥镇路灯不亮", GAZETTEER)[0]
    settled = next(m for m in places_in("徐汇区新桥镇路灯不亮", GAZETTEER) if m.name == "新桥镇")
    assert settled.code == "2"
    assert settled.confidence > alone.confidence
    assert places_in("外滩人很多", GAZETTEER)[0].confidence < 0.6


@pytest.mark.parametrize(
    ("text", "number"), [("十二", 12), ("二十", 20), ("一百零五", 105), ("7", 7), ("１０", 10)]
)
def test_numbers_are_read(text: str, number: int) -> None:
    assert number_of(text) == number


def test_times_are_made_exact_by_the_day_of_writing() -> None:
    found = {
        t.words: t.day
        for t in times_in("2019年3月5日装修，昨天12月31日又来，13月1日没有。", date(2020, 1, 2))
    }
    assert found == {"2019年3月5日": "2019-03-05", "昨天": "2020-01-01", "12月31日": "2019-12-31"}
    assert people_in("三百多户业主没有水")[0].unit == "户"


def test_tags_name_their_words() -> None:
    tags = {(t.axis, t.name): t.words for t in tags_of("楼上老人家里燃气泄漏，求助！")}
    assert tags["group", "elderly"] == ("老人",)
    assert tags["urgency", "urgent"] == ("燃气泄漏",)
    assert tags["nature", "help"] == ("求助",)


def test_the_tree_is_followed_as_deep_as_words_lead() -> None:
    tree = tree_of(
        [
            ("城乡建设", "市政管理", "自来水供应"),
            ("城乡建设", "市政管理", "燃气供应"),
            ("城乡建设", "城乡规划", "违章建筑"),
        ]
    )
    assert placed("自来水停水三天了", "城乡建设", tree).path == ("城乡建设", "市政管理", "自来水供应")
    assert placed("你好", "城乡建设", tree).path == ("城乡建设",)
    assert placed("自来水", "别的", tree).path == ("别的",)
    with pytest.raises(ValueError, match="three names"):
        tree_of([])


def messages() -> list[Message]:
    mixing = [
        Message(f"丽景苑旁边的搅拌站扰民{n}", "搅拌站粉尘噪音很大，丽景苑居民无法休息", f"p{n}", 10.0 + n, n)
        for n in range(6)
    ]
    parking = [
        Message(f"金桥公馆捆绑销售车位{n}", "开发商强制购买车位，金桥公馆业主不同意", f"q{n}", 12.0 + n)
        for n in range(4)
    ]
    others = [
        Message(f"咨询{w}怎么办理", f"想问问{w}的手续和材料", w, 5.0)
        for w in ("护照", "驾照", "低保", "公证", "学籍")
    ]
    return mixing + parking + others


def test_topics_gather_what_belongs_together_and_say_why_they_are_hot() -> None:
    found = topics_of(messages())
    first = found[0]
    assert first.rows == tuple(range(6))
    assert tuple(range(6, 10)) in {topic.rows for topic in found}
    assert first.title in {m.title for m in messages()}
    parts = dict(first.parts)
    recency = parts.pop("recency")
    assert first.heat == pytest.approx(sum(parts.values()) * recency, abs=0.01)


def test_topics_do_not_depend_on_the_order() -> None:
    given = messages()
    expected = [(t.title, t.heat, len(t.rows)) for t in topics_of(given)]
    assert [(t.title, t.heat, len(t.rows)) for t in topics_of(given[::-1])] == expected
    random.Random(8).shuffle(given)
    assert [(t.title, t.heat, len(t.rows)) for t in topics_of(given)] == expected
    assert topics_of([]) == []


def test_a_reply_is_judged_in_four_parts() -> None:
    asked = "小区电梯坏了三个月，物业什么时候修？"
    good = "网友您好！您反映的小区电梯问题收悉。经现场核实，电梯因主板故障停运，根据《特种设备安全法》第三十九条，物业将于5月10日前修复，咨询电话12345。感谢您的监督。"
    whole, poor = judged(asked, good, 3.0), judged(asked, "已收到。", 90.0)
    for part in ("relevance", "completeness", "interpretability", "timeliness"):
        assert getattr(whole, part).value > getattr(poor, part).value
    assert judged(asked, good, -1).timeliness.value is None
    assert judged("", "", None).relevance.value == 0


def test_agreement_has_an_interval() -> None:
    rho, low, high = agreement(list(range(30)), list(range(30)))
    assert (rho, low, high) == pytest.approx((1, 1, 1))
    assert agreement([1, 1, 1], [1, 2, 3])[0] == 0
