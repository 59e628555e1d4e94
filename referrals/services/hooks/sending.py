"""Sending messages to all hooks at once, each hook in its turn: a slow or dead one delays no other."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Protocol
from uuid import UUID

from django.conf import settings
from django.db import connection

from hatehub.vault.services import KeyDestroyed
from referrals.clients.hooks import HookSender
from referrals.models import HookDelivery
from referrals.rules.hooks.answers import Answer
from referrals.rules.hooks.signing import headers
from referrals.selectors.hook_messages import body_of
from referrals.services import feeding
from referrals.services.hooks.leasing import MOST_OF_ONE, conclude, give_up_old, lease, list_due
from referrals.services.hooks.planning import plan_all
from referrals.services.hooks.sealing import secrets_of

logger = logging.getLogger(__name__)

AT_ONCE = 16
AT_A_TIME = timedelta(seconds=20)
"""How long one process sends before it looks for new work."""
Clock = Callable[[], datetime]


class Sender(Protocol):
    """What carries a message to an address."""

    def send(self, url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Send a message; return what came of it. Raises nothing."""
        ...


def sender() -> HookSender:
    """Return what carries messages outside tests: to public addresses alone."""
    name = f"OnlineHateHub-Hooks/1.0 ({settings.PUBLIC_URL})".encode("ascii", "replace").decode("ascii")
    return HookSender(user_agent=name)


def run(*, clock: Clock, by_way_of: Callable[[], Sender] = sender, at_once: int = AT_ONCE) -> int:
    """Plan what the feed holds, send what is due, and give up what has waited too long; return how many were sent.

    Any number of processes may do this at the same moment: a message is leased by one of them.
    """
    feeding.number_entries()
    plan_all(at=clock())
    sent = send_due(clock=clock, by_way_of=by_way_of, at_once=at_once)
    give_up_old(at=clock())
    return sent


def send_due(*, clock: Clock, by_way_of: Callable[[], Sender] = sender, at_once: int = AT_ONCE) -> int:
    """Send what is due, hook by hook in turn and several at once; return how many messages were sent."""
    hooks = list_due(at=clock())
    if not hooks:
        return 0
    rota, carrier = _Rota(hooks, ends=clock() + AT_A_TIME), by_way_of()
    threads = min(at_once, len(hooks) * MOST_OF_ONE)
    with ThreadPoolExecutor(max_workers=threads) as pool:
        running = [pool.submit(_work, rota, clock, carrier) for _ in range(threads)]
        return sum(each.result() for each in running)


def send_one(*, hook_id: UUID, clock: Clock, carrier: Sender) -> bool:
    """Send the next message of a hook that may go now; tell whether there was one."""
    leased = lease(hook_id=hook_id, at=clock())
    if leased is None:
        return False
    answer = _send(leased, carrier, at=clock())
    conclude(leased=leased, answer=answer, at=clock(), chance=SystemRandom().random())
    return True


def _send(delivery: HookDelivery, carrier: Sender, *, at: datetime) -> Answer:
    """Send one message, outside any transaction. Its id is the same in every try, its time and signature are not."""
    try:
        secrets = secrets_of(delivery.hook, at=at)
    except KeyDestroyed:
        return Answer(status=0, code="no_secret", milliseconds=0)
    body, seconds = body_of(delivery), int(at.timestamp())
    signed = headers(secrets, message_id=str(delivery.id), seconds=seconds, body=body)
    return carrier.send(delivery.hook.url, body=body, headers=signed)


class _Rota:
    """Whose turn it is. Each hook has as many places as it may have messages out; all get one before any gets two.

    A hook that had its turn goes to the end, so one with many messages keeps nobody waiting.
    """

    def __init__(self, hooks: Iterable[UUID], *, ends: datetime) -> None:
        chosen = list(hooks)
        self._turns = deque(hook for _place in range(MOST_OF_ONE) for hook in chosen)
        self._ends = ends

    def next(self, at: datetime) -> UUID | None:
        """Return the hook whose turn it is; None where none has one, or others are to come to theirs."""
        try:
            return self._turns.popleft() if at < self._ends else None
        except IndexError:
            return None

    def again(self, hook_id: UUID) -> None:
        """Give a hook another turn, after all others."""
        self._turns.append(hook_id)


def _work(rota: _Rota, clock: Clock, carrier: Sender) -> int:
    """Send one message after the other, of whichever hook comes to its turn; return how many there were."""
    sent = 0
    try:
        while (hook_id := rota.next(clock())) is not None:
            if _turn(hook_id, clock, carrier):
                sent += 1
                rota.again(hook_id)
    finally:
        connection.close()
    return sent


def _turn(hook_id: UUID, clock: Clock, carrier: Sender) -> bool:
    """Take one turn; whatever goes wrong stays with that hook."""
    try:
        return send_one(hook_id=hook_id, clock=clock, carrier=carrier)
    except Exception:
        logger.exception("hook_not_sent", extra={"hook": str(hook_id)})
        return False
