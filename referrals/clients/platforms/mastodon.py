"""Mastodon: a report to the moderators of the post's server, made there or passed on by the hub's own server.

https://docs.joinmastodon.org/methods/reports/ and /methods/search/
"""

from collections.abc import Sequence

from referrals.clients.platforms.calling import Caller
from referrals.clients.platforms.cutting import host_of, key_of
from referrals.clients.platforms.protocol import NotConfigured, Part, Receipt, Refused, Values
from referrals.rules.takedowns.notice import Notice, Post
from referrals.rules.takedowns.short_text import shortened

LONGEST_COMMENT = 1000
MOST_STATUSES = 20
LEGAL, OTHER = "legal", "other"


class MastodonChannel:
    """Reports on the server of the post where the hub has an account, else on the hub's own, which passes it on."""

    def __init__(self, accounts: Sequence[Values], *, caller: Caller) -> None:
        if not accounts:
            raise NotConfigured("not_configured")
        self._tokens = {values["server"].lower(): values["token"] for values in accounts}
        self._home = accounts[0]["server"].lower()
        self._caller = caller

    def parts(self, notice: Notice) -> list[Part]:
        """Return a part for each account's posts, twenty at most; a post whose account is not known by itself."""
        by_account: dict[str, list[Post]] = {}
        for post in notice.posts:
            by_account.setdefault(post.account or key_of(post), []).append(post)
        return [
            Part(key=f"{account}#{start}" if start else account, posts=tuple(posts[start : start + MOST_STATUSES]))
            for account, posts in by_account.items()
            for start in range(0, len(posts), MOST_STATUSES)
        ]

    def send(self, notice: Notice, part: Part) -> Receipt:
        """Find each post on the server, and report them as one."""
        host = host_of(part.posts[0])
        server = host if host in self._tokens else self._home
        try:
            return self._send(notice, part, server=server, is_elsewhere=server != host)
        except NotConfigured as error:
            error.server = server
            raise

    def _send(self, notice: Notice, part: Part, *, server: str, is_elsewhere: bool) -> Receipt:
        found = [self._find(server, post.url) for post in part.posts]
        if len({account for account, _status in found}) > 1:
            raise Refused("accounts_differ")
        content = {
            "account_id": found[0][0],
            "status_ids": [status for _account, status in found],
            "comment": shortened(notice, most=LONGEST_COMMENT),
            "forward": is_elsewhere,
            "category": LEGAL,
        }
        try:
            said = self._report(server, content)
        except Refused as error:
            if error.code != "status_422":
                raise
            # Servers before 4.2 know no category for what is against the law.
            said = self._report(server, {**content, "category": OTHER})
        return Receipt(reference=said)

    def _report(self, server: str, content: object) -> str:
        said = self._caller.post(f"https://{server}/api/v1/reports", content, token=self._tokens[server])
        return str(said.get("id") or "")

    def _find(self, server: str, url: str) -> tuple[str, str]:
        """Return a post's account and its own number as this server knows them."""
        asked = {"q": url, "type": "statuses", "resolve": "true", "limit": "1"}
        said = self._caller.get(f"https://{server}/api/v2/search", asked=asked, token=self._tokens[server])
        statuses = said.get("statuses") or []
        if not statuses:
            raise Refused("no_such_post")
        return str(statuses[0]["account"]["id"]), str(statuses[0]["id"])
