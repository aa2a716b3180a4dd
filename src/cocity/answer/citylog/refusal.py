"""The log does not sign, and says why."""

from cocity.kit.errors import CityError
from cocity.kit.text import Text


class WillNotSign(CityError):
    """Signing now could contradict an earlier checkpoint, or would not be durable."""

    status = 503
    code = "log_will_not_sign"


SET_BACK = Text(
    "数据库被退回了：存证簿已签到 {there} 条，数据库里只有 {here} 条",
    "The database was set back: the log was signed up to {there} entries, the database holds {here}",
)
OTHER_PAST = Text(
    "数据库里的前 {there} 条与已签名的存证簿不一致",
    "The first {there} entries in the database are not those that were signed",
)
STORE_GONE = Text(
    "检查点存档不见了或被退回了：已签到 {there} 条，存档里是 {here} 条",
    "The store of checkpoints is missing or was set back: {there} entries were signed, it knows of {here}",
)
WITNESS_AHEAD = Text(
    "见证方 {name} 见过 {there} 条，我们只签到 {here} 条：本机被退回过",
    "The witness {name} has seen {there} entries, we have signed {here}: this machine was set back",
)
WITNESS_DISAGREES = Text(
    "见证方 {name} 看到的历史与我们不同：{why}",
    "The witness {name} saw another history: {why}",
)
WITNESSES_AWAITED = Text(
    "启动以来见证方 {names} 还没有应答：在它们确认我们没有被退回之前不签新的检查点，一应答就自动继续",
    "Since this start the witnesses {names} have not answered: until they confirm that nothing was set back, nothing new"
    " is signed; it goes on by itself when they answer",
)
CLOCK_BACK = Text(
    "时钟被拨回了：上次签名在 {there}，现在是 {here}",
    "The clock was set back: the last checkpoint was signed at {there}, now it is {here}",
)
NOT_WRITTEN = Text("写不进磁盘：{why}", "The disk does not take it: {why}")
NOT_SOUND = Text("存证簿的数据不完整：{why}", "What the log is made of is not whole: {why}")
KEY_GONE = Text(
    "签名密钥不在 {path}：把它的备份放回去",
    "The signing key is not at {path}: put its backup back",
)
KEY_LOOSE = Text("别人也能读签名密钥 {path}", "Others can read the signing key {path}")
KEY_WRONG = Text("签名密钥 {path} 读不懂：{why}", "The signing key {path} cannot be read: {why}")
POLICY_WRONG = Text("见证策略 {path} 读不懂：{why}", "The policy {path} cannot be read: {why}")
TILE_CHANGED = Text(
    "已发布的 {path} 与数据库不一致：有人改过其中之一",
    "The published {path} is not what the database says: one of them was changed",
)
TILES_GONE = Text(
    "已发布的文件缺失或损坏（{why}）：运行 cocity log rebuild",
    "Published files are missing or damaged ({why}): run cocity log rebuild",
)
