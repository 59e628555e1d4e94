"""Who keeps in touch with each person of a case: decided report by report, as the case was decided."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Force
from reports.models import Case, Complainant, Report
from reports.rules.workflow import State
from triage.models import Responsibility
from triage.rules.responsibility import (
    VERSION,
    Decision,
    Facts,
    decide,
    facts_from,
    facts_of_another,
    with_accepted,
)
from triage.rules.responsibility_words import contact_in_words
from triage.selectors.merges import trees_below
from triage.services.units import find_units

Role = Responsibility.Role


def contacts_of(
    *,
    case: Case,
    facts: Facts,
    known: Mapping[UUID, Decision],
    reports: Collection[UUID],
    investigating: str | None,
    is_accepted: bool = False,
    by: Actor,
    at: datetime,
) -> list[Responsibility]:
    """Return the rows of contact for these reports, not stored yet; `known` holds what is decided already.

    The facts are the case's, but for where each person is. Once the force that is `investigating` has accepted, it
    keeps in touch itself where the rule says so. Three queries, however many reports there are.
    """
    people = Report.objects.filter(id__in=reports).order_by("id")
    found = list(people.values_list("id", "victim_area", "complainant__kind"))
    own = {
        report_id: facts_of_another(facts, force=area.get("force") or "", is_victim=kind == Complainant.Kind.VICTIM)
        for report_id, area, kind in found
    }
    decided = {each: decide(each) for each in set(own.values())}
    chosen = {report_id: known.get(report_id) or decided[each] for report_id, each in own.items()}
    if investigating:
        chosen = {report_id: _in_case(each, investigating) for report_id, each in chosen.items()}
    if is_accepted and investigating:
        passed = {each: with_accepted(each, investigating=investigating) for each in set(chosen.values())}
        chosen = {report_id: passed[each] for report_id, each in chosen.items()}
    units = find_units(area.get("unit") for _, area, _ in found)
    forces = _forces(*(decision.victim_contact for decision in chosen.values()), investigating)
    names = {force.code: force.name for force in forces.values()}
    words = {each: contact_in_words(each, names=names) for each in set(chosen.values())}
    return [
        Responsibility(
            case=case,
            report_id=report_id,
            role=Role.VICTIM_CONTACT,
            force=forces.get(chosen[report_id].victim_contact or ""),
            unit=units.get((chosen[report_id].victim_contact or "", area.get("unit") or "")),
            rule=chosen[report_id].rule,
            rule_version=VERSION,
            sentence=words[chosen[report_id]],
            inputs=asdict(facts if report_id in known else own[report_id]),
            decided_by=str(by),
            decided_at=at,
        )
        for report_id, area, _ in found
    ]


def decide_for_joiners(*, case: Case, reports: Collection[UUID], by: Actor, at: datetime) -> int:
    """Decide who keeps in touch with those who join a case that is decided; return how many that are.

    Before the case is decided there is nothing to do: it is decided for all of them then.
    """
    current = Responsibility.objects.filter(case=case, role=Role.INVESTIGATING, replaced_at__isnull=True)
    decided = current.select_related("force", "case__lead").first()
    if decided is None:
        return 0
    rows = contacts_of(
        case=case,
        facts=facts_from(decided.inputs),
        known={},
        reports=reports,
        investigating=decided.force.code if decided.force else None,
        is_accepted=decided.case.lead.state == State.WITH_FORCE,
        by=by,
        at=at,
    )
    return len(Responsibility.objects.bulk_create(rows, batch_size=500))


def end_contacts(*, tops: Mapping[UUID, UUID], at: datetime) -> int:
    """End the contact of reports that go back to the cases `tops`, by report; return how many rows that are.

    What was decided in the case that each goes back to, and in those that were emptied into it before, stands: whoever
    came by way of several cases has a current row in each of them. Three queries, however many reports there are.
    """
    trees = trees_below(tops=set(tops.values()))
    current = Responsibility.objects.filter(report__in=tops, role=Role.VICTIM_CONTACT, replaced_at__isnull=True)
    ended = [
        row_id
        for row_id, report_id, case_id in current.values_list("id", "report_id", "case_id")
        if case_id not in trees[tops[report_id]]
    ]
    return Responsibility.objects.filter(id__in=ended).update(replaced_at=at)


def _in_case(decision: Decision, investigating: str) -> Decision:
    """Return a person's own decision with the force that investigates the case, which may be another."""
    return replace(decision, investigating=investigating) if decision.contact_passes_on else decision


def _forces(*codes: str | None) -> dict[str, Force]:
    return {force.code: force for force in Force.objects.filter(code__in={code for code in codes if code})}
