"""YouTube: a video is reported for abuse; what a report may be for is asked of the interface.

https://developers.google.com/youtube/v3/docs/videos/reportAbuse
"""

from collections.abc import Sequence
from typing import Any

from referrals.clients.platforms.calling import Caller
from referrals.clients.platforms.cutting import check_action, one_by_one
from referrals.clients.platforms.protocol import Delayed, NotConfigured, Part, Receipt, Refused, Values
from referrals.rules.takedowns.notice import Notice
from referrals.rules.takedowns.short_text import shortened
from referrals.rules.takedowns.steps import Asked

TOKENS = "https://oauth2.googleapis.com/token"
API = "https://www.googleapis.com/youtube/v3"
LONGEST_COMMENTS = 1000
WORDS = ("hate", "hatred")
TOO_MANY = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})


class YouTubeChannel:
    """Reports videos. Comments and channels cannot be reported so: an officer does it by hand."""

    def __init__(self, accounts: Sequence[Values], *, caller: Caller) -> None:
        if not accounts:
            raise NotConfigured("not_configured")
        self._values = accounts[0]
        self._caller = caller
        self._token = ""
        self._reason: dict[str, str] = {}

    def parts(self, notice: Notice) -> list[Part]:
        """Return a part for each video."""
        check_action(notice, known=(Asked.REMOVE,))
        return one_by_one(notice, kinds=("video",))

    def send(self, notice: Notice, part: Part) -> Receipt:
        """Report one video."""
        content = {
            "videoId": part.posts[0].post_id,
            "comments": shortened(notice, most=LONGEST_COMMENTS),
            "language": "en",
        }
        try:
            self._sign_in()
            content |= self._reason or self._find_reason()
            self._caller.post(f"{API}/videos/reportAbuse", content, token=self._token)
        except Refused as error:
            self._token = ""
            raise _told(error) from error
        return Receipt()

    def _sign_in(self) -> None:
        if self._token:
            return
        given = {name: self._values[name] for name in ("client_id", "client_secret", "refresh_token")}
        try:
            said = self._caller.post_form(TOKENS, {**given, "grant_type": "refresh_token"})
        except Refused as error:
            raise NotConfigured(error.said("error") or error.code) from error
        self._token = str(said.get("access_token") or "")

    def _find_reason(self) -> dict[str, str]:
        """Return the reason that is about hate, as the interface numbers it today; the narrower one too."""
        said = self._caller.get(
            f"{API}/videoAbuseReportReasons", asked={"part": "id,snippet", "hl": "en_US"}, token=self._token
        )
        for reason in said.get("items") or []:
            label = reason["snippet"]["label"]
            narrower_ones = reason["snippet"].get("secondaryReasons", [])
            narrower = next((each for each in narrower_ones if _fits(each["label"])), None)
            if narrower is not None or _fits(label):
                self._reason = {"reasonId": str(reason["id"])}
                if narrower is not None:
                    self._reason["secondaryReasonId"] = str(narrower["id"])
                return self._reason
        raise Refused("no_reason")


def _fits(label: str) -> bool:
    return any(word in label.lower() for word in WORDS)


def _told(error: Refused) -> Refused | Delayed:
    """Return what a refusal means: too many are told by the same statuses as what is wrong with one."""
    content: Any = error.content
    errors = content.get("error", {}).get("errors", []) if isinstance(content, dict) else []
    reasons = {each.get("reason") for each in errors if isinstance(each, dict)} if isinstance(errors, list) else set()
    if reasons & TOO_MANY:
        return Delayed("too_many")
    if "videoNotFound" in reasons:
        return Refused("no_such_post")
    return error
