"""Which lawful lines of enquiry are left: from what was tried, the platform, the law, and how long data is kept. Pure.

A platform that declines is one result of one line. Whatever else is open to the hub, a force or the victim comes next,
with the reason, the last day and the authority that it needs. A line that needs an authority which nobody has is never
among them; it is named apart, with what is missing.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from intel.rules.enquiries.method_file import ABROAD, HOME, Method
from intel.rules.enquiries.steps import FOLLOWED, OF_THE_HUB, Authority, Result, State

SOON = timedelta(days=7)
"""A last day that is this near comes before everything else."""
VICTIM_APPLIES = frozenset({Authority.CIVIL_COURT})


class Why(StrEnum):
    """Why a line comes next."""

    FOLLOWS = "follows"
    RUNS_OUT = "runs_out"
    UNTRIED = "untried"


class Missing(StrEnum):
    """Why a line that would fit cannot be followed now."""

    FORCE = "force"
    VICTIM = "victim"
    CRIME = "crime"
    GONE = "gone"


class Until(StrEnum):
    """What ends on the last day."""

    KEPT = "kept"
    TIME_BAR = "time_bar"


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One line that a case has had."""

    method: str
    platform: str
    state: State
    result: Result | None = None
    ended_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What decides which lines are open to a case. `seats` gives the country of a platform where it is known.

    `is_crime` is None before that is decided. `jurisdiction` is EW, S, NI or empty; `posted_on` the day of the post, or
    of the report where that is not known.
    """

    today: date
    posted_on: date
    platforms: tuple[str, ...]
    seats: Mapping[str, str]
    jurisdiction: str
    is_crime: bool | None
    has_force: bool
    has_victim: bool
    has_picture: bool
    is_withheld: bool = False
    time_bar: date | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """A lawful line that has not been tried. `after` and `result` say what it follows."""

    method: Method
    platform: str
    why: Why
    after: str = ""
    result: Result | None = None
    by: date | None = None
    until: Until | None = None
    is_urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class OutOfReach:
    """A line that would fit, and what is missing."""

    method: Method
    platform: str
    missing: Missing


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What is left to do. `is_identified` means that somebody was identified: nothing more is prompted."""

    lines: tuple[Line, ...] = ()
    out_of_reach: tuple[OutOfReach, ...] = ()
    is_identified: bool = False

    @property
    def has_decline(self) -> bool:
        """Whether a line that is left follows one that was declined."""
        return any(line.result is Result.DECLINED for line in self.lines)


def look_ahead(*, methods: Sequence[Method], tried: Collection[Tried], facts: Facts) -> Outlook:
    """Return what is left, the next line first. Nothing is left to do into a person on a non-crime."""
    if facts.is_withheld or facts.is_crime is False:
        return Outlook()
    if any(each.result is Result.IDENTIFIED for each in tried):
        return Outlook(is_identified=True)
    lines, out_of_reach = [], []
    for method, platform in _candidates(methods, tried, facts):
        missing = missing_for(method, facts=facts)
        if missing is None:
            lines.append(_line(method, platform, tried, methods, facts))
        else:
            out_of_reach.append(OutOfReach(method=method, platform=platform, missing=missing))
    ranks = _ranks(methods, tried)
    lines.sort(key=lambda line: _order(line, ranks))
    return Outlook(lines=tuple(lines), out_of_reach=tuple(out_of_reach))


def fits(method: Method, *, platform: str, facts: Facts) -> bool:
    """Tell whether a method is for this platform, this law and what there is to go by."""
    if method.platforms and platform not in method.platforms:
        return False
    if facts.jurisdiction and method.jurisdictions and facts.jurisdiction not in method.jurisdictions:
        return False
    if method.needs_picture and not facts.has_picture:
        return False
    return _sits_right(method, platform, facts.seats)


def missing_for(method: Method, *, facts: Facts) -> Missing | None:
    """Return what is missing before a method may be used: a decision, somebody who can get the authority, the data."""
    if method.needs_crime and facts.is_crime is None:
        return Missing.CRIME
    if method.authority in VICTIM_APPLIES:
        if not facts.has_victim:
            return Missing.VICTIM
    elif method.authority not in OF_THE_HUB and not facts.has_force:
        return Missing.FORCE
    kept_until = _kept_until(method, facts)
    return Missing.GONE if kept_until is not None and kept_until < facts.today else None


def _candidates(methods: Sequence[Method], tried: Collection[Tried], facts: Facts) -> Iterable[tuple[Method, str]]:
    done = {(each.method, each.platform) for each in tried if each.state in FOLLOWED}
    anywhere = {method for method, _platform in done}
    for method in methods:
        if method.is_trial:
            continue
        if method.is_for_each_platform:
            for platform in facts.platforms:
                if fits(method, platform=platform, facts=facts) and (method.code, platform) not in done:
                    yield method, platform
        elif method.code not in anywhere and _fits_any(method, facts):
            yield method, ""


def _fits_any(method: Method, facts: Facts) -> bool:
    return any(fits(method, platform=platform, facts=facts) for platform in (facts.platforms or ("",)))


def _sits_right(method: Method, platform: str, seats: Mapping[str, str]) -> bool:
    """Tell whether the holder sits where the method reaches: an unknown seat may be abroad, not in a named country."""
    if not method.seats:
        return True
    seat = seats.get(platform, "")
    return seat in method.seats or (ABROAD in method.seats and seat != HOME)


def _line(method: Method, platform: str, tried: Collection[Tried], methods: Sequence[Method], facts: Facts) -> Line:
    by, until = _last_day(method, facts)
    is_urgent = by is not None and by <= facts.today + SOON
    before = _before(method, platform, tried, methods)
    otherwise = Why.RUNS_OUT if is_urgent else Why.UNTRIED
    return Line(
        method=method,
        platform=platform,
        why=Why.FOLLOWS if before else otherwise,
        after=before.method if before else "",
        result=before.result if before else None,
        by=by,
        until=until,
        is_urgent=is_urgent,
    )


def _before(method: Method, platform: str, tried: Collection[Tried], methods: Sequence[Method]) -> Tried | None:
    """Return the newest line that ended in a way after which this method is to be tried."""
    known = {each.code: each for each in methods}
    found = [
        each
        for each in tried
        if each.result is not None
        and each.method in known
        and method.code in known[each.method].following.get(str(each.result), ())
        and platform in ("", each.platform or platform)
    ]
    return max(found, key=lambda each: each.ended_on or date.min, default=None)


def _ranks(methods: Sequence[Method], tried: Collection[Tried]) -> dict[str, int]:
    """Return by code how early a method is named after what ended, the smaller the earlier."""
    known = {each.code: each for each in methods}
    ranks: dict[str, int] = {}
    for each in tried:
        if each.result is None or each.method not in known:
            continue
        for rank, code in enumerate(known[each.method].following.get(str(each.result), ())):
            ranks[code] = min(rank, ranks.get(code, rank))
    return ranks


def _order(line: Line, ranks: Mapping[str, int]) -> tuple[bool, date, bool, int, int, str]:
    named = line.why is Why.FOLLOWS or not line.method.identifies  # what only buys time is done before the rest
    near = line.by if line.is_urgent and line.by else date.max
    return (not line.is_urgent, near, not named, ranks.get(line.method.code, 0), line.method.position, line.platform)


def _last_day(method: Method, facts: Facts) -> tuple[date | None, Until | None]:
    """Return by when a line has to begin: before the data goes, and in time to end before the time bar."""
    kept = _kept_until(method, facts)
    in_time = facts.time_bar - timedelta(days=method.usual_days) if facts.time_bar else None
    if in_time is not None and in_time < facts.today:
        in_time = None  # it cannot end in time for that offence any more, whenever it begins
    days = [(day, until) for day, until in ((kept, Until.KEPT), (in_time, Until.TIME_BAR)) if day is not None]
    return min(days) if days else (None, None)


def _kept_until(method: Method, facts: Facts) -> date | None:
    return None if method.kept_days is None else facts.posted_on + timedelta(days=method.kept_days)
