"""Lines of enquiry in words, for the pages that show them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from intel.models import Enquiry
from intel.rules.enquiries.next_lines import Line, Missing, Outlook, OutOfReach, Until, Why
from intel.rules.enquiries.steps import Authority, Result, State, may_begin

Words = str | Promise
Row = dict[str, Any]
STATES: Mapping[str, tuple[Words, str]] = {
    State.PLANNED: (gettext_lazy("Planned"), "grey"),
    State.AUTHORISED: (gettext_lazy("Allowed"), "blue"),
    State.UNDER_WAY: (gettext_lazy("Under way"), "yellow"),
    State.ENDED: (gettext_lazy("Ended"), "green"),
    State.REFUSED: (gettext_lazy("Not allowed"), "red"),
    State.ABANDONED: (gettext_lazy("Given up"), "grey"),
}
RESULTS: Mapping[str, Words] = {
    Result.IDENTIFIED: gettext_lazy("Somebody was identified"),
    Result.NARROWED: gettext_lazy("It narrowed down who it can be"),
    Result.NOTHING: gettext_lazy("Nothing was found"),
    Result.DECLINED: gettext_lazy("It was declined"),
    Result.TOO_LATE: gettext_lazy("The data was gone"),
    Result.NOT_LAWFUL: gettext_lazy("It turned out not to be lawful"),
    Result.OTHER: gettext_lazy("Something else"),
}
AUTHORITIES: Mapping[str, Words] = {
    Authority.NONE: gettext_lazy("No authority is needed"),
    Authority.SUPERVISOR: gettext_lazy("A supervisor allows it"),
    Authority.SENIOR_OFFICER: gettext_lazy("A designated senior officer of a force authorises it"),
    Authority.DATA_AUTHORISER: gettext_lazy("A force applies, and it is authorised independently"),
    Authority.COURT: gettext_lazy("A force applies, and a court orders it"),
    Authority.JUDICIAL_COMMISSIONER: gettext_lazy("A judicial commissioner approves it"),
    Authority.CENTRAL_AUTHORITY: gettext_lazy("A force asks, and the central authority sends it"),
    Authority.FORCE_ONLY: gettext_lazy("A force decides, authorises and does it alone"),
    Authority.CIVIL_COURT: gettext_lazy("A civil court orders it, and the victim applies"),
}
MISSING: Mapping[Missing, Words] = {
    Missing.FORCE: gettext_lazy("Only a force can get the authority, and none is responsible yet: settle the force."),
    Missing.VICTIM: gettext_lazy("Only the victim can apply, and no report of this case is from the victim."),
    Missing.CRIME: gettext_lazy("It is for crimes only: decide first whether this is one."),
    Missing.GONE: gettext_lazy("What it asks for is usually not kept so long. You can plan it if you know better."),
}
STEPS: Mapping[str, Words] = {
    "plan": gettext_lazy("Why it is necessary and proportionate"),
    "authorise": gettext_lazy("Allowed"),
    "refuse": gettext_lazy("Not allowed"),
    "end": gettext_lazy("What came of it"),
    "abandon": gettext_lazy("Given up"),
}


def enquiry_row(row: Enquiry, *, platforms: Mapping[str, str], today: date, said: Any = (), hides: bool) -> Row:
    """Return a line as it is shown; where the subject is withheld, without what it is about and what was written."""
    label, colour = STATES[row.state]
    return {
        "row": row,
        "name": row.method.name,
        "platform": platforms.get(row.platform_code, row.platform_code),
        "state": str(label),
        "colour": colour,
        "result": "" if hides or not row.result else str(RESULTS[row.result]),
        "authority": str(AUTHORITIES[row.authority]),
        "about": "" if hides else about_words(row),
        "is_overdue": row.due_on is not None and row.due_on < today,
        "days": row.days,
        "cost": None if row.cost is None else pounds(row.cost),
        "planned_by": who(row.planned_by),
        "authorised_by": who(row.authorised_by),
        "is_by_chance": row.allocation_id is not None,
        "waits_to_be_allowed": row.state == State.PLANNED and row.authority != Authority.NONE,
        "may_begin": may_begin(state=row.state, authority=row.authority),
        "may_end": row.state == State.UNDER_WAY,
        "may_abandon": row.due_on is not None,
        "said": []
        if hides
        else [
            {"title": str(STEPS.get(each.step, each.step)), "text": each.text, "who": who(each.by), "at": each.at}
            for each in said
        ],
    }


def about_words(row: Enquiry) -> str:
    """Return which account or post a line is about."""
    if row.account is not None:
        return row.account.handle
    if row.content is not None:
        return _("post %(number)d") % {"number": row.content.position}
    return ""


def outlook_rows(outlook: Outlook, *, names: Mapping[str, str], platforms: Mapping[str, str]) -> Row:
    """Return what is left to do, in words."""
    return {
        "lines": [_line_row(line, names, platforms) for line in outlook.lines],
        "out_of_reach": [_reach_row(each, platforms) for each in outlook.out_of_reach],
        "is_identified": outlook.is_identified,
        "has_decline": outlook.has_decline,
    }


def pounds(pence: int) -> str:
    """Return an amount in pounds."""
    return f"£{pence / 100:,.2f}".removesuffix(".00")


def who(actor: str) -> str:
    """Return the account of an actor as the audit writes it."""
    return actor.partition(":")[2]


def _line_row(line: Line, names: Mapping[str, str], platforms: Mapping[str, str]) -> Row:
    return {
        "code": line.method.code,
        "name": line.method.name,
        "about": line.method.about,
        "platform_code": line.platform,
        "platform": platforms.get(line.platform, line.platform),
        "why": _why(line, names),
        "by": line.by,
        "until": _until(line),
        "is_urgent": line.is_urgent,
        "authority": str(AUTHORITIES[line.method.authority]),
        "days": line.method.usual_days,
        "cost": pounds(line.method.usual_cost),
    }


def _reach_row(each: OutOfReach, platforms: Mapping[str, str]) -> Row:
    return {
        "name": each.method.name,
        "platform": platforms.get(each.platform, each.platform),
        "missing": str(MISSING[each.missing]),
    }


def _why(line: Line, names: Mapping[str, str]) -> str:
    if line.why is Why.FOLLOWS and line.result is not None:
        before = names.get(line.after, line.after)
        if line.result is Result.DECLINED:
            return _("%(before)s was declined. That ended one line, not the enquiry.") % {"before": before}
        return _("It comes after %(before)s: %(result)s.") % {
            "before": before,
            "result": str(RESULTS[line.result]).lower(),
        }
    return _("Not tried yet, and time runs out.") if line.why is Why.RUNS_OUT else _("Not tried yet.")


def _until(line: Line) -> str:
    if line.until is Until.KEPT:
        return _("what it asks for is usually not kept longer")
    return _("after that it cannot end before the time limit") if line.until is Until.TIME_BAR else ""


def moment(at: datetime | None) -> str:
    """Return nothing, or a moment as the audit writes it: how a form says which row it was opened on."""
    return at.isoformat() if at else ""
