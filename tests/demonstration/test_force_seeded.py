"""The demonstration has a person of a force, with cases to look at."""

import pytest
from django.utils import timezone

from hatehub.accounts.models import User
from hatehub.demonstration import services
from intel.models import Dissemination, Enquiry, GuidanceFeedback, IntelligenceReport, MethodTrial
from intel.services import guidance_writing
from referrals.models import ForceMessage
from referrals.services import feeding
from reports.models import Report
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]


@pytest.mark.django_db
def test_person_of_the_force_finds_a_case_of_each_kind(settings, client):
    settings.DEVELOPMENT = True
    guidance_writing.load_shipped(at=timezone.now())  # as `make run` does before it seeds
    assert services.seed(at=timezone.now())
    making.work_off()
    feeding.number_entries()
    person = User.objects.get(username="force")
    assert person.force.name == "West Yorkshire Police"
    states = Report.objects.filter(case__force_answers__isnull=False).values_list("state", flat=True)
    assert set(states) == {"with_force", "closed"}
    assert Report.objects.filter(state="packaged").exists()
    assert ForceMessage.objects.filter(kind="answer", seen_at=None).count() == 1
    assert set(GuidanceFeedback.objects.values_list("verdict", flat=True)) >= {"helped", "not_used"}
    assert not services.seed(at=timezone.now())


@pytest.mark.django_db
def test_lines_of_enquiry_are_followed_and_say_what_works(settings, staff):
    settings.DEVELOPMENT = True
    services.seed(at=timezone.now())
    client = staff("supervisor")
    declined = Enquiry.objects.get(result="declined")
    page = client.get(f"/hub/cases/{declined.case.reference}/tab/intelligence/").content.decode()
    assert "was declined. That ended one line" in page or "Somebody was identified" in page
    assert "A supervisor allows it" in client.get("/hub/enquiries/").content.decode()
    page = client.get("/hub/enquiries/what-works/").content.decode()
    assert "Account linking" in page
    assert " %" in page
    assert client.get(f"/hub/enquiries/trials/{MethodTrial.objects.get().id}/").status_code == 200


@pytest.mark.django_db
def test_intelligence_reports_stand_in_each_state(settings, staff):
    settings.DEVELOPMENT = True
    services.seed(at=timezone.now())
    states = list(IntelligenceReport.objects.order_by("state").values_list("state", flat=True))
    assert states == ["draft", "signed_off", "signed_off", "submitted", "weeded"]
    assert Dissemination.objects.get().force.name == "West Yorkshire Police"
    page = staff("supervisor").get("/hub/intelligence/", {"due": "on"}).content.decode()
    assert "due" in page
