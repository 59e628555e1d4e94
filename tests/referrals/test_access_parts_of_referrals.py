"""What referrals add to bundles: who was given something of the person."""

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from referrals.models import ForceMessage
from referrals.services import force_talk
from reports.models import Report
from tests.making import access_requests as asking
from tests.making import reports as making
from triage.rules.access_requests import Kind
from triage.services import merging

FORCE = Actor(role=Role.FORCE, identifier="client", force_code=making.WEST_YORKSHIRE)


@pytest.fixture
def with_force(submit, officer, at):
    report = submit(
        name="Rosalind Oakenshield",
        email="rosalind@example.org",
        url="https://x.com/wombat_hater/status/1700000000000000009",
        shares_with_force=True,
        identity="named",
    )
    making.walk(report, to="with_force", by=officer, at=at)
    making.work_off(at=at)
    return Report.objects.get(id=report.id)


def write(report, *, kind, text, at):
    return force_talk.write(reference=report.case.reference, kind=kind, text=text, by=FORCE, at=at)


def test_packages_and_what_the_force_said_are_in_the_bundle(with_force, at):
    write(with_force, kind=ForceMessage.Kind.NOTE, text="We saw the lemur.", at=at)
    words = asking.words_of(asking.make(asking.receive(at=at, references=[with_force.reference]), at=at))
    assert with_force.case.packages.get(state="sealed").sha256 in words
    assert "13/1/26" in words
    assert "We saw the lemur." in words
    assert "your name and contact details" in words


def test_what_a_force_wrote_about_several_people_is_not_given(with_force, submit, officer, at):
    other = submit(name="Balthazar Quillfeather", minutes=3)
    making.walk(other, to="in_triage", by=officer, at=at)
    merging.merge(report_id=other.id, into_case_id=with_force.case_id, by=officer, at=at, reason="same")
    write(with_force, kind=ForceMessage.Kind.NOTE, text="The second one told of a lemur.", at=at)
    for report in (with_force, other):
        words = asking.words_of(asking.make(asking.receive(at=at, references=[report.reference]), at=at))
        assert "lemur" not in words
        assert "These words are about reports of several people" in words


def test_who_is_complained_of_learns_of_packages_and_of_nobody(with_force, at):
    write(with_force, kind=ForceMessage.Kind.NOTE, text="Rosalind told of a lemur.", at=at)
    request = asking.receive(at=at, kind=Kind.SUBJECT, handles=("wombat_hater",))
    words = asking.words_of(asking.make(request, at=at))
    assert "Version 1 of the evidence package" in words
    told = ["lemur", "osalind", with_force.reference, with_force.case.reference, "13/1/26"]
    assert [each for each in told if each in words] == []
