"""Asking a platform's own interface how a request stands, hourly while it is with the platform."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from hatehub.accounts.actors import HUB
from hatehub.reference.models import Platform
from referrals.clients.platforms.protocol import NotConfigured, NotSent, Refused, Standing
from referrals.clients.platforms.webhook import WebhookChannel
from referrals.models import PlatformStanding, Takedown
from referrals.rules.takedowns.steps import WITH_PLATFORM
from referrals.services.dispatching import OpenChannel, open_for
from referrals.services.platform_turns import Clock
from referrals.services.takedowns.answers import REASONS
from referrals.services.takedowns.stepping import is_open_for, lock
from referrals.services.takedowns.taking import STEP_OF, Said, note_said

logger = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
BATCH = 100
ASKED = frozenset({Said.ACKNOWLEDGED, Said.REMOVED, Said.RESTRICTED, Said.REFUSED})
"""What an interface can say. Questions need words, and come by the link."""
OTHER = "other"


def poll_all(*, clock: Clock, opening: OpenChannel = open_for) -> int:
    """Ask every platform with a web hook about its requests of which nothing was heard for an hour; return how many.

    At most 100 each. One that is away, asks for patience or does not take the hub's key is left for the next time;
    what it answers to one request holds up no other.
    """
    platforms = Platform.objects.filter(takedown_channel=Platform.TakedownChannel.WEBHOOK).order_by("code")
    return sum(_poll(platform, clock, opening) for platform in platforms)


def _poll(platform: Platform, clock: Clock, opening: OpenChannel) -> int:
    at = clock()
    away = Q(opens_at__gt=at) | Q(holds_until__gt=at)
    if PlatformStanding.objects.filter(away, platform_code=platform.code).exists():
        return 0
    taken = _take(platform.code, at=at)
    asked = 0
    try:
        channel = opening(platform) if taken else None
        for takedown_id in taken:
            if isinstance(channel, WebhookChannel):
                asked += _ask(channel.poll, takedown_id, platform_code=platform.code, clock=clock)
    except NotSent as error:
        logger.info("platform_not_polled", extra={"platform": platform.code, "code": error.code})
    return asked


@transaction.atomic
def _take(platform_code: str, *, at: datetime) -> list[UUID]:
    """Take the requests whose hour has passed for this process; whoever breaks off has them asked an hour later."""
    running = Takedown.objects.filter(platform_code=platform_code, state__in=[each.value for each in WITH_PLATFORM])
    due = running.filter(Q(polled_at__isnull=True, sent_at__lte=at - EVERY) | Q(polled_at__lte=at - EVERY))
    rows = due.order_by("state_since", "id").select_for_update(skip_locked=True, no_key=True)
    chosen = list(rows.values_list("id", flat=True)[:BATCH])
    Takedown.objects.filter(id__in=chosen).update(polled_at=at)
    return chosen


def _ask(poll: Callable[[UUID], Standing | None], takedown_id: UUID, *, platform_code: str, clock: Clock) -> int:
    """Ask about one request, and note what is said. Raises NotSent where the others would not be answered either."""
    try:
        standing = poll(takedown_id)
    except NotConfigured:
        raise
    except Refused as error:
        logger.info("request_not_polled", extra={"platform": platform_code, "code": error.code})
        return 0
    if standing is not None and standing.state in set(ASKED):
        _note(takedown_id, standing, at=clock())
    return 1


@transaction.atomic
def _note(takedown_id: UUID, standing: Standing, *, at: datetime) -> None:
    """Note what an interface says, once: what it goes on saying is nothing new, such as a claim that was belied."""
    takedown, said = lock(takedown_id), Said(standing.state)
    if takedown.polled_state == standing.state:
        return
    takedown.polled_state = standing.state
    takedown.save(update_fields=["polled_state"])
    if is_open_for(STEP_OF[said], takedown=takedown):
        reason = standing.reason if standing.reason in REASONS else OTHER
        note_said(takedown_id=takedown_id, said=said, reason=reason, words="", by=HUB, at=at)
