"""Recognising the posts of stored reports again, after the rules for links have changed."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from reports.models import Content
from reports.rules.post_keys import recognise_post


@transaction.atomic
def recognise_again(*, report_ids: Collection[UUID], by: Actor, at: datetime) -> int:
    """Write platform, account and key of these reports' posts as the rules have them now; return how many changed.

    What was typed stays as it was. An account that the person gave is kept where the link tells none. Doing it twice
    changes nothing. Raises NotPermitted.
    """
    require(by=by, action=Action.TRIAGE)
    changed = []
    for content in Content.objects.filter(report__in=report_ids).order_by("id").select_for_update():
        found = recognise_post(content.url)
        wanted = (found.platform, found.account or content.account_handle, found.key)
        if wanted != (content.platform_code, content.account_handle, content.post_key):
            content.platform_code, content.account_handle, content.post_key = wanted
            changed.append(content)
    Content.objects.bulk_update(changed, ["platform_code", "account_handle", "post_key"])
    return len(changed)
