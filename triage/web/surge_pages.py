"""Surges: many reports of one thing, as they arrive, and one decision for all of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from reports.models import Report
from triage.forms import ReasonForm, SurgeMergeForm
from triage.models import Trait, Wave
from triage.rules.differences import Difference
from triage.selectors import waves
from triage.selectors.differences import differing
from triage.selectors.queues import names_of
from triage.services import batches
from triage.services.merging.previewing import preview as preview_of
from triage.services.waves import settle as settle_wave
from triage.web import comparison, reasons
from triage.web.difference_words import WORDS
from triage.web.merge_rows import preview_rows

MOST_SHOWN = 50
SAMPLE = 5
Row = dict[str, Any]


@require_safe
@staff_only
def surges(request: StaffRequest) -> HttpResponse:
    """Show the waves, those with the newest reports first."""
    cursor = request.GET.get("before", "")
    page = waves.list_waves(before=cursor, by=request.actor, at=timezone.now())
    following = f"?{urlencode({'before': page.following})}" if page.following else ""
    context = {"rows": _rows(page.lines), "paging": {"next": following}, "is_further_on": cursor}
    return render(request, "hub/surges.html", context)


def _rows(lines: list[waves.WaveLine]) -> list[Row]:
    """Return a row for each wave, those that are part of another one named in the row of that."""
    platforms = names_of()["platforms"]
    rows: dict[int, Row] = {}
    for line in lines:
        whole = line.inside or line.wave
        row = rows.setdefault(whole.id, {"parts": []})
        if line.inside is None:
            row.update(_row(line, platforms=platforms))
        else:
            row["parts"].append(_part(line.wave))
    return list(rows.values())


def _row(line: waves.WaveLine, *, platforms: dict[str, str]) -> Row:
    wave = line.wave
    return {
        "wave": wave,
        "href": reverse("hub_surge", args=[wave.id]),
        "what": what_of(wave, platforms=platforms),
        "example": wave.sample.case.reference,
        "people": line.people,
        "cases": line.cases,
        "arrivals": [("", number) for number in line.arrivals],
        "rate": _rate(wave),
    }


def _part(wave: Wave) -> Row:
    text = ngettext("%(what)s: %(n)s report", "%(what)s: %(n)s reports", wave.reports)
    href = reverse("hub_surge", args=[wave.id])
    return {"text": text % {"what": reasons.TRAITS[wave.kind], "n": f"{wave.reports:,}"}, "href": href}


def _rate(wave: Wave) -> str:
    """Return how fast reports came, in words."""
    hours = max((wave.last_at - wave.first_at).total_seconds() / 3600, 1.0)
    return _("%s an hour") % formats.number_format(round(wave.reports / hours, 1), 1)


@require_safe
@staff_only
def surge(request: StaffRequest, wave_id: int) -> HttpResponse:
    """Show one wave: how it arrived, the reports that differ first, and what can be decided for all."""
    wave = _wave(request, wave_id)
    return render(request, "hub/surge.html", _wave_context(wave, form=SurgeMergeForm()))


@require_POST
@staff_only
def preview(request: StaffRequest, wave_id: int) -> HttpResponse:
    """Show what merging a wave would change and who would be told; with `go`, do it."""
    wave = _wave(request, wave_id)
    form = SurgeMergeForm(request.POST)
    lead = waves.suggest_lead(wave)
    if not form.is_valid() or lead is None:
        return render(request, "hub/surge.html", _wave_context(wave, form=form), status=422)
    chosen = _chosen(wave, lead, with_differing=form.cleaned_data["differing"] == "merge")
    if request.POST.get("go"):
        batch = batches.start(
            report_ids=chosen,
            into_case_id=lead.case_id,
            by=request.actor,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
            source={"wave": wave.id},
        )
        return redirect("hub_batch", batch.id)
    found = preview_of(report_ids=chosen, into_case_id=lead.case_id, by=request.actor)
    apart = waves.open_leads(wave).exclude(case=lead.case_id).count() - len(chosen)
    context = {
        "wave": wave,
        "what": what_of(wave, platforms=names_of()["platforms"]),
        "form": form,
        "lead": lead,
        "preview": preview_rows(found),
        "apart": apart,
    }
    return render(request, "hub/surge_preview.html", context)


@require_POST
@staff_only
def settle(request: StaffRequest, wave_id: int) -> HttpResponse:
    """Note that nothing more is to be done about a wave."""
    wave = _wave(request, wave_id)
    form = ReasonForm(request.POST, prefix="settle")
    if not form.is_valid():
        return render(request, "hub/surge.html", _wave_context(wave, form=SurgeMergeForm(), settle=form), status=422)
    settle_wave(wave_id=wave.id, by=request.actor, at=timezone.now(), reason=form.cleaned_data["reason"])
    messages.success(request, _("The surge is settled. The next report of it brings it back."))
    return redirect("hub_surges")


def _chosen(wave: Wave, lead: Report, *, with_differing: bool) -> list[UUID]:
    """Return the reports that still lead an open case of their own, without the one that the others join."""
    chosen = list(waves.open_leads(wave).exclude(case=lead.case_id).order_by("submitted_at", "id"))
    left_out = set() if with_differing else set(differing([report.id for report in chosen], lead=lead))
    return [report.id for report in chosen if report.id not in left_out]


def _wave(request: StaffRequest, wave_id: int) -> Wave:
    wave = waves.get_wave(wave_id=wave_id, by=request.actor)
    if wave is None:
        raise Http404
    return wave


def _wave_context(wave: Wave, *, form: SurgeMergeForm, settle: ReasonForm | None = None) -> Row:
    lead = waves.suggest_lead(wave)
    apart = waves.open_leads(wave).select_related("case").order_by("submitted_at", "id")
    others = list(apart.exclude(case=lead.case_id)) if lead else []
    differ = differing([report.id for report in others], lead=lead) if lead else {}
    alike = [report for report in others if report.id not in differ]
    return {
        "wave": wave,
        "what": what_of(wave, platforms=names_of()["platforms"]),
        "people": waves.people_of(wave),
        "bars": arrival_bars(wave),
        "lead": lead,
        "post": _post_of(lead),
        "merged": wave.reports - len(others) - (1 if lead else 0),
        "others": len(others),
        "differing": [_differing_row(report, differ[report.id]) for report in others if report.id in differ][
            :MOST_SHOWN
        ],
        "differing_count": len(differ),
        "alike": [_alike_row(report) for report in alike[-SAMPLE:]],
        "alike_count": len(alike),
        "form": form,
        "settle_form": settle or ReasonForm(prefix="settle"),
    }


def _differing_row(report: Report, codes: tuple[Difference, ...]) -> Row:
    return {**_alike_row(report), "how": [str(WORDS[code]) for code in codes]}


def _alike_row(report: Report) -> Row:
    reference = report.case.reference
    return {"reference": reference, "at": report.submitted_at, "href": reverse("hub_case", args=[reference])}


def arrival_bars(wave: Wave) -> Row:
    """Return the arrivals of a wave, ready to draw."""
    arrivals = waves.arrivals_of(wave)
    shape = "j F, H:i" if arrivals.unit == "hour" else "j F"
    return {
        "title": _("Reports by the hour.") if arrivals.unit == "hour" else _("Reports by the day."),
        "unit": _("Hour") if arrivals.unit == "hour" else _("Day"),
        "counts": [(formats.date_format(timezone.localtime(at), shape), number) for at, number in arrivals.counts],
    }


def what_of(wave: Wave, *, platforms: dict[str, str]) -> str:
    """Return what the reports of a wave share, with the platform and account where they can be named."""
    posts = sorted(wave.sample.contents.all(), key=lambda post: post.position)
    what = str(reasons.TRAITS[wave.kind]).capitalize()
    if not posts:
        return what
    account = posts[0].account_handle if wave.kind in (Trait.Kind.ACCOUNT, Trait.Kind.POST) else ""
    return " \u00b7 ".join(filter(None, [what, platforms.get(posts[0].platform_code, ""), account]))


def _post_of(lead: Report | None) -> Row | None:
    """Return the first post of the lead, its words to be shown when asked for."""
    post = lead.contents.order_by("position").first() if lead else None
    if post is None:
        return None
    return {"url": post.url, "words": comparison.words_of(post)}
