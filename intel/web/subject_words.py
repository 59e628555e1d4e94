"""What pages say of links between accounts."""

from django.utils.translation import gettext_lazy as _

from intel.rules.account_links import Kind, Weighed

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


def strength(weighed: Weighed) -> str:
    """Return how much a piece of evidence says, in a word."""
    if weighed.bits < 0:
        return str(_("speaks against it"))
    if weighed.bits >= 15:
        return str(_("says much"))
    return str(_("says something") if weighed.bits >= 5 else _("says little"))
