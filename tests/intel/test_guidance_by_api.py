"""Guidance in the API: with the case, and judged with the package."""

import pytest

from intel.models import GuidanceFeedback
from referrals.models import PackageFeedback
from tests.making import guiding

pytest_plugins = ["tests.making.http", "tests.making.force_client"]


@pytest.fixture
def force(program):
    return program()


@pytest.fixture
def given(report_at, at):
    guiding.published(at=at, title="Keep it first", platforms=("x",), basis="Of the test.")
    return report_at("with_force")


def feedback(force, report, **more):
    return force.post(f"cases/{report.case.reference}/package/feedback", {"version": 1, "verdict": "enough", **more})


def test_the_case_says_what_went_with_it_and_why(force, given, at):
    (piece,) = force.get(f"cases/{given.case.reference}").json()["guidance"]
    assert piece == {
        "code": "keep-it",
        "title": "Keep it first",
        "version": 1,
        "problem": "The post may go.",
        "body": "First this.\n\nThen that.",
        "because": ["because the platform is X (formerly Twitter)"],
        "basis": "Of the test.",
        "reviewed_on": at.date().isoformat(),
        "look_again_by": "2027-03-02",
        "state": "published",
        "newest_version": 1,
    }


def test_feedback_on_the_package_says_what_helped(force, given):
    answer = feedback(force, given, guidance=[{"code": "keep-it", "verdict": "helped", "text": "It was there."}])
    assert answer.status_code == 200, answer.content
    assert GuidanceFeedback.objects.get().verdict == "helped"
    assert feedback(force, given).status_code == 200
    assert GuidanceFeedback.objects.get().verdict == "helped"


@pytest.mark.parametrize(
    "said",
    [
        [{"code": "other", "verdict": "helped"}],
        [{"code": "keep-it", "verdict": "great"}],
        [{"code": "keep-it"}],
        [{"code": "keep-it", "verdict": "helped", "text": "x" * 1001}],
        [{"code": "keep-it", "verdict": "helped"}] * 21,
        "helped",
    ],
)
def test_what_cannot_be_used_is_said_by_its_field_and_keeps_nothing(force, given, said):
    answer = feedback(force, given, guidance=said)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "guidance" in answer.json()["errors"]
    assert not PackageFeedback.objects.exists()
    assert not GuidanceFeedback.objects.exists()


def test_another_force_learns_nothing(program, given):
    other = program(force="E23000009")
    assert other.get(f"cases/{given.case.reference}").status_code == 404
    assert feedback(other, given, guidance=[{"code": "keep-it", "verdict": "helped"}]).status_code == 404
