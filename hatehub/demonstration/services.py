"""Seeding the demonstration, through the same services as everyone else."""

from datetime import datetime, timedelta

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import transaction

from hatehub.accounts.actors import HUB, Actor, actor_for_user
from hatehub.accounts.models import ApiClient, Team, User
from hatehub.accounts.models.client import SCOPES_OF_A_FORCE
from hatehub.accounts.roles import Role
from hatehub.accounts.services import make_staff
from hatehub.demonstration import (
    access_desk,
    arising,
    counted,
    desk,
    enquiries,
    force_desk,
    guidance_desk,
    intelligence_desk,
    invented,
    keeping,
    one_behind_it,
)
from hatehub.reference.models import Force, Partner
from hatehub.reference.selectors import list_offences
from reports.models import Case, Report
from reports.services import drafts, following, submission, workflow
from triage.rules.policy import Answer
from triage.rules.responsibility import UNKNOWN, Facts, at_force, decide
from triage.services import assessing, assigning, priorities


class DevelopmentOnly(Exception):
    """The demonstration is not for production."""


@transaction.atomic
def seed(*, at: datetime) -> bool:
    """Make the accounts and the invented reports; tell whether they were made now. Raises DevelopmentOnly."""
    if not settings.DEVELOPMENT:
        raise DevelopmentOnly("The demonstration runs under the development settings only.")
    if User.objects.filter(username="officer").exists():
        return False
    _make_staff()
    _make_force()
    _make_partners()
    guidance_desk.publish(at=at - timedelta(days=60))
    if not Report.objects.exists():
        for hours, state, answers in invented.REPORTS:
            _walk(_submit(answers, at=at - timedelta(hours=hours)), to=state, at=at - timedelta(hours=hours - 1))
        desk.share_out(at=at)
        of_the_force = [_assigned(*each, at=at) for each in invented.OF_THE_FORCE]
        force_desk.share_out(reports=of_the_force, at=at)
        guidance_desk.say(reports=of_the_force[force_desk.TALKED_ABOUT :], at=at - timedelta(hours=1))
        behind = [_assigned(*each, at=at) for each in one_behind_it.ASSIGNED]
        hours, waiting = one_behind_it.WAITING
        one_behind_it.link(reports=[*behind, _submit(waiting, at=at - timedelta(hours=hours))], at=at)
        enquiries.follow(at=at)
        intelligence_desk.write(reports=of_the_force, at=at)
        arising.notice(reports=_arising(at=at), at=at)
        arising.publish(at=at)
        keeping.review(reports=_kept(at=at), at=at)
        access_desk.receive(at=at)
        priorities.weigh_cases(case_ids=list(Case.objects.values_list("id", flat=True)), by=HUB, at=at)
        counted.count(at=at)
    return True


def _make_staff() -> None:
    for username, role in invented.STAFF.items():
        user = make_staff(username=username, role=Role(role), password=invented.PASSWORD)
        TOTP.activate(user, invented.TOTP_SECRET)
    team = Team.objects.create(name=invented.TEAM)
    User.objects.filter(username__in=invented.IN_TEAM).update(team=team)
    User.objects.filter(username=invented.CLEARED).update(is_cleared_for_sources=True)


def _make_force() -> None:
    """Make the person and the program of one force."""
    force = Force.objects.get(code=invented.CLIENT_FORCE)
    person = make_staff(username=invented.FORCE_PERSON, role=Role.FORCE, password=invented.PASSWORD, force=force)
    TOTP.activate(person, invented.TOTP_SECRET)
    ApiClient.objects.create(
        name="Demonstration client of West Yorkshire Police",
        client_id=invented.CLIENT_ID,
        client_secret=invented.CLIENT_SECRET,
        client_type=ApiClient.CLIENT_CONFIDENTIAL,
        authorization_grant_type=ApiClient.GRANT_CLIENT_CREDENTIALS,
        force=force,
        allowed_scopes=f"{SCOPES_OF_A_FORCE} intel:read",
    )


def _make_partners() -> None:
    Partner.objects.bulk_create(
        [Partner(**values, basis="invented for the demonstration") for values in invented.PARTNERS],
        ignore_conflicts=True,
    )


def _assigned(hours: int, answers: submission.Answers, *, at: datetime) -> Report:
    report = _submit(answers, at=at - timedelta(hours=hours))
    _walk(report, to="assigned", at=at - timedelta(hours=hours - 1))
    return Report.objects.select_related("case").get(id=report.id)


def _arising(*, at: datetime) -> list[Report]:
    """Make the reports of which something arises; what came long ago was closed the day after."""
    made, officer = [], actor_for_user(User.objects.get(username="officer"))
    for hours, answers in [*arising.of_one_person(), *arising.of_a_wave()]:
        then = at - timedelta(hours=hours)
        report = _submit(answers, at=then)
        if hours > 48:
            _walk(report, to="assessed_crime", at=then + timedelta(hours=20))
            arising.close_old(report, by=officer, at=then + timedelta(hours=24))
        made.append(report)
    return made


def _kept(*, at: datetime) -> list[Report]:
    """Make the reports that were closed so long ago that they are to be reviewed."""
    made, officer, then = (
        [],
        actor_for_user(User.objects.get(username="officer")),
        at - timedelta(days=keeping.DAYS_AGO),
    )
    for place, answers in enumerate(keeping.answers()):
        report = _submit(answers, at=then)
        if place < keeping.DECIDED:
            _walk(report, to="out_of_scope", at=then + timedelta(hours=2))
            keeping.close(report, by=officer, at=then + timedelta(hours=4))
        else:
            following.withdraw(report_id=report.id, at=then + timedelta(hours=4))
        made.append(report)
    return made


def _submit(answers: submission.Answers, *, at: datetime) -> Report:
    draft, token = drafts.start(at=at)
    return submission.submit(draft=draft, token=token, answers=answers, at=at)


def _walk(report: Report, *, to: str, at: datetime) -> None:
    """Take a report to a state, with the reasons that an officer would have written."""
    if to == "received":
        return
    by = actor_for_user(User.objects.get(username="officer"))
    workflow.start_triage(report_id=report.id, by=by, at=at)
    if to != "in_triage":
        _assess(report, by=by, at=at, is_crime=to in ("assessed_crime", "assigned"), is_incident=to != "out_of_scope")
    if to == "assigned":
        _assign(report, by=by, at=at)


def _assess(report: Report, *, by: Actor, at: datetime, is_crime: bool, is_incident: bool) -> None:
    says = invented.CRIME if is_crime else invented.INCIDENT if is_incident else invented.NOTHING
    answers = {
        question: Answer(question=question, answer=answer, reason="[Invented] Reason of the demonstration.")
        for question, answer in says.items()
    }
    offence = list_offences(nation="EW", on=at.date()).filter(mode="summary").first()
    assessing.assess(
        report_id=report.id,
        answers=answers,
        offence_code=offence.code if is_crime and offence else None,
        by=by,
        at=at,
        expected_version=Report.objects.get(id=report.id).version,
        flags=dict.fromkeys(report.strands, "[Invented] The words name the group.") if is_incident else {},
    )


def _assign(report: Report, *, by: Actor, at: datetime) -> None:
    facts = Facts(victim=at_force(str(report.victim_area["force"])), suspect=UNKNOWN)
    version = Report.objects.get(id=report.id).version
    assigning.assign(
        case_id=report.case_id, facts=facts, decision=decide(facts), by=by, at=at, expected_version=version
    )
