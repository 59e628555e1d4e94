"""Lemmy: a post or comment of any server is found on the server of the hub's account, and reported from there.

https://join-lemmy.org/docs/contributors/04-api.html
"""

from collections.abc import Sequence
from datetime import timedelta

from referrals.clients.platforms.calling import Caller, Said
from referrals.clients.platforms.cutting import check_action, one_by_one
from referrals.clients.platforms.protocol import Delayed, NotConfigured, Part, Receipt, Refused, Values
from referrals.rules.takedowns.notice import Notice
from referrals.rules.takedowns.short_text import shortened
from referrals.rules.takedowns.steps import Asked

LONGEST_REASON = 1000
PATIENCE = timedelta(minutes=10)
SIGNED_OUT = frozenset({"not_logged_in", "incorrect_login", "login_expired"})


class LemmyChannel:
    """Reports posts and comments."""

    def __init__(self, accounts: Sequence[Values], *, caller: Caller) -> None:
        if not accounts:
            raise NotConfigured("not_configured")
        self._values = accounts[0]
        self._caller = caller
        self._token = ""

    def parts(self, notice: Notice) -> list[Part]:
        """Return a part for each post and comment."""
        check_action(notice, known=(Asked.REMOVE, Asked.OTHER_SANCTION))
        return one_by_one(notice, kinds=("post", "comment"))

    def send(self, notice: Notice, part: Part) -> Receipt:
        """Find one post or comment, and report it."""
        (post,) = part.posts
        try:
            self._sign_in()
            number = self._find(post.url, kind=post.kind)
            reason = shortened(notice, most=LONGEST_REASON)
            said = self._post(f"{post.kind}/report", {f"{post.kind}_id": number, "reason": reason})
        except Refused as error:
            raise self._told(error) from error
        view = f"{post.kind}_report"
        return Receipt(reference=str(said.get(f"{view}_view", view, "id") or ""))

    def _sign_in(self) -> None:
        if self._token:
            return
        content = {"username_or_email": self._values["name"], "password": self._values["password"]}
        self._token = str(self._post("user/login", content).get("jwt") or "")
        if not self._token:
            raise NotConfigured("no_session")

    def _find(self, url: str, *, kind: str) -> int:
        """Return the number under which this server knows a post or comment of any server."""
        said = self._caller.get(self._method("resolve_object"), asked={"q": url}, token=self._token)
        number = said.get(kind, kind, "id")
        if not isinstance(number, int):
            raise Refused("no_such_post")
        return number

    def _post(self, method: str, content: object) -> Said:
        return self._caller.post(self._method(method), content, token=self._token)

    def _method(self, name: str) -> str:
        return f"https://{self._values['server']}/api/v3/{name}"

    def _told(self, error: Refused) -> Refused | Delayed:
        """Return what a refusal means: the interface says nearly everything with status 400."""
        code = error.said("error")
        if code in SIGNED_OUT:
            self._token = ""
            return NotConfigured(code)
        if code == "rate_limit_error":
            return Delayed(code, after=PATIENCE)
        if code.startswith("couldnt_find") or code == "not_found":
            return Refused("no_such_post")
        return Refused(code[:40]) if code else error
