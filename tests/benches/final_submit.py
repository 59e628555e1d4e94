"""The final submit alone: its CPU time in this process and in its PostgreSQL backend, its wall time, its queries."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import close_old_connections, connection
from django.test.utils import CaptureQueriesContext

from tests.benches.figures import cpu_seconds, milliseconds, percentile
from tests.benches.people import CHECK, SENT, Person, Refused

WARM_UP = 30
MEASURED = 300


@dataclass
class Timing:
    """Seconds of each measured submit: CPU of the web process, CPU of the database backend, and wall."""

    web: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    queries: int = 0

    @property
    def cpu(self) -> list[float]:
        """Return the CPU of both processes together, submit by submit."""
        return [web + database for web, database in zip(self.web, self.database, strict=True)]

    @property
    def median_ms(self) -> float:
        """Return the median CPU of both together in milliseconds: what the limit is about."""
        return percentile(self.cpu, 0.5) * 1000

    def lines(self) -> list[str]:
        """Return the figures in words."""
        return [
            f"    CPU, web process     {milliseconds(self.web)}",
            f"    CPU, database        {milliseconds(self.database)}",
            f"    CPU, both            {milliseconds(self.cpu)}",
            f"    wall                 {milliseconds(self.wall)}",
            f"    SQL statements       {self.queries}",
        ]


def measure(make: Callable[[], Person], *, warm_up: int = WARM_UP, measured: int = MEASURED) -> Timing:
    """Time the last click of `measured` people, after `warm_up` that are not counted."""
    for _ in range(warm_up):
        _send(make())
    timing = Timing(queries=_count_queries(make()))
    for _ in range(measured):
        person = make()
        _time(person, timing)
    return timing


def _time(person: Person, timing: Timing) -> None:
    """Time one. Its connection is asked whether it lives, as before the first query of a request in production."""
    close_old_connections()
    backend = backend_pid()
    connection.health_check_done = False
    database, web, wall = cpu_seconds(backend), time.process_time(), time.perf_counter()
    _send(person)
    timing.wall.append(time.perf_counter() - wall)
    timing.web.append(time.process_time() - web)
    timing.database.append(cpu_seconds(backend) - database)


def _send(person: Person) -> None:
    response = person.send(CHECK, {})
    if response.status_code != 302 or response.headers["Location"] != SENT:
        raise Refused(f"{CHECK}: {response.status_code}")


def _count_queries(person: Person) -> int:
    with CaptureQueriesContext(connection) as captured:
        _send(person)
    return len(captured)


def backend_pid() -> int:
    """Return the process of the database that serves this connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
