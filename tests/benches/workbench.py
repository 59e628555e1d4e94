"""`make bench-workbench [N=reports]`: what the first page of every list costs, in every order, as the hub grows."""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.benches import stage

SIZES = (20_000, 200_000, 1_000_000)
ROUNDS = 9
MOST_MILLISECONDS, MOST_TIMES, MOST_STATEMENTS = 60, 1.3, 12
LIMITS = """
Reach: every list in at most 12 statements and 60 ms of CPU at a million reports, and at most 1.3 times its cost at
20 thousand, for every filter and order offered.
"""
CONDITIONS = """
Conditions: hatehub.settings.production, every middleware, templates cached, through Django's test client. One report
in five is open, the words of those are really sealed; one in five is merged, the rest closed. Milliseconds are the
CPU time of the web process and of PostgreSQL, as the median of 9 requests after one that warms up. Searching has
`make bench-search`.
"""
QUEUES = {
    "all": ("priority", "clock", "time_bar", "oldest", "newest"),
    "mine": ("priority", "clock", "time_bar", "oldest", "newest"),
    "team": ("priority",),
    "new": ("priority", "clock", "time_bar", "oldest", "newest"),
    "triage": ("priority", "newest"),
    "to_assign": ("priority",),
    "to_close": ("priority",),
    "packaging": ("priority",),
    "on_force": ("priority", "clock"),
    "with_force": ("priority", "clock"),
    "on_complainant": ("priority", "clock"),
    "on_platform": ("priority",),
    "time_bar": ("time_bar",),
    "overdue": ("clock",),
    "closed": ("newest", "oldest"),
}
ORDERS = QUEUES["all"]
FILTERS = (
    *("strand=race", "strand=transgender", "strand=other_hostility", "strand=race&strand=disability"),
    *("platform=x", "platform=gab", "area={force}", "force={force}", "owner=nobody", "owner=officer-7"),
    *("kind=victim", "kind=professional", "language=cy", "band=urgent", "band=low", "band=urgent&band=low"),
    *("mark=danger", "mark=review", "mark=several"),
    "since_day=1&since_month={month}&since_year={year}",
    "until_day=1&until_month={month}&until_year={year}",
    *("strand=religion&platform=telegram&area={force}", "strand=other_hostility&platform=gab&language=cy"),
    "owner=nobody&kind=victim&band=high&mark=unread",
)
CLOSED_FILTERS = ("strand=transgender", "platform=gab&language=cy", "area={force}", "owner=officer-7")


@dataclass(frozen=True)
class Cost:
    """What one page cost: milliseconds of CPU of both processes, and statements."""

    web: float
    postgres: float
    statements: int

    @property
    def total(self) -> float:
        """The milliseconds together."""
        return self.web + self.postgres


def main() -> None:
    """Read the command line, and measure one size, or each in turn in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, help="how many reports; without it three sizes in turn")
    parser.add_argument("--keep", type=Path, help="a file for the figures of one size")
    options = parser.parse_args()
    try:
        _one(options.rows, keep=options.keep) if options.rows else _each()
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _each() -> None:
    found: dict[int, dict[str, Cost]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for rows in SIZES:
            keep = Path(folder) / "figures.json"
            asked = [sys.executable, "-m", "tests.benches.workbench", "--rows", str(rows), "--keep", str(keep)]
            subprocess.run(asked, check=True)
            found[rows] = {name: Cost(**cost) for name, cost in json.loads(keep.read_text()).items()}
    _print_table(found)


def _one(rows: int, *, keep: Path | None) -> None:
    with stage.temporary_folder() as var:
        print(LIMITS, CONDITIONS, stage.check_room(var, rows=rows // 3), sep="", flush=True)
        stage.set_environment(var)
        costs = _measure(var, rows)
    if keep is None:
        _print_table({rows: costs})
    else:
        keep.write_text(json.dumps({name: asdict(cost) for name, cost in costs.items()}))


def _measure(var: Path, rows: int) -> dict[str, Cost]:
    import django

    with stage.servers(var, durable=False):
        django.setup()
        stage.prepare()
        started = time.perf_counter()
        force = _store(rows)
        print(f"Building {rows:,} (apart): {time.perf_counter() - started:.0f} s", flush=True)
    with stage.servers(var, durable=True):
        return dict(_ask_all(force, rows=rows))


def _store(rows: int) -> str:
    from django.utils import timezone

    from hatehub.accounts.models import Team, User
    from hatehub.reference.models import Force
    from tests.benches.workbench_rows import NAMES, Maker

    team = Team.objects.create(name="North")
    made = [User(username=name, role="officer", team=team if place < 4 else None) for place, name in enumerate(NAMES)]
    officers = {user.username: user.pk for user in User.objects.bulk_create(made)}
    forces = list(Force.objects.order_by("code").values_list("code", flat=True))
    Maker(rows=rows, now=timezone.now(), officers=officers, team=team.pk, forces=forces).store()
    return str(forces[3])


def _ask_all(force: str, *, rows: int) -> Iterator[tuple[str, Cost]]:
    client = signed_in("officer-2")
    for name, query in _questions(force):
        cost = _cost(lambda asked=query: client.get(f"/hub/queues/?{asked}", secure=True))
        mark = "" if cost.total <= MOST_MILLISECONDS and cost.statements <= MOST_STATEMENTS else "  <-- over"
        print(f"  {rows:>9,} {name:<66} {_words(cost)}{mark}", flush=True)
        yield name, cost


def _questions(force: str) -> Iterator[tuple[str, str]]:
    """Return every list in each of its orders, and every filter in each order, by name and query string."""
    from django.utils import timezone

    day = timezone.localdate()
    for queue, orders in QUEUES.items():
        for order in orders:
            yield f"{queue}, by {order}", f"queue={queue}&order={order}"
    for asked in FILTERS:
        written = asked.format(force=force, month=day.month, year=day.year)
        name = asked.partition("_month")[0] if "_month" in asked else asked.replace("={force}", "")
        for order in ORDERS:
            yield f"all by {order}: {name}", f"order={order}&{written}"
    for asked in CLOSED_FILTERS:
        yield f"closed: {asked}", f"queue=closed&{asked.format(force=force)}"
    yield "new by priority: strand=religion", "queue=new&strand=religion"
    yield "overdue: platform=gab", "queue=overdue&platform=gab"
    yield "time_bar: area", f"queue=time_bar&area={force}"


def signed_in(username: str) -> Any:
    """Return a browser that is signed in as somebody of the hub, with a second factor."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from hatehub.accounts.models import User

    user = User.objects.get(username=username)
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
    client = Client(headers={"host": stage.HOST})
    client.force_login(user, backend="hatehub.accounts.backends.StaffBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _cost(ask: Callable[[], Any]) -> Cost:
    """Return the median cost of a page, asked once before."""
    import os

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.benches.figures import cpu_seconds

    with CaptureQueriesContext(connection) as seen:
        answer = ask()
    assert answer.status_code == 200, answer.status_code
    statements = sum(not each["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")) for each in seen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]
    web, postgres = [], []
    for _ in range(ROUNDS):
        before, server = cpu_seconds(os.getpid()), cpu_seconds(backend)
        ask()
        web.append(cpu_seconds(os.getpid()) - before)
        postgres.append(cpu_seconds(backend) - server)
    return Cost(statistics.median(web) * 1000, statistics.median(postgres) * 1000, statements)


def _words(cost: Cost) -> str:
    return (
        f"{cost.total:6.1f} ms ({cost.web:5.1f} web, {cost.postgres:5.1f} PostgreSQL) {cost.statements:>3} statements"
    )


def _print_table(found: dict[int, dict[str, Cost]]) -> None:
    """Print every list at every size, and how much more it costs at the largest than at the smallest."""
    sizes = sorted(found)
    smallest, largest = found[sizes[0]], found[sizes[-1]]
    print(f"\n{'list':<66}" + "".join(f"{size:>12,}" for size in sizes) + f"{'times':>8}")
    for name in largest:
        cells = "".join(f"{found[size][name].total:>12.1f}" for size in sizes)
        print(f"{name:<66}{cells}{largest[name].total / smallest[name].total:>8.2f}")
    worst = max(largest, key=lambda name: largest[name].total)
    grown = max(largest, key=lambda name: largest[name].total / smallest[name].total)
    times = largest[grown].total / smallest[grown].total
    over = [name for name in largest if largest[name].total > MOST_MILLISECONDS]
    print(
        f"\nThe dearest at {sizes[-1]:,}: {worst}, {_words(largest[worst])}. Over {MOST_MILLISECONDS} ms: {len(over)}."
    )
    print(f"The most grown: {grown}, {times:.2f} times (limit {MOST_TIMES}).")
    print(f"Statements: at most {max(cost.statements for cost in largest.values())} (limit {MOST_STATEMENTS}).")


if __name__ == "__main__":
    main()
