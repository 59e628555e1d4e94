"""What a package says of one report: as it was told, and what the person needs."""

from typing import Any

from referrals.services.contents.handed_on import Handed
from referrals.services.contents.members import Member
from reports.models import Content
from reports.selectors.entitlements import entitlement_for, get_entitlements


def told(member: Member, handed: list[Handed], *, is_withheld: bool) -> dict[str, Any]:
    """Return a report as the complainant gave it, as far as they are named and whom it is about may be told."""
    report, complainant = member.report, member.report.complainant
    entry = {
        "reference": report.reference,
        "submitted_at": report.submitted_at.isoformat(),
        "happened_on": report.happened_on.isoformat() if report.happened_on else None,
        "strands": report.strands,
        "strand_values": report.strand_values,
        "reporter": complainant.kind,
        "agreement_of_person_targeted": complainant.agreement,
        "danger": report.danger,
        "circumstances": report.circumstances,
        "details": {question: member.hide_text(answer) for question, answer in member.details.items()},
        "narrative": member.hide_text(member.narrative),
        "suspect": "" if is_withheld else member.hide(member.suspect),
        "suspect_whereabouts": "unknown" if is_withheld else report.suspect_whereabouts,
        "posts": [_post(member, *post, is_withheld=is_withheld) for post in member.posts],
        "exhibits": [] if is_withheld else [_exhibit(each) for each in handed if each.path],
        "complainant": vars(member.contact) if member.contact else None,
    }
    if member.is_erased:
        entry["erased"] = True
    return entry


def needs(member: Member) -> dict[str, Any]:
    """Return what the person is entitled to and agreed to, and how to reach them where that is shared."""
    report, complainant = member.report, member.report.complainant
    return {
        "report": report.reference,
        "who": complainant.kind,
        "agreement_of_person_targeted": complainant.agreement,
        "identity": complainant.identity,
        "entitlement": entitlement_for(complainant),
        "entitlement_table": get_entitlements().version,
        "under_18": report.circumstances.get("under_18", ""),
        "danger": report.danger,
        "wishes": report.circumstances.get("wishes", []),
        "happened_before": report.circumstances.get("before", ""),
        "impact": member.hide_text(member.details.get("impact", "")),
        "consents": {
            "name_and_contact_to_force": member.is_shared,
            "support_service": complainant.shares_with_support,
            "experts_redacted": complainant.shares_with_experts,
            "wants_updates": complainant.wants_updates,
        },
        "adjustments": {"interpreter": complainant.needs_interpreter},
        "safe_contact": _safe_contact(member),
    }


def _safe_contact(member: Member) -> dict[str, Any] | None:
    """Return how the person may safely be reached; None where the hub alone keeps in touch."""
    contact, complainant = member.contact, member.report.complainant
    if contact is None:
        return None
    return {
        "name": contact.name,
        "email": contact.email,
        "telephone": contact.telephone,
        "hours": complainant.safe_hours,
        "may_leave_messages": complainant.may_leave_messages,
        "may_say_what_happened_in_mail": complainant.details_in_mail,
        "interpreter_language": contact.interpreter_language,
        "note": contact.contact_note,
    }


def _post(member: Member, post: Content, words: str, said: dict[str, str], *, is_withheld: bool) -> dict[str, Any]:
    if is_withheld:
        shown: dict[str, Any] = {
            "url": "",
            "platform": post.platform_code,
            "account": "",
            "post_key": None,
            "details": {},
        }
    else:
        shown = {
            "url": post.url,
            "platform": post.platform_code,
            "account": post.account_handle,
            "post_key": post.post_key,
            "details": said,
        }
    hidden: dict[str, Any] = member.hide({**shown, "words": words})
    return hidden


def _exhibit(each: Handed) -> dict[str, Any]:
    """Return an exhibit with the hash of the original, and of what is in the package: the same where it is that."""
    item = each.original
    return {
        "exhibit": item.exhibit,
        "sha256": item.sha256,
        "size": item.size,
        "type": item.content_type,
        "received_at": item.received_at.isoformat(),
        "given_as": str(each.given_as),
        "path": f"data/{each.path}",
        "sha256_in_package": each.sha256,
        "size_in_package": each.size,
        "type_in_package": each.media_type,
        "why": each.why,
    }
