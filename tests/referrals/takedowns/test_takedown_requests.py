"""Drafting and sending a request: evidence first, nothing that tells who complained, and who may do it."""

from datetime import timedelta

import pytest

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry
from hatehub.outbox.models import OutboxEvent
from hatehub.reference.models import Material
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from referrals.models import AnswerLink, EvidenceSealing, Takedown, TakedownStep, TimeStamp
from referrals.rules.takedowns.notice_text import words_of
from referrals.rules.takedowns.steps import Asked, StepRefused
from referrals.selectors.takedown_evidence import Standing
from referrals.services import takedowns
from reports.models import Case, Evidence, Report
from reports.services import quarantine, subjects
from reports.services.diversion import mark_post
from reports.services.subjects import SubjectWithheld
from tests.making import reports as making
from tests.making import takedowns as asking
from triage.services import merging

POST = "https://x.com/somebody/status/1700000000000000001"


def problems(report, by, at, **words):
    with pytest.raises(takedowns.WordingRefused) as refused:
        asking.draft(report, by=by, at=at, **words)
    return refused.value.problems


def missing(takedown, by, at):
    with pytest.raises(takedowns.NotSealed) as refused:
        takedowns.ask_to_send(takedown_id=takedown.id, by=by, at=at)
    return [each.standing for each in refused.value.missing]


def test_a_draft_holds_each_post_once_and_its_words_sealed(report_at, submit, officer, at):
    report = report_at("assessed_crime", url=f"{POST}?s=20&t=abc")
    for minutes in (1, 2):
        other = submit(url=f"https://twitter.com/somebody/status/1700000000000000001?minute={minutes}")
        merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="the same")
    made = asking.draft(report, by=officer, at=at)
    assert (made.state, made.case_id, made.report_id) == ("drafted", report.case_id, report.id)
    [post] = made.posts.all()
    assert (post.url, post.post_key, post.account) == (POST, "x:post:1700000000000000001", "somebody")
    assert asking.EXPLANATION.encode() not in bytes(made.sealed_words)
    assert takedowns.read_wording(takedown=made) == asking.wording()
    entry = Entry.objects.get(verb="takedown_drafted")
    assert entry.details == {
        "takedown": str(made.id),
        "platform": "x",
        "action": "remove",
        "posts": 1,
    }
    event = OutboxEvent.objects.get(name="referrals.takedown_moved")
    assert event.payload == {"takedown_id": str(made.id), "case_id": str(report.case_id), "step": "draft"}


def test_a_request_names_only_offences_of_its_case(report_at, officer, at):
    report = report_at("assessed_crime")
    own = asking.offence_of(report.case_id)
    assert asking.draft(report, by=officer, at=at, offences=(own,), terms="").offences == [own]
    assert problems(report, officer, at, offences=("nonsense",), action=Asked.PRESERVE) == {
        "offences": ["not_of_the_case"]
    }


def test_a_request_about_a_case_nobody_has_read_is_refused_unless_data_is_to_be_preserved(submit, officer, at):
    report = submit()
    with pytest.raises(takedowns.NotRead):
        asking.draft(report, by=officer, at=at)
    assert asking.draft(report, by=officer, at=at, action=Asked.PRESERVE, terms="").state == "drafted"


def test_before_a_decision_a_request_rests_on_the_terms_alone(report_at, officer, at):
    report = report_at("in_triage")
    assert problems(report, officer, at, offences=("any",)) == {"offences": ["not_of_the_case"]}
    asking.sealed(report, by=officer, at=at)
    assert asking.sent(report, by=officer, at=at).state == "sent"


def test_a_request_about_whom_a_case_withholds_is_refused(report_at, officer, at):
    report = report_at("assessed_non_crime")
    with pytest.raises(SubjectWithheld):
        asking.draft(report, by=officer, at=at)


def test_what_is_asked_about_already_is_not_asked_about_again(report_at, officer, at):
    report = report_at("assessed_crime")
    asking.draft(report, by=officer, at=at)
    with pytest.raises(takedowns.NothingToAsk):
        asking.draft(report, by=officer, at=at)
    assert asking.draft(report, by=officer, at=at, action=Asked.PRESERVE)


def test_a_platform_that_holds_nothing_of_the_case_is_not_asked(report_at, officer, at):
    with pytest.raises(takedowns.NothingToAsk):
        asking.draft(report_at("assessed_crime"), by=officer, at=at, platform="facebook")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({"explanation": ""}, {"explanation": ["needed"]}),
        ({"terms": ""}, {"terms": ["ground"]}),
        ({"good_faith": False}, {"good_faith": ["good_faith"]}),
        ({"action": Asked.RESTRICT_ACCOUNT}, {"harm": ["needed"]}),
        ({"action": Asked.OTHER_SANCTION}, {"harm": ["needed"]}),
        ({"explanation": "a" * 2001}, {"explanation": ["too_long"]}),
        ({"explanation": "Ask Wilfreda about it."}, {"explanation": ["name"]}),
        ({"explanation": "Write to wil.feather@example.org."}, {"explanation": ["email"]}),
        ({"terms": "See somebody@example.com"}, {"terms": ["email"]}),
        ({"explanation": "Ring 07700 900 123."}, {"explanation": ["telephone"]}),
        ({"explanation": "It hit a family in LS6 2AB."}, {"explanation": ["postcode"]}),
        ({"explanation": "Report OHR-7K3M-9QXD says so."}, {"explanation": ["reference"]}),
        ({"harm": "They live at 12 Station Road."}, {"harm": ["address"]}),
    ],
)
def test_words_that_may_not_leave_are_refused_beside_their_field(words, expected, report_at, officer, at):
    report = report_at("assessed_crime", name="Wilfreda Featherly", email="wil.feather@example.org")
    assert problems(report, officer, at, **words) == expected
    assert not Takedown.objects.exists()


def test_the_door_knows_everybody_who_complained_and_is_recorded_once(report_at, submit, officer, at):
    report = report_at("assessed_crime")
    other = submit(minutes=1, name="Ottilie Brannigan")
    merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="the same")
    assert problems(report, officer, at, explanation="Brannigan was there.") == {"explanation": ["name"]}
    compared = Entry.objects.filter(verb="read", details__what="contact of everybody")
    assert [each.subject for each in compared] == [f"case:{report.case.reference}"]


def test_a_link_that_tells_who_complained_is_not_asked_about(report_at, officer, at):
    link = "https://forum.example.org/thread?id=5&member=wil.feather@example.org"
    report = report_at("assessed_crime", url=link, email="wil.feather@example.org")
    with pytest.raises(takedowns.NothingToAsk):
        asking.draft(report, by=officer, at=at, platform="other_website")


def test_a_request_waits_for_its_evidence_and_says_how_far_that_is(report_at, officer, at):
    report = report_at("assessed_crime")
    made = asking.draft(report, by=officer, at=at)
    assert missing(made, officer, at) == [Standing.NOTHING]
    asking.capture(report, by=officer, at=at)
    assert missing(made, officer, at) == [Standing.NOT_SEALED]
    assert Takedown.objects.get().state == "drafted"
    takedowns.seal_evidence(case_id=report.case_id, by=officer, at=at)
    ready = takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    assert (ready.state, ready.approved_by) == ("ready", str(officer))
    assert AnswerLink.objects.get(subject=f"takedown:{made.id}").recipient == "X (formerly Twitter)"


def test_evidence_of_a_case_with_a_force_is_sealed_in_its_package_and_not_apart(report_at, officer, at):
    report = report_at("packaged")
    made = asking.draft(report, by=officer, at=at)
    asking.capture(report, by=officer, at=at)
    with pytest.raises(takedowns.SealedInPackage):
        takedowns.seal_evidence(case_id=report.case_id, by=officer, at=at)
    assert missing(made, officer, at) == [Standing.NOT_SEALED]
    making.pack(report, at=at)
    assert takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at).state == "ready"


def test_a_file_of_a_report_about_one_post_stands_for_it_and_of_one_about_two_for_none(report_at, officer, at):
    report = report_at("assessed_crime", files=[making.picture()])
    made = asking.draft(report, by=officer, at=at)
    assert missing(made, officer, at) == [Standing.NOT_SEALED]
    report.contents.create(position=2, url="https://x.com/b/status/2", post_key="x:post:2", platform_code="x")
    assert missing(made, officer, at) == [Standing.NOTHING]


def test_what_lies_in_quarantine_stands_for_nothing(report_at, officer, hub, at):
    report = report_at("assessed_crime", files=[making.picture()])
    made = asking.draft(report, by=officer, at=at)
    changed = Evidence.Quarantine.CHANGED
    quarantine.put(evidence_id=report.evidence.get().id, why=changed, by=hub, at=at)
    assert missing(made, officer, at) == [Standing.NOTHING]


def test_a_sealing_is_a_list_with_its_digest_in_the_audit_and_a_stamp_where_configured(
    report_at, officer, at, settings
):
    settings.TIME_STAMP_AUTHORITIES = [{"url": "https://stamps.example.org/", "ca_path": "", "policy": ""}]
    report = report_at("in_triage")
    asking.capture(report, by=officer, at=at)
    sealing = takedowns.seal_evidence(case_id=report.case_id, by=officer, at=at)
    [entry] = Entry.objects.filter(verb="evidence_sealed")
    assert entry.details == {"sealing": str(sealing.id), "digest": sealing.digest, "exhibits": 1}
    assert EvidenceSealing.objects.get().exhibits == [report.evidence.get(origin="captured").id]
    assert TimeStamp.objects.get(subject=f"sealing:{sealing.id}").digest == sealing.digest
    with pytest.raises(takedowns.NothingToSeal):
        takedowns.seal_evidence(case_id=report.case_id, by=officer, at=at)


def test_preserving_goes_at_once_without_evidence(submit, officer, at):
    made = asking.draft(submit(), by=officer, at=at, action=Asked.PRESERVE, terms="")
    assert takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at).state == "ready"


def test_diverted_material_is_in_no_request_and_keeps_one_from_leaving(report_at, officer, hub, at):
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=hub, at=at)
    with pytest.raises(takedowns.PostsDiverted):
        takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    with pytest.raises(takedowns.PostsDiverted):
        takedowns.notice_of(made)
    takedowns.cancel(takedown_id=made.id, by=officer, at=at, why="diverted")
    with pytest.raises(takedowns.NothingToAsk):
        asking.draft(report, by=officer, at=at)


def test_a_ready_request_comes_back_when_its_post_is_diverted(report_at, officer, hub, at):
    report = report_at("assessed_crime")
    asking.sealed(report, by=officer, at=at)
    made = asking.draft(report, by=officer, at=at)
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    mark_post(content_id=report.contents.get().id, material=Material.TERRORIST, by=hub, at=at)
    making.work_off()
    made = Takedown.objects.get()
    assert (made.state, made.undeliverable) == ("drafted", "diverted")


def test_the_notice_has_the_fields_of_the_act_and_nothing_of_who_complained(report_at, officer, at):
    report = report_at(
        "assessed_crime", name="Wilfreda Featherly", email="wil@example.org", narrative="Wilfreda told it."
    )
    asking.sealed(report, by=officer, at=at)
    own = asking.offence_of(report.case_id)
    made = asking.draft(report, by=officer, at=at, offences=(own,))
    takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    made = Takedown.objects.get()
    notice = takedowns.notice_of(made)
    text = words_of(notice)
    assert notice.posts[0].url == POST
    assert "under the law of the United Kingdom" in notice.legal_basis
    for part in (POST, asking.EXPLANATION, "good faith", notice.notifier_name, notice.answer_address):
        assert part in text
    assert "/answer/" in notice.answer_address
    for hidden in ("Wilfreda", "wil@example.org", report.reference, "LS6"):
        assert hidden not in text


def test_a_draft_is_edited_cancelled_and_then_takes_no_step(report_at, officer, at):
    report = report_at("assessed_crime")
    made = asking.draft(report, by=officer, at=at)
    words = asking.wording(action=Asked.RESTRICT_ACCOUNT, harm="It reaches thousands.")
    edited = takedowns.edit(takedown_id=made.id, wording=words, by=officer, at=at, expected_version=1)
    assert (edited.action, edited.version, edited.posts.count()) == ("restrict_account", 2, 1)
    with pytest.raises(takedowns.StaleTakedown):
        takedowns.edit(takedown_id=made.id, wording=words, by=officer, at=at, expected_version=1)
    takedowns.cancel(takedown_id=made.id, by=officer, at=at, why="No longer there.")
    with pytest.raises(StepRefused):
        takedowns.ask_to_send(takedown_id=made.id, by=officer, at=at)
    assert [step.step for step in TakedownStep.objects.order_by("id")] == ["draft", "edit", "cancel"]


def test_a_refused_step_leaves_no_trace(report_at, officer, at):
    report = report_at("assessed_crime")
    made = asking.draft(report, by=officer, at=at)
    before = (Entry.objects.count(), OutboxEvent.objects.count(), TakedownStep.objects.count())
    with pytest.raises(StepRefused):
        takedowns.note_removed(takedown_id=made.id, at=at)
    assert (Entry.objects.count(), OutboxEvent.objects.count(), TakedownStep.objects.count()) == before


def test_forces_and_complainants_ask_no_platform(report_at, officer, west_yorkshire, at):
    report = report_at("assessed_crime")
    with pytest.raises(NotPermitted):
        asking.draft(report, by=west_yorkshire, at=at)
    made = asking.draft(report, by=officer, at=at)
    for refused in (
        lambda: takedowns.ask_to_send(takedown_id=made.id, by=west_yorkshire, at=at),
        lambda: takedowns.cancel(takedown_id=made.id, by=west_yorkshire, at=at, why="no"),
        lambda: takedowns.seal_evidence(case_id=report.case_id, by=west_yorkshire, at=at),
    ):
        with pytest.raises(NotPermitted):
            refused()


def test_requests_follow_their_report_into_another_case_and_back(report_at, submit, officer, at):
    report, into = report_at("assessed_crime"), submit(minutes=3)
    made = asking.draft(report, by=officer, at=at)
    merging.merge(report_id=report.id, into_case_id=into.case_id, by=officer, at=at, reason="the same")
    assert list(Takedown.objects.filter(report__case=into.case_id)) == [made]
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")
    assert list(Takedown.objects.filter(report__case=into.case_id)) == []
    assert list(Takedown.objects.filter(report__case=report.case_id)) == [made]


def test_a_large_case_costs_the_same_statements(report_at, submit, officer, at, django_assert_max_num_queries):
    report = report_at("assessed_crime")
    for minutes in range(1, 31):
        other = submit(minutes=minutes, name=f"Person Number{minutes}", email=f"{minutes}@example.org")
        merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="the same")
    with django_assert_max_num_queries(30):
        asking.draft(report, by=officer, at=at)


def test_destroying_whom_it_is_about_takes_the_links_from_its_requests(report_at, officer, hub, at):
    report = report_at("in_triage")
    made = asking.draft(report, by=officer, at=at)
    making.assess(report, making.NON_CRIME, by=officer, at=at)
    subjects.destroy_due(by=hub, at=at + timedelta(days=365))
    making.work_off(at=at + timedelta(days=366))
    assert made.posts.get().url == ""


def test_words_are_gone_with_the_key_of_the_report(report_at, officer, at):
    report = report_at("assessed_crime")
    made = asking.draft(report, by=officer, at=at)
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    with pytest.raises(vault.KeyDestroyed):
        takedowns.read_wording(takedown=made)
    assert Report.objects.filter(id=report.id).exists()
    assert Case.objects.filter(id=report.case_id).exists()
