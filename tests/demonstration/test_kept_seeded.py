"""The demonstration shows a case to be reviewed, one held, one proposed, and a request for erasure."""

import pytest
from django.utils import timezone

from hatehub.demonstration import services
from triage.models import ErasureRequest, LegalHold, Retention, RetentionReview

pytest_plugins = ["tests.making.http"]


@pytest.mark.django_db
def test_there_is_something_of_each_kind(settings, staff):
    settings.DEVELOPMENT = True
    assert services.seed(at=timezone.now())
    assert Retention.objects.filter(is_due=True, retention_class="withdrawn").count() == 2
    assert RetentionReview.objects.get().state == "proposed"
    assert LegalHold.objects.get().case.held_since is not None
    assert ErasureRequest.objects.get().state == "waiting"
    listed = staff("supervisor").get("/hub/retention/").content.decode()
    assert "Withdrawn before a decision" in listed
