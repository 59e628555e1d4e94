"""What becomes of captures when the post turns out to be diverted material, or who it is about is destroyed."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import Actor
from hatehub.reference.models import Material
from referrals.models import Capture
from reports.models import Content
from reports.services import diversion


@transaction.atomic
def divert_captures(*, report_id: UUID, by: Actor, at: datetime) -> int:
    """Divert the captures of a report's diverted posts: the same material, fetched once more; return how many.

    A mark that is lifted from a post stays on its captures until a supervisor lifts it there. Raises NotPermitted.
    """
    posts = Content.objects.filter(report=report_id).exclude(diverted_as="")
    marked = {post.id: post for post in posts}
    keys = {post.post_key: post for post in posts if post.post_key}
    of_those = Q(content__in=marked) | Q(post_key__in=keys)
    count = 0
    for capture in Capture.objects.filter(of_those).select_related("warc", "picture").order_by("id"):
        post = keys.get(capture.post_key) or marked[capture.content_id or 0]
        for item in (capture.warc, capture.picture):
            if item is not None and not item.diverted_as:
                diversion.mark_exhibit(evidence_id=item.id, material=Material(post.diverted_as), by=by, at=at)
        count += 1
    return count


def forget_subject(*, report_id: UUID) -> int:
    """Take the links from a report's captures, as they go from its posts; return how many there were."""
    return Capture.objects.filter(report=report_id).update(url="", final_url="", post_key="", host="")
