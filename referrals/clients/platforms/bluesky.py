"""Bluesky: a report of a post or an account to its moderation service, through the server of the hub's account.

Lexicons com.atproto.server.createSession, com.atproto.identity.resolveHandle, app.bsky.feed.getPosts and
com.atproto.moderation.createReport.
"""

from collections.abc import Sequence
from typing import Any

from referrals.clients.platforms.calling import Caller
from referrals.clients.platforms.cutting import one_by_one
from referrals.clients.platforms.protocol import NotConfigured, Part, Receipt, Refused, Values
from referrals.rules.takedowns.notice import Notice, Post
from referrals.rules.takedowns.short_text import shortened
from referrals.rules.takedowns.steps import Asked

MODERATION = "did:plc:ar7c4by46qjdydhdevvrndac"
"""Bluesky's own moderation service."""
LONGEST_REASON = 2000
REASON_TYPE = "com.atproto.moderation.defs#reasonRude"
"""Harassment and hate, in the words of the interface: rude, harassing, explicit or otherwise unwelcoming."""


class BlueskyChannel:
    """Signs in once, and reports posts one by one; where an account is to be restricted, the account."""

    def __init__(self, accounts: Sequence[Values], *, caller: Caller) -> None:
        if not accounts:
            raise NotConfigured("not_configured")
        self._values = accounts[0]
        self._caller = caller
        self._token = ""

    def parts(self, notice: Notice) -> list[Part]:
        """Return a part for each post, or for each account."""
        parts = one_by_one(notice, kinds=("post",))
        if any(not post.account for post in notice.posts):
            raise Refused("kind")
        if notice.action != Asked.RESTRICT_ACCOUNT:
            return parts
        return list({post.account: Part(key=post.account, posts=(post,)) for post in notice.posts}.values())

    def send(self, notice: Notice, part: Part) -> Receipt:
        """Find the lasting name of the post or the account, and report it."""
        try:
            return self._report(notice, part.posts[0])
        except Refused as error:
            if error.said("error") != "ExpiredToken":
                raise
            self._token = ""
        return self._report(notice, part.posts[0])

    def _report(self, notice: Notice, post: Post) -> Receipt:
        self._sign_in()
        did = self._did(post.account)
        if notice.action == Asked.RESTRICT_ACCOUNT:
            subject = {"$type": "com.atproto.admin.defs#repoRef", "did": did}
        else:
            subject = {"$type": "com.atproto.repo.strongRef", **self._strong(did, post)}
        content = {
            "reasonType": REASON_TYPE,
            "reason": shortened(notice, most=LONGEST_REASON),
            "subject": subject,
        }
        service = self._values.get("moderation") or MODERATION
        proxied = {"atproto-proxy": f"{service}#atproto_labeler"}
        address = self._method("com.atproto.moderation.createReport")
        said = self._caller.post(address, content, token=self._token, more=proxied)
        return Receipt(reference=str(said.get("id") or ""))

    def _sign_in(self) -> None:
        if self._token:
            return
        content = {"identifier": self._values["name"], "password": self._values["password"]}
        said = self._caller.post(self._method("com.atproto.server.createSession"), content)
        self._token = str(said.get("accessJwt") or "")
        if not self._token:
            raise NotConfigured("no_session")

    def _did(self, account: str) -> str:
        if account.startswith("did:"):
            return account
        said = self._ask("com.atproto.identity.resolveHandle", handle=account)
        return str(said.get("did") or "")

    def _strong(self, did: str, post: Post) -> dict[str, str]:
        """Return the address of a post and the hash of what it says now."""
        address = f"at://{did}/app.bsky.feed.post/{post.post_id.rpartition('/')[2]}"
        posts = self._ask("app.bsky.feed.getPosts", uris=address).get("posts") or []
        if not posts:
            raise Refused("no_such_post")
        return {"uri": str(posts[0]["uri"]), "cid": str(posts[0]["cid"])}

    def _ask(self, method: str, **asked: str) -> Any:
        return self._caller.get(self._method(method), asked=asked, token=self._token)

    def _method(self, name: str) -> str:
        return f"https://{self._values['server']}/xrpc/{name}"
