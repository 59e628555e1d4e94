"""The pages of second readers: what waits for them, and a report read without the first decision on it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, holders_of
from triage.forms.assessing import QuestionForm
from triage.forms.second_reading import ConclusionForm
from triage.models import SecondReading
from triage.selectors.queues import names_of
from triage.selectors.second_readings import NotWaiting, ReadingPage, SameOfficer, list_to_read, list_to_settle
from triage.services import reading_second
from triage.web.asking import Asked, ask, is_same_question
from triage.web.second_reading_rows import strands_of, told_context, waiting_row
from triage.web.standing import Standing

Form = QuestionForm | ConclusionForm


@require_safe
@holders_of(Action.READ_SECOND)
def waiting(request: StaffRequest) -> HttpResponse:
    """Show what waits to be read by this officer, and to a supervisor what waits to be settled."""
    may_settle = is_allowed(role=request.actor.role, action=Action.SETTLE_READING)
    to_read = list_to_read(after=request.GET.get("after", ""), by=request.actor)
    to_settle = list_to_settle(after=request.GET.get("settle_after", ""), by=request.actor) if may_settle else None
    context = {
        "to_read": _listed(to_read, page="hub_second_reading", cursor="after"),
        "to_settle": _listed(to_settle, page="hub_settle_reading", cursor="settle_after") if to_settle else None,
        "is_further_on": bool(request.GET.get("after") or request.GET.get("settle_after")),
    }
    return render(request, "hub/second_readings.html", context)


def _listed(page_of: ReadingPage, *, page: str, cursor: str) -> dict[str, Any]:
    names, at = names_of(), timezone.now()
    return {
        "rows": [
            waiting_row(reading, href=reverse(page, args=[reading.id]), names=names, at=at)
            for reading in page_of.readings
        ],
        "next": f"?{urlencode({cursor: page_of.following})}" if page_of.following else "",
    }


@require_http_methods(["GET", "HEAD", "POST"])
@holders_of(Action.READ_SECOND)
def read(request: StaffRequest, reading_id: int) -> HttpResponse:
    """Show a report as it was told, ask the questions of the policy, and record what they lead to."""
    try:
        reading = reading_second.open_reading(reading_id=reading_id, by=request.actor, at=timezone.now())
    except SecondReading.DoesNotExist:
        raise Http404 from None
    except (NotWaiting, SameOfficer) as refusal:
        if request.method == "POST":
            return _gone(request, refusal)
        messages.warning(request, str(refusal))
        return redirect("hub_second_readings")
    asked = ask(request, reading_second.policy_read_under(assessment=reading.assessment))
    if request.method != "POST" or "change" in request.POST:
        return _show(request, reading, asked)
    if asked.question:
        is_same = is_same_question(request, asked.question)
        return _show(request, reading, asked, bound=is_same, status=422 if is_same else 200)
    return _record(request, reading, asked) if "record" in request.POST else _show(request, reading, asked)


def _record(request: StaffRequest, reading: SecondReading, asked: Asked) -> HttpResponse:
    form = ConclusionForm(request.POST, is_crime=_is_crime(asked))
    if not form.is_valid():
        return _show(request, reading, asked, form=form, status=422)
    try:
        reading_second.read(
            reading_id=reading.id, answers=asked.answers, acts=form.acts(), by=request.actor, at=timezone.now()
        )
    except (NotWaiting, SameOfficer) as refusal:
        return _gone(request, refusal)
    messages.success(request, _("Recorded. Thank you: nothing more is needed from you on this one."))
    return redirect("hub_second_readings")


def _gone(request: StaffRequest, refusal: Exception) -> HttpResponse:
    """Keep what was typed where nothing waits to be read any more; who decided what stays hidden from a reader."""
    standing = Standing(request, lengths={})
    return standing.gone(str(refusal), back=reverse("hub_second_readings"), can_retry=False, is_blind=True)


def _is_crime(asked: Asked) -> bool:
    return asked.walked.exit is not None and asked.walked.exit.outcome == "crime"


def _show(
    request: StaffRequest,
    reading: SecondReading,
    asked: Asked,
    *,
    form: Form | None = None,
    bound: bool = False,
    status: int = 200,
) -> HttpResponse:
    shown = form or _form(request, asked, bound=bound)
    report = reading.assessment.report
    context = {
        "reading": reading,
        "strands": strands_of(report),
        "told": told_context(report, reading_id=reading.id),
        "form": shown,
        "policy": asked.policy,
        "asked": asked.question,
        "rows": asked.rows(),
        "exit": None if asked.question else asked.walked.exit,
        "carried": asked.carried(request, shown=frozenset(shown.fields)),
    }
    return render(request, "hub/second_reading.html", context, status=status)


def _form(request: StaffRequest, asked: Asked, *, bound: bool) -> Form:
    if asked.question is None:
        return ConclusionForm(initial=request.POST.dict(), is_crime=_is_crime(asked))
    return asked.form(request, bound=bound)
