"""What the page for planning a line offers: methods with their reasons, trials, and what a line can be about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intel.models import Account
from intel.rules.enquiries.method_file import Method
from intel.rules.enquiries.next_lines import Facts, Outlook, fits, look_ahead, missing_for
from intel.selectors.enquiry_rows import AUTHORITIES, outlook_rows, pounds
from intel.selectors.lines import as_tried, enquiries_of, facts_of
from intel.selectors.methods import method_rules
from intel.selectors.trials import running_trials
from intel.services.enquiring import MISSING, About
from intel.services.enquiry_refusals import CaseClosed, EnquiryRefused, NotACrime
from reports.models import Case, Content
from reports.rules.workflow import State
from triage.selectors.queues import names_of

MOST_POSTS = 50
MOST_ACCOUNTS = 50
Choices = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Planning:
    """What is offered. `refusal` says why nothing can be planned; then there is nothing to choose."""

    methods: Choices
    hints: Mapping[str, str]
    abouts: Choices
    outlook: Mapping[str, Any]
    refusal: str = ""

    def about_of(self, platform: str) -> str:
        """Return the choice that stands for a whole platform: the one asked for, or the only one there is."""
        whole = [code for code, _words in self.abouts if code.startswith("platform:")]
        wanted = f"platform:{platform}"
        return wanted if wanted in whole else whole[0] if len(whole) == 1 else self.abouts[0][0]


def planning(*, case: Case, at: datetime) -> Planning:
    """Return what can be planned on a case: what is left first, in its order, then what was tried, then trials."""
    facts, methods, tried = facts_of(case=case, at=at), method_rules(), enquiries_of(case=case)
    outlook = look_ahead(methods=methods, tried=[as_tried(row) for row in tried], facts=facts)
    names = names_of()["platforms"]
    open_to = _in_order([each for each in methods if _is_open(each, facts)], outlook)
    trials = [] if _refusal(case, facts) else running_trials()
    chances = [
        (
            f"chance:{trial.id}",
            _("Let chance choose: %(new)s or %(usual)s") % {"new": trial.method.name, "usual": trial.against.name},
        )
        for trial in trials
    ]
    why = {f"chance:{trial.id}": _("A trial. %s") % trial.question for trial in trials}
    return Planning(
        methods=[*((each.code, each.name) for each in open_to), *chances],
        hints={**{each.code: _hint(each) for each in open_to}, **why},
        abouts=_abouts(case, facts, names) if not facts.is_withheld else [("", _("The case"))],
        outlook=outlook_rows(outlook, names={each.code: each.name for each in methods}, platforms=names),
        refusal=_refusal(case, facts),
    )


def about_chosen(chosen: str, *, case: Case) -> About:
    """Return what a line is about, from what was chosen. Raises EnquiryRefused where it is not of this case."""
    kind, _sign, name = chosen.partition(":")
    if kind == "platform":
        return About(platform=name)
    if kind == "post" and name.isdecimal():
        content = Content.objects.filter(report__case=case, id=int(name[:18])).first()
        if content is not None:
            return About(platform=content.platform_code, content=content)
    if kind == "account" and name.isdecimal():
        account = Account.objects.filter(sightings__report__case=case, id=int(name[:18])).first()
        if account is not None:
            return About(platform=account.platform_code, account=account)
    if chosen:
        raise EnquiryRefused("That post or account is not in this case any more.")
    return About()


def _is_open(method: Method, facts: Facts) -> bool:
    on = facts.platforms or ("",)
    return (
        any(fits(method, platform=each, facts=facts) for each in on) and missing_for(method, facts=facts) not in MISSING
    )


def _in_order(methods: list[Method], outlook: Outlook) -> list[Method]:
    left = [line.method.code for line in outlook.lines]
    return sorted(methods, key=lambda each: left.index(each.code) if each.code in left else len(left))


def _hint(method: Method) -> str:
    known = {
        "about": method.about,
        "authority": AUTHORITIES[method.authority],
        "days": ngettext("%d day", "%d days", method.usual_days) % method.usual_days,
        "cost": pounds(method.usual_cost),
    }
    said = _("%(about)s %(authority)s. Usually %(days)s, %(cost)s.") % known
    return _("On trial. %s") % said if method.is_trial else said


def _refusal(case: Case, facts: Facts) -> str:
    if case.lead.state == State.CLOSED:
        return str(CaseClosed())
    return str(NotACrime()) if facts.is_withheld or facts.is_crime is False else ""


def _abouts(case: Case, facts: Facts, names: Mapping[str, str]) -> Choices:
    whole = [(f"platform:{code}", _("The case, on %s") % names.get(code, code)) for code in facts.platforms]
    posts = Content.objects.filter(report__case=case, diverted_as="").exclude(platform_code="")
    found = posts.select_related("report").order_by("report_id", "position")[:MOST_POSTS]
    accounts = Account.objects.filter(sightings__report__case=case).distinct().order_by("platform_code", "handle")
    return [
        ("", _("The case as a whole")),
        *whole,
        *(
            (f"account:{each.id}", f"{each.handle}, {names.get(each.platform_code, each.platform_code)}")
            for each in accounts[:MOST_ACCOUNTS]
        ),
        *(
            (
                f"post:{each.id}",
                _("Post %(number)d of %(report)s, %(platform)s")
                % {
                    "number": each.position,
                    "report": each.report.reference,
                    "platform": names.get(each.platform_code, each.platform_code),
                },
            )
            for each in found
        ),
    ]
