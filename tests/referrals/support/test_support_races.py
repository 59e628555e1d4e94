import pytest
from django.utils import timezone

from referrals.models import Letter, SupportReferral
from referrals.services import support
from reports.services import wishes
from tests.making.supporting import CODE, OTHER, a_service, wanting_report

pytest_plugins = ["tests.making.committing"]


@pytest.fixture
def service(committed):
    made = [a_service(), a_service(OTHER)]
    yield made
    for each in made:
        each.delete()


def test_two_officers_at_once_ask_one_service(service, together, officer):
    report, at = wanting_report(), timezone.now()

    def ask(code):
        return lambda: support.send(report_id=report.id, partner_code=code, by=officer, at=at)

    found = together(ask(CODE), ask(OTHER))
    assert sorted(type(each).__name__ for each in found) == ["SupportReferral", "SupportRefused"]
    assert SupportReferral.objects.count() == Letter.objects.count() == 1


def test_consent_that_goes_at_the_same_moment_leaves_nothing_running(service, together, officer):
    report, at = wanting_report(), timezone.now()
    together(
        lambda: support.send(report_id=report.id, partner_code=CODE, by=officer, at=at),
        lambda: wishes.change_consents(report_id=report.id, consents={"shares_with_support": False}, at=at),
    )
    support.withdraw_without_consent(report_id=report.id, at=at)
    assert not SupportReferral.objects.exclude(state="withdrawn").exists()
