"""Which services are suggested for whoever sent a report, and why."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from hatehub.reference.models import Force, Partner
from hatehub.reference.selectors import list_partners_to_ask
from referrals.models import SupportReferral
from referrals.rules.support.steps import COUNTED, State
from referrals.rules.support.suggesting import Age, Need, Service, Suggestion
from referrals.rules.support.suggesting import suggest as suggest_by_rule
from referrals.rules.support.times import WEEK
from reports.models import Complainant, Report

NATIONS = {"England": "EW", "Wales": "EW", "Scotland": "S", "Northern Ireland": "NI"}
AGES = {"yes": Age.UNDER_18, "no": Age.ADULT}
ABOUT_THEMSELVES = frozenset({Complainant.Kind.VICTIM, Complainant.Kind.THIRD_PARTY})
"""Only these say the age of whoever is to be supported; a witness says somebody else's."""


def suggest(*, report: Report, by: Actor, at: datetime) -> tuple[Suggestion, ...]:
    """Return every service that can be written to, those that fit first, each with its reasons. Raises NotPermitted."""
    return suggest_for_all(reports=[report], by=by, at=at)[report.id]


def suggest_for_all(*, reports: Iterable[Report], by: Actor, at: datetime) -> dict[UUID, tuple[Suggestion, ...]]:
    """Return the same for several reports, with four queries; their complainants have been fetched with them."""
    require(by=by, action=Action.ASK_SUPPORT)
    return judge(reports=reports, at=at)


def judge(*, reports: Iterable[Report], at: datetime) -> dict[UUID, tuple[Suggestion, ...]]:
    """Return what `suggest_for_all` does, for a service that has checked who asks."""
    chosen = list(reports)
    partners = list(list_partners_to_ask(kinds=[Partner.Kind.SUPPORT]))
    taken = _taken([partner.code for partner in partners], at=at)
    declined = set(
        SupportReferral.objects.filter(report__in=chosen, state=State.DECLINED).values_list("report_id", "partner_code")
    )
    forces = {str(report.victim_area.get("force") or "") for report in chosen}
    nations = dict(Force.objects.filter(code__in=forces).values_list("code", "nation"))
    return {
        report.id: suggest_by_rule(
            need_of(report, nations=nations),
            [
                _service(partner, taken=taken.get(partner.code, 0), declined=(report.id, partner.code) in declined)
                for partner in partners
            ],
        )
        for report in chosen
    }


def need_of(report: Report, *, nations: dict[str, str]) -> Need:
    """Return what is known of whoever sent a report; `nations` are those of the forces by code."""
    force = str(report.victim_area.get("force") or "")
    return Need(
        nation=NATIONS.get(nations.get(force, ""), ""),
        force=force,
        strands=frozenset(report.strands),
        language=report.language.partition("-")[0],
        age=age_of(report),
    )


def age_of(report: Report) -> Age:
    """Return what is known of the age of whoever is to be supported."""
    if report.complainant.kind not in ABOUT_THEMSELVES:
        return Age.UNKNOWN
    return AGES.get(str(report.circumstances.get("under_18", "")), Age.UNKNOWN)


def _taken(codes: list[str], *, at: datetime) -> dict[str, int]:
    """Return how many each service was asked to take in the last seven days and did not decline."""
    rows = SupportReferral.objects.filter(
        partner_code__in=codes, sent_at__gt=at - WEEK, sent_at__lte=at, state__in=sorted(COUNTED)
    )
    return dict(rows.values_list("partner_code").annotate(number=Count("id")))


def _service(partner: Partner, *, taken: int, declined: bool) -> Service:
    return Service(
        code=partner.code,
        name=partner.name,
        nations=partner.nations,
        areas=frozenset(partner.areas),
        strands=frozenset(partner.strands),
        languages=frozenset(code.partition("-")[0] for code in partner.languages),
        ages_from=partner.ages_from,
        ages_to=partner.ages_to,
        capacity_a_week=partner.capacity_a_week,
        taken=taken,
        has_declined=declined,
    )
