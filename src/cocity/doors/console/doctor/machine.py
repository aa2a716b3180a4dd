"""The database, the keys, the disk and the clock."""

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from cocity.doors.console.doctor.findings import Finding, bad, good, watch
from cocity.ground.journal import api as journal
from cocity.kit.text import Text

OWNER_ONLY = 0o077  # bits nobody else may have
GIGABYTE = 1_000_000_000
LITTLE, VERY_LITTLE = 5, 1  # gigabytes free
SKEW = timedelta(minutes=2)


def database(now: datetime) -> Iterator[Finding]:
    """Reachable, and of this version."""
    try:
        waiting = MigrationExecutor(connection).loader
        plan = MigrationExecutor(connection).migration_plan(waiting.graph.leaf_nodes())
    except DatabaseError as error:
        said = Text("连不上数据库：{why}", "The database cannot be reached: {why}").with_values(why=error)
        yield bad(
            "database",
            said,
            Text("检查 COCITY_DATABASE 与数据库服务", "Check COCITY_DATABASE and the server"),
        )
        return
    if plan:
        said = Text("有 {n} 个数据库变更未执行", "{n} database changes are not applied").with_values(
            n=len(plan)
        )
        yield bad("database", said, Text("运行 cocity migrate", "Run cocity migrate"))
    else:
        yield good(
            "database",
            "数据库可用（{kind}），版本一致",
            "The database answers ({kind}) and is current",
            kind=connection.vendor,
        )


def guard(now: datetime) -> Iterator[Finding]:
    """The database refuses to change the journal."""
    if journal.guarded():
        yield good("guard", "日志只增不改，由数据库把守", "The database itself keeps the journal append-only")
    else:
        yield bad(
            "guard",
            Text(
                "日志的保护被取下了：有人能改写历史",
                "The guard of the journal is down: history could be rewritten",
            ),
            Text(
                "查明原因，再运行 cocity migrate ground_journal 0001 后 migrate 重建",
                "Find out why; migrate ground_journal back to 0001 and forward again",
            ),
        )


def keys(now: datetime) -> Iterator[Finding]:
    """Secrets are there and only their owner may read them."""
    folder = Path(settings.HOME) / "keys"
    files = sorted(folder.glob("*.key")) if folder.is_dir() else []
    loose = [path.name for path in (folder, *files) if path.exists() and path.stat().st_mode & OWNER_ONLY]
    if not (settings.SECRET_KEY and settings.CONTACT_KEY):
        yield bad(
            "keys",
            Text("缺少密钥", "A key is missing"),
            Text("恢复 keys 文件夹的备份", "Restore the keys folder from its backup"),
        )
    if loose:
        said = Text("别人也能读密钥：{names}", "Others can read the keys: {names}").with_values(
            names=", ".join(loose)
        )
        yield bad("keys", said, Text("运行 chmod -R go= keys", "Run chmod -R go= keys"))
    elif settings.SECRET_KEY and settings.CONTACT_KEY:
        yield good("keys", "密钥在，且只有本人可读", "The keys are there, readable by their owner only")


def disk(now: datetime) -> Iterator[Finding]:
    """Room in the home folder."""
    home = settings.HOME.absolute()
    there = next(each for each in (home, *home.parents) if each.exists())  # a new city has none yet
    free = shutil.disk_usage(there).free / GIGABYTE
    said = Text("剩余空间 {n} GB", "{n} GB are free").with_values(n=f"{free:.1f}")
    todo = Text("清理磁盘，或把 COCITY_HOME 移到更大的盘", "Make room, or move COCITY_HOME to a larger disk")
    if free < VERY_LITTLE:
        yield bad("disk", said, todo)
    elif free < LITTLE:
        yield watch("disk", said, todo)
    else:
        yield Finding("disk", good("disk", "", "").level, said)


def clock(now: datetime) -> Iterator[Finding]:
    """This machine's time is not behind what was already written."""
    last = journal.newest()
    if last is not None and last.at > now + SKEW:
        said = Text("最后一条日志在未来：{at}", "The last entry lies in the future: {at}").with_values(
            at=last.at.isoformat()
        )
        yield bad(
            "clock",
            said,
            Text(
                "校准本机时间（NTP），各服务器要一致",
                "Set this machine's clock (NTP); all servers must agree",
            ),
        )
    else:
        yield good("clock", "时间与日志一致", "The clock agrees with the journal")
