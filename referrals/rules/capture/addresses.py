"""Which addresses a capture may connect to: public ones and no other. Pure.

Source: the special-purpose address registries of IANA (RFC 6890) and, for IPv6, the only block that is handed out for
public use (2000::/3). Forms that carry an IPv4 address inside are refused whole, whatever they carry.
"""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

REFUSED_4 = tuple(
    (ip_network(network), why)
    for network, why in (
        ("0.0.0.0/8", "this network"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "shared by a carrier"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local or cloud metadata"),
        ("168.63.129.16/32", "cloud metadata"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "protocol assignments"),
        ("192.0.2.0/24", "documentation"),
        ("192.31.196.0/24", "name service of its own"),
        ("192.52.193.0/24", "relay"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("192.175.48.0/24", "name service of its own"),
        ("198.18.0.0/15", "benchmarks"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
PUBLIC_6 = ip_network("2000::/3")
REFUSED_6 = tuple(
    (ip_network(network), why)
    for network, why in (
        ("::1/128", "loopback"),
        ("::/128", "unspecified"),
        ("::ffff:0:0/96", "IPv4 inside IPv6"),
        ("::/96", "IPv4 inside IPv6"),
        ("64:ff9b::/96", "IPv4 inside IPv6 (NAT64)"),
        ("64:ff9b:1::/48", "IPv4 inside IPv6 (NAT64)"),
        ("100::/64", "discard"),
        ("2001::/23", "protocol assignments and Teredo"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "IPv4 inside IPv6 (6to4)"),
        ("2620:4f:8000::/48", "name service of its own"),
        ("3fff::/20", "documentation"),
        ("5f00::/16", "segment routing"),
        ("fc00::/7", "private"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "private"),
        ("ff00::/8", "multicast"),
    )
)


def is_address(host: str) -> bool:
    """Tell whether a host is written as an address, which nobody needs to be asked about."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def why_refused(address: str) -> str:
    """Return why a capture may not connect to an address, in a word or two; empty where it may."""
    try:
        found = ip_address(address)
    except ValueError:
        return "not an address"
    if isinstance(found, IPv4Address):
        return next((why for network, why in REFUSED_4 if found in network), "")
    return _why_refused_6(found)


def _why_refused_6(address: IPv6Address) -> str:
    if address.scope_id is not None:
        return "link-local"
    why = next((why for network, why in REFUSED_6 if address in network), "")
    if why:
        return why
    if address.packed[8:12] in (b"\0\0\x5e\xfe", b"\x02\0\x5e\xfe"):
        return "IPv4 inside IPv6 (ISATAP)"
    return "" if address in PUBLIC_6 else "not public"
