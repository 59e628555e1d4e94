"""What became of an exhibit since it came, and what lies in quarantine."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.vault.services import KeyDestroyed
from reports.clients.clamd import ScannerAway, ScannerLimit
from reports.models import Evidence
from reports.selectors import custody, quarantine
from reports.services import releasing
from reports.services.diversion import Diverted
from reports.services.files import StorageAway
from triage.forms.reasons import ReasonForm
from triage.web import custody_words
from triage.web.exhibit_kinds import kind_in_words


@require_safe
@staff_only
def log(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Show an exhibit's custody log: never its bytes, nor the name that it came under."""
    require(by=request.actor, action=Action.VIEW_MATERIAL)
    return render(request, "hub/exhibit_custody.html", _context(request, _find(evidence_id)))


@require_POST
@staff_only
def release(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Release an exhibit from quarantine, for a reason: supervisors only."""
    require(by=request.actor, action=Action.RELEASE_EXHIBIT)
    item, form = _find(evidence_id), ReasonForm(request.POST)
    if form.is_valid():
        refusal = _release(request, item, reason=form.cleaned_data["reason"])
        if refusal is None:
            messages.success(request, _("Released. It can be opened again, and goes into packages."))
            return redirect("hub_exhibit_custody", item.id)
        form.add_error(None, refusal)
    return render(request, "hub/exhibit_custody.html", _context(request, item, form=form), status=422)


def _release(request: StaffRequest, item: Evidence, *, reason: str) -> str | None:
    """Return why it cannot be released, or None where it was."""
    try:
        releasing.release(evidence_id=item.id, by=request.actor, at=timezone.now(), reason=reason)
    except releasing.NotInQuarantine:
        return _("It is not in quarantine any more: somebody has released it.")
    except releasing.NotFit:
        return _("It was checked just now and is still not fit to be released. It stays in quarantine.")
    except (Diverted, KeyDestroyed):
        return _("It is diverted or erased: nobody opens it again, so it cannot be checked.")
    except StorageAway:
        return _("The store of files does not answer, so it cannot be checked. Try again in a few minutes.")
    except (ScannerAway, ScannerLimit):
        return _("The scanner cannot check it just now. Try again in a few minutes.")
    return None


@require_safe
@staff_only
def waiting(request: StaffRequest) -> HttpResponse:
    """List what lies in quarantine: supervisors only."""
    rows = [
        {
            "item": item,
            "case": item.report.case.reference,
            "kind": kind_in_words(item.content_type),
            "why": custody_words.CAUSES[item.quarantined_why],
        }
        for item in quarantine.list_quarantined(by=request.actor)
    ]
    return render(
        request, "hub/quarantine.html", {"rows": rows, "total": quarantine.in_quarantine(by=request.actor).count()}
    )


def _find(evidence_id: int) -> Evidence:
    return get_object_or_404(Evidence.objects.select_related("report__case", "made_from"), id=evidence_id)


def _context(request: StaffRequest, item: Evidence, *, form: ReasonForm | None = None) -> dict[str, Any]:
    can_release = item.is_quarantined and is_allowed(role=request.actor.role, action=Action.RELEASE_EXHIBIT)
    facts = [
        (_("Where it comes from"), custody_words.origin(item)),
        (_("Kind"), kind_in_words(item.content_type)),
        (_("Size"), filesizeformat(item.size)),
        (_("SHA-256"), item.sha256),
    ]
    return {
        "item": item,
        "case": item.report.case.reference,
        "facts": [{"key": key, "value": value} for key, value in facts],
        "cause": custody_words.CAUSES.get(item.quarantined_why, ""),
        "is_unproven": item.id in custody.unproven(items=[item]),
        "entries": [custody_words.entry_row(entry) for entry in custody.list_custody(evidence=item)],
        "form": form or (ReasonForm() if can_release else None),
    }
