"""`make bench-big-case [N=reports]`: what opening a large case costs, and telling its people of a decision."""

import argparse
import contextlib
import socket
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.benches import stage

MANY = 5_000
BACKGROUND = 20_000
TIMES = 7
TABS = ("overview", "reports", "messages", "duplicates", "package", "intelligence", "timeline")
FILTERED = ("reports/?show=victims", "reports/?show=files", "reports/?reference=7K")
LIMIT = """
Reach: every tab of a case of 5,000 reports in less than 300 ms, in a number of statements that doesn't grow.
"""
CONDITIONS = """
Conditions: hatehub.settings.production, every middleware, templates cached, through Django's test client; PostgreSQL
durable while it is measured. The case stands beside 20,000 other reports. Keys, seals and audit chains are real.
Milliseconds are the median wall time of the whole request, then the CPU time of both processes; statements are counted
without BEGIN, COMMIT and SAVEPOINT.
"""


def main() -> None:
    """Read the command line, build the cases and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=MANY, help="how many reports the large case has")
    parser.add_argument("--background", type=int, default=BACKGROUND, help="how many other reports there are")
    parser.add_argument("--mails", type=int, default=500, help="how many messages are sent to a mail server")
    parser.add_argument("--statements", action="store_true", help="print each statement of the large case's tabs")
    options = parser.parse_args()
    try:
        with stage.temporary_folder() as var:
            _run(var, options)
    except stage.TooLittleRoom as error:
        sys.exit(f"Too little room on the disk: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


def _run(var: Path, options: argparse.Namespace) -> None:
    print(LIMIT, CONDITIONS, sep="")
    print(stage.check_room(var, rows=options.background + options.reports))
    print(stage.set_environment(var))
    with stage.servers(var, durable=False):
        import django

        django.setup()
        stage.prepare()
        cases = _build(options)
    with stage.servers(var, durable=True):
        _measure_pages(cases, options)
        _measure_telling(cases)
        _measure_pages_after(cases)
        _measure_mails(options.mails)
        _verify()


def _build(options: argparse.Namespace) -> dict[int, Any]:
    from django.utils import timezone

    from tests.benches import stored
    from tests.benches.big_case_rows import Maker

    started = time.perf_counter()
    now = timezone.now()
    stored.Store(now=now).grow_quickly(to=options.background)
    maker = Maker(now=now, first_number=options.background + 10)
    cases = {size: maker.make(size) for size in (1, 50, options.reports)}
    stored.settle()
    print(f"Building (apart): {time.perf_counter() - started:.1f} s", flush=True)
    return cases


def _officer() -> Any:
    """Return a browser that is signed in as a supervisor with a second factor."""
    from allauth.mfa.models import Authenticator
    from django.test import Client

    from hatehub.accounts.models import User

    user, _ = User.objects.get_or_create(username="bench", defaults={"role": "supervisor", "is_active": True})
    Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "x"}})
    client = Client(headers={"host": stage.HOST})
    client.force_login(user, backend="hatehub.accounts.backends.StaffBackend")
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def _measure_pages(cases: dict[int, Any], options: argparse.Namespace) -> None:
    client, sizes = _officer(), list(cases)
    print("\n== Opening a case: ms, ms of CPU (statements) ==")
    print(f"  {'tab':<26}" + "".join(f"{f'{size:,} reports':>20}" for size in sizes))
    for tab in (*TABS, *FILTERED):
        name, _, asked = tab.partition("/")
        found, address = [], ""
        for case in cases.values():
            address = f"/hub/cases/{case.reference}/tab/{name}/{asked}"
            found.append(_cell(lambda at=address: client.get(at, secure=True)))
        print(f"  {tab:<26}" + "".join(f"{cell:>20}" for cell in found), flush=True)
        if options.statements:
            _print_statements(lambda at=address: client.get(at, secure=True))
    _measure_status(cases)


def _measure_status(cases: dict[int, Any]) -> None:
    """Open the status page of one member, which must not cost more in a large case."""
    from django.test import Client

    from reports.models import Report
    from reports.web import status_cookie

    found = []
    for case in cases.values():
        report = Report.objects.filter(case=case).order_by("-submitted_at").first()
        client = Client(headers={"host": stage.HOST})
        client.cookies[status_cookie.COOKIE] = status_cookie._signer().sign(str(report.id))
        found.append(_cell(lambda by=client: by.get("/status/report/", secure=True)))
    print(f"  {'a status page':<26}" + "".join(f"{cell:>20}" for cell in found), flush=True)


def _measure_telling(cases: dict[int, Any]) -> None:
    """Decide each case twice, three weeks ago and now, and tell everybody."""
    from django.utils import timezone

    from hatehub.accounts.actors import HUB, Actor
    from hatehub.accounts.roles import Role
    from reports.services import gates, workflow
    from tests.making import reports as making

    officer, now = Actor(role=Role.OFFICER, identifier="bench"), timezone.now()
    print("\n== Telling of a decision ==")
    for size, case in cases.items():
        decided = now - timedelta(days=21)
        workflow.record_crime(report_id=case.lead_id, by=officer, at=decided, reason="A crime.")
        print(f"  {size:>6,} reports, recorded as a crime:  {_tell()}", flush=True)
        making.assign(case.lead, by=officer, at=now)
        print(f"  {size:>6,} reports, assigned:             {_tell()}", flush=True)
        _measure_handing_over(case)
        workflow.take_back(report_id=case.lead_id, by=HUB, at=now, reason="for the bench")
        print(f"  {size:>6,} reports, taken back:           {_tell()}", flush=True)
        for name in ("support_offered", "intelligence_considered"):
            gates.waive(report_id=case.lead_id, name=name, by=officer, at=now, reason="for the bench")
        workflow.close_without_enforcement(
            report_id=case.lead_id, by=officer, at=now, outcome="no_enforcement", reason="Nobody is known."
        )
        print(f"  {size:>6,} reports, closed:               {_tell()}", flush=True)
    _print_told(cases)


def _measure_handing_over(case: Any) -> None:
    """Read a case as its force does, and gather its package without the files."""
    from django.utils import timezone

    from hatehub.accounts.actors import HUB, Actor
    from hatehub.accounts.roles import Role
    from referrals.services.case_detail import read_case
    from referrals.services.contents import gather
    from tests.making.reports import WEST_YORKSHIRE

    force = Actor(role=Role.FORCE, identifier="bench", force_code=WEST_YORKSHIRE)
    for name, act in {
        "read by its force": lambda: read_case(reference=case.reference, by=force, at=timezone.now()),
        "package gathered": lambda: gather(case=case, lead=case.lead, by=HUB, at=timezone.now()),
    }.items():
        started = time.perf_counter()
        with _counted() as count:
            act()
        seconds = time.perf_counter() - started
        print(f"    {name:<33} {seconds:7.2f} s, {count[0]:>7,} statements", flush=True)


def _tell() -> str:
    """Deliver all that waits, as the worker does; return seconds, statements and transactions in words."""
    from django.utils import timezone

    from hatehub.outbox import services as outbox

    statements, longest, parts, started = 0, 0.0, 0, time.perf_counter()
    while outbox.number_events() or True:
        due = outbox.lease_due(at=timezone.now())
        if not due:
            break
        for delivery in due:
            with _counted() as count:
                began = time.perf_counter()
                outbox.handle(delivery_id=delivery, at=timezone.now())
                longest = max(longest, time.perf_counter() - began)
            statements, parts = statements + count[0], parts + 1
    seconds = time.perf_counter() - started
    return f"{seconds:7.2f} s, {statements:>7,} statements, {parts} deliveries, the longest {longest:.2f} s"


def _print_told(cases: dict[int, Any]) -> None:
    from django.db.models import Count

    from reports.models import DecisionNotice, StatusEntry

    for size, case in cases.items():
        members = case.reports.values("id")
        lines = StatusEntry.objects.filter(report__in=members, kind="step_record_crime")
        twice = lines.values("report").annotate(n=Count("id")).filter(n__gt=1).count()
        notices = DecisionNotice.objects.filter(report__in=members, step="record_crime").count()
        print(f"  {size:>6,} reports: {lines.count():,} lines, {notices:,} notices, told twice {twice}")


def _measure_pages_after(cases: dict[int, Any]) -> None:
    """Open what a telling has filled: the timeline, and the page of what is late."""
    client, large = _officer(), max(cases)
    print(f"\n== After telling, the case of {large:,} ==")
    for name, address in {
        "timeline": f"/hub/cases/{cases[large].reference}/tab/timeline/",
        "overview": f"/hub/cases/{cases[large].reference}/",
        "late": "/hub/late/",
    }.items():
        print(f"  {name:<26}{_cell(lambda at=address: client.get(at, secure=True)):>20}", flush=True)


def _measure_mails(number: int) -> None:
    """Send messages to a mail server, one process doing what a worker does."""
    from aiosmtpd.controller import Controller
    from django.conf import settings
    from django.utils import timezone

    from reports.models import Update
    from reports.services import messages
    from tests.making.mail_server import Letterbox

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    box = Letterbox()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    tried = sent = statements = 0
    started = time.perf_counter()
    while tried < number and (due := messages.lease_due(at=timezone.now())):
        for update_id in due:
            with _counted() as count:
                sent += messages.send(update_id=update_id, at=timezone.now())
            tried, statements = tried + 1, statements + count[0]
    seconds = time.perf_counter() - started
    controller.stop()
    waiting = Update.objects.filter(state="waiting").count()
    print("\n== Sending by SMTP, one process ==")
    print(
        f"  {sent} of {tried} sent in {seconds:.1f} s: {sent / max(seconds, 0.001):.0f} a second, "
        f"{statements / max(tried, 1):.0f} statements each; {len(box.letters)} arrived; {waiting:,} still wait"
    )


def _verify() -> None:
    """Check the chains of the made cases: those of the background hold invented hashes."""
    from hatehub.audit.models import Entry
    from hatehub.audit.selectors import verify

    subjects = Entry.objects.filter(verb="decision_to_be_told").values_list("subject", flat=True).distinct()
    broken = [verdict for subject in subjects[:500] if (verdict := verify(subject=subject)).first_broken]
    print(f"\nAudit: {len(broken)} of 500 chains written in bulk are broken.")


def _cell(ask: Callable[[], Any]) -> str:
    """Return the median milliseconds of an answer, wall and CPU, and its number of statements."""
    from tests.benches.figures import cpu_seconds, percentile
    from tests.benches.final_submit import backend_pid

    with _counted() as count:
        response = ask()
    if response.status_code != 200:
        return f"status {response.status_code}"
    wall, cpu = [], []
    for _ in range(TIMES):
        backend = backend_pid()
        database, web, started = cpu_seconds(backend), time.process_time(), time.perf_counter()
        ask()
        wall.append(time.perf_counter() - started)
        cpu.append(time.process_time() - web + cpu_seconds(backend) - database)
    return f"{percentile(wall, 0.5) * 1000:.0f}, {percentile(cpu, 0.5) * 1000:.0f} ({count[0]})"


@contextlib.contextmanager
def _counted() -> Iterator[list[int]]:
    """Count the statements that read or write."""
    from django.db import connection

    count = [0]

    def wrapper(execute: Any, sql: str, *arguments: Any) -> Any:
        count[0] += not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))
        return execute(sql, *arguments)

    with connection.execute_wrapper(wrapper):
        yield count


def _print_statements(ask: Callable[[], Any]) -> None:
    from django.db import connection

    def wrapper(execute: Any, sql: str, params: Any, *arguments: Any) -> Any:
        started = time.perf_counter()
        answer = execute(sql, params, *arguments)
        print(f"      {(time.perf_counter() - started) * 1000:7.1f} ms  {sql[:150]}")
        return answer

    with connection.execute_wrapper(wrapper):
        ask()


if __name__ == "__main__":
    main()
