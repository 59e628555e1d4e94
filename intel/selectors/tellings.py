"""Reports as notices count them: those of one person, and those that name one subject, without opening anything."""

from collections.abc import Collection, Iterable
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from intel.models import Account, Sighting
from intel.rules.occurrences import Telling
from intel.selectors.case_forces import forces_of
from intel.selectors.subjects import open_by
from reports.models import Complainant, Content, Report
from triage.models import Assessment, Priority, Trait
from triage.rules.priority import band_of
from triage.rules.priority_table import BANDS, Band, Fact, PriorityTable
from triage.selectors.priority_tables import get_priority_table
from triage.selectors.reading_table import get_reading_table

MOST_OF_A_PERSON, MOST_OF_A_SUBJECT = 300, 2_000
ROUNDS = 4
"""How far a person is followed who uses several addresses and numbers."""
THINGS = (Trait.Kind.PICTURE.value, Trait.Kind.WORDS.value)
"""What says that two reports without a post are of the same thing, the more telling first."""
NOT_OF_ITSELF = frozenset(
    {
        *(Fact.REPEAT_VICTIM, Fact.REPORTS_IN_CASE, Fact.REPORTS_IN_WAVE),
        *(Fact.TIME_BAR_NEAR, Fact.AGE_DAYS, Fact.LATE_HOURS),
    }
)
"""What makes a case more urgent only because it repeats or waits: it says nothing of what happened."""


def of_person(*, report_id: UUID, since: timedelta) -> list[Telling]:
    """Return the reports that the sender of this one sent about themselves, by address and number, the newest 300."""
    people = _same_people(report_id)
    newest = max((row.report.submitted_at for row in people), default=None)
    if newest is None:
        return []
    rows = [row for row in people if row.report.submitted_at > newest - since]
    return _tellings(row.report for row in rows)


def of_subject(*, subject_id: UUID, since: timedelta) -> list[Telling]:
    """Return the reports that name accounts of a subject and are not withheld, the newest 2,000."""
    seen = Sighting.objects.filter(open_by("report__case"), _counts("report__"), account__subject=subject_id)
    newest = seen.order_by("-report__submitted_at").values_list("report__submitted_at", flat=True).first()
    if newest is None:
        return []
    lately = seen.filter(report__submitted_at__gt=newest - since).order_by("-report__submitted_at", "report")
    named = list(lately.values_list("report", flat=True)[:MOST_OF_A_SUBJECT])
    return _tellings(_reports().filter(id__in=named))


def subjects_named(*, report_ids: Collection[UUID]) -> list[UUID]:
    """Return who is behind the accounts that some reports name."""
    rows = Account.objects.filter(sightings__report__in=report_ids, subject__isnull=False).order_by("subject")
    return list(rows.values_list("subject", flat=True).distinct())


def person_names(*, report_id: UUID) -> list[str]:
    """Return the keys under which one looks at the sender of a report at a time."""
    keys = Complainant.objects.filter(report=report_id).values_list("email_key", "telephone_key")
    return sorted({key for pair in keys for key in pair if key})


def sender_of(complainant: Complainant) -> str:
    """Return what is equal for reports of the same sender, as far as one key tells; of no key the report stands."""
    return complainant.email_key or complainant.telephone_key or str(complainant.report_id)


def _same_people(report_id: UUID) -> list[Complainant]:
    """Return the complainants of one person: whoever shares an address or a number, and who shares one with those."""
    kinds = get_reading_table().repeat_by_sender
    own = Complainant.objects.filter(report=report_id, kind__in=kinds).first()
    emails = {own.email_key} - {""} if own else set()
    numbers = {own.telephone_key} - {""} if own else set()
    found: dict[int, Complainant] = {}
    for _round in range(ROUNDS):
        if not emails and not numbers:
            break
        same = Complainant.objects.filter(Q(email_key__in=emails) | Q(telephone_key__in=numbers), _counts("report__"))
        known = len(found)
        rows = same.filter(kind__in=kinds).select_related("report__case").order_by("-id")[:MOST_OF_A_PERSON]
        found.update({row.pk: row for row in rows})
        emails |= {row.email_key for row in found.values()} - {""}
        numbers |= {row.telephone_key for row in found.values()} - {""}
        if len(found) == known:
            break
    return list(found.values())


def _counts(path: str) -> Q:
    """Return what holds of reports that are neither withdrawn nor found to be nothing for the hub."""
    return ~Q(**{f"{path}outcome": "withdrawn"}) & ~Q(**{f"{path}case__lead__state": "out_of_scope"})


def _reports() -> QuerySet[Report]:
    return Report.objects.select_related("complainant")


def _tellings(reports: Iterable[Report]) -> list[Telling]:
    """Return the reports as they are counted, with six queries whatever their number."""
    rows = list(reports)
    nothing = _found_to_be_nothing({row.case_id for row in rows})
    rows = [row for row in rows if row.case_id not in nothing]
    cases = {row.case_id for row in rows}
    things, urgency, forces = _things(rows), _urgency(cases), forces_of(cases=cases, field="code")
    people = {each.report_id: each for each in Complainant.objects.filter(report__in=rows)}
    return [
        Telling(
            report_id=row.id,
            case_id=row.case_id,
            at=row.submitted_at,
            thing=things.get(row.id, ""),
            sender=sender_of(people[row.id]) if row.id in people else "",
            urgency=urgency.get(row.case_id, 0),
            forces=frozenset(forces.get(row.case_id, ())),
        )
        for row in rows
    ]


def _found_to_be_nothing(cases: Collection[UUID]) -> set[UUID]:
    """Return the closed cases of which the last decision was that they are nothing for the hub."""
    decided = Assessment.objects.filter(case__in=cases, case__lead__state="closed").order_by(
        "case", "-decided_at", "-id"
    )
    last = decided.distinct("case").values_list("case", "outcome")
    return {case_id for case_id, outcome in last if outcome == "out_of_scope"}


def _things(rows: Collection[Report]) -> dict[UUID, str]:
    found: dict[UUID, str] = {}
    posts = Content.objects.filter(report__in=rows, post_key__isnull=False).order_by("post_key")
    for report_id, key in posts.values_list("report", "post_key"):
        found.setdefault(report_id, f"post:{key}")
    shared = Trait.objects.filter(report__in=rows, kind__in=THINGS).values_list("report", "kind", "key")
    for report_id, kind, key in sorted(shared, key=lambda row: (THINGS.index(row[1]), row[2])):
        found.setdefault(report_id, f"{kind}:{key}")
    return found


def _urgency(cases: Collection[UUID]) -> dict[UUID, int]:
    table = get_priority_table()
    return {row.case_id: _rank(row, table) for row in Priority.objects.filter(case__in=cases)}


def _rank(row: Priority, table: PriorityTable) -> int:
    """Return how urgent a case is for what happened: an officer's band, else its points without those of repeating."""
    own = sum(part["points"] for part in row.parts if part["fact"] not in NOT_OF_ITSELF)
    band = Band(row.overridden_band) if row.overridden_band else band_of(own, table=table)
    return len(BANDS) - BANDS.index(band)
