"""A notice in the few characters that an interface takes. Pure."""

from referrals.rules.takedowns.notice import Notice
from referrals.rules.takedowns.steps import Asked

WHAT = {
    Asked.REMOVE: "Please remove this.",
    Asked.RESTRICT_ACCOUNT: "Please restrict the account.",
    Asked.PRESERVE: "Please preserve this and the account's data for possible proceedings.",
    Asked.OTHER_SANCTION: "Please act on this.",
}
CUT = " […]"
LEAST_EXPLANATION = 40


def shortened(notice: Notice, *, most: int) -> str:
    """Return a notice in at most so many characters. What is asked, by whom and where to answer is never cut.

    What does not fit is left out from the end: the explanation first, the legal basis last. The whole notice stands
    on the page for answers, whose address is in the text wherever there is room for it.
    """
    what = f"{WHAT[Asked(notice.action)]} {notice.notifier_name}, {notice.case_reference}."
    answer = f" {notice.answer_address}" if notice.answer_address else ""
    if len(what + answer) > most:
        return what[:most]
    text = what
    for more in (notice.legal_basis, notice.explanation, notice.good_faith):
        text += _fitted(more, room=most - len(text) - len(answer) - 1)
    return text + answer


def _fitted(more: str, *, room: int) -> str:
    """Return a part with a space before it, cut where it is too long, and nothing where hardly a word would be left."""
    said = " ".join(more.split())
    if not said or (len(said) > room and room < LEAST_EXPLANATION):
        return ""
    return " " + (said if len(said) <= room else said[: room - len(CUT)] + CUT)
