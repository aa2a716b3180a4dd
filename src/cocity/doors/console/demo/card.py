"""The card a demo hands its visitor: addresses, and an account for every role."""

import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from cocity.doors.console.demo.city import Account, accounts
from cocity.doors.console.demo.fill import Filled

FILE = "demo-accounts.txt"
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
DOORS = (
    ("/", "市民 residents", "说件事、查进度、评判 / say something, follow it, judge it"),
    ("/desk/", "工作台 desk", "登录后见各自的待办 / sign in to see what is due"),
    ("/open/", "公开 open", "承诺兑现得怎样 / how promises are kept"),
    ("/api/", "接口 API", "OpenAPI"),
)
LANDS = {
    "agent": "来电登记 calls", "dispatcher": "待派 to send", "handler": "本单位待办 the body's matters",
    "verifier": "待核查 to check", "caller": "待回访 to call back", "supervisor": "督办与审批 overdue, approvals",
    "auditor": "全部事项 all matters", "editor": "全部事项 all matters",
}  # fmt: skip
SHOWN = 3  # accounts of a role on the card; all of them in the file


def new_password() -> str:
    """Twelve signs that can be read out and typed on a telephone."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))


def keep(home: Path, password: str, receipts: Sequence[tuple[str, str]]) -> Path:
    """Write the accounts to a file only its owner may read."""
    path = home / FILE
    path.touch(mode=0o600)
    path.chmod(0o600)
    told = [f"receipt {number} code {code}" for number, code in receipts]
    lines = [
        f"password: {password}",
        "",
        *told,
        "",
        *(f"{each.role:11} {each.username}" for each in accounts()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def kept_password(home: Path) -> str:
    """The password of a demo filled earlier; empty where the file is gone."""
    path = home / FILE
    if not path.exists():
        return ""
    return path.read_text(encoding="utf-8").partition("password: ")[2].partition("\n")[0].strip()


def kept_receipts(home: Path) -> list[str]:
    """Lines with the receipts of a demo filled earlier."""
    path = home / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.removeprefix("receipt ") for line in lines if line.startswith("receipt ")]


def show(console: Console, *, address: str, demo: Filled, password: str, file: Path) -> None:
    """Print the card."""
    console.print(
        Panel.fit(_doors(address), title="共城 CoCity · 合成演示城 synthetic demo city", border_style="green")
    )
    console.print(_people())
    for line in kept_receipts(file.parent):
        console.print(f"市民 resident  凭回执查看并评判 follow and judge: [bold]{line}[/bold]")
    said = password or f"见 see {file}（文件不在了：cocity demo --fresh）"
    console.print(f"密码 password: [bold]{said}[/bold]    全部账号 all accounts: {file}")
    console.print(
        f"{demo.matters:,} 件事 matters，{demo.days} 天 days，至 until {demo.today}。Ctrl-C 停止 to stop."
    )


def _doors(address: str) -> Table:
    table = Table.grid(padding=(0, 2))
    for _ in range(3):
        table.add_column(overflow="fold")  # wrapped, never cut, where the terminal is narrow
    for path, name, what in DOORS:
        table.add_row(f"[bold]{address}{path}[/bold]", name, what)
    return table


def _people() -> Table:
    table = Table(box=None, padding=(0, 2))
    for title in ("角色 role", "登录名 user name", "登录后 lands on"):
        table.add_column(title, overflow="fold")
    for role, names in _by_role():
        more = "" if len(names) <= SHOWN else f"  …+{len(names) - SHOWN}"
        table.add_row(role, "  ".join(each.username for each in names[:SHOWN]) + more, LANDS[role])
    return table


def _by_role() -> Iterator[tuple[str, list[Account]]]:
    held: dict[str, list[Account]] = {}
    for each in accounts():
        held.setdefault(each.role, []).append(each)
    yield from held.items()
