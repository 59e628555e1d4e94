"""What a product is made of: its sections, their order, and which figures stand in each. Pure.

A problem profile follows SARA: scanning, analysis, response, assessment (Eck and Spelman, "Problem-Solving:
Problem-Oriented Policing in Newport News", 1987). Its analysis goes round the three sides of a problem, who is
targeted, who does it, and where, after Cohen and Felson, "Social Change and Crime Rate Trends", Am. Sociol. Rev. 44
(1979). A tactical assessment looks back on a week and ahead to the next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """Which kinds of product there are."""

    PROFILE = "profile"
    TACTICAL = "tactical"


class FigureCode(StrEnum):
    """What can be counted."""

    TREND = "trend"
    STRANDS = "strands"
    PLATFORMS = "platforms"
    AREAS = "areas"
    DECISIONS = "decisions"
    OFFENCES = "offences"
    OUTCOMES = "outcomes"
    REMOVAL = "removal"
    NOTICES = "notices"
    ENQUIRIES = "enquiries"
    ROLES = "roles"
    SUBJECTS = "subjects"
    HOURS = "hours"
    PREVENTION = "prevention"


@dataclass(frozen=True, kw_only=True)
class SectionPlan:
    """One section: its title, what an analyst writes there, and its figures."""

    code: str
    title: str
    asks: str
    figures: tuple[FigureCode, ...] = ()


F = FigureCode
SCHEMES: Mapping[Kind, tuple[SectionPlan, ...]] = {
    Kind.TACTICAL: (
        SectionPlan(code="summary", title="The week in short", asks="What matters most, in a few sentences."),
        SectionPlan(
            code="volume",
            title="What was reported",
            asks="What is more or less than before, and what may explain it.",
            figures=(F.TREND, F.STRANDS, F.PLATFORMS, F.AREAS),
        ),
        SectionPlan(
            code="arising",
            title="What arises",
            asks="Which repeat victims, subjects and waves need something now.",
            figures=(F.NOTICES,),
        ),
        SectionPlan(
            code="decided",
            title="What was decided, and what came of it",
            asks="What stands out among decisions and outcomes.",
            figures=(F.DECISIONS, F.OFFENCES, F.OUTCOMES),
        ),
        SectionPlan(
            code="removal",
            title="Removal",
            asks="Which platforms answer, and which do not.",
            figures=(F.REMOVAL,),
        ),
        SectionPlan(
            code="worked",
            title="Lines of enquiry",
            asks="What led to somebody, and what did not.",
            figures=(F.ENQUIRIES,),
        ),
        SectionPlan(code="ahead", title="The week ahead", asks="What is to be expected, and what should be done."),
    ),
    Kind.PROFILE: (
        SectionPlan(
            code="scanning",
            title="Scanning: the problem",
            asks="What the problem is, whom it harms, and why it deserves a profile.",
            figures=(F.TREND, F.STRANDS),
        ),
        SectionPlan(
            code="victims",
            title="Analysis: who is targeted",
            asks="Who is targeted, as roles and groups; what repeat victims have in common. No names.",
            figures=(F.ROLES, F.AREAS),
        ),
        SectionPlan(
            code="offenders",
            title="Analysis: who does it",
            asks="What is known of those who do it: how many, how they work together, how they evade. No names.",
            figures=(F.SUBJECTS,),
        ),
        SectionPlan(
            code="places",
            title="Analysis: where and when",
            asks="On which platforms, in which areas, at which times, and what makes it easy there.",
            figures=(F.PLATFORMS, F.HOURS),
        ),
        SectionPlan(
            code="causes",
            title="Analysis: what is known of causes",
            asks="What sets it off, as far as that is known; say what is supposed and what is shown.",
        ),
        SectionPlan(
            code="response",
            title="Response: what was done so far",
            asks="What was tried, by whom, and what stood in the way.",
            figures=(F.DECISIONS, F.OFFENCES, F.OUTCOMES, F.REMOVAL, F.ENQUIRIES),
        ),
        SectionPlan(
            code="assessment",
            title="Assessment: whether it helped",
            asks="What changed after it, what else may explain that, and what to do differently.",
            figures=(F.PREVENTION,),
        ),
    ),
}
LONGEST_WORDS = 6_000
LONGEST_PROFILE = timedelta(days=366)


def plan_of(kind: str, code: str) -> SectionPlan:
    """Return the plan of a section. Raises KeyError where the kind has none such."""
    for plan in SCHEMES[Kind(kind)]:
        if plan.code == code:
            return plan
    raise KeyError(code)


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days, the last one counted."""

    since: date
    until: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days + 1

    def before(self, times: int = 1) -> "Period":
        """Return the period as long as this one that ended so many of its lengths before it."""
        back = timedelta(days=self.days * times)
        return Period(since=self.since - back, until=self.until - back)


def week_before(today: date) -> Period:
    """Return the last whole week from Monday to Sunday before a day."""
    monday = today - timedelta(days=today.weekday() + 7)
    return Period(since=monday, until=monday + timedelta(days=6))
