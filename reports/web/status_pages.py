"""Coming back to a report: sign in with reference and code, read the story, withdraw."""

import contextlib

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hatehub.languages.choosing import speak
from reports.forms.following import FollowForm
from reports.models import Report
from reports.rules.workflow import StepRefused
from reports.selectors.advice import advice_for
from reports.selectors.conversation import list_said
from reports.selectors.status import force_of, is_erased, is_support_offered_here, list_shared, what_is_next
from reports.selectors.story import STATE_NAMES, list_about_posts, list_story, shown_state
from reports.services import following, guessing
from reports.web import draft_cookie, status_cookie
from reports.web.limits import retry_after, too_many_tries
from reports.web.network import network_of

GONE_TOO_FAR = gettext_lazy("Your report has gone too far to be withdrawn here. Ask the police force that has it.")


@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for reference and code, and open the report."""
    form = FollowForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "public/follow.html", {"form": form}, status=422 if form.is_bound else 200)
    at = timezone.now()
    try:
        report = guessing.open_report(**form.cleaned_data, network=network_of(request, at=at), at=at)
    except guessing.TooManyTries as refusal:
        form.add_error(None, too_many_tries(refusal))
        return retry_after(render(request, "public/follow.html", {"form": form}, status=429), refusal.seconds)
    except following.NoSuchReport:
        form.add_error(None, _("The reference and the code do not belong together. Check both and try again."))
        return render(request, "public/follow.html", {"form": form}, status=422)
    response = redirect("status_report")
    status_cookie.open_for(response, report=report)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        speak(response, report.language)
    return response


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """Show the story of the report."""
    report = status_cookie.opened_report(request)
    if report is None:
        return redirect("status")
    return _page(request, report)


@require_safe
def advice(request: HttpRequest) -> HttpResponse:
    """Show all the advice that fits the report."""
    report = status_cookie.opened_report(request)
    if report is None:
        return redirect("status")
    return render(request, "public/advice.html", {"advice": advice_for(report=report)})


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Ask whether to withdraw, and withdraw."""
    report = status_cookie.opened_report(request)
    if report is None:
        return redirect("status")
    if following.is_being_withdrawn(report=report):
        return redirect("status_report")
    if not following.can_withdraw(report=report):
        return _page(request, report, error=GONE_TOO_FAR, status=409)
    if request.method != "POST":
        return render(request, "public/withdraw.html", {"report": report})
    try:
        withdrawn = following.withdraw(report_id=report.id, at=timezone.now())
    except StepRefused:  # decided meanwhile
        return redirect("status_withdraw")
    is_done = withdrawn.outcome == following.WITHDRAWN
    messages.success(
        request, _("You have withdrawn your report") if is_done else _("You have asked to withdraw your report")
    )
    return redirect("status_report")


@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest) -> HttpResponse:
    """Ask whether the decision should be reviewed, and pass it on."""
    report = status_cookie.opened_report(request)
    if report is None:
        return redirect("status")
    if not following.can_ask_for_review(report=report):
        return _page(request, report, error=_("There is no decision that could be reviewed just now."), status=409)
    if request.method != "POST":
        return render(request, "public/review.html", {"report": report})
    with contextlib.suppress(StepRefused):  # asked for in another tab meanwhile
        following.request_review(report_id=report.id, at=timezone.now())
    messages.success(request, _("You have asked for a review"))
    return redirect("status_report")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Close the report on this device."""
    response = redirect("start")
    status_cookie.close(response)
    draft_cookie.forget(response)
    return response


def _page(request: HttpRequest, report: Report, *, error: str | Promise = "", status: int = 200) -> HttpResponse:
    state, said = shown_state(report=report), list_said(report=report)
    context = {
        "report": report,
        "state": state,
        "state_name": STATE_NAMES[state],
        "is_merged": report.state == "merged",
        "can_withdraw": following.can_withdraw(report=report),
        "can_ask_for_review": following.can_ask_for_review(report=report),
        "is_erased": is_erased(report=report),
        "is_withdrawn": report.outcome == following.WITHDRAWN,
        "story": list_story(report=report),
        "about_posts": list_about_posts(report=report),
        "said": said,
        "open_questions": [{"said": each, "banner_id": f"question-{each.id}"} for each in said if each.is_open],
        "shared": list_shared(report=report),
        "next": what_is_next(report=report, at=timezone.now()),
        "force": force_of(report=report),
        "advice": advice_for(report=report),
        "is_support_offered": is_support_offered_here(report=report),
        "messages_bounce": report.complainant.bounced_at is not None,
        "error": error,
    }
    return render(request, "public/status.html", context, status=status)
