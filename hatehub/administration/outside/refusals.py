"""The page on which a sign-in through the provider ends that does not come to pass: what happened, and what to do."""

import logging
from enum import Enum

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class Why(Enum):
    """What stood in the way."""

    AWAY = "away"
    BEGUN_ELSEWHERE = "begun_elsewhere"
    CANCELLED = "cancelled"
    DECLINED = "declined"
    UNTRUSTED = "untrusted"
    WEAK = "weak"
    UNKNOWN = "unknown"
    SEVERAL = "several"
    TAKEN = "taken"
    INACTIVE = "inactive"
    CLOSED_ONCE = "closed_once"
    ANOTHER = "another"
    NOT_ASKED = "not_asked"


SAYS = {
    Why.AWAY: _("The sign-in there does not answer just now. Nothing is wrong with your account. Try again soon."),
    Why.BEGUN_ELSEWHERE: _("This sign-in was begun in another browser, too long ago, or was used already. Begin anew."),
    Why.CANCELLED: _("You stopped the sign-in there. Begin anew when you want to."),
    Why.DECLINED: _("The sign-in there did not let you through. Ask those who run it."),
    Why.UNTRUSTED: _(
        "What came back could not be trusted, so nothing was opened. Begin anew. If it happens again, tell an "
        "administrator of the hub."
    ),
    Why.WEAK: _("You signed in there in a way that is not enough for the hub. Use your second factor there."),
    Why.UNKNOWN: _("There is no account of the hub for you. An administrator of the hub makes accounts: ask yours."),
    Why.SEVERAL: _(
        "Your name there and your e-mail address belong to two accounts of the hub. Ask an administrator of the hub."
    ),
    Why.TAKEN: _(
        "Your account of the hub belongs to another identity there. An administrator of the hub can detach it."
    ),
    Why.INACTIVE: _("Your account of the hub is closed. Ask an administrator of the hub."),
    Why.CLOSED_ONCE: _(
        "Your account of the hub was closed for a time. Ask an administrator of the hub to let you in from there again."
    ),
    Why.ANOTHER: _("You signed in there as somebody else than you are here. Nothing was changed."),
    Why.NOT_ASKED: _("You were not asked there to show again who you are, so this does not count. Use another way."),
}
UNAVAILABLE = 503
FORBIDDEN = 403


class Refused(OAuth2Error):
    """A sign-in through the provider does not come to pass. `detail` is one word for the log, never what was sent."""

    def __init__(self, why: Why, detail: str = "") -> None:
        super().__init__(why.value)
        self.why = why
        self.detail = detail


def refusal(request: HttpRequest, refused: Refused) -> HttpResponse:
    """Answer in words, and log which refusal it was without whom it met."""
    logger.warning("outside_sign_in_refused", extra={"why": refused.why.value, "detail": refused.detail})
    status = UNAVAILABLE if refused.why is Why.AWAY else FORBIDDEN
    return render(request, "account/outside_refused.html", {"says": SAYS[refused.why]}, status=status)
