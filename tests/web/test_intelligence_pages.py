"""Intelligence reports on pages: begun from a case, sanitised, signed off by another, given away, reviewed."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hatehub.audit.models import Entry
from intel.models import Dissemination, IntelligenceReport
from reports.models import Gate
from tests.making import intelligence as making
from tests.making.intelligence import CLEAN, HANDLE, MARKED, NAME, PERSON, PHRASES
from tests.making.reports import WEST_YORKSHIRE

pytest_plugins = ["tests.making.http"]
GRADED = {"source_grade": "2", "intelligence_grade": "D", "handling": "P"}


@pytest.fixture
def report(report_at):
    return report_at("assigned", **PERSON)


def day(name="review_due_on", days=365):
    then = timezone.localdate() + timedelta(days=days)
    return {f"{name}_day": then.day, f"{name}_month": then.month, f"{name}_year": then.year}


def text_of(page):
    return page.content.decode()


def edits(row):
    return making.fresh(row).edits


def cleared(staff, role="officer"):
    client = staff(role)
    user = get_user_model().objects.latest("id")
    user.is_cleared_for_sources = True
    user.save()
    return client


def settled(page, **own):
    """Return what a browser sends where every mark is left as it is proposed."""
    form = page.context["marks_form"]
    given = {"edits": form["edits"].value()}
    for part, number in form.numbered:
        kinds = [value for value, _ in form.fields[f"do-{part}-{number}"].choices]
        is_subject = HANDLE in str(form.fields[f"do-{part}-{number}"].label)
        given[f"do-{part}-{number}"] = "keep" if is_subject and "keep" in kinds else "take"
        given[f"own-{part}-{number}"] = "It is the point." if is_subject else ""
    return given | own


def test_a_report_goes_from_the_case_to_a_force(staff, report):
    writer, second = staff("officer"), staff("officer")
    case = report.case.reference
    tab = text_of(writer.get(f"/hub/cases/{case}/tab/intelligence/"))
    assert f"/hub/cases/{case}/intelligence/reports/new/" in tab
    assert f"/hub/cases/{case}/intelligence/reports/new/" in text_of(writer.get(f"/hub/cases/{case}/intelligence/"))
    begun = writer.get(f"/hub/cases/{case}/intelligence/reports/new/")
    seen = begun.wsgi_request.standing.mark
    answer = writer.post(f"/hub/cases/{case}/intelligence/reports/new/", {"seen": seen}, follow=True)
    row = IntelligenceReport.objects.get()
    base = f"/hub/intelligence/{row.reference}/"
    assert answer.redirect_chain[-1][0] == f"{base}items/new/"
    form = answer.context["form"]
    assert (form["source_grade"].value(), form["intelligence_grade"].value()) == ("2", "D")
    typed = {"edits": row.edits, "source": report.reference, "words": MARKED, **GRADED}
    page = writer.post(f"{base}items/new/", typed, follow=True)
    text = text_of(page)
    assert page.redirect_chain[-1][0].endswith("/sanitise/")
    assert "<mark><strong>Zoë Lanternfenwick</strong>" in text
    assert "A name of somebody who reported" in text
    address = page.redirect_chain[-1][0]
    for _ in range(4):
        page = writer.post(address, settled(page), follow=True)
        if page.redirect_chain[-1][0] == base:
            break
    assert "The item is sanitised." in text_of(page)
    assert f"@{HANDLE}" in text_of(page)
    writer.post(f"{base}submit/", {"edits": edits(row)}, follow=True)
    assert Gate.objects.get(report=report, name="intelligence_considered").state == "met"
    assert "somebody else has to sign it off" in text_of(
        writer.post(f"{base}sign-off/", {"edits": edits(row), **day()})
    )
    signing = text_of(second.get(f"{base}sign-off/"))
    assert "It is the point." in signing
    answer = second.post(f"{base}sign-off/", {"edits": edits(row), **day()}, follow=True)
    assert "Signed off." in text_of(answer)
    giving = second.get(f"{base}give/")
    assert giving.context["form"]["force"].value() == WEST_YORKSHIRE
    second.post(f"{base}give/", {"force": WEST_YORKSHIRE, "why": "It is run from there."})
    given = Dissemination.objects.get()
    assert "It is run from there." in text_of(writer.get(base))
    pdf, stix = writer.get(f"{base}report.pdf"), writer.get(f"{base}stix.json")
    assert pdf.content.startswith(b"%PDF")
    assert stix.json()["type"] == "bundle"
    second.post(f"{base}given/{given.id}/take-back/", {"edits": 0})
    given.refresh_from_db()
    assert given.withdrawn_at is not None
    assert Entry.objects.filter(subject=f"intelligence:{row.reference}", verb="intelligence_exported").count() == 2


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"words": ""}, "Write what the source told."),
        ({"source": ""}, "Choose where it comes from."),
        ({"source": "kind:other"}, "Say who or what the source is. It is sealed."),
        ({"handling": "C"}, "Say on which conditions it may be shared."),
        ({"source_grade": "B"}, "not one of the available choices"),
        ({"edits": "7"}, "Somebody has changed this report since you opened the page."),
    ],
)
def test_what_is_not_complete_comes_back_with_all_that_was_typed(staff, report, changed, said):
    writer = staff("officer")
    writer.get("/hub/")
    user = get_user_model().objects.latest("id")
    row = making.begun(report, at=timezone.now(), by=_actor(user))
    typed = {"edits": row.edits, "source": report.reference, "words": "Something odd & rare.", **GRADED}
    answer = writer.post(f"/hub/intelligence/{row.reference}/items/new/", typed | changed)
    assert answer.status_code == 422
    assert said in text_of(answer)
    if "words" not in changed:
        assert "Something odd &amp; rare." in text_of(answer)
    assert not row.items.exists()


def _actor(user):
    from hatehub.accounts.actors import actor_for_user

    return actor_for_user(user)


def test_a_mark_is_refused_beside_its_field_with_what_was_chosen(staff, report):
    writer = staff("officer")
    row = making.begun(report, at=timezone.now(), by=_actor(get_user_model().objects.latest("id")))
    item = making.add(row, report, MARKED, at=timezone.now(), by=_actor(get_user_model().objects.latest("id")))
    address = f"/hub/intelligence/{row.reference}/items/{item.id}/sanitise/"
    page = writer.get(address)
    time = next(
        number
        for part, number in page.context["marks_form"].numbered
        if "21:45" in str(page.context["marks_form"].fields[f"do-{part}-{number}"].label)
    )
    answer = writer.post(address, settled(page, **{f"do-words-{time}": "keep", f"own-words-{time}": ""}))
    assert answer.status_code == 422
    assert "Say why it stays." in text_of(answer)
    answer = writer.post(address, settled(page, **{"do-words-0": "keep", "own-words-0": "x"}))
    assert answer.status_code == 422
    answer = writer.post(address, settled(page, **{"do-words-0": "write", "own-words-0": "Z.o.e"}))
    assert "Leave this out: a name of somebody who reported." in text_of(answer)
    assert "Z.o.e" in text_of(answer)
    answer = writer.post(address, {"rewrite": "yes", "edits": edits(row), "words": "It was lanternfenwick."})
    assert answer.status_code == 422
    assert "it cannot stay" in text_of(answer)
    answer = writer.post(address, {"rewrite": "yes", "edits": edits(row), "words": CLEAN}, follow=True)
    assert "The item is sanitised." in text_of(answer)


@pytest.mark.parametrize("role", ["officer", "supervisor"])
def test_nobody_without_clearance_sees_a_source_or_what_it_told(staff, report, role):
    row = making.begun(report, at=timezone.now())
    item = making.add(row, report, MARKED, at=timezone.now())
    other = staff(role)
    base = f"/hub/intelligence/{row.reference}/"
    for path in ("", f"items/{item.id}/", f"items/{item.id}/sanitise/", "items/new/", f"items/{item.id}/remove/"):
        text = text_of(other.get(base + path, follow=True))
        assert not [each for each in (NAME, "Lantern", *PHRASES) if each in text], path
    refused = other.get(f"{base}items/{item.id}/source/")
    assert refused.status_code == 403
    assert "items/{item.id}/source/" not in text_of(other.get(base))


def test_a_cleared_person_says_why_and_is_shown_it_once(staff, report):
    row = making.submitted(report, MARKED, at=timezone.now())
    client, item = cleared(staff), row.items.get()
    address = f"/hub/intelligence/{row.reference}/items/{item.id}/source/"
    assert address in text_of(client.get(f"/hub/intelligence/{row.reference}/"))
    asked = client.get(address)
    assert NAME not in text_of(asked)
    assert client.post(address, {"why": " "}).status_code == 422
    shown = client.post(address, {"why": "To weigh it."})
    assert NAME in text_of(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    assert Entry.objects.filter(verb="source_seen", reason="To weigh it.").count() == 1


def test_a_supervisor_keeps_or_weeds(staff, report):
    row = making.signed_off(report, at=timezone.now())
    officer, supervisor = staff("officer"), staff("supervisor")
    address = f"/hub/intelligence/{row.reference}/review/"
    assert officer.get(address).status_code == 403
    missing = supervisor.post(address, {"decision": "keep", "why": "It goes on."})
    assert "Enter the day until which it is kept." in text_of(missing)
    supervisor.post(address, {"decision": "keep", "why": "It goes on.", **day(days=400)})
    assert "It goes on." in text_of(supervisor.get(f"/hub/intelligence/{row.reference}/"))
    supervisor.post(address, {"decision": "weed", "why": "It was wrong."})
    assert making.fresh(row).state == "weeded"
    for path in ("report.pdf", "stix.json", "give/", "review/"):
        answer = supervisor.get(f"/hub/intelligence/{row.reference}/{path}", follow=True)
        assert "not signed off, or not any more" in text_of(answer)


def test_a_report_goes_back_and_is_dropped(staff, report):
    writer = staff("officer")
    by = _actor(get_user_model().objects.latest("id"))
    row = making.submitted(report, at=timezone.now(), by=by)
    second = staff("officer")
    base = f"/hub/intelligence/{row.reference}/"
    answer = second.post(f"{base}return/", {"edits": edits(row), "why": f"Ask {NAME}."})
    assert answer.status_code == 422
    second.post(f"{base}return/", {"edits": edits(row), "why": "Say it more plainly."})
    assert "Say it more plainly." in text_of(writer.get(base))
    item = row.items.get()
    changed = {"edits": edits(row), "source": item.source.reference, "words": "Other words.", **GRADED}
    writer.post(f"{base}items/{item.id}/", changed)
    assert row.items.get().sealed_words is None
    writer.post(f"{base}items/{item.id}/remove/", {"edits": edits(row)})
    assert not row.items.exists()
    writer.post(f"{base}discard/", {"edits": edits(row)})
    assert making.fresh(row).state == "weeded"


def test_the_list_is_narrowed_and_costs_the_same_for_many(staff, report):
    officer = staff("officer")
    at = timezone.now()
    waits = making.submitted(report, at=at)
    drafts = [making.begun(report, at=at)]
    with CaptureQueriesContext(connection) as few:
        text = text_of(officer.get("/hub/intelligence/"))
    assert waits.reference in text
    assert drafts[0].reference in text
    assert drafts[0].reference not in text_of(officer.get("/hub/intelligence/", {"state": "submitted"}))
    assert waits.reference not in text_of(officer.get("/hub/intelligence/", {"mine": "on"}))
    assert waits.reference not in text_of(officer.get("/hub/intelligence/", {"due": "on"}))
    drafts += [making.begun(report, at=at) for _ in range(8)]
    with CaptureQueriesContext(connection) as many:
        officer.get("/hub/intelligence/")
    assert len(many) <= len(few)
    assert officer.get("/hub/intelligence/", {"page": "x", "state": "nonsense"}).status_code == 200
    assert officer.get("/hub/intelligence/INT-AAAA-AAAA/").status_code == 404
