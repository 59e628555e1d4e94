"""Invented accounts and reports. Nothing here is about a real person, account or post."""

from reports.services.personal import Contact
from reports.services.submission import Answers, Post

PASSWORD = "demonstration-only"  # noqa: S105 - development accounts, printed at start
TOTP_SECRET = "DEMONSTRATIONONLYDEMONSTRATIONON"  # noqa: S105 - as above
STAFF = {
    "officer": "officer",
    "officer2": "officer",
    "supervisor": "supervisor",
    "supervisor2": "supervisor",
    "administrator": "reference_admin",
}
TEAM = "Team North"
IN_TEAM = ("officer", "officer2")
CLEARED = "officer2"
CLIENT_ID = "demonstration-west-yorkshire"
CLIENT_SECRET = "demonstration-only-client-secret"  # noqa: S105 - as above
CLIENT_FORCE = "E23000010"
FORCE_PERSON = "force"
"""Signs in with the same password and code as the staff, and works for the force of the client."""

PARTNERS = (
    {
        "code": "invented-victim-service",
        "name": "Invented Victim Service, West Yorkshire",
        "kind": "support",
        "nations": "EW",
        "email": "desk@victim-service.invalid",
        "areas": ["E23000010"],
        "languages": ["ur", "pl"],
        "ages_from": 18,
        "capacity_a_week": 40,
    },
    {
        "code": "invented-young-people",
        "name": "Invented Service for Young People",
        "kind": "support",
        "nations": "UK",
        "email": "desk@young-people.invalid",
        "ages_to": 17,
        "capacity_a_week": 10,
    },
    {
        "code": "invented-faith-service",
        "name": "Invented Faith Communities' Support",
        "kind": "support",
        "nations": "UK",
        "email": "desk@faith-support.invalid",
        "strands": ["religion", "race"],
        "languages": ["ar", "pa"],
    },
    {
        "code": "invented-community-council",
        "name": "Invented Community Council",
        "kind": "community",
        "nations": "UK",
        "email": "desk@community-council.invalid",
        "strands": ["race", "religion"],
    },
    {
        "code": "invented-institute",
        "name": "Invented Institute for the Study of Symbols",
        "kind": "expert",
        "nations": "UK",
        "email": "desk@institute.invalid",
    },
    {
        "code": "invented-prosecutor",
        "name": "Invented Prosecution Office",
        "kind": "prosecutor",
        "nations": "EW",
        "email": "desk@prosecution.invalid",
    },
)
"""Bodies that exist nowhere: `.invalid` leads to nobody (RFC 2606)."""

CRIME = {
    "concerns_crime": "yes",
    "probable": "yes",
    "contrary": "no",
    "traceable": "yes",
    "confirmed": "yes",
    "other_force": "no",
    "exception": "no",
}
INCIDENT = {
    "concerns_crime": "no",
    "perceived": "yes",
    "distinct": "yes",
    "groundless": "no",
    "at_school": "no",
    "harm_risk": "no",
    "offence_risk": "no",
}
NOTHING = {"concerns_crime": "no", "perceived": "no"}

PEOPLE = (
    Answers(
        posts=(
            Post(
                url="https://x.com/invented_account/status/1700000000000000001",
                words="[Invented] People who pray like you should be thrown out of this town.",
            ),
        ),
        narrative="[Invented] This was posted under a picture of our community centre. My mother saw it first.",
        strands=("religion",),
        kind="victim",
        contact=Contact(name="Demo Person One", email="one@demonstration.invalid", postcode="LS6 2AB"),
        danger="no",
        circumstances={"under_18": "no", "ongoing": "yes", "before": "yes", "wishes": ["remove", "stop"]},
        details={"impact": "[Invented] My mother no longer goes there alone."},
        safe_hours="any",
        details_in_mail=True,
        shares_with_force=True,
        shares_with_support=True,
        identity="named",
        is_demonstration=True,
    ),
    Answers(
        posts=(Post(url="https://twitter.com/invented_account/status/1700000000000000001?s=20"),),
        narrative="[Invented] A friend sent me this. I live nearby and it frightened me.",
        strands=("religion", "race"),
        kind="witness",
        contact=Contact(email="two@demonstration.invalid", postcode="BD7 1DP"),
        identity="confidential",
        safe_hours="any",
        is_demonstration=True,
    ),
)


def _report(url: str, words: str, *, strands: tuple[str, ...], postcode: str = "", kind: str = "victim") -> Answers:
    return Answers(
        posts=(Post(url=url, words=f"[Invented] {words}"),),
        narrative="[Invented] I saw this today and want somebody to look at it.",
        strands=strands,
        kind=kind,
        contact=Contact(postcode=postcode),
        is_demonstration=True,
    )


SURGE_POST = "https://www.tiktok.com/@invented.loud/video/7300000000000000077"
SURGE_WORDS = "[Invented] Everybody go and shout at @invented_choir until those people stop singing in our square."
WITNESSES = (
    (5, SURGE_POST, "[Invented] This is all over my page this evening."),
    (5, f"{SURGE_POST}?is_from_webapp=1", "[Invented] My son showed me. It is vile."),
    (4, SURGE_POST, "[Invented] Please take it down."),
    (4, f"https://m.tiktok.com/v/{SURGE_POST.rpartition('/')[2]}.html", "[Invented] Hundreds have shared it."),
    (4, SURGE_POST, "[Invented] I saw this and thought somebody should look."),
    (3, SURGE_POST, "[Invented] Still up."),
    (3, SURGE_POST, "[Invented] They are calling people out to the square."),
    (2, SURGE_POST, "[Invented] Reported to the platform, no answer."),
)


def _witness(number: int, url: str, narrative: str) -> Answers:
    return Answers(
        posts=(Post(url=url, words=SURGE_WORDS if number % 3 else ""),),
        narrative=narrative,
        strands=("religion",),
        kind="witness",
        contact=Contact(postcode="LS1 4DY" if number % 2 else ""),
        danger="no",
        is_demonstration=True,
    )


VICTIM_IN_SURGE = Answers(
    posts=(Post(url=SURGE_POST, words=SURGE_WORDS),),
    narrative="[Invented] I sing in that choir. Two people waited for me outside after this was posted.",
    strands=("religion",),
    kind="victim",
    contact=Contact(email="choir@demonstration.invalid", postcode="LS2 7EY"),
    danger="unsure",
    identity="confidential",
    safe_hours="any",
    is_demonstration=True,
)

# (how many hours ago it came in, to which state it is walked, what was told)
REPORTS: tuple[tuple[int, str, Answers], ...] = (
    *((hours, "received", _witness(place, url, told)) for place, (hours, url, told) in enumerate(WITNESSES)),
    (3, "received", VICTIM_IN_SURGE),
    (
        8,
        "received",
        _report(
            "https://www.youtube.com/watch?v=dEmOdEmOdEn&lc=Ugw-invented-2",
            "N0b0dy l1ke that sh\u043euld be all\u200bowed to te4ch!!! share this",
            strands=("disability",),
        ),
    ),
    (
        7,
        "received",
        _report(
            "https://x.com/invented_other/status/1700000000000000031",
            "Nobody like that should be allowed to drive.",
            strands=("disability",),
        ),
    ),
    (6, "received", PEOPLE[0]),
    (2, "received", PEOPLE[1]),
    (
        27,
        "received",
        _report(
            "https://www.youtube.com/watch?v=dEmOdEmOdEm&lc=Ugw-invented",
            "Nobody like that should be allowed to teach.",
            strands=("disability",),
            postcode="M14 5TQ",
            kind="third_party",
        ),
    ),
    (
        1,
        "received",
        Answers(posts=(Post(url="https://mastodon.invalid/@invented/110000000000000001"),), is_demonstration=True),
    ),
    (
        9,
        "in_triage",
        _report(
            "https://www.instagram.com/p/InVeNtEd001/",
            "You don't belong in this school.",
            strands=("race",),
            postcode="CF10 3AT",
        ),
    ),
    (
        30,
        "in_triage",
        _report(
            "https://www.tiktok.com/@invented/video/7300000000000000001",
            "Laugh at him, he can't even walk.",
            strands=("disability",),
            postcode="NE1 4ST",
            kind="witness",
        ),
    ),
    (
        20,
        "assessed_crime",
        _report(
            "https://www.reddit.com/r/invented/comments/1inv3nt/a_post/",
            "I know which bus she takes home.",
            strands=("transgender",),
            postcode="BS1 5TR",
        ),
    ),
    (
        40,
        "assessed_crime",
        _report("https://t.me/invented_channel/77", "Burn the place down.", strands=("religion",), postcode="E1 6AN"),
    ),
    (
        50,
        "assessed_non_crime",
        _report(
            "https://www.facebook.com/invented.page/posts/1000000000000001",
            "I never liked these people.",
            strands=("sexual_orientation",),
            postcode="EH1 1YZ",
            kind="witness",
        ),
    ),
    (
        26,
        "out_of_scope",
        _report("https://x.com/invented_critic/status/1700000000000000002", "The council is useless.", strands=()),
    ),
    (
        45,
        "assigned",
        _report(
            "https://bsky.app/profile/invented.bsky.social/post/3kinvented",
            "Come near our street again and see.",
            strands=("race", "religion"),
            postcode="LS1 4DY",
        ),
    ),
)

OF_THE_FORCE: tuple[tuple[int, Answers], ...] = (
    (
        12,
        _report(
            "https://x.com/invented_street/status/1700000000000000051",
            "Those people had better stay away from our market.",
            strands=("race",),
            postcode="WF1 2EB",
        ),
    ),
    (
        36,
        _report(
            "https://www.facebook.com/invented.group/posts/1000000000000000052",
            "We know where their hall is. See you on Friday.",
            strands=("religion",),
            postcode="BD1 1HX",
        ),
    ),
    (
        60,
        _report(
            "https://www.instagram.com/p/InVeNtEd053/",
            "Nobody like her should be let on a bus.",
            strands=("disability",),
            postcode="HX1 1TS",
            kind="witness",
        ),
    ),
)
"""What the demonstration's force has: how many hours ago it came in; see `force_desk`."""
