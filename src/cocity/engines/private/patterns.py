"""What private data look like in Chinese and Western text.

Patterns read a plain copy in which digits of other scripts, full-width, circled or in Chinese words are 0 to 9, one
character for one, so that what is found stands at the same place in the text.
"""

import re
import unicodedata

_GAP = r"[\s\-—－.·]{0,3}"
_PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_IS = r"(?:号码?|卡号)?[:：是为\s]{0,3}"
_SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟"
    "汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严"
    "牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢骆岳齐梅庄涂祁耿欧阳单上官司马诸葛"
)
_NAME = rf"[{_SURNAMES}][一-鿿]{{1,2}}"
_AFTER_A_NAME = r"(?=[，,。;；、：: （(0-9]|$|住|家|电话|手机|系|今年|男|女)"

# In order: what an earlier pattern took is not looked at again. A receipt number has 16 digits and begins with the year,
# so it is no card; as a `number` it is left to the reader of the findings.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("email", re.compile(r"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}")),
    ("id", re.compile(rf"(?<![0-9])[1-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9Xx](?![0-9])")),
    ("card", re.compile(rf"(?<![0-9])[3-6](?:{_GAP}[0-9]){{15,18}}(?![0-9])")),
    ("id", re.compile(r"(?<![0-9])[1-9][0-9]{14}(?![0-9])")),
    ("phone", re.compile(rf"(?<![0-9])(?:\+?86{_GAP})?1[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])")),
    ("phone", re.compile(rf"(?<![0-9])0[0-9]{{2,3}}[)）]?{_GAP}[2-9](?:{_GAP}[0-9]){{6,7}}(?![0-9])")),
    ("number", re.compile(r"[0-9]{14,}")),
    ("phone", re.compile(rf"(?<=电话|手机|座机|固话|热线|致电){_IS}[2-9](?:{_GAP}[0-9]){{6,7}}(?![0-9])")),
    ("plate", re.compile(rf"{_PROVINCE}[A-Za-z][·.\s\-]?[A-Za-z0-9]{{5,6}}(?![A-Za-z0-9])")),
    ("account", re.compile(rf"(?:(?<=微信)|(?<=QQ)|(?<=qq)){_IS}[A-Za-z0-9][A-Za-z0-9_\-]{{4,19}}")),
    ("account", re.compile(r"(?:(?<=(?<![A-Za-z])[Vv][Xx])|(?<=[Ww]e[Cc]hat)(?: ?(?:id|ID))?(?=[:： ]))(?: is |[:：]\s?)[A-Za-z0-9][A-Za-z0-9_\-]{4,19}")),
    ("passport", re.compile(rf"(?<=护照){_IS}[A-Za-z][0-9]{{7,8}}(?![0-9])")),
    # Who says 我叫 or 姓名 gives a name, whatever surname it has and whatever follows.
    ("name", re.compile(rf"(?:(?<=我叫)|(?<=姓名)|(?<=本人叫))(?![他她它你我了过人不]){_IS}[一-鿿][一-鿿0-9]{{1,2}}")),
    ("name", re.compile(rf"(?:(?<=我是)|(?<=本人)|(?<=联系人)|(?<=名叫))[:：是为叫 ]{{0,3}}{_NAME}{_AFTER_A_NAME}")),
    ("name", re.compile(rf"(?<![一-鿿]){_NAME}(?=先生|女士|小姐|同志)")),
    ("name", re.compile(r"(?<=[Mm]y name is )[A-Z][A-Za-z'’\-]{1,20}(?: [A-Z][A-Za-z'’\-]{1,20}){0,2}")),
    ("room", re.compile(r"(?<=[栋幢座楼弄])\s?[0-9]{1,3}\s?单元\s?[0-9]{2,4}(?:室|房|号)?|(?<=单元)\s?[0-9]{2,4}(?:室|房|号)?(?![0-9])|(?<=[栋幢座楼号弄])\s?[0-9]{3,4}(?:室|房|号房)|(?<![0-9])[0-9]{3,4}室")),
)  # fmt: skip
KINDS = frozenset(kind for kind, _ in PATTERNS)
AS_WRITTEN = frozenset({"name", "room"})  # 三楼 is no room number, and 一 may begin a name

# Every pattern but that of rooms holds an @, seven digits, a plate's beginning or one of these words; most texts do not.
MAY_HOLD = re.compile(
    rf"@|(?:[0-9]{_GAP}){{7}}|{_PROVINCE}[A-Za-z]|微信|QQ|qq|我叫|姓名|本人|我是|联系人|名叫|先生|女士|小姐|同志"
)
# Apart, since a search for one beginning letter costs less than one more word at every place.
MAY_HOLD_LATIN = re.compile(r"[VvWwMm](?:[Xx]|e[Cc]hat|y name is)")
_NUMERALS = "〇一二三四五六七八九零幺"
_BESIDE = re.compile(f"[{_NUMERALS}][0-9]|[0-9Xx][{_NUMERALS}]")
_WIDTHS = {ord(full): half for full, half in zip("＠．＋－", "@.+-", strict=True)}
_WIDTHS |= {c: str(n) for c in range(0x80, 0x20000) if (n := unicodedata.digit(chr(c), -1)) >= 0}
_SPOKEN = {ord(numeral): digit for numeral, digit in zip(_NUMERALS, "012345678901", strict=True)}


def copies(text: str) -> tuple[str, ...]:
    """What patterns read, one after the other; one character stays one character. The last has digits for numbers in
    words. Where such a word stands beside digits it may be no part of them (13812345678一直没人接), so a copy in which
    words stay is read first."""
    if text.isascii():
        return (text,)
    written = text.translate(_WIDTHS)
    spoken = written.translate(_SPOKEN)
    return (written, spoken) if _BESIDE.search(written) else (spoken,)
