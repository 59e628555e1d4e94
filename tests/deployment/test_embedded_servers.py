"""The embedded servers: shared by those who use them, stopped by the last, and mended after a crash."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import psycopg2
import redis

from hatehub import embedded

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys, pathlib
from hatehub import embedded
with embedded.servers(pathlib.Path(sys.argv[1]), postgres=True, redis=True, durable=False):
    print("up", flush=True)
    sys.stdin.readline()
"""


def hold(var: Path) -> subprocess.Popen[str]:
    """Start a process that keeps the servers of a folder, until it is told to let go."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(var)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "up\n"
    return process


def let_go(process: subprocess.Popen[str]) -> None:
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def is_up(var: Path) -> bool:
    try:
        psycopg2.connect(embedded.database_url(var)).close()
        return bool(redis.Redis.from_url(embedded.redis_url(var)).ping())
    except (psycopg2.OperationalError, redis.RedisError):
        return False


def test_last_one_out_stops_the_servers(tmp_path):
    first, second = hold(tmp_path), hold(tmp_path)
    let_go(first)
    assert is_up(tmp_path)
    let_go(second)
    assert not is_up(tmp_path)


def test_killed_user_leaves_servers_that_the_next_one_uses_and_stops(tmp_path):
    killed = hold(tmp_path)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert is_up(tmp_path)
    let_go(hold(tmp_path))
    assert not is_up(tmp_path)


def test_servers_that_were_killed_are_mended_with_their_rows_and_queue(tmp_path):
    user = hold(tmp_path)
    connection = psycopg2.connect(embedded.database_url(tmp_path))
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (n int)")
        cursor.execute("INSERT INTO kept VALUES (7)")
        cursor.execute("CHECKPOINT")
    connection.close()
    redis.Redis.from_url(embedded.redis_url(tmp_path)).rpush("queue", "task")
    for process in psutil.process_iter(["pid", "cmdline"]):
        if any(str(tmp_path) in part for part in process.info["cmdline"] or []) and process.pid != user.pid:
            os.kill(process.pid, signal.SIGKILL)
    let_go_later = hold(tmp_path)
    connection = psycopg2.connect(embedded.database_url(tmp_path))
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT n FROM kept")
        assert cursor.fetchall() == [(7,)]
    connection.close()
    assert redis.Redis.from_url(embedded.redis_url(tmp_path)).lrange("queue", 0, -1) == [b"task"]
    let_go(user)
    let_go(let_go_later)
    assert not is_up(tmp_path)


def test_path_too_long_for_a_socket_gets_a_home_elsewhere(tmp_path):
    address = embedded.redis_url(tmp_path / ("long" * 40))
    assert len(address.removeprefix("unix://").partition("?")[0]) < 107
