"""One case in the portal of forces: what is shown, and each thing that can be done, with its refusals."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from hatehub.audit.models import Entry
from hatehub.reference.models import Force
from referrals.models import Charge, EvidencePackage, ForceAnswer, ForceMessage, ForceOutcome, PackageFeedback
from referrals.registries import ForcePage, register_force_page
from referrals.services import answering, feeding
from reports.models import Report, StatusEntry
from tests.making import reports as making
from tests.making import transfers as moving
from triage.models import Responsibility, Transfer
from triage.services import merging

pytest_plugins = ["tests.making.http"]
TYPED = "What was typed with care."


@pytest.fixture
def client(staff):
    return staff("force")


@pytest.fixture
def offered(report_at):
    return report_at("packaged", name="Wilfreda Featherly", email="w@example.org", identity="named")


@pytest.fixture
def given(report_at):
    return report_at("with_force", email="a@example.org", identity="named", narrative="They wrote it on my wall.")


def path_of(report, page=""):
    return f"/force/cases/{report.case.reference}/{page}"


def told():
    making.work_off()
    feeding.number_entries()


def state_of(report):
    return Report.objects.get(id=report.id).state


def hidden(page):
    return dict(re.findall(r'type="hidden" name="(seen|key)" value="([^"]*)"', page.content.decode()))


def send(client, about, page, **typed):
    """Open a page with a form and send it, as a browser does."""
    opened = client.get(path_of(about, page))
    assert opened.status_code == 200, opened.status_code
    return client.post(path_of(about, page), {**hidden(opened), **typed})


def text_of(page):
    return re.sub(r"\s+", " ", page.content.decode())


# Reading ------------------------------------------------------------------------------------------
def test_case_shows_what_the_api_tells_and_the_reading_is_recorded(client, given):
    page = text_of(client.get(path_of(given)))
    assert "They wrote it on my wall." in page
    assert given.reference in page
    assert "Investigates" in page
    assert "West Yorkshire" in page
    assert "13/1/26" in page
    assert "Download version 1" in page
    read = Entry.objects.get(subject=f"case:{given.case.reference}", verb="read_by_force")
    assert read.actor.startswith("force:force-")


def test_words_are_covered_until_asked_for(client, given):
    page = text_of(client.get(path_of(given)))
    before = page.partition("They wrote it on my wall.")[0]
    assert before.rindex('<details class="hub-reveal"') > before.rfind("</details>")


def test_title_and_address_name_nobody(client, offered):
    page = text_of(client.get(path_of(offered)))
    assert f"<title>{offered.case.reference} - Online Hate Hub</title>" in page


@pytest.mark.parametrize(
    ("state", "there", "not_there"),
    [
        ("assigned", ["being built", "Give the case back"], ["Record the outcome", ">Accept<"]),
        ("packaged", [">Accept<", ">Refuse<", "Say that it has arrived"], ["Record the outcome", "Give the case back"]),
        ("with_force", ["Record the outcome", "Give the case back"], [">Accept<", "Say that it has arrived"]),
    ],
)
def test_only_what_can_be_done_is_offered(client, report_at, state, there, not_there):
    page = text_of(client.get(path_of(report_at(state))))
    for words in there:
        assert words in page
    for words in not_there:
        assert words not in page


@pytest.fixture
def contact_only(report_at, submit, officer, at):
    """A case of two reports that Kent has; West Yorkshire keeps in touch with the sender of the second."""
    report = report_at("with_force", narrative="The first story.")
    other = submit(narrative="The second story.", minutes=1)
    merging.merge(report_id=other.id, into_case_id=report.case_id, by=officer, at=at, reason="same")
    Responsibility.objects.filter(case=report.case).update(force=Force.objects.get(code=moving.KENT))
    mine = Responsibility.objects.filter(case=report.case, report=other, replaced_at=None)
    mine.update(force=Force.objects.get(code=making.WEST_YORKSHIRE))
    return Report.objects.get(id=report.id), other


def test_force_that_keeps_in_touch_sees_that_person_alone(client, contact_only):
    report, _other = contact_only
    page = text_of(client.get(path_of(report)))
    assert "The second story." in page
    for hidden_from_it in ("The first story.", report.reference, "Evidence package", "Record the outcome", ">Accept<"):
        assert hidden_from_it not in page
    version = EvidencePackage.objects.filter(case=report.case).first().version
    assert client.get(path_of(report, f"packages/{version}/")).status_code == 404
    assert client.get(path_of(report, "outcome/")).status_code == 404


def test_package_comes_whole_and_is_recorded_once(client, given):
    package = EvidencePackage.objects.get(case=given.case)
    answer = client.get(path_of(given, f"packages/{package.version}/"))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == package.sha256
    assert answer["Content-Disposition"].endswith(f'{given.case.reference}-v{package.version}.zip"')
    assert Entry.objects.filter(verb="package_exported", actor__startswith="force:force-").count() == 1


def test_version_that_is_not_there_is_explained(client, given):
    answer = client.get(path_of(given, "packages/77/"))
    assert answer.status_code == 410
    assert "There is no such version" in text_of(answer)


def test_package_is_not_downloaded_by_sending(client, given):
    assert client.post(path_of(given, "packages/1/")).status_code == 405


def test_erased_case_is_still_a_page(client, given, at):
    making.erase(given, at=at)
    page = client.get(path_of(given))
    assert page.status_code == 200
    assert "They wrote it on my wall." not in text_of(page)


# Answering ----------------------------------------------------------------------------------------
def test_accepting_with_a_crime_number(client, offered):
    answer = send(client, offered, "accept/", crime_number="13/4711/26")
    assert answer.status_code == 302
    assert state_of(offered) == "with_force"
    assert ForceAnswer.objects.get().crime_number == "13/4711/26"
    assert "The case is yours" in text_of(client.get(answer.headers["Location"]))


@pytest.mark.parametrize("number", ["", " ", "#4711", "x" * 41])
def test_crime_number_that_cannot_be_one_is_refused_beside_the_field(client, offered, number):
    refused = send(client, offered, "accept/", crime_number=number)
    assert refused.status_code == 422
    page = text_of(refused)
    assert 'href="#id_crime_number"' in page
    assert 'id="id_crime_number_error"' in page
    assert state_of(offered) == "packaged"


def test_refusing_with_a_reason_ends_the_part_of_the_force(client, offered):
    assert send(client, offered, "refuse/", reason="").status_code == 422
    answer = send(client, offered, "refuse/", reason="The suspect lives in Kent.")
    assert answer.headers["Location"] == "/force/"
    assert state_of(offered) == "assessed_crime"
    assert "decides again" in text_of(client.get("/force/"))


def test_arrival_is_said_once(client, offered):
    for _ in range(2):
        assert client.post(path_of(offered, "acknowledge/")).status_code == 302
    assert ForceAnswer.objects.filter(answer="acknowledged").count() == 1
    assert "Say that it has arrived" not in text_of(client.get(path_of(offered)))


def test_arrival_of_a_case_that_another_force_investigates_is_refused_in_words(client, contact_only):
    report, _other = contact_only
    client.post(path_of(report, "acknowledge/"))
    assert "Another force was asked" in text_of(client.get(path_of(report)))
    assert not ForceAnswer.objects.filter(answer="acknowledged").exists()


@pytest.fixture
def to_west_yorkshire(report_at, officer, at):
    """A case that Kent has, and that West Yorkshire is asked to take on."""
    report = report_at("with_force")
    kent = Force.objects.get(code=moving.KENT)
    Responsibility.objects.filter(case=report.case).update(force=kent)
    row = moving.propose(report, by=officer, at=at, to=making.WEST_YORKSHIRE)
    return report, row


def test_transfer_is_taken_on(client, to_west_yorkshire):
    report, row = to_west_yorkshire
    assert "Say whether you take the case on" in text_of(client.get(path_of(report)))
    answer = send(client, report, "transfer/", answer="accept")
    assert answer.status_code == 302, text_of(answer)
    assert Transfer.objects.get(id=row.id).state == "accepted"


def test_transfer_is_refused_with_a_reason_only(client, to_west_yorkshire):
    report, row = to_west_yorkshire
    for typed in ({}, {"answer": "refuse"}):
        assert send(client, report, "transfer/", **typed).status_code == 422
    assert send(client, report, "transfer/", answer="refuse", reason="Not in our area.").status_code == 302
    row = Transfer.objects.get(id=row.id)
    assert (row.state, row.answer_reason) == ("refused", "Not in our area.")


# Somebody was faster ------------------------------------------------------------------------------
def test_slower_colleague_loses_nothing_and_is_told(client, offered, west_yorkshire):
    told()
    opened = client.get(path_of(offered, "refuse/"))
    answering.accept(reference=offered.case.reference, crime_number="13/1", by=west_yorkshire, at=timezone.now())
    told()
    refused = client.post(path_of(offered, "refuse/"), {**hidden(opened), "reason": TYPED})
    page = text_of(refused)
    assert refused.status_code == 409
    assert "Accepted with a crime number" in page
    assert TYPED in page
    assert state_of(offered) == "with_force"
    again = client.post(path_of(offered, "refuse/"), {**hidden(refused), "reason": TYPED})
    assert again.status_code == 302
    assert state_of(offered) == "assessed_crime"


def test_error_in_a_form_does_not_hide_what_happened(client, offered, west_yorkshire):
    told()
    opened = client.get(path_of(offered, "refuse/"))
    answering.accept(reference=offered.case.reference, crime_number="13/1", by=west_yorkshire, at=timezone.now())
    told()
    wrong = client.post(path_of(offered, "refuse/"), {**hidden(opened), "reason": ""})
    assert wrong.status_code == 422
    assert client.post(path_of(offered, "refuse/"), {**hidden(wrong), "reason": TYPED}).status_code == 409


def test_what_happened_before_the_page_was_opened_holds_nothing_up(client, offered, west_yorkshire):
    before = timezone.now() - timedelta(seconds=1)
    answering.accept(reference=offered.case.reference, crime_number="13/1", by=west_yorkshire, at=before)
    opened = client.get(path_of(offered, "refuse/"))
    told()
    assert client.post(path_of(offered, "refuse/"), {**hidden(opened), "reason": TYPED}).status_code == 302


@pytest.mark.parametrize("mark", ["", "nonsense", "9" * 60, "1.9" + "9" * 60, "1.-5", "٣.٣"])
def test_mark_that_cannot_be_read_saw_nothing(client, offered, mark):
    told()
    answer = client.post(path_of(offered, "accept/"), {"seen": mark, "crime_number": "13/1"})
    assert answer.status_code in (302, 409)
    if answer.status_code == 302:
        assert mark.startswith(("9", "1.9"))


def test_step_that_is_over_is_said_beside_the_form(client, given):
    refused = send(client, given, "accept/", crime_number="13/other")
    assert refused.status_code == 422
    assert "the case is accepted now" in text_of(refused)
    assert "13/other" in text_of(refused)


# Writing ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("page", "kind"), [("note/", "note"), ("ask/", "question")])
def test_hub_is_written_to(client, given, page, kind):
    assert send(client, given, page, text=" ").status_code == 422
    too_long = send(client, given, page, text="x" * 4001)
    assert too_long.status_code == 422
    assert "x" * 4001 in text_of(too_long)
    assert send(client, given, page, text=TYPED).status_code == 302
    row = ForceMessage.objects.get()
    assert (row.kind, row.waits, row.by.startswith("force:force-")) == (kind, True, True)
    assert TYPED in text_of(client.get(path_of(given)))


def test_people_are_told_only_after_a_preview(client, given):
    preview = send(client, given, "tell/", text=TYPED)
    page = text_of(preview)
    assert preview.status_code == 200
    assert "One person" in page
    assert "not translated" not in page
    assert not ForceMessage.objects.exists()
    answer = client.post(path_of(given, "tell/"), {**hidden(preview), "text": TYPED, "report": "", "do": "send"})
    assert answer.status_code == 302
    making.work_off()
    assert StatusEntry.objects.filter(kind="force_message", report=given).count() == 1


def test_preview_says_who_reads_it_in_which_language(client, given, submit, officer, at):
    other = submit(narrative="Ja też.", minutes=1)
    Report.objects.filter(id=other.id).update(language="pl")
    merging.merge(report_id=other.id, into_case_id=given.case_id, by=officer, at=at, reason="same")
    page = text_of(send(client, given, "tell/", text=TYPED))
    assert "2 people" in page
    assert "are not translated" in page
    assert "Polish (1)" in page
    one = text_of(send(client, given, "tell/", text=TYPED, report=given.reference.lower()))
    assert f"Only the person who sent {given.reference}" in one
    assert "not translated" not in one


def test_words_that_name_one_of_several_come_back_with_the_reason(client, given, submit, officer, at):
    other = submit(narrative="Me too.", name="Amira Example", email="amira@example.org", minutes=1)
    merging.merge(report_id=other.id, into_case_id=given.case_id, by=officer, at=at, reason="same")
    preview = send(client, given, "tell/", text="We spoke to Amira.")
    typed = {**hidden(preview), "text": "We spoke to Amira.", "report": "", "do": "send"}
    refused = client.post(path_of(given, "tell/"), typed)
    assert refused.status_code == 422
    assert "tell who one of them is" in text_of(refused)
    assert "We spoke to Amira." in text_of(refused)
    assert not ForceMessage.objects.exists()


def test_report_that_the_force_does_not_see_is_refused(client, given, report_at):
    stranger = report_at("with_force", minutes=5)
    refused = send(client, given, "tell/", text=TYPED, report=stranger.reference)
    assert refused.status_code == 422
    assert "sees no such report" in text_of(refused)


# How it ended -------------------------------------------------------------------------------------
FIRST = {"outcome": "1", "outcome_date_day": "5", "outcome_date_month": "1", "outcome_date_year": "2026"}


def charges(*rows):
    values = {"charge-TOTAL_FORMS": str(len(rows)), "charge-INITIAL_FORMS": "0"}
    for place, row in enumerate(rows):
        values |= {f"charge-{place}-{name}": value for name, value in row.items()}
    return values


def test_outcome_with_charges_is_recorded(client, given):
    offence = making.an_offence()
    rows = charges({"offence": offence, "counts": "2", "is_aggravated": "on"}, {"wording": "Another, invented"}, {})
    answer = send(client, given, "outcome/", **FIRST, reason=TYPED, **rows)
    assert answer.status_code == 302, text_of(answer)[:3000]
    assert ForceOutcome.objects.get().outcome.number == 1
    assert list(Charge.objects.order_by("id").values_list("counts", "is_aggravated")) == [(2, True), (1, False)]
    assert "Outcome 1" in text_of(client.get(path_of(given)))


def test_another_row_loses_nothing_and_records_nothing(client, given):
    rows = charges({"wording": "The first"})
    page = send(client, given, "outcome/", **FIRST, reason=TYPED, **rows, another="1")
    text = text_of(page)
    assert page.status_code == 200
    assert TYPED in text
    assert 'value="The first"' in text
    assert 'name="charge-1-wording"' in text
    assert "There is a problem" not in text
    assert not ForceOutcome.objects.exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"outcome": ""}, "Choose the outcome."),
        ({"outcome": "99"}, "valid choice"),
        ({"outcome_date_year": "2999"}, "today or in the past"),
        ({"outcome_date_day": "31", "outcome_date_month": "2"}, "real date"),
        (charges({"is_aggravated": "on"}), "Choose the offence"),
        (charges({"wording": "x", "counts": "0"}), "At least 1"),
        (charges({"offence": "nonsense"}), "valid choice"),
        ({"charge-TOTAL_FORMS": "99999"}, ""),
        ({"charge-TOTAL_FORMS": "x"}, ""),
    ],
)
def test_outcome_that_cannot_be_is_refused_with_what_was_typed(client, given, typed, words):
    refused = send(client, given, "outcome/", **{**FIRST, "reason": TYPED, **charges({}), **typed})
    if words:
        assert refused.status_code == 422
        assert words in text_of(refused)
        assert TYPED in text_of(refused)
        assert not ForceOutcome.objects.exists()
    else:
        assert refused.status_code in (302, 422)


def test_outcome_waits_until_the_case_is_accepted(client, offered):
    refused = send(client, offered, "outcome/", **FIRST, reason=TYPED, **charges({}))
    assert refused.status_code == 422
    assert "the case is offered now" in text_of(refused)
    assert TYPED in text_of(refused)


def test_feedback_is_kept_and_replaced(client, given):
    version = EvidencePackage.objects.get(case=given.case).version
    page = f"packages/{version}/feedback/"
    assert send(client, given, page, text=TYPED).status_code == 422
    assert send(client, given, page, verdict="partly", missing=["capture", "identity"], text=TYPED).status_code == 302
    assert send(client, given, page, verdict="enough").status_code == 302
    row = PackageFeedback.objects.get()
    assert (row.verdict, row.missing) == ("enough", [])


def test_feedback_on_a_version_that_is_not_there_is_refused(client, given):
    refused = send(client, given, "packages/77/feedback/", verdict="enough")
    assert refused.status_code == 422
    assert "There is no package of version 77" in text_of(refused)


def test_nothing_is_added_to_what_was_erased(client, given, at):
    making.erase(given, at=at)
    refused = send(client, given, "note/", text=TYPED)
    assert refused.status_code == 422
    assert "has been erased" in text_of(refused)


# Guidance -----------------------------------------------------------------------------------------
def test_registered_guidance_appears_in_the_navigation(client, monkeypatch):
    monkeypatch.setattr("referrals.registries._force_pages", {})
    page = ForcePage(
        code="practice",
        title="Practice",
        template="force/guidance.html",
        context=lambda *, asked, by, at: {},
    )
    register_force_page(page)
    assert 'href="/force/guidance/"' in text_of(client.get("/force/"))
    for path in ("/force/guidance/", "/force/guidance/practice/"):
        assert "Practice" in text_of(client.get(path))
    assert client.get("/force/guidance/other/").status_code == 404
