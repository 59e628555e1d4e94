"""Having the hub tell people something in a force's words: written, looked at once more, then sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from referrals.forms.portal_acts import TellForm
from referrals.selectors.force_cases import get_case
from referrals.selectors.portal_audience import audience_of
from referrals.services import force_talk
from referrals.web.portal_act_pages import Act, form_context, guarded, refused, status_of
from referrals.web.portal_frame import for_force, sent, show
from reports.rules.references import REPORT_PREFIX, parse_reference

TELL = Act(
    title="Tell those who reported it",
    button="See who will read it",
    done="They are told by the way and in the hours that each of them chose.",
    form=TellForm,
    perform=lambda given, **whose: force_talk.tell_people(**given, **whose),
    intro="For how the case goes on: that somebody works on it, what happens next. The hub passes it on at once, "
    "without reading it first.",
    is_guarded=True,
)


@require_http_methods(["GET", "HEAD", "POST"])
@for_force
def tell(request: StaffRequest, reference: str) -> HttpResponse:
    """Take the words, show who would read them and in which languages they are not translated, then send them."""
    case = get_case(reference=reference, by=request.actor)
    form, changes = TellForm(sent(request)), None
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given["report"] = parse_reference(given["report"], prefix=REPORT_PREFIX) or given["report"]
        audience = audience_of(case=case, report=given["report"], by=request.actor)
        if not audience.people:
            form.add_error("report", "Your force sees no such report in this case.")
        elif request.POST.get("do") != "send":
            context = {**form_context(request, case, TELL, form), "audience": audience, "given": given}
            return show(request, "tell_preview", context)
        else:
            whose = {"reference": reference, "by": request.actor, "at": timezone.now()}
            changes = refused(form, lambda: guarded(request, case, TELL, lambda: TELL.perform(given, **whose)))
            if changes is None and not form.errors:
                messages.success(request, TELL.done)
                return redirect("force_case", reference)
    form.is_overtaken = bool(changes)  # type: ignore[attr-defined]
    context = {**form_context(request, case, TELL, form), "changes": changes}
    return show(request, "act", context, status=status_of(form, changes))
