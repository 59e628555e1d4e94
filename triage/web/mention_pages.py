"""The pages of mentions: the list of one's own, opening one, and having read them."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from hatehub.accounts.staff import StaffRequest, staff_only
from triage.selectors.mentions import find_mention, list_mentions
from triage.selectors.merges import root_of
from triage.services import notes
from triage.web.mention_rows import mention_row


@require_safe
@staff_only
def mentions(request: StaffRequest) -> HttpResponse:
    """Show where somebody is mentioned, the unread first."""
    after = request.GET.get("after", "")
    page = list_mentions(by=request.actor, after=after)
    context = {
        "mentions": [mention_row(each) for each in page.mentions],
        "unread_ids": " ".join(str(each.id) for each in page.mentions if each.read_at is None),
        "is_further_on": bool(after),
        "paging": {"next": f"?{urlencode({'after': page.following})}" if page.following else ""},
    }
    return render(request, "hub/mentions.html", context)


@require_safe
@staff_only
def open_mention(request: StaffRequest, mention_id: int) -> HttpResponse:
    """Lead to the note that mentions somebody, which reads the mention; asking only for the address does not."""
    mention = find_mention(mention_id=mention_id, by=request.actor)
    if mention is None:
        raise Http404
    if request.method == "GET":
        notes.mark_read(mention_ids=[mention.id], by=request.actor, at=timezone.now())
    case = root_of(case_id=mention.note.case_id)
    address = reverse("hub_case_tab", args=[case.reference, "notes"])
    return redirect(f"{address}?note={mention.note_id}#note-{mention.note_id}")


@require_POST
@staff_only
def read(request: StaffRequest) -> HttpResponse:
    """Note that somebody has read the mentions that the page showed."""
    shown = [int(each[:18]) for each in request.POST.get("mentions", "").split() if each.isdecimal()]
    notes.mark_read(mention_ids=shown, by=request.actor, at=timezone.now())
    return redirect("hub_mentions")
