"""The text that an officer reads out to a control room, line by line."""

from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from triage.models import Handover
from triage.services.reading_out import ReadOut
from triage.web.emergency_rows import KINDS

WHEREABOUTS: dict[str, str | Promise] = {
    "unknown": gettext_lazy("It is not known where they are."),
    "uk": gettext_lazy("They are said to be in the United Kingdom."),
    "abroad": gettext_lazy("They are said to be abroad."),
}
Row = dict[str, str]


def read_out_rows(text: ReadOut, *, handover: Handover, case_reference: str) -> list[Row]:
    """Return the lines in the order in which a call handler asks; what is not known says so."""
    return [
        {"key": _("Say first"), "value": _opening(handover)},
        {"key": _("What is threatened"), "value": _story(text)},
        {"key": _("When"), "value": _when(text)},
        {"key": _("Where the person is"), "value": _where(text)},
        {"key": _("Who reported it"), "value": _who(text)},
        {"key": _("Who may have done it"), "value": _suspect(text)},
        {"key": _("The post"), "value": _posts(text)},
        {"key": _("Our reference"), "value": case_reference},
    ]


def _opening(handover: Handover) -> str:
    return _("This is the hub for online hate crime. I am handing over: %s.") % str(KINDS[handover.kind]).lower()


def _story(text: ReadOut) -> str:
    if not text.story:
        return _("Nothing was told in their own words; see the post.")
    return f"{text.story} {_('(There is more in the case.)')}" if text.is_cut else text.story


def _when(text: ReadOut) -> str:
    received = formats.date_format(timezone.localtime(text.report.submitted_at), "j F Y, H:i")
    parts = [_("Reported to us on %s.") % received]
    if text.happened_on:
        parts.insert(0, _("It happened on %s.") % formats.date_format(text.happened_on, "j F Y"))
    if text.report.circumstances.get("ongoing") == "yes":
        parts.append(_("It is still going on."))
    return " ".join(parts)


def _where(text: ReadOut) -> str:
    known = [text.contact.postcode and _("Lives at %s.") % text.contact.postcode, text.where]
    return " ".join(filter(None, known)) or _("Not known: no postcode was given.")


def _who(text: ReadOut) -> str:
    person = text.report.complainant
    parts = [str(person.get_kind_display()), text.contact.name, text.contact.organisation]
    if text.contact.telephone:
        parts.append(_("telephone %s") % text.contact.telephone)
    if text.contact.email:
        parts.append(text.contact.email)
    if len(list(filter(None, parts))) == 1:
        parts.append(_("gave no name and no way to be reached"))
    if text.report.circumstances.get("under_18") == "yes":
        parts.append(_("the person targeted is under 18"))
    if person.needs_interpreter:
        parts.append(_("needs an interpreter: %s") % (text.contact.interpreter_language or _("language not known")))
    if person.has_telephone and not person.may_leave_messages:
        parts.append(_("leave no messages"))
    parts.append(text.contact.contact_note)
    return "; ".join(filter(None, parts))


def _suspect(text: ReadOut) -> str:
    where = str(WHEREABOUTS[text.report.suspect_whereabouts])
    return f"{text.suspect} {where}" if text.suspect else f"{_('Not known.')} {where}"


def _posts(text: ReadOut) -> str:
    lines = [" · ".join(filter(None, [post.url, post.account_handle])) for post in text.posts]
    if text.diverted_posts:
        lines.append(_("A post is diverted material; its address is on the page of diverted material."))
    return "\n".join(filter(None, lines)) or _("No address was given.")
