"""Comparing two reports side by side; saying that they are the same, not the same, or related; un-merging."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.accounts.staff import staff_only
from hatehub.design.flash import flash_with_undo
from reports.models import Case, Evidence, Report
from reports.rules.file_kinds import DRAWN_TYPES
from reports.rules.workflow import StepRefused
from reports.services.workflow import StaleReport
from triage.forms.merging import MergeForm
from triage.models import DuplicateMatch
from triage.rules.matching import may_be_same
from triage.selectors.matches import get_match, list_reasons
from triage.selectors.queues import names_of
from triage.services import duplicates, merging
from triage.services.merging.previewing import preview
from triage.web import comparison, merge_rows, reasons
from triage.web.standing import CaseRequest, standing_of

Row = dict[str, Any]
PICTURED = frozenset({DuplicateMatch.Kind.SAME_PICTURE, DuplicateMatch.Kind.SAME_FILE})
State = DuplicateMatch.State
SAID = frozenset({State.REFUSED, State.RELATED})
OTHER = "other"
"""Says that the officer came from the case of the earlier report, and goes back there."""


@require_safe
@staff_only
def compare(request: CaseRequest, match_id: int) -> HttpResponse:
    """Show both reports side by side, and every reason for which they may be the same."""
    match = _match(request, match_id)
    names = names_of()
    found = list_reasons(match=match)
    is_together = match.report.case_id == match.other.case_id
    context = {
        "match": match,
        **_way_back(match, request.GET),
        "is_together": is_together,
        "can_decide": not is_together and match.state != State.REFUSED,
        "heading": reasons.in_words(found, platforms=names["platforms"]),
        "percent": reasons.percent(found[0].score),
        "said": _said(match, is_together=is_together),
        "can_merge": may_be_same(each.kind for each in found),
        "facts": comparison.fact_rows(match.other, match.report, names=names),
        "texts": comparison.text_rows(match.other, match.report),
        "pictures": _pictures(match) if any(each.kind in PICTURED for each in found) else [],
    }
    return render(request, "hub/compare.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def merge(request: CaseRequest, match_id: int) -> HttpResponse:
    """Show what merging would change, and merge. The later goes into the earlier's case unless asked otherwise."""
    match = _match(request, match_id)
    is_reversed, came_from = request.GET.get("way") == "back", _way_back(match, request.GET)
    report, into = (match.other, match.report.case) if is_reversed else (match.report, match.other.case)
    why = reasons.in_words(list_reasons(match=match), platforms=names_of()["platforms"])
    form = MergeForm(request.POST if request.method == "POST" else None, initial={"reason": why})
    if request.method == "POST" and form.is_valid():
        try:
            with request.standing.acting(report.case, into):
                return _merge(request, report, into, reason=form.cleaned_data["reason"])
        except StaleReport as refusal:
            request.standing.refuse(refusal, into, form)
        except (merging.MergeRefused, StepRefused) as refusal:
            form.add_error(None, str(refusal))
    found = preview(report_ids=[report.id], into_case_id=into.id, by=request.actor)
    context = {
        "match": match,
        **came_from,
        "form": form,
        "report": report,
        "into": into,
        "report_case": report.case,
        "preview": merge_rows.preview_rows(found),
        "help": merge_rows.help_for(found, match=match, into=into),
        "other_way": f"?{urlencode({'way': '' if is_reversed else 'back', 'from': came_from['came_from']})}",
    }
    return render(request, "hub/merge.html", context, status=request.standing.status(form))


def _merge(request: CaseRequest, report: Report, into: Case, *, reason: str) -> HttpResponse:
    merging.merge(report_id=report.id, into_case_id=into.id, by=request.actor, at=timezone.now(), reason=reason)
    flash_with_undo(request, _("Merged."), undo_url=reverse("hub_unmerge", args=[report.id]))
    return redirect("hub_case_tab", into.reference, "reports")


@require_POST
@staff_only
def refuse(request: CaseRequest, match_id: int) -> HttpResponse:
    """Remember that these are not duplicates."""
    match = _match(request, match_id)
    try:
        with request.standing.acting(match.report.case, match.other.case):
            said = duplicates.refuse(match_id=match.id, by=request.actor, at=timezone.now())
    except StaleReport as refusal:
        return request.standing.gone(str(refusal), back=reverse("hub_compare", args=[match.id]))
    return _after_saying(request, said, wanted=State.REFUSED, text=_("Remembered: these are not duplicates."))


@require_POST
@staff_only
def relate(request: CaseRequest, match_id: int) -> HttpResponse:
    """Remember that these are related, and no duplicates; their cases are linked."""
    match = _match(request, match_id)
    try:
        with request.standing.acting(match.report.case, match.other.case):
            said = duplicates.relate(match_id=match.id, by=request.actor, at=timezone.now())
    except StaleReport as refusal:
        return request.standing.gone(str(refusal), back=reverse("hub_compare", args=[match.id]))
    return _after_saying(request, said, wanted=State.RELATED, text=_("Remembered: these are related."))


@require_POST
@staff_only
def reconsider(request: CaseRequest, match_id: int) -> HttpResponse:
    """Take back what was said about two reports."""
    match = _match(request, match_id)
    try:
        with request.standing.acting(match.report.case, match.other.case):
            said = duplicates.reconsider(match_id=match.id, by=request.actor, at=timezone.now())
    except StaleReport as refusal:
        return request.standing.gone(str(refusal), back=reverse("hub_compare", args=[match.id]))
    if said.state == State.OFFERED:
        messages.success(request, _("They are offered again."))
    back = _way_back(match, request.POST)["came_from"]
    return redirect(reverse("hub_compare", args=[match.id]) + (f"?from={back}" if back else ""))


def _after_saying(request: CaseRequest, match: DuplicateMatch, *, wanted: State, text: str) -> HttpResponse:
    """Go back to the case that the officer came from; what was merged meanwhile stays, and the page says so."""
    if match.state == wanted:
        flash_with_undo(request, text, undo_url=reverse("hub_reconsider_match", args=[match.id]))
    else:
        messages.warning(request, _("Nothing was changed: they have been merged meanwhile. Take one out first."))
    current = get_match(match_id=match.id, by=request.actor) or match
    return redirect("hub_case_tab", _way_back(current, request.POST)["seen_from"].reference, "duplicates")


def _way_back(match: DuplicateMatch, asked: QueryDict) -> Row:
    """Return the case from which the officer looks at a match: the later's, unless they came from the earlier's."""
    came_from = OTHER if asked.get("from") == OTHER else ""
    return {"came_from": came_from, "seen_from": match.other.case if came_from else match.report.case}


def _said(match: DuplicateMatch, *, is_together: bool) -> str:
    """Return what was said of a match, as a sentence; empty where nobody has said anything."""
    if is_together:
        return _("Both are in one case:")
    return _("An officer said: %s.") % reasons.STATES[match.state] if match.state in SAID else ""


@require_POST
@staff_only
def unmerge(request: CaseRequest, report_id: UUID) -> HttpResponse:
    """Take a report out of the case it was merged into."""
    holding = get_object_or_404(Case, reports=report_id)
    request.standing = standing_of(request, reference=holding.reference)
    try:
        with request.standing.acting(holding):
            report = merging.unmerge(report_id=report_id, by=request.actor, at=timezone.now(), reason=_("undone"))
    except StaleReport as refusal:
        back = reverse("hub_case_tab", args=[holding.reference, "reports"])
        return request.standing.gone(str(refusal), back=back)
    except merging.MergeRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("hub_queue")
    messages.success(request, _("The report stands by itself again, where it stood before."))
    return redirect("hub_case", report.case.reference)


def _match(request: CaseRequest, match_id: int) -> DuplicateMatch:
    """Return a match, and have the request carry how the cases of both reports stand."""
    match = get_match(match_id=match_id, by=request.actor)
    if match is None:
        raise Http404
    request.standing = standing_of(request, reference=match.report.case.reference)
    request.standing.watch(match.report, match.other, cases=[match.other.case])
    return match


def _pictures(match: DuplicateMatch) -> list[Row]:
    """Return the first drawn picture of each side, the one that the match names where it names one."""
    sides = ((_("Earlier"), match.other), (_("Later"), match.report))
    found = [(title, _picture(report, wanted=match.facts.get("exhibits", []))) for title, report in sides]
    return [
        {"title": title, "item": item, "href": reverse("hub_exhibit", args=[item.id])}
        for title, item in found
        if item is not None
    ]


def _picture(report: Report, *, wanted: list[int]) -> Evidence | None:
    drawn = list(report.evidence.filter(origin="reported", content_type__in=DRAWN_TYPES, diverted_as="").order_by("id"))
    return next((item for item in drawn if item.id in wanted), drawn[0] if drawn else None)
