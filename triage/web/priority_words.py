"""Words for priorities: the bands, the facts that are weighed, and the reason of each point."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from triage.rules.priority_table import Band, Fact

BANDS: dict[Band, str | Promise] = {
    Band.URGENT: gettext_lazy("Urgent"),
    Band.HIGH: gettext_lazy("High"),
    Band.NORMAL: gettext_lazy("Normal"),
    Band.LOW: gettext_lazy("Low"),
}
COLOURS = {Band.URGENT: "red", Band.HIGH: "orange", Band.NORMAL: "blue", Band.LOW: "grey"}
FACTS: dict[Fact, str | Promise] = {
    Fact.THREAT_TO_LIFE: gettext_lazy("Threat to life"),
    Fact.CHILD_AT_RISK: gettext_lazy("Child at risk"),
    Fact.DANGER_UNSURE: gettext_lazy("Danger not ruled out"),
    Fact.UNDER_18: gettext_lazy("Under 18"),
    Fact.REPEAT_VICTIM: gettext_lazy("Repeat victim"),
    Fact.HAPPENED_BEFORE: gettext_lazy("Happened before"),
    Fact.STILL_GOING_ON: gettext_lazy("Still going on"),
    Fact.SUSPECT_KNOWN: gettext_lazy("Suspect is known to them"),
    Fact.CANNOT_SPEAK: gettext_lazy("Cannot speak for themselves"),
    Fact.DISABILITY: gettext_lazy("Disability"),
    Fact.INTERPRETER: gettext_lazy("Needs an interpreter"),
    Fact.REPORTS_IN_CASE: gettext_lazy("Reports in the case"),
    Fact.REPORTS_IN_WAVE: gettext_lazy("Reports in a surge"),
    Fact.TIME_BAR_NEAR: gettext_lazy("Time bar near"),
    Fact.AGE_DAYS: gettext_lazy("Age of the report"),
    Fact.LATE_HOURS: gettext_lazy("Past its clock"),
}


def reason(fact: Fact, amount: int) -> str:
    """Return in words why a case has the points of a fact; at a step of the table, from where on it has them."""
    return _REASONS[fact](amount)


def step_words(fact: Fact, amount: int) -> str:
    """Return from where on a step of the table holds, as an officer would say it."""
    if fact in _ONCE:
        return _("A report says %s") % _ONCE[fact]
    return {**_REASONS, **_OF_MANY}[fact](amount)


def _says(what: str | Promise) -> Callable[[int], str]:
    """Return the words for something that reports say: how many of them do."""

    def in_words(n: int) -> str:
        said = ngettext("%(n)d report says %(what)s", "%(n)d reports say %(what)s", n)
        return said % {"n": n, "what": what}

    return in_words


_ONCE: dict[Fact, str | Promise] = {
    Fact.THREAT_TO_LIFE: gettext_lazy("that somebody is in danger now"),
    Fact.CHILD_AT_RISK: gettext_lazy("that a child is at risk"),
    Fact.DANGER_UNSURE: gettext_lazy("that the person was not sure whether anyone is in danger"),
    Fact.UNDER_18: gettext_lazy("that the person targeted is under 18"),
    Fact.HAPPENED_BEFORE: gettext_lazy("that it happened before"),
    Fact.STILL_GOING_ON: gettext_lazy("that it is still going on"),
    Fact.SUSPECT_KNOWN: gettext_lazy("that they know who did it"),
    Fact.CANNOT_SPEAK: gettext_lazy("that the person targeted cannot speak for themselves"),
    Fact.DISABILITY: gettext_lazy("that it was about disability"),
    Fact.INTERPRETER: gettext_lazy("that an interpreter is needed"),
}
"""What a report says; it is worth the same however many reports say so."""
_OF_MANY: dict[Fact, Callable[[int], str]] = {
    Fact.REPEAT_VICTIM: lambda n: (
        ngettext(
            "The same victim has sent %d earlier report or more",
            "The same victim has sent %d earlier reports or more",
            n,
        )
        % n
    ),
    Fact.REPORTS_IN_CASE: lambda n: _("%d reports or more tell of it") % n,
    Fact.REPORTS_IN_WAVE: lambda n: _("It is part of a surge of %d reports or more") % n,
}
"""Where a part of a case names how many there are, a step of the table names from how many on."""
_REASONS: dict[Fact, Callable[[int], str]] = {
    **{fact: _says(what) for fact, what in _ONCE.items()},
    Fact.REPEAT_VICTIM: lambda n: (
        ngettext(
            "The same victim has sent %d earlier report about something else",
            "The same victim has sent %d earlier reports about something else",
            n,
        )
        % n
    ),
    Fact.REPORTS_IN_CASE: lambda n: ngettext("%d report tells of it", "%d reports tell of it", n) % n,
    Fact.REPORTS_IN_WAVE: lambda n: (
        ngettext("It is part of a surge of %d report", "It is part of a surge of %d reports", n) % n
    ),
    Fact.TIME_BAR_NEAR: lambda n: (
        ngettext(
            "%d day or less is left in which proceedings can begin",
            "%d days or fewer are left in which proceedings can begin",
            n,
        )
        % n
    ),
    Fact.AGE_DAYS: lambda n: (
        ngettext(
            "%d day or more has passed since the first report", "%d days or more have passed since the first report", n
        )
        % n
    ),
    Fact.LATE_HOURS: lambda n: ngettext("%d hour or more past its clock", "%d hours or more past its clock", n) % n,
}
