"""Diverting what an officer recognises on sight, telling the body that deals with it, and lifting a mark."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.reference.models import Material
from hatehub.reference.selectors import body_for
from reports.models import Content, Evidence, Report
from triage.forms.diverting import MATERIALS, DivertForm, ToldBodyForm
from triage.forms.reasons import ReasonForm
from triage.models import Diversion
from triage.selectors import diversions
from triage.services import diverting
from triage.web import diverted_rows
from triage.web.standing import Standing, labels_of

Row = dict[str, Any]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def divert_exhibit(request: StaffRequest, evidence_id: int) -> HttpResponse:
    """Ask what an exhibit is, without showing it, and divert it."""
    item = get_object_or_404(Evidence.objects.select_related("report__case"), id=evidence_id)
    return _divert(request, item, what=_("Exhibit %s") % item.exhibit)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def divert_post(request: StaffRequest, content_id: int) -> HttpResponse:
    """Ask what a post is, without showing it, and divert it."""
    item = get_object_or_404(Content.objects.select_related("report__case"), id=content_id)
    names = {"number": item.position, "report": item.report.reference}
    return _divert(request, item, what=_("Post %(number)d of %(report)s") % names)


def _divert(request: StaffRequest, item: Evidence | Content, *, what: str) -> HttpResponse:
    require(by=request.actor, action=Action.DIVERT)
    form = DivertForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        material, at = Material(form.cleaned_data["material"]), timezone.now()
        if isinstance(item, Evidence):
            row = diverting.divert_exhibit(evidence_id=item.id, material=material, by=request.actor, at=at)
        else:
            row = diverting.divert_post(content_id=item.id, material=material, by=request.actor, at=at)
        messages.success(request, _("Diverted. Nobody sees it from now on. Tell the body next."))
        return redirect("hub_diversion", row.id)
    context = {
        "form": form,
        "what": what,
        "case": _case_of(item.report),
        "is_diverted": bool(item.diverted_as),
        "bodies": [
            {"key": label, "value": body.name if (body := body_for(material=material)) else _("none is named")}
            for material, label in MATERIALS.items()
        ],
    }
    return render(request, "hub/divert.html", context, status=422 if form.errors else 200)


@require_safe
@staff_only
def diverted(request: StaffRequest) -> HttpResponse:
    """List what the bodies are still to be told of, and what they were told of last."""
    context = {
        "to_tell": [_line(thing) for thing in diversions.list_to_tell(by=request.actor)],
        "total": diversions.things_to_tell(by=request.actor).count(),
        "told": [_line(thing) for thing in diversions.list_told(by=request.actor)],
    }
    return render(request, "hub/diverted.html", context)


@require_safe
@staff_only
def diversion(request: StaffRequest, diversion_id: int) -> HttpResponse:
    """Show what to tell the body of one thing: addresses, never the material."""
    row = _row(request, diversion_id)
    return render(request, "hub/diversion.html", _context(request, row))


@require_POST
@staff_only
def told(request: StaffRequest, diversion_id: int) -> HttpResponse:
    """Note that the body has been told."""
    row, form = _row(request, diversion_id), ToldBodyForm(request.POST)
    if not form.is_valid():
        return render(request, "hub/diversion.html", _context(request, row, told_form=form), status=422)
    number = diverting.note_told(
        diversion_id=row.id, reference=form.cleaned_data["reference"], by=request.actor, at=timezone.now()
    )
    if not number:
        return _gone(request, row, _("The body had been told already, or the mark is lifted."), form)
    messages.success(request, _("Recorded: the body has been told."))
    return redirect("hub_diversion", row.id)


@require_POST
@staff_only
def lift(request: StaffRequest, diversion_id: int) -> HttpResponse:
    """Lift a mark, for a reason: supervisors only."""
    require(by=request.actor, action=Action.LIFT_DIVERSION)
    row, form = _row(request, diversion_id), ReasonForm(request.POST, prefix="lift")
    if not form.is_valid():
        return render(request, "hub/diversion.html", _context(request, row, lift_form=form), status=422)
    try:
        diverting.lift(diversion_id=row.id, by=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
    except diverting.AlreadyLifted as refusal:
        return _gone(request, row, str(refusal), form)
    messages.success(request, _("The mark is lifted. It can be opened again."))
    return redirect("hub_diversion", row.id)


def _gone(request: StaffRequest, row: Diversion, text: str, form: forms.Form) -> HttpResponse:
    """Keep what was typed where a colleague has done it already; the page of the thing says who."""
    back = reverse("hub_diversion", args=[row.id])
    return Standing(request, lengths={}).gone(text, back=back, labels=labels_of(form), can_retry=False)


def _row(request: StaffRequest, diversion_id: int) -> Diversion:
    row = diversions.get_diversion(diversion_id=diversion_id, by=request.actor)
    if row is None:
        raise Http404
    return row


def _line(thing: diversions.Thing) -> Row:
    row = thing.row
    return {
        "id": row.id,
        "name": diverted_rows.name_of(row),
        "material": MATERIALS[row.material],
        "body": diverted_rows.body_of(row),
        "reports": thing.reports,
        "since": thing.since,
        "told_at": row.told_at,
        "reference": row.body_reference,
    }


def _context(
    request: StaffRequest, row: Diversion, *, told_form: ToldBodyForm | None = None, lift_form: ReasonForm | None = None
) -> Row:
    same = diversions.list_same(diversion=row)
    return {
        "row": row,
        "name": diverted_rows.name_of(row),
        "material": MATERIALS[row.material],
        "body": diverted_rows.body_of(row),
        "address": row.body.referral_address if row.body else "",
        "is_link": bool(row.body and row.body.referral_address.startswith("https://")),
        "holders": [
            {
                "case": each.report.case.reference,
                "name": diverted_rows.name_of(each),
                "addresses": diverted_rows.addresses_of(each),
                "told_at": each.told_at,
                "reference": each.body_reference,
            }
            for each in same
        ],
        "waits": row.lifted_at is None and any(each.told_at is None for each in same),
        "told_form": told_form or ToldBodyForm(),
        "can_lift": row.lifted_at is None and is_allowed(role=request.actor.role, action=Action.LIFT_DIVERSION),
        "lift_form": lift_form or ReasonForm(prefix="lift"),
    }


def _case_of(report: Report) -> str:
    """Return the reference of the case that a report is worked in."""
    return report.case.reference
