"""Trying codes: each try is counted before it is looked at, so that no number of tries at once gets past a limit.

Tries are counted for the pair of a network and what it tries to open, for each network, and for each reference. Only
the first two ever stop anybody: whoever knows a reference cannot lock its owner out.
"""

from datetime import datetime, timedelta

from hatehub.accounts.actors import HUB
from hatehub.audit.services import record
from hatehub.vault.services import lookup_hash
from reports.clients import tallies
from reports.models import Draft, Report
from reports.rules.guessing import Slope, seconds_left, wait_after
from reports.rules.networks import Network
from reports.rules.references import REPORT_PREFIX, parse_reference
from reports.selectors.limit_tables import get_guess_limits
from reports.services import drafts, following

DAY_SECONDS = int(timedelta(days=1).total_seconds())
LONGEST_TYPED = 60
SAVED_DRAFT = "saved draft"


class TooManyTries(Exception):
    """The next try has to wait for `seconds`; a try before that is not looked at."""

    def __init__(self, *, seconds: int) -> None:
        super().__init__(f"wait {seconds} seconds")
        self.seconds = seconds


def open_report(*, reference: str, code: str, network: Network, at: datetime) -> Report:
    """Open a report with its code, counting wrong tries. Raises NoSuchReport and TooManyTries."""
    meant = parse_reference(reference, prefix=REPORT_PREFIX)
    about = meant or reference[:LONGEST_TYPED].upper()
    tries = Tries(network=network, about=about, slope=get_guess_limits().report)
    tries.begin(at=at)
    try:
        report = following.open_report(reference=reference, code=code, at=at)
    except following.NoSuchReport:
        tries.note_wrong(at=at)
        if meant:
            _notice(meant, at=at)
        raise
    tries.note_right()
    return report


def resume_draft(*, code: str, network: Network, at: datetime) -> tuple[Draft, str]:
    """Open a saved draft with its code, counting wrong tries. Raises DraftGone and TooManyTries."""
    tries = Tries(network=network, about=SAVED_DRAFT, slope=get_guess_limits().draft)
    tries.begin(at=at)
    try:
        found = drafts.resume(code=code, at=at)
    except drafts.DraftGone:
        tries.note_wrong(at=at)
        raise
    tries.note_right()
    return found


class Tries:
    """The counts of one network's tries to open one thing. A network that is not known is only counted in pairs."""

    def __init__(self, *, network: Network, about: str, slope: Slope) -> None:
        self._limits = get_guess_limits()
        self._slope = slope
        self._pair = f"guess:{network.near}:{lookup_hash(about, purpose='guessed')}"
        self._last = f"{self._pair}:last"
        self._networks = [f"guess:{network.near}", f"guess:{network.wide}"] if network.is_known else []
        self._most = (self._limits.most_of_network, self._limits.most_of_wider_network)
        self._locks = [f"{name}:locked" for name in self._networks]

    def begin(self, *, at: datetime) -> None:
        """Count a try as wrong until it proves right. Raises TooManyTries where it may not be made now."""
        now, lock = int(at.timestamp()), self._limits.lock_seconds
        wrong, last_at, *locked_until = tallies.read([self._pair, self._last, *self._locks])
        left = seconds_left(wrong=wrong, last_at=last_at, now=now, slope=self._slope, lock_seconds=lock)
        left = max([left, *(until - now for until in locked_until)])
        if left > 0:
            raise TooManyTries(seconds=left)
        counted, *of_networks = self._count(now)
        is_over = any(number > most for number, most in zip(of_networks, self._most, strict=False))
        if is_over or counted > max(wrong + 1, self._slope.free):  # others came in between, and were looked at
            raise TooManyTries(seconds=max(1, wait_after(counted, slope=self._slope, lock_seconds=lock)))

    def _count(self, now: int) -> list[int]:
        tallies.keep(self._last, now, seconds=self._limits.lock_seconds)
        counted = [self._pair, *self._networks]
        return tallies.add(counted, seconds=self._limits.lock_seconds, then_read=counted)

    def note_wrong(self, *, at: datetime) -> None:
        """Keep the pair's count for as long as any lock, and lock the networks that were wrong too often."""
        lock = self._limits.lock_seconds
        tallies.renew(self._pair, seconds=lock)
        wrong = zip(self._networks, tallies.read(self._networks), self._most, strict=False)
        for name in [name for name, number, most in wrong if number >= most]:
            tallies.keep(f"{name}:locked", int(at.timestamp()) + lock, seconds=lock)
            tallies.forget(name)

    def note_right(self) -> None:
        """Forget the pair's wrong tries, and this one in the counts of the networks."""
        tallies.forget(self._pair, self._last)
        tallies.add(self._networks, by=-1, seconds=self._limits.lock_seconds)


def _notice(reference: str, *, at: datetime) -> None:
    """Note in the audit, once a day, that a report's code is being guessed from wherever; nobody is locked out."""
    name = f"guess:{lookup_hash(reference, purpose='guessed')}:{at:%Y%m%d}"
    (wrong,) = tallies.add([name], seconds=DAY_SECONDS, then_read=[name])
    if wrong < get_guess_limits().noticed_a_day or not tallies.claim(f"{name}:noticed", seconds=DAY_SECONDS):
        return
    if Report.objects.filter(reference=reference).exists():
        record(subject=f"report:{reference}", verb="guessing_noticed", by=HUB, at=at, details={"wrong_tries": wrong})
