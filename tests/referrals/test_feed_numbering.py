from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from referrals.models import FeedEntry
from referrals.selectors.feed import Page, list_changes
from referrals.services import feeding
from tests.making import reports as making

READER = Actor(role=Role.FORCE, identifier="client-wyp", force_code=making.WEST_YORKSHIRE)
KENT = Actor(role=Role.FORCE, identifier="client-kent", force_code="E23000032")


def test_change_is_noted_once_for_each_force_with_a_part(report_at, at):
    case = report_at("assigned").case
    assert feeding.note_change(case_id=case.id, event_position=900, change="assign", at=at) == 1
    feeding.note_change(case_id=case.id, event_position=900, change="assign", at=at)
    assert FeedEntry.objects.count() == 1


def test_numbers_are_given_once_and_in_order(report_at, at):
    case = report_at("assigned").case
    for position in (30, 10, 20):
        feeding.note_change(case_id=case.id, event_position=position, change=str(position), at=at)
    assert feeding.number_entries() == 3
    assert feeding.number_entries() == 0
    page = list_changes(since=0, by=READER)
    assert [change.change for change in page.changes] == ["10", "20", "30"]
    assert (page.following, page.is_more) == (page.changes[-1].position, False)


def test_long_feed_comes_in_pages_without_a_gap(report_at, at):
    case = report_at("assigned").case
    for position in range(250):
        feeding.note_change(case_id=case.id, event_position=position, change=str(position), at=at)
    feeding.number_entries()
    seen, since, pages = [], 0, 0
    while True:
        page = list_changes(since=since, by=READER)
        seen += [change.change for change in page.changes]
        since, pages = page.following, pages + 1
        if not page.is_more:
            break
    assert seen == [str(position) for position in range(250)]
    assert pages == 3


def test_force_reads_its_own_feed_alone(report_at, at):
    feeding.note_change(case_id=report_at("assigned").case_id, event_position=1, change="assign", at=at)
    feeding.number_entries()
    assert list_changes(since=0, by=KENT) == Page(changes=[], following=0, is_more=False)
