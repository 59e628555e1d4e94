"""What the pages of redaction call things."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from referrals.forms.redacting import REASONS
from referrals.models import Redaction
from referrals.rules.redaction_parts import Kind, PartName
from referrals.services.redaction_looking import Decided
from reports.models import Content, Evidence
from triage.web.told_rows import QUESTIONS

OVERTAKEN = gettext_lazy(
    "A colleague has decided on this part since you opened the page. Nothing is recorded: what you chose stands below, "
    "and what they did is in the history. Send it again to have yours hold."
)
CHANGED = gettext_lazy("The text is not the one on which you chose. Nothing is recorded: open the page again.")
NOTHING = gettext_lazy("Choose at least one part to black out.")
OTHER_NEEDS_WORDS = gettext_lazy("“Another reason” needs words that say which.")
TOO_MANY = gettext_lazy("That is more than one redaction holds. Leave the whole out, or choose longer passages.")
ACTS: Mapping[str, str | Promise] = {
    Redaction.Act.BLACKED_OUT.value: gettext_lazy("Blacked out"),
    Redaction.Act.LEFT_OUT.value: gettext_lazy("Left out"),
    Redaction.Act.TAKEN_BACK.value: gettext_lazy("Taken back"),
}


def title_of(name: PartName, *, evidence: Evidence | None, post: Content | None) -> str:
    """Return what a part is called on a page."""
    if evidence is not None:
        return _("Exhibit %s") % evidence.exhibit
    asked = str(QUESTIONS.get(name.question, name.question))
    if post is not None and name.question:
        return _("Post %(number)d: %(question)s") % {"number": post.position, "question": asked}
    if post is not None:
        return _("The words of post %d") % post.position
    titles = {Kind.NARRATIVE: _("What the person told"), Kind.SUSPECT: _("What they know about who did it")}
    return titles.get(name.kind, asked)


def reasons_of(row: Redaction) -> str:
    """Return the reasons of a decision, in words."""
    return ", ".join(str(REASONS[code]).lower() for code in row.reasons)


def summary_of(row: Redaction) -> str:
    """Return in one line what is decided, and why."""
    what = str(ACTS[row.act])
    if row.act == Redaction.Act.BLACKED_OUT:
        what = ngettext("%d part blacked out", "%d parts blacked out", row.marks) % row.marks
    return f"{what} ({reasons_of(row)})" if row.reasons else what


def history_rows(decisions: list[Decided]) -> list[dict[str, Any]]:
    """Return the decisions on a part as rows: what, who, when, why."""
    return [
        {
            "what": summary_of(each.row),
            "copy": each.row.copy.exhibit if each.row.copy else "",
            "who": each.row.decided_by.partition(":")[2],
            "at": each.row.decided_at,
            "words": each.words,
        }
        for each in decisions
    ]
