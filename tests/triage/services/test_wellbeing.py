"""What somebody has seen is counted for them alone, and what they asked for is theirs alone."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from hatehub.accounts.actors import HUB, Actor, actor_for_user
from hatehub.accounts.models import Team, User
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from triage.models import Preferences, SeenDay
from triage.selectors import wellbeing
from triage.services import preferences, seen
from triage.services.preferences import Chosen, PreferenceRefused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def somebody(role="officer", *, team=None, name=None):
    user = User.objects.create_user(username=name or f"{role}-{User.objects.count()}", role=role, team=team)
    return actor_for_user(user)


def test_what_is_seen_adds_up_by_the_day(at):
    one, other = somebody(), somebody()
    seen.note_seen(by=one, at=at, words=2)
    seen.note_seen(by=one, at=at, pictures=1, files=1)
    seen.note_seen(by=one, at=at + DAY, words=1)
    assert wellbeing.get_comfort(by=one, at=at).seen_today == 4
    assert wellbeing.get_comfort(by=one, at=at + DAY).seen_today == 1
    assert wellbeing.get_comfort(by=other, at=at).seen_today == 0
    assert [row.seen for row in wellbeing.list_own_week(by=one, at=at + DAY)] == [0, 0, 0, 0, 0, 4, 1]


def test_count_names_nothing_that_was_seen(at):
    one = somebody()
    seen.note_seen(by=one, at=at, words=1)
    assert {field.name for field in SeenDay._meta.concrete_fields} == {
        *("id", "user", "day", "words", "pictures", "files"),
        *("stretch_began_at", "stretch_last_at", "stretch_seen"),
    }
    assert not Entry.objects.filter(actor=str(one)).exists()


def test_count_takes_no_more_than_fifty_at_once_and_nothing_below_none(at):
    one = somebody()
    seen.note_seen(by=one, at=at, words=9999, pictures=-5)
    row = SeenDay.objects.get()
    assert (row.words, row.pictures) == (50, 0)


def test_program_has_no_count_and_no_preferences(at):
    seen.note_seen(by=HUB, at=at, pictures=1)
    seen.note_seen(by=Actor(role=Role.OFFICER, identifier="x"), at=at, pictures=1)
    assert not SeenDay.objects.exists()
    with pytest.raises(NotPermitted):
        wellbeing.get_comfort(by=Actor(role=Role.OFFICER, identifier="x"), at=at)


def test_others_keep_nothing_here(at):
    admin = somebody("reference_admin")
    for call in (
        lambda: seen.note_seen(by=admin, at=at, words=1),
        lambda: seen.note_break(by=admin, at=at),
        lambda: preferences.save(chosen=Chosen(), by=admin, at=at),
        lambda: wellbeing.get_preferences(by=admin),
        lambda: wellbeing.list_own_week(by=admin, at=at),
        lambda: wellbeing.list_team_totals(by=somebody(), at=at, others=""),
        lambda: wellbeing.list_strands_of_few(by=somebody()),
        lambda: seen.forget(by=somebody("supervisor"), at=at),
    ):
        with pytest.raises(NotPermitted):
            call()


def test_break_is_suggested_and_put_off(at):
    one = somebody()
    seen.note_seen(by=one, at=at, words=40)
    assert wellbeing.get_comfort(by=one, at=at).is_break_due
    seen.note_break(by=one, at=at)
    assert not wellbeing.get_comfort(by=one, at=at).is_break_due
    assert wellbeing.get_comfort(by=one, at=at).seen_today == 40


def test_break_is_suggested_as_somebody_chose_or_not_at_all(at):
    one = somebody()
    seen.note_seen(by=one, at=at, words=10)
    assert not wellbeing.get_comfort(by=one, at=at).is_break_due
    preferences.save(chosen=Chosen(break_after_seen=10), by=one, at=at)
    assert wellbeing.get_comfort(by=one, at=at).is_break_due
    preferences.save(chosen=Chosen(break_after_seen=10, suggests_breaks=False), by=one, at=at)
    assert not wellbeing.get_comfort(by=one, at=at).is_break_due


def test_stretch_of_a_night_goes_on_after_midnight(at):
    one = somebody()
    midnight = timezone.localtime(at).replace(hour=23, minute=59)
    seen.note_seen(by=one, at=midnight, words=39)
    seen.note_seen(by=one, at=midnight + timedelta(minutes=2), words=1)
    assert SeenDay.objects.count() == 2
    assert wellbeing.get_comfort(by=one, at=midnight + timedelta(minutes=2)).is_break_due


def test_old_counts_are_destroyed(at):
    one = somebody()
    for back in (40, 36, 35, 0):
        seen.note_seen(by=one, at=at - back * DAY, words=1)
    assert seen.forget(by=HUB, at=at) == 2
    assert SeenDay.objects.count() == 2


def test_pages_ask_once_for_all_that_they_need(at, django_assert_num_queries):
    one = somebody()
    preferences.save(chosen=Chosen(avoided_strands=("religion",)), by=one, at=at)
    seen.note_seen(by=one, at=at, words=1)
    with django_assert_num_queries(1):
        comfort = wellbeing.get_comfort(by=one, at=at)
    assert (comfort.avoided, comfort.avoided_terms) == (("religion",), ("strand:religion",))


def test_preferences_are_kept_and_the_audit_does_not_say_which(at):
    one = somebody()
    chosen = Chosen(avoided_strands=("religion", "disability"), blur="strong", has_keys=False, break_after_minutes=20)
    preferences.save(chosen=chosen, by=one, at=at)
    comfort = wellbeing.get_comfort(by=one, at=at)
    assert (comfort.avoided, comfort.blur, comfort.has_keys) == (("disability", "religion"), "strong", False)
    entry = Entry.objects.get(verb="preferences_saved")
    assert (entry.actor, entry.details, entry.reason) == (str(one), {}, "")
    assert wellbeing.get_preferences(by=somebody()).avoided_strands == []


@pytest.mark.parametrize(
    "chosen",
    [
        Chosen(avoided_strands=("no_such_strand",)),
        Chosen(break_after_minutes=9),
        Chosen(break_after_minutes=91),
        Chosen(break_after_seen=101),
        Chosen(blur="black"),
    ],
)
def test_preference_that_there_is_not_is_refused_and_nothing_kept(at, chosen):
    with pytest.raises(PreferenceRefused):
        preferences.save(chosen=chosen, by=somebody(), at=at)
    assert not Preferences.objects.exists()
    assert not Entry.objects.filter(verb="preferences_saved").exists()


def test_blur_that_there_is_not_is_refused_by_the_database_too():
    with pytest.raises(IntegrityError), transaction.atomic():
        Preferences.objects.create(user_id=somebody().user_id, blur="black")


def test_what_no_officer_takes_is_shown_to_supervisors_all_the_same(at):
    officer, colleague, supervisor = somebody(), somebody(), somebody("supervisor")
    chosen = Chosen(avoided_strands=("religion",))
    for each in (officer, supervisor):
        preferences.save(chosen=chosen, by=each, at=at)
    assert wellbeing.avoided_terms(by=supervisor, at=at) == ("strand:religion",)
    preferences.save(chosen=chosen, by=colleague, at=at)
    assert wellbeing.avoided_terms(by=supervisor, at=at) == ()
    assert wellbeing.avoided_terms(by=officer, at=at) == ("strand:religion",)
    User.objects.filter(id=colleague.user_id).update(is_active=False)
    assert wellbeing.avoided_terms(by=supervisor, at=at) == ()


def test_supervisor_learns_which_strands_few_take_and_nothing_else(at):
    officers = [somebody() for _ in range(3)]
    for each in officers[:2]:
        preferences.save(chosen=Chosen(avoided_strands=("religion",)), by=each, at=at)
    few = wellbeing.list_strands_of_few(by=somebody("supervisor"))
    assert few == ["Religion or belief"]


def test_supervisor_is_told_of_teams_not_of_people(at):
    large, small = Team.objects.create(name="Large"), Team.objects.create(name="Small")
    for team, people in ((large, 3), (small, 2)):
        for _ in range(people):
            seen.note_seen(by=somebody(team=team), at=at - DAY, words=5)
    supervisor = somebody("supervisor")
    told = wellbeing.list_team_totals(by=supervisor, at=at, others="others")
    assert [(row.name, row.people, row.seen) for row in told] == [("Large", 3, 15)]
    seen.note_seen(by=somebody(), at=at - DAY, pictures=2)
    told = wellbeing.list_team_totals(by=supervisor, at=at, others="others")
    assert [(row.name, row.seen) for row in told] == [("Large", 15), ("others", 12)]


def test_today_is_not_in_the_totals_of_teams(at):
    team = Team.objects.create(name="Large")
    for _ in range(3):
        seen.note_seen(by=somebody(team=team), at=at, words=5)
    assert wellbeing.list_team_totals(by=somebody("supervisor"), at=at, others="others") == []
