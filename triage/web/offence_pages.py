"""The page on which officers work through the offences of a case: points to prove, hostility, days."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from hatehub.reference.models import Offence
from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from reports.rules.workflow import State
from reports.services.workflow import StaleReport
from triage.forms.offences import ChooseForm, FilterForm, OffenceForm, RemoveForm
from triage.models import EngagedOffence
from triage.selectors.offences import nations_of, offered_offences
from triage.selectors.time_bars import OF_A_CRIME, local_day
from triage.services import offences
from triage.services.offences import Engaged, Entry, OffenceSheet
from triage.web.case_pages import frame_context, with_case
from triage.web.legible import erased
from triage.web.offence_rows import engaged_card
from triage.web.standing import CaseRequest, labels_of, renew
from triage.web.time_bar_rows import bar_row

NO_CRIME = gettext_lazy("Offences are recorded for a case that has been decided to be a crime.")


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def sheet(request: CaseRequest, case: Case) -> HttpResponse:
    """Show what is recorded of each offence and what is still missing; record one, or change it."""
    found = offences.open_sheet(case=case, by=request.actor, at=timezone.now())
    if found.decision is None or found.decision.outcome != "crime" or State(case.lead.state) not in OF_A_CRIME:
        if request.method == "POST":
            return _gone(request, case, str(NO_CRIME))
        messages.warning(request, str(NO_CRIME))
        return redirect("hub_case", case.reference)
    if request.method != "POST":
        return _show(request, case, found, form=_opened_form(request, case, found))
    offence = _offence(request.POST.get("offence", ""))
    if offence is None:
        raise Http404
    form = OffenceForm(request.POST, offence=offence)
    if form.is_valid():
        answer = _record(request, case, form)
        if answer is not None:
            return answer
        found = offences.open_sheet(case=case, by=request.actor, at=timezone.now())
    return _show(request, case, found, form=form, offence=offence, status=request.standing.status(form))


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
def remove(request: CaseRequest, case: Case, engaged_id: int) -> HttpResponse:
    """Take an offence off a case, with a reason."""
    row = EngagedOffence.objects.select_related("offence").filter(id=engaged_id, case=case).first()
    if row is None:
        raise Http404
    form = RemoveForm(request.POST if request.method == "POST" else None, initial={"version": case.lead.version})
    if request.method == "POST" and form.is_valid():
        try:
            with request.standing.acting(case):
                offences.remove(
                    engaged_id=engaged_id,
                    by=request.actor,
                    at=timezone.now(),
                    reason=form.cleaned_data["reason"],
                    expected_version=form.cleaned_data["version"],
                )
        except offences.NotACrime as refusal:
            return _gone(request, case, str(refusal))
        except StaleReport as refusal:
            row.refresh_from_db(fields=["replaced_at"])
            if row.replaced_at is not None:
                return _gone(request, case, str(refusal), back="hub_offences")
            request.standing.refuse(refusal, case, form)
        except offences.OffenceRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, _("The offence is taken off."))
            return redirect("hub_offences", case.reference)
    context = {**frame_context(case, active="overview"), "form": form, "row": row}
    return render(request, "hub/offence_remove.html", context, status=request.standing.status(form))


def _record(request: CaseRequest, case: Case, form: OffenceForm) -> HttpResponse | None:
    """Record a valid form and lead back; None where it was refused, which the form then says."""
    cleaned = form.cleaned_data
    arguments: dict[str, Any] = {
        "entry": _entry(form),
        "by": request.actor,
        "at": timezone.now(),
        "expected_version": cleaned["version"],
    }
    try:
        with request.standing.acting(case):
            if cleaned["replaces"]:
                offences.replace(engaged_id=cleaned["replaces"], **arguments)
            else:
                offences.record(case_id=case.id, **arguments)
    except offences.OffenceRefused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return None
    except (StaleReport, EngagedOffence.DoesNotExist) as refusal:
        stale = refusal if isinstance(refusal, StaleReport) else StaleReport(str(refusal))
        request.standing.refuse(stale, case, form)
        _replace_current(form, case)
        return None
    except (offences.NotACrime, KeyDestroyed) as refusal:
        return _gone(request, case, str(refusal) if isinstance(refusal, offences.NotACrime) else erased())
    messages.success(request, _("The offence is recorded."))
    return redirect("hub_offences", case.reference)


def _entry(form: OffenceForm) -> Entry:
    cleaned = form.cleaned_data
    kept = ("hostility", "hostility_evidence", "is_aggravated", "aggravation_reason")
    days = ("first_act_on", "last_act_on", "evidence_on")
    chosen = {name: cleaned[name] for name in (*kept, *days)}
    return Entry(offence_code=cleaned["offence"], evidence=form.evidence(), **chosen)


def _replace_current(form: OffenceForm, case: Case) -> None:
    """Have a form that came too late, and is sent again, replace what stands on the case by now."""
    current = EngagedOffence.objects.filter(case=case, offence__code=form.data["offence"], replaced_at__isnull=True)
    renew(form, replaces=current.values_list("id", flat=True).first() or "")


def _gone(request: CaseRequest, case: Case, text: str, *, back: str = "hub_case") -> HttpResponse:
    """Keep what was typed where it cannot be recorded any more."""
    offence = _offence(request.POST.get("offence", ""))
    labels = labels_of(OffenceForm(offence=offence)) if offence else {}
    return request.standing.gone(text, back=reverse(back, args=[case.reference]), labels=labels)


def _opened_form(request: CaseRequest, case: Case, found: OffenceSheet) -> OffenceForm | None:
    """Return the form of the offence that the address names, else that of the decision where nothing is recorded."""
    code = request.GET.get("offence", "")
    if not code and not found.engaged and found.decision is not None and found.decision.offence is not None:
        code = found.decision.offence.code
    offence = _offence(code)
    if offence is None:
        return None
    engaged = next((each for each in found.engaged if each.row.offence_id == offence.id), None)
    initial = {"version": case.lead.version, "offence": offence.code, "hostility": "none"}
    return OffenceForm(initial=initial | (_written(engaged, offence) if engaged else {}), offence=offence)


def _written(engaged: Engaged, offence: Offence) -> dict[str, Any]:
    """Return what is recorded, for the form; a point that the catalogue has changed since begins empty."""
    row, texts = engaged.row, dict(engaged.evidence)
    points = {f"point_{n}": texts.get(point) or "" for n, point in enumerate(offence.points_to_prove)}
    kept = ("hostility", "is_aggravated", "first_act_on", "last_act_on", "evidence_on")
    return {
        **points,
        **{name: getattr(row, name) for name in kept},
        "replaces": row.id,
        "hostility_evidence": engaged.hostility_evidence or "",
        "aggravation_reason": engaged.aggravation_reason or "",
    }


def _offence(code: str) -> Offence | None:
    rows = Offence.objects.filter(code=code[:60].replace("\0", "")).exclude(mode=Offence.Mode.SENTENCING)
    return rows.first() if code else None


def _show(
    request: CaseRequest,
    case: Case,
    found: OffenceSheet,
    *,
    form: OffenceForm | None,
    offence: Offence | None = None,
    status: int = 200,
) -> HttpResponse:
    at = timezone.now()
    bar = found.bar
    nations = nations_of(case=case)
    asked = FilterForm(
        request.GET if {"nation", "on_year"} & request.GET.keys() else None, nations=nations, auto_id="filter_%s"
    )
    shown, on = asked.chosen(nations=nations, on=bar.earliest_act_on if bar else local_day(at))
    offered = offered_offences(nations=shown, on=on)
    earliest = bar.earliest_act_on if bar else None
    if form is not None and offence is None:
        offence = _offence(str(form.initial["offence"]))
    context = {
        **frame_context(case, active="overview"),
        "form": form,
        "offence": offence,
        "bar": bar_row(bar, at=at),
        "cards": [_card(case, each, earliest=earliest) for each in found.engaged],
        "filter_form": asked,
        "choose_form": ChooseForm(offered=offered, auto_id="choose_%s"),
        "is_filtered": asked.is_bound,
        "on": on,
    }
    return render(request, "hub/offences.html", context, status=status)


def _card(case: Case, engaged: Engaged, *, earliest: date | None) -> dict[str, Any]:
    address = reverse("hub_offences", args=[case.reference])
    return {
        **engaged_card(engaged, earliest=earliest),
        "change": f"{address}?{urlencode({'offence': engaged.row.offence.code})}#record",
        "remove": reverse("hub_offence_remove", args=[case.reference, engaged.row.id]),
    }
