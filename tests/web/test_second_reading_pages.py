import html
import re

import pytest

from hatehub.accounts.actors import actor_for_user
from hatehub.accounts.models import User
from reports.models import Report
from reports.rules.gates import GATES
from tests.making import readings
from tests.making import reports as making
from triage.models import SecondReading

pytest_plugins = ["tests.making.http"]
LIST = "/hub/second-readings/"
POST = "https://x.com/somebody/status/17000000000000000{}"
TOLD = {
    "narrative": "[Invented] They wrote that those people should leave.",
    "words": "[Invented] Those people should all go.",
    "strands": ("religion",),
    "circumstances": {"suspect_known": "account", "wishes": ["remove"]},
}


@pytest.fixture(autouse=True)
def _read_every_decision(settings):
    settings.SECOND_READING_SHARE = 1.0


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def waiting(report_at):
    """Make a report whose decision waits to be read: `waiting("out_of_scope")`."""

    def make(state="out_of_scope", **answers):
        report = report_at(state, **{**TOLD, **answers})
        return SecondReading.objects.get(case=report.case_id)

    return make


def path_of(reading, page=""):
    return f"{LIST}{reading.id}/{page}"


def answered(answers, **more):
    fields = {f"answer_{name}": answer.answer for name, answer in answers.items()}
    reasons = {f"reason_{name}": answer.reason for name, answer in answers.items()}
    return {**fields, **reasons, "record": "1", **more}


def plain(page, reading):
    """Return a page without what differs from one report to the next: references, ids, tokens, links."""
    text = html.unescape(page.content.decode())
    for name in (reading.case.reference, reading.case.lead.reference, str(reading.case.lead_id)):
        text = text.replace(name, "REF")
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r"status/\d+", "status/N", text)
    text = re.sub(r"reading=\d+", "reading=N", text)
    return re.sub(r"(second-readings|exhibits)/\d+/", r"\1/N/", text)


# Blindness ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", ["assessed_crime", "assessed_non_crime"])
def test_page_is_the_same_whatever_was_decided(client, waiting, state):
    picture = making.picture()
    one = waiting("out_of_scope", url=POST.format(10), files=[picture])
    other = waiting(state, url=POST.format(11), files=[picture])
    for answers in (None, making.CRIME, making.OUT_OF_SCOPE):
        sent = {name: value for name, value in answered(answers).items() if name != "record"} if answers else None
        pages = [
            plain(client.post(path_of(each), sent) if sent else client.get(path_of(each)), each)
            for each in (one, other)
        ]
        assert pages[0] == pages[1]
        assert "Those people should all go." in pages[0]


def test_page_of_a_closing_of_a_repeat_victim_is_that_of_a_sample(client, at, waiting, officer):
    sample = waiting("assessed_crime", url=POST.format(10), circumstances={"before": "yes"})
    report = Report.objects.get(id=sample.case.lead_id)
    other = waiting("assessed_crime", url=POST.format(11), circumstances={"before": "yes"})
    SecondReading.objects.filter(id=other.id).update(of="closing", why="repeat_victim")
    assert report.state == "assessed_crime"
    pages = [plain(client.get(path_of(each)), each) for each in (sample, other)]
    assert pages[0] == pages[1]


def test_neither_list_nor_page_holds_a_trace_of_the_decision(client, waiting, officer):
    reading = waiting("assessed_crime")
    decided = reading.assessment
    for path in (LIST, path_of(reading)):
        text = html.unescape(client.get(path).content.decode())
        main = text[text.index("<main") :]
        assert reading.case.reference in main
        for trace in (
            *("assessed_crime", "assessed", "recorded_as", "govuk-tag--orange", "The complainant confirms it."),
            *(
                decided.offence.code,
                decided.offence.short_name,
                officer.identifier,
                "To assign",
                "Assessment",
                "Timeline",
            ),
            *("sample", "repeat_victim", "Settle the force", "Drawn"),
        ):
            assert trace not in main, trace
        assert not re.search(r'<strong class="govuk-tag[^"]*">\s*(Crime|Non-crime|Out of scope)', main)
        assert f"/hub/cases/{reading.case.reference}" not in main


def test_list_shows_cases_by_reference_and_strands_the_oldest_first(client, waiting):
    made = [waiting(url=POST.format(10 + number), minutes=number) for number in range(3)]
    page = client.get(LIST)
    assert [row["reference"] for row in page.context["to_read"]["rows"]] == [row.case.reference for row in made]
    assert set(page.context["to_read"]["rows"][0]) == {"href", "reference", "strands", "waits"}
    assert "Religion" in page.content.decode()
    assert page.context["to_settle"] is None


def test_navigation_counts_what_waits(client, waiting):
    waiting()
    assert re.search(
        r"Second readings\s*(</strong>)?\s*<span class=\"hub-count\">1<", client.get(LIST).content.decode()
    )


# Reading ------------------------------------------------------------------------------------------
def test_questions_are_asked_one_after_the_other_and_nothing_is_recorded_before_the_end(client, waiting):
    reading = waiting()
    path = path_of(reading)
    assert b"answer_concerns_crime" in client.get(path).content
    page = client.post(path, {"asked": "concerns_crime", "answer_concerns_crime": "no"})
    assert (page.status_code, b"answer_perceived" in page.content) == (200, True)
    page = client.post(path, {"asked": "perceived", "answer_concerns_crime": "no", "answer_perceived": "no"})
    assert page.status_code == 422
    assert b"Give the reason for this answer." in page.content
    sent = {name: value for name, value in answered(making.OUT_OF_SCOPE).items() if name != "record"}
    page = client.post(path, {"asked": "perceived", **sent})
    assert (page.status_code, b"These answers lead to" in page.content) == (200, True)
    assert SecondReading.objects.get().state == "waiting"
    page = client.post(path, {**sent, "change": "concerns_crime"})
    assert (page.status_code, page.context["asked"].id) == (200, "concerns_crime")
    assert dict(page.context["carried"])["answer_perceived"] == "no", "later answers are kept"


def test_reading_is_recorded_and_the_reader_is_not_told_whether_they_agree(client, waiting):
    for number, answers in enumerate((making.OUT_OF_SCOPE, making.NON_CRIME)):
        reading = waiting(url=POST.format(10 + number))
        page = client.post(path_of(reading), answered(answers), follow=True)
        text = html.unescape(page.content.decode())
        assert "Recorded. Thank you" in text
        assert "agree" not in text.lower()
    assert set(SecondReading.objects.values_list("state", flat=True)) == {"agreed", "disagreed"}


def test_reader_of_a_crime_says_whether_a_force_should_act(client, waiting):
    reading = waiting("assessed_crime")
    page = client.post(path_of(reading), answered(making.CRIME))
    assert page.status_code == 422
    assert b"Choose whether a force should act on it." in page.content
    assert client.post(path_of(reading), answered(making.CRIME, acts="no")).headers["Location"] == LIST
    assert SecondReading.objects.get().acts is False


@pytest.mark.parametrize(
    "change",
    [
        {"answer_concerns_crime": "maybe"},
        {"reason_perceived": "\0"},
        {"reason_perceived": "x" * 4001},
        {"answer_perceived": ""},
    ],
)
def test_reading_with_holes_is_refused_and_not_recorded(client, waiting, change):
    reading = waiting()
    assert client.post(path_of(reading), answered(making.OUT_OF_SCOPE, **change)).status_code == 422
    assert SecondReading.objects.get().state == "waiting"


def test_own_decision_and_what_is_done_already_are_refused_with_a_sentence(client, staff, waiting, at):
    reading = waiting()
    own = actor_for_user(User.objects.get(username="officer-0"))
    type(reading.assessment).objects.filter(id=reading.assessment_id).update(decided_by=str(own))
    for page in (
        client.get(path_of(reading), follow=True),
        client.post(path_of(reading), answered(making.CRIME), follow=True),
    ):
        assert "somebody else reads it" in page.content.decode()
    assert client.get(LIST).context["to_read"]["rows"] == []
    readings.read(reading, making.OUT_OF_SCOPE, at=at)
    page = staff("officer").get(path_of(reading), follow=True)
    assert "Nothing waits to be read here any more." in page.content.decode()


def test_who_has_read_one_reads_no_other_of_the_case(client, waiting):
    reading = waiting()
    client.post(path_of(reading), answered(making.OUT_OF_SCOPE))
    SecondReading.objects.create(
        assessment=reading.assessment,
        case=reading.case,
        of="closing",
        why="repeat_victim",
        asked_by="officer:another",
        asked_at=reading.asked_at,
        asked_version=9,
    )
    assert client.get(LIST).context["to_read"]["rows"] == []


# Closing ------------------------------------------------------------------------------------------
def closed(report, **more):
    return {"outcome": "no_enforcement", "reason": "No data.", "version": report.version, **more}


def test_closing_page_says_that_a_repeat_victims_crime_is_read_first(client, staff, at, officer, settings):
    settings.SECOND_READING_SHARE = 0.0
    report = readings.of_repeat_victim(at=at, state="assessed_crime", by=officer)
    path = f"/hub/cases/{report.case.reference}/"
    for name in GATES:
        told = {"state": "waived", "how": "unreachable", "reason": "Not wanted."}
        assert client.post(f"{path}gates/{name}/", told).status_code == 302
    page = client.post(f"{path}close/", closed(report), follow=True)
    assert "another officer reads it first" in html.unescape(page.content.decode())
    text = html.unescape(client.get(f"{path}close/").content.decode())
    assert "Read by a second officer" in text
    assert "Who can meet it: An officer who has not decided on this case, under Second readings." in text
    assert f"{path}gates/second_reading/" not in text
    assert f"{path}gates/second_reading/" not in client.get(path).content.decode()
    reading = SecondReading.objects.get()
    assert staff("supervisor").post(path_of(reading), answered(making.CRIME, acts="no")).status_code == 302
    assert client.post(f"{path}close/", closed(report), follow=True).status_code == 200
    assert Report.objects.get(id=report.id).state == "closed"


def test_gate_of_a_second_reading_is_marked_by_nobody(client, at, officer):
    report = readings.of_repeat_victim(at=at, state="out_of_scope", by=officer)
    path = f"/hub/cases/{report.case.reference}/gates/second_reading/"
    assert client.post(path, {"state": "waived", "reason": "quickly"}).status_code == 404
    assert report.gates.get(name="second_reading").state == "open"


# Settling -----------------------------------------------------------------------------------------
@pytest.fixture
def differing(waiting, at):
    return readings.read(waiting(), making.NON_CRIME, at=at)


def test_supervisor_sees_both_decisions_without_names(staff, differing, officer):
    page = html.unescape(staff("supervisor").get(path_of(differing, "settle/")).content.decode())
    for words in ("First: No record", "Second: Non-crime", "Nobody sees hostility.", "It kept them awake."):
        assert words in page
    assert officer.identifier not in page
    assert differing.reader.partition(":")[2] not in page


def test_supervisor_finds_what_waits_to_be_settled(staff, differing):
    page = staff("supervisor").get(LIST)
    assert [row["href"] for row in page.context["to_settle"]["rows"]] == [path_of(differing, "settle/")]


@pytest.mark.parametrize(("upheld", "state"), [("first", "out_of_scope"), ("second", "in_triage")])
def test_supervisor_upholds_one_of_two(staff, differing, upheld, state):
    supervisor = staff("supervisor")
    page = supervisor.post(path_of(differing, "settle/"), {"upheld": upheld, "reason": "Read with care."}, follow=True)
    assert "Settled:" in page.content.decode()
    assert Report.objects.get(id=differing.case.lead_id).state == state
    text = supervisor.get(path_of(differing, "settle/")).content.decode()
    assert f"The {upheld} was upheld" in text
    assert "Read with care." in text
    assert 'name="upheld"' not in text


def test_officer_whose_decision_fell_is_told_that_somebody_else_decides(client, staff, differing):
    own = str(actor_for_user(User.objects.get(username="officer-0")))
    type(differing.assessment).objects.filter(id=differing.assessment_id).update(decided_by=own)
    staff("supervisor").post(path_of(differing, "settle/"), {"upheld": "second", "reason": "Read with care."})
    path = f"/hub/cases/{differing.case.reference}/"
    for page in (client.get(path), client.get(f"{path}assess/", follow=True)):
        assert "A second reading was upheld against your decision: somebody else decides." in page.content.decode()
    assert b"is it a crime" not in client.get(path).content.lower()
    assert b"answer_concerns_crime" in staff("officer").get(f"{path}assess/").content


@pytest.mark.parametrize("change", [{"upheld": ""}, {"upheld": "both"}, {"reason": " "}, {"reason": "x" * 4001}])
def test_settlement_with_holes_is_refused(staff, differing, change):
    page = staff("supervisor").post(
        path_of(differing, "settle/"), {"upheld": "first", "reason": "Read with care.", **change}
    )
    assert page.status_code == 422
    assert SecondReading.objects.get().state == "disagreed"


def test_what_is_not_disputed_is_not_shown_for_settling(staff, waiting):
    reading = waiting()
    page = staff("supervisor").get(path_of(reading, "settle/"), follow=True)
    assert "There is nothing to settle here." in page.content.decode()
    assert staff("supervisor").get(f"{LIST}0/settle/").status_code == 404


@pytest.mark.parametrize("role", ["officer", "force", "partner", "reference_admin"])
def test_only_supervisors_settle_and_see_the_rate(staff, differing, role):
    client = staff(role)
    for path in (path_of(differing, "settle/"), f"{LIST}quality/"):
        assert client.get(path).status_code == 403
    assert client.post(path_of(differing, "settle/"), {"upheld": "first", "reason": "x"}).status_code == 403
    assert SecondReading.objects.get().state == "disagreed"


# Quality ------------------------------------------------------------------------------------------
def test_rate_is_shown_with_its_number_and_interval(staff, waiting, at):
    for number in range(4):
        reading = waiting(url=POST.format(10 + number))
        SecondReading.objects.filter(id=reading.id).update(asked_at=at)
    *read, _left = SecondReading.objects.order_by("id")
    now = _now()
    for reading, answers in zip(read, (making.OUT_OF_SCOPE, making.OUT_OF_SCOPE, making.NON_CRIME), strict=True):
        readings.read(reading, answers, at=now)
    page = staff("supervisor").get(f"{LIST}quality/")
    found = page.context["found"]
    assert (found.overall.agreed, found.overall.read) == (2, 3)
    assert (page.context["overall"]["rate"], page.context["overall"]["interval"]) == ("67 %", "between 21 and 94 %")
    assert [row["agreement"].read for row in page.context["outcomes"]] == [0, 0, 3]
    assert [row["agreement"].read for row in page.context["whys"]] == [3, 0]
    assert sum(wait.waiting for wait in found.waits) == 1
    assert sum(wait.read for wait in found.waits) == 3
    assert found.to_settle == 1
    assert [number for _label, number in page.context["months"]] == [67]


def test_page_of_the_rate_opens_where_nothing_was_read(staff):
    page = staff("supervisor").get(f"{LIST}quality/")
    assert (page.status_code, page.context["months"]) == (200, [])


def _now():
    from django.utils import timezone

    return timezone.now()
