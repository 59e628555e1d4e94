"""What referrals remove when keys are destroyed again, in a hub that an older copy was put back into."""

from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from hatehub.vault.models import Purpose
from referrals.models import (
    Capture,
    EvidencePackage,
    ForceAnswer,
    HookAttempt,
    HookDelivery,
    InboundBatch,
    InboundRow,
    PlatformAccount,
    WebHook,
)
from referrals.services import packaging
from referrals.services.disclosing import named_in
from reports.models import Report
from reports.services import files
from reports.services.erasing_again import REMOVED
from triage.models import Merge
from triage.selectors.merges import cases_below
from triage.selectors.retention import is_all_destroyed


def erase_again(*, owner: UUID, purposes: frozenset[Purpose], at: datetime, is_again: bool) -> None:
    """Remove the batch, web hook or account of a platform whose key is gone, and what stands beside a report.

    Owners of other kinds are let alone.
    """
    if Purpose.PERSON in purposes:
        _remove_named_packages(owner, at=at)
    if Purpose.MATERIAL in purposes:
        _remove_beside_report(owner)
        InboundRow.objects.filter(batch=owner).delete()
        InboundBatch.objects.filter(id=owner).delete()
    if Purpose.CREDENTIAL in purposes:
        _remove_hook(owner, at=at)
        _remove_account(owner, at=at)


def _remove_named_packages(report_id: UUID, *, at: datetime) -> None:
    """Remove the files of packages that name whoever sent a report; a force that has the case gets a new version."""
    report = Report.objects.filter(id=report_id).first()
    if report is None:
        return
    merged = Merge.objects.filter(report=report).values_list("from_case", "into_case")
    cases = {report.case_id, *(case_id for pair in merged for case_id in pair)}
    sealed = EvidencePackage.objects.filter(case__in=cases, state=EvidencePackage.State.SEALED).exclude(storage_name="")
    for package in sealed.select_related("case"):
        if report.reference in named_in(package=package):
            name = package.storage_name
            EvidencePackage.objects.filter(id=package.id).update(storage_name="")
            transaction.on_commit(partial(files.delete, storage_name=name))
    packaging.renew(case_id=report.case_id, by=HUB, at=at)


def _remove_beside_report(report_id: UUID) -> None:
    """Remove links of captures, and, once no report of the case is left, what forces wrote without its being sealed."""
    Capture.objects.filter(report=report_id).update(url="", final_url="", post_key="", host="", failure_detail="")
    report = Report.objects.filter(id=report_id).first()
    if report is None or not is_all_destroyed(case_id=report.case_id):
        return
    answers = ForceAnswer.objects.filter(case__in=cases_below(case_id=report.case_id))
    answers.exclude(reason="").update(reason=REMOVED)


def _remove_hook(owner: UUID, *, at: datetime) -> None:
    hook = WebHook.objects.filter(id=owner).first()
    if hook is None:
        return
    HookAttempt.objects.filter(delivery__hook=hook).delete()
    HookDelivery.objects.filter(hook=hook).delete()
    record(subject=f"hook:{hook.id}", verb="hook_removed", by=HUB, at=at)
    hook.delete()


def _remove_account(owner: UUID, *, at: datetime) -> None:
    account = PlatformAccount.objects.select_related("platform").filter(id=owner).first()
    if account is not None:
        record(subject=f"platform:{account.platform.code}", verb="account_removed", by=HUB, at=at)
        account.delete()
