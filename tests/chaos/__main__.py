"""`make chaos [FAULTS=200] [SEED=1]`: break every part of a hub under load, mend it, and count what was kept.

A hub as it is run: two web servers, two workers, beat, PostgreSQL, Valkey and a mail server, each started again when it
falls. People report through the form while officers decide and assign cases. Meanwhile parts are killed (SIGKILL),
stopped, starved, filled up and made slow. At the end everything is mended and comes to rest. Then every report that was
acknowledged to a person must be there, every event handled once in effect, every message sent, every audit chain whole
and every file as it was. Prints the counts; ends with 0 where all of it is so, with 1 where anything is not.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benches import stage
from tests.chaos.faults import Faults, TooLate, clocks
from tests.deployed.hub import Hub
from tests.deployed.mail_process import MailServer

FAULTS, SEED = 200, 1
DISK = "3g"
PEOPLE, OFFICERS = 3, 2
PEOPLE_PAUSE, OFFICERS_PAUSE, FAULTS_PAUSE = 0.5, 1.5, 2.5


def main() -> None:
    """Read the command line, and break what there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--faults", type=int, default=FAULTS)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    with stage.temporary_folder() as outside, stage.temporary_folder() as var, _bounded_disk(var) as is_bounded:
        sys.exit(_run(var, outside, faults=options.faults, seed=options.seed, is_bounded=is_bounded))


@contextlib.contextmanager
def _bounded_disk(var: Path) -> Iterator[bool]:
    """Give the hub a disk of its own that can be filled without filling the machine's; tell whether that could be."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=755", "tmpfs", str(var)]
    is_mounted = os.geteuid() == 0 and subprocess.run(command, check=False, capture_output=True).returncode == 0
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run(["umount", "--lazy", str(var)], check=False)


def _run(var: Path, outside: Path, *, faults: int, seed: int, is_bounded: bool) -> int:
    print(f"{faults} faults by seed {seed}.", flush=True)
    if not is_bounded:
        print("The disk is not filled: only root can give the hub one of its own.")
    stage.set_environment(var)
    mail = MailServer(outside / "mail")
    os.environ |= {"TRUSTED_PROXIES": "1", "MAIL_HOST": "127.0.0.1", "MAIL_PORT": str(mail.port)}
    with stage.servers(var, durable=True):
        import django

        django.setup()
        stage.prepare()
        from tests.deployed.staff import sign_in_officers

        cookies = sign_in_officers(OFFICERS)
        hub = Hub(var, environments=clocks(mail.folder))
        with mail.up(), hub.up():
            told, worked = _break(hub, mail, faults=faults, seed=seed, cookies=cookies, fill=is_bounded)
            return _judge(hub, mail, told, worked)


def _break(
    hub: Hub, mail: MailServer, *, faults: int, seed: int, cookies: list[dict[str, str]], fill: bool
) -> tuple[Any, Any]:
    from tests.deployed import officers, reporters

    told, worked, stop = reporters.Ledger(), officers.Worked(), threading.Event()
    threads = [_reporting(hub, told, stop, seed=seed + number, number=number) for number in range(PEOPLE)]
    threads += [
        threading.Thread(target=officer.keep_working, args=(stop,), kwargs={"pause": OFFICERS_PAUSE})
        for officer in officers.at_work(hub, cookies, worked=worked, seed=seed)
    ]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    ballast = hub.var / "ballast" if fill else None
    broken = _harm(Faults(hub, mail=mail, ballast=ballast), wanted=faults, seed=seed)
    hub.wait_until_ready()
    stop.set()
    for thread in threads:
        thread.join()
    print(f"\n{sum(broken.values())} faults in {time.monotonic() - began:.0f} s:")
    for kind, count in sorted(broken.items()):
        print(f"  {count:4} {kind}")
    _say_load(hub, told, worked)
    return told, worked


def _reporting(hub: Hub, told: Any, stop: threading.Event, *, seed: int, number: int) -> threading.Thread:
    from tests.deployed.browsing import Browser
    from tests.deployed.reporters import Story, keep_telling, picture

    people = iter(range(10**9))

    def browser() -> Browser:
        return Browser(host=stage.HOST, ports=hub.ports, address=f"198.18.{number}.{next(people) % 250 + 1}")

    def make(chance: Any) -> Story:
        mark = f"{number}-{chance.getrandbits(64):x}"
        link = f"https://x.com/someone{chance.randrange(40)}/status/{17 * 10**17 + chance.randrange(400)}"
        story = f"[Invented] They wrote that we should leave, number {mark}."
        image = picture(chance) if chance.random() < 0.5 else b""
        return Story(link=link, words=story, email=f"person-{mark}@chaos.example", picture=image)

    told_by = {"make": make, "browser": browser, "ledger": told, "stop": stop, "seed": seed, "pause": PEOPLE_PAUSE}
    return threading.Thread(target=keep_telling, kwargs=told_by)


def _harm(faults: Faults, *, wanted: int, seed: int) -> Counter[str]:
    """Do so many faults, each in a thread of its own, so that they overlap; return how many of each kind were done."""
    done: Counter[str] = Counter()
    threads: list[threading.Thread] = []
    lock = threading.Lock()

    def do(fault: Any) -> None:
        try:
            faults.do(fault)
        except TooLate:
            return
        with lock:
            done[fault.kind] += 1

    for fault in faults.plan(seed=seed):
        threads = [thread for thread in threads if thread.is_alive()]
        if sum(done.values()) + len(threads) >= wanted:
            for thread in threads:
                thread.join()
            if sum(done.values()) >= wanted:
                break
        thread = threading.Thread(target=do, args=(fault,), name=fault.kind)
        threads.append(thread)
        thread.start()
        print(f"\r{sum(done.values()):4} of {wanted}: {fault.kind} ({fault.member})".ljust(70), end="", flush=True)
        time.sleep(FAULTS_PAUSE)
    return done


def _say_load(hub: Hub, told: Any, worked: Any) -> None:
    restarts = {name: member.restarts for name, member in hub.members.items()}
    print("\nLoad:")
    print(
        f"  {len(told.acknowledged)} reports acknowledged; {told.gave_up} people gave up, and were told of no receipt"
    )
    print(f"  answers to people {dict(sorted(told.statuses.items()))}; none came {sum(told.unreached.values())} times")
    print(f"  {len(worked.decided)} cases decided and {len(worked.assigned)} assigned by officers")
    print(f"  answers to officers {dict(sorted(worked.statuses.items()))}; cases left {dict(worked.left)}")
    if told.odd or worked.odd:
        print(f"  odd: {dict(told.odd)} {dict(worked.odd)}")
    for fault, count in hub.faults().items():
        print(f"  fault of a web server, {count} times: {fault}")
    print(f"  started again: {restarts}")


def _judge(hub: Hub, mail: MailServer, told: Any, worked: Any) -> int:
    from tests.chaos import judging

    try:
        seconds, parked = judging.come_to_rest(lambda words: print(f"\r  {words}".ljust(90), end="", flush=True))
    except judging.NoRest as error:
        print(f"\nNOT AT REST: {error}")
        return 1
    print(f"\nAt rest after {seconds:.0f} s; {parked} parked deliveries were retried by hand.\n")
    wrong = 0
    for line in judging.judge(acknowledged=told.acknowledged, worked=worked, taken=mail.taken, folder=hub.var):
        wrong += line.wrong
        more = f"   ({line.more})" if line.more else ""
        print(f"  {line.looked_at:7,} {line.what}: {line.wrong} wrong{more}", flush=True)
    print("\nNothing was lost." if not wrong else f"\n{wrong} WRONG.")
    return int(bool(wrong))


if __name__ == "__main__":
    main()
