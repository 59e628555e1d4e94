"""Words for how sending by an interface goes: why a request came back, and what it waits for."""

from collections.abc import Mapping
from datetime import datetime

from django.template.defaultfilters import date
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hatehub.reference.models import Platform
from referrals.models import PlatformStanding
from referrals.rules.takedowns.credential_fields import FIELDS
from referrals.services.letters import NOT_WANTED

AWAY = "away: "
CODES: Mapping[str, str | Promise] = {
    "no_such_post": gettext_lazy("Its interface does not find a post of it. It may be gone already: have a look."),
    "kind": gettext_lazy("Its interface cannot be asked about a link of this kind: ask by its form."),
    "action": gettext_lazy("Its interface has no words for what is asked: ask by its form."),
    "accounts_differ": gettext_lazy("Its interface says that the posts are of different accounts."),
    "no_reason": gettext_lazy("Its interface lists no reason that is about hate."),
    "PostsDiverted": gettext_lazy("A post of it has been diverted since."),
    "SubjectWithheld": gettext_lazy("Who the case is about is withheld since."),
    NOT_WANTED: gettext_lazy("Its link for answers opens no more, or it may not leave the hub any more."),
    "KeyDestroyed": gettext_lazy("What it says has been destroyed."),
}


def reason_not_sent(code: str) -> str:
    """Return why a request came back, in words; a code that nobody has words for as it is."""
    if code.startswith(AWAY):
        return _("The platform could not be reached for three days. Find another way to ask it.")
    if code.startswith("status_"):
        return _("Its interface did not take it (%(status)s).") % {"status": code.removeprefix("status_")}
    return str(CODES.get(code, code))


def has_form(platform: Platform) -> bool:
    """Tell whether the address of a platform is that of its form."""
    return platform.takedown_channel == Platform.TakedownChannel.WEB_FORM and bool(platform.takedown_address)


def why_by_hand(platform: Platform, *, is_chosen: bool = False) -> str:
    """Return what an officer does with the text of a request, and why it does not go by itself."""
    if is_chosen:
        return _("It was approved to be sent by hand: ask in another way, such as by the platform's form.")
    if platform.takedown_channel in FIELDS:
        return _("The hub has no account at this platform that it takes. Ask by its form, and tell an administrator.")
    if has_form(platform):
        return _("Copy the text into the platform's form:")
    return _("No address of this platform is known: find its form or its address, and tell an administrator.")


def waiting_for(platform: Platform, *, at: datetime) -> str:
    """Return what a request that is ready waits for; empty where it goes at once."""
    row = PlatformStanding.objects.filter(platform_code=platform.code).first()
    if row is None:
        return ""
    if row.holds_until is not None and row.holds_until > at:
        return _("The platform has asked for patience until %(until)s.") % {"until": _moment(row.holds_until)}
    if row.away_since is None:
        return ""
    since = _moment(row.away_since)
    if row.opens_at is None or row.opens_at <= at:
        return _("The platform has not answered since %(since)s. It is being tried again.") % {"since": since}
    told = {"since": since, "again": _moment(row.opens_at)}
    return _("The platform has not answered since %(since)s. It is tried again at %(again)s.") % told


def _moment(moment: datetime) -> str:
    return str(date(localtime(moment), "j F Y, H:i"))
