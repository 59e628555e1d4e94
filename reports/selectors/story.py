"""The words of the complainant's story, one text for each kind of line, in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.models import Report, StatusEntry


class UnknownText(Exception):
    """A line names a kind for which there is no text."""


@dataclass(frozen=True, kw_only=True)
class Text:
    """A title, what it means, and what happens next."""

    title: str | Promise
    body: str | Promise


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the story as it is shown."""

    title: str
    body: str
    at: datetime
    by: str


TEXTS: dict[str, Text] = {
    "received": Text(
        title=_("We have your report"),
        body=_("An officer of the hub will read it, normally within 24 hours. You need do nothing."),
    ),
    "step_start_triage": Text(
        title=_("An officer is reading your report"),
        body=_("The officer decides whether it is a crime and which police force is responsible."),
    ),
    "step_record_crime": Text(
        title=_("We have recorded this as a crime"),
        body=_("Next we settle which police force is responsible and prepare the evidence for it."),
    ),
    "step_record_non_crime": Text(
        title=_("This is not a crime, but we have recorded it"),
        body=_("What was reported does not meet the test for a crime. You can ask for a review of this decision."),
    ),
    "step_mark_out_of_scope": Text(
        title=_("This is not something the hub can act on"),
        body=_("We will close it with an explanation. You can ask for a review of this decision."),
    ),
    "step_assign": Text(
        title=_("A police force has been chosen"),
        body=_("We are preparing the evidence for the police force that is responsible."),
    ),
    "step_mark_packaged": Text(
        title=_("The evidence is ready for the police force"),
        body=_("The force has been offered your report with the evidence, and will say whether it accepts."),
    ),
    "step_accept": Text(
        title=_("The police force has accepted your report"),
        body=_("From now on the force investigates. It may get in touch with you."),
    ),
    "step_accept_for_recording": Text(
        title=_("The police force has recorded your report"),
        body=_("The force has recorded what happened. It does not plan to investigate further."),
    ),
    "step_close": Text(
        title=_("Your report is closed"),
        body=_("Nothing more is planned. You can ask for a review of this decision."),
    ),
    "step_close_without_enforcement": Text(
        title=_("Your report is closed, and nobody could be held to account"),
        body=_("It was a crime, but there is no way to act on it now. You can ask for a review of this decision."),
    ),
    "step_refuse": Text(
        title=_("We are choosing another police force"),
        body=_("The first force said that it is not responsible. We are settling who is."),
    ),
    "step_refuse_record": Text(
        title=_("An officer is looking at your report again"),
        body=_("The police force that was asked to record it has given it back to us."),
    ),
    "step_take_back": Text(
        title=_("We are choosing a police force again"),
        body=_("The force did not take on your report, so we have taken it back and are settling who does."),
    ),
    "step_reopen": Text(
        title=_("An officer is looking at your report again"),
        body=_("This is because of a review, or because something new has come in."),
    ),
    "step_request_review": Text(
        title=_("You have asked for a review"),
        body=_("An officer looks at the decision again, and you will hear what comes of it."),
    ),
    "step_withdraw": Text(
        title=_("You have withdrawn your report"),
        body=_("We will do nothing more with it. You can send a new report at any time."),
    ),
    "step_merge": Text(
        title=_("Other people have reported the same thing"),
        body=_("We work on all these reports together. You keep your own reference and your own updates."),
    ),
    "step_unmerge": Text(
        title=_("We are working on your report by itself again"),
        body=_("We had taken it for the same thing that others reported. It is not."),
    ),
    "question_asked": Text(
        title=_("We have a question for you"),
        body=_("You can read and answer it on your page."),
    ),
    "reply_received": Text(title=_("You answered our question"), body=_("An officer will read it.")),
    "information_added": Text(title=_("You added something"), body=_("An officer will read it.")),
    "file_added": Text(title=_("You added a file"), body=_("An officer will look at it.")),
    "contact_changed": Text(
        title=_("You changed how we reach you"), body=_("We use it from now on, and forget what was there before.")
    ),
    "consents_changed": Text(
        title=_("You changed what may be shared"), body=_("It holds from now on. What was shared before stays shared.")
    ),
    "language_changed": Text(
        title=_("You changed the language"), body=_("We write to you in this language from now on.")
    ),
    "caught_up": Text(
        title=_("Work on this has already begun"),
        body=_("Others reported the same thing before you. This page shows from now on how far it is."),
    ),
}

STATE_NAMES: dict[str, str | Promise] = {
    "received": _("Received"),
    "in_triage": _("Being read"),
    "assessed_crime": _("Recorded as a crime"),
    "assessed_non_crime": _("Recorded, not a crime"),
    "out_of_scope": _("Not something we can act on"),
    "assigned": _("Being prepared for a police force"),
    "packaged": _("Offered to a police force"),
    "with_force": _("With a police force"),
    "closed": _("Closed"),
    "merged": _("Worked on with other reports"),
}


ROLE_NAMES: dict[str, str | Promise] = {
    "hub": _("the hub"),
    "officer": _("an officer of the hub"),
    "supervisor": _("an officer of the hub"),
    "force": _("the police force"),
    "complainant": _("you"),
}


def check_kind(kind: str) -> None:
    """Return quietly where there is a text. Raises UnknownText."""
    if kind not in TEXTS:
        raise UnknownText(kind)


def story_line(entry: StatusEntry) -> Line:
    """Return one line in the language that is active."""
    text = TEXTS[entry.kind]
    return Line(title=str(text.title), body=str(text.body), at=entry.at, by=str(ROLE_NAMES.get(entry.role, "")))


def list_story(*, report: Report) -> list[Line]:
    """Return a report's story, newest first."""
    return [story_line(entry) for entry in StatusEntry.objects.filter(report=report).order_by("-at", "-id")]


def shown_state(*, report: Report) -> str:
    """Return the state that the complainant is shown: for a merged report, that of the report that leads."""
    return str(report.case.lead.state if report.state == "merged" else report.state)
