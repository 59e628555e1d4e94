"""Lines of enquiry of the demonstration: a platform that declined, one that waits to be allowed, a trial by chance."""

from datetime import datetime, timedelta

from hatehub.accounts.actors import HUB, Actor, actor_for_user
from hatehub.accounts.models import User
from intel.models import Enquiry, MethodTrial
from intel.rules.enquiries.steps import Authority, Result
from intel.services import enquiring, enquiry_methods, trials
from intel.services.enquiring import About, Given
from intel.services.enquiry_methods import NewMethod
from reports.models import Case

WHY = "[Invented] Nothing else tells who wrote it, and this asks for no more than that."
SHARE_OUT = ("received", "in_triage", "assessed_crime", "assigned")
PATTERN = (Result.NOTHING, Result.IDENTIFIED, Result.NARROWED)
"""How the lines of the trial end, one after the other."""


def follow(*, at: datetime) -> None:
    """Have the officer follow lines, the supervisor allow some, and chance choose in a trial."""
    officer, supervisor = (actor_for_user(User.objects.get(username=name)) for name in ("officer", "supervisor"))
    enquiry_methods.load_shipped(by=HUB, at=at)
    _ask_platforms(officer, supervisor, at=at)
    trial = _trial(supervisor, at=at - timedelta(hours=2))
    cases = Case.objects.filter(lead__state__in=SHARE_OUT, merged_into__isnull=True).order_by("opened_at", "id")
    for place, case in enumerate(cases):
        _draw(case, trial, PATTERN[place % len(PATTERN)], by=officer, at=at - timedelta(hours=1))
    for place, case in enumerate(cases):
        _look(case, PATTERN[(place + 1) % len(PATTERN)], by=officer, at=at - timedelta(minutes=30))


def _ask_platforms(officer: Actor, supervisor: Actor, *, at: datetime) -> None:
    """Ask the platforms of the crimes: the first declines, the others wait for the supervisor."""
    crimes = Case.objects.filter(lead__state__in=("assessed_crime", "assigned"), merged_into__isnull=True)
    for place, case in enumerate(crimes.order_by("opened_at", "id")):
        then = at - timedelta(hours=6)
        content = case.lead.contents.exclude(platform_code="").first()
        if content is None:
            continue
        about = About(platform=content.platform_code, content=content)
        code = "platform_disclosure"
        row = enquiring.plan(case_id=case.id, method_code=code, about=about, why=WHY, by=officer, at=then)
        if place:
            continue
        words = "[Invented] It asks for the account alone. Allowed."
        enquiring.authorise(enquiry_id=row.id, given=Given(), words=words, by=supervisor, at=then)
        enquiring.begin(enquiry_id=row.id, by=officer, at=then)
        words = (
            "[Invented] The platform answers that it discloses nothing without an order of a court of its own country."
        )
        enquiring.end(
            enquiry_id=row.id, result=Result.DECLINED, cost=0, words=words, by=officer, at=then + timedelta(hours=3)
        )


def _trial(supervisor: Actor, *, at: datetime) -> MethodTrial:
    """Add a method that is new, and try it against looking in the open."""
    added = enquiry_methods.add(
        method=NewMethod(
            name="Hours of posting",
            about="[Invented] Compare the hours at which the account posts with those of accounts that the hub knows.",
            authority=Authority.NONE,
            holder="hub",
            usual_days=1,
            usual_cost=0,
            needs_crime=False,
            basis="invented for the demonstration",
        ),
        by=supervisor,
        at=at,
    )
    question = "[Invented] Do hours of posting identify more people than looking at the profile?"
    return trials.begin(
        method_code=added.code, against_code="open_source", platforms=(), question=question, by=supervisor, at=at
    )


def _draw(case: Case, trial: MethodTrial, result: Result, *, by: Actor, at: datetime) -> None:
    about = About(platform=_platform(case))
    row = trials.plan_by_chance(case_id=case.id, trial_id=trial.id, about=about, why=WHY, by=by, at=at)
    _finish(row, result, by=by, at=at)


def _look(case: Case, result: Result, *, by: Actor, at: datetime) -> None:
    about = About(platform=_platform(case))
    row = enquiring.plan(case_id=case.id, method_code="account_linking", about=about, why=WHY, by=by, at=at)
    _finish(row, result, by=by, at=at)


def _finish(row: Enquiry, result: Result, *, by: Actor, at: datetime) -> None:
    enquiring.begin(enquiry_id=row.id, by=by, at=at)
    words = "[Invented] What the demonstration says came of it."
    enquiring.end(enquiry_id=row.id, result=result, cost=0, words=words, by=by, at=at + timedelta(minutes=20))


def _platform(case: Case) -> str:
    codes = case.lead.contents.exclude(platform_code="").values_list("platform_code", flat=True)
    return codes.first() or ""
