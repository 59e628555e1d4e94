"""Reading which offences a case engages, and which it could."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from hatehub.reference.models import Force, Jurisdiction, Offence
from hatehub.reference.selectors import list_offences
from reports.models import Case
from triage.models import Assessment, EngagedOffence, Responsibility
from triage.rules.responsibility import facts_from

NATION_OF_FORCE = {"Scotland": Jurisdiction.SCOTLAND.value, "Northern Ireland": Jurisdiction.NORTHERN_IRELAND.value}


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Offences of one nation that were the law on a day."""

    nation: str
    offences: list[Offence]


def decision_in_force(*, case_id: UUID) -> Assessment | None:
    """Return the newest decision on a case, with its offence; None before there is one."""
    rows = Assessment.objects.filter(case=case_id).select_related("offence")
    return rows.order_by("-decided_at", "-id").first()


def engaged_offences(*, case_id: UUID) -> QuerySet[EngagedOffence]:
    """Return the offences that a case engages now, in the order in which they were first recorded."""
    rows = EngagedOffence.objects.filter(case=case_id, replaced_at__isnull=True)
    return rows.select_related("offence").order_by("offence__act", "offence__section", "id")


def nations_of(*, case: Case) -> list[str]:
    """Return whose law applies, the suspect's force's nation first, then the victim's; EW where neither is known."""
    row = Responsibility.objects.filter(
        case=case, role=Responsibility.Role.INVESTIGATING, replaced_at__isnull=True
    ).first()
    facts = facts_from(row.inputs) if row else None
    codes = [facts.suspect.force, facts.victim.force] if facts else []
    codes.append(case.lead.victim_area.get("force") or "")
    named = dict(Force.objects.filter(code__in=filter(None, codes)).values_list("code", "nation"))
    found = [NATION_OF_FORCE.get(named[code], Jurisdiction.ENGLAND_AND_WALES.value) for code in codes if code in named]
    return list(dict.fromkeys(found)) or [Jurisdiction.ENGLAND_AND_WALES.value]


def offered_offences(*, nations: list[str], on: date) -> list[Offered]:
    """Return what could be charged for conduct on a day, nation by nation; what applies in several only once."""
    seen: set[int] = set()
    offered = []
    for nation in nations:
        rows = list_offences(nation=nation, on=on).exclude(mode=Offence.Mode.SENTENCING)
        new = [offence for offence in rows if offence.pk not in seen]
        seen |= {offence.pk for offence in new}
        offered.append(Offered(nation=nation, offences=new))
    return offered
