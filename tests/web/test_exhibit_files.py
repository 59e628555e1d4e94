"""Copies of originals and films: who gets them, for how long, and what the answers let a browser do."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.signing import Signer
from django.test import Client
from django.utils import timezone

from hatehub.accounts.actors import HUB
from hatehub.accounts.models import User
from hatehub.audit.models import Entry
from hatehub.reference.models import Material
from hatehub.vault.models import Purpose
from hatehub.vault.services import destroy_key
from reports.models import Evidence
from reports.services import diversion, quarantine
from tests.making import files as making_files
from tests.making import reports as making
from triage.models import SeenDay
from triage.services import file_addresses

pytest_plugins = ["tests.making.http"]
LARGE = making_files.wave(samples=bytes(range(256)) * 3000)
CSP = "sandbox; default-src 'none'; frame-ancestors 'none'"


@pytest.fixture
def client(staff):
    return staff("officer")


@pytest.fixture
def item(submit):
    return submit(files=[LARGE]).evidence.get()


@pytest.fixture
def later(monkeypatch):
    """Let so many seconds pass."""
    real, passed = timezone.now, [0]
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(seconds=passed[0]))

    def wait(seconds):
        passed[0] += seconds

    return wait


def ask_copy(client, item, why="To compare it with the post."):
    return client.post(f"/hub/exhibits/{item.id}/copy/", {"why": why})


def copy_path(client, item):
    address = ask_copy(client, item).headers["Location"]
    assert address.startswith("http://testserver/files/")
    return urlsplit(address).path


def play_path(client, item):
    page = client.get(f"/hub/exhibits/{item.id}/play/").content.decode()
    return urlsplit(re.search(r'src="(http://testserver/files/[^"]+)"', page).group(1)).path


def body(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def verbs():
    return list(Entry.objects.filter(verb__in=["viewed", "copied"]).order_by("id").values_list("verb", "reason"))


def check_guarded(answer):
    assert answer["Content-Security-Policy"] == CSP
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["Cache-Control"] == "no-store, private"
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_original_is_copied_for_a_reason_without_any_cookie(client, item):
    path = copy_path(client, item)
    assert verbs() == []
    answer = Client().get(path)
    assert answer.status_code == 200
    assert body(answer) == LARGE
    name = f"{item.exhibit.replace('/', '-')}.wav"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert (answer["Content-Type"], answer["Content-Length"]) == ("application/octet-stream", str(len(LARGE)))
    check_guarded(answer)
    assert verbs() == [("copied", "To compare it with the post.")]
    entry = Entry.objects.get(verb="copied")
    assert entry.actor.startswith("officer:officer-")
    assert entry.details == {"exhibit": item.exhibit}


@pytest.mark.parametrize("why", ["", "  ", "x" * 301])
def test_copy_without_a_reason_is_refused(client, item, why):
    assert ask_copy(client, item, why).status_code == 422
    assert verbs() == []


def test_reason_cannot_be_read_in_the_address(client, item):
    token = copy_path(client, item).split("/")[2]
    ticket = Signer(salt=file_addresses.SALT).unsign_object(token)
    assert "compare" not in bytes.fromhex(ticket["why"]).decode("latin-1")


def test_cookies_are_neither_read_nor_set_and_a_strange_session_changes_nothing(client, item):
    path = copy_path(client, item)
    strange = Client()
    strange.cookies.load({"hub-session": "stranger", "hub-language": "cy", "hub-csrf": "x"})
    answer = strange.get(path, headers={"Authorization": "Bearer x"})
    assert body(answer) == LARGE
    check_guarded(answer)


def test_address_is_useless_after_its_time(client, item, later, settings):
    path = copy_path(client, item)
    later(settings.FILES_SECONDS + 1)
    answer = Client().get(path)
    assert answer.status_code == 410
    check_guarded(answer)
    assert verbs() == []


def test_address_of_a_player_is_useless_after_a_quarter_of_an_hour(client, item, later):
    path = play_path(client, item)
    later(14 * 60)
    assert Client().get(path).status_code == 200
    later(61)
    assert Client().get(path).status_code == 410


def test_address_is_useless_for_another_exhibit_or_name(client, submit, item):
    other = submit(files=[making.picture()], minutes=1).evidence.get()
    path = copy_path(client, item)
    for name in (f"{other.exhibit.replace('/', '-')}.png", "page.html", "x" * 5000):
        assert Client().get(path.rpartition("/")[0] + f"/{name}").status_code == 410


@pytest.mark.parametrize("change", ["cut", "changed", "other salt", "other purpose", "nonsense", "list"])
def test_address_that_was_not_made_here_is_useless(client, item, change):
    _, _, token, name = copy_path(client, item).split("/")
    ticket = Signer(salt=file_addresses.SALT).unsign_object(token)
    if change == "cut":
        token = token[:-1]
    if change == "changed":
        token = "e" + token
    if change == "other salt":
        token = Signer(salt="other").sign_object(ticket)
    if change == "other purpose":
        token = Signer(salt=file_addresses.SALT).sign_object({**ticket, "purpose": "print"})
    if change == "nonsense":
        token = "nonsense"
    if change == "list":
        token = Signer(salt=file_addresses.SALT).sign_object([1, 2])
    answer = Client().get(f"/files/{token}/{name}")
    assert answer.status_code == 410
    check_guarded(answer)


@pytest.mark.parametrize("fate", ["deactivated", "role", "diverted", "quarantined", "erased", "gone"])
@pytest.mark.parametrize("purpose", ["copy", "play"])
def test_address_is_useless_once_something_has_happened(client, item, purpose, fate):
    path = copy_path(client, item) if purpose == "copy" else play_path(client, item)
    at = timezone.now()
    if fate == "deactivated":
        User.objects.update(is_active=False)
    if fate == "role":
        User.objects.update(role="reference_admin")
    if fate == "diverted":
        diversion.mark_exhibit(evidence_id=item.id, material=Material.TERRORIST, by=HUB, at=at)
    if fate == "quarantined":
        quarantine.put(evidence_id=item.id, why=Evidence.Quarantine.MALWARE, by=HUB, at=at)
    if fate == "erased":
        destroy_key(owner=item.report_id, purpose=Purpose.MATERIAL, at=at)
    if fate == "gone":
        User.objects.all().delete()
    answer = Client().get(path)
    assert answer.status_code in (403, 410)
    assert LARGE[:100] not in body(answer)
    check_guarded(answer)
    assert fate == "erased" or verbs() == []


def test_withheld_exhibit_is_not_given_out(client, report_at, officer, at):
    report = report_at("in_triage", files=[LARGE])
    path = copy_path(client, report.evidence.get())
    making.assess(report, making.NON_CRIME, by=officer, at=at)
    assert Client().get(path).status_code == 403
    assert ask_copy(client, report.evidence.get()).status_code == 403


def test_original_that_changed_is_quarantined_and_never_given_whole(client, item):
    path = copy_path(client, item)
    Evidence.objects.update(sha256="0" * 64)
    answer = Client().get(path)
    had = []
    with pytest.raises(quarantine.ExhibitQuarantined):
        had.extend(answer.streaming_content)
    assert sum(map(len, had)) < len(LARGE)
    assert Evidence.objects.get().is_quarantined
    assert Client().get(path).status_code == 403


def test_small_original_that_changed_is_refused_before_the_answer_begins(client, submit):
    item = submit(files=[b"just text"]).evidence.get()
    path = copy_path(client, item)
    Evidence.objects.update(sha256="0" * 64)
    assert Client().get(path).status_code == 403


@pytest.mark.parametrize(
    ("asked", "span"),
    [
        ("bytes=0-", (0, None)),
        ("bytes=300000-300009", (300000, 300010)),
        ("bytes=-5", (-5, None)),
        ("bytes=0-0", (0, 1)),
    ],
)
def test_player_is_given_the_part_it_asks_for(client, item, asked, span):
    answer = Client().get(play_path(client, item), headers={"Range": asked})
    start, stop, _ = slice(*span).indices(len(LARGE))
    part = LARGE[start:stop]
    assert answer.status_code == 206
    assert body(answer) == part
    assert answer["Content-Range"] == f"bytes {start}-{stop - 1}/{len(LARGE)}"
    assert (answer["Content-Length"], answer["Content-Type"]) == (str(len(part)), "audio/wav")
    assert answer["Content-Disposition"].startswith("attachment")
    check_guarded(answer)


@pytest.mark.parametrize("asked", ["", "bytes=0-1,5-6", "lines=1-2", "bytes=9-3", "bytes=x"])
def test_player_that_asks_for_no_single_range_is_given_the_whole(client, item, asked):
    answer = Client().get(play_path(client, item), headers={"Range": asked})
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert body(answer) == LARGE


def test_part_behind_the_end_is_refused(client, item):
    answer = Client().get(play_path(client, item), headers={"Range": f"bytes={len(LARGE)}-"})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(LARGE)}")
    check_guarded(answer)
    assert verbs() == []


def test_playing_is_recorded_and_counted_once_an_address(client, item, later):
    path = play_path(client, item)
    assert verbs() == []
    for asked in ("bytes=0-99", "bytes=100-199", "bytes=-1"):
        body(Client().get(path, headers={"Range": asked}))
    assert verbs() == [("viewed", "")]
    assert SeenDay.objects.get().files == 1
    later(2)
    other = play_path(client, item)
    assert other != path
    body(Client().get(other))
    assert verbs() == [("viewed", ""), ("viewed", "")]


def test_film_that_changed_gives_not_one_byte(client, item):
    path = play_path(client, item)
    Evidence.objects.update(sha256="0" * 64)
    answer = Client().get(path, headers={"Range": "bytes=0-9"})
    assert answer.status_code == 403
    assert Evidence.objects.get().is_quarantined


def test_copies_take_no_ranges(client, item):
    answer = Client().get(copy_path(client, item), headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer["Accept-Ranges"], body(answer)) == (200, "none", LARGE)


@pytest.mark.parametrize("method", ["post", "put", "delete", "head", "options"])
def test_path_of_files_answers_nothing_but_get(client, item, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(copy_path(client, item))
    assert answer.status_code == 405
    check_guarded(answer)


@pytest.mark.parametrize("path", ["/files/", "/files/x", "/files/a/b/c", "/files/%00/x", "/files/../hub/"])
def test_other_paths_among_the_files_lead_nowhere(db, path):
    answer = Client().get(path)
    assert answer.status_code in (404, 410)
    check_guarded(answer)


def test_page_of_the_player_allows_films_from_the_files_alone(client, item):
    page = client.get(f"/hub/exhibits/{item.id}/play/")
    policy = page["Content-Security-Policy"]
    assert "media-src http://testserver/files/;" in f"{policy};"
    words = page.content.decode()
    player = re.search(r"<audio[^>]+>", words).group()
    assert "controls muted" in player
    assert 'preload="none"' in player
    assert "autoplay" not in words
    assert "media-src" not in client.get("/hub/")["Content-Security-Policy"]


def test_files_on_a_host_of_their_own(client, item, settings):
    settings.FILES_ORIGIN = "http://localhost:8001"
    answer = ask_copy(client, item)
    assert answer.headers["Location"].startswith("http://localhost:8001/files/")
    page = client.get(f"/hub/exhibits/{item.id}/copy/")
    assert "form-action 'self' http://localhost:8001;" in f"{page['Content-Security-Policy']};"
    path = urlsplit(answer.headers["Location"]).path
    assert Client().get(path).status_code == 404
    there = Client(headers={"Host": "localhost:8001"})
    given = there.get(path)
    assert body(given) == LARGE
    assert given["Cross-Origin-Resource-Policy"] == "cross-origin"
    for elsewhere in ("/", "/hub/", "/accounts/login/", "/static/hub.css", "/report/", "/api/v1/cases/"):
        refused = there.get(elsewhere)
        assert (refused.status_code, refused.cookies) == (404, {})
    assert there.get("/livez").status_code == 200


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (making_files.raw_pdf(b"q Q", more=b"/AA<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>"), ".pdf"),
        (b"words before it, then a page: " + b"x" * 2000 + b"<script>alert(1)</script>", ".txt"),
        (making_files.mail(body="<html><script>alert(1)</script></html>"), ".eml"),
    ],
)
def test_hostile_original_is_given_as_bytes_and_nothing_else(client, submit, content, name):
    item = submit(files=[content]).evidence.get()
    answer = Client().get(copy_path(client, item))
    assert (answer["Content-Type"], body(answer)) == ("application/octet-stream", content)
    assert answer["Content-Disposition"].endswith(f'{name}"')
    check_guarded(answer)


def test_pdf_is_shown_page_by_page(client, submit):
    item = submit(files=[making_files.pdf(pages=14)]).evidence.get()
    base = f"/hub/exhibits/{item.id}/pages/"
    assert client.get(f"/hub/exhibits/{item.id}/look/").headers["Location"] == base
    page = client.get(f"{base}?page=2").content.decode()
    assert "page 2 of 14" in page
    for link in ("?page=1", "?page=3", f"{base}2/"):
        assert f'"{link}"' in page
    first, last = client.get(base).content.decode(), client.get(f"{base}?page=99").content.decode()
    assert "page 1 of 14" in first
    assert "?page=0" not in first
    assert "page 14 of 14" in last
    assert "?page=15" not in last
    assert verbs() == []
    drawn = client.get(f"{base}2/")
    assert (drawn["Content-Type"], drawn["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert drawn.content.startswith(b"\x89PNG")
    assert verbs() == [("viewed", "")]
    assert client.get(f"{base}15/").status_code == 422


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("application/vnd.ms-outlook", "no safe view"),
        ("video/x-msvideo", "no safe view"),
    ],
)
def test_kind_without_a_view_says_so_and_offers_the_original(client, submit, kind, words):
    item = submit(files=[making_files.EVERY_KIND[kind]]).evidence.get()
    page = client.get(f"/hub/exhibits/{item.id}/look/")
    assert words in page.content.decode()
    assert f"/hub/exhibits/{item.id}/copy/" in page.content.decode()
    assert client.get(f"/hub/exhibits/{item.id}/play/").status_code == 404


def test_exhibit_in_quarantine_says_why(client, item):
    quarantine.put(evidence_id=item.id, why=Evidence.Quarantine.MALWARE, by=HUB, at=timezone.now())
    for view in ("look/", "play/", "copy/"):
        page = client.get(f"/hub/exhibits/{item.id}/{view}")
        assert page.status_code == 409
        assert "malware" in page.content.decode()


def test_exhibit_whose_key_is_destroyed_says_so(client, submit):
    item = submit(files=[making.picture()]).evidence.get()
    destroy_key(owner=item.report_id, purpose=Purpose.MATERIAL, at=timezone.now())
    assert client.get(f"/hub/exhibits/{item.id}/").status_code == 410
    assert ask_copy(client, item).status_code == 410
