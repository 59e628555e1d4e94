"""Who keeps in touch with each person of a case: decided report by report, as the case was decided."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Force
from reports.models import Case, Complainant, Report
from triage.models import Responsibility
from triage.rules.responsibility import VERSION, Decision, Facts, decide, facts_from, facts_of_another

Role = Responsibility.Role


def contacts_of(
    *, case: Case, facts: Facts, known: Mapping[UUID, Decision], reports: Collection[UUID], by: Actor, at: datetime
) -> list[Responsibility]:
    """Return the rows of contact for these reports, not stored yet; `known` holds what is decided already.

    The facts are the case's, but for where each person is. Two queries, however many reports there are.
    """
    people = Report.objects.filter(id__in=reports).values_list("id", "victim_area", "complainant__kind")
    own = {
        report_id: facts_of_another(facts, force=area.get("force") or "", is_victim=kind == Complainant.Kind.VICTIM)
        for report_id, area, kind in people.order_by("id")
    }
    decided = {each: decide(each) for each in set(own.values())}
    chosen = {report_id: known.get(report_id) or decided[each] for report_id, each in own.items()}
    forces = _forces(decision.victim_contact for decision in chosen.values())
    return [
        Responsibility(
            case=case,
            report_id=report_id,
            role=Role.VICTIM_CONTACT,
            force=forces.get(decision.victim_contact or ""),
            rule=decision.rule,
            rule_version=VERSION,
            sentence=decision.sentence or decision.question,
            inputs=asdict(facts if report_id in known else own[report_id]),
            decided_by=str(by),
            decided_at=at,
        )
        for report_id, decision in chosen.items()
    ]


def decide_for_joiners(*, case: Case, reports: Collection[UUID], by: Actor, at: datetime) -> int:
    """Decide who keeps in touch with those who join a case that is decided; return how many that are.

    Before the case is decided there is nothing to do: it is decided for all of them then.
    """
    current = Responsibility.objects.filter(case=case, role=Role.INVESTIGATING, replaced_at__isnull=True)
    decided = current.first()
    if decided is None:
        return 0
    facts = facts_from(decided.inputs)
    rows = contacts_of(case=case, facts=facts, known={}, reports=reports, by=by, at=at)
    return len(Responsibility.objects.bulk_create(rows, batch_size=500))


def end_contacts(*, cases: Collection[UUID], reports: Collection[UUID], at: datetime) -> int:
    """End the contact of reports that have left these cases; what is decided in their own case stands."""
    rows = Responsibility.objects.filter(case__in=cases, report__in=reports, replaced_at__isnull=True)
    return rows.update(replaced_at=at)


def _forces(codes: Iterable[str | None]) -> dict[str, Force]:
    return {force.code: force for force in Force.objects.filter(code__in={code for code in codes if code})}
