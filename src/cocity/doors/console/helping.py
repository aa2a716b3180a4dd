"""What `cocity` alone says: its own commands, a line each. Needs no settings, so it also helps where they are wrong."""

from collections.abc import Iterator, Mapping

from cocity.kit.text import Text

COMMANDS: Mapping[str, Text] = {
    "demo": Text("打开一座合成的城市，看看共城怎么用", "open a synthetic city to look around in"),
    "migrate": Text("建好数据库，或更新到这一版", "make the database, or bring it up to this version"),
    "serve": Text("开始服务：网页服务器和心跳一起", "serve the city: web server and pulse together"),
    "pulse": Text("只运行心跳：时限、通知、定时的事", "the pulse alone: clocks, notices, what is scheduled"),
    "doctor": Text("检查这座城市有什么不对、该怎么办", "say what is wrong with this city and what to do"),
    "worker": Text("添加工作人员和岗位；清除丢失的第二步", "add workers with roles; take off lost second steps"),
    "token": Text("发放或收回程序用的密钥", "issue or revoke keys for programs"),
    "import": Text("从文件导入诉求、来电、地点、边界", "take voices, calls, places or boundaries from a file"),
    "replay": Text("把历史数据按当时的时间走一遍规程", "live old cases through the procedures at their own times"),
    "export": Text("把事项或需求导出成 CSV，不含个人信息", "write matters or needs as CSV, nothing personal in it"),
    "responsibilities": Text("责任清单：导入、检查、查看", "the responsibility table: import, check, show"),
    "recompute-due": Text("节假日公布以后，重算受影响的期限", "compute due dates anew once holidays are announced"),
    "retry": Text("重试搁置的消息和放弃的通知", "try again news put aside and notices given up"),
    "retention": Text("现在就删除到期该删的内容", "delete at once what is past its time"),
    "sample": Text("抽样回访：公告、抽取、结束、核对", "samples: announce, draw, end, show, check, verify"),
    "log": Text("公共存证：状态、发布、核对、密钥", "the city log: status, publish, fsck, keys, monitor"),
    "verify": Text("离线核对一张凭据", "check a receipt offline"),
    "witness": Text("运行一个见证：另一台机器上的小程序", "run a witness, a small program on another machine"),
    "budget": Text("为参与式预算计票", "count a vote on a budget"),
    "opinion": Text("从表态里找出意见群体和共识", "find opinion groups and consensus in votes"),
    "text": Text("读懂表格里的文字：分类、相似、热点", "understand texts in a table: classes, duplicates, topics"),
}  # fmt: skip
USAGE = Text("用法：cocity 命令 …", "Usage: cocity COMMAND …")
MORE = Text("每个命令的选项：cocity 命令 --help", "Options of each: cocity COMMAND --help")


def listing() -> Iterator[str]:
    """The lines, in both languages: which one is read here is a setting."""
    width = max(map(len, COMMANDS)) + 2
    yield f"{USAGE.zh} / {USAGE.en}"
    yield ""
    yield from (f"  {name:<{width}}{said.zh} / {said.en}" for name, said in COMMANDS.items())
    yield ""
    yield f"{MORE.zh} / {MORE.en}"
