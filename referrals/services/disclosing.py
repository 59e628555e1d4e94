"""Noting for the complainants of a case what a force was given of it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from hatehub.accounts.actors import HUB, Actor
from hatehub.audit.models import Entry
from hatehub.reference.selectors import get_force
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroyed_among
from referrals.models import EvidencePackage
from referrals.services import redacting
from referrals.services.contents import SHARED_BY_CONSENT, is_shared, name_of
from reports.models import Complainant, Content, Evidence, Report
from reports.services.sharing import note_sharing
from reports.services.subjects import withholds_subject
from triage.models import Merge


def note_reading(*, reports: Iterable[Report], by: Actor, at: datetime) -> None:
    """Note that a force has read reports: what was told, and the links. Reading them again adds nothing."""
    force = get_force(str(by.force_code))
    note_sharing(
        reports=reports,
        key=f"read:{force.code}",
        recipient=force.name,
        parts=("report", "link"),
        purpose="investigation",
        by=HUB,
        at=at,
    )


def note_package(*, package: EvidencePackage, by: Actor, at: datetime) -> None:
    """Note that a force has fetched a package; who agreed to be named when it was built was named in it."""
    if by.force_code is None:
        return
    force = get_force(by.force_code)
    key = f"package:{force.code}:{package.version}"
    note_given(package=package, recipient=force.name, key=key, purpose="investigation", at=at)


def note_given(*, package: EvidencePackage, recipient: str, key: str, purpose: str, at: datetime) -> None:
    """Note that a body has fetched a package; who agreed to be named when it was built was named in it."""
    named = named_in(package=package)
    members = list(package.case.reports.all())
    for parts, reports in (
        (("report", "files", "contact"), [report for report in members if report.reference in named]),
        (("report", "files"), [report for report in members if report.reference not in named]),
    ):
        note_sharing(reports=reports, key=key, recipient=recipient, parts=parts, purpose=purpose, by=HUB, at=at)


def is_covered(*, package: EvidencePackage) -> bool:
    """Tell whether a sealed package may be shared still.

    Nobody has left its case, who is named agrees to be and is not erased, whom it is about is not withheld since, and
    nothing in it is diverted, in quarantine or blacked out since.
    """
    if _has_lost_reports(package) or holds_diverted(package=package) or tells_withheld(package=package):
        return False
    assert package.sealed_at is not None  # noqa: S101 - the table's constraint says so
    if redacting.hidden_since(case=package.case, since=package.sealed_at):
        return False
    named = named_in(package=package)
    if not named:
        return True
    complainants = Complainant.objects.filter(report__reference__in=named).select_related("report")
    if not all(is_shared(complainant) for complainant in complainants):
        return False
    return not destroyed_among(owners=[each.report_id for each in complainants], purpose=Purpose.PERSON)


def holds_diverted(*, package: EvidencePackage) -> bool:
    """Tell whether something of the case is diverted or in quarantine now that the package did not leave out."""
    return not marked_in(case_id=package.case_id) <= set(package.left_out)


def marked_in(*, case_id: UUID) -> set[str]:
    """Return what of a case is diverted or in quarantine now, named as a package's row names what it leaves out."""
    marked = Evidence.objects.exclude(diverted_as="", quarantined_at__isnull=True)
    exhibits = marked.filter(report__case=case_id)
    posts = Content.objects.filter(report__case=case_id).exclude(diverted_as="")
    return {name_of(item) for item in exhibits.only("id")} | {name_of(post) for post in posts.only("id")}


def tells_withheld(*, package: EvidencePackage) -> bool:
    """Tell whether a package says whom the case is about, and that is withheld now."""
    return not package.withholds_subject and withholds_subject(case=package.case)


def _has_lost_reports(package: EvidencePackage) -> bool:
    """Tell whether a report has left the case since, also while the case itself was worked as part of another."""
    was_in = Q(left_case=package.case_id) | Q(into_case=package.case_id)
    ended = Merge.objects.filter(was_in, undone_at__gte=package.sealed_at).exclude(ended_as=Merge.Ended.LED)
    return ended.exists()


def names_erased(*, package: EvidencePackage) -> bool:
    """Tell whether a sealed package names somebody who has been erased since."""
    named = Report.objects.filter(reference__in=named_in(package=package)).values_list("id", flat=True)
    return bool(destroyed_among(owners=list(named), purpose=Purpose.PERSON))


def named_in(*, package: EvidencePackage) -> set[str]:
    """Return the references of the reports whose complainants a sealed package names.

    The audit knows: each was read for it, at the moment at which the package was built and sealed.
    """
    assert package.sealed_at is not None  # noqa: S101 - the table's constraint says so
    references = package.case.reports.values_list("reference", flat=True)
    read = Entry.objects.filter(
        subject__in=[f"report:{reference}" for reference in references],
        verb="read",
        at=package.sealed_at,
        reason=SHARED_BY_CONSENT,
    )
    return {subject.removeprefix("report:") for subject in read.values_list("subject", flat=True)}
