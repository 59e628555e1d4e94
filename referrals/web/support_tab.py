"""The tab of support: for each person of a case who agreed, what was asked, what came of it, and who could be asked."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from referrals.models import SupportReferral
from referrals.rules.support.steps import RUNNING, STEPS, State
from referrals.rules.support.suggesting import Suggestion
from referrals.selectors import answer_links
from referrals.selectors import support as rows
from referrals.selectors.support_words import Names, referral_row
from referrals.services import support
from referrals.services.support.stepping import Line, read_words
from reports.models import Case, Report
from triage.registries import Asked, Tab, register_tab
from triage.web import wording

SUGGESTED = 3


def register_all() -> None:
    """Add the tab."""
    register_tab(
        Tab(
            code="support",
            title=_("Support"),
            position=77,
            template="hub/tabs/support.html",
            context=support_context,
            has_pages=True,
        )
    )


def support_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return a page of the people who agreed or were referred, with their referrals, words and suggestions."""
    at, by = timezone.now(), asked.by
    page = rows.page_of_case(case=case, after=asked.get("support"), by=by)
    made = rows.of_reports(reports=page.reports, by=by)
    everything = [row for each in made.values() for row in each]
    said = read_words(rows=everything)
    links = answer_links.of_subjects(subjects=[row.subject for row in everything], by=by, at=at)
    suggestions = support.suggest_for_all(reports=page.reports, by=by, at=at) if page.reports else {}
    gates, names = rows.gates_of(reports=page.reports, by=by), Names()
    people = []
    for report in page.reports:
        referrals = [
            {**referral_card(row, said=said[row.id], at=at), "links": links[row.subject]} for row in made[report.id]
        ]
        gate = gates.get(report.id)
        people.append(
            {
                "report": report,
                "is_lead": report.id == case.lead_id,
                "agrees": report.complainant.shares_with_support,
                "can_be_reached": report.complainant.has_email or report.complainant.has_telephone,
                "gate": str(wording.GATE_STATES[gate.state]) if gate else "",
                "gate_reason": gate.reason if gate else "",
                "referrals": referrals,
                "may_ask": may_ask(report, made[report.id]),
                "is_done": any(row.state == State.ENDED for row in made[report.id]),
                "suggestions": [
                    suggestion_row(each, names=names) for each in suggestions[report.id][:SUGGESTED] if each.fits
                ],
            }
        )
    return {
        "people": people,
        "others": page.others,
        "next": page.following,
        "is_further_on": bool(asked.get("support")),
    }


def may_ask(report: Report, referrals: list[SupportReferral]) -> bool:
    """Tell whether a service can be asked now."""
    complainant = report.complainant
    reachable = complainant.has_email or complainant.has_telephone
    return complainant.shares_with_support and reachable and not any(row.state in RUNNING for row in referrals)


def suggestion_row(suggestion: Suggestion, *, names: Names) -> dict[str, Any]:
    """Return what is shown of a suggestion: what speaks for the service, and what against it."""
    return {
        "code": suggestion.service.code,
        "name": suggestion.service.name,
        "fits": suggestion.fits,
        "for_it": [names.of(reason) for reason in suggestion.reasons if reason.fits],
        "against_it": [names.of(reason) for reason in suggestion.reasons if not reason.fits],
    }


def referral_card(row: SupportReferral, *, said: list[Line], at: datetime) -> dict[str, Any]:
    """Return what the tab shows of a referral, with what may be done to it."""
    card = referral_row(row)
    late = (row.state == "sent" and row.silence_due_at < at) or (
        row.state == "accepted" and row.contact_due_at is not None and row.contact_due_at < at
    )
    return {
        **card,
        "is_late": late,
        "waits": row.waits_since is not None and row.waits_since <= at,
        "said": [{"by": line.by.partition(":")[2], "at": line.at, "text": line.text} for line in said],
        "may_take_back": row.state in STEPS["withdraw"].sources,
        "may_note": row.state in RUNNING,
    }
