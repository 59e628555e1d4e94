"""Sending requests by the interfaces of platforms: each platform by itself, with a breaker, a pace and patience."""

import hashlib
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from secrets import SystemRandom
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from hatehub.accounts.actors import HUB
from hatehub.reference.models import Platform
from hatehub.vault.services import KeyDestroyed
from referrals.clients.platforms.calling import Caller
from referrals.clients.platforms.channels import INTERFACES, open_channel
from referrals.clients.platforms.protocol import (
    Delayed,
    NotConfigured,
    NotSent,
    Part,
    PlatformAway,
    PlatformChannel,
    Receipt,
    Refused,
)
from referrals.models import PlatformStanding, Takedown, TakedownDelivery
from referrals.rules.letters import wait_after
from referrals.rules.takedowns.breaker import ENOUGH, Standing
from referrals.rules.takedowns.notice import Notice
from referrals.rules.takedowns.steps import State, StepRefused
from referrals.services import platform_accounts, takedowns
from referrals.services.platform_turns import LEASE, Clock, Gone, Paused, Turn, lock, save, standing_of
from reports.services.subjects import SubjectWithheld

logger = logging.getLogger(__name__)

OpenChannel = Callable[[Platform], PlatformChannel]
MOST_PLATFORMS = 16
PATIENCE = timedelta(minutes=5)
LONGEST_PART = 400
STRANGE = (KeyError, TypeError, ValueError, IndexError, AttributeError)
"""What reading an answer raises that is not as the interface says it is."""
MAY_NOT_LEAVE = (takedowns.PostsDiverted, SubjectWithheld, KeyDestroyed)
FORBIDDEN = "status_403"
GIVEN_BACK = 200
"""How many requests are given back at once of a platform that has been away for days."""


def open_for(platform: Platform) -> PlatformChannel:
    """Return a platform's channel with the hub's accounts. Raises NotConfigured."""
    caller = Caller(user_agent=f"OnlineHateHub ({settings.PUBLIC_URL})".encode("ascii", "replace").decode("ascii"))
    accounts = platform_accounts.accounts_of(platform_code=platform.code)
    return open_channel(platform.takedown_channel, accounts=accounts, address=platform.takedown_address, caller=caller)


def drain_all(*, clock: Clock, opening: OpenChannel = open_for) -> dict[str, int]:
    """Send what is ready to every platform at once, each in a thread; return how many requests each one took."""
    platforms = list_waiting(at=clock())
    if not platforms:
        return {}
    with ThreadPoolExecutor(max_workers=MOST_PLATFORMS) as threads:
        running = {each.code: threads.submit(_in_thread, each, clock, opening) for each in platforms}
        return {code: future.result() for code, future in running.items()}


def list_waiting(*, at: datetime) -> list[Platform]:
    """Return the platforms with an interface for which something is ready now."""
    ready = Takedown.objects.filter(state=State.READY, is_by_hand=False, not_before__lte=at).values("platform_code")
    return list(Platform.objects.filter(takedown_channel__in=INTERFACES, code__in=ready).order_by("code"))


def drain(*, platform: Platform, clock: Clock, opening: OpenChannel = open_for) -> int:
    """Send what is ready to one platform, one request after the other; return how many it took.

    It ends when nothing is left, the platform is away or asks for patience, the hub's account is not taken, or 50
    seconds have passed; a request of many parts is gone on with later. A second process that is asked for the same
    platform does nothing. Requests to a platform that has been away for three days go back to their officers.
    """
    turn = Turn(platform, clock=clock)
    if not turn.begin():
        return 0
    taken = 0
    try:
        channel = opening(platform)
        _give_back_old(platform, at=clock())
        while not turn.is_over and (takedown_id := _take(platform, at=clock())) is not None:
            sending = _Sending(platform, channel, turn=turn, clock=clock)
            taken += sending.send(takedown_id)
            if sending.is_over:
                break
    except NotConfigured:
        logger.info("platform_not_configured", extra={"platform": platform.code})
    finally:
        turn.end()
    return taken


def _in_thread(platform: Platform, clock: Clock, opening: OpenChannel) -> int:
    """Drain one platform; whatever goes wrong stays with it, and the thread's connection is closed."""
    try:
        return drain(platform=platform, clock=clock, opening=opening)
    except Exception:
        logger.exception("platform_not_drained", extra={"platform": platform.code})
        return 0
    finally:
        connection.close()


def _give_back_old(platform: Platform, *, at: datetime) -> None:
    """Give requests back that have waited for three days for a platform that was away all that time."""
    row = PlatformStanding.objects.filter(platform_code=platform.code).first()
    if row is None or row.away_since is None or at - row.away_since < ENOUGH:
        return
    waiting = Takedown.objects.filter(platform_code=platform.code, state=State.READY, is_by_hand=False)
    old = waiting.filter(approved_at__lte=at - ENOUGH)
    for takedown_id in old.order_by("approved_at").values_list("id", flat=True)[:GIVEN_BACK]:
        _give_back(takedown_id, f"away: {row.last_code}", at=at)


def _give_back(takedown_id: UUID, why: str, *, at: datetime) -> None:
    try:
        takedowns.note_undeliverable(takedown_id=takedown_id, why=why, at=at)
    except StepRefused:
        logger.info("takedown_moved_meanwhile", extra={"takedown": str(takedown_id)})


@transaction.atomic
def _take(platform: Platform, *, at: datetime) -> UUID | None:
    """Lease the next request that may go now; None where nothing may or nothing is left."""
    row = lock(platform.code)
    standing = standing_of(row)
    if standing.not_before(at, an_hour=platform.requests_an_hour) is not None:
        return None
    ready = Takedown.objects.filter(
        platform_code=platform.code, state=State.READY, is_by_hand=False, not_before__lte=at
    )
    locked = ready.order_by("not_before", "id").select_for_update(skip_locked=True)
    takedown_id = locked.values_list("id", flat=True).first()
    if takedown_id is not None:
        Takedown.objects.filter(id=takedown_id).update(not_before=at + LEASE)
        save(row, standing.tried(at))
    return takedown_id


class _Sending:
    """Sending one request: its parts one after the other, and what follows from how that goes."""

    def __init__(self, platform: Platform, channel: PlatformChannel, *, turn: Turn, clock: Clock) -> None:
        self._platform, self._channel, self._turn, self._clock = platform, channel, turn, clock
        self.is_over = False

    def send(self, takedown_id: UUID) -> bool:
        """Send one request; tell whether the platform has it whole. `is_over`: nothing more is to be sent now."""
        try:
            notice = self._notice(takedown_id)
            if notice is None:
                return False
            references, refusals = self._send_parts(takedown_id, notice)
        except PlatformAway as error:
            self._away(takedown_id, error)
        except Delayed as error:
            self._hold(takedown_id, error)
        except NotConfigured as error:
            self._locked_out(takedown_id, error)
        except Refused as error:
            return self._finish(takedown_id, [], [error.code])
        except Paused as pause:
            self._postpone(takedown_id, until=pause.until)
            self.is_over = True
        except Gone:
            logger.info("takedown_moved_meanwhile", extra={"takedown": str(takedown_id)})
        else:
            return self._finish(takedown_id, references, refusals)
        return False

    def _notice(self, takedown_id: UUID) -> Notice | None:
        """Return what is sent; None where it may not leave the hub any more, or was taken back meanwhile."""
        try:
            with transaction.atomic():
                takedown = Takedown.objects.get(id=takedown_id)
                return takedowns.notice_of(takedown) if takedown.state == State.READY else None
        except MAY_NOT_LEAVE as error:
            self._give_back(takedown_id, type(error).__name__)
            return None

    def _send_parts(self, takedown_id: UUID, notice: Notice) -> tuple[list[str], list[str]]:
        """Send what the platform does not have yet; return its references, and the codes of what it did not take."""
        known = dict(TakedownDelivery.objects.filter(takedown_id=takedown_id).values_list("part", "reference"))
        refusals: list[str] = []
        for part in self._channel.parts(notice):
            name = name_of(part, notice)
            if name in known:
                continue
            self._turn.go_on(takedown_id)
            try:
                receipt = self._call(notice, part)
            except NotConfigured:
                raise
            except Refused as error:
                refusals.append(error.code)
                continue
            known[name] = receipt.reference
            self._turn.has_taken = True
            self._note_part(takedown_id, name, receipt)
        return [reference for reference in known.values() if reference], refusals

    def _call(self, notice: Notice, part: Part) -> Receipt:
        try:
            return self._channel.send(notice, part)
        except STRANGE as error:
            raise PlatformAway("strange_answer") from error
        except NotConfigured as error:
            if error.code == FORBIDDEN and self._turn.has_taken:
                raise Refused(FORBIDDEN) from error  # the account is taken: it is this post that is not for it
            raise

    def _note_part(self, takedown_id: UUID, name: str, receipt: Receipt) -> None:
        defaults = {"reference": receipt.reference[:120], "at": self._clock()}
        TakedownDelivery.objects.get_or_create(takedown_id=takedown_id, part=name, defaults=defaults)

    def _finish(self, takedown_id: UUID, references: list[str], refusals: list[str]) -> bool:
        """Note that the platform has a request, or why it does not have it whole; it has answered either way."""
        self._change(lambda standing: standing.answered())
        if refusals:
            self._give_back(takedown_id, refusals[0])
            return False
        try:
            takedowns.note_sent(takedown_id=takedown_id, reference=", ".join(references), at=self._clock())
        except StepRefused:
            logger.warning("takedown_sent_and_moved", extra={"takedown": str(takedown_id)})
            return False
        return True

    def _away(self, takedown_id: UUID, error: PlatformAway) -> None:
        """The platform is away: later, ever later."""
        at, chance = self._clock(), SystemRandom().random()
        standing = self._change(lambda known: known.failed(at, code=error.code[:60], chance=chance))
        self.is_over = standing.is_open or standing.opens_at is not None
        row = Takedown.objects.filter(id=takedown_id, state=State.READY).first()
        if row is None:
            return
        wait = wait_after(row.attempts + 1, chance=chance)
        self._postpone(takedown_id, until=max(at + wait, standing.opens_at or at), attempts=row.attempts + 1)
        self._log("takedown_postponed", takedown_id, error)

    def _hold(self, takedown_id: UUID, error: Delayed) -> None:
        """The platform asks for patience: nothing more for as long as it says, and no request beyond three days."""
        at = self._clock()
        until = at + (error.after or PATIENCE)
        self._change(lambda known: known.held(until, code=error.code[:60]))
        self.is_over = True
        if Takedown.objects.filter(id=takedown_id, approved_at__lte=at - ENOUGH).exists():
            self._give_back(takedown_id, f"away: {error.code}")
            return
        self._postpone(takedown_id, until=until)
        self._log("takedown_held", takedown_id, error)

    def _locked_out(self, takedown_id: UUID, error: NotConfigured) -> None:
        """The hub's account is not taken: what is ready waits for an officer's hand, or for another account."""
        at = self._clock()
        self._change(lambda known: known.answered())
        platform_accounts.note_refused(
            platform_code=self._platform.code, server=error.server, code=error.code, by=HUB, at=at
        )
        self._postpone(takedown_id, until=at)
        self.is_over = True
        self._log("platform_account_refused", takedown_id, error)

    def _give_back(self, takedown_id: UUID, why: str) -> None:
        _give_back(takedown_id, why, at=self._clock())

    def _postpone(self, takedown_id: UUID, *, until: datetime, attempts: int | None = None) -> None:
        more = {} if attempts is None else {"attempts": min(attempts, 1000)}
        Takedown.objects.filter(id=takedown_id, state=State.READY).update(not_before=until, **more)

    def _change(self, change: Callable[[Standing], Standing]) -> Standing:
        with transaction.atomic():
            row = lock(self._platform.code)
            standing = change(standing_of(row))
            save(row, standing)
        return standing

    def _log(self, event: str, takedown_id: UUID, error: NotSent) -> None:
        more = {"takedown": str(takedown_id), "platform": self._platform.code, "code": error.code}
        logger.warning(event, extra=more)


def name_of(part: Part, notice: Notice) -> str:
    """Return how a part is told from others, the same part of another wording among them: that is sent anew."""
    said = [notice.action, notice.legal_basis, notice.explanation, *(post.post_key or post.url for post in part.posts)]
    digest = hashlib.sha256("\0".join(said).encode()).hexdigest()[:16]
    return f"{part.key[: LONGEST_PART - 17]}#{digest}"
