"""Which links a capture may follow: http and https, their own ports, no credentials, a real host name. Pure."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urljoin, urlsplit

PORTS = {"http": 80, "https": 443}
LONGEST_LINK = 8000
HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")
UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
LOCAL_NAMES = (".local", ".localhost", ".internal", ".intranet", ".home.arpa", ".lan", ".corp", ".onion", ".i2p")
KEPT_IN_PATH = "/%:@!$&'()*+,;=~-._?[]"


class LinkRefused(Exception):
    """A capture does not follow this link; the message says why, without the link."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where a link leads: `host` in ASCII and small letters, `path` with the query, as it is sent."""

    scheme: str
    host: str
    path: str

    @property
    def port(self) -> int:
        """The one port of the scheme."""
        return PORTS[self.scheme]

    @property
    def url(self) -> str:
        """The link as it is asked for; an IPv6 address stands in brackets."""
        return f"{self.scheme}://{self.authority}{self.path}"

    @property
    def authority(self) -> str:
        """The host as it stands in a link and in the Host header."""
        return f"[{self.host}]" if ":" in self.host else self.host


def read_target(link: str) -> Target:
    """Return where a link leads. Raises LinkRefused."""
    if len(link) > LONGEST_LINK or UNSAFE.search(link.strip()):
        raise LinkRefused("too long, or with characters that no link has")
    try:
        split = urlsplit(link.strip())
        port = split.port
    except ValueError:
        raise LinkRefused("not a link") from None
    scheme = split.scheme.lower()
    if scheme not in PORTS:
        raise LinkRefused("neither http nor https")
    if "@" in split.netloc:
        raise LinkRefused("it holds a name or a password")
    if port is not None and port != PORTS[scheme]:
        raise LinkRefused("another port than 80 for http and 443 for https")
    path = quote(split.path or "/", safe=KEPT_IN_PATH) + (
        f"?{quote(split.query, safe=KEPT_IN_PATH)}" if split.query else ""
    )
    return Target(scheme=scheme, host=_host(split.hostname or ""), path=path)


def follow(target: Target, location: str) -> Target:
    """Return where a redirect leads. Raises LinkRefused."""
    try:
        return read_target(urljoin(target.url, location.strip()))
    except ValueError:
        raise LinkRefused("not a link") from None


def _host(host: str) -> str:
    """Return a host as it is looked up: an address as it is written in full, or a name in ASCII."""
    try:
        return ip_address(host).compressed
    except ValueError:
        pass
    try:
        name = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise LinkRefused("no host that can be looked up") from None
    if not HOST.fullmatch(name) or NUMBER.fullmatch(name.rpartition(".")[2]) or name.endswith(LOCAL_NAMES):
        raise LinkRefused("no host of the public internet")
    return name
