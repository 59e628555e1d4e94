"""What pages say of links between accounts."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from intel.rules.account_links import Kind, Weighed
from intel.rules.escalation import Pace, Sign, signs_of

KINDS = {
    Kind.SAME_NUMBER: _("The platform gives both the same number"),
    Kind.SAME_NAME: _("The same name"),
    Kind.LIKE_NAME: _("The same name, but for what is added or exchanged"),
    Kind.SAME_CONTACT: _("The same address, telephone number or link is shown"),
    Kind.SAME_PICTURE: _("The same picture"),
    Kind.SAME_WORDS: _("The same words"),
    Kind.SAME_COMPLAINANT: _("The same person complained of both"),
    Kind.SAME_HOURS: _("The hours at which they post"),
}
STATES = {
    "offered": (_("To look at"), "blue"),
    "confirmed": (_("Belong together"), "green"),
    "refused": (_("Do not belong together"), "grey"),
}
ROLES = {
    "victim": _("victims"),
    "witness": _("witnesses"),
    "third_party": _("on behalf of somebody else"),
    "professional": _("in the course of work"),
    "unstated": _("not said"),
}


def pace_words(pace: Pace, *, platforms: Mapping[str, str]) -> list[str]:
    """Return in sentences how often a subject is named of late, and what has changed beyond chance."""
    facts = {
        "recent": pace.recent,
        "before": pace.before,
        "urgent": pace.recent_urgent,
        "urgent_before": pace.before_urgent,
    }
    words = {
        Sign.MORE_OFTEN: _("It is named more often than before."),
        Sign.MORE_URGENT: _("More of it is of urgent and high cases than before."),
        Sign.ANOTHER_PLATFORM: _("It is new on: %s."),
    }
    said = [
        _(
            "Reports in the last 30 days: %(recent)d, of urgent and high cases %(urgent)d. In the 180 days before: "
            "%(before)d and %(urgent_before)d."
        )
        % facts
    ]
    for sign in signs_of(pace):
        text = str(words[sign])
        is_new = sign == Sign.ANOTHER_PLATFORM
        said.append(text % ", ".join(platforms.get(each, each) for each in pace.platforms) if is_new else text)
    return said


def strength(weighed: Weighed) -> str:
    """Return how much a piece of evidence says, in a word."""
    if weighed.bits < 0:
        return str(_("speaks against it"))
    if weighed.bits >= 15:
        return str(_("says much"))
    return str(_("says something") if weighed.bits >= 5 else _("says little"))
