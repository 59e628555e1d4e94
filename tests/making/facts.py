"""Making facts of statistics for tests, without the reports that they would come from."""

import random
import uuid
from datetime import date

from django.utils import timezone

from intel.models import ReportFact, Snapshot, SupportFact, TakedownFact
from intel.services.statistics.counting import scheme

STRANDS, STRAND_WEIGHTS = ("race", "religion", "disability", "transgender", "caste"), (50, 30, 12, 6, 1)
PLATFORMS, PLATFORM_WEIGHTS = ("x", "facebook", "tiktok", "gab"), (60, 25, 12, 3)
FORCES = ("E23000010", "E23000032", "E23000001", "")
KINDS, KIND_WEIGHTS = ("victim", "witness", "third_party", "professional"), (40, 45, 12, 3)
DECISIONS, DECISION_WEIGHTS = ("crime", "non_crime", "out_of_scope", "undecided", "withdrawn"), (45, 35, 10, 7, 3)


def add_reports(number: int, *, months: list[date], seed: int = 1) -> list[ReportFact]:
    """Add facts of reports, of requests for half of them, and of support for a tenth."""
    chance = random.Random(seed)
    reports, requests, support = [], [], []
    for _each in range(number):
        month = chance.choice(months)
        several = 1 + (chance.random() < 0.15)
        strands = sorted(set(chance.choices(STRANDS, STRAND_WEIGHTS, k=several))) if chance.random() < 0.97 else []
        decided = chance.choices(DECISIONS, DECISION_WEIGHTS)[0]
        platforms = sorted(set(chance.choices(PLATFORMS, PLATFORM_WEIGHTS, k=several)))
        is_timed = decided in ("crime", "non_crime", "out_of_scope")
        own = uuid.UUID(int=chance.getrandbits(128))
        reports.append(
            ReportFact(
                report_id=own,
                case_id=own,
                leads=chance.random() < 0.8,
                arrived_on=month,
                month=month,
                channel="web_form",
                language="en-gb",
                kind=chance.choices(KINDS, KIND_WEIGHTS)[0],
                identity="anonymous",
                strands=strands,
                combination="+".join(strands),
                platforms=platforms,
                decided_as=decided,
                stage="closed",
                outcome="no_enforcement" if decided == "crime" else "",
                offences=["pha-1997-s2"] if decided == "crime" else [],
                area=chance.choice(FORCES),
                takedown=chance.choice(("none", "removed", "refused")),
                support="none",
                to_decided=chance.randrange(30_000) if is_timed else None,
                to_told=chance.randrange(60_000) if is_timed else None,
            )
        )
        if chance.random() < 0.5:
            requests.append(
                TakedownFact(
                    takedown_id=uuid.UUID(int=chance.getrandbits(128)),
                    case_id=own,
                    sent_on=month,
                    month=month,
                    platform=platforms[0],
                    action="remove",
                    result=chance.choice(("removed", "refused", "no_answer")),
                    posts=1,
                    posts_gone=chance.randrange(2),
                )
            )
        if chance.random() < 0.1:
            support.append(
                SupportFact(
                    referral_id=uuid.UUID(int=chance.getrandbits(128)),
                    report_id=own,
                    sent_on=month,
                    month=month,
                    partner="local-victim-service",
                    result=chance.choice(("contacted", "declined")),
                    kind="victim",
                )
            )
    ReportFact.objects.bulk_create(reports)
    TakedownFact.objects.bulk_create(requests)
    SupportFact.objects.bulk_create(support)
    return reports


def add_snapshot(day: date, **more: object) -> Snapshot:
    """Add a snapshot of these facts, without its tables."""
    known = {"taken_at": timezone.now(), "day": day, "written": 0, "reports": 0, "seconds": 0, "scheme": scheme()}
    return Snapshot.objects.create(**{**known, **more})
