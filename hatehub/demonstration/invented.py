"""Invented accounts and reports. Nothing here is about a real person, account or post."""

from reports.services.personal import Contact
from reports.services.submission import Answers, Post

PASSWORD = "demonstration-only"  # noqa: S105 - development accounts, printed at start
TOTP_SECRET = "DEMONSTRATIONONLYDEMONSTRATIONON"  # noqa: S105 - as above
STAFF = {"officer": "officer", "supervisor": "supervisor", "administrator": "reference_admin"}
CLIENT_ID = "demonstration-west-yorkshire"
CLIENT_SECRET = "demonstration-only-client-secret"  # noqa: S105 - as above
CLIENT_FORCE = "E23000010"

REPORTS = (
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
        is_demonstration=True,
    ),
    Answers(
        posts=(
            Post(
                url="https://www.youtube.com/watch?v=dEmOdEmOdEm&lc=Ugw-invented",
                words="[Invented] Nobody like that should be allowed to teach.",
            ),
        ),
        narrative="[Invented] A comment under a school video, about a teacher who uses a wheelchair.",
        strands=("disability",),
        kind="third_party",
        suspect_whereabouts="unknown",
        contact=Contact(postcode="M14 5TQ"),
        is_demonstration=True,
    ),
    Answers(
        posts=(Post(url="https://mastodon.invalid/@invented/110000000000000001"),),
        strands=("sexual_orientation",),
        is_demonstration=True,
    ),
)
