from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from hatehub.accounts.actors import Actor
from hatehub.accounts.roles import Role
from hatehub.reference.models import Force, Outcome
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.models import AccountLink, Enquiry, EnquiryMethod, MethodTrial, PreventionAction
from intel.rules.statistics.plans import Every, Plan
from intel.rules.statistics.terms import Unit
from intel.services import products, sightings
from intel.services.products import Subject
from intel.services.statistics import building, research
from referrals.models import (
    AdviceRequest,
    AnswerLink,
    ForceMessage,
    ForceOutcome,
    GlossaryEntry,
    SupportReferral,
    Takedown,
)
from referrals.services import advice_talk
from reports.models import Report
from tests.making import access_requests, facts, guiding, intelligence
from tests.making import reports as making
from triage.models import (
    Assessment,
    BulkRun,
    Diversion,
    DuplicateMatch,
    MergeBatch,
    Note,
    SecondReading,
    Task,
    Transfer,
    Wave,
)

pytest_plugins = ["tests.making.http", "tests.making.kept"]
AT = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
READ = [
    "/hub/",
    "/hub/queues/",
    "/hub/cases/{case}/",
    "/hub/cases/{case}/tab/overview/",
    "/hub/hand-over/",
    "/hub/cases/{case}/take-over/",
    "/hub/cases/{case}/give/",
    "/hub/cases/{case}/looking/",
    "/hub/cases/{case}/assess/",
    "/hub/cases/{case}/offences/",
    "/hub/cases/{case}/responsibility/",
    "/hub/cases/{case}/forces/",
    "/hub/transfers/{transfer}/escalate/",
    "/hub/transfers/{transfer}/withdraw/",
    "/hub/cases/{case}/close/",
    "/hub/cases/{case}/priority/",
    "/hub/priorities/",
    "/hub/my-day/",
    "/hub/my-day/mentions/",
    "/hub/cases/{case}/notes/",
    "/hub/cases/{case}/notes/{note}/strike/",
    "/hub/cases/{case}/tasks/",
    "/hub/cases/{case}/tasks/{task}/",
    "/hub/cases/{case}/gates/support_offered/",
    "/hub/cases/{case}/intelligence/",
    "/hub/cases/{case}/enquiries/new/",
    "/hub/cases/{case}/enquiries/{enquiry}/",
    "/hub/cases/{case}/enquiries/{enquiry}/begin/",
    "/hub/cases/{case}/enquiries/{enquiry}/abandon/",
    "/hub/enquiries/",
    "/hub/enquiries/what-works/",
    "/hub/enquiries/methods/",
    "/hub/enquiries/trials/",
    "/hub/enquiries/trials/{trial}/",
    "/hub/matches/{match}/",
    "/hub/matches/{match}/merge/",
    "/hub/cases/{case}/reopen/",
    "/hub/surges/",
    "/hub/time-limits/",
    "/hub/surges/{wave}/",
    "/hub/batches/{batch}/",
    "/hub/bulk/",
    "/hub/bulk/{bulk}/",
    "/hub/bulk/{bulk}/assess/",
    "/hub/bulk/{bulk}/merge/",
    "/hub/bulk/{bulk}/left-out/",
    "/hub/exhibits/{exhibit}/",
    "/hub/exhibits/{exhibit}/look/",
    "/hub/exhibits/{exhibit}/copy/",
    "/hub/exhibits/{exhibit}/divert/",
    "/hub/exhibits/{exhibit}/custody/",
    "/hub/posts/{post}/divert/",
    "/hub/cases/{case}/redactions/",
    "/hub/cases/{case}/advice/",
    "/hub/cases/{case}/advice/prosecutor/",
    "/hub/cases/{case}/advice/{advice}/again/",
    "/hub/cases/{case}/advice/{advice}/withdraw/",
    "/hub/from-forces/",
    "/hub/cases/{case}/forces/messages/{question}/answer/",
    "/hub/advice/",
    "/hub/support/",
    "/hub/cases/{case}/support/for/{report}/",
    "/hub/cases/{case}/support/{support}/said/",
    "/hub/cases/{case}/support/{support}/take-back/",
    "/hub/subjects/",
    "/hub/subjects/links/{tie}/",
    "/hub/subjects/{subject}/",
    "/hub/subjects/{subject}/{account}/",
    "/hub/guidance/",
    "/hub/guidance/new/",
    "/hub/guidance/keep-it/",
    "/hub/guidance/keep-it/edit/",
    "/hub/practice/",
    "/hub/products/",
    "/hub/products/new/",
    "/hub/products/{product}/",
    "/hub/products/{product}/edit/",
    "/hub/products/{product}/recommend/",
    "/hub/products/{product}/prevention/new/",
    "/hub/products/{product}/prevention/{prevention}/",
    "/hub/products/{product}/1.pdf",
    "/hub/statistics/",
    "/hub/statistics/mine/",
    "/hub/statistics/snapshots/",
    "/hub/statistics/on/how-much/",
    "/hub/statistics/releases/",
    "/hub/statistics/releases/new/",
    "/hub/statistics/research/",
    "/hub/statistics/research/new/",
    "/hub/statistics/research/{research}/",
    "/hub/statistics/reports/",
    "/hub/statistics/reports/new/",
    "/hub/statistics/reports/{built}/",
    "/hub/glossary/",
    "/hub/glossary/new/",
    "/hub/glossary/{glossary}/",
    "/hub/glossary/{glossary}/revise/",
    "/hub/glossary/{glossary}/take-out/",
    "/hub/exhibits/{exhibit}/redact/",
    "/hub/exhibits/{exhibit}/redact/view/",
    "/hub/exhibits/{exhibit}/leave-out/",
    "/hub/reports/{report}/redact/narrative/",
    "/hub/reports/{report}/redact/narrative/take-back/",
    "/hub/diverted/",
    "/hub/diverted/{diversion}/",
    "/hub/cases/{case}/emergency/",
    "/hub/cases/{case}/package/1",
    "/hub/cases/{case}/package/1/time-stamps/1.tsr",
    "/hub/second-readings/",
    "/hub/second-readings/{reading}/",
    "/hub/wellbeing/",
    "/hub/wellbeing/preferences/",
    "/hub/takedowns/",
    "/hub/platforms/",
    "/hub/cases/{case}/takedowns/new/x/",
    "/hub/cases/{case}/takedowns/{takedown}/",
    "/hub/cases/{case}/takedowns/{takedown}/edit/",
    "/hub/access-requests/",
    "/hub/access-requests/new/",
    "/hub/access-requests/{access}/",
    "/hub/access-requests/{access}/found/{found}/",
    "/hub/access-requests/{access}/sections/decisions/",
    "/hub/access-requests/{access}/given/",
    "/hub/intelligence/",
    "/hub/cases/{case}/intelligence/reports/new/",
    "/hub/intelligence/{intelligence}/",
    "/hub/intelligence/{intelligence}/submit/",
    "/hub/intelligence/{intelligence}/items/new/",
    "/hub/intelligence/{intelligence}/items/{item}/sanitise/",
    "/hub/intelligence/{intelligence}/give/",
    "/hub/intelligence/{intelligence}/report.pdf",
]
WRITE = [
    "/hub/cases/{case}/start/",
    "/hub/cases/{case}/claim/",
    "/hub/cases/{case}/release/",
    "/hub/cases/{case}/priority/take-back/",
    "/hub/my-day/mentions/read/",
    "/hub/cases/{case}/tasks/{task}/done/",
    "/hub/cases/{case}/tasks/{task}/cancel/",
    "/hub/matches/{match}/refuse/",
    "/hub/matches/{match}/relate/",
    "/hub/matches/{match}/again/",
    "/hub/surges/{wave}/merge/",
    "/hub/surges/{wave}/settle/",
    "/hub/batches/{batch}/undo/",
    "/hub/batches/{batch}/stop/",
    "/hub/bulk/{bulk}/act/",
    "/hub/bulk/{bulk}/confirm/",
    "/hub/bulk/{bulk}/stop/",
    "/hub/bulk/{bulk}/undo/",
    "/hub/bulk/{bulk}/discard/",
    "/hub/reports/{report}/unmerge/",
    "/hub/diverted/{diversion}/told/",
    "/hub/diverted/{diversion}/lift/",
    "/hub/cases/{case}/open-anyway/",
    "/hub/cases/{case}/answer-links/{link}/revoke/",
    "/hub/cases/{case}/advice/{advice}/read/",
    "/hub/cases/{case}/forces/messages/{question}/read/",
    "/hub/cases/{case}/forces/outcomes/{outcome}/read/",
    "/hub/cases/{case}/takedowns/seal/",
    *(
        f"/hub/cases/{{case}}/takedowns/{{takedown}}/{step}/"
        for step in ("send", "sent", "said", "answer", "cancel", "escalate", "check", "seen", "again")
    ),
    "/hub/cases/{case}/support/{support}/seen/",
    "/hub/products/{product}/redraw/",
    "/hub/products/{product}/next/",
    "/hub/products/{product}/recommend/1/take-out/",
    "/hub/statistics/reports/{built}/count/",
    "/hub/statistics/research/{research}/export/",
    "/hub/access-requests/{access}/find/",
    *(f"/hub/access-requests/{{access}}/{step}/" for step in ("submit", "download", "again")),
    "/hub/wellbeing/seen/",
    "/hub/wellbeing/break/",
]
OWNED = [f"/hub/statistics/reports/{{built}}/{page}/" for page in ("change", "only/kind", "remove")]
"""Pages for whoever built what they are about: everybody else who may come in finds nothing there."""
POSTED = tuple(path.rpartition("}")[2] for path in WRITE)


@pytest.fixture(scope="module")
def addresses(kept_rows):
    return make_addresses()


def make_addresses():
    """Make a row of everything that a page of the hub is about; return what stands in their addresses."""
    making.submit(at=AT)
    report = making.submit(files=[making.picture(), making.picture(colour="red")], at=AT + timedelta(minutes=1))
    making.work_off()
    guiding.published("keep-it", at=report.submitted_at)
    return {
        "case": report.case.reference,
        "report": report.id,
        "match": DuplicateMatch.objects.get().id,
        "exhibit": report.evidence.first().id,
        "post": report.contents.get().id,
        "diversion": a_diversion(report).id,
        "wave": a_wave(report).id,
        "batch": a_batch(report).id,
        "bulk": a_run(report).id,
        "transfer": a_transfer(report).id,
        "reading": a_reading(report).id,
        "note": a_note(report).id,
        "task": a_task(report).id,
        "link": a_link(report).id,
        **a_tie(report),
        "glossary": an_entry(report).entry,
        "advice": an_advice(report).id,
        "question": a_question(report).id,
        "outcome": an_outcome(report).id,
        "takedown": a_takedown(report).id,
        "support": a_referral(report).id,
        "enquiry": an_enquiry(report).id,
        "trial": a_trial(report).id,
        **an_intelligence_report(report),
        **a_product(report),
        "built": a_built_report(report).id,
        "research": a_research_project(report).id,
        **an_access_request(report),
    }


def an_access_request(report):
    row = access_requests.receive(at=report.submitted_at, references=[report.reference])
    return {"access": row.id, "found": row.items.get().id}


def a_research_project(report):
    at = report.submitted_at
    known = dict.fromkeys(("title", "organisation", "purpose", "ethics"), "x")
    months = {"since": date(2026, 1, 1), "until": date(2026, 2, 1), "ends_on": date(2090, 1, 1)}
    officer = Actor(role=Role.OFFICER, identifier="1")
    return research.ask(**known, **months, columns=[], by=officer, at=at)


def a_built_report(report):
    at = report.submitted_at
    facts.add_snapshot(at.date())
    plan = Plan(unit=Unit.REPORT, measures=("reports",))
    officer = Actor(role=Role.OFFICER, identifier="1")
    return building.build(title="x", plan=plan, is_shared=True, every=Every.NEVER, by=officer, at=at)


def an_intelligence_report(report):
    row = intelligence.begun(report, at=report.submitted_at)
    item = intelligence.add(row, report, at=report.submitted_at)
    return {"intelligence": row.reference, "item": item.id}


def a_takedown(report):
    at, takedown_id = report.submitted_at, uuid4()
    words = {"terms": "", "explanation": "x", "harm": ""}
    field = f"takedown:{takedown_id}"
    return Takedown.objects.create(
        id=takedown_id,
        case=report.case,
        report=report,
        platform_code="x",
        action="remove",
        state_since=at,
        sealed_words=vault.seal(words, owner=report.id, purpose=Purpose.MATERIAL, field=field),
        drafted_by="officer:1",
        drafted_at=at,
    )


def an_enquiry(report):
    at, method = report.submitted_at, EnquiryMethod.objects.get(code="open_source")
    known = {"authority": "none", "is_anonymous": True, "planned_by": "officer:1"}
    return Enquiry.objects.create(
        case=report.case, report=report, method=method, planned_at=at, due_on=at.date(), **known
    )


def a_trial(report):
    linking, looking = (EnquiryMethod.objects.get(code=code) for code in ("account_linking", "open_source"))
    known = {"question": "x", "began_by": "supervisor:1", "began_at": report.submitted_at}
    return MethodTrial.objects.create(method=linking, against=looking, **known)


def a_product(report):
    officer, day = Actor(role=Role.OFFICER, identifier="1"), report.submitted_at.date() - timedelta(days=7)
    about = Subject(title="x", since=day, until=day, strand="race")
    product = products.begin_profile(about=about, by=officer, at=report.submitted_at)
    known = {"what": "x", "who": "x", "for_whom": "x", "aim": "x", "measure": "reports", "days": 7, "before": 0}
    row = PreventionAction.objects.create(
        product=product, began_on=day, recorded_by="officer:1", recorded_at=report.submitted_at, **known
    )
    return {"product": product.reference, "prevention": row.id}


def a_link(report):
    at = report.submitted_at
    return AnswerLink.objects.create(
        case=report.case, kind="x", subject="x:1", recipient="Body", made_at=at, expires_at=at + timedelta(days=1)
    )


def a_tie(report):
    at = report.submitted_at
    accounts = [sightings.meet("x", handle, at=at) for handle in ("lanternfenwick", "lanternfenwick2")]
    for account in accounts:
        account.sightings.create(report=report, seen_at=at)
    facts = {"score": 0.9, "is_offered": True, "found_at": at}
    tie = AccountLink.objects.create(account=accounts[0], other=accounts[1], **facts)
    return {"tie": tie.id, "account": accounts[0].id, "subject": accounts[0].subject.reference}


def an_entry(report):
    at = report.submitted_at
    return GlossaryEntry.objects.create(
        term="x", meaning="x", source="x", source_date=at.date(), searched="x", written_by="officer:1", written_at=at
    )


def an_advice(report):
    at = report.submitted_at
    times = dict.fromkeys(("asked_at", "moved_at", "remind_at", "due_at"), at)
    known = {"kind": "expert", "partner_code": "x", "recipient": "x", "days": 7}
    row = AdviceRequest(case=report.case, report=report, **known, **times)
    advice_talk.begin(row, text="What does it mean?", at=at)
    row.save()
    return row


def a_question(report):
    row = ForceMessage(case=report.case, force=Force.objects.first(), kind="question", sealed_for=report, waits=True)
    row.sealed_text = vault.seal("What?", owner=report.id, purpose=Purpose.MATERIAL, field=row.field)
    row.by, row.at = "force:client", report.submitted_at
    row.save()
    return row


def an_outcome(report):
    return ForceOutcome.objects.create(
        case=report.case,
        force=Force.objects.first(),
        outcome=Outcome.objects.first(),
        outcome_date=report.submitted_at.date(),
        sealed_for=report,
        by="force:client",
        at=report.submitted_at,
    )


def a_referral(report):
    times = dict.fromkeys(("state_since", "sent_at", "answer_due_at", "silence_due_at"), report.submitted_at)
    known = {"partner_code": "x", "recipient": "x", "sent_by": "officer:1"}
    return SupportReferral.objects.create(case=report.case, report=report, **known, **times)


def a_transfer(report):
    force = Force.objects.first()
    return Transfer.objects.create(case=report.case, to_force=force, reason="x", proposed_at=report.submitted_at)


def a_wave(report):
    at = report.submitted_at
    return Wave.objects.create(kind="post", key="x", sample=report, reports=2, first_at=at, last_at=at)


def a_note(report):
    written = {"written_by": "officer:1", "written_at": report.submitted_at}
    return Note.objects.create(case=report.case, report=report, **written)


def a_task(report):
    at = report.submitted_at
    due = {"due_on": at.date(), "due_at": at}
    return Task.objects.create(case=report.case, report=report, set_by="officer:1", set_at=at, **due)


def a_reading(report):
    at, case = report.submitted_at, report.case
    sealed = vault.seal({}, owner=report.id, purpose=Purpose.MATERIAL, field="assessment")
    common = {"case": case, "policy_version": "2023-code.2", "outcome": "out_of_scope", "path": []}
    decided = Assessment.objects.create(
        report=report, sealed_reasons=sealed, decided_by="officer:1", decided_at=at, **common
    )
    return SecondReading.objects.create(
        assessment=decided, case=case, why="sample", asked_by="officer:1", asked_at=at, asked_version=1
    )


def a_diversion(report):
    item = report.evidence.last()
    return Diversion.objects.create(
        report=report,
        evidence=item,
        thing="file:x",
        material="terrorist",
        marked_by="officer:1",
        marked_at=report.submitted_at,
    )


def a_batch(report):
    at = report.submitted_at
    return MergeBatch.objects.create(
        into_case=report.case, reason="same", asked_by="officer:1", asked_at=at, moved_at=at, total=0, state="done"
    )


def a_run(report):
    at = report.submitted_at
    return BulkRun.objects.create(
        act="claim", anchor=report, asked_by="officer:1", asked_at=at, moved_at=at, total=0, state="done"
    )


def ask(client, path):
    return client.post(path) if path.endswith(POSTED) else client.get(path)


@pytest.mark.parametrize("path", [*READ, *OWNED, *WRITE])
def test_stranger_is_sent_to_sign_in(addresses, path):
    path = path.format(**addresses)
    answer = ask(Client(), path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/hub/")


@pytest.mark.parametrize("path", [*READ, *OWNED, *WRITE, "/admin/"])
def test_staff_without_a_second_factor_are_sent_to_set_one_up(addresses, staff, path):
    answer = ask(staff("officer", has_second_factor=False), path.format(**addresses))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/2fa/totp/activate/")


@pytest.mark.parametrize("role", ["force", "partner", "reference_admin"])
@pytest.mark.parametrize("path", [*READ, *OWNED, *WRITE])
def test_other_roles_are_refused_and_shown_nothing(addresses, staff, path, role):
    answer = ask(staff(role), path.format(**addresses))
    assert answer.status_code == 403
    assert addresses["case"].encode() not in answer.content


@pytest.mark.parametrize("path", [path for path in READ if "package" not in path])
@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_officers_are_let_in(addresses, staff, path, role):
    answer = staff(role).get(path.format(**addresses))
    assert answer.status_code in (200, 302)
    assert answer["Cache-Control"] == "no-store"
    assert "login" not in answer.headers.get("Location", "")


@pytest.mark.parametrize("path", OWNED)
def test_what_another_built_is_not_found(addresses, staff, path):
    assert staff("officer").get(path.format(**addresses)).status_code == 404


@pytest.mark.parametrize("path", WRITE)
def test_stale_token_changes_nothing(addresses, staff, path):
    client = staff("officer", enforce_csrf_checks=True)
    answer = client.post(path.format(**addresses), {"csrfmiddlewaretoken": "stale"})
    assert answer.status_code == 403
    assert set(Report.objects.values_list("state", flat=True)) == {"received"}
    assert DuplicateMatch.objects.get().state == "offered"


@pytest.mark.parametrize("path", WRITE)
def test_looking_changes_nothing(addresses, staff, path):
    assert staff("officer").get(path.format(**addresses)).status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "/hub/cases/OHC-0000-0000/",
        "/hub/cases/" + "x" * 10_000 + "/",
        "/hub/cases/{case}/tab/nowhere/",
        "/hub/cases/OHC-0000-0000/assess/",
        "/hub/cases/OHC-0000-0000/responsibility/",
        "/hub/cases/OHC-0000-0000/close/",
        "/hub/cases/OHC-0000-0000/priority/",
        "/hub/cases/OHC-0000-0000/forces/",
        "/hub/cases/{case}/unit/",
        "/hub/transfers/0/withdraw/",
        "/hub/transfers/99999999999999999999999/withdraw/",
        "/hub/cases/OHC-0000-0000/intelligence/",
        "/hub/cases/{case}/gates/tea/",
        "/hub/cases/{case}/package/1",
        "/hub/cases/{case}/package/1/time-stamps/1.tsr",
        "/hub/cases/{case}/package/99999999999999999999",
        "/hub/cases/OHC-0000-0000/reopen/",
        "/hub/matches/0/",
        "/hub/matches/0/merge/",
        "/hub/surges/0/",
        "/hub/second-readings/0/",
        "/hub/second-readings/99999999999999999999999/",
        "/hub/surges/99999999999999999999999/",
        "/hub/batches/00000000-0000-0000-0000-000000000000/",
        "/hub/bulk/00000000-0000-0000-0000-000000000000/",
        "/hub/matches/99999999999999999999999/",
        "/hub/exhibits/0/",
        "/hub/exhibits/99999999999999999999999/",
        "/hub/intelligence/INT-0000-0000/",
        "/hub/intelligence/{intelligence}/items/00000000-0000-0000-0000-000000000000/sanitise/",
        "/hub/nowhere/",
    ],
)
def test_what_does_not_exist_is_not_found(addresses, staff, path):
    assert staff("officer").get(path.format(**addresses)).status_code == 404


def test_unmerging_what_does_not_exist_is_no_failure(staff):
    assert staff("officer").post(f"/hub/reports/{uuid4()}/unmerge/").status_code in (302, 404)


@pytest.mark.parametrize(
    "query",
    [
        {"queue": "new"},
        {"queue": "nonsense"},
        {"queue": "x" * 10_000},
        {"after": "nonsense"},
        {"after": "2026-01-01T00:00:00+00:00_nonsense"},
        {"after": "2026-01-01T00:00:00_00000000-0000-0000-0000-000000000000"},
        {"after": "0001-01-01T00:00:00+23:59_00000000-0000-0000-0000-000000000000"},
        {"after": "9999-12-31T23:59:59-23:59_00000000-0000-0000-0000-000000000000"},
        {"queue": ["new", "triage"], "after": "_"},
    ],
)
def test_queue_answers_whatever_the_query_says(addresses, staff, query):
    page = staff("officer").get("/hub/queues/", query)
    assert page.status_code == 200


@pytest.mark.parametrize(
    "path", ["/livez", "/readyz", "/metrics", "/keys/package-signing-key.pem", "/verify_package.py", "/api/schema"]
)
def test_machines_are_answered_without_signing_in(db, path):
    assert Client().get(path).status_code == 200
