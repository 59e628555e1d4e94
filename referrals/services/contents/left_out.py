"""The disclosure list: what a package leaves out of each report and why, never quoting it."""

from collections.abc import Iterable
from typing import Any

from referrals.services.contents.handed_on import As, Handed, why_diverted
from referrals.services.contents.members import Member
from referrals.services.contents.sharing import name_of
from referrals.services.redacting import Listed

NOT_SHARED = "no consent to share them with the force"
THRESHOLD = "not a crime, and the threshold for keeping the subject's data is not met"


def left_out(
    member: Member, handed: Iterable[Handed], *, blacked_out: Iterable[Listed] = (), is_withheld: bool
) -> dict[str, Any]:
    """Return what is left out of one report; the masks of the member have done their work.

    `blacked_out` is what officers blacked out or left out of it, each with the reasons they chose.
    """
    items = [_line("names of uploaded files", "they may identify the complainant")]
    if member.is_erased:
        items.append(_line("everything that the complainant gave", "erased; it cannot be had again"))
    elif not member.is_shared:
        items.append(_line("complainant's name and contact", NOT_SHARED))
    elif member.contact is None and member.report.complainant.sealed is not None:
        items.append(_line("complainant's name and contact", "erased; it cannot be had again"))
    if member.person.found:
        items.append(_line(f"words that tell who complained, {member.person.found} times", NOT_SHARED))
    if is_withheld:
        items.append(_line("the subject: description, account, links and exhibits", THRESHOLD))
    items += [_exhibit(each) for each in handed if each.given_as in (As.LEFT_OUT, As.CLEAN, As.REDACTED)]
    items += [_line(f"post {post.position}", why_diverted(post)) for post in member.left_out_posts]
    items += [{**_line(each.what, each.because), "by": each.by_role, "at": each.at.isoformat()} for each in blacked_out]
    return {"report": member.report.reference, "left_out": items}


def rows_left_out(member: Member, handed: Iterable[Handed]) -> list[str]:
    """Return how the package's row names what is diverted or in quarantine, so that later marks can be compared."""
    items = [each.original for each in handed if each.original.diverted_as or each.original.is_quarantined]
    return [name_of(item) for item in items] + [name_of(post) for post in member.left_out_posts]


def _exhibit(each: Handed) -> dict[str, str]:
    item = each.original
    if item.diverted_as:
        return _line(f"exhibit {item.exhibit}", each.why)
    if each.given_as is As.LEFT_OUT:
        return {**_line(f"exhibit {item.exhibit}", each.why), "sha256": item.sha256}
    return {
        **_line(f"original of exhibit {item.exhibit}", each.why),
        "sha256": item.sha256,
        "instead": f"data/{each.path}",
    }


def _line(what: str, why: str) -> dict[str, str]:
    return {"what": what, "why": why}
