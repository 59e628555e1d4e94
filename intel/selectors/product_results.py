"""Figures of products about what was decided and what came of it, drawn as those of what was reported."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from intel.models import Enquiry, Notice, NoticeReport, PreventionAction, Product
from intel.rules.product_scheme import FigureCode, Period
from intel.selectors.product_figures import OF_REPORTS, Asked, Drawn, both, compared, drawn, spanned
from intel.selectors.product_scope import scope_of, within
from referrals.models import ForceOutcome, Takedown
from triage.models import Assessment, StepTaken
from triage.selectors.figure_counts import OUTCOMES
from triage.selectors.queues import names_of

DECIDED = {"crime": "Crime", "non_crime": "Not a crime", "out_of_scope": "Nothing for the hub"}
MEASURE_NAMES = {"reports": "Reports", "cases": "Cases", "victims": "Reports by victims themselves"}
MOST_ACTIONS = 20


def draw(product: Product, codes: tuple[FigureCode, ...], *, asked: Asked | None = None) -> list[Drawn]:
    """Draw some figures of a product as they stand now."""
    whole = asked or asked_of(product)
    return [_prevention(product, whole) if code is FigureCode.PREVENTION else ALL[code](whole) for code in codes]


def asked_of(product: Product) -> Asked:
    """Return what the figures of a product are drawn for."""
    period = Period(since=product.since, until=product.until)
    return Asked(scope=scope_of(product), period=period, names=names_of())


def decisions(asked: Asked) -> Drawn:
    """Draw what was decided: one query."""
    rows = StepTaken.objects.filter(within("at", spanned(asked.period)), asked.scope.of("report__"), step__in=OUTCOMES)
    found = {row["step"]: (row["now"], row["before"]) for row in _two(rows.values("step"), asked, "at")}
    return compared(
        FigureCode.DECISIONS,
        "Decisions",
        asked,
        first="Decided as",
        counts={DECIDED[OUTCOMES[step]]: numbers for step, numbers in found.items()},
        definition="Decisions by the day on which they were made; a case that is decided again counts again.",
        leaves_out="Decisions from before the hub began to note steps are left out.",
    )


def offences(asked: Asked) -> Drawn:
    """Draw the offences that were found: one query."""
    rows = Assessment.objects.filter(
        within("decided_at", spanned(asked.period)), asked.scope.of("report__"), offence__isnull=False
    )
    found = _two(rows.values("offence__short_name"), asked, "decided_at")
    return compared(
        FigureCode.OFFENCES,
        "Offences",
        asked,
        first="Offence",
        counts={row["offence__short_name"]: (row["now"], row["before"]) for row in found},
        definition="The principal offence of each decision that found a crime.",
        leaves_out="Further offences of a case are left out.",
    )


def outcomes(asked: Asked) -> Drawn:
    """Draw the outcomes that forces recorded: one query."""
    whole = spanned(asked.period)
    rows = ForceOutcome.objects.filter(
        asked.scope.of("case__lead__"), outcome_date__gte=whole.since, outcome_date__lte=whole.until
    )
    lies = {
        "now": Count("id", filter=Q(outcome_date__gte=asked.period.since)),
        "before": Count("id", filter=Q(outcome_date__lt=asked.period.since)),
    }
    found: Any = rows.values("outcome__number", "outcome__name").annotate(**lies)
    counts = {f"{row['outcome__number']} {row['outcome__name']}": (row["now"], row["before"]) for row in found}
    return compared(
        FigureCode.OUTCOMES,
        "Outcomes that forces recorded",
        asked,
        first="Outcome",
        counts=counts,
        definition="By the date of the outcome. A case may have several.",
        leaves_out="Cases that forces have not answered yet are left out: outcomes often come months later.",
    )


def removal(asked: Asked) -> Drawn:
    """Draw what platforms did about requests to remove that were sent in the period: one query."""
    rows = Takedown.objects.filter(within("sent_at", asked.period), asked.scope.of("report__"), action="remove")
    found: Any = rows.values("platform_code").annotate(
        sent=Count("id"),
        answered=Count("id", filter=Q(first_answer_at__isnull=False)),
        gone=Count("id", filter=Q(first_gone_at__isnull=False)),
        belied=Count("id", filter=Q(belied_at__isnull=False)),
    )
    names = asked.names["platforms"]
    return drawn(
        FigureCode.REMOVAL,
        "Requests to remove",
        asked,
        headings=["Platform", "Sent", "Answered", "Seen gone", "Said to be removed, found up"],
        rows=[
            [names.get(row["platform_code"], row["platform_code"]), *(row[each] for each in SENT)]
            for row in found.order_by("-sent", "platform_code")
        ],
        definition="Requests by the day on which they were sent, and what had come of each when this was drawn.",
        leaves_out="Requests that are drafted and not sent, and those for other measures, are left out.",
    )


def notices(asked: Asked) -> Drawn:
    """Draw what arose: one query."""
    rows = Notice.objects.filter(within("noticed_at", asked.period)).exclude(state="gone")
    members = NoticeReport.objects.filter(asked.scope.of("report__"), notice=OuterRef("pk"))
    rows = rows.filter(Exists(members))
    counts = {state: Count("id", filter=Q(state=state)) for state in ("open", "taken", "worked", "quietened")}
    found: Any = rows.values("kind").annotate(n=Count("id"), **counts)
    return drawn(
        FigureCode.NOTICES,
        "What the hub noticed",
        asked,
        headings=["Kind", "Noticed", "New", "Taken on", "Dealt with", "Quietened"],
        rows=[
            [str(Notice.Kind(row["kind"]).label), row["n"], *(row[state] for state in counts)]
            for row in found.order_by("kind")
        ],
        definition="Repeat victims, repeat subjects and waves, by the day on which they were noticed or came again.",
        leaves_out="Those that do not stand any more are left out.",
    )


def enquiries(asked: Asked) -> Drawn:
    """Draw what lines of enquiry led to, by method: one query."""
    rows = Enquiry.objects.filter(within("ended_at", asked.period), asked.scope.of("report__"), state="ended")
    results = {name: Count("id", filter=Q(result=name)) for name in ("identified", "narrowed", "declined")}
    found: Any = rows.values("method__name").annotate(n=Count("id"), **results)
    return drawn(
        FigureCode.ENQUIRIES,
        "Lines of enquiry that ended",
        asked,
        headings=["Method", "Ended", "Somebody identified", "Narrowed down", "Declined"],
        rows=[
            [row["method__name"], row["n"], *(row[each] for each in results)]
            for row in found.order_by("-n", "method__name")
        ],
        definition="By the day on which the line ended. Methods are chosen for cases: it does not say which is better.",
        leaves_out="Lines that were given up or not allowed are left out.",
    )


def _prevention(product: Product, asked: Asked) -> Drawn:
    """Draw what was done to prevent more, with the figure before and after: one query."""
    rows = PreventionAction.objects.filter(product=product).order_by("began_on", "id")[:MOST_ACTIONS]
    return drawn(
        FigureCode.PREVENTION,
        "What was done, before and after",
        asked,
        headings=["Action", "Began", "Measure", "Before", "After"],
        rows=[
            [
                row.what,
                row.began_on.strftime("%d %b %Y").lstrip("0"),
                f"{MEASURE_NAMES[row.measure]}, {row.days} days",
                row.before,
                "not known yet" if row.after is None else row.after,
            ]
            for row in rows
        ],
        period="All actions that are recorded against this profile",
        definition="The measure over as many days before an action began as after it.",
        leaves_out="Whatever else changed meanwhile. That a number changed does not show that the action changed it.",
    )


def _two(rows: Any, asked: Asked, moment: str) -> Any:
    return rows.annotate(**{when: Count("id", filter=lies) for when, lies in both(asked, moment).items()})


SENT = ("sent", "answered", "gone", "belied")
ALL: Mapping[FigureCode, Callable[[Asked], Drawn]] = {
    **OF_REPORTS,
    FigureCode.DECISIONS: decisions,
    FigureCode.OFFENCES: offences,
    FigureCode.OUTCOMES: outcomes,
    FigureCode.REMOVAL: removal,
    FigureCode.NOTICES: notices,
    FigureCode.ENQUIRIES: enquiries,
}
