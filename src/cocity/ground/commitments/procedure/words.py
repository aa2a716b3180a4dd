"""What the vocabulary of procedures is called, for staff: on the desk, in diagrams, in the documentation."""

from collections.abc import Mapping

from cocity.kit.text import Text

from .model import Breach, Disposition, Need, Role

ROLES: Mapping[Role, Text] = {
    Role.HOLDER: Text("承办单位", "Holder"),
    Role.OFFERED: Text("被派单位", "Body it is offered to"),
    Role.JOINT: Text("协办单位", "Joint body"),
    Role.DISPATCHER: Text("派单员", "Dispatcher"),
    Role.AGENT: Text("话务员", "Call agent"),
    Role.SUPERVISOR: Text("督办人", "Supervisor"),
    Role.VERIFIER: Text("核查员", "Verifier"),
    Role.CALLER: Text("回访员", "Caller"),
    Role.BENEFICIARY: Text("本人", "The person"),
    Role.SYSTEM: Text("系统按时自动", "The city's clock"),
}
NEEDS: Mapping[Need, Text] = {
    Need.REASON: Text("理由", "Reason"),
    Need.NOTE: Text("记录", "Note"),
    Need.BODY: Text("单位", "Body"),
    Need.BODIES: Text("参与单位", "Bodies that join"),
    Need.EVIDENCE: Text("佐证", "Evidence"),
    Need.CLAIM: Text("承办单位自评", "The body's own claim"),
    Need.FINDING: Text("核查结果（不属实须写明理由）", "Finding (and why, where it is not true)"),
    Need.VERDICT: Text("本人评判", "The person's verdict"),
    Need.DISPOSITION: Text("采纳与否", "Disposition"),
    Need.UNTIL: Text("日期", "Date"),
}
DISPOSITIONS: Mapping[Disposition, Text] = {
    Disposition.ADOPTED: Text("采纳", "adopted"),
    Disposition.PARTLY: Text("部分采纳", "adopted in part"),
    Disposition.NOT_ADOPTED: Text("不予采纳", "not adopted"),
}
FACTS: Mapping[str, Text] = {
    "bad_rating": Text("差评不可", "never for a bad rating"),
    "higher_body": Text("有上级单位时不可", "never where there is a higher body"),
    "reviewed": Text("交上级复查后不可", "never once a higher body reviews it"),
}
BREACHES: Mapping[Breach, Text] = {
    Breach.WARN_HOLDER: Text("提醒承办单位", "warns the holder"),
    Breach.ESCALATE_ONE_LEVEL: Text("上报一级", "goes up one level"),
    Breach.WARN_SUPERVISOR: Text("提醒督办人", "warns the supervisor"),
}
UNITS: Mapping[str, tuple[Text, Text]] = {
    "urgent_hour": (
        Text("{n} 小时（昼夜）", "{n} hour, day or night"),
        Text("{n} 小时（昼夜）", "{n} hours, day and night"),
    ),
    "working_hour": (Text("{n} 个工作小时", "{n} working hour"), Text("{n} 个工作小时", "{n} working hours")),
    "working_day": (Text("{n} 个工作日", "{n} working day"), Text("{n} 个工作日", "{n} working days")),
    "natural_day": (Text("{n} 天", "{n} day"), Text("{n} 天", "{n} days")),
}


def duration(limit: int, unit: str) -> Text:
    """A clock's limit in words: 5 个工作日, 5 working days."""
    one, many = UNITS[unit]
    return (one if limit == 1 else many).with_values(n=limit)
