"""What captures are taken with, as the settings say: the fetcher, its limits and the browser."""

from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings

from referrals.clients.chromium.picture import Drawer
from referrals.clients.fetching.reaching import Reach

NAME = "Online Hate Hub capture"
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class Tools:
    """How hosts are reached, under which name, how far and how long, and by whom the picture is drawn, if at all."""

    user_agent: str
    reach: Reach = field(default_factory=Reach)
    seconds: float = 30
    picture_seconds: float = 30
    most_bytes: int = 25 * MEGABYTE
    redirects: int = 10
    drawer: Drawer | None = None
    exit_address: str = ""


def configured() -> Tools:
    """Return what the settings name."""
    path = settings.CAPTURE_CHROMIUM
    return Tools(
        user_agent=settings.CAPTURE_USER_AGENT,
        seconds=settings.CAPTURE_SECONDS,
        picture_seconds=settings.CAPTURE_SECONDS,
        most_bytes=settings.CAPTURE_MOST_MB * MEGABYTE,
        redirects=settings.CAPTURE_REDIRECTS,
        drawer=Drawer(path=path, is_sandboxed=settings.CAPTURE_CHROMIUM_SANDBOX) if path else None,
        exit_address=settings.CAPTURE_EXIT_ADDRESS,
    )


@cache
def tool_version() -> str:
    """Return which fetcher it was: the library that wrote the WARC and the one that spoke HTTP."""
    return ", ".join(f"{name} {_version_of(name)}" for name in ("h11", "warcio"))


def _version_of(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "unknown"
