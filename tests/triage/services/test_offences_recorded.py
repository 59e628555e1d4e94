from dataclasses import replace as changed
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from hatehub.accounts.permissions import NotPermitted
from hatehub.audit.models import Entry as AuditEntry
from hatehub.reference.models import Offence
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from hatehub.vault.services import KeyDestroyed
from reports.models import Report
from reports.services import workflow
from reports.services.workflow import StaleReport
from tests.making import reports as making
from triage.models import EngagedOffence, TimeBar
from triage.selectors.offences import nations_of, offered_offences
from triage.services import assessing, merging, offences
from triage.services.offences import Entry

pytest_plugins = ["tests.making.committing"]
ALARM, NETWORK, HARASSMENT = "poa-1986-s5", "ca-2003-s127-1", "pha-1997-s2"
HAPPENED = date(2026, 2, 20)
DAY = timedelta(days=1)


@pytest.fixture
def report(report_at, officer, at):
    """A case that is a crime of which the decision names an offence."""
    found = report_at("in_triage", happened_on=HAPPENED)
    return decide(found, officer, at, offence=ALARM)


def decide(report, officer, at, *, offence):
    report = Report.objects.get(id=report.id)
    assessing.assess(
        report_id=report.id,
        answers=making.CRIME,
        offence_code=offence,
        by=officer,
        at=at,
        expected_version=report.version,
    )
    return Report.objects.get(id=report.id)


def points_of(code):
    return Offence.objects.get(code=code).points_to_prove


def an_entry(code=ALARM, **more):
    first = points_of(code)[0]
    whole = {
        "evidence": {first: "Exhibit ABC/1 shows the invented words."},
        "hostility": "demonstrated",
        "hostility_evidence": "The invented words name the group.",
        "first_act_on": HAPPENED,
    }
    return Entry(offence_code=code, **{**whole, **more})


def record(report, officer, at, *, version=None, **more):
    return offences.record(
        case_id=report.case_id,
        entry=an_entry(**more),
        by=officer,
        at=at,
        expected_version=report.version if version is None else version,
    )


def current(report):
    return EngagedOffence.objects.filter(case=report.case_id, replaced_at__isnull=True)


def test_offence_is_recorded_with_evidence_for_each_point(report, officer, at):
    row = record(report, officer, at, is_aggravated=True, aggravation_reason="The words name the group.")
    assert row.points == points_of(ALARM)
    assert (row.assessment.outcome, row.decided_by) == ("crime", str(officer))
    [engaged] = offences.open_sheet(case=report.case, by=officer, at=at).engaged
    assert engaged.evidence[0] == (row.points[0], "Exhibit ABC/1 shows the invented words.")
    assert [text for _, text in engaged.evidence[1:]] == [""] * (len(row.points) - 1)
    assert engaged.hostility_evidence == "The invented words name the group."
    assert engaged.aggravation_reason == "The words name the group."


def test_what_is_written_is_sealed_and_the_audit_has_none_of_it(report, officer, at):
    row = record(report, officer, at)
    for sealed in (row.sealed_evidence, row.sealed_hostility):
        assert b"invented" not in bytes(sealed)
    entry = AuditEntry.objects.get(verb="offence_recorded")
    assert entry.subject == f"case:{report.case.reference}"
    assert entry.details == {
        "offence": ALARM,
        "hostility": "demonstrated",
        "aggravated": False,
        "points": len(row.points),
        "engaged": row.id,
    }
    assert not AuditEntry.objects.filter(reason__contains="invented words").exists()


def test_reading_is_recorded_and_what_was_erased_is_not_there(report, officer, at):
    record(report, officer, at)
    vault.destroy_key(owner=report.id, purpose=Purpose.MATERIAL, at=at)
    [engaged] = offences.open_sheet(case=report.case, by=officer, at=at).engaged
    assert {text for _, text in engaged.evidence} == {None}
    assert (engaged.hostility_evidence, engaged.aggravation_reason) == (None, "")
    assert AuditEntry.objects.filter(verb="read", details={"what": "offences"}).count() == 1
    with pytest.raises(KeyDestroyed):
        record(report, officer, at, code=HARASSMENT)
    assert current(report).count() == 1


def test_several_offences_are_engaged_and_the_limit_is_that_which_ends_first(report, officer, at):
    record(report, officer, at)
    assert TimeBar.objects.get().due_on == date(2026, 8, 20)
    record(report, officer, at, code=NETWORK, first_act_on=date(2026, 1, 10))
    bar = TimeBar.objects.get()
    assert (bar.due_on, bar.offence.code) == (date(2026, 7, 9), NETWORK)
    record(report, officer, at, code="oapa-1861-s16", first_act_on=date(2020, 1, 10))
    assert TimeBar.objects.get().due_on == date(2026, 7, 9)


def test_offence_of_the_decision_counts_until_one_is_recorded_under_it(report, officer, at):
    row = record(report, officer, at, code="oapa-1861-s16")
    assert TimeBar.objects.get().due_on is None
    workflow.reopen(report_id=report.id, by=officer, at=at, reason="review")
    again = decide(report, officer, at + DAY, offence=ALARM)
    assert TimeBar.objects.get().due_on == date(2026, 8, 20)
    entry = an_entry(code="oapa-1861-s16")
    offences.replace(engaged_id=row.id, entry=entry, by=officer, at=at + DAY, expected_version=again.version)
    assert TimeBar.objects.get().due_on is None


@pytest.mark.parametrize(
    ("code", "days", "due"),
    [
        (HARASSMENT, {"last_act_on": date(2026, 2, 25)}, date(2026, 8, 25)),
        (HARASSMENT, {}, date(2026, 8, 20)),
        (NETWORK, {"evidence_on": date(2026, 3, 1)}, date(2026, 8, 31)),
        (NETWORK, {"evidence_on": date(2026, 3, 1), "first_act_on": date(2023, 5, 1)}, date(2026, 4, 30)),
        (ALARM, {"first_act_on": None}, date(2026, 8, 20)),
    ],
)
def test_limit_follows_the_days_that_are_recorded(report, officer, at, code, days, due):
    record(report, officer, at, code=code, **days)
    assert TimeBar.objects.get().due_on == due


def test_replacing_keeps_what_was_there_as_history(report, officer, at):
    old = record(report, officer, at)
    entry = changed(an_entry(), hostility="motivated", first_act_on=date(2026, 2, 10))
    new = offences.replace(engaged_id=old.id, entry=entry, by=officer, at=at + DAY, expected_version=report.version)
    assert list(current(report)) == [new]
    old.refresh_from_db()
    assert (old.replaced_at, old.hostility) == (at + DAY, "demonstrated")
    assert TimeBar.objects.get().due_on == date(2026, 8, 10)
    assert AuditEntry.objects.filter(verb="offence_changed").count() == 1


def test_removing_needs_a_reason_and_the_decisions_offence_counts_again(report, officer, at):
    row = record(report, officer, at, code="oapa-1861-s16")
    arguments = {"engaged_id": row.id, "by": officer, "at": at, "expected_version": report.version}
    with pytest.raises(offences.OffenceRefused):
        offences.remove(reason=" ", **arguments)
    assert current(report).exists()
    offences.remove(reason="Nobody was threatened.", **arguments)
    assert not current(report).exists()
    assert AuditEntry.objects.get(verb="offence_removed").reason == "Nobody was threatened."
    assert TimeBar.objects.get().offence.code == ALARM
    with pytest.raises(StaleReport):
        offences.remove(reason="Again.", **arguments)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": ALARM, "hostility_evidence": " "}, "hostility_evidence"),
        ({"hostility": "likely"}, "hostility"),
        ({"is_aggravated": True, "aggravation_reason": ""}, "aggravation_reason"),
        ({"first_act_on": date(2026, 3, 3)}, "first_act_on"),
        ({"last_act_on": date(2026, 3, 3)}, "last_act_on"),
        ({"evidence_on": date(2026, 3, 3)}, "evidence_on"),
        ({"last_act_on": HAPPENED - DAY}, "last_act_on"),
        ({"evidence_on": HAPPENED - DAY}, "evidence_on"),
        ({"code": "osa-2023-s181", "first_act_on": date(2024, 1, 30)}, "first_act_on"),
        ({"code": "sa-2020-s66"}, "offence"),
    ],
)
def test_what_does_not_hold_is_refused_and_leaves_nothing_behind(report, officer, at, change, field):
    before = AuditEntry.objects.count(), TimeBar.objects.values().get()
    with pytest.raises(offences.OffenceRefused) as refused:
        record(report, officer, at, **change)
    assert refused.value.field == field
    assert not current(report).exists()
    assert (AuditEntry.objects.count(), TimeBar.objects.values().get()) == before


def test_unknown_offence_is_refused(report, officer, at):
    with pytest.raises(offences.OffenceRefused):
        offences.record(
            case_id=report.case_id,
            entry=Entry(offence_code="no-such"),
            by=officer,
            at=at,
            expected_version=report.version,
        )


def test_stale_page_overwrites_nothing(report, officer, at):
    with pytest.raises(StaleReport):
        record(report, officer, at, version=report.version - 1)
    row = record(report, officer, at)
    with pytest.raises(StaleReport):
        record(report, officer, at)
    arguments = {"engaged_id": row.id, "by": officer, "at": at, "expected_version": report.version}
    offences.replace(entry=an_entry(), **arguments)
    with pytest.raises(StaleReport):
        offences.replace(entry=an_entry(hostility="none"), **arguments)
    assert current(report).get().hostility == "demonstrated"


def test_offence_is_not_replaced_by_another_one(report, officer, at):
    row = record(report, officer, at)
    entry = an_entry(code=NETWORK)
    with pytest.raises(offences.OffenceRefused):
        offences.replace(engaged_id=row.id, entry=entry, by=officer, at=at, expected_version=report.version)
    assert current(report).get() == row


@pytest.mark.parametrize("state", ["received", "in_triage", "assessed_non_crime", "out_of_scope", "closed"])
def test_only_a_case_that_is_worked_on_as_a_crime_has_offences(report_at, officer, at, state):
    report = report_at(state)
    with pytest.raises(offences.NotACrime):
        record(report, officer, at)
    assert not EngagedOffence.objects.exists()


def test_only_those_who_assess_record(report, west_yorkshire, hub, officer, at):
    row = record(report, officer, at)
    for actor in (west_yorkshire, hub):
        with pytest.raises(NotPermitted):
            record(report, actor, at, code=NETWORK)
        with pytest.raises(NotPermitted):
            offences.remove(engaged_id=row.id, by=actor, at=at, reason="x", expected_version=report.version)
    with pytest.raises(NotPermitted):
        offences.open_sheet(case=report.case, by=west_yorkshire, at=at)


def test_two_officers_at_once_record_it_once(together, officer, at):
    report = making.submit(at=at, happened_on=HAPPENED)
    making.walk(report, to="in_triage", by=officer, at=at)
    report = decide(report, officer, at, offence=ALARM)
    done = together(*[lambda: record(report, officer, at)] * 4)
    assert sum(isinstance(each, EngagedOffence) for each in done) == 1
    assert sum(isinstance(each, StaleReport) for each in done) == 3


def test_offences_of_a_case_that_was_merged_stay_its_own(report, submit, officer, at):
    record(report, officer, at)
    lead = submit()
    merging.merge(report_id=report.id, into_case_id=lead.case_id, by=officer, at=at, reason="same")
    with pytest.raises(StaleReport):
        record(Report.objects.get(id=report.id), officer, at, code=NETWORK)
    merging.unmerge(report_id=report.id, by=officer, at=at, reason="not the same")
    assert current(report).count() == 1


@pytest.mark.parametrize(
    "change", [{"hostility": "motivated", "sealed_hostility": None}, {"is_aggravated": True}, {"hostility": "odd"}]
)
def test_database_refuses_a_flag_without_what_it_rests_on(report, officer, at, change):
    row = record(report, officer, at, hostility="none", hostility_evidence="")
    with pytest.raises(IntegrityError), transaction.atomic():
        EngagedOffence.objects.filter(id=row.id).update(**change)


@pytest.mark.parametrize(
    ("postcode", "nations"), [("LS6 2AB", ["EW"]), ("EH1 1YZ", ["S"]), ("BT1 1AA", ["NI"]), ("", ["EW"])]
)
def test_law_is_that_of_where_the_victim_is_until_the_suspects_force_is_known(report_at, postcode, nations):
    assert nations_of(case=report_at("in_triage", postcode=postcode).case) == nations


def test_law_of_where_the_suspect_was_comes_first(report_at, officer, at):
    from triage.rules.responsibility import Facts, at_force
    from triage.rules.responsibility import decide as decide_force
    from triage.services import assigning

    report = report_at("assessed_crime")
    facts = Facts(victim=at_force(making.WEST_YORKSHIRE), suspect=at_force("S23000009"))
    decision = decide_force(facts)
    assigning.assign(
        case_id=report.case_id, facts=facts, decision=decision, by=officer, at=at, expected_version=report.version
    )
    assert nations_of(case=report.case) == ["S", "EW"]
    scotland, england = offered_offences(nations=["S", "EW"], on=HAPPENED)
    assert {"cjls-2010-s38", NETWORK} <= {offence.code for offence in scotland.offences}
    assert ALARM in {offence.code for offence in england.offences}
    assert not {offence.code for offence in scotland.offences} & {offence.code for offence in england.offences}
    assert not {"sa-2020-s66", "hcs-2021-s1"} & {each.code for group in (scotland, england) for each in group.offences}
