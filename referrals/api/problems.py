"""Refusals as `application/problem+json` (RFC 9457): a stable code and a sentence that says what to do."""

from typing import Any

from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from hatehub.accounts.permissions import NotPermitted
from hatehub.problems import MEDIA_TYPE, body_of
from hatehub.vault.services import KeyDestroyed
from referrals.registries import FedNotFound, FedRevoked
from referrals.rules.support.steps import StepRefused as SupportStepRefused
from referrals.selectors.force_cases import CaseNotFound, ContactOnly, NoTransfer
from referrals.selectors.hooks import HookNotFound
from referrals.selectors.referred import ReferredNotFound
from referrals.services import hooks, inbound_batches, inbound_uploads
from referrals.services.answering import NotYours
from referrals.services.case_reports import BadCursor
from referrals.services.force_outcomes import OutcomeRefused
from referrals.services.force_talk import NamesSomebody, NoSuchReport
from referrals.services.handing_out import NoPackageYet, PackageReplaced
from referrals.services.idempotency import KeyRefused, KeyReused
from referrals.services.preconditions import ChangedMeanwhile
from referrals.services.support.refusals import NoConsent, SupportRefused
from referrals.services.support.serving import ReferralNotFound
from reports.rules.workflow import StepRefused
from reports.services.files import StorageAway
from reports.services.submission import NothingToReport
from triage.services.transferring import TransferRefused

ANTICIPATED: dict[type[Exception], tuple[int, str]] = {
    CaseNotFound: (404, "case_not_found"),
    ContactOnly: (404, "package_is_for_investigators"),
    BadCursor: (400, "bad_cursor"),
    NoPackageYet: (404, "no_package_yet"),
    PackageReplaced: (404, "package_replaced"),
    StorageAway: (503, "storage_away"),
    NoTransfer: (404, "no_transfer"),
    TransferRefused: (409, "transfer_is_over"),
    NotYours: (409, "another_force_asked"),
    NoSuchReport: (404, "report_not_found"),
    NamesSomebody: (409, "names_somebody"),
    OutcomeRefused: (400, "invalid"),
    KeyDestroyed: (410, "erased"),
    ChangedMeanwhile: (412, "changed_meanwhile"),
    KeyRefused: (400, "idempotency_key_invalid"),
    KeyReused: (422, "idempotency_key_reused"),
    StepRefused: (409, "wrong_state"),
    HookNotFound: (404, "hook_not_found"),
    ReferredNotFound: (404, "report_not_found"),
    inbound_batches.BatchRunning: (409, "batch_running"),
    inbound_batches.BatchNotFound: (404, "batch_not_found"),
    inbound_uploads.UploadNotFound: (404, "upload_not_found"),
    inbound_uploads.FileRefused: (400, "file_refused"),
    inbound_uploads.CannotJudge: (503, "try_again"),
    inbound_uploads.PartsMissing: (409, "parts_missing"),
    inbound_uploads.DigestDiffers: (400, "digest_differs"),
    inbound_uploads.ReportOver: (409, "report_withdrawn"),
    inbound_uploads.UploadRefused: (400, "upload_refused"),
    ReferralNotFound: (404, "referral_not_found"),
    NoConsent: (409, "consent_withdrawn"),
    SupportRefused: (409, "support_refused"),
    SupportStepRefused: (409, "wrong_state"),
    NothingToReport: (400, "nothing_to_report"),
    FedNotFound: (404, "intelligence_not_found"),
    FedRevoked: (410, "intelligence_revoked"),
    hooks.AddressRefused: (400, "hook_address_refused"),
    hooks.OverlapTooLong: (400, "overlap_too_long"),
    hooks.ReplayUnclear: (400, "replay_unclear"),
    hooks.TooManyHooks: (409, "too_many_hooks"),
    hooks.HookPaused: (409, "hook_paused"),
    NotPermitted: (403, "not_permitted"),
}
SENTENCES = {
    "case_not_found": "There is no such case for your force.",
    "storage_away": "The place where packages are kept does not answer now. Try again in a minute.",
    "no_transfer": "Your force was not asked about such a case.",
    "erased": "What this would be added to has been erased.",
    "intelligence_not_found": "Your force was given no such intelligence report.",
    "intelligence_revoked": "This report is not to be used any more. Take it out of your records.",
    "hook_not_found": "Your force has no such web hook, or no such message of it.",
    "not_permitted": "Your client may not do this.",
    "nothing_to_report": "Give a link or words of a post, or tell what happened.",
}


def problem(*, status: int, code: str, detail: str, errors: Any = None) -> Response:
    """Return a refusal."""
    body = body_of(status=status, code=code, detail=detail, errors=errors)
    return Response(body, status=status, content_type=MEDIA_TYPE)


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn an anticipated refusal into a problem; anything else goes on as an error."""
    for kind, (status, code) in ANTICIPATED.items():
        if isinstance(error, kind):
            field = getattr(error, "field", "")
            errors = {field: [str(error)]} if field else None
            return problem(status=status, code=code, detail=SENTENCES.get(code, str(error)), errors=errors)
    answer = exception_handler(error, context)
    if answer is None:
        return None
    return _from_framework(error, answer)


def _from_framework(error: Exception, answer: Response) -> Response:
    if isinstance(error, exceptions.ValidationError):
        detail = "Some of what you sent cannot be used; see errors."
        made = problem(status=answer.status_code, code="invalid", detail=detail, errors=answer.data)
    else:
        code = getattr(error, "default_code", "refused")
        made = problem(status=answer.status_code, code=code, detail=str(getattr(error, "detail", error)))
    for name, value in answer.items():
        if name.lower() != "content-type":
            made[name] = value
    return made
