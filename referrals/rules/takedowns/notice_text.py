"""A notice in words: what an e-mail holds, and what an officer copies into a platform's form."""

from datetime import datetime

from referrals.rules.takedowns.notice import Notice
from referrals.rules.takedowns.steps import Asked

WHAT = {
    Asked.REMOVE: "We ask you to remove the content below, or to disable access to it.",
    Asked.RESTRICT_ACCOUNT: "We ask you to restrict or suspend the account or accounts that posted the content below.",
    Asked.PRESERVE: (
        "We ask you to preserve the data below, as it stands now, for possible proceedings. This is not a request to "
        "disclose it, nor to remove anything: please keep it even where you remove the content from public view."
    ),
    Asked.OTHER_SANCTION: "We ask you to take the measure against the content or account below that is set out here.",
}
PRESERVED = (
    "Please preserve, for each item: the content itself with its attachments and edits, the account's registration "
    "details, and the addresses and times of its log-ins. A request for disclosure would reach you separately, from a "
    "law-enforcement authority and under its own powers."
)


def subject_line(notice: Notice) -> str:
    """Return a neutral subject line: the case's reference and nothing else."""
    return f"Notice {notice.case_reference}"


def words_of(notice: Notice) -> str:
    """Return the whole notice as plain text, field by field."""
    parts = [
        f"Notice of the national hub for online hate crime\nOur reference: {notice.case_reference}",
        WHAT[Asked(notice.action)],
        _headed("Where it is", "\n".join(_lines(notice))),
        _headed("Why", notice.legal_basis),
        _headed("Explanation", notice.explanation),
        PRESERVED if notice.action == Asked.PRESERVE else "",
        _headed("Who notifies", f"{notice.notifier_name}\n{notice.notifier_email}"),
        notice.good_faith,
        _headed("Your answer", _answering(notice)) if notice.answer_address else "",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _lines(notice: Notice) -> list[str]:
    lines = []
    for number, post in enumerate(notice.posts, start=1):
        known = [f"{what} {value}" for what, value in (("id", post.post_id), ("account", post.account)) if value]
        lines.append(f"{number}. {post.url}" + (f"\n   {', '.join(known)}" if known and post.kind != "page" else ""))
    return lines


def _headed(heading: str, text: str) -> str:
    return f"{heading}:\n{text}" if text else ""


def _answering(notice: Notice) -> str:
    return (
        "Please answer on this page, which needs no account. It takes one answer and says what can be answered.\n"
        f"{notice.answer_address}"
    )


def asked_again(*, asked_on: datetime | None, is_escalated: bool) -> str:
    """Return how a reminder or an escalation begins."""
    day = f" of {asked_on:%d %B %Y}" if asked_on else ""
    if is_escalated:
        return f"We write to you because our notice{day}, which follows, has not been dealt with."
    return f"This is a reminder of our notice{day}, which follows. It has not been answered yet."


def answered(words: str) -> str:
    """Return how a letter begins that answers a platform's question."""
    return f"You asked us about our notice, which follows. Our answer:\n\n{words}"
