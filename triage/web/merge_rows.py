"""What a merge would change, in rows that an officer reads, and what helps where it is refused."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reports.models import Case
from triage.models import DuplicateMatch
from triage.services.merging.previewing import Preview

MOST_REFUSED = 50
Row = dict[str, Any]


def preview_rows(preview: Preview) -> Row:
    """Return the facts of a preview, the refused reports, fifty at most, and how many can be merged."""
    refused = [row for row in preview.rows if row.refusal]
    return {
        "facts": list(_facts(preview)),
        "refused": refused[:MOST_REFUSED],
        "refused_count": len(refused),
        "can": preview.mergeable,
    }


def _facts(preview: Preview) -> Iterator[Row]:
    can = preview.mergeable
    yield {"key": _("Changes case and state"), "value": ngettext("%d report", "%d reports", can) % can}
    if preview.members_coming_along:
        along = preview.members_coming_along
        yield {"key": _("Comes along with it"), "value": ngettext("%d report", "%d reports", along) % along}
    yield {"key": _("Told by e-mail"), "value": _people(preview.people_to_tell_by_mail)}
    yield {"key": _("Told on their status page"), "value": _people(preview.people_on_status_page)}
    yield {"key": _("Forces that hear of it"), "value": ", ".join(preview.forces_that_hear) or _("None")}
    if preview.packages_renewed:
        number = preview.packages_renewed
        text = ngettext("%d, because a force has it", "%d, because a force has it", number) % number
        yield {"key": _("Packages built anew"), "value": text}


def _people(number: int) -> str:
    return ngettext("%d person", "%d people", number) % number if number else _("Nobody")


def help_for(preview: Preview, *, match: DuplicateMatch, into: Case) -> Row | None:
    """Return what an officer can do instead where a single merge is refused; None where it is not."""
    code = next((row.code for row in preview.rows if row.refusal), "")
    sentence = next((row.refusal for row in preview.rows if row.refusal), "")
    if code == "closed":
        href = reverse("hub_reopen", args=[into.reference])
        return {"text": sentence, "link": _("Reopen %s") % into.reference, "href": href}
    if code == "both_with_forces":
        return {
            "text": sentence,
            "action": _("Link the two cases"),
            "href": reverse("hub_relate_match", args=[match.id]),
        }
    return {"text": sentence} if sentence else None
