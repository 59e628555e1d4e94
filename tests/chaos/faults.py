"""What can go wrong with each part of a hub, and the order in which it does, by seed.

A fault is a function that does harm, a time for which it lasts, and what ends it. It raises TooLate where there was
nothing to harm: the part was down already.
"""

import contextlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg2
import redis

from hatehub import embedded
from tests.deployed.hub import WEB, WORKERS, Hub
from tests.deployed.mail_process import MailServer

SHORT, LONG = 1.0, 6.0
"""How long what lasts lasts, in seconds."""
SLICE = 0.05
SLOWED = 5
"""A part that is slow runs in one slice of so many."""
MOST_BROKER_BYTES = 1
CLOCK_SECONDS = 240
OFF_CLOCK = Path(__file__).resolve().parent / "off_clock"


class TooLate(Exception):
    """There is nothing to harm: the part is down already."""


@dataclass(frozen=True)
class Planned:
    """One fault of a run."""

    kind: str
    member: str
    seconds: float


class Faults:
    """The faults of one hub. `ballast` is a file to fill its disk with; None where that is not bounded."""

    def __init__(self, hub: Hub, *, mail: MailServer, ballast: Path | None) -> None:
        self._hub, self._mail, self._ballast = hub, mail, ballast

    def plan(self, *, seed: int) -> Iterator[Planned]:
        """Yield faults without end: each kind in turn, in an order and for times that the seed says."""
        chance = random.Random(seed)
        while True:
            kinds = [kind for kind in KINDS if self._can(kind)]
            chance.shuffle(kinds)
            for kind in kinds:
                members = MEMBERS[kind.partition(" ")[0]]
                yield Planned(kind, chance.choice(members), chance.uniform(SHORT, LONG))

    def _can(self, kind: str) -> bool:
        return kind != "disk full" or self._ballast is not None

    def do(self, fault: Planned) -> None:
        """Do the harm, wait, and end it. Raises TooLate."""
        harm = KINDS[fault.kind]
        with harm(self, fault.member):
            time.sleep(fault.seconds)

    # What is done ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def killed(self, member: str) -> Iterator[None]:
        """SIGKILL to a process and all its children at once."""
        for process in self._living(member):
            _signal(process, signal.SIGKILL)
        yield

    @contextlib.contextmanager
    def child_killed(self, member: str) -> Iterator[None]:
        """SIGKILL to one child, as the kernel does it to a process that takes too much memory."""
        children = self._living(member)[1:]
        if not children:
            raise TooLate
        _signal(children[-1], signal.SIGKILL)
        yield

    @contextlib.contextmanager
    def stopped(self, member: str) -> Iterator[None]:
        """SIGSTOP to the process and its children, and SIGCONT afterwards."""
        everyone = self._living(member)
        for process in everyone:
            _signal(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in everyone:
                _signal(process, signal.SIGCONT)

    @contextlib.contextmanager
    def slowed(self, member: str) -> Iterator[None]:
        """Let the part run for one slice of time in five, by stopping and continuing it from another process."""
        pids = [str(process.pid) for process in self._living(member)]
        rest = f"{SLICE * (SLOWED - 1):.2f}"
        loop = (
            f"while :; do kill -STOP {' '.join(pids)}; sleep {rest}; kill -CONT {' '.join(pids)}; sleep {SLICE}; done"
        )
        slowing = subprocess.Popen(["sh", "-c", loop], stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            yield
        finally:
            os.killpg(slowing.pid, signal.SIGKILL)
            slowing.wait()
            for pid in pids:
                with contextlib.suppress(psutil.NoSuchProcess):
                    _signal(psutil.Process(int(pid)), signal.SIGCONT)

    @contextlib.contextmanager
    def starved(self, member: str) -> Iterator[None]:
        """Give a worker's child no memory more than it has: whatever it is at fails with MemoryError."""
        children = self._living(member)[1:]
        if not children:
            raise TooLate
        try:
            children[-1].rlimit(psutil.RLIMIT_AS, (children[-1].memory_info().vms, resource.RLIM_INFINITY))
            yield
        except psutil.NoSuchProcess:
            raise TooLate from None
        finally:
            with contextlib.suppress(psutil.NoSuchProcess):
                children[-1].rlimit(psutil.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    @contextlib.contextmanager
    def second_beat(self, member: str) -> Iterator[None]:
        """Run a second beat beside the first, with a schedule of its own."""
        command = [sys.executable, "-m", "celery", "-A", "hatehub", "beat", "--loglevel", "ERROR", "--pidfile="]
        command += ["--schedule", str(self._hub.var / "second-beat")]
        second = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(LONG)  # until it has started
        try:
            yield
        finally:
            second.kill()
            second.wait()

    @contextlib.contextmanager
    def broker_full(self, member: str) -> Iterator[None]:
        """Have the broker refuse every write for want of memory."""
        broker = redis.Redis.from_url(embedded.redis_url(self._hub.var), socket_timeout=5)
        try:
            broker.config_set("maxmemory", MOST_BROKER_BYTES)
            yield
        except redis.RedisError:
            raise TooLate from None
        finally:
            with contextlib.suppress(redis.RedisError):  # one that was killed meanwhile has forgotten it
                broker.config_set("maxmemory", 0)

    @contextlib.contextmanager
    def backend_killed(self, member: str) -> Iterator[None]:
        """SIGKILL to one connection's process: PostgreSQL ends all others, and recovers."""
        leader = self._leader("postgres")
        backends = [each for each in leader.children() if "hub hub" in " ".join(each.cmdline())]
        if not backends:
            raise TooLate
        _signal(backends[0], signal.SIGKILL)
        yield

    @contextlib.contextmanager
    def table_locked(self, member: str) -> Iterator[None]:
        """Hold the lock of a table that nearly everything writes to."""
        try:
            address = embedded.database_url(self._hub.var)
            with contextlib.closing(psycopg2.connect(address)) as connection, connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'; LOCK TABLE audit_chainhead IN ACCESS EXCLUSIVE MODE")
                yield
        except psycopg2.Error:
            raise TooLate from None

    @contextlib.contextmanager
    def disk_full(self, member: str) -> Iterator[None]:
        """Fill the disk that holds database, files and broker to its last byte."""
        ballast = self._ballast
        if ballast is None:
            raise TooLate
        try:
            with contextlib.suppress(OSError), open(ballast, "wb", buffering=0) as file:
                while file.write(bytes(2**20)):
                    pass
            yield
        finally:
            ballast.unlink(missing_ok=True)

    @contextlib.contextmanager
    def mail_mode(self, mode: str) -> Iterator[None]:
        """Have the mail server refuse, or take letters and never say so."""
        file = self._mail.folder / "mode"
        file.write_text(mode, encoding="utf-8")
        try:
            yield
        finally:
            file.write_text("", encoding="utf-8")

    @contextlib.contextmanager
    def mail_killed(self, member: str) -> Iterator[None]:
        """SIGKILL to the mail server, which is started again afterwards."""
        self._mail.kill()
        try:
            yield
        finally:
            self._mail.start()

    @contextlib.contextmanager
    def clock_off(self, member: str, seconds: int) -> Iterator[None]:
        """Move the clock of one process, and put it right again."""
        file = clock_of(self._mail.folder, member)
        file.write_text(f"{seconds}", encoding="utf-8")
        try:
            yield
        finally:
            file.write_text("0", encoding="utf-8")

    def _living(self, member: str) -> list[psutil.Process]:
        if member in ("postgres", "valkey"):
            leader = self._leader(member)
            with contextlib.suppress(psutil.NoSuchProcess):
                return [leader, *leader.children(recursive=True)]
        tree = self._hub.members[member].tree() if member in self._hub.members else []
        if not tree:
            raise TooLate
        return tree

    def _leader(self, name: str) -> psutil.Process:
        leader = self._hub.server(name)
        if leader is None:
            raise TooLate
        return leader


def _signal(process: psutil.Process, number: int) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        process.send_signal(number)


def clock_of(folder: Path, member: str) -> Path:
    """Return the file that says how far a process's clock is off; not on the disk that is filled."""
    return folder / f"clock-{member}"


def clocks(folder: Path) -> dict[str, dict[str, str]]:
    """Return what to start members with, so that their clocks can be moved."""
    environments = {}
    for member in (*WEB, *WORKERS, "beat"):
        file = clock_of(folder, member)
        file.write_text("0", encoding="utf-8")
        environments[member] = {"PYTHONPATH": str(OFF_CLOCK), "HUB_CLOCK": str(file)}
    return environments


Harm = Callable[[Faults, str], AbstractContextManager[None]]
KINDS: dict[str, Harm] = {
    "web killed": Faults.killed,
    "web child killed": Faults.child_killed,
    "web stopped": Faults.stopped,
    "worker killed": Faults.killed,
    "worker child killed": Faults.child_killed,
    "worker stopped": Faults.stopped,
    "worker without memory": Faults.starved,
    "beat killed": Faults.killed,
    "beat stopped": Faults.stopped,
    "beat twice": Faults.second_beat,
    "broker killed": Faults.killed,
    "broker stopped": Faults.stopped,
    "broker full": Faults.broker_full,
    "broker slow": Faults.slowed,
    "database killed": Faults.killed,
    "database backend killed": Faults.backend_killed,
    "database stopped": Faults.stopped,
    "database slow": Faults.slowed,
    "database locked": Faults.table_locked,
    "disk full": Faults.disk_full,
    "mail refusing": lambda faults, _member: faults.mail_mode("refuse"),
    "mail cut off": lambda faults, _member: faults.mail_mode("cut"),
    "mail killed": Faults.mail_killed,
    "clock ahead": lambda faults, member: faults.clock_off(member, CLOCK_SECONDS),
    "clock behind": lambda faults, member: faults.clock_off(member, -CLOCK_SECONDS),
}
MEMBERS: dict[str, tuple[str, ...]] = {
    "web": WEB,
    "worker": WORKERS,
    "beat": ("beat",),
    "broker": ("valkey",),
    "database": ("postgres",),
    "disk": ("disk",),
    "mail": ("mail",),
    "clock": (*WEB, *WORKERS, "beat"),
}
