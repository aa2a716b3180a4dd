"""A Spark cluster of a master and two workers, really started on loopback, and stopped again."""

import importlib.util
import logging
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
JAVA = Path("/usr/lib/jvm/java-17-openjdk-amd64")
WORKERS, WAIT = 2, 180


def needed() -> None:
    """Skips with a reason where PySpark or Java is missing; in CI that is a failure."""
    missing = [] if importlib.util.find_spec("pyspark") else ["pyspark (requirements-spark.txt)"]
    if not JAVA.is_dir() and not shutil.which("java"):
        missing.append("Java 17 (openjdk-17-jre-headless)")
    if missing:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"needs {' and '.join(missing)}")


@contextmanager
def cluster(folder: Path) -> Iterator[Any]:
    """A SparkContext whose work is done by two workers of their own."""
    import pyspark
    from pyspark import SparkConf, SparkContext

    home = Path(pyspark.__file__).parent
    path = os.pathsep.join(dict.fromkeys([str(ROOT / "src"), str(ROOT), *filter(None, sys.path)]))
    environment = {**os.environ, "SPARK_HOME": str(home), "PYTHONPATH": path, "SPARK_LOCAL_IP": "127.0.0.1"}
    environment |= {"SPARK_NO_DAEMONIZE": "1", "PYSPARK_PYTHON": sys.executable}
    if JAVA.is_dir():
        environment["JAVA_HOME"] = str(JAVA)
    port = free_port()
    url = f"spark://127.0.0.1:{port}"
    master = ["master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    worker = ["worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g", "--webui-port", "0"]
    worker += ["--work-dir", str(folder), url]
    log = folder / "cluster.log"
    started: list[subprocess.Popen[bytes]] = []
    before = dict(os.environ)
    try:
        with log.open("wb") as out:
            started.append(daemon(home, master, environment, out))
            until(port_answers(port), log)
            started += [daemon(home, worker, environment, out) for _ in range(WORKERS)]
            until(lambda: log.read_text(errors="replace").count("Registering worker") >= WORKERS, log)
        os.environ.update(environment)
        conf = SparkConf().setMaster(url).setAppName("cocity-test").set("spark.ui.enabled", "false")
        conf.set("spark.ui.showConsoleProgress", "false")
        conf.set("spark.driver.host", "127.0.0.1").set("spark.driver.bindAddress", "127.0.0.1")
        conf.set("spark.executorEnv.PYTHONPATH", path).set("spark.executor.memory", "800m")
        conf.set("spark.scheduler.minRegisteredResourcesRatio", "1.0").set("spark.cores.max", str(WORKERS))
        logging.getLogger("py4j").setLevel(logging.WARNING)
        context = SparkContext(conf=conf)
        context.setLogLevel("ERROR")
        try:
            yield context
        finally:
            context.stop()
    finally:
        os.environ.clear()
        os.environ.update(before)
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def executors(context: Any) -> int:
    """Workers' processes that have joined; the driver, which is counted too, is taken off."""
    return int(context._jsc.sc().getExecutorMemoryStatus().size()) - 1


def daemon(home: Path, words: list[str], environment: dict[str, str], out: Any) -> "subprocess.Popen[bytes]":
    """A master or worker in the foreground of a process of its own."""
    command = [str(home / "bin" / "spark-class"), f"org.apache.spark.deploy.{words[0]}", *words[1:]]
    return subprocess.Popen(command, env=environment, stdout=out, stderr=subprocess.STDOUT)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def port_answers(port: int) -> Any:
    def answers() -> bool:
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", port)) == 0

    return answers


def until(so: Any, log: Path) -> None:
    """Waits; what the cluster said is shown if it never comes."""
    began = time.monotonic()
    while not so():
        if time.monotonic() - began > WAIT:
            pytest.fail(f"Spark did not start: {log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.2)
