"""What the codes in a content are called among people. The content stays as it was signed; words stand before it."""

from collections.abc import Mapping

from cocity.kit.text import Text

Names = Mapping[str, Mapping[str, Text]]  # group → code → words

# Moments, written as ISO 8601; people read them in the city's time.
TIMES = ("at", "due_at", "before", "after", "since", "until")
# Which group the codes of a field belong to; of a path, it is the last part that is named.
GROUPS: Mapping[str, str] = {
    "action": "action",
    "from_state": "state",
    "to_state": "state",
    "state": "state",
    "procedure": "procedure",
    "clock": "clock",
    "category": "category",
    "holder": "body",
    "by_body": "body",
    "place_path": "place",
    "body_path": "body_code",
    "channel": "channel",
    "outcome": "outcome",
    "claim": "solved",
    "solved": "solved",
    "voice": "voice",
    "disposition": "disposition",
    "kind": "kind",
}
SOLVED = {
    "yes": Text("已解决", "Solved"),
    "partly": Text("部分解决", "Partly solved"),
    "no": Text("没有解决", "Not solved"),
}
DISPOSITION = {
    "adopted": Text("采纳", "Adopted"),
    "partly": Text("部分采纳", "Partly adopted"),
    "not_adopted": Text("不予采纳", "Not adopted"),
}
# Closed vocabularies: what a city cannot change.
FIXED: Names = {
    "solved": SOLVED,
    "disposition": DISPOSITION,
    "channel": {
        "email": Text("电子邮件", "E-mail"),
        "sms": Text("短信", "Text message"),
        "letter": Text("信件", "Letter"),
    },
    "outcome": {  # of a notice, of a call-back, of an answer
        "sent": Text("已送出", "Sent"),
        "given_up": Text("没有送出，不再重试", "Not sent; no more tries"),
        "no_contact": Text("没有联系方式", "No contact was left"),
        "reached": Text("接通了", "Reached"),
        "no_answer": Text("没有人接", "Nobody picked up"),
        "refused": Text("对方没有接受", "Refused"),
        **DISPOSITION,
        **SOLVED,
    },
    "voice": {
        "self": Text("本人", "The person"),
        "call_back": Text("电话回访", "A call-back"),
        "proxy": Text("代为表达", "Someone for the person"),
        "sample": Text("抽样回访", "A sample"),
    },
    "truth": {"true": Text("是", "Yes"), "false": Text("否", "No")},
}
STARS = Text("{n} 星", "{n} of 5 stars")
COMMA = Text("，", ", ")
