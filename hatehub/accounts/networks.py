"""Where a program may call from: addresses behind proxies, networks, and client certificates. Pure: no Django."""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

LONGEST_HEADER = 4000
FINGERPRINT = re.compile(r"[0-9a-f]{64}")
BINARY_ITEM = re.compile(r":([A-Za-z0-9+/]+={0,2}):")
"""A byte sequence of RFC 8941, as the field `Client-Cert` of RFC 9440 carries a certificate."""


class NotNetworks(Exception):
    """A text names something that is no network; the message is that word."""


def client_address(*, remote: str, forwarded: str, trusted_proxies: int) -> str:
    """Return the address that the outermost trusted proxy saw, as it was written.

    `remote` is who connected; `forwarded` is X-Forwarded-For, where each proxy has added whom it saw to the right.
    What stands to the left of the trusted entries came from the client, and is never believed.
    """
    if trusted_proxies <= 0 or not forwarded.strip():
        return remote
    chain = [*forwarded[-LONGEST_HEADER:].split(","), remote]
    return chain[max(0, len(chain) - 1 - trusted_proxies)].strip()


def parse_address(text: str) -> IPv4Address | IPv6Address | None:
    """Return the address in a text, which may have a port or brackets around it; None where there is none."""
    try:
        found = ip_address(_without_port(text.strip()))
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def parse_networks(text: str) -> list[IPv4Network | IPv6Network]:
    """Return the networks that a text lists; one address is a network too. Raises NotNetworks."""
    found = []
    for word in re.split(r"[\s,;]+", text.strip()):
        if not word:
            continue
        try:
            found.append(ip_network(word, strict=False))
        except ValueError:
            raise NotNetworks(word) from None
    return found


def is_within(address: str, networks: Sequence[IPv4Network | IPv6Network]) -> bool:
    """Tell whether an address lies in one of the networks; what is no address lies in none."""
    parsed = parse_address(address)
    return parsed is not None and any(parsed in network for network in networks)


def certificate_fingerprint(header: str) -> str:
    """Return the SHA-256, in hexadecimal digits, of the client certificate that a proxy has passed on.

    A proxy passes the certificate itself, as RFC 9440 says, or its fingerprint with or without colons. Empty where
    the header holds neither.
    """
    text = header.strip()
    item = BINARY_ITEM.fullmatch(text)
    if item is None:
        bare = text.replace(":", "").lower()
        return bare if FINGERPRINT.fullmatch(bare) else ""
    try:
        return hashlib.sha256(base64.b64decode(item[1], validate=True)).hexdigest()
    except (binascii.Error, ValueError):
        return ""


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    if text.count(":") == 1:
        return text.partition(":")[0]
    return text.partition("%")[0]  # the zone of a link-local address
