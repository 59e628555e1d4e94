"""Time stamps: those of a package or a capture, and those that should be there and are not."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from referrals.models import EvidencePackage, TimeStamp

OVERDUE_AFTER = timedelta(days=3)
PACKAGE = "package:"


def of_subject(subject: str) -> list[TimeStamp]:
    """Return the time stamps of `package:UUID` or `capture:ID` in the order in which they were asked for.

    Those that are still waited for are among them, without an answer.
    """
    return list(TimeStamp.objects.filter(subject=subject).order_by("id"))


def of_subjects(subjects: list[str]) -> dict[str, list[TimeStamp]]:
    """Return the time stamps of many subjects with one statement, by subject; those without any are there, empty."""
    found: dict[str, list[TimeStamp]] = {subject: [] for subject in subjects}
    for stamp in TimeStamp.objects.filter(subject__in=subjects).order_by("id"):
        found[stamp.subject].append(stamp)
    return found


def answer_of(*, subject: str, number: int, by: Actor) -> bytes | None:
    """Return the whole answer of the authority with this place among a subject's time stamps, from 1; None if none.

    Raises NotPermitted.
    """
    require(by=by, action=Action.DOWNLOAD_PACKAGE)
    stamps = of_subject(subject)
    if not 1 <= number <= len(stamps) or stamps[number - 1].received_at is None:
        return None
    return bytes(stamps[number - 1].answer)


def overdue(*, by: Actor, at: datetime) -> QuerySet[TimeStamp]:
    """Return the time stamps that have been waited for for three days. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    return waiting_since(at - OVERDUE_AFTER)


def packages_of(found: Iterable[TimeStamp]) -> dict[str, EvidencePackage]:
    """Return the packages that are stamped, by subject, each with its case; what is no package is left out."""
    ids = [stamp.subject.removeprefix(PACKAGE) for stamp in found if stamp.subject.startswith(PACKAGE)]
    packages = EvidencePackage.objects.filter(id__in=ids).select_related("case")
    return {f"{PACKAGE}{package.id}": package for package in packages}


def waiting_since(moment: datetime) -> QuerySet[TimeStamp]:
    """Return the time stamps that were asked for at a moment or before and have not come, the oldest first."""
    return TimeStamp.objects.filter(received_at__isnull=True, asked_at__lte=moment).order_by("asked_at", "id")
