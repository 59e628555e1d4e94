"""Links as they are shown: a host that is not written in plain letters in punycode, so that no look-alike deceives.

`xn--` before a host tells the reader that it is not the site it resembles (RFC 3492; Unicode Technical Standard 39).
The link itself stays as it was given: it is evidence.
"""

import re

AUTHORITY = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://|//)?([^/?#\s]*)")


def shown(link: str) -> str:
    """Return a link to be shown, with its host in punycode where that holds other than plain letters."""
    found = AUTHORITY.match(link)
    if found is None or link.isascii() or found[2].isascii():
        return link
    before, at, host = found[2].rpartition("@")
    host, colon, port = host.partition(":")
    try:
        plain = host.encode("idna").decode()
    except UnicodeError:
        plain = host.encode("punycode").decode()
        plain = f"xn--{plain}"
    return f"{found[1] or ''}{before}{at}{plain}{colon}{port}{link[found.end() :]}"
