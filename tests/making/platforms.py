"""Platforms that stand in for the real ones: servers of this machine that answer as the published interfaces do."""

import base64
import json
import ssl
import tempfile
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

from referrals.clients.platforms.calling import Caller
from referrals.rules.takedowns.notice import Notice, Post
from reports.rules.post_keys import recognise_post
from tests.making.sites import Dialled, Site, certificate_for, page, reach_of

HOSTS = ("social.example", "other.example", "bsky.example", "lemmy.example", "www.googleapis.com")
MORE_HOSTS = ("oauth2.googleapis.com", "www.reddit.com", "oauth.reddit.com", "hooks.example")
Answering = Callable[["Asked"], Any]


class Asked:
    """One call: its parameters, its content, and who it says that it is."""

    def __init__(self, to: BaseHTTPRequestHandler) -> None:
        self.host, self.path = to.headers["Host"], urlsplit(to.path).path
        self.query = dict(parse_qsl(urlsplit(to.path).query))
        self.headers = {name.lower(): value for name, value in to.headers.items()}
        self.body = to.rfile.read(int(to.headers.get("Content-Length") or 0))
        is_form = self.headers.get("content-type", "").endswith("urlencoded")
        self.form = dict(parse_qsl(self.body.decode())) if is_form else {}
        self.content = json.loads(self.body) if self.body and not is_form else None

    @property
    def token(self) -> str:
        return self.headers.get("authorization", "").removeprefix("Bearer ")

    @property
    def basic(self) -> str:
        return base64.b64decode(self.headers.get("authorization", "").removeprefix("Basic ")).decode()


class Says(Exception):
    """The answer is another than "200 OK"."""

    def __init__(self, status: int, content: Any = None, **headers: str) -> None:
        super().__init__(status)
        self.status, self.content, self.headers = status, content, headers


class Platforms:
    """Servers by host and path. `calls` are all calls in their order; `next` says what to answer before all else."""

    def __init__(self) -> None:
        certificate, key = certificate_for(*HOSTS, *MORE_HOSTS)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile() as file:
            file.write(certificate + key)
            file.flush()
            context.load_cert_chain(file.name)
        self._site = Site(context=context)
        self.calls: list[Asked] = []
        self.next: list[Says] = []
        reach = reach_of(Dialled(https=self._site.port), authority=certificate)
        self.caller = Caller(user_agent="Hub under test", reach=reach, seconds=5)

    def answer(self, where: str, answering: Answering) -> None:
        """Have what lies at HOST/PATH answered by a function: its result as JSON, or what it raises."""

        def answer(to: BaseHTTPRequestHandler) -> None:
            asked = Asked(to)
            self.calls.append(asked)
            try:
                if self.next:
                    raise self.next.pop(0)
                content, status, headers = answering(asked), 200, {}
            except Says as said:
                content, status, headers = said.content, said.status, said.headers
            body = "" if content is None else json.dumps(content)
            page(body, status=status, kind="application/json", **headers)(to)

        self._site.answers[where] = answer

    def answer_next(self, status: int) -> None:
        """Answer the next call with a status, before all else."""
        self.next.append(Says(status))

    def close(self) -> None:
        self._site.close()


def notice(*urls: str, **more: Any) -> Notice:
    """Return a notice about posts of one platform."""
    posts = [(url, recognise_post(url)) for url in urls]
    given = {
        "id": UUID(int=7),
        "case_reference": "OHC-TEST-0001",
        "action": "remove",
        "platform_code": posts[0][1].platform,
        "posts": tuple(
            Post(url=url, post_key=each.key or "", kind=each.kind, post_id=each.post_id, account=each.account)
            for url, each in posts
        ),
        "legal_basis": "Invented offence: Invented Act 2001, s1",
        "explanation": "It calls for harm to an invented group.",
        "notifier_name": "Online Hate Hub",
        "notifier_email": "notices@hub.example",
        "answer_address": "https://hub.example/answer/abc/",
    }
    return Notice(**{**given, **more})


class Mastodon:
    """A Mastodon server: search with `resolve`, and reports (docs.joinmastodon.org/methods/reports)."""

    def __init__(self, platforms: Platforms, host: str = "social.example", *, is_old: bool = False) -> None:
        self.statuses: dict[str, tuple[str, str]] = {}
        self.reports: list[dict[str, Any]] = []
        self.token, self._is_old = f"token of {host}", is_old
        platforms.answer(f"{host}/api/v2/search", self._search)
        platforms.answer(f"{host}/api/v1/reports", self._report)

    def _check(self, asked: Asked) -> None:
        if asked.token != self.token:
            raise Says(401, {"error": "The access token is invalid"})

    def _search(self, asked: Asked) -> Any:
        self._check(asked)
        assert asked.query["resolve"] == "true"
        found = self.statuses.get(asked.query["q"])
        statuses = [{"id": found[0], "account": {"id": found[1]}, "url": asked.query["q"]}] if found else []
        return {"accounts": [], "statuses": statuses, "hashtags": []}

    def _report(self, asked: Asked) -> Any:
        self._check(asked)
        if self._is_old and asked.content["category"] == "legal":
            raise Says(422, {"error": "Validation failed: Category is not included in the list"})
        assert len(asked.content["comment"]) <= 1000
        self.reports.append(asked.content)
        return {"id": str(len(self.reports)), "action_taken": False, "category": asked.content["category"]}


class Bluesky:
    """A server of the AT protocol: sessions, handles, posts, and reports that it passes on."""

    def __init__(self, platforms: Platforms, host: str = "bsky.example") -> None:
        self.posts: dict[str, str] = {}
        self.handles: dict[str, str] = {}
        self.reports: list[tuple[str, dict[str, Any]]] = []
        self.sessions = 0
        for name in ("server.createSession", "identity.resolveHandle", "moderation.createReport"):
            platforms.answer(f"{host}/xrpc/com.atproto.{name}", getattr(self, f"_{name.partition('.')[2]}"))
        platforms.answer(f"{host}/xrpc/app.bsky.feed.getPosts", self._get_posts)

    def _createSession(self, asked: Asked) -> Any:  # noqa: N802 - as the interface calls it
        if asked.content != {"identifier": "hub.bsky.example", "password": "app-pass-word"}:
            raise Says(401, {"error": "AuthenticationRequired", "message": "Invalid identifier or password"})
        self.sessions += 1
        return {"accessJwt": f"jwt-{self.sessions}", "refreshJwt": "r", "did": "did:plc:hub", "handle": "hub"}

    def _check(self, asked: Asked) -> None:
        if asked.token != f"jwt-{self.sessions}":
            raise Says(400, {"error": "ExpiredToken", "message": "Token has expired"})

    def _resolveHandle(self, asked: Asked) -> Any:  # noqa: N802 - as above
        self._check(asked)
        did = self.handles.get(asked.query["handle"])
        if did is None:
            raise Says(400, {"error": "InvalidRequest", "message": "Unable to resolve handle"})
        return {"did": did}

    def _get_posts(self, asked: Asked) -> Any:
        self._check(asked)
        cid = self.posts.get(asked.query["uris"])
        return {"posts": [{"uri": asked.query["uris"], "cid": cid}] if cid else []}

    def _createReport(self, asked: Asked) -> Any:  # noqa: N802 - as above
        self._check(asked)
        self.reports.append((asked.headers["atproto-proxy"], asked.content))
        return {"id": 40 + len(self.reports), "reasonType": asked.content["reasonType"], "reportedBy": "did:plc:hub"}


class YouTube:
    """Google's tokens and the two methods of the YouTube Data API about abuse."""

    REASONS = (
        {"id": "S", "snippet": {"label": "Spam or misleading", "secondaryReasons": []}},
        {
            "id": "V",
            "snippet": {
                "label": "Violent, hateful, or dangerous",
                "secondaryReasons": [{"id": "31", "label": "Promotes hatred or violence"}, {"id": "32", "label": "x"}],
            },
        },
    )

    def __init__(self, platforms: Platforms) -> None:
        self.videos: set[str] = set()
        self.reports: list[dict[str, Any]] = []
        platforms.answer("oauth2.googleapis.com/token", self._token)
        platforms.answer("www.googleapis.com/youtube/v3/videoAbuseReportReasons", lambda _: {"items": self.REASONS})
        platforms.answer("www.googleapis.com/youtube/v3/videos/reportAbuse", self._report)

    def _token(self, asked: Asked) -> Any:
        if asked.form["refresh_token"] != "refresh-1":
            raise Says(400, {"error": "invalid_grant", "error_description": "Token has been revoked."})
        return {"access_token": "ya29", "expires_in": 3599, "token_type": "Bearer"}

    def _report(self, asked: Asked) -> Any:
        if asked.content["videoId"] not in self.videos:
            raise Says(404, {"error": {"code": 404, "errors": [{"reason": "videoNotFound"}]}})
        self.reports.append(asked.content)
        raise Says(204)


class Reddit:
    """Reddit's tokens and its reports, whose refusals come with "200 OK"."""

    def __init__(self, platforms: Platforms) -> None:
        self.reports: list[dict[str, str]] = []
        self.errors: list[list[str]] = []
        platforms.answer("www.reddit.com/api/v1/access_token", self._token)
        platforms.answer("oauth.reddit.com/api/report", self._report)

    def _token(self, asked: Asked) -> Any:
        if asked.basic != "id-1:secret-1":
            raise Says(401, {"message": "Unauthorized", "error": 401})
        return {"access_token": "reddit-1", "token_type": "bearer", "expires_in": 86400, "scope": "report"}

    def _report(self, asked: Asked) -> Any:
        if asked.token != "reddit-1":
            raise Says(401, {"message": "Unauthorized", "error": 401})
        assert len(asked.form["reason"]) <= 100
        if not self.errors:
            self.reports.append(asked.form)
        return {"json": {"errors": self.errors}}


class Lemmy:
    """A Lemmy server, which says nearly everything with status 400."""

    def __init__(self, platforms: Platforms, host: str = "lemmy.example") -> None:
        self.objects: dict[str, tuple[str, int]] = {}
        self.reports: list[tuple[str, dict[str, Any]]] = []
        platforms.answer(f"{host}/api/v3/user/login", self._login)
        platforms.answer(f"{host}/api/v3/resolve_object", self._resolve)
        for kind in ("post", "comment"):
            platforms.answer(f"{host}/api/v3/{kind}/report", lambda asked, kind=kind: self._report(asked, kind))

    def _login(self, asked: Asked) -> Any:
        if asked.content["password"] != "lemmy-pass":
            raise Says(401, {"error": "incorrect_login"})
        return {"jwt": "lemmy-jwt", "registration_created": False, "verify_email_sent": False}

    def _resolve(self, asked: Asked) -> Any:
        found = self.objects.get(asked.query["q"])
        if asked.token != "lemmy-jwt" or found is None:
            raise Says(400, {"error": "couldnt_find_object"})
        kind, number = found
        return {kind: {kind: {"id": number}}}

    def _report(self, asked: Asked, kind: str) -> Any:
        self.reports.append((kind, asked.content))
        return {f"{kind}_report_view": {f"{kind}_report": {"id": 900 + len(self.reports)}}}
