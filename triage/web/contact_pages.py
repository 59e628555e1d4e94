"""Looking up who complained: never without a reason."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from hatehub.accounts.staff import StaffRequest
from hatehub.accounts.step_up import asks_again
from hatehub.vault.services import KeyDestroyed
from reports.models import Case
from triage.forms.telling import ContactForm
from triage.rules.looking_up import Why
from triage.services import opening
from triage.web.case_pages import frame_context, with_case

ROWS = (
    ("name", _("Name")),
    ("email", _("E-mail")),
    ("telephone", _("Telephone")),
    ("postcode", _("Postcode")),
    ("organisation", _("Organisation")),
    ("job", _("Role there")),
    ("own_reference", _("Their own reference")),
    ("interpreter_language", _("Language for the interpreter")),
    ("contact_note", _("Before getting in touch")),
)


@require_http_methods(["GET", "HEAD", "POST"])
@with_case
@asks_again("POST")
def contact(request: StaffRequest, case: Case) -> HttpResponse:
    """Ask why, and show the lead complainant's contact details."""
    form = ContactForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        why, reason, at = Why(form.cleaned_data["why"]), form.cleaned_data["reason"], timezone.now()
        try:
            found = opening.show_contact(report=case.lead, by=request.actor, at=at, why=why, reason=reason)
        except KeyDestroyed:
            messages.warning(request, _("This text has been erased."))
            return redirect("hub_case", case.reference)
    context = {**frame_context(case, active="overview"), "form": form, "contact": found}
    context["contact_rows"] = [
        {"key": label, "value": getattr(found, name) or _("not given")} for name, label in ROWS if found
    ]
    return render(request, "hub/contact.html", context, status=422 if form.errors else 200)
