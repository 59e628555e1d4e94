"""What happened to one invented report: its way through the states, and everything that hangs on that."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from reports.rules.clocks import due_at
from reports.rules.references import CASE_PREFIX, REPORT_PREFIX
from reports.rules.workflow import OPEN_STATES, State
from reports.selectors.clocks import get_clocks
from tests.benches.invented import FAMOUS_POSTS, Inventor, reference

FIVE_YEARS = 5 * 365.25
OPEN_DAYS = 30
BETWEEN_STEPS = timedelta(hours=19)
CRIME = ("start_triage", "record_crime")
OFFERED = (*CRIME, "assign", "mark_packaged")
WAYS: tuple[tuple[float, str, tuple[str, ...]], ...] = (
    (46.0, "closed", (*OFFERED, "accept", "close")),
    (20.0, "closed", (*CRIME, "close_without_enforcement")),
    (12.0, "closed", ("start_triage", "record_non_crime", "close")),
    (6.0, "closed", ("start_triage", "mark_out_of_scope", "close")),
    (8.0, "merged", ("start_triage", "merge")),
    (4.0, "with_force", (*OFFERED, "accept")),
    (0.8, "packaged", OFFERED),
    (0.6, "assigned", (*CRIME, "assign")),
    (0.6, "assessed_crime", CRIME),
    (0.5, "assessed_non_crime", ("start_triage", "record_non_crime")),
    (0.4, "out_of_scope", ("start_triage", "mark_out_of_scope")),
    (0.5, "in_triage", ("start_triage",)),
    (0.6, "received", ()),
)
"""Each final state with its share in a hundred and the steps to it: most closed, some in every queue."""
ENDS = tuple((state, steps) for _share, state, steps in WAYS)
SHARES = tuple(share for share, _state, _steps in WAYS)
CLOSED_INSTEAD = ENDS[1]


@dataclass(slots=True)
class Story:
    """One invented report. `moments` are those of its sending and of each step; `times` say the same in text."""

    id: str
    case_id: str
    reference: str
    case_reference: str
    own_case_id: str
    merged_into: str | None
    state: str
    steps: tuple[str, ...]
    moments: tuple[datetime, ...]
    times: tuple[str, ...]
    posts: tuple[int, ...]
    has_email: bool
    other: str | None

    @property
    def is_open(self) -> bool:
        """Tell whether somebody must act on it."""
        return self.state in OPEN_STATES

    @property
    def due_at(self) -> datetime | None:
        """Return when it is late."""
        return due_at(get_clocks(), state=State(self.state), since=self.moments[-1])


class Teller:
    """Tells one story after another, and remembers who reported each famous post first."""

    def __init__(self, inventor: Inventor, *, now: datetime) -> None:
        self._inventor, self._now = inventor, now
        self._first: dict[int, tuple[str, str]] = {}

    def tell(self, number: int) -> Story:
        """Return the story of report `number`; a report of a post seen before may be merged into that one's case."""
        invent = self._inventor
        posts = tuple({invent.post_number() for _ in range(1 + (invent.random.random() < 0.5))})
        first = next((self._first[each] for each in posts if each in self._first), None)
        state, steps = invent.random.choices(ENDS, SHARES)[0]
        if state == "merged" and first is None:
            state, steps = CLOSED_INSTEAD
        moments = self._moments(state, len(steps))
        own_case, report_id = invent.identifier(), invent.identifier()
        merged_into = first[1] if state == "merged" and first else None
        if state != "merged":
            for each in posts:
                if each < FAMOUS_POSTS:
                    self._first.setdefault(each, (report_id, own_case))
        return Story(
            id=report_id,
            case_id=merged_into or own_case,
            reference=reference(REPORT_PREFIX, number),
            case_reference=reference(CASE_PREFIX, number),
            own_case_id=own_case,
            merged_into=merged_into,
            state=state,
            steps=steps,
            moments=moments,
            times=tuple(map(str, moments)),
            posts=posts,
            has_email=invent.random.random() < 0.5,
            other=first[0] if first else None,
        )

    def _moments(self, state: str, steps: int) -> tuple[datetime, ...]:
        days = OPEN_DAYS if state in OPEN_STATES else FIVE_YEARS
        sent = self._inventor.moment(before=self._now - steps * BETWEEN_STEPS, days=days)
        return tuple(sent + step * BETWEEN_STEPS for step in range(steps + 1))
