"""What a check of a receipt says, in plain words: the same sentences in the command, on the page, and in the browser."""

from cocity.kit.text import Text

SAYINGS = {
    "holds": Text("这份凭据是真的", "This receipt holds"),
    "fails": Text("这份凭据对不上，请不要相信它", "This receipt does not hold: do not rely on it"),
    "undecided": Text("这次没能核对", "It could not be checked"),
    "proved": Text("证明了什么", "What is proved"),
    "place": Text(
        "这条记录是公共日志 {origin} 的第 {number} 条。见证时日志共有 {size} 条。",
        "The entry is number {number} of the public log {origin}, which had {size} entries when it was witnessed.",
    ),
    "witnessed": Text(
        "{at}，见证人 {name} 签名确认看到了这样的日志。",
        "At {at} the witness {name} signed that it saw this log.",
    ),
    "unwitnessed": Text(
        "没有独立见证人签名：只有日志自己的签名，它可能给别人看另一份日志。",
        "No independent witness signed. There is only the log's own word, and it might show others a different log.",
    ),
    "lasting": Text(
        "从那时起，这条记录被改动、删掉或挪动，都会和这份凭据对不上。",
        "Since then it cannot be changed, removed or moved without contradicting this receipt.",
    ),
    "content": Text(
        "所列的内容就是当时记录的内容，一字未改。",
        "The content listed is what was recorded then, to the letter.",
    ),
    "unproved": Text("没有证明什么", "What is not proved"),
    "no_content": Text(
        "内容写了什么：凭据里只有内容的指纹，没有内容。",
        "What the content says: the receipt holds only its fingerprint.",
    ),
    "no_truth": Text("记录的内容是否属实。", "That what was recorded is true."),
    "no_whole": Text("所有的事是否都记进了日志。", "That everything was recorded."),
    "no_delivery": Text("通知是否送到了人手里。", "That a notice reached anybody."),
    "no_owner": Text(
        "钥匙是谁的：请向见证人问清所列的钥匙编号是不是他们的。",
        "Whose keys these are: ask the witnesses whether the key numbers listed are theirs.",
    ),
    "keys": Text("签名的钥匙", "Keys that signed"),
    "recorded": Text("记录自己写着", "The entry says of itself"),
    "kind": Text("类别", "Kind"),
    "ref": Text("编号", "Reference"),
    "seq": Text("顺序", "Sequence"),
    "hour": Text("钟点", "Hour"),
    "hour_from": Text("从 {at} 起的一小时内", "Within the hour from {at}"),
    "city_time": Text("{at}（本市时间，{zone}）", "{at} (city time, {zone})"),
    "why": Text("技术原因（英文）", "Technical reason"),
    "policy": Text(
        "信任名单读不懂。请换一份。", "The list of whom to trust cannot be read. Please use another."
    ),
    "format": Text(
        "文字不完整，或有字被改过。凭据要从第一行 c2sp.org/tlog-proof@v1 到最后一行，一字不差。",
        "The text is not whole, or was altered. A receipt goes from its first line, c2sp.org/tlog-proof@v1, to its "
        "last, to the letter.",
    ),
    "entry": Text(
        "凭据里没有带记录本身，请把记录文件也给出。",
        "The receipt does not carry the entry itself; the file of the entry is needed too.",
    ),
    "signed": Text(
        "日志或见证人的签名对不上，或者见证人不够。",
        "A signature of the log or of a witness does not hold, or there are too few witnesses.",
    ),
    "included": Text(
        "记录和日志对不上：记录、位置或证明被改过。",
        "The entry does not fit the log: the entry, its place or its proof was altered.",
    ),
    "recorded_content": Text("当时记录的内容", "What was recorded then"),
    "opening": Text("内容文件读不懂。", "The content file cannot be read."),
    "differs": Text(
        "内容和记录的指纹对不上：内容不是当时的内容。",
        "The content does not fit the fingerprint of the entry: it is not what was recorded.",
    ),
}
# What the fields of a content are called; others are shown by their own names.
FIELDS = {
    "kind": Text("记录类别", "Kind"),
    "at": Text("时间", "Time"),
    "number": Text("编号", "Number"),
    "action": Text("步骤", "Step"),
    "from_state": Text("从", "From"),
    "to_state": Text("到", "To"),
    "procedure": Text("规程", "Procedure"),
    "version": Text("版本", "Version"),
    # Bodies stand by their number, which no change of name touches; the open data says whose it is.
    "holder": Text("负责单位（编号）", "Responsible (no.)"),
    "by_body": Text("办理单位（编号）", "By (no.)"),
    "state": Text("状态", "State"),
    "ended": Text("是否结束", "Ended"),
    "finding": Text("核查结果是否属实", "Found to be true"),
    "disposition": Text("是否采纳", "Adopted or not"),
    "clock": Text("时限", "Limit"),
    "level": Text("上报到第几级", "Told how many levels up"),
    "before": Text("原期限", "Due before"),
    "after": Text("新期限", "Due now"),
    "ordinal": Text("第几份答复", "Which answer"),
    "day": Text("日期", "Day"),
    "notice": Text("通知", "Notice"),
    "attempt": Text("第几次", "Which try"),
    "decision": Text("决定", "Decision"),
    "due_at": Text("期限", "Due"),
    "claim": Text("单位自己说", "The body's word"),
    "verdict": Text("您的评判", "Your verdict"),
    "digest": Text("文字的指纹", "Fingerprint of the text"),
    "channel": Text("渠道", "Channel"),
    "outcome": Text("结果", "Outcome"),
    "category": Text("类别（事项）", "Category"),
    "place_path": Text("地方", "Place"),
}
# What an entry is called among people; its own name stands beside it.
KINDS = {
    "commitment.opened": Text("受理", "Taken in"),
    "commitment.acted": Text("办理中的一步", "A step taken"),
    "commitment.clock_breached": Text("时限已过", "A limit passed"),
    "commitment.due_changed": Text("期限变更", "A due date changed"),
    "reply.given": Text("答复", "Answer"),
    "reply.corrected": Text("更正答复", "Answer corrected"),
    "verdict.call_attempted": Text("回访电话", "A call-back tried"),
    "verdict.sample_announced": Text("抽样回访：公告", "A sample announced"),
    "verdict.sample_drawn": Text("抽样回访", "A sample drawn"),
    "verdict.sample_ended": Text("抽样回访：结束", "A sample ended"),
    "verdict.sample_opened": Text("抽样回访：公开暗号", "A sample's secret opened"),
    "notice.attempted": Text("通知发送", "A notice sent or tried"),
    "decision.announced": Text("决定公布", "A decision announced"),
    "decision.addressed": Text("决定告知本人", "A decision addressed to one person"),
    "person.told": Text("告知当事人（送出或尝试）", "A person told, or tried to be"),
}
ALWAYS_UNPROVED = ("no_truth", "no_whole", "no_delivery", "no_owner")
REASONS = {"content": "differs"}  # steps whose sentence has another name
