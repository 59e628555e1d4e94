"""Guidance is written, reviewed by another, goes with packages and is judged by forces."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from intel.models import Guidance, GuidanceFeedback, GuidanceGiven, GuidanceVersion
from intel.selectors.guidance import Wanted, choose_for, list_pieces, list_published, overdue, to_review
from intel.selectors.guidance_facts import facts_of
from intel.selectors.practice import read_board
from intel.services import guidance_feedback, guidance_giving, guidance_writing
from intel.services.guidance_feedback import Said
from intel.services.guidance_writing import GuidanceRefused
from referrals.models import Takedown
from referrals.selectors.force_cases import CaseNotFound
from referrals.services.force_outcomes import OutcomeRefused
from tests.making import bags, guiding
from tests.making import reports as making
from tests.making.guiding import AUTHOR, REVIEWER, published, words

SECOND = Actor(role=Role.OFFICER, identifier="second")
pytestmark = pytest.mark.django_db


def begun(at, by=AUTHOR, code="keep-it"):
    return guidance_writing.begin(code=code, words=words(), by=by, at=at)


def later(at, days=365):
    return (at + timedelta(days=days)).date()


# Writing ----------------------------------------------------------------------------------------------
def test_a_draft_is_edited_and_goes_with_nothing(report_at, at):
    begun(at)
    draft = guidance_writing.edit(code="keep-it", words=words("Keep it all"), expected_edits=1, by=SECOND, at=at)
    assert (draft.title, draft.number, draft.edits, draft.written_by) == ("Keep it all", 1, 2, str(SECOND))
    assert choose_for(report_at("assigned").case, today=at.date()) == []
    verbs = Entry.objects.filter(subject="guidance:keep-it").values_list("verb", flat=True)
    assert list(verbs.order_by("sequence")) == ["guidance_drafted", "guidance_edited"]


def test_a_draft_that_somebody_else_saved_is_not_written_over(at):
    begun(at)
    guidance_writing.edit(code="keep-it", words=words("Theirs"), expected_edits=1, by=SECOND, at=at)
    with pytest.raises(GuidanceRefused):
        guidance_writing.edit(code="keep-it", words=words("Mine"), expected_edits=1, by=AUTHOR, at=at)
    assert GuidanceVersion.objects.get().title == "Theirs"


def test_a_code_is_given_once(at):
    begun(at)
    with pytest.raises(GuidanceRefused) as refused:
        begun(at)
    assert refused.value.field == "code"
    with pytest.raises(GuidanceRefused):
        begun(at, code="Not a code")


def test_only_who_did_not_write_it_publishes_it(at):
    supervisor = Actor(role=Role.SUPERVISOR, identifier="both")
    begun(at, by=supervisor)
    with pytest.raises(GuidanceRefused):
        guidance_writing.publish(code="keep-it", expected_edits=1, look_again_by=later(at), by=supervisor, at=at)
    with pytest.raises(NotPermitted):
        guidance_writing.publish(code="keep-it", expected_edits=1, look_again_by=later(at), by=SECOND, at=at)
    row = guidance_writing.publish(code="keep-it", expected_edits=1, look_again_by=later(at), by=REVIEWER, at=at)
    assert (row.state, row.reviewed_by, row.reviewed_on) == ("published", str(REVIEWER), at.date())


def test_what_was_not_read_is_not_published(at):
    begun(at)
    guidance_writing.edit(code="keep-it", words=words("Other"), expected_edits=1, by=SECOND, at=at)
    with pytest.raises(GuidanceRefused):
        guidance_writing.publish(code="keep-it", expected_edits=1, look_again_by=later(at), by=REVIEWER, at=at)
    with pytest.raises(GuidanceRefused) as refused:
        guidance_writing.publish(code="keep-it", expected_edits=2, look_again_by=at.date(), by=REVIEWER, at=at)
    assert refused.value.field == "look_again_by"


def test_published_words_are_never_changed(at):
    row = published(at=at)
    for change in ({"body": "Other."}, {"strands": ["race"]}, {"reviewed_by": "x"}):
        with pytest.raises(InternalError), transaction.atomic():
            GuidanceVersion.objects.filter(id=row.id).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        row.delete()


def test_the_table_refuses_a_reviewer_who_wrote_it(at):
    row = begun(at)
    with pytest.raises(IntegrityError), transaction.atomic():
        GuidanceVersion.objects.filter(id=row.id).update(
            state="published", reviewed_by=row.written_by, reviewed_on=at.date(), look_again_by=later(at)
        )


def test_a_new_version_replaces_the_former(at):
    first = published(at=at)
    second = published(at=at + timedelta(days=1), title="Keep it better")
    first.refresh_from_db()
    assert (first.state, first.ended_by, second.number, second.state) == ("replaced", str(REVIEWER), 2, "published")


def test_withdrawing_says_why_and_names_the_version(at):
    published(at=at)
    with pytest.raises(GuidanceRefused):
        guidance_writing.withdraw(code="keep-it", expected_number=1, why=" ", by=REVIEWER, at=at)
    with pytest.raises(GuidanceRefused):
        guidance_writing.withdraw(code="keep-it", expected_number=2, why="Wrong.", by=REVIEWER, at=at)
    with pytest.raises(NotPermitted):
        guidance_writing.withdraw(code="keep-it", expected_number=1, why="Wrong.", by=AUTHOR, at=at)
    guidance_writing.withdraw(code="keep-it", expected_number=1, why="Wrong.", by=REVIEWER, at=at)
    row = GuidanceVersion.objects.get()
    assert (row.state, row.withdrawn_why) == ("withdrawn", "Wrong.")
    next_one = guidance_writing.edit(code="keep-it", words=words(), expected_edits=0, by=AUTHOR, at=at)
    assert next_one.number == 2


def test_what_is_overdue_is_listed_until_it_is_kept(at):
    published(at=at)
    day = later(at, days=366)
    assert overdue(by=REVIEWER, today=day).count() == 1
    row = guidance_writing.keep(
        code="keep-it", expected_number=1, look_again_by=later(at, 700), by=REVIEWER, at=at + timedelta(days=366)
    )
    assert row.look_again_by == later(at, 700)
    assert not overdue(by=REVIEWER, today=day).exists()


def test_pieces_that_ship_come_as_drafts_and_once(at):
    added = guidance_writing.load_shipped(by=HUB, at=at)
    assert len(added) >= 12
    assert {row.state for row in added} == {"draft"}
    assert guidance_writing.load_shipped(by=HUB, at=at) == []
    assert to_review(by=REVIEWER).count() == len(added)
    with pytest.raises(NotPermitted):
        guidance_writing.load_shipped(by=Actor(role=Role.FORCE, identifier="x"), at=at)


def test_lists_are_narrowed_by_what_pieces_are_for(at, west_yorkshire):
    published("on-x", at=at, platforms=("x",))
    published("always", at=at)
    published("race", at=at, strands=("race",))
    found = [row.guidance.code for row in list_published(wanted=Wanted(platform="x"), page=1, by=west_yorkshire)]
    assert sorted(found) == ["always", "on-x", "race"]
    found = [row.guidance.code for row in list_published(wanted=Wanted(platform="vk"), page=1, by=west_yorkshire)]
    assert sorted(found) == ["always", "race"]
    guidance_writing.edit(code="race", words=words(), expected_edits=0, by=AUTHOR, at=at)
    newest = {row.guidance.code: row.state for row in list_pieces(wanted=Wanted(), page=1, by=AUTHOR)}
    assert newest == {"on-x": "published", "always": "published", "race": "draft"}
    assert len(list_pieces(wanted=Wanted(state="published"), page=1, by=AUTHOR)) == 3
    with pytest.raises(NotPermitted):
        list_pieces(wanted=Wanted(), page=1, by=west_yorkshire)


# Facts ------------------------------------------------------------------------------------------------
def test_facts_are_read_of_the_case(report_at, at):
    report = report_at(
        "assigned",
        strands=("religion",),
        suspect_whereabouts="abroad",
        danger="danger",
        circumstances={"before": "yes", "under_18": "yes"},
    )
    facts = facts_of(report.case)
    assert facts.platforms == {"x"}
    assert facts.strands == {"religion"}
    assert facts.offences == {making.an_offence()}
    assert facts.names_account
    assert not facts.describes_suspect
    assert (facts.says_abroad, facts.in_danger, facts.happened_before, facts.under_18) == (True,) * 4
    assert facts.earliest_on == at.date()
    assert facts.reports == 1


def test_a_platform_that_refused_is_a_fact(report_at, at):
    report = report_at("assigned")
    assert not facts_of(report.case).platform_declined
    Takedown.objects.create(
        case=report.case,
        report=report,
        platform_code="x",
        action="remove",
        state="refused",
        state_since=at,
        sealed_words=b"x",
        drafted_by="officer:1",
        drafted_at=at,
        sent_at=at,
        approved_at=at,
        answer_due_at=at,
    )
    assert facts_of(report.case).platform_declined


def test_facts_take_as_many_statements_of_a_large_case(report_at, at, django_assert_max_num_queries):
    report = report_at("assigned", strands=("religion",))
    for code in ("a", "b", "c"):
        published(code, at=at)
    with CaptureQueriesContext(connection) as few:
        choose_for(report.case, today=at.date())
    for code in ("d", "e", "f", "g", "h"):
        published(code, at=at, strands=("religion",))
    with django_assert_max_num_queries(len(few)):
        assert len(choose_for(report.case, today=at.date())) == 5


# Packages ---------------------------------------------------------------------------------------------
def test_the_right_pieces_lie_in_the_package_and_are_remembered(report_at, at):
    version = published("on-x", at=at, platforms=("x",), title="About X")
    published("elsewhere", at=at, platforms=("vk",))
    report = report_at("packaged")
    package = report.case.packages.get()
    content = bags.content_of(package, at=at)
    inside = bags.members(content)
    text = inside["data/guidance/1-on-x-v1.txt"].decode()
    assert "because the platform is X" in text
    assert [name for name in inside if "elsewhere" in name] == []
    assert bags.data(content, "guidance.json")[0] | {"because": []} == {
        "code": "on-x",
        "version": 1,
        "title": "About X",
        "because": [],
        "reviewed_on": at.date().isoformat(),
        "file": "data/guidance/1-on-x-v1.txt",
    }
    row = GuidanceGiven.objects.get()
    assert (row.case, row.package, row.version, row.at) == (report.case, package, version, at)
    assert row.reasons == ["because the platform is X (formerly Twitter)"]


def test_a_package_keeps_the_version_that_went(report_at, at, west_yorkshire):
    published(at=at, title="First words")
    report = report_at("packaged")
    before = bags.content_of(report.case.packages.get(), at=at)
    published(at=at, title="Second words")
    assert bags.content_of(report.case.packages.get(), at=at) == before
    (told,) = guidance_giving.read_for_force(case=report.case, by=west_yorkshire, at=at)
    assert (told["title"], told["version"], told["state"], told["newest_version"]) == ("First words", 1, "replaced", 2)
    bags.built(report, at=at)
    (told,) = guidance_giving.read_for_force(case=report.case, by=west_yorkshire, at=at)
    assert (told["title"], told["version"], told["newest_version"]) == ("Second words", 2, 2)
    assert GuidanceGiven.objects.count() == 2


def test_nothing_is_added_where_nothing_fits(report_at, at):
    published(at=at, platforms=("vk",))
    report = report_at("packaged")
    content = bags.content_of(report.case.packages.get(), at=at)
    assert not [name for name in bags.members(content) if "guidance" in name]
    assert not GuidanceGiven.objects.exists()


def test_without_a_package_what_is_read_is_remembered_once(report_at, at, west_yorkshire):
    published(at=at)
    report = report_at("assigned")
    for _ in range(2):
        (told,) = guidance_giving.read_for_force(case=report.case, by=west_yorkshire, at=at)
        assert told["because"] == ["because it is for every case"]
    assert GuidanceGiven.objects.get().package is None


# Feedback ---------------------------------------------------------------------------------------------
def test_a_force_says_what_helped_and_may_say_it_again(report_at, at, west_yorkshire):
    published(at=at)
    report = report_at("with_force")
    said = [Said(code="keep-it", verdict="helped", text="It was still there.")]
    guidance_feedback.give(reference=report.case.reference, said=said, by=west_yorkshire, at=at)
    row = GuidanceFeedback.objects.get()
    assert row.verdict == "helped"
    assert b"still there" not in bytes(row.sealed_text)
    (read,) = guidance_feedback.read_words([row.version], by=AUTHOR)
    assert read["text"] == "It was still there."
    said = [Said(code="keep-it", verdict="did_not")]
    guidance_feedback.give(reference=report.case.reference, said=said, by=west_yorkshire, at=at)
    row = GuidanceFeedback.objects.get()
    assert (row.verdict, row.sealed_text) == ("did_not", None)
    entry = Entry.objects.filter(verb="guidance_feedback").latest("id")
    assert entry.details == {"force": "E23000010", "verdicts": {"keep-it": "did_not"}}


def test_words_go_when_the_case_is_erased(report_at, at, west_yorkshire):
    published(at=at)
    report = report_at("with_force")
    said = [Said(code="keep-it", verdict="helped", text="It was still there.")]
    guidance_feedback.give(reference=report.case.reference, said=said, by=west_yorkshire, at=at)
    making.erase(report, at=at)
    assert guidance_feedback.read_words(list(GuidanceVersion.objects.all()), by=AUTHOR) == []


@pytest.mark.parametrize(("code", "verdict"), [("other", "helped"), ("keep-it", "great")])
def test_what_did_not_go_with_the_case_cannot_be_judged(report_at, at, west_yorkshire, code, verdict):
    published(at=at)
    report = report_at("with_force")
    said = [Said(code=code, verdict=verdict)]
    with pytest.raises(OutcomeRefused):
        guidance_feedback.give(reference=report.case.reference, said=said, by=west_yorkshire, at=at)
    assert not GuidanceFeedback.objects.exists()


def test_another_force_says_nothing_of_it(report_at, at, kent):
    published(at=at)
    report = report_at("with_force")
    said = [Said(code="keep-it", verdict="helped")]
    with pytest.raises(CaseNotFound):
        guidance_feedback.give(reference=report.case.reference, said=said, by=kent, at=at)


# The board --------------------------------------------------------------------------------------------
def given(report, version, at):
    GuidanceGiven.objects.create(case=report.case, version=version, place=1, at=at)


def test_the_board_counts_outcomes_after_the_guidance_went_beside_like_cases(submit, at, officer):
    version = published(at=at, title="Keep it")
    reports = [submit(minutes=place, strands=("religion",)) for place in range(5)]
    apart = submit(minutes=9, url="https://vk.com/wall1_1", strands=("age",))
    for report in [*reports[:3], reports[4]]:
        given(report, version, at)
    after = at + timedelta(days=3)
    for report, number in zip(reports, (1, 18, 8, 22, 1), strict=True):
        guiding.ended(report, number=number, at=at - timedelta(days=1) if report is reports[4] else after)
    guiding.ended(reports[1], number=2, at=after + timedelta(days=1))  # a court is slower: the newest counts
    guiding.ended(apart, number=1, at=after)
    board = read_board(since=None, by=officer)
    (line,) = [line.counted for line in board.lines]
    assert (line.code, line.cases, line.results) == ("keep-it", 3, 3)
    assert (line.other_cases, line.other_results) == (2, 2)
    assert board.cases == 6
    assert board.titles == {"keep-it": "Keep it"}
    assert read_board(since=(after + timedelta(days=9)).date(), by=officer).lines == []


def test_lines_of_work_are_ranked_as_well(submit, at, officer):
    report = submit()
    Takedown.objects.create(
        case=report.case,
        report=report,
        platform_code="x",
        action="preserve",
        state="sent",
        state_since=at,
        sealed_words=b"x",
        drafted_by="officer:1",
        drafted_at=at,
        sent_at=at,
        approved_at=at,
        answer_due_at=at,
    )
    guiding.ended(report, number=1, at=at + timedelta(days=1))
    (line,) = read_board(since=None, by=officer).lines
    assert (line.counted.kind, line.counted.code, line.counted.results) == ("work", "asked_to_preserve", 1)


def test_the_board_takes_as_many_statements_of_many_rows(submit, at, officer, django_assert_num_queries):
    version = published(at=at)
    for place in range(12):
        report = submit(minutes=place)
        given(report, version, at)
        guiding.ended(report, number=1 if place % 2 else 18, at=at)
    with django_assert_num_queries(4):
        (line,) = read_board(since=None, by=officer).lines
    assert round(line.share.value, 2) == 0.5


def test_people_without_a_part_see_no_board(at):
    with pytest.raises(NotPermitted):
        read_board(since=None, by=Actor(role=Role.PARTNER, identifier="x"))
    assert not Guidance.objects.exists()
