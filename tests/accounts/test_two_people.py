"""What takes two people takes two, though one of them acts up: in the services, and in the database."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from hatehub.accounts.actors import HUB, Actor
from hatehub.accounts.roles import Role

ANN = Actor(role=Role.SUPERVISOR, identifier="ann")
HELD = {
    ("intel.Enquiry", "enquiry_allowed_by_somebody_else"): ("planned_by", "authorised_by", {}),
    ("intel.GuidanceVersion", "guidance_reviewed_by_another"): ("written_by", "reviewed_by", {}),
    ("intel.ProductVersion", "productversion_reviewed_by_another"): ("written_by", "reviewed_by", {}),
    ("intel.ResearchProject", "researchproject_approved_by_another"): (
        *("asked_by", "settled_by"),
        {"state": "approved", "sealed_key": b"k", "settled_at": "2026-03-02T12:00Z"},
    ),
    ("intel.StatisticsRelease", "statisticsrelease_published_by_another"): (
        *("asked_by", "settled_by"),
        {"state": "published", "settled_at": "2026-03-02T12:00Z"},
    ),
    ("intel.IntelligenceReport", "intel_report_signed_by_another"): ("written_by", "signed_off_by", {}),
    ("triage.AccessRequest", "access_approved_by_another"): ("opened_by", "approved_by", {}),
    ("triage.ErasureRequest", "erasurerequest_decided_by_another"): ("recorded_by", "decided_by", {}),
    ("triage.RetentionReview", "retentionreview_confirmed_by_another"): (
        *("decided_by", "ended_by"),
        {"decision": "destroy", "state": "done"},
    ),
}


@pytest.mark.parametrize(
    ("texts", "is_named"),
    [
        (["supervisor:ann"], True),
        (["officer:ann"], True),
        (["officer:bob", "analyst:ann"], True),
        (["officer:anna", "supervisor:bob"], False),
        (["ann"], False),
        ([""], False),
        ([str(HUB)], False),
        ([], False),
    ],
)
def test_person_is_the_same_in_every_role(texts, is_named):
    assert ANN.is_named(*texts) is is_named


def refuses(model, name, **fields):
    constraint = next(each for each in model._meta.constraints if each.name == name)
    try:
        constraint.validate(model, model(**fields))
    except ValidationError:
        return True
    return False


@pytest.mark.parametrize(("where", "columns"), HELD.items(), ids=[name for _, name in HELD])
def test_database_takes_nobody_in_two_roles_for_two_people(db, where, columns):
    model, (first, second, others) = apps.get_model(where[0]), columns
    assert refuses(model, where[1], **others, **{first: "officer:ann", second: "supervisor:ann"})
    assert refuses(model, where[1], **others, **{first: "officer:ann", second: "officer:ann"})
    assert not refuses(model, where[1], **others, **{first: "officer:ann", second: "supervisor:anna"})
    assert not refuses(model, where[1], **others, **{first: "officer:anna", second: "supervisor:ann"})


@pytest.mark.parametrize(("writers", "is_one"), [(["officer:bob", "officer:ann"], True), (["officer:anna"], False)])
def test_database_looks_for_all_who_have_written(db, writers, is_one):
    model = apps.get_model("intel.IntelligenceReport")
    given = {"written_by": "officer:bob", "signed_off_by": "supervisor:ann", "writers": writers}
    assert refuses(model, "intel_report_signed_by_another", **given) is is_one


def test_access_is_not_approved_by_who_submitted_it(db):
    model = apps.get_model("triage.AccessRequest")
    given = {"opened_by": "officer:bob", "submitted_by": "officer:ann", "approved_by": "supervisor:ann"}
    assert refuses(model, "access_approved_by_another", **given)


def test_every_pair_that_the_database_holds_is_tried_here():
    named = {
        (model._meta.label, each.name)
        for model in apps.get_models()
        for each in model._meta.constraints
        if each.name.endswith(("_by_another", "_by_somebody_else"))
    }
    assert named == set(HELD)
