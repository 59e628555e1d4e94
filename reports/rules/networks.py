"""Which network a request comes from, as two names that hold no address and differ from day to day.

The near network is what one person or household holds: an IPv4 address, or an IPv6 /64. It is not an IPv4 /24,
because that is 256 strangers, and one carrier's address already stands for thousands of people. The wide network is
what one attacker may rent: an IPv4 /24, or an IPv6 /48. It has thresholds of its own, several times as high.
"""

import hmac
from dataclasses import dataclass
from datetime import date
from ipaddress import IPv4Address, IPv6Address, ip_network

from hatehub.accounts.networks import parse_address

UNKNOWN = "unknown"
NEAR_BITS = {4: 32, 6: 64}
WIDE_BITS = {4: 24, 6: 48}
NAME_DIGITS = 32


@dataclass(frozen=True, kw_only=True)
class Network:
    """The names of one request's networks, for one day. `is_known` is False where no address could be read."""

    near: str
    wide: str
    is_known: bool


def name_network(address: str, *, pepper: bytes, day: date) -> Network:
    """Return the names of an address's networks on one day; all that is no address is one network."""
    key = hmac.digest(pepper, b"networks of a day\0" + day.isoformat().encode(), "sha256")
    parsed = parse_address(address)
    return Network(
        near=_name(key, "near", _network(parsed, NEAR_BITS)),
        wide=_name(key, "wide", _network(parsed, WIDE_BITS)),
        is_known=parsed is not None,
    )


def _network(address: IPv4Address | IPv6Address | None, bits: dict[int, int]) -> str:
    if address is None:
        return UNKNOWN
    return str(ip_network(f"{address.compressed}/{bits[address.version]}", strict=False))


def _name(key: bytes, level: str, network: str) -> str:
    return hmac.digest(key, f"{level}\0{network}".encode(), "sha256").hex()[:NAME_DIGITS]
