"""The machine-readable files of an invented package, for tests of its summary."""

import hashlib
import io
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw

from referrals.services.summary import Picture

AT = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)
REFERENCE = "OHC-7K3M-9QXD"
STORY = (
    "I saw the message on Sunday evening when I was at home.\n\nIt said that those people from Examplia should be "
    "driven out of "
    "our street. I know the name on the account from the football ground. I have not answered."
)


def report(number: int = 1, **changes: Any) -> dict[str, Any]:
    """Return a report as a package tells it."""
    reference = f"OHR-AAAA-{number:04d}"
    told = {
        "reference": reference,
        "submitted_at": f"2026-03-02T{number % 24:02d}:15:00+00:00",
        "happened_on": "2026-03-01",
        "strands": ["race"],
        "strand_values": ["national_origin"],
        "reporter": "victim",
        "agreement_of_person_targeted": "",
        "danger": "",
        "circumstances": ["online"],
        "details": {"impact": "I do not walk to the bus any more."},
        "narrative": STORY if number == 1 else f"I saw it too. Number {number}.",
        "suspect": "Somebody who calls himself Old Harbour.",
        "suspect_whereabouts": "uk",
        "posts": [
            {
                "url": "https://social.example/@oldharbour/109876543210987654",
                "platform": "mastodon",
                "account": "@oldharbour@social.example",
                "post_key": "mastodon:social.example:109876543210987654",
                "words": "Those people from Examplia should go back across the water.",
                "details": {"posted": "1 March 2026, 21:40", "visibility": "public", "still_up": "yes"},
            }
        ],
        "exhibits": [exhibit(reference, 1)],
        "complainant": {"name": "Wenna Example", "email": "wenna@example.org", "telephone": "", "postcode": "ZZ1 1ZZ"},
    }
    return {**told, **changes}


def exhibit(reference: str, number: int) -> dict[str, Any]:
    """Return one exhibit of a report."""
    name = f"{reference}/{number}"
    return {
        "exhibit": name,
        "sha256": hashlib.sha256(name.encode(errors="replace")).hexdigest(),
        "size": 48_213,
        "type": "image/png",
    }


def case_files(**changes: Any) -> dict[str, Any]:
    """Return every machine-readable file of a package by name."""
    made = {
        "case.json": {"reference": REFERENCE, "lead": "OHR-AAAA-0001", "replaces": f"{REFERENCE}-v1"},
        "reports.json": [report(), report(2, reporter="witness", complainant=None)],
        "assessment.json": {
            "outcome": "crime",
            "disposal": "",
            "flags": {"race": "The words are about where somebody comes from."},
            "policy": "ew-2026-04",
            "offence": "Sending a grossly offensive message",
            "path": [["concerns_crime", "yes"]],
            "reasons": {"concerns_crime": "The post was sent to be read by those it is about."},
            "decided_at": "2026-03-02T15:00:00+00:00",
            "offences": [offence()],
            "time_limit": {"due_on": "2026-09-01", "sentence": "Six months from the day of the post."},
        },
        "responsibility.json": responsibilities(),
        "custody.json": [custody(1, "submitted", "public"), custody(2, "recorded_as_crime", "officer")],
        "disclosure.json": [
            {
                "report": "OHR-AAAA-0001",
                "left_out": [{"what": "names of uploaded files", "why": "they may identify the complainant"}],
            },
            {
                "report": "OHR-AAAA-0002",
                "left_out": [
                    {"what": "complainant's name and contact", "why": "no consent to share them with the force"}
                ],
            },
        ],
        "enquiries.json": enquiries(),
        "victim.json": [
            {
                "report": "OHR-AAAA-0001",
                "enhanced_rights": True,
                "adjustments": "Letters in large print",
                "language": "cy",
            }
        ],
        "captures.json": [capture()],
        "case.jsonld": {"@context": {"kb": "urn:uuid:"}, "@graph": []},
    }
    return {**made, **changes}


def offence() -> dict[str, Any]:
    """Return an offence with its points."""
    return {
        "offence": "Grossly offensive message over a public network",
        "act": "Communications Act 2003",
        "section": "s 127(1)",
        "mode": "summary",
        "max_penalty": "6 months",
        "hostility": "demonstrated",
        "hostility_evidence": "The words themselves.",
        "is_aggravated": True,
        "points": [
            {"point": "A message was sent", "evidence": "Post 1, exhibit OHR-AAAA-0001/1"},
            {"point": "It was grossly offensive", "evidence": "Its words, read in the street it is about"},
            {"point": "It was the suspect who sent it", "evidence": ""},
        ],
    }


def responsibilities() -> list[dict[str, Any]]:
    """Return who has which responsibility."""
    why = "The suspect is not known yet, so the force of the person targeted records it."
    return [
        {"role": role, "force_name": "Northshire Police", "rule": "S2", "rule_version": "2026-11", "sentence": why}
        for role in ("recording", "investigating", "victim_contact")
    ]


def custody(sequence: int, verb: str, role: str) -> dict[str, Any]:
    """Return an entry of the log."""
    at = f"2026-03-02T12:00:0{sequence}+00:00"
    return {
        "subject": "report:OHR-AAAA-0001",
        "sequence": sequence,
        "at": at,
        "role": role,
        "verb": verb,
        "hash": "ab" * 32,
    }


def capture() -> dict[str, Any]:
    """Return a capture by the hub."""
    return {
        "url": "https://social.example/@oldharbour/109876543210987654",
        "state": "captured",
        "tool": "hatehub capture",
        "tool_version": "1.0",
        "started_at": "2026-03-02T12:00:00+00:00",
        "finished_at": "2026-03-02T12:00:04+00:00",
        "exit_address": "203.0.113.7",
        "sha256": "cd" * 32,
    }


def enquiries() -> dict[str, Any]:
    """Return lines of enquiry, and the draft of a request."""
    return {
        "basis": "general knowledge; awaiting confirmation by a practitioner",
        "done": [{"what": "Reports taken and compared", "why": "2 of the same matter are in this case"}],
        "proposed": [
            {"what": "Ask the platform to preserve the account", "why": "log-ins are kept for weeks only"},
            {"what": "Ask at the football ground", "why": "the complainant knows the name from there"},
        ],
        "request": {
            "status": "Draft prepared by the hub from what was reported. Not an application: awaiting a practitioner.",
            "law": "Investigatory Powers Act 2016, Part 3",
            "entity_data": ["subscriber or registration details of each account"],
            "operators": [
                {
                    "platform": "mastodon",
                    "accounts": [
                        {
                            "account": "@oldharbour@social.example",
                            "post": "https://social.example/@oldharbour/109876543210987654",
                            "posted": "2026-03-01T21:40:00+01:00",
                        }
                    ],
                }
            ],
            "connections": [{"address": "198.51.100.20", "port": 51413, "time": "2026-03-01T20:40:00Z"}],
        },
    }


def picture(exhibit_name: str = "OHR-AAAA-0001/1") -> Picture:
    """Return a picture of an invented post."""
    image = Image.new("RGB", (900, 520), "#ffffff")
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 40, 120, 120), fill="#0b7a75")
    for line in range(5):
        draw.rectangle((150, 50 + 40 * line, 820 - 60 * line, 66 + 40 * line), fill="#9aa5b1")
    target = io.BytesIO()
    image.save(target, "PNG")
    return Picture(exhibit=exhibit_name, content=target.getvalue(), caption="Screenshot given by the complainant")
