"""Whoever may not come in does not, in whatever state a case is; and whoever may finds a page, a way on or a refusal.

The other matrices ask each route of a case in one state. Here each is asked in every state: a page that lets somebody
in because a case was closed, diverted or erased would be found, and so would one that breaks.
"""

from datetime import timedelta

import pytest
from django.db import transaction

from hatehub.accounts.actors import Actor, actor_for_user
from hatehub.accounts.models import User
from hatehub.accounts.roles import Role
from hatehub.reference.models import Material
from reports.models import Report
from tests.making import reports as making
from tests.making.savepoints import outermost
from tests.web import test_every_route as of_all
from tests.web import test_hub_access as of_hub
from triage.services import claiming, diverting

pytest_plugins = ["tests.making.http", "tests.making.kept"]

WALKED = (
    *("received", "in_triage", "assessed_crime", "assessed_non_crime", "out_of_scope"),
    *("assigned", "packaged", "with_force", "closed"),
)
STATES = (*WALKED, "claimed", "diverted", "erased")
ROLES = ("officer", "supervisor", "reference_admin", "force", "partner")
STRANGERS = ("reference_admin", "force", "partner")
LET_IN = frozenset({200, 302, 404, 405, 409, 410, 422})
"""What somebody who may come in can be answered: the page, the way on, or why not now. Never a fault, never 403."""
OFFICER = Actor(role=Role.OFFICER, identifier="another")
HERE = ("{case}", "{report}", "{exhibit}", "{post}")
WITHHELD = frozenset({"assessed_non_crime", "out_of_scope"})
"""States in which whoever is complained of is restricted: exhibits are opened by nobody, not even with a page."""
SUPERVISED = frozenset(row.partition(" ")[2] for row, (officer, *_) in of_all.STAFF_PAGES.items() if officer == 403)


def about_a_case():
    """Return the method and path of every route whose address names a case, or something of it."""
    rows = {*(("GET", path) for path in of_hub.READ), *(("POST", path) for path in of_hub.WRITE)}
    rows |= {tuple(row.split(" ", 1)) for row in of_all.STAFF_PAGES}
    return sorted(row for row in rows if any(name in row[1] for name in HERE))


@pytest.fixture(scope="module")
def world(kept_rows):
    """Return the addresses of a case in each state; what else an address names belongs to another case."""
    usual = of_hub.make_addresses()
    return {state: {**usual, "none": of_all.NO_ID, **_case_in(state, number)} for number, state in enumerate(STATES)}


def _case_in(state, number):
    at = of_hub.AT + timedelta(hours=number + 1)
    report = making.submit(
        at=at, url=f"https://x.com/a/status/{1_700 + number}", files=[making.picture(size=(50 + number, 20))]
    )
    making.work_off()
    if state in WALKED:
        report = making.walk(report, to=state, by=OFFICER, at=at)
    if state == "claimed":
        colleague = actor_for_user(User.objects.create_user(username="colleague", role="officer"))
        claiming.claim(case_id=report.case_id, by=colleague, at=at)
    if state == "diverted":
        exhibit = report.evidence.first()
        diverting.divert_exhibit(evidence_id=exhibit.id, material=Material.TERRORIST, by=OFFICER, at=at)
    if state == "erased":
        making.erase(report, at=at)
    report = Report.objects.select_related("case").get(id=report.id)
    return {
        "case": report.case.reference,
        "report": report.id,
        "exhibit": report.evidence.first().id,
        "post": report.contents.first().id,
    }


@pytest.fixture(scope="module")
def people(world, signing_in):
    return {role: signing_in(role) for role in ROLES}


@pytest.fixture
def ask(people, world, db):
    """Ask as somebody, and take back what the answer has changed."""

    def asked(who, state, method, path):
        client = people[who]
        cookies = client.cookies.copy()
        with outermost():
            answer = client.generic(method, path.format(**world[state]))
            transaction.set_rollback(True)
        client.cookies = cookies
        return answer

    return asked


@pytest.mark.parametrize("state", STATES)
def test_strangers_are_refused_in_every_state(ask, world, state):
    let_in = []
    for method, path in about_a_case():
        for who in STRANGERS:
            answer = ask(who, state, method, path)
            if answer.status_code != 403 or world[state]["case"].encode() in answer.content:
                let_in.append((who, method, path, answer.status_code))
    assert not let_in


@pytest.mark.parametrize("state", sorted(WITHHELD))
@pytest.mark.parametrize("page", ["", "look/", "copy/", "redact/"])
def test_exhibits_of_somebody_restricted_are_opened_by_nobody(ask, state, page):
    for who in ("officer", "supervisor"):
        assert ask(who, state, "GET", f"/hub/exhibits/{{exhibit}}/{page}").status_code == 403


@pytest.mark.parametrize("state", STATES)
def test_officers_find_a_page_or_a_plain_refusal_in_every_state(ask, state):
    odd = []
    for method, path in about_a_case():
        for who in ("officer", "supervisor"):
            status = ask(who, state, method, path).status_code
            may_be_refused = (who == "officer" and path in SUPERVISED) or (
                state in WITHHELD and path.startswith("/hub/exhibits/")
            )
            if status not in LET_IN and not (status == 403 and may_be_refused):
                odd.append((who, method, path, status))
    assert not odd


def test_there_are_routes_to_ask():
    assert len(about_a_case()) > 80
