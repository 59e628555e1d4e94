"""Surges: many reports of one thing, as they arrive, and one decision for all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
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
from reports.services.subjects import withholds_subject
from triage.forms.merging import SurgeMergeForm
from triage.forms.reasons import ReasonForm
from triage.models import Trait, Wave
from triage.rules.differences import ORDER, Difference
from triage.selectors import waves
from triage.selectors.differences import differing
from triage.selectors.queues import names_of
from triage.services import batches
from triage.services.merging.previewing import preview as preview_of
from triage.services.waves import settle as settle_wave
from triage.web import comparison, reasons
from triage.web.difference_words import difference_rows
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
            row["parts"].append(_part(line))
    return list(rows.values())


def _row(line: waves.WaveLine, *, platforms: dict[str, str]) -> Row:
    wave = line.wave
    return {
        "wave": wave,
        "href": reverse("hub_surge", args=[wave.id]),
        "what": what_of(wave, platforms=platforms),
        "example": wave.sample.case.reference,
        "reports": line.reports,
        "people": line.people,
        "cases": line.cases,
        "arrivals": [("", number) for number in line.arrivals],
        "rate": _rate(line),
    }


def _part(line: waves.WaveLine) -> Row:
    text = ngettext("%(what)s: %(n)s report", "%(what)s: %(n)s reports", line.reports)
    href = reverse("hub_surge", args=[line.wave.id])
    return {"text": text % {"what": reasons.TRAITS[line.wave.kind], "n": f"{line.reports:,}"}, "href": href}


def _rate(line: waves.WaveLine) -> str:
    """Return how fast reports came, in words."""
    hours = max((line.wave.last_at - line.wave.first_at).total_seconds() / 3600, 1.0)
    return _("%s an hour") % formats.number_format(round(line.reports / hours, 1), 1)


@require_safe
@staff_only
def surge(request: StaffRequest, wave_id: int) -> HttpResponse:
    """Show one wave: how it arrived, the reports that differ first, and what can be decided for all."""
    wave = _wave(request, wave_id)
    form = SurgeMergeForm(initial={"reason": _shared(wave)})
    return render(request, "hub/surge.html", _wave_context(wave, form=form))


@require_POST
@staff_only
def preview(request: StaffRequest, wave_id: int) -> HttpResponse:
    """Show what merging a wave would change and who would be told; with `go`, do it."""
    wave = _wave(request, wave_id)
    form = SurgeMergeForm(request.POST)
    lead = waves.suggest_lead(wave)
    if not form.is_valid() or lead is None:
        return render(request, "hub/surge.html", _wave_context(wave, form=form), status=422)
    parted = _part_others(wave, lead)
    with_differing = form.cleaned_data["differing"] == "merge"
    candidates = parted.others if with_differing else parted.alike
    chosen = candidates[: batches.MOST]
    if not chosen:
        form.add_error(None, _("Nothing would be merged: no open case is left, or only those that differ."))
        return render(request, "hub/surge.html", _wave_context(wave, form=form), status=422)
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
    context = {
        "wave": wave,
        "what": what_of(wave, platforms=names_of()["platforms"]),
        "form": form,
        "lead": lead,
        "preview": preview_rows(preview_of(report_ids=chosen, into_case_id=lead.case_id, by=request.actor)),
        "left_for_later": len(candidates) - len(chosen),
        "kept_apart": 0 if with_differing else len(parted.differing),
        "merged_too": len(parted.differing) if with_differing else 0,
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


@dataclass(frozen=True, kw_only=True)
class Parted:
    """The reports that lead another open case of a wave, the oldest first, and how some of them differ."""

    others: list[UUID]
    differing: dict[UUID, tuple[Difference, ...]]

    @property
    def alike(self) -> list[UUID]:
        """Those that differ in nothing."""
        return [report_id for report_id in self.others if report_id not in self.differing]

    @property
    def most_urgent(self) -> list[UUID]:
        """Those that differ, the most urgent first."""
        return sorted(self.differing, key=lambda report_id: [ORDER[code] for code in self.differing[report_id]])


def _part_others(wave: Wave, lead: Report) -> Parted:
    """Part the reports that still lead an open case, without the one that the others join."""
    others = waves.open_leads(wave).exclude(case=lead.case_id)
    ids = list(others.order_by("submitted_at", "id").values_list("id", flat=True))
    found = differing(others, lead=lead)
    return Parted(others=ids, differing={report_id: found[report_id] for report_id in ids if report_id in found})


def _wave(request: StaffRequest, wave_id: int) -> Wave:
    wave = waves.get_wave(wave_id=wave_id, by=request.actor)
    if wave is None:
        raise Http404
    return wave


def _wave_context(wave: Wave, *, form: SurgeMergeForm, settle: ReasonForm | None = None) -> Row:
    lead = waves.suggest_lead(wave)
    parted = _part_others(wave, lead) if lead else Parted(others=[], differing={})
    alike = parted.alike
    return {
        "wave": wave,
        "what": what_of(wave, platforms=names_of()["platforms"]),
        "counted": waves.count_of(wave),
        "bars": arrival_bars(wave),
        "lead": lead,
        "holds": waves.reports_of(wave).filter(case=lead.case_id).count() if lead else 0,
        "post": _post_of(lead),
        "others": len(parted.others),
        "differing": _differing_rows(parted, lead=lead) if lead else [],
        "differing_count": len(parted.differing),
        "alike": list(_references(alike[-SAMPLE:])),
        "alike_count": len(alike),
        "form": form,
        "settle_form": settle or ReasonForm(prefix="settle"),
    }


def _differing_rows(parted: Parted, *, lead: Report) -> list[Row]:
    """Return the most urgent of those that differ, fifty at most."""
    names = names_of()
    found = _by_id(parted.most_urgent[:MOST_SHOWN])
    return [
        {
            **_reference_row(report),
            "at": report.submitted_at,
            "how": difference_rows(parted.differing[report.id], report=report, lead=lead, names=names),
        }
        for report in found
    ]


def _references(report_ids: list[UUID]) -> Iterator[Row]:
    """Return the cases of some reports, the newest first."""
    return (_reference_row(report) for report in reversed(_by_id(report_ids)))


def _by_id(report_ids: list[UUID]) -> list[Report]:
    """Return reports in the order of their ids."""
    found = Report.objects.select_related("case").in_bulk(report_ids)
    return [found[report_id] for report_id in report_ids if report_id in found]


def _reference_row(report: Report) -> Row:
    reference = report.case.reference
    return {"reference": reference, "href": reverse("hub_case", args=[reference])}


def arrival_bars(wave: Wave) -> Row:
    """Return the arrivals of a wave, ready to draw."""
    arrivals = waves.arrivals_of(wave)
    shape = "j F, H:i" if arrivals.unit == "hour" else "j F"
    return {
        "title": _("Reports by the hour.") if arrivals.unit == "hour" else _("Reports by the day."),
        "unit": _("Hour") if arrivals.unit == "hour" else _("Day"),
        "counts": [(formats.date_format(timezone.localtime(at), shape), number) for at, number in arrivals.counts],
    }


def _shared(wave: Wave) -> str:
    """Return as a sentence what the reports of a wave share: the reason that an officer would give."""
    return f"{str(reasons.TRAITS[wave.kind]).capitalize()}."


def what_of(wave: Wave, *, platforms: dict[str, str]) -> str:
    """Return what the reports of a wave share, with the platform and account where they can be named."""
    posts = sorted(wave.sample.contents.all(), key=lambda post: post.position)
    what = str(reasons.TRAITS[wave.kind]).capitalize()
    if not posts or withholds_subject(case=wave.sample.case):
        return what
    account = posts[0].account_handle if wave.kind in (Trait.Kind.ACCOUNT, Trait.Kind.POST) else ""
    return " \u00b7 ".join(filter(None, [what, platforms.get(posts[0].platform_code, ""), account]))


def _post_of(lead: Report | None) -> Row | None:
    """Return the first post of the lead, its words to be shown when asked for."""
    if lead is None:
        return None
    post = lead.contents.order_by("position").first()
    if post is None:
        return None
    return {"url": "" if withholds_subject(case=lead.case) else post.url, "words": comparison.words_of(post)}
