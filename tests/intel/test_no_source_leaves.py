"""A source is planted, taken through report, sanitising, sign-off and dissemination, and searched for everywhere."""

import json
import logging
import unicodedata
from datetime import timedelta

import pypdfium2
import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection
from django.utils import timezone

from hatehub.accounts.actors import actor_for_user
from hatehub.audit.models import Entry
from hatehub.vault import services as vault
from hatehub.vault.models import Purpose
from intel.services.intelligence import provenance
from reports.models import Complainant
from tests.making import intelligence as making
from tests.making import reports
from tests.making.intelligence import (
    CLEARED,
    EMAIL,
    HANDLE,
    MARKED,
    NAME,
    NARRATIVE,
    PERSON,
    PHRASES,
    POSTCODE,
    TELEPHONE,
)
from tests.making.reports import WEST_YORKSHIRE

pytest_plugins = ["tests.making.http", "tests.making.force_client"]
TRACES = (
    *NAME.split(),
    "L\u00e1nternfenwick",
    EMAIL,
    EMAIL.partition("@")[0],
    TELEPHONE,
    TELEPHONE.lstrip("0"),
    POSTCODE,
    *PHRASES,
    "behind our bakery",
)
SAID = (
    MARKED,
    f"{NARRATIVE} Ring {TELEPHONE} or write to {EMAIL}, near {POSTCODE}.",
    "Z\u200boe La\u0301nternfenwick, as quill-feather77, was told by her brother at 21:45 near LS6.",
)
SHORTEST = 4
TABLES = (
    "intel_intelligencereport",
    "intel_intelligenceitem",
    "intel_intelligencesource",
    "intel_dissemination",
    "intel_intelligencereview",
)


def squeezed(text):
    """Return letters and digits alone, without case and accents: what a trace is compared by."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", text).casefold()))


def traces(report):
    found = [squeezed(each) for each in (*TRACES, report.reference)]
    return [each for each in found if len(each) >= SHORTEST]


def found_in(text, searched):
    flat = squeezed(text)
    return [each for each in searched if each in flat]


def text_of_pdf(content):
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture
def report(report_at, at):
    made = report_at("assigned", **PERSON)
    complainant = Complainant.objects.get(report=made)
    contact = vault.unseal(complainant.sealed, owner=made.id, purpose=Purpose.PERSON, field="contact")
    known = {**contact, "telephone": TELEPHONE}
    complainant.sealed = vault.seal(known, owner=made.id, purpose=Purpose.PERSON, field="contact")
    complainant.save()
    reports.work_off()
    mail.outbox.clear()
    return made


@pytest.fixture
def row(report, staff):
    """Return the report as it was written on the pages, by an officer who is not cleared."""
    writer = staff("officer")
    by = actor_for_user(get_user_model().objects.latest("id"))
    at = timezone.now()
    made = making.begun(report, at=at, by=by)
    for words in SAID:
        making.sanitise(made, making.add(made, report, words, at=at, by=by), at=at, by=by)
    base = f"/hub/intelligence/{made.reference}/"
    writer.post(f"{base}submit/", {"edits": making.fresh(made).edits})
    second = staff("officer")
    then = timezone.localdate() + timedelta(days=300)
    day = {"review_due_on_day": then.day, "review_due_on_month": then.month, "review_due_on_year": then.year}
    second.post(f"{base}sign-off/", {"edits": making.fresh(made).edits, **day})
    second.post(f"{base}give/", {"force": WEST_YORKSHIRE, "why": "The account is run from there."})
    made = making.fresh(made)
    assert made.state == "signed_off"
    assert made.disseminations.count() == 1
    return made


def test_the_search_finds_what_is_there(report):
    for text in (*SAID, f"\u2026 {NAME.upper()} \u2026", "07700-900 123", report.reference.lower()):
        assert found_in(text, traces(report))


def test_no_export_carries_a_source(row, report, staff, program):
    officer, person = staff("officer"), staff("force")
    force = program(scope="intel:read", allowed="intel:read")
    base, portal = f"/hub/intelligence/{row.reference}", "/force/guidance"
    papers = [
        officer.get(f"{base}/report.pdf").content,
        force.get(f"intelligence/{row.reference}/pdf").content,
        person.get(f"{portal}/intelligence-pdf/?reference={row.reference}").content,
    ]
    exports = [
        *map(text_of_pdf, papers),
        *(each.decode("latin-1") for each in papers),
        json.dumps(officer.get(f"{base}/stix.json").json(), ensure_ascii=False),
        json.dumps(force.get(f"intelligence/{row.reference}").json(), ensure_ascii=False),
        json.dumps(force.get("intelligence").json(), ensure_ascii=False),
        person.get(f"{portal}/intelligence/").content.decode(),
        person.get(f"{portal}/intelligence-report/?reference={row.reference}").content.decode(),
    ]
    references = [squeezed(each) for each in (row.items.first().source.reference, report.case.reference)]
    for text in exports:
        assert row.reference in text or text.startswith("%PDF") or "revoked" in text
        assert found_in(text, [*traces(report), *references]) == []
    assert HANDLE in exports[0]


def test_no_page_of_somebody_who_is_not_cleared_shows_a_source(row, report, staff):
    item = row.items.first()
    base = f"/hub/intelligence/{row.reference}/"
    paths = (
        "",
        "sign-off/",
        "return/",
        "submit/",
        "give/",
        "review/",
        f"items/{item.id}/",
        f"items/{item.id}/sanitise/",
    )
    for role in ("officer", "supervisor"):
        client = staff(role)
        pages = [client.get(base + path, follow=True) for path in paths]
        pages += [client.get("/hub/intelligence/"), client.get(f"{base}items/{item.id}/source/")]
        for page in pages:
            where = [page.wsgi_request.get_full_path(), *(to for to, _ in getattr(page, "redirect_chain", ()))]
            assert found_in(page.content.decode() + " ".join(where), traces(report)) == [], where


def test_neither_audit_nor_logs_nor_mail_nor_rows_tell_a_source(row, report, caplog):
    with caplog.at_level(logging.DEBUG):
        item = row.items.first()
        provenance.show(row=row, item_id=item.id, why="To weigh it.", by=CLEARED, at=timezone.now())
        reports.work_off()
    people = [each for each in traces(report) if each != squeezed(report.reference)]
    entries = list(Entry.objects.values_list("subject", "verb", "reason", "details"))
    assert entries
    assert found_in(json.dumps(entries), people) == []
    told = Entry.objects.filter(subject=f"intelligence:{row.reference}").values_list("reason", "details")
    assert found_in(json.dumps(list(told)), traces(report)) == []
    assert found_in(caplog.text, traces(report)) == []
    assert [each.subject for each in mail.outbox if row.reference in f"{each.subject}{each.body}"] == []
    assert found_in(" ".join(f"{each.subject} {each.body}" for each in mail.outbox), people) == []
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT coalesce(string_agg(row_to_json(t)::text, ' '), '') FROM {table} t")
            assert found_in(cursor.fetchone()[0], people) == [], table
