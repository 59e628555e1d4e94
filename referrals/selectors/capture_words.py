"""What officers read of captures: the sentence for each failure, and what to do next."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from referrals.models import Capture
from referrals.rules.capture.failures import MAY_PASS, Failure
from referrals.rules.capture.verdicts import ShownBy

STATES: Mapping[str, tuple[str | Promise, str]] = {
    Capture.State.REQUESTED: (_("Waiting"), "blue"),
    Capture.State.RUNNING: (_("Being captured"), "purple"),
    Capture.State.CAPTURED: (_("Captured"), "green"),
    Capture.State.FAILED: (_("Failed"), "red"),
}
"""What a state is called, and the colour of its tag."""

SENTENCES: Mapping[str, str | Promise] = {
    Failure.REFUSED_LINK: _("The hub does not follow this link: it takes web addresses on the usual ports, no others."),
    Failure.REFUSED_ADDRESS: _("The link leads to an address that is not on the public internet. Nothing was fetched."),
    Failure.DNS: _("Nobody knows this host: it may be misspelt, or the site is gone."),
    Failure.UNREACHABLE: _("The site could not be reached."),
    Failure.TLS: _("The site could not prove that it is the one it says: its certificate is not in order."),
    Failure.TIMED_OUT: _("The site took too long."),
    Failure.TOO_LARGE: _("There is more behind the link than one capture may hold."),
    Failure.TOO_MANY_REDIRECTS: _("The link leads from one address to the next without end."),
    Failure.BROKEN_ANSWER: _("The site's answer broke off or made no sense."),
    Failure.SERVER_ERROR: _("The site answered that something is wrong on its side."),
    Failure.RATE_LIMITED: _("The site wants no more questions from the hub for a while."),
    Failure.BLOCKED: _("The site refuses to answer the hub. That says nothing about whether the post is still there."),
    Failure.CHALLENGE: _("The site asks for proof that a person is looking (a CAPTCHA or the like)."),
    Failure.LOGIN_WALL: _("The site shows this only to people who have signed in. The post may well still be there."),
    Failure.AGE_WALL: _("The site shows this only to people who have proved their age."),
    Failure.CONSENT_WALL: _("The site asked about cookies or consent in place of showing the post."),
    Failure.GEO_BLOCKED: _("The site does not show this in the country that the hub asks from."),
    Failure.REMOVED: _("The site says that this was removed, or that the account is gone."),
    Failure.NOT_FOUND: _("The site says that there is nothing under this link."),
    Failure.NOT_A_PAGE: _("There is neither a page nor a picture behind the link."),
    Failure.EMPTY: _("The page came without anything to read on it."),
    Failure.NOT_SHOWN: _("A page came, but nothing on it shows that it is this post."),
    Failure.DIVERTED: _("This is diverted material. It is never captured."),
    Failure.WITHHELD: _("Who this case is about is withheld, so nothing more is collected about them."),
    Failure.SWITCHED_OFF: _("Fetching is switched off on this hub."),
    Failure.BROKE_OFF: _("The capture broke off on the hub's side."),
}
NO_OWN_COPY = frozenset({Failure.DIVERTED, Failure.WITHHELD})
"""Failures after which an officer's own copy is not wanted either."""

SHOWN: Mapping[str, str | Promise] = {
    ShownBy.WORDS: _("The page shows the words that were reported."),
    ShownBy.ADDRESS: _("The page says of itself that it is this post. Look whether it shows it."),
    ShownBy.FILE: _("A picture, film or document stood behind the link. Look whether it is what was reported."),
    ShownBy.PAGE: _("A page came, and nothing on it speaks of a wall or a removal. Look whether it shows the post."),
}


def sentence_for(failure: str) -> str:
    """Return why there is no capture; empty where there is nothing to say."""
    return str(SENTENCES[failure]) if failure else ""


def next_step_for(capture: Capture) -> str:
    """Return what an officer can do about a capture that failed, or is waiting after a failed try."""
    if not capture.failure or capture.failure in NO_OWN_COPY:
        return ""
    if capture.state == Capture.State.REQUESTED:
        return str(_("It is tried again by itself."))
    if capture.failure in MAY_PASS:
        return str(_("Try again later, or add your own copy: a screenshot with the address bar, or a PDF."))
    return str(_("Add your own copy: open the link as you are allowed to, and save a screenshot with the address bar."))
