"""The case page with its tabs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.models import User
from hatehub.accounts.roles import Action, is_allowed
from hatehub.accounts.staff import StaffRequest, staff_only
from hatehub.design.colours import colour_of
from reports.models import Case, Report
from reports.rules.gates import GATES
from reports.rules.workflow import State
from reports.selectors.conversation import count_unread
from reports.selectors.gates import list_gates
from reports.selectors.notices import latest_notice
from reports.services.personal import read_narrative, read_suspect
from reports.services.subjects import withholds_subject
from triage.registries import Asked, Tab, find_tab, list_tabs, register_tab
from triage.selectors import cases
from triage.selectors.claims import find_claim, is_claimable, name_of
from triage.selectors.merges import cases_below
from triage.selectors.offences import engaged_offences
from triage.selectors.queues import names_of
from triage.selectors.time_bars import find_time_bar
from triage.services import claiming, opening, presence
from triage.services.assessing import is_crime, may_be_assigned, must_be_another
from triage.web import told_rows, wording
from triage.web.assessed_rows import assessment_context
from triage.web.avoiding import asked_first
from triage.web.emergency_rows import banner
from triage.web.force_rows import owner_name
from triage.web.legible import legible
from triage.web.member_rows import reports_context
from triage.web.note_rows import rail_notes
from triage.web.notice_rows import notice_row
from triage.web.priority_rows import band_tag, case_priority
from triage.web.reported_rows import exhibit_rows, post_rows
from triage.web.standing import CaseRequest, standing_of
from triage.web.task_rows import open_rows
from triage.web.time_bar_rows import bar_row
from triage.web.timeline_rows import timeline_context

CaseView = Callable[..., HttpResponseBase]


def with_case(view: CaseView) -> Callable[..., HttpResponseBase]:
    """Give a staff view the case that the address names, and the request how it stands; or answer 404.

    A reference that was emptied by a merge leads to the same page of the case it went into; nothing that was sent
    to the old address is carried out on the new one, and nothing that was typed is lost.
    """

    @staff_only
    @wraps(view)
    def found(request: CaseRequest, reference: str, **arguments: Any) -> HttpResponseBase:
        request.standing = standing_of(request, reference=reference)
        try:
            case = cases.get_case(reference=reference, by=request.actor)
        except cases.CaseNotFound:
            raise Http404 from None
        if case.reference != reference:
            match = request.resolver_match
            assert match is not None  # noqa: S101 - a routed request has one
            address = reverse(match.view_name, kwargs={**match.kwargs, "reference": case.reference})
            if request.method == "POST":
                names = {"reference": reference, "into": case.reference}
                merged = _("%(reference)s has been merged into %(into)s. Nothing was done there.") % names
                return request.standing.gone(merged, back=address, can_retry=False)
            messages.warning(request, _("%s has been merged into this case.") % reference)
            return redirect(address)
        request.also_looking = presence.look_in(case=case, by=request.actor, at_work=name_of(cast(User, request.user)))
        request.may_give = is_allowed(role=request.actor.role, action=Action.GIVE_CASES)
        return asked_first(request, case) or view(request, case, **arguments)

    return found


@require_safe
@with_case
def case(request: StaffRequest, found: Case, tab: str = "overview") -> HttpResponse:
    """Show one tab of a case."""
    chosen = find_tab(tab)
    if chosen is None:
        raise Http404
    opening.note_opening(case=found, tab=tab, by=request.actor, at=timezone.now())
    shown = chosen.shown(found, asked=Asked(by=request.actor, values=request.GET.dict()))
    context = {**frame_context(found, active=tab), "tab": shown, "template": chosen.template}
    context["must_be_another"] = must_be_another(report=found.lead, by=request.actor)
    context["may_be_assigned"] = found.lead.state != State.ASSESSED_NON_CRIME or may_be_assigned(case_id=found.id)
    context["emergency"] = banner(found, at=timezone.now())
    return render(request, "hub/case.html", context)


@require_POST
@with_case
def start_triage(request: StaffRequest, found: Case) -> HttpResponse:
    """Begin triage of a case, and claim it where nobody works on it."""
    claiming.begin(case_id=found.id, by=request.actor, at=timezone.now())
    return redirect("hub_case", found.reference)


def frame_context(case: Case, *, active: str) -> dict[str, Any]:
    """Return what every page of a case shows: identity, next step, gates, tabs, responsibility."""
    lead, at = case.lead, timezone.now()
    names = names_of()
    platforms = {names["platforms"].get(post.platform_code, "") for post in lead.contents.all()} - {""}
    priority = case_priority(case)
    below = cases_below(case_id=case.id)
    notes = rail_notes(below)
    return {
        "case": case,
        "lead": lead,
        "priority": priority,
        "tags": [
            band_tag(priority),
            *({"text": names["strands"].get(code, code), "colour": "grey"} for code in lead.strands),
            *([{"text": _("Danger"), "colour": "red"}] if told_rows.danger_of(lead) else []),
            *([{"text": _("Came in a burst"), "colour": "yellow"}] if lead.is_in_burst else []),
            *([{"text": _("Review asked for"), "colour": "orange"}] if lead.review_asked_at else []),
            {"text": str(wording.STATES[lead.state]), "colour": colour_of(lead.state)},
        ],
        "facts": sorted(platforms),
        "next_title": wording.NEXT_STEPS[lead.state],
        "next_due": wording.clock(lead.due_at, at=at),
        "is_late": cases.is_late(report=lead, at=at),
        "gates": [
            {
                "code": gate.name,
                "name": wording.GATES[gate.name],
                "state": gate.state,
                "label": wording.GATE_STATES[gate.state],
                "reason": gate.reason,
                "who": wording.WHO_MEETS[gate.name],
                "is_by_hand": gate.name in GATES,
            }
            for gate in list_gates(report_id=lead.id)
        ],
        "tabs": _tabs(case, active=active, counts={"notes": notes["total"]}),
        "rail_notes": notes["notes"],
        "open_tasks": open_rows(below),
        "responsibilities": _responsible(case),
        "time_bar": bar_row(find_time_bar(case=case), at=at),
        "owner": owner_name(case),
        "claim": find_claim(case_id=case.id),
        "is_claimable": is_claimable(case),
    }


def _tabs(case: Case, *, active: str, counts: dict[str, int]) -> list[dict[str, Any]]:
    return [
        {
            "text": f"{tab.title} ({counts[tab.code]})" if counts.get(tab.code) else str(tab.title),
            "href": reverse("hub_case_tab", args=[case.reference, tab.code]),
            "active": tab.code == active,
        }
        for tab in list_tabs()
    ]


def _responsible(case: Case) -> list[dict[str, Any]]:
    rows = cases.current_responsibilities(case=case)
    roles = wording.ROLES if not rows or is_crime(case_id=case.id) else {**wording.ROLES, **wording.ROLES_OF_NON_CRIME}
    return [
        {
            "role": roles[row.role],
            "force": row.force.name if row.force else _("the hub"),
            "unit": row.unit.name if row.unit else "",
            "row": row,
        }
        for row in rows
    ]


def overview_context(case: Case, asked: Asked) -> dict[str, Any]:
    """Return what the overview shows of the lead report, and a page of the exhibits of all."""
    lead = case.lead
    exhibits = cases.list_exhibits(case=case, after=asked.get("exhibits"))
    is_withheld = withholds_subject(case=case)
    return {
        "narrative": legible(read_narrative, report=lead),
        "suspect": "" if is_withheld else legible(read_suspect, report=lead),
        "posts": post_rows(list(lead.contents.order_by("position")), is_withheld=is_withheld),
        "is_withheld": is_withheld,
        "offences": [str(row.offence) for row in engaged_offences(case_id=case.id)],
        "unread": count_unread(report_ids=case.reports.values("id")),
        "danger": told_rows.danger_of(lead),
        "answers": told_rows.answer_rows(lead),
        "complainant_rows": told_rows.complainant_rows(
            lead.complainant, contact_href=reverse("hub_contact", args=[case.reference])
        ),
        "exhibits": exhibit_rows(exhibits.items),
        "exhibits_total": exhibits.total,
        "exhibits_next": f"?exhibits={exhibits.following}#exhibits" if exhibits.following else "",
        "is_further_on": bool(asked.get("exhibits")),
        "assessment": assessment_context(case),
        "complainant": lead.complainant,
        "notice": _notice(lead),
    }


def _notice(lead: Report) -> dict[str, Any] | None:
    """Return the telling of the newest decision on the lead report; None before there is one."""
    notice = latest_notice(report_id=lead.id)
    return notice_row(notice, at=timezone.now()) if notice else None


def register_all() -> None:
    """Add triage's own tabs."""
    for position, code, title, context, has_pages in (
        (10, "overview", gettext_lazy("Overview"), overview_context, True),
        (20, "reports", gettext_lazy("Reports"), reports_context, True),
        (90, "timeline", gettext_lazy("Timeline"), timeline_context, True),
    ):
        template = f"hub/tabs/{code}.html"
        register_tab(
            Tab(code=code, title=title, position=position, template=template, context=context, has_pages=has_pages)
        )
