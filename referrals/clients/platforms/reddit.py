"""Reddit: a post or comment is reported to the moderators of its subreddit, in a hundred characters.

https://www.reddit.com/dev/api/#POST_api_report
"""

from collections.abc import Sequence
from datetime import timedelta

from referrals.clients.platforms.calling import Caller
from referrals.clients.platforms.cutting import check_action, one_by_one
from referrals.clients.platforms.protocol import Delayed, NotConfigured, Part, PlatformAway, Receipt, Refused, Values
from referrals.rules.takedowns.notice import Notice, Post
from referrals.rules.takedowns.short_text import shortened
from referrals.rules.takedowns.steps import Asked

TOKENS = "https://www.reddit.com/api/v1/access_token"
REPORT = "https://oauth.reddit.com/api/report"
LONGEST_REASON = 100
PATIENCE = timedelta(minutes=10)


class RedditChannel:
    """Reports posts and comments."""

    def __init__(self, accounts: Sequence[Values], *, caller: Caller) -> None:
        if not accounts:
            raise NotConfigured("not_configured")
        self._values = accounts[0]
        self._caller = caller
        self._token = ""

    def parts(self, notice: Notice) -> list[Part]:
        """Return a part for each post and comment."""
        check_action(notice, known=(Asked.REMOVE,))
        return one_by_one(notice, kinds=("post", "comment"))

    def send(self, notice: Notice, part: Part) -> Receipt:
        """Report one post or comment."""
        self._sign_in()
        reason = shortened(notice, most=LONGEST_REASON)
        fields = {"api_type": "json", "thing_id": _thing(part.posts[0]), "reason": reason}
        try:
            said = self._caller.post_form(REPORT, fields, token=self._token)
        except NotConfigured:
            self._token = ""
            raise
        _judge_errors(said.get("json", "errors") or [])
        return Receipt()

    def _sign_in(self) -> None:
        if self._token:
            return
        fields = {"grant_type": "refresh_token", "refresh_token": self._values["refresh_token"]}
        basic = (self._values["client_id"], self._values["client_secret"])
        try:
            said = self._caller.post_form(TOKENS, fields, basic=basic)
        except (PlatformAway, Delayed):
            raise
        except Refused as error:
            raise NotConfigured(error.said("error") or error.code) from error
        self._token = str(said.get("access_token") or "")
        if not self._token:
            raise NotConfigured(str(said.get("error") or "no_token"))


def _thing(post: Post) -> str:
    """Return the full name of a post or comment: its kind and its number."""
    return f"{'t1' if post.kind == 'comment' else 't3'}_{post.post_id.rpartition('/')[2]}"


def _judge_errors(errors: list[list[str]]) -> None:
    """Raise what an answer of 200 that lists errors means."""
    for error in errors:
        code = str(error[0]).lower()
        if code == "ratelimit":
            raise Delayed("too_many", after=PATIENCE)
        raise Refused(code[:40])
