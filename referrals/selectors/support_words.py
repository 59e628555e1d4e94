"""Support in words: why a service fits or not, where a referral stands, what was said."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.models import Force, Jurisdiction, Strand
from referrals.models import SupportReferral
from referrals.rules.support.steps import Decline, Outcome, State, Withdrawn
from referrals.rules.support.suggesting import Reason

Words = str | Promise
STATES: Mapping[str, tuple[Words, str]] = {
    State.SENT: (gettext_lazy("Asked"), "blue"),
    State.ACCEPTED: (gettext_lazy("Accepted"), "turquoise"),
    State.DECLINED: (gettext_lazy("Declined"), "orange"),
    State.CONTACTED: (gettext_lazy("In touch"), "green"),
    State.NOT_REACHED: (gettext_lazy("Did not reach them"), "orange"),
    State.ENDED: (gettext_lazy("Ended"), "grey"),
    State.UNDELIVERABLE: (gettext_lazy("Could not be delivered"), "red"),
    State.WITHDRAWN: (gettext_lazy("Taken back"), "grey"),
}
WHY: Mapping[str, Words] = {
    Decline.NO_CAPACITY: gettext_lazy("It cannot take anybody on just now"),
    Decline.WRONG_AREA: gettext_lazy("It does not work in that area"),
    Decline.NOT_OUR_WORK: gettext_lazy("It is not what it does"),
    Decline.LANGUAGE: gettext_lazy("It does not have the language"),
    Decline.CONFLICT: gettext_lazy("A conflict of interest"),
    Decline.OTHER: gettext_lazy("Something else"),
    Outcome.SUPPORTED: gettext_lazy("Supported, or still is"),
    Outcome.SIGNPOSTED: gettext_lazy("Told of another service"),
    Outcome.NOT_WANTED: gettext_lazy("The person did not want support"),
    Outcome.NEVER_REACHED: gettext_lazy("Never reached"),
    Withdrawn.CONSENT: gettext_lazy("The person does not agree any more"),
    Withdrawn.ANOTHER_SERVICE: gettext_lazy("Another service was to be asked"),
    Withdrawn.MISTAKE: gettext_lazy("It was a mistake"),
}
WISHES: Mapping[str, Words] = {
    "remove": gettext_lazy("that it is taken down"),
    "stop": gettext_lazy("that it stops"),
    "prosecute": gettext_lazy("that whoever did it is held to account"),
    "support": gettext_lazy("somebody to talk to"),
    "record": gettext_lazy("that it is on record"),
}
SAFE_HOURS: Mapping[str, Words] = {
    "any": gettext_lazy("At any time"),
    "day": gettext_lazy("Only from 8am to 8pm"),
    "working": gettext_lazy("Only from 9am to 5pm, Monday to Friday"),
    "evening": gettext_lazy("Only from 5pm to 9pm"),
}
REASONS: Mapping[str, Words] = {
    "declined": gettext_lazy("has declined for this person"),
    "area": gettext_lazy("works in the area of %s"),
    "other_area": gettext_lazy("does not work in the area of %s"),
    "area_unknown": gettext_lazy("works in some areas only, and where the person lives is not known"),
    "everywhere": gettext_lazy("works everywhere in the United Kingdom"),
    "nation": gettext_lazy("works in %s"),
    "other_nation": gettext_lazy("works only in %s"),
    "nation_unknown": gettext_lazy("works in one nation only, and where the person lives is not known"),
    "any_strand": gettext_lazy("is there for everybody"),
    "strand": gettext_lazy("knows about %s"),
    "other_strands": gettext_lazy("is there only for %s"),
    "english": gettext_lazy("works in English"),
    "language": gettext_lazy("works in %s"),
    "other_language": gettext_lazy("does not work in %s"),
    "any_age": gettext_lazy("is there for any age"),
    "age": gettext_lazy("is there for this age"),
    "other_age": gettext_lazy("is there for another age"),
    "age_unknown": gettext_lazy("is there for some ages, and the person's is not known"),
    "capacity": gettext_lazy("can take %s more in these seven days"),
    "full": gettext_lazy("has taken as many as it can in these seven days"),
    "capacity_unknown": gettext_lazy("has not said how many it can take"),
}


def strand_names(codes: Iterable[str]) -> list[str]:
    """Return the names of strands, with one query where there are any."""
    chosen = list(codes)
    return (
        list(Strand.objects.filter(code__in=chosen).order_by("position").values_list("name", flat=True))
        if chosen
        else []
    )


class Names:
    """Names of forces, strands, languages and nations by code, read once for a page."""

    def __init__(self) -> None:
        self.forces = dict(Force.objects.values_list("code", "name"))
        self.strands = dict(Strand.objects.values_list("code", "name"))
        self.languages = {code.partition("-")[0]: name for code, name in settings.LANGUAGES}
        self.nations = dict(Jurisdiction.choices)

    def of(self, reason: Reason) -> str:
        """Return one reason in words."""
        words = str(REASONS[reason.code])
        if "%s" not in words:
            return words
        if reason.code == "capacity":
            return words % reason.values[0]
        tables = {"area": self.forces, "other_area": self.forces, "nation": self.nations, "other_nation": self.nations}
        table = tables.get(reason.code, self.languages if "language" in reason.code else self.strands)
        return words % ", ".join(str(table.get(each, each)) for each in reason.values)


def state_words(row: SupportReferral) -> tuple[str, str]:
    """Return where a referral stands, and the colour of its tag."""
    label, colour = STATES[row.state]
    return str(label), colour


def why_words(row: SupportReferral) -> str:
    """Return why it was declined or taken back, or how it ended; empty where none of that happened."""
    if row.outcome:
        return str(WHY[row.outcome])
    if row.withdrawn_as == Withdrawn.NOT_WANTED:
        return _("The person did not want support")
    code = row.declined_as or row.withdrawn_as
    return str(WHY[code]) if code else ""


def referral_row(row: SupportReferral) -> dict[str, Any]:
    """Return what lists show of a referral."""
    state, colour = state_words(row)
    return {
        "row": row,
        "state": state,
        "colour": colour,
        "why": why_words(row),
        "sent_by": row.sent_by.partition(":")[2],
    }
