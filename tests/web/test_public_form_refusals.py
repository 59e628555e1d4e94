import io

import pytest
from django.test import Client

from reports.models import Draft
from tests.making import reports as making

pytest_plugins = ["tests.making.http"]


def picture(name="shot.png", content=None):
    file = io.BytesIO(making.picture() if content is None else content)
    file.name = name
    return file


def answer(person, slug, data, **more):
    return person.post(f"/report/{slug}/", data, **more)


REFUSED = [
    ("danger", {"danger": "perhaps"}, None),
    ("links", {"pasted": "kept words without a link"}, "kept words"),
    ("links", {"pasted": "https://x.com/" + "a" * 30_000}, None),
    ("links", {"pasted": "kept https://x.com/a\0b"}, "kept"),
    ("links", {"pasted": " ".join(f"https://x.com/kept/status/{n}" for n in range(1, 30))}, "kept"),
    ("link", {"url": ""}, None),
    ("link", {"url": "not a link, kept"}, "kept"),
    ("link", {"url": "https://x.com/a/status/1 https://x.com/a/status/2 kept"}, "kept"),
    ("no-link", {"words": "null\0byte and more"}, "and more"),
    ("no-link", {"words": "w" * 10_001}, "w" * 10_001),
    ("no-link", {"account": "a" * 201, "words": "kept"}, "kept"),
    ("story", {"narrative": "n" * 20_001}, "n" * 20_001),
    ("why", {"strands": ["no such strand"]}, None),
    ("why", {"strands": ["race\0"]}, None),
    ("you", {"kind": "nobody"}, None),
    ("agreement", {"agreement": "nobody"}, None),
    ("suspect-details", {"suspect_whereabouts": "\0", "suspect": "kept"}, "kept"),
    ("place", {"postcode": "not a postcode", "happened_where": "kept"}, "kept"),
    ("place", {"postcode": "L" * 41}, None),
    ("place", {"postcode": "LS6\0 2AB"}, None),
    ("impact", {"wishes": ["riches"], "impact": "kept"}, "kept"),
    ("identity", {"identity": "famous"}, None),
    ("name", {"name": "n" * 201}, None),
    ("reach", {"email": "not an address", "telephone": "07700 900 982"}, "07700 900 982"),
    ("reach", {"email": "a@example.org\r\nBcc: b@example.org"}, None),
    ("reach", {"email": "kept@example.org", "telephone": "call me"}, "kept@example.org"),
    ("reach", {"telephone": "1234"}, None),
    ("safe", {"safe_hours": "never", "contact_note": "kept"}, "kept"),
    ("hear", {"email": "kept at example"}, "kept at example"),
    *(
        (
            "when",
            {"happened_on_day": day, "happened_on_month": month, "happened_on_year": year, "ongoing": "yes"},
            year[:4],
        )
        for day, month, year in [
            ("31", "2", "2026"),
            ("1", "13", "2026"),
            ("x", "1", "0"),
            ("1", "1", "99999"),
            ("1", "1", "2999"),
            ("1", "", "2026"),
            ("1\0", "1", "2026"),
            ("9" * 5000, "1", "2026"),
        ]
    ),
]


@pytest.mark.parametrize(("slug", "data", "kept"), REFUSED)
def test_answer_that_cannot_be_used_is_refused_in_words_and_kept_on_the_page(person, slug, data, kept):
    page = answer(person, slug, data)
    assert page.status_code == 422
    assert b"There is a problem" in page.content
    if kept is not None:
        assert kept in page.content.decode()
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("slug", "name"), [("story", "narrative"), ("links", "pasted"), ("no-link", "words")])
def test_stale_token_keeps_what_was_typed(db, slug, name):
    person = Client(enforce_csrf_checks=True)
    page = answer(person, slug, {name: "typed for an hour", "csrfmiddlewaretoken": "stale"})
    assert page.status_code == 403
    assert b"typed for an hour" in page.content
    assert b"csrfmiddlewaretoken" in page.content
    assert not Draft.objects.exists()


@pytest.mark.parametrize("path", ["/report/check/", "/report/finish/", "/status/", "/status/withdraw/"])
def test_stale_token_elsewhere_says_what_to_do(db, path):
    assert Client(enforce_csrf_checks=True).post(path, {"csrfmiddlewaretoken": "stale"}).status_code == 403


def test_stale_token_on_the_files_page_is_answered(db):
    page = answer(Client(enforce_csrf_checks=True), "files", {"files": [picture()]})
    assert page.status_code == 403


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"anything", "multipart/form-data"),
        (b"a" * 1_100_000, "application/x-www-form-urlencoded"),
        (b"&".join(b"a=1" for _ in range(600)), "application/x-www-form-urlencoded"),
        (b"\xff\xfe=\xff", "application/x-www-form-urlencoded"),
        (b"narrative=%ff%fe%00", "application/x-www-form-urlencoded"),
        (b"{}", "application/json"),
    ],
)
def test_body_that_cannot_be_read_is_no_failure_of_the_hub(person, body, kind):
    page = person.generic("POST", "/report/story/", body, content_type=kind)
    assert page.status_code in (302, 400, 413, 422)


@pytest.mark.parametrize(
    "path", ["/report/nowhere/", "/report/", "/nowhere", "/" + "a" * 10_000, "/report/" + "a" * 9_000 + "/"]
)
def test_address_that_leads_nowhere_is_answered_as_such(person, path):
    assert person.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/report/story/", "/report/check/", "/status/", "/hub/queues/"])
@pytest.mark.parametrize("query", ["x=%00", "expired=%00&check"])
def test_null_byte_in_a_query_is_refused(person, path, query):
    assert person.get(f"{path}?{query}").status_code == 400


def test_null_byte_in_a_path_is_refused(person):
    assert person.get("/report/st%00ry/").status_code == 400


def test_long_query_is_answered(person):
    assert person.get("/report/story/?x=" + "a" * 10_000).status_code == 200


@pytest.mark.parametrize("path", ["/", "/report/sent/", "/status/report/"])
def test_other_method_is_refused(person, path):
    assert person.post(path).status_code == 405
    assert person.delete("/report/story/").status_code == 405
