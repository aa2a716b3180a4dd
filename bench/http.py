"""Create, public read, list, state change over HTTP: `python -m bench http --size 10000 --size 1000000`.

PostgreSQL, 2 server workers, 4 connections (wrk). CPU is the time of server and database processes a request, which says
what a busy machine hides. A peer's server is measured in turns with ours: `bench beside`.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

READS = ("public read", "list of 25", "its handler's", "desk page")
PORT = 8765
CONNECTIONS = 4
THROUGH_INTAKE = 20_000  # matters; beyond that the database copies them
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    size: int
    name: str
    per_second: float
    latency: str
    cpu_ms: float
    errors: int


LUA = {
    "create": """
local thread = 0
function setup(t) t:set("id", thread); thread = thread + 1 end
function init(args) math.randomseed(os.time() + id); n = 0 end
function request()
  n = n + 1
  local body = string.format('{"kind":"help","text":"路灯坏了三天，晚上看不清台阶，请安排维修 %d-%d-%d",'
    .. '"place":"street-%03d","category":"roads/light","phone":"138%08d","consent":true}',
    id, n, math.random(1e9), math.random(0, 214), math.random(0, 99999999))
  return wrk.format("POST", "/api/v1/voices",
    {["Content-Type"]="application/json", ["Idempotency-Key"]=string.format("%d-%d-%d", id, n, math.random(1e9))}, body)
end
""",
    "read": """
function init(args) numbers = {} for l in io.lines("@NUMBERS@") do numbers[#numbers+1] = l end math.randomseed(os.time()) end
function request() return wrk.format("GET", "/api/v1/matters/" .. numbers[math.random(#numbers)]) end
""",
    "list": """
function request()
  return wrk.format("GET", "/api/v1/desk/matters?size=25", {["Authorization"]="Bearer @KEY@"})
end
""",
    "desk": """
function request() return wrk.format("GET", "/desk/", {["Cookie"]="sessionid=@SESSION@"}) end
""",
    "act": """
local thread = 0
function setup(t) t:set("id", thread); thread = thread + 1 end
function init(args) numbers = {} for l in io.lines("@NUMBERS@") do numbers[#numbers+1] = l end n = id + 1 end
function request()
  local number = numbers[n]; n = n + 2
  return wrk.format("POST", "/api/v1/desk/matters/" .. number .. "/offer",
    {["Content-Type"]="application/json", ["Authorization"]="Bearer @KEY@"}, '{"version":1,"body":"@BODY@"}')
end
""",
}


@contextmanager
def server() -> Iterator[int]:
    """gunicorn with two workers; its process id."""
    command = [
        sys.executable, "-m", "gunicorn", "cocity.config.wsgi:application", "--bind", f"127.0.0.1:{PORT}",
        "--workers", "2", "--threads", "4", "--worker-class", "gthread", "--keep-alive", "30", "--preload", "--no-control-socket",
    ]  # fmt: skip
    child = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/api/v1/kinds", timeout=2)
                break
            except OSError:
                time.sleep(0.2)
        yield child.pid
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(20)


def _cpu_seconds() -> float:
    """CPU time so far of gunicorn's and PostgreSQL's processes (ended children counted)."""
    total = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            head, _, tail = stat.read_text().rpartition(")")
            command = (stat.parent / "cmdline").read_text()
        except OSError:
            continue
        if "gunicorn" in command or "postgres" in head:
            fields = tail.split()
            total += sum(map(int, fields[11:15]))  # its own, and that of children who ended
    return total / TICKS


def run(name: str, script: str, *, size: int, seconds: int, at: str = f"http://127.0.0.1:{PORT}") -> Row:
    """One load by wrk."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as lua:
        lua.write(script)
        lua.flush()
        command = ["wrk", "-t2", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-s", lua.name]
        before = _cpu_seconds()
        out = subprocess.run([*command, at], capture_output=True, text=True, check=True).stdout
        used = _cpu_seconds() - before
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1])  # type: ignore[index]
    total = int(re.search(r"(\d+) requests in", out)[1])  # type: ignore[index]
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", out)
    slow = re.search(r"99%\s+(\S+)", out)
    return Row(
        size, name, rate, slow[1] if slow else "", used / max(total, 1) * 1000, int(bad[1]) if bad else 0
    )  # fmt: skip


def _settle() -> None:
    """What autovacuum does within a minute of an import, done before measuring."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def filled(size: int) -> dict[str, Any]:
    """A city with so many matters; what the loads need of it."""
    from bench import city, growing

    world = city.prepare()
    rate = city.fill(
        min(size, THROUGH_INTAKE),
        progress=lambda have, speed: print(f"  {have:,} voices, {speed:,.0f}/s", flush=True),
    )
    if rate:
        print(f"  filled through intake at {rate:,.0f} voices/s")
    growing.multiply(size, progress=lambda have: print(f"  {have:,} matters, copied", flush=True))
    _settle()
    return world


def loads(world: dict[str, Any]) -> dict[str, str]:
    """wrk's script for each load, the list and the page of a handler among them; each call names fresh matters."""
    from bench import city
    from cocity.ground.commitments.models import Commitment

    folder = Path(tempfile.mkdtemp())
    public = Commitment.objects.filter(visibility="public").order_by("-id")
    (folder / "public").write_text("\n".join(public.values_list("number", flat=True)[:5000]))
    fresh = Commitment.objects.filter(state="opened", version=1).order_by("-id")
    (folder / "fresh").write_text("\n".join(fresh.values_list("number", flat=True)[:20000]))

    def script(which: str, numbers: str = "", *, by_handler: bool = False) -> str:
        text = LUA[which].replace("@BODY@", world["body"]).replace("@SESSION@", city.session("handler"))
        text = text.replace("@KEY@", world["handler" if by_handler else "key"])
        return text.replace("@NUMBERS@", str(folder / numbers))

    return {
        "public read": script("read", "public"),
        "list of 25": script("list"),
        "its handler's": script("list", by_handler=True),
        "desk page": script("desk"),
        "state change": script("act", "fresh"),
        "create": script("create"),
    }


def measure(size: int, seconds: int) -> list[Row]:
    """All loads at one size."""
    scripts = loads(filled(size))
    with server():
        for name in READS:
            run("warm up", scripts[name], size=size, seconds=2)
        return [run(name, text, size=size, seconds=seconds) for name, text in scripts.items()]


def table(rows: list[Row]) -> str:
    """The figures of each size."""
    lines = [f"{'commitments':>12} {'what':<14} {'a second':>9} {'p99':>9} {'CPU ms':>7} errors"]
    for row in rows:
        lines.append(
            f"{row.size:>12,} {row.name:<14} {row.per_second:>9,.0f} {row.latency:>9} {row.cpu_ms:>7.2f} {row.errors}"
        )
    return "\n".join(lines)


def main(sizes: list[int], seconds: int) -> None:
    """Print the table."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    rows = [row for size in sizes for row in measure(size, seconds)]
    print(table(rows))
    print(json.dumps([row.__dict__ for row in rows]))
