"""The mark that forms of the portal carry: how the case stood when the page was opened."""

from datetime import UTC, datetime
from typing import Any

from hatehub.accounts.staff import StaffRequest
from referrals.services.as_seen import ChangedSince, Seen
from referrals.web.portal_words import change_words

FIELD = "seen"
NEVER = Seen(version=0, at=datetime(2000, 1, 1, tzinfo=UTC))


def mark_of(seen: Seen) -> str:
    """Return what the form carries."""
    return f"{seen.version}.{int(seen.at.timestamp() * 1000)}"


def read_mark(request: StaffRequest) -> Seen:
    """Return what a form that was sent carried; one without a mark saw nothing."""
    version, _, moment = request.POST.get(FIELD, "").partition(".")
    if not (version.isascii() and version.isdecimal() and moment.isascii() and moment.isdecimal()):
        return NEVER
    try:
        at = datetime.fromtimestamp(int(moment[:15]) / 1000, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return NEVER
    return Seen(version=int(version[:18]), at=at)


def change_rows(refusal: ChangedSince) -> list[dict[str, Any]]:
    """Return what a page says of the changes since."""
    return [{"what": change_words(change), "at": at} for change, at in refusal.changes]
