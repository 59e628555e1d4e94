"""Downloads: the signed receipt of an open report, and the certificate that it is verified with."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from hatehub.accounts.actors import actor_for_complainant
from hatehub.documents.keys import signatory
from hatehub.documents.signing import CertificateNotValid
from reports.models import Report
from reports.services import receipts
from reports.services.lodged import LodgementErased
from reports.web.draft_cookie import current_draft
from reports.web.status_cookie import opened_report


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """Give the certificate that receipts are verified with, and those above it."""
    return HttpResponse(signatory().certificate_pem(), content_type="application/x-pem-file")


@require_safe
def receipt(request: HttpRequest) -> HttpResponse:
    """Give the person whose report is open a signed receipt, in the language of the page."""
    report = opened_report(request)
    return redirect("status") if report is None else _give(request, report)


@require_safe
def receipt_of_draft(request: HttpRequest) -> HttpResponse:
    """Give the person who has just sent a report its signed receipt."""
    draft = current_draft(request, at=timezone.now())
    if draft is None or draft.submitted_at is None:
        return redirect("report_sent")
    return _give(request, Report.objects.get(id=draft.id))


def _give(request: HttpRequest, report: Report) -> HttpResponse:
    by = actor_for_complainant(report.reference)
    try:
        content = receipts.lodgement_receipt(
            report=report, language=get_language() or report.language, by=by, at=timezone.now()
        )
    except LodgementErased:
        return render(request, "public/no_receipt.html", {"is_erased": True}, status=410)
    except CertificateNotValid:
        return render(request, "public/no_receipt.html", {"is_erased": False}, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="receipt.pdf"'
    return response
