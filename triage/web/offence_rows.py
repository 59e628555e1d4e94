"""What is recorded of an offence, and what is still missing, as the page shows it."""

from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from triage.models import EngagedOffence
from triage.rules.offence_gaps import Gap, Missing, OffenceFacts, gaps_of
from triage.rules.time_bar import LimitRule
from triage.services.offences import Engaged
from triage.web.legible import erased
from triage.web.time_bar_rows import day_in_words

HOSTILITY: dict[str, str | Promise] = {
    "none": gettext_lazy("Nothing yet"),
    "demonstrated": gettext_lazy("Demonstrated"),
    "motivated": gettext_lazy("A motive"),
}
MISSING: dict[Missing, str | Promise] = {
    Missing.FIRST_ACT: gettext_lazy("The day of the first act. Until then the earliest that the reports tell counts."),
    Missing.LAST_ACT: gettext_lazy("The day of the last act: the time limit runs from it."),
    Missing.EVIDENCE_DAY: gettext_lazy(
        "The day on which the prosecutor had sufficient evidence: the limit runs from it."
    ),
    Missing.EARLIER_ACT: gettext_lazy("A report tells of an earlier day than the first act recorded: %s"),
    Missing.NOT_IN_FORCE: gettext_lazy("This was not the law on %s. Choose the offence of that day, or check the day."),
    Missing.HOSTILITY: gettext_lazy("Evidence of hostility"),
    Missing.CONSENT: gettext_lazy("Consent to a prosecution: %s"),
}
OF_A_DAY = frozenset({Missing.EARLIER_ACT, Missing.NOT_IN_FORCE})


def engaged_card(engaged: Engaged, *, earliest: date | None) -> dict[str, Any]:
    """Return one recorded offence for the page; `earliest` is the earliest day that the reports tell of."""
    row = engaged.row
    return {
        "title": str(row.offence),
        "points": [{"point": point, "evidence": _legible(text)} for point, text in engaged.evidence],
        "rows": _rows(engaged),
        "missing": [_in_words(gap) for gap in gaps_of(_facts(engaged, earliest=earliest))],
    }


def _facts(engaged: Engaged, *, earliest: date | None) -> OffenceFacts:
    row, offence = engaged.row, engaged.row.offence
    return OffenceFacts(
        points=[(point, erased() if text is None else text) for point, text in engaged.evidence],
        rule=LimitRule(offence.time_limit_rule),
        needs_consent=offence.needs_consent,
        hostility=row.hostility,
        first_act_on=row.first_act_on,
        last_act_on=row.last_act_on,
        evidence_on=row.evidence_on,
        earliest=earliest,
        in_force=(offence.valid_from, offence.valid_to),
    )


def _rows(engaged: Engaged) -> list[dict[str, str]]:
    row = engaged.row
    hostility = str(HOSTILITY[row.hostility])
    if row.hostility != EngagedOffence.Hostility.NONE:
        hostility = f"{hostility}\n{_legible(engaged.hostility_evidence)}"
    rows = [{"key": _("Hostility"), "value": hostility}]
    if row.is_aggravated:
        rows.append({"key": _("Aggravated"), "value": _legible(engaged.aggravation_reason)})
    days = (
        (_("First act"), row.first_act_on),
        (_("Last act"), row.last_act_on),
        (_("Sufficient evidence"), row.evidence_on),
    )
    rows += [{"key": key, "value": date_format(day, "j F Y")} for key, day in days if day]
    if row.offence.needs_consent:
        rows.append({"key": _("Needs the consent of"), "value": row.offence.needs_consent})
    return rows


def _in_words(gap: Gap) -> str:
    if gap.missing is Missing.POINTS:
        return ngettext("Evidence for %d point", "Evidence for %d points", gap.number) % gap.number
    text = str(MISSING[gap.missing])
    detail = day_in_words(gap.detail) if gap.missing in OF_A_DAY else gap.detail
    return text % detail if "%s" in text else text


def _legible(text: str | None) -> str:
    return erased() if text is None else text
