"""Ways in which people write what identifies them, and what is only a number."""

import pytest

from cocity.ground.commitments.models import Commitment
from cocity.kit.errors import CityError
from cocity.listen.intake.api import screened
from tests.world import World


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("打一三八零零零零一二三四找我", "一三八零零零零一二三四"),
        ("打幺三八〇〇〇〇一二三四找我", "幺三八〇〇〇〇一二三四"),
        ("电话①③⑧00001234", "①③⑧00001234"),
        ("电话١٣٨٠٠٠٠١٢٣٤", "١٣٨٠٠٠٠١٢٣٤"),
        ("138  0000 - 1234", "138  0000 - 1234"),
        ("（021）5888 1234", "5888 1234"),
        ("座机：5888 1234", "5888 1234"),
        ("车牌沪A·12345占了消防通道", "沪A·12345"),
        ("新能源车沪AD12345", "沪AD12345"),
        ("微信：zhang_san88", "zhang_san88"),
        ("微信号zhang_san88", "zhang_san88"),
        ("我叫张三，住三楼", "张三"),
        ("姓名：欧阳娜", "欧阳娜"),
        ("联系人：王小明，晚上在家", "王小明"),
        ("李小红女士看见的", "李小红"),
        ("我叫张三沪A12345占了车位", "张三"),
        ("姓名张三310101199003076534", "张"),
        ("微信zhang13812345678", "zhang"),
        ("我电话13812345678一直没人接", "13812345678"),
        ("联系人王五13812345678", "13812345678"),
        ("我叫张三13812345678", "3812345678"),
        ("座机021-62345678三天没人接", "62345678"),
        ("身份证11010519491231002X二代", "11010519491231002X"),
        ("卡号6222021234567890128一共扣了两次", "6222021234567890128"),
        ("护照E12345678一本", "E12345678"),
        ("微信13812345678abc", "abc"),
    ],
)
def test_it_is_hidden(text: str, secret: str) -> None:
    assert secret not in screened(text)
    assert len(screened(text)) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "二〇二六年十一月二十三日",
        "3号楼1402室",
        "我叫了三次都没人来",
        "13、14号楼停水",
        "沪通大厦A座",
        "微信群里没人答复",
        "回执2611282143243341一直没人联系",
        "2026-11-27 2026-11-28 两天没水",
        "我是业主，楼道灯坏了",
    ],
)
def test_what_identifies_nobody_is_left_alone(text: str) -> None:
    assert screened(text) == text


def test_words_before_a_number_found_otherwise_stay() -> None:
    assert screened("微信号：13812345678") == "微信号：" + "＊" * 11
    assert screened("沪A12345一直停在门口") == "＊" * 7 + "一直停在门口"


def test_a_number_cut_by_the_heading_is_hidden_too(world: World) -> None:
    text = "灯" * 52 + "13812345678，请尽快来修"
    title = Commitment.objects.get(number=world.say(text).number).title
    assert "1381234" not in title


def test_a_complaint_about_the_body_that_takes_voices_in_is_held_by_another(world: World) -> None:
    row = Commitment.objects.get(number=world.say(kind="complaint", against="hotline").number)
    assert row.holder == world.bodies["watch"]


def test_a_complaint_nobody_could_ever_see_is_refused_with_a_way_out(world: World) -> None:
    with pytest.raises(CityError) as refused:
        world.say(kind="complaint", against="city")
    assert refused.value.field == "against"
