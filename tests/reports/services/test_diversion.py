import pytest

from hatehub.accounts.actors import PUBLIC
from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.reference.models import Material
from reports.models import Content, Evidence
from reports.services import diversion, lodged, personal, viewing
from reports.services.added_files import add_file
from tests.making import reports as making

pytest_plugins = ["tests.making.committing"]
CHILD, TERRORIST = Material.CHILD_SEXUAL_ABUSE, Material.TERRORIST
POST = "https://x.com/somebody/status/1700000000000000001"
OTHER_POST = "https://x.com/somebody/status/1700000000000000002"


@pytest.fixture
def exhibit(submit):
    return submit(files=[making.picture()], words="Those people.").evidence.get()


def mark(exhibit, officer, at, material=CHILD):
    return diversion.mark_exhibit(evidence_id=exhibit.id, material=material, by=officer, at=at)


def test_marked_exhibit_is_opened_by_nobody_and_asking_is_recorded(exhibit, officer, supervisor, hub, at):
    mark(exhibit, officer, at)
    for by in (officer, supervisor, hub):
        with pytest.raises(diversion.Diverted, match="child_sexual_abuse"):
            viewing.safe_picture(evidence_id=exhibit.id, by=by, at=at)
    assert Entry.objects.filter(verb="viewing_refused").count() == 3
    assert not Entry.objects.filter(verb="viewed").exists()


def test_marked_text_is_not_read(submit, officer, at):
    item = submit(files=[b"Words of a manual."]).evidence.get()
    mark(item, officer, at, TERRORIST)
    with pytest.raises(diversion.Diverted, match="terrorist"):
        viewing.safe_words(evidence_id=item.id, by=officer, at=at)
    with pytest.raises(diversion.Diverted):
        viewing.find_viewable(evidence_id=item.id, by=officer, at=at)


def test_name_of_a_marked_file_is_not_read(exhibit, officer, at):
    assert personal.read_file_names(evidence=[exhibit])
    mark(exhibit, officer, at)
    exhibit.refresh_from_db()
    assert personal.read_file_names(evidence=[exhibit]) == {}


def test_bytes_stay_as_they_were_received(exhibit, officer, at):
    from reports.services import files

    mark(exhibit, officer, at)
    assert b"".join(files.read(storage_name=exhibit.storage_name, owner=exhibit.report_id)) == making.picture()


def test_mark_spreads_to_every_exhibit_with_the_same_bytes_and_to_no_other(submit, exhibit, officer, at):
    same, other = submit(files=[making.picture()]), submit(files=[making.picture(colour="red")])
    changed = mark(exhibit, officer, at)
    assert {item.report_id for item in changed.exhibits} == {exhibit.report_id, same.id}
    assert same.evidence.get().diverted_as == CHILD
    assert other.evidence.get().diverted_as == ""
    assert Entry.objects.filter(verb="diverted").count() == 2
    assert OutboxEvent.objects.filter(name="reports.diversion_changed").count() == 2


def test_marking_twice_changes_nothing_and_keeps_the_first_kind(exhibit, officer, at):
    mark(exhibit, officer, at)
    assert mark(exhibit, officer, at, TERRORIST) == diversion.Changed()
    exhibit.refresh_from_db()
    assert exhibit.diverted_as == CHILD
    assert Entry.objects.filter(verb="diverted").count() == 1


def test_file_that_comes_in_with_a_new_report_is_marked_on_arrival(submit, exhibit, officer, at):
    mark(exhibit, officer, at)
    report = submit(files=[making.picture(), making.picture(colour="red")])
    assert [item.diverted_as for item in report.evidence.order_by("id")] == [CHILD, ""]
    assert Entry.objects.filter(verb="diverted_on_arrival", subject=f"report:{report.reference}").count() == 1
    assert OutboxEvent.objects.filter(name="reports.diversion_changed", stream=str(report.case_id)).count() == 1


def test_file_that_is_added_later_is_marked_on_arrival(submit, exhibit, officer, at):
    import io

    mark(exhibit, officer, at)
    report, content = submit(), making.picture()
    item = add_file(report_id=report.id, file=io.BytesIO(content), name="x", size=len(content), at=at)
    assert item.diverted_as == CHILD
    assert Entry.objects.filter(verb="diverted_on_arrival").count() == 1


def test_words_and_details_of_a_marked_post_are_not_read(submit, officer, at):
    report = submit(words="Those people.")
    diversion.mark_post(content_id=report.contents.get().id, material=TERRORIST, by=officer, at=at)
    post = report.contents.get()
    for read in (personal.read_words, personal.read_post_details):
        with pytest.raises(diversion.Diverted):
            read(content=post)
    assert personal.first_words(contents=[post]) == {}
    assert personal.read_posts(contents=[post]) == {}


def test_mark_of_a_post_spreads_to_reports_of_the_same_post_now_and_later(submit, officer, at):
    first, same, other = submit(url=POST), submit(url=f"{POST}?s=20"), submit(url=OTHER_POST)
    diversion.mark_post(content_id=first.contents.get().id, material=TERRORIST, by=officer, at=at)
    later = submit(url=POST.replace("x.com", "twitter.com"))
    assert [each.contents.get().diverted_as for each in (same, later, other)] == [TERRORIST, TERRORIST, ""]


def test_link_that_names_no_post_is_marked_alone(submit, officer, at):
    first, second = submit(url="", words="Those people."), submit(url="", words="Those people.")
    diversion.mark_post(content_id=first.contents.get().id, material=TERRORIST, by=officer, at=at)
    assert [each.contents.get().diverted_as for each in (first, second)] == [TERRORIST, ""]


def test_receipt_still_proves_what_was_lodged(submit, officer, at):
    report = submit(words="Those people.")
    before = lodged.what_was_lodged(report=report)
    diversion.mark_post(content_id=report.contents.get().id, material=TERRORIST, by=officer, at=at)
    assert lodged.what_was_lodged(report=report) == before


def test_only_a_supervisor_clears_a_mark_and_says_why(submit, exhibit, officer, supervisor, at):
    mark(exhibit, officer, at)
    with pytest.raises(NotPermitted):
        diversion.clear_exhibit(evidence_id=exhibit.id, by=officer, at=at, reason="A drawing.")
    diversion.clear_exhibit(evidence_id=exhibit.id, by=supervisor, at=at, reason="A drawing.")
    assert Entry.objects.get(verb="diversion_lifted").reason == "A drawing."
    assert viewing.safe_picture(evidence_id=exhibit.id, by=officer, at=at)
    assert submit(files=[making.picture()]).evidence.get().diverted_as == ""


@pytest.mark.parametrize("role", ["force", "partner", "reference_admin", "complainant"])
def test_others_may_not_mark(exhibit, at, role):
    from dataclasses import replace

    from hatehub.accounts.roles import Role

    for by in (replace(PUBLIC, role=Role(role)), PUBLIC):
        with pytest.raises(NotPermitted):
            mark(exhibit, by, at)
        with pytest.raises(NotPermitted):
            diversion.mark_post(content_id=exhibit.report.contents.get().id, material=CHILD, by=by, at=at)


def test_marking_and_sending_at_the_same_moment_leave_nothing_unmarked(together, officer, at):
    for turn in range(6):
        content = making.picture(size=(40 + turn, 30))
        url = f"https://x.com/somebody/status/17000000000000001{turn:02d}"
        first = making.submit(at=at, url=url, files=[content])
        found = together(
            lambda: making.submit(at=at, url=url, files=[content]),  # noqa: B023
            lambda: diversion.mark_exhibit(evidence_id=first.evidence.get().id, material=CHILD, by=officer, at=at),  # noqa: B023
            lambda: diversion.mark_post(content_id=first.contents.get().id, material=CHILD, by=officer, at=at),  # noqa: B023
        )
        assert not any(isinstance(each, Exception) for each in found), found
        assert not Evidence.objects.filter(diverted_as="").exists()
        assert not Content.objects.filter(diverted_as="").exists()
