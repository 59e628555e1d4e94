"""The list of a force's cases, narrowed by what is asked; the three cases that every test looks at are made once."""

import re
from datetime import UTC, datetime

import pytest

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force, ForceUnit
from referrals.services import feeding
from tests.making import reports as making
from triage.models import Responsibility

pytest_plugins = ["tests.making.http", "tests.making.kept"]
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def client(staff):
    return staff("force")


def listed(page):
    table = page.content.decode().partition("<caption")[2]
    return re.findall(r'<a [^>]*href="/force/cases/(OHC-\w{4}-\w{4})/"', table)


@pytest.fixture(scope="module")
def three(kept_rows):
    """One offered, two accepted, of which one has a unit; the newest change is of the last."""
    officer = Actor(role=Role.OFFICER, identifier="officer-1")
    found = [
        making.walk(making.submit(at=AT, strands=strands), to=state, by=officer, at=AT) for state, strands in STAGES
    ]
    making.work_off()
    feeding.number_entries()
    force = Force.objects.get(code=making.WEST_YORKSHIRE)
    unit = ForceUnit.objects.create(force=force, code="leeds", name="Leeds district", basis="test")
    Responsibility.objects.filter(case=found[1].case, force=force, report=None).update(unit=unit)
    return tuple(each.case.reference for each in found)


STAGES = (("packaged", ("race",)), ("with_force", ("religion",)), ("with_force", ("disability", "race")))


def test_newest_change_comes_first(client, three):
    assert listed(client.get("/force/")) == list(reversed(three))


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ({"state": "packaged"}, [0]),
        ({"state": ["packaged", "with_force"]}, [2, 1, 0]),
        ({"state": "closed"}, []),
        ({"strand": "race"}, [2, 0]),
        ({"strand": ["religion", "disability"]}, [2, 1]),
        ({"unit": "leeds"}, [1]),
        ({"waiting": "on"}, [0]),
        ({"text": "13/1/26"}, [2, 1]),
        ({"text": " 13/1/26 "}, [2, 1]),
        ({"text": "99"}, []),
        ({"state": "nonsense"}, [2, 1, 0]),
        ({"text": "x" * 10_000}, [2, 1, 0]),
        ({"order": "nonsense", "after": "nonsense"}, [2, 1, 0]),
        ({"order": "limit", "after": "2026-01-01_9" + "9" * 30}, [0, 1, 2]),
        ({"after": "9" * 40}, [2, 1, 0]),
    ],
)
def test_list_is_narrowed_and_answers_whatever_is_asked(client, three, query, places):
    page = client.get("/force/", query)
    assert page.status_code == 200
    found = listed(page)
    assert sorted(found) == sorted(three[place] for place in places)


def test_case_is_found_by_its_reference_however_it_is_typed(client, three):
    for typed in (three[1], three[1].lower(), three[1].replace("-", " ")):
        assert listed(client.get("/force/", {"text": typed})) == [three[1]]


def test_filters_stand_in_the_address_and_can_be_taken_out(client, three):
    page = client.get("/force/", {"state": "packaged", "strand": "race", "order": "limit"})
    removing = {each["label"]: each["href"] for each in page.context["active"]}
    assert set(removing) == {"Offered", "Race or ethnicity"}
    assert "strand=race" in removing["Offered"]
    assert "state" not in removing["Offered"]
    assert "order=limit" in removing["Offered"]
