"""What supervisors' pictures show, as it was last counted."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Max, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import TruncWeek
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import require
from hatehub.accounts.roles import Action, Role
from triage.models import FigureDay, StepTaken
from triage.rules.figures import ALL, PERSONAL, STANDING, WEEKS, Measure, first_monday, monday_of
from triage.selectors.policies import questions_by_version

DAYS = 56
"""How many days arrivals and decisions are shown for."""
Key = tuple[date, str, str]
"""By day, or first day of a week, group and part."""
Numbers = Mapping[Key, int]


@dataclass(frozen=True, kw_only=True)
class Officer:
    """Somebody who works on cases, or who did this week."""

    name: str
    team: str


@dataclass(frozen=True, kw_only=True)
class Figures:
    """The last 12 weeks and what stands. `counted_at` is None before anything was counted.

    `officers` are by username. `steps_since` is when the hub began to note steps: earlier ones are not counted.
    `questions` are the words of the policies' questions by version and code.
    """

    today: date
    counted_at: datetime | None
    steps_since: datetime | None
    weekly: Mapping[Measure, Numbers]
    daily: Mapping[Measure, Numbers]
    standing: Mapping[Measure, Numbers]
    done: Mapping[tuple[str, str], int]
    officers: Mapping[str, Officer]
    questions: Mapping[str, str]

    @property
    def weeks(self) -> list[date]:
        """The first days of the 12 weeks, the oldest first."""
        begin = first_monday(self.today)
        return [begin + timedelta(weeks=number) for number in range(WEEKS)]

    @property
    def days(self) -> list[date]:
        """The last 56 days, the oldest first, today among them."""
        return [self.today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]

    def week(self, measure: Measure, week: date, *, group: str | None = None, part: str | None = None) -> int:
        """Return how many there were in a week, of all groups or parts where none is named."""
        return _total(self.weekly[measure], day=week, group=group, part=part)

    def all_weeks(self, measure: Measure, *, group: str | None = None, part: str | None = None) -> int:
        """Return how many there were in the 12 weeks."""
        return _total(self.weekly[measure], group=group, part=part)

    def stands(self, measure: Measure, *, group: str | None = None, part: str | None = None) -> int:
        """Return how many there are now."""
        return _total(self.standing[measure], group=group, part=part)

    def groups(self, measure: Measure) -> list[str]:
        """Return the groups of a measure that there are numbers of in the 12 weeks."""
        return sorted({group for _, group, _ in self.weekly[measure]})


def get_figures(*, by: Actor, at: datetime, with_questions: bool = False) -> Figures:
    """Return all that the pictures show, with two queries whatever the number of reports. Raises NotPermitted.

    With the words of questions, which only one picture needs, it is three.
    """
    require(by=by, action=Action.VIEW_FIGURES)
    today = timezone.localdate(at)
    read = _read(today)
    done = {(group.partition(":")[2], part): number for (_, group, part), number in read.done.items()}
    holding = {group for _, group, _ in read.standing[Measure.HELD]}
    return Figures(
        today=today,
        counted_at=read.counted_at,
        steps_since=read.steps_since,
        weekly=read.weekly,
        daily=read.daily,
        standing=read.standing,
        done=done,
        officers=_officers(holding | {name for name, _ in done}),
        questions=questions_by_version() if with_questions else {},
    )


def _total(numbers: Numbers, *, day: date | None = None, group: str | None = None, part: str | None = None) -> int:
    return sum(
        number
        for (of_day, of_group, of_part), number in numbers.items()
        if day in (None, of_day) and group in (None, of_group) and part in (None, of_part)
    )


@dataclass(kw_only=True)
class _Read:
    """What was read, by how it is used."""

    weekly: dict[Measure, dict[Key, int]]
    daily: dict[Measure, dict[Key, int]]
    standing: dict[Measure, dict[Key, int]]
    done: dict[Key, int]
    counted_at: datetime | None = None
    steps_since: datetime | None = None


def _read(today: date) -> _Read:
    """Read everything with one query: weeks are added up by the database."""
    read = _Read(weekly=defaultdict(dict), daily=defaultdict(dict), standing=defaultdict(dict), done={})
    for use, measure, day, group, part, number, counted_at, steps_since in _rows(today):
        if group == ALL:
            read.counted_at, read.steps_since = counted_at, steps_since
        elif use == "done":
            read.done[day, group, part] = number
        else:
            getattr(read, use)[Measure(measure)][day, group, part] = number
    return read


def _rows(today: date) -> QuerySet[FigureDay, Any]:
    """Return how each number is used, measure, day, group, part, number, and where it stands, when it was counted."""
    rows = FigureDay.objects.filter(day__lte=today)
    numbers = ("group", "part")
    happened = rows.filter(day__gte=first_monday(today)).exclude(measure__in=STANDING | PERSONAL)
    done = rows.filter(measure=Measure.OFFICER, day__gte=monday_of(today))
    daily = rows.filter(day__gt=today - timedelta(days=DAYS), measure__in=[Measure.ARRIVED, Measure.DECIDED])
    last = FigureDay.objects.filter(measure=Measure.OPEN, group=ALL).order_by("-day").values("day")[:1]
    standing = FigureDay.objects.filter(measure__in=STANDING, day=Subquery(last))
    since = Subquery(StepTaken.objects.order_by("at").values("at")[:1])

    def added_up(use: str, found: QuerySet[FigureDay], day: TruncWeek | F) -> QuerySet[FigureDay, Any]:
        named = found.order_by().annotate(use=Value(use), of_day=day).values("use", "measure", "of_day", *numbers)
        counted = named.annotate(n=Sum("number"), counted=Max("counted_at"), since=since)
        found_rows: QuerySet[FigureDay, Any] = counted.values_list(
            "use", "measure", "of_day", *numbers, "n", "counted", "since"
        )
        return found_rows

    everything: QuerySet[FigureDay, Any] = added_up("weekly", happened, TruncWeek("day")).union(
        added_up("done", done, F("day")),
        added_up("daily", daily, F("day")),
        added_up("standing", standing, F("day")),
        all=True,
    )
    return everything


def _officers(named: set[str]) -> Mapping[str, Officer]:
    """Return who works at the hub, and who else is named, by their names."""
    staff = Q(role__in=[Role.OFFICER.value, Role.SUPERVISOR.value], is_active=True)
    users = User.objects.filter(staff | Q(username__in=named)).select_related("team")
    found = {
        user.username: Officer(name=user.get_full_name() or user.username, team=user.team.name if user.team else "")
        for user in users
    }
    found.update({name: Officer(name=name, team="") for name in named - found.keys()})
    return dict(sorted(found.items(), key=lambda pair: (pair[1].name.casefold(), pair[0])))
