"""Releases: made safe, attacked, published by another supervisor, and never changed."""

import json
from datetime import date, timedelta

import pytest
from django.db import transaction

from hatehub.accounts.actors import Actor
from hatehub.accounts.permissions import NotPermitted
from hatehub.accounts.roles import Role
from hatehub.audit.models import Entry
from intel.models import ReleaseCounts, ReportFact, StatisticsRelease
from intel.rules.disclosure.attack import attack
from intel.rules.disclosure.releases import Mark, Protected, Release
from intel.rules.statistics.published import POPULATIONS
from intel.services.statistics import releasing
from intel.services.statistics.releasing import ReleaseRefused
from tests.making import facts

pytestmark = pytest.mark.django_db
MONTHS = [date(2025, month, 1) for month in range(1, 13)]
OTHER = Actor(role=Role.SUPERVISOR, identifier="supervisor-2")


@pytest.fixture
def counted(db):
    facts.add_reports(400, months=MONTHS)
    return facts.add_snapshot(date(2026, 1, 10))


def make(supervisor, hub, at, *, note="The first."):
    release = releasing.ask(note=note, by=supervisor, at=at)
    assert releasing.make_due(by=hub, at=at) == 1
    release.refresh_from_db()
    return release


def release_of(row, population="reports"):
    return Release.read(row.public["populations"][population])


def test_release_is_made_attacked_and_published_by_another(counted, supervisor, hub, at):
    release = make(supervisor, hub, at)
    assert (release.number, release.state, release.trouble) == (1, "drafted", "")
    assert set(release.public["populations"]) == set(POPULATIONS)
    for code in POPULATIONS:
        assert attack([release_of(release, code)]) == []
    with pytest.raises(ReleaseRefused, match="somebody else"):
        releasing.publish(number=1, by=supervisor, at=at)
    releasing.publish(number=1, by=OTHER, at=at)
    assert list(
        Entry.objects.filter(subject="statistics_release:1").order_by("at", "id").values_list("verb", flat=True)
    ) == [
        "asked",
        "made",
        "published",
    ]


def test_nothing_under_the_threshold_is_in_what_is_published(counted, supervisor, hub, at):
    release = make(supervisor, hub, at)
    kept = ReleaseCounts.objects.get(release=release)
    small = 0
    for code in POPULATIONS:
        public, true = release_of(release, code), Protected.read(kept.counts[code]).counts
        for cell, said in public.statements.items():
            if said.value is not None:
                assert said.value >= 10
                assert said.value % 5 == 0
                assert abs(said.value - true[cell]) <= 2
                assert true[cell] >= 10 or said.value == 10
            small += 0 < true.get(cell, 0) < 10
            assert said.mark is not Mark.SHOWN or said.value is not None
    assert small > 100, "there is something to protect"
    text = json.dumps(release.public)
    assert "counts" not in text


def test_true_counts_are_those_of_the_facts(counted, supervisor, hub, at):
    release = make(supervisor, hub, at)
    true = Protected.read(ReleaseCounts.objects.get(release=release).counts["reports"]).counts
    by_code = {cell.code: number for cell, number in true.items()}
    assert by_code["@2025"] == 400
    assert by_code["strand=race@2025"] == ReportFact.objects.filter(strands__contains=["race"]).count()
    assert by_code["combination=several@2025"] == ReportFact.objects.filter(combination__contains="+").count()
    assert by_code["area=none@2025"] == ReportFact.objects.filter(area="").count()
    assert (
        by_code["platform=x|strand=race@2025"]
        == ReportFact.objects.filter(strands__contains=["race"], platforms__contains=["x"]).count()
    )
    assert sum(by_code[f"@2025-{month:02}"] for month in range(1, 13)) == 400
    assert "@2026-01" not in by_code, "that month is not over"


def test_later_release_says_the_same_of_what_has_hardly_changed(counted, supervisor, hub, at):
    first = make(supervisor, hub, at)
    releasing.publish(number=1, by=OTHER, at=at)
    one = ReportFact.objects.filter(month=MONTHS[0]).first()
    ReportFact.objects.filter(pk=one.pk).update(kind="professional", decided_as="withdrawn")
    facts.add_reports(120, months=[date(2026, month, 1) for month in (1, 2, 3)], seed=2)
    facts.add_snapshot(date(2026, 4, 3))
    second = make(supervisor, hub, at + timedelta(days=90), note="A quarter more.")
    assert second.number == 2
    before, after = release_of(first), release_of(second)
    for cell, said in before.statements.items():
        now = after.statements[cell]
        if now.value != said.value:
            assert now.revised or now.value is None
    assert any(cell.period == "2026-Q1" for cell in after.statements)
    assert attack([before, after]) == []


def test_medians_are_in_whole_days_and_of_enough_reports(counted, supervisor, hub, at):
    medians = make(supervisor, hub, at).public["medians"]
    assert {each["period"] for each in medians} == {"2025", *(f"2025-Q{number}" for number in range(1, 5))}
    assert all(each["days"] is None or isinstance(each["days"], int) for each in medians)
    accepted = [each for each in medians if each["measure"] == "days_to_accepted"]
    assert all(each["days"] is None for each in accepted), "no force has accepted anything"


def test_what_the_attack_finds_is_never_published(counted, supervisor, hub, at, monkeypatch):
    monkeypatch.setattr(releasing, "attack", lambda releases: ["something"])
    release = make(supervisor, hub, at)
    assert release.state == "unsafe"
    assert "attack worked out 1" in release.trouble
    assert release.public is None
    assert not ReleaseCounts.objects.exists()
    with pytest.raises(ReleaseRefused, match="not ready"):
        releasing.publish(number=1, by=OTHER, at=at)
    releasing.discard(number=1, by=supervisor, at=at)
    assert releasing.ask(note="", by=supervisor, at=at).number == 1


def test_published_release_can_be_neither_changed_nor_deleted(counted, supervisor, hub, at):
    make(supervisor, hub, at)
    releasing.publish(number=1, by=OTHER, at=at)
    for change in (
        lambda: StatisticsRelease.objects.filter(number=1).update(note="Other words"),
        lambda: StatisticsRelease.objects.filter(number=1).update(public={}),
        lambda: StatisticsRelease.objects.filter(number=1).delete(),
    ):
        with pytest.raises(Exception, match=r"Cannot (update|delete)|protected"), transaction.atomic():
            change()
    with pytest.raises(ReleaseRefused):
        releasing.discard(number=1, by=supervisor, at=at)
    assert StatisticsRelease.objects.get(number=1).note == "The first."


def test_nothing_is_asked_for_without_figures_that_reconcile(supervisor, hub, at):
    with pytest.raises(ReleaseRefused, match="Nothing was counted"):
        releasing.ask(note="", by=supervisor, at=at)
    facts.add_snapshot(date(2026, 1, 10), differs=1)
    with pytest.raises(ReleaseRefused, match="differ"):
        releasing.ask(note="", by=supervisor, at=at)


def test_one_at_a_time_and_published_by_supervisors_alone(counted, officer, supervisor, hub, west_yorkshire, at):
    for actor in (west_yorkshire, hub):
        with pytest.raises(NotPermitted):
            releasing.ask(note="", by=actor, at=at)
    releasing.ask(note="", by=supervisor, at=at)
    with pytest.raises(ReleaseRefused, match="being made or read"):
        releasing.ask(note="", by=OTHER, at=at)
    with pytest.raises(NotPermitted):
        releasing.make_due(by=officer, at=at)
    releasing.make_due(by=hub, at=at)
    with pytest.raises(NotPermitted):
        releasing.publish(number=1, by=officer, at=at)


def test_release_that_is_never_done_is_given_up(counted, supervisor, hub, at, monkeypatch):
    releasing.ask(note="", by=supervisor, at=at)

    def dies(release):
        raise MemoryError

    monkeypatch.setattr(releasing, "_made", dies)
    for attempt in range(releasing.MOST_ATTEMPTS):
        with pytest.raises(MemoryError):
            releasing.make_due(by=hub, at=at + attempt * releasing.LEASE)
        assert releasing.make_due(by=hub, at=at + attempt * releasing.LEASE) == 0, "somebody is at it"
    releasing.make_due(by=hub, at=at + releasing.MOST_ATTEMPTS * releasing.LEASE)
    release = StatisticsRelease.objects.get()
    assert (release.state, release.trouble) == ("unsafe", releasing.NOT_IN_TIME)


def test_hub_without_reports_says_so(supervisor, hub, at):
    facts.add_snapshot(date(2026, 1, 10))
    assert make(supervisor, hub, at).trouble == "There is no report yet."
