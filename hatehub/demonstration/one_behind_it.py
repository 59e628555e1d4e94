"""Accounts of the demonstration that one person may be behind, in cases of two forces."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from hatehub.accounts.actors import HUB, actor_for_user
from hatehub.accounts.models import User
from intel.models import AccountLink
from intel.services import deciding_links, finding_links, noting, sightings
from reports.models import Report
from reports.services.personal import Contact
from reports.services.submission import Answers, Post

LEEDS, CANTERBURY = "LS6 2AB", "CT1 2EH"


def _report(url: str, words: str, postcode: str, *, kind: str = "victim") -> Answers:
    return Answers(
        posts=(Post(url=url, words=f"[Invented] {words}"),),
        narrative="[Invented] This one writes to me again and again.",
        strands=("religion",),
        kind=kind,
        contact=Contact(postcode=postcode),
        danger="no",
        is_demonstration=True,
    )


ASSIGNED: Sequence[tuple[int, Answers]] = (
    (58, _report("https://x.com/ashen_ledger_88/status/1700000000000000061", "I know your door.", LEEDS)),
    (34, _report("https://www.tiktok.com/@ashen.ledger88/video/7300000000000000062", "Yours is next.", CANTERBURY)),
    (
        33,
        _report(
            "https://www.tiktok.com/@ashen.ledger88/video/7300000000000000063",
            "Count the days.",
            CANTERBURY,
            kind="witness",
        ),
    ),
)
"""How many hours ago each came in, and what was told; the police of two areas get them."""
WAITING = (4, _report("https://www.threads.net/@real_ash3nledger/post/INVENTED64", "They never learn.", ""))
"""What nobody has looked at yet."""


def link(*, reports: Sequence[Report], at: datetime) -> None:
    """Have the hub find the accounts, and an officer say of two of them that they belong together."""
    officer = actor_for_user(User.objects.get(username="officer"))
    for report in reports:
        sightings.note_accounts(report_id=report.id, by=HUB, at=report.submitted_at)
        finding_links.look(report_id=report.id, by=HUB, at=at)
    pair = AccountLink.objects.filter(account__handle="ashen_ledger_88", other__handle="ashen.ledger88").first()
    if pair is None:
        return
    deciding_links.confirm(
        link_id=pair.id,
        by=officer,
        at=at,
        reason="[Invented] Both show the same picture of a dog, and each names the other.",
    )
    noting.note_former_name(
        account_id=pair.account_id,
        handle="ashen_ledger",
        by=officer,
        at=at + timedelta(minutes=1),
        reason="[Invented] An archive.",
    )
