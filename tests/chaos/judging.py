"""What must be so once everything is mended and has come to rest; imported after `django.setup()`."""

import contextlib
import functools
import hashlib
import json
import operator
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.audit.selectors import verify
from hatehub.outbox.models import Delivery, OutboxEvent
from hatehub.outbox.subscriptions import handlers_of
from hatehub.vault.models import Purpose
from hatehub.vault.rules.ciphers import Unreadable
from hatehub.vault.services import unseal
from intel.services.statistics import snapshots
from referrals.models import EvidencePackage, Letter
from reports.models import Evidence, OfficeMail, Report, StatusEntry, Update
from reports.rules.safe_hours import WINDOWS, next_safe
from reports.services import files
from tests.deployed.officers import Worked
from tests.deployed.reporters import Acknowledged
from tests.drills import restored
from tests.drills.restoring import Differs
from triage.models import MergeBatch

REST_SECONDS = 15 * 60
LOOK_SECONDS = 2.0
MAIL = (Update, OfficeMail, Letter)
UNFINISHED = (MergeBatch.State.QUEUED, MergeBatch.State.RUNNING, MergeBatch.State.UNDOING)
HURRIED = (
    "UPDATE outbox_delivery SET not_before = now() WHERE state = 'pending' AND attempts > 0",
    "UPDATE reports_officemail SET not_before = now() WHERE state = 'waiting' AND claimed_until IS NULL",
    "UPDATE referrals_letter SET not_before = now() WHERE state = 'waiting' AND claimed_until IS NULL",
)
"""Waits of an hour before another try are cut short, as if the hour had passed; leases are waited for.

So are those of messages to people, but for the hours that these chose.
"""


@dataclass(frozen=True)
class Line:
    """One thing that must be so: how many were looked at, and how many are not so."""

    what: str
    looked_at: int
    wrong: int
    more: str = ""


class NoRest(Exception):
    """The hub did not come to rest; the message says what still waits."""


def come_to_rest(
    say: Callable[[str], None], *, most: float = REST_SECONDS, look: float = LOOK_SECONDS
) -> tuple[float, int]:
    """Wait until nothing waits any more; return the seconds, and how many parked deliveries were retried by hand."""
    began, parked = time.monotonic(), 0
    while True:
        waiting = _waiting()
        if not sum(waiting.values()):
            return time.monotonic() - began, parked
        if time.monotonic() - began > most:
            raise NoRest(json.dumps(waiting))
        say(", ".join(f"{count} {what}" for what, count in waiting.items() if count))
        if waiting["parked"]:
            parked += waiting["parked"]
            with contextlib.redirect_stdout(None), contextlib.redirect_stderr(None):
                call_command("parked_deliveries", "--retry-all")
        with connection.cursor() as cursor:
            for statement in HURRIED:
                cursor.execute(statement)
        _to_people().filter(claimed_until=None).update(not_before=timezone.now())
        time.sleep(look)


def _to_people() -> QuerySet[Update]:
    """Return the messages to people that wait, but for those that wait for the hours their people chose."""
    return Update.objects.filter(state=Update.State.WAITING).exclude(_waits_for_hours(timezone.now()))


def _waits_for_hours(now: datetime) -> Q:
    """Return the condition of a message that is put off until the hours its person chose begin."""
    begins = {hours: next_safe(now, hours) for hours in WINDOWS}
    shut = (
        Q(entry__report__complainant__safe_hours=hours, not_before__gte=moment, claimed_until=None)
        for hours, moment in begins.items()
        if moment > now
    )
    return functools.reduce(operator.or_, shut, Q(pk__in=()))


def _waiting() -> dict[str, int]:
    return {
        "events": OutboxEvent.objects.filter(position=None).count(),
        "deliveries": Delivery.objects.filter(state=Delivery.State.PENDING).count(),
        "parked": Delivery.objects.filter(state=Delivery.State.PARKED).count(),
        "messages to people": _to_people().count(),
        "letters": sum(model.objects.filter(state="waiting").count() for model in (OfficeMail, Letter)),
        "batches of merges": MergeBatch.objects.filter(state__in=UNFINISHED).count(),
        # Those of a case that was merged into another wait for good: there is nothing to pack (referrals, packaging).
        "packages": EvidencePackage.objects.filter(
            state=EvidencePackage.State.REQUESTED, case__merged_into=None
        ).count(),
    }


def judge(*, acknowledged: list[Acknowledged], worked: Worked, taken: Path, folder: Path) -> Iterator[Line]:
    """Yield every line of the verdict."""
    yield from _reports(acknowledged)
    yield from _decisions(worked)
    yield from _events()
    yield from _letters(taken, acknowledged)
    verdict = verify()
    yield Line("audit entries, chained without a break", verdict.entries, int(verdict.first_broken is not None))
    yield from _files(folder)
    counted = snapshots.take(by=HUB, at=timezone.now(), rebuild=True)
    yield Line("figures that agree with the case tables", len(counted.checks), counted.differs)


def _reports(acknowledged: list[Acknowledged]) -> Iterator[Line]:
    found = {report.reference: report for report in Report.objects.select_related("case")}
    lost = [each for each in acknowledged if each.reference not in found]
    yield Line("reports acknowledged to a person, and there", len(acknowledged), len(lost))
    changed = sum(_words(found[each.reference]) != each.words for each in acknowledged if each.reference in found)
    yield Line("  whose words are those that were sent", len(acknowledged), changed)
    hashes = dict(Evidence.objects.filter(origin="reported").values_list("report__reference", "sha256"))
    with_file = [each for each in acknowledged if each.file_sha256]
    wrong = sum(hashes.get(each.reference) != each.file_sha256 for each in with_file)
    yield Line("  whose file is the one that was sent", len(with_file), wrong)
    twice = Counter(_words(report) for report in found.values() if report.sealed_narrative)
    again = sum(count - 1 for count in twice.values())
    unsaid = len(found) - len(acknowledged)
    yield Line("reports that were made twice", len(found), again, f"{unsaid} stored, receipt never seen")
    no_case = sum(report.case_id is None for report in found.values())
    yield Line("reports without a case", len(found), no_case)


def _words(report: Report) -> str:
    if report.sealed_narrative is None:
        return ""
    return str(unseal(report.sealed_narrative, owner=report.id, purpose=Purpose.MATERIAL, field="narrative"))


def _decisions(worked: Worked) -> Iterator[Line]:
    told = StatusEntry.objects.values("report__case__reference", "kind").annotate(number=Count("id"))
    lines = {(row["report__case__reference"], row["kind"]): row["number"] for row in told}
    for kind, cases in (("step_record_crime", worked.decided), ("step_assign", worked.assigned)):
        wrong = sum(lines.get((case, kind), 0) != 1 for case in set(cases))
        yield Line(f"cases of which an officer was told {kind}, told once to the person", len(set(cases)), wrong)
    packages = Counter(EvidencePackage.objects.filter(state="sealed").values_list("case__reference", flat=True))
    yield Line(
        "assigned cases with one sealed package",
        len(set(worked.assigned)),
        sum(packages[case] != 1 for case in set(worked.assigned)),
    )


def _events() -> Iterator[Line]:
    done: dict[UUID, Counter[str]] = {}
    for event_id, handler, state in Delivery.objects.values_list("event_id", "handler", "state"):
        done.setdefault(event_id, Counter())[handler] += state == Delivery.State.DONE
    wanted, wrong, events = 0, 0, OutboxEvent.objects.values_list("id", "name")
    for event_id, name in events:
        for handler in handlers_of(name):
            wanted += 1
            wrong += done.get(event_id, Counter())[handler] != 1
    yield Line("deliveries of events, each done once", wanted, wrong, f"{len(events)} events")


def _letters(taken: Path, acknowledged: list[Acknowledged]) -> Iterator[Line]:
    lines = [json.loads(line) for line in taken.read_text(encoding="utf-8").splitlines()]
    arrived = Counter(line["id"].strip("<>").partition("@")[0] for line in lines)
    sent = {str(pk) for model in MAIL for pk in model.objects.filter(state="sent").values_list("pk", flat=True)}
    failed = sum(model.objects.filter(state="failed").count() for model in MAIL)
    repeated = sum(arrived.values()) - len(arrived)
    yield Line("letters sent, that arrived", len(sent), len(sent - arrived.keys()), f"{len(lines)} taken")
    yield Line(
        "distinct Message-IDs that the hub knows it sent",
        len(arrived),
        len(arrived.keys() - sent),
        f"{repeated} came again with the same Message-ID",
    )
    yield Line("letters given up", len(sent) + failed, failed)
    later = set(Update.objects.filter(_waits_for_hours(timezone.now()), state="waiting").values_list("pk", flat=True))
    told = StatusEntry.objects.filter(Q(update__state="sent") | Q(update__in=later), kind="received")
    confirmed = Counter(told.values_list("report__reference", flat=True))
    untold = sum(confirmed[each.reference] != 1 for each in acknowledged)
    waiting = f"{len(later)} messages wait for the hours that people chose" if later else ""
    yield Line("people who were told once that their report is there", len(acknowledged), untold, waiting)


def _files(folder: Path) -> Iterator[Line]:
    wrong, rows = 0, Evidence.objects.values_list("storage_name", "report_id", "sha256", "quarantined_why")
    for name, owner, sha256, quarantined in rows:
        wrong += _digest(name, owner=owner) != sha256 or bool(quarantined)
    yield Line("exhibits that match their hash", len(rows), wrong)
    try:
        yield Line("packages that verify", restored.check_packages(folder), 0)
    except Differs as difference:
        yield Line("packages that verify", 1, 1, str(difference))


def _digest(name: str, *, owner: UUID) -> str:
    """Return the SHA-256 of an exhibit as it can be read; empty where it cannot."""
    digest = hashlib.sha256()
    try:
        for piece in files.read(storage_name=name, owner=owner):
            digest.update(piece)
    except (Unreadable, OSError):
        return ""
    return digest.hexdigest()
