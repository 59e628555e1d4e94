"""Second readings made, settled and fallen at the same moment."""

import pytest

from reports.models import Report
from reports.services import workflow
from tests.making import readings
from tests.making import reports as making
from tests.making.readings import OTHER_READER, READER
from triage.models import SecondReading
from triage.selectors.second_readings import NotWaiting
from triage.services import settling

pytest_plugins = ["tests.making.committing"]


@pytest.fixture
def reading(together, officer, at):
    report = readings.of_repeat_victim(at=at, state="out_of_scope", by=officer)
    return SecondReading.objects.get(case=report.case_id)


@pytest.mark.parametrize("attempt", range(3))
def test_of_two_readers_at_once_one_is_told_that_it_is_done(together, reading, at, attempt):
    done = together(
        *[lambda by=by: readings.read(reading, making.OUT_OF_SCOPE, by=by, at=at) for by in (READER, OTHER_READER)]
    )
    assert sorted(type(each).__name__ for each in done) == ["NotWaiting", "SecondReading"]
    stored = SecondReading.objects.get()
    assert stored.reader == next(each.reader for each in done if isinstance(each, SecondReading))
    assert stored.case.lead.gates.get(name="second_reading").state == "met"


@pytest.mark.parametrize("attempt", range(3))
def test_reading_beside_a_reopening_is_made_before_it_or_not_at_all(together, reading, officer, at, attempt):
    read, reopened = together(
        lambda: readings.read(reading, making.OUT_OF_SCOPE, at=at),
        lambda: workflow.reopen(report_id=reading.case.lead_id, by=officer, at=at, reason="new information"),
    )
    assert isinstance(reopened, Report), reopened
    making.work_off()
    expected = "lapsed" if isinstance(read, NotWaiting) else "agreed"
    assert SecondReading.objects.get().state == expected


@pytest.mark.parametrize("attempt", range(3))
def test_disagreement_is_settled_once(together, reading, supervisor, at, attempt):
    readings.read(reading, making.NON_CRIME, at=at)
    done = together(
        *[
            lambda upheld=upheld: settling.settle(
                reading_id=reading.id, upheld=upheld, reason="Read with care.", by=supervisor, at=at
            )
            for upheld in ("first", "second")
        ]
    )
    assert sorted(type(each).__name__ for each in done) == ["NotWaiting", "SecondReading"]
    upheld = SecondReading.objects.get().upheld
    state = {"first": "out_of_scope", "second": "in_triage"}[upheld]
    assert Report.objects.get(id=reading.case.lead_id).state == state
