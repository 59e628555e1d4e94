"""The demonstration shows a notice of each kind, and products that were published and acted upon."""

import pytest
from django.utils import timezone

from hatehub.demonstration import services
from intel.models import Notice, PreventionAction, ProductVersion
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]


@pytest.mark.django_db
def test_there_is_a_notice_of_each_kind_and_a_product_of_each(settings, staff):
    settings.DEVELOPMENT = True
    assert services.seed(at=timezone.now())
    kinds = {"victim", "subject", "wave"}
    assert set(Notice.objects.filter(state="open").values_list("kind", flat=True)) == kinds
    making.work_off()
    assert set(Notice.objects.filter(state="open").values_list("kind", flat=True)) == kinds
    published = ProductVersion.objects.filter(state="published").values_list("product__kind", flat=True)
    assert set(published) == {"profile", "tactical"}
    assert PreventionAction.objects.get().outcome.startswith("[Invented]")
    listed = staff("supervisor").get("/hub/notices/").content.decode()
    assert listed.count("/hub/notices/") >= 4
    assert (
        "[Invented] Posts against places of worship" in staff("force").get("/force/guidance/products/").content.decode()
    )
