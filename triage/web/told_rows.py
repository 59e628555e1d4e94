"""What a complainant answered beside the story, as rows that an officer reads."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.selectors import list_strands
from hatehub.vault.services import KeyDestroyed
from reports.models import Complainant, Content, Report
from reports.services.diversion import Diverted
from reports.services.personal import read_details, read_post_details

YES_NO: Mapping[str, str | Promise] = {
    "yes": gettext_lazy("Yes"),
    "no": gettext_lazy("No"),
    "unknown": gettext_lazy("Not known"),
}
DANGERS: Mapping[str, str | Promise] = {
    "danger": gettext_lazy("Someone is in danger"),
    "child": gettext_lazy("A child is at risk"),
    "unsure": gettext_lazy("The person was not sure whether anyone is in danger"),
}
QUESTIONS: Mapping[str, str | Promise] = {
    "under_18": gettext_lazy("The person targeted is under 18"),
    "ongoing": gettext_lazy("Still going on"),
    "before": gettext_lazy("Happened before"),
    "suspect_known": gettext_lazy("Knows who did it"),
    "wishes": gettext_lazy("Hopes for"),
    "impact": gettext_lazy("What it did"),
    "why": gettext_lazy("Why they think so"),
    "happened_where": gettext_lazy("Where they were"),
    "pasted": gettext_lazy("The message they pasted"),
    "display_name": gettext_lazy("Name shown"),
    "posted": gettext_lazy("Posted"),
    "visibility": gettext_lazy("Who could see it"),
    "still_up": gettext_lazy("Still there when reported"),
    "platform_reference": gettext_lazy("Reported to the platform"),
    "platform_name": gettext_lazy("Site or app"),
}
CODES: Mapping[str, str | Promise] = {
    **YES_NO,
    "account": gettext_lazy("Only the account"),
    "remove": gettext_lazy("Taken down"),
    "stop": gettext_lazy("That it stops"),
    "prosecute": gettext_lazy("Held to account"),
    "support": gettext_lazy("Somebody to talk to"),
    "record": gettext_lazy("On record"),
    "everyone": gettext_lazy("Everyone"),
    "some": gettext_lazy("Some people"),
    "private": gettext_lazy("A private message"),
}
CONSENTS: Mapping[str, str | Promise] = {
    "shares_with_force": gettext_lazy("Name and contact to the force"),
    "shares_with_support": gettext_lazy("Contact from a support service"),
    "shares_with_experts": gettext_lazy("Redacted posts to community experts"),
}
OPEN = frozenset({"impact", "why", "happened_where", "pasted", "display_name", "posted", "platform_reference"})


def danger_of(report: Report) -> str:
    """Return the warning that stands on top of a case; empty where nobody is said to be in danger."""
    return str(DANGERS.get(report.danger, ""))


def answer_rows(report: Report) -> list[dict[str, str]]:
    """Return the closed and open answers of a report; nothing for what was not answered."""
    rows = [*_rows(report.circumstances), *_rows(_unless_erased(lambda: read_details(report=report)))]
    if report.strand_values:
        names = _value_names()
        values = ", ".join(names.get(code, code) for code in report.strand_values)
        rows.insert(0, {"key": _("More exactly"), "value": values})
    return rows


def post_rows(content: Content) -> list[dict[str, str]]:
    """Return what the complainant said of one post."""
    return list(_rows(_unless_erased(lambda: read_post_details(content=content))))


def _unless_erased(read: Callable[[], dict[str, str]]) -> dict[str, str]:
    """Return sealed answers; none once they are erased or diverted, which the page says of the words above them."""
    try:
        return read()
    except (KeyDestroyed, Diverted):
        return {}


def complainant_rows(complainant: Complainant, *, contact_href: str) -> list[dict[str, str]]:
    """Return how a complainant may be dealt with; who they are is looked up at `contact_href`, with a reason."""
    kind = f"{complainant.get_kind_display()} · {complainant.get_identity_display()}"
    first = {"key": _("Reports as"), "value": kind, "href": contact_href, "action": _("Look up who they are")}
    consents = [
        {"key": str(label), "value": _("Agrees") if getattr(complainant, name) else _("Does not agree")}
        for name, label in CONSENTS.items()
    ]
    return [first, *consents, *_reaching_rows(complainant), {"key": _("Updates"), "value": _updates(complainant)}]


def _updates(complainant: Complainant) -> str:
    by = _("By e-mail, and on the status page") if complainant.wants_updates else _("On the status page only")
    if complainant.bounced_at is None:
        return by
    since = date_format(complainant.bounced_at, "DATE_FORMAT")
    return by + "\n" + _("Messages do not arrive since %(since)s.") % {"since": since} + f" ({complainant.bounce})"


def _reaching_rows(complainant: Complainant) -> list[dict[str, str]]:
    rows = []
    if complainant.agreement:
        rows.append({"key": _("The person targeted"), "value": str(complainant.get_agreement_display())})
    if complainant.has_email or complainant.has_telephone:
        rows.append({"key": _("Messages may arrive"), "value": str(complainant.get_safe_hours_display())})
    if complainant.has_telephone:
        left = _("messages may be left") if complainant.may_leave_messages else _("leave no messages")
        rows.append({"key": _("Telephone"), "value": _("May be called; %s") % left})
    if complainant.needs_interpreter:
        rows.append({"key": _("Interpreter"), "value": _("Needed; the language stands with the contact details")})
    return rows


def _rows(answers: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for question, label in QUESTIONS.items():
        value = answers.get(question)
        if value:
            yield {"key": str(label), "value": _shown(question, value)}


def _shown(question: str, value: Any) -> str:
    if question in OPEN or question == "platform_name":
        return str(value)
    codes = [value] if isinstance(value, str) else value
    return ", ".join(str(CODES.get(code, code)) for code in codes)


def _value_names() -> dict[str, str]:
    return {f"{strand.code}:{value.code}": value.name for strand in list_strands() for value in strand.values.all()}
