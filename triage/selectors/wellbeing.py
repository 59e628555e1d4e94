"""What somebody asked for and has seen, for themselves; and what a supervisor may know of all together."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import F, FilteredRelation, Q, Sum
from django.utils import timezone

from hatehub.accounts.actors import Actor
from hatehub.accounts.models import User
from hatehub.accounts.permissions import NotPermitted, require
from hatehub.accounts.roles import Action, Role
from hatehub.reference.selectors import list_strands
from triage.models import Preferences, SeenDay
from triage.rules.wellbeing import Stretch, TeamTotal, is_break_due, taken_by_few, telling, terms_of
from triage.selectors.wellbeing_table import get_wellbeing

WEEK = 7
ASKED = ("avoided_strands", "starts_in_colour", "blur", "suggests_breaks", "break_after_minutes", "break_after_seen")
COUNTED = ("words", "pictures", "files", "stretch_began_at", "stretch_last_at", "stretch_seen")


@dataclass(frozen=True, kw_only=True)
class Comfort:
    """How pages are drawn for one person. `avoided` are the codes of strands that are left to colleagues."""

    avoided: tuple[str, ...] = ()
    starts_in_colour: bool = False
    blur: str = Preferences.Blur.NONE.value
    has_keys: bool = True
    seen_today: int = 0
    is_break_due: bool = False

    @property
    def avoided_terms(self) -> tuple[str, ...]:
        """The terms that a queue leaves out."""
        return terms_of(self.avoided)


def own_account(by: Actor) -> int:
    """Return the account of the person who acts, who sees and keeps what is their own.

    Raises NotPermitted where their role keeps nothing here, or where it is a program.
    """
    require(by=by, action=Action.KEEP_PREFERENCES)
    if by.user_id is None:
        raise NotPermitted(by=by, action=Action.KEEP_PREFERENCES)
    return by.user_id


def get_comfort(*, by: Actor, at: datetime) -> Comfort:
    """Return what pages need to know of the person who is signed in, with one query.

    Two more for a supervisor who asked not to see a strand: what no officer takes is shown to supervisors all the
    same, or nobody would see it. Raises NotPermitted.
    """
    account = own_account(by)
    today = FilteredRelation("seen_days", condition=Q(seen_days__day=timezone.localdate(at)))
    names = [*(f"preferences__{name}" for name in (*ASKED, "has_keys")), *(f"today__{name}" for name in COUNTED)]
    row = User.objects.filter(id=account).annotate(today=today).values_list(*names).first()
    if row is None:
        return Comfort()
    strands, in_colour, blur, breaks, minutes, most, keys, words, pictures, files, began, last, seen = row
    stretch = Stretch(began_at=began, last_at=last, seen=seen) if began else None
    rule = get_wellbeing().rule.chosen(after_minutes=minutes, after_seen=most)
    return Comfort(
        avoided=_left_to_others(strands or [], by=by),
        starts_in_colour=bool(in_colour),
        blur=blur or Preferences.Blur.NONE.value,
        has_keys=keys is not False,
        seen_today=(words or 0) + (pictures or 0) + (files or 0),
        is_break_due=breaks is not False and is_break_due(stretch, at=at, rule=rule),
    )


def avoided_terms(*, by: Actor, at: datetime) -> tuple[str, ...]:
    """Return the terms that a person's queues leave out, such as `strand:religion`. Raises NotPermitted."""
    return get_comfort(by=by, at=at).avoided_terms


def get_preferences(*, by: Actor) -> Preferences:
    """Return what the person who is signed in asked for; a row that is not stored yet where it is nothing.

    Raises NotPermitted.
    """
    account = own_account(by)
    return Preferences.objects.filter(user=account).first() or Preferences(user_id=account)


def list_own_week(*, by: Actor, at: datetime) -> list[SeenDay]:
    """Return what the person who is signed in has seen on each of the last seven days, today last; never stored.

    Raises NotPermitted.
    """
    account, today = own_account(by), timezone.localdate(at)
    stored = SeenDay.objects.filter(user=account, day__gt=today - timedelta(days=WEEK), day__lte=today)
    by_day = {row.day: row for row in stored}
    days = (today - timedelta(days=back) for back in reversed(range(WEEK)))
    return [by_day.get(day) or SeenDay(user_id=account, day=day) for day in days]


def list_team_totals(*, by: Actor, at: datetime, others: str) -> list[TeamTotal]:
    """Return what teams have seen in the last seven whole days, without today, where they are of enough people.

    `others` is what teams that are too small are called together. Raises NotPermitted.
    """
    require(by=by, action=Action.VIEW_TEAM_SEEN)
    today = timezone.localdate(at)
    seen = SeenDay.objects.filter(day__gte=today - timedelta(days=WEEK), day__lt=today)
    everything = Sum(F("words") + F("pictures") + F("files"))
    totals: dict[str, TeamTotal] = {}
    for _person, team, number in seen.values_list("user", "user__team__name").annotate(everything=everything):
        before = totals.get(team or "", TeamTotal(name=team or "", people=0, seen=0))
        totals[before.name] = replace(before, people=before.people + (number > 0), seen=before.seen + number)
    return telling(totals.values(), fewest=get_wellbeing().fewest_people, others=others)


def list_strands_of_few(*, by: Actor) -> list[str]:
    """Return the names of the strands that too few officers take, never who or how many. Raises NotPermitted."""
    require(by=by, action=Action.VIEW_TEAM_SEEN)
    names = {strand.code: strand.name for strand in list_strands()}
    few = taken_by_few(_avoided_by_officers(), strands=names, fewest=get_wellbeing().fewest_officers)
    return [names[code] for code in few]


def _left_to_others(strands: Iterable[str], *, by: Actor) -> tuple[str, ...]:
    avoided = sorted(strands)
    if not avoided or by.role != Role.SUPERVISOR:
        return tuple(avoided)
    nobodys = taken_by_few(_avoided_by_officers(), strands=avoided, fewest=1)
    return tuple(code for code in avoided if code not in nobodys)


def _avoided_by_officers() -> list[list[str]]:
    """Return the strands that each officer with an open account avoids; with one query, a row an officer."""
    officers = User.objects.filter(role=Role.OFFICER.value, is_active=True)
    return [strands or [] for strands in officers.values_list("preferences__avoided_strands", flat=True)]
