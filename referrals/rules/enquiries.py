"""Lines of enquiry: which have been done, which follow from what is known, and a draft communications-data request.

Source: general knowledge of the Investigatory Powers Act 2016, Parts 3 and 4, and of mutual legal assistance;
everything here awaits confirmation by a practitioner, and the package says so.
"""

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

BASIS = "general knowledge; awaiting confirmation by a practitioner"
STATUS = "Draft prepared by the hub from what was reported. Not an application: awaiting a practitioner."
_ADDRESS = re.compile(
    r"(?<![\w.:])(?:\[(?P<boxed>[0-9a-fA-F:.]{3,45})\]|(?P<four>\d{1,3}(?:\.\d{1,3}){3})|(?P<six>[0-9a-fA-F:]{6,39}))"
    r"(?::(?P<port>\d{1,5}))?(?![\w.])"
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?\s?(?:Z|UTC|GMT|BST|[+-]\d\d:?\d\d)?")


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account that was reported: on which platform, and when it is said to have posted; empty where unknown."""

    platform: str = ""
    handle: str = ""
    url: str = ""
    posted: str = ""
    visibility: str = ""
    still_up: str = ""
    platform_reference: str = ""


@dataclass(frozen=True, kw_only=True)
class Network:
    """An internet address that somebody names, with the port and the time that stand beside it where they do."""

    address: str
    port: int | None = None
    time: str = ""


@dataclass(frozen=True, kw_only=True)
class Known:
    """What is known of a case. `suspect` is one of at_force, uk, abroad, unknown; counts are of the whole case."""

    accounts: Sequence[Account] = ()
    networks: Sequence[Network] = ()
    reports: int = 1
    exhibits: int = 0
    captures: int = 0
    failed_captures: int = 0
    offences: Sequence[str] = ()
    is_decided: bool = False
    force: str = ""
    suspect: str = "unknown"
    is_suspect_described: bool = False
    time_bar: str = ""


def lines(known: Known) -> dict[str, Any]:
    """Return the lines of enquiry, done and proposed, each with its reason."""
    return {"basis": BASIS, "done": _done(known), "proposed": _proposed(known)}


def request(known: Known) -> dict[str, Any] | None:
    """Return a draft communications-data request; None where neither an account nor an address is known."""
    if not known.accounts and not known.networks:
        return None
    return {
        "status": STATUS,
        "basis": BASIS,
        "law": "Investigatory Powers Act 2016, Part 3: targeted, through the force's single point of contact",
        "purpose": "Preventing or detecting crime; for events data, serious crime as section 86(2A) defines it.",
        "offences": list(known.offences),
        "necessity": "To be completed: why the data are needed to find out who controls the account.",
        "proportionality": "To be completed: why less intrusive means do not serve.",
        "collateral_intrusion": "To be completed: who else may use the account, device or connection.",
        "time_bar": known.time_bar or None,
        "operators": _operators(known.accounts),
        "entity_data": [
            "subscriber or registration details of each account",
            "telephone numbers and e-mail addresses that it is tied to, with whether each was verified",
            "dates on which the account was made and closed",
        ],
        "events_data": [
            "log-ins around each post: internet address, source port, time in UTC; a day on either side",
            "the same for the making of the account",
            "devices: identifiers that the operator holds",
        ],
        "connections": [
            {
                "address": each.address,
                "port": each.port,
                "time": each.time or None,
                "asked": "who used this address, with this port, at this time",
                "missing": _missing(each),
            }
            for each in known.networks
        ],
    }


def find_networks(texts: Iterable[str]) -> list[Network]:
    """Return the public internet addresses that texts name, each once, with a port and a time beside them."""
    found: dict[tuple[str, int | None], Network] = {}
    for text in texts:
        for match in _ADDRESS.finditer(text):
            network = _network(match, text)
            if network is not None:
                found.setdefault((network.address, network.port), network)
    return list(found.values())


def _network(match: re.Match[str], text: str) -> Network | None:
    try:
        address = ipaddress.ip_address(match["boxed"] or match["four"] or match["six"])
    except ValueError:
        return None
    if not address.is_global:
        return None
    port = int(match["port"]) if match["port"] and 0 < int(match["port"]) < 65536 else None
    beside = _MOMENT.search(text[max(0, match.start() - 60) : match.end() + 60])
    return Network(address=str(address), port=port, time=beside[0].strip() if beside else "")


def _missing(each: Network) -> list[str]:
    """Return what an operator will ask for: addresses are shared by many, told apart by port and time alone."""
    return [what for what, given in (("source port", each.port), ("time with its zone", each.time)) if not given]


def _operators(accounts: Sequence[Account]) -> list[dict[str, Any]]:
    by_platform: dict[str, list[dict[str, str]]] = {}
    for each in accounts:
        rows = by_platform.setdefault(each.platform or "unknown", [])
        row = {"account": each.handle, "post": each.url, "posted": each.posted}
        if row not in rows:
            rows.append(row)
    return [{"platform": platform, "accounts": rows} for platform, rows in sorted(by_platform.items())]


def _line(what: str, why: str) -> dict[str, str]:
    return {"what": what, "why": why}


def _done(known: Known) -> list[dict[str, str]]:
    rows = [_line("Reports taken and compared", f"reports of the same matter in this case: {known.reports}")]
    if known.exhibits:
        rows.append(_line("Files of those who reported kept, each with its hash", f"exhibits: {known.exhibits}"))
    if known.captures:
        rows.append(_line("What was reported captured by the hub", f"{known.captures} captures"))
    if known.is_decided:
        rows.append(_line("Assessed against the policy and the law", "assessment.json gives the reasons"))
    if known.force:
        rows.append(_line("Responsibility settled", f"{known.force}; responsibility.json gives the rule"))
    return rows


def _proposed(known: Known) -> list[dict[str, str]]:
    rows = []
    if known.accounts:
        rows += _of_accounts(known)
    if known.networks:
        rows.append(_line("Ask who used the internet addresses", "addresses are named, see the draft request"))
    if known.failed_captures:
        rows.append(_line("Capture by hand, or ask who reported for a picture", "a capture by the hub failed"))
    if known.suspect == "abroad":
        rows.append(_line("International enquiry: mutual legal assistance", "the suspect is said to be abroad"))
    if known.is_suspect_described:
        rows.append(_line("Identify and trace the person described", "a report says who it was"))
    else:
        rows.append(_line("Ask the person targeted who it may be", "nobody has said who it was"))
    if known.reports > 1:
        rows.append(_line("Statements from others who reported and agree", f"{known.reports} people saw it"))
    if known.time_bar:
        rows.append(_line("Decide on proceedings in time", f"the last day is {known.time_bar}"))
    return rows


def _of_accounts(known: Known) -> list[dict[str, str]]:
    rows = [
        _line("Ask each platform to preserve the accounts and posts", "logs are kept for a short time only"),
        _line("Communications data: who is behind the account", "an account is known; a draft request is with this"),
        _line("Open-source research on the account, authorised where it is repeated", "names and pictures recur"),
        _line(
            "If an operator abroad declines: treaty request, overseas production order, voluntary disclosure",
            "a refusal does not end the enquiry",
        ),
    ]
    if any(each.visibility in ("some", "private") for each in known.accounts):
        rows.append(_line("Ask recipients for the message on their own device", "not everyone could see it"))
    if any(each.platform_reference for each in known.accounts):
        rows.append(_line("Ask the platform for its file on the report made to it", "it was reported there already"))
    return rows
