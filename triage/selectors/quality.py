"""How good the duplicate finder is, told by what officers say to what it offers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncWeek

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action
from triage.models import DuplicateMatch, Merge
from triage.rules.matching import RELATED_ONLY
from triage.rules.shares import Share, share_of

PERIOD = timedelta(days=90)
BANDS = (0.0, 0.8, 0.9, 0.95, 0.99)
State = DuplicateMatch.State


@dataclass(frozen=True, kw_only=True)
class KindQuality:
    """What became of one kind of match in the period; `waiting` are those that nobody has decided yet."""

    kind: str
    confirmed: int
    refused: int
    related: int
    waiting: int

    @property
    def precision(self) -> Share | None:
        """The share of the confirmed and refused that were duplicates; what is related counts neither way."""
        return share_of(self.confirmed, self.confirmed + self.refused)


@dataclass(frozen=True, kw_only=True)
class Quality:
    """The figures of the last 90 days. `weeks` are pairs of confirmed and decided, `bands` of matches with a score."""

    since: datetime
    kinds: list[KindQuality]
    weeks: list[tuple[datetime, int, int]]
    bands: list[tuple[float, int, int]]
    merges: int
    undone: int

    @property
    def precision(self) -> Share | None:
        """The share of all that were confirmed or refused."""
        confirmed = sum(kind.confirmed for kind in self.kinds)
        return share_of(confirmed, confirmed + sum(kind.refused for kind in self.kinds))


def get_quality(*, by: Actor, at: datetime) -> Quality:
    """Return how often what was offered was right, with a bounded number of queries. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_LATE)
    since = at - PERIOD
    decided = DuplicateMatch.objects.filter(decided_at__gt=since).exclude(kind__in=RELATED_ONLY)
    merges = Merge.objects.filter(merged_at__gt=since).aggregate(all=Count("id"), undone=Count("undone_at"))
    judged = decided.exclude(state=State.RELATED)
    return Quality(
        since=since,
        kinds=_kinds(decided),
        weeks=_weeks(judged),
        bands=_bands(judged),
        merges=merges["all"],
        undone=merges["undone"],
    )


def _kinds(decided: QuerySet[DuplicateMatch]) -> list[KindQuality]:
    counted = {(kind, state): n for kind, state, n in decided.values_list("kind", "state").annotate(n=Count("id"))}
    offered = DuplicateMatch.objects.filter(state=State.OFFERED).values_list("kind").annotate(n=Count("id"))
    waiting = dict(offered)
    return [
        KindQuality(
            kind=kind,
            confirmed=counted.get((kind, State.MERGED), 0),
            refused=counted.get((kind, State.REFUSED), 0),
            related=counted.get((kind, State.RELATED), 0),
            waiting=waiting.get(kind, 0),
        )
        for kind in DuplicateMatch.Kind.values
        if kind not in RELATED_ONLY
    ]


def _weeks(decided: QuerySet[DuplicateMatch]) -> list[tuple[datetime, int, int]]:
    rows = decided.annotate(week=TruncWeek("decided_at")).values_list("week")
    return list(rows.annotate(confirmed=_confirmed(), decided=Count("id")).order_by("week"))


def _bands(decided: QuerySet[DuplicateMatch]) -> list[tuple[float, int, int]]:
    """Return, for each band of the score that has any, its lower end, how many were confirmed, and how many decided."""
    bands = []
    for low, high in zip(BANDS, (*BANDS[1:], 2.0), strict=True):
        counted = decided.filter(score__gte=low, score__lt=high).aggregate(confirmed=_confirmed(), decided=Count("id"))
        if counted["decided"]:
            bands.append((low, counted["confirmed"], counted["decided"]))
    return bands


def _confirmed() -> Count:
    return Count("id", filter=Q(state=State.MERGED))
