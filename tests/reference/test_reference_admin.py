"""The admin of the reference tables."""

import pytest
from django.contrib.admin import site
from django.test import RequestFactory

from hatehub.reference.models import Force, LoadedData, Offence, Outcome, Partner, Platform, Strand


@pytest.mark.parametrize(
    ("model", "key"),
    [
        (Force, "code"),
        (Strand, "code"),
        (Platform, "code"),
        (Offence, "code"),
        (Partner, "code"),
        (Outcome, "number"),
    ],
)
def test_codes_are_fixed_and_rows_are_kept(model: type, key: str, rf: RequestFactory) -> None:
    admin, request = site.get_model_admin(model), rf.get("/")
    assert key in admin.get_readonly_fields(request, model())
    assert key not in admin.get_readonly_fields(request)
    assert not admin.has_delete_permission(request)


def test_loaded_data_cannot_be_added(rf: RequestFactory) -> None:
    assert not site.get_model_admin(LoadedData).has_add_permission(rf.get("/"))
