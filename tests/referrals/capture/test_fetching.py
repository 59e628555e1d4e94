"""Fetching: over real sockets to servers of this machine, which only the injected connector leads to."""

import ssl
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.bodies import beginning, unpacked
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.exchanges import FetchFailed
from referrals.clients.fetching.pages import Walk, fetch, retry_after
from referrals.clients.fetching.reaching import Reach
from referrals.clients.fetching.warc import Recorder
from referrals.rules.capture.failures import Failure
from tests.making import sites

AGENT = "TestHub/1.0"


@pytest.fixture
def site() -> Iterator[sites.Site]:
    running = sites.Site()
    yield running
    running.close()


def go(link, reach, *, seconds=10.0, most=1_000_000, redirects=10, into=None):
    """Fetch a link; return what answered, the way to it and the WARC."""
    target, walk = into if into is not None else BytesIO(), Walk()
    found = fetch(
        link,
        asker=Asker(reach=reach, user_agent=AGENT),
        budget=Budget(seconds=seconds, most_bytes=most),
        recorder=Recorder(target),
        most_redirects=redirects,
        walk=walk,
    )
    return found, walk, target.getvalue()


def fails(link, reach, **more):
    warc = BytesIO()
    with pytest.raises(FetchFailed) as failed:
        go(link, reach, into=warc, **more)
    return failed.value, warc.getvalue()


def records(warc):
    found = ArchiveIterator(BytesIO(warc), no_record_parse=True)
    return [(record.rec_type, record.rec_headers, record.raw_stream.read()) for record in found]


def checked(warc, tmp_path):
    """Return whether warcio's own checker finds every digest right."""
    path = tmp_path / "checked.warc"
    path.write_bytes(warc)

    class Command:
        verbose = True
        inputs = [str(path)]

    checker = Checker(Command())
    checker.process_all()
    return checker.exit_value == 0


@pytest.fixture
def reach(site) -> Reach:
    return sites.reach_of(sites.Dialled(http=site.port))


def test_a_page_is_fetched_and_recorded_byte_for_byte(site, reach, tmp_path):
    site.answers["/a"] = sites.in_chunks([b"<p>one", b" and two</p>"])
    found, _, warc = go("http://site.example/a?b=c#d", reach)
    assert (found.status, found.body_size, found.address) == (200, 18, sites.PUBLIC)
    [(_, response, block), (_, request, asked)] = records(warc)
    assert block.startswith(b"HTTP/1.1 200 OK\r\n")
    assert block.endswith(b"6\r\n<p>one\r\nc\r\n and two</p>\r\n0\r\n\r\n")
    assert asked.startswith(b"GET /a?b=c HTTP/1.1\r\nHost: site.example\r\nUser-Agent: TestHub/1.0\r\n")
    assert response.get_header("WARC-IP-Address") == sites.PUBLIC
    assert response.get_header("WARC-Target-URI") == "http://site.example/a?b=c"
    assert response.get_header("WARC-Payload-Digest").startswith("sha256:")
    assert request.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    assert warc.startswith(b"WARC/1.1\r\n")
    assert checked(warc, tmp_path)


def test_a_changed_byte_of_the_warc_is_found_by_its_digests(site, reach, tmp_path):
    site.answers["/a"] = sites.page("<p>one and two</p>")
    _, _, warc = go("http://site.example/a", reach)
    assert checked(warc, tmp_path)
    assert not checked(warc.replace(b"one and two", b"one and six"), tmp_path)


def test_every_redirect_is_followed_judged_and_recorded_and_no_cookie_is_kept(site, reach, tmp_path):
    site.answers["/a"] = sites.leads("/b", set_cookie="who=you; Path=/")
    site.answers["/b"] = sites.leads("http://other.example/c", status=301)
    site.answers["other.example/c"] = sites.page("<p>here</p>")
    found, walk, warc = go("http://site.example/a", reach)
    assert found.target.url == "http://other.example/c"
    assert [each.status for each in walk.exchanges] == [302, 301, 200]
    assert [kind for kind, _, _ in records(warc)] == ["response", "request"] * 3
    assert not any("cookie" in headers for _, _, headers in site.asked)
    assert [host for host, _, _ in site.asked] == ["site.example", "site.example", "other.example"]
    assert checked(warc, tmp_path)


def test_a_proxy_of_the_environment_is_not_used(site, reach, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.answers["/a"] = sites.page("<p>here</p>")
    assert go("http://site.example/a", reach)[0].status == 200


PRIVATE = [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "::1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "fd00::1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_a_name_that_leads_to_an_address_that_is_not_public_is_refused_before_any_connection(site, address):
    dialled = sites.Dialled(http=site.port)
    failed, warc = fails("http://rebound.example/", sites.reach_of(dialled, {"rebound.example": [address]}))
    assert failed.failure == Failure.REFUSED_ADDRESS
    assert dialled.to == []
    assert warc == b""


@pytest.mark.parametrize("address", PRIVATE)
def test_a_redirect_to_a_private_address_is_refused_and_what_led_there_is_kept(site, address):
    dialled = sites.Dialled(http=site.port)
    literal = f"[{address}]" if ":" in address else address
    site.answers["/a"] = sites.leads(f"http://{literal}/latest/meta-data/")
    failed, warc = fails("http://site.example/a", sites.reach_of(dialled))
    assert failed.failure == Failure.REFUSED_ADDRESS
    assert dialled.to == [(sites.PUBLIC, 80)]
    assert len(records(warc)) == 2


def test_a_host_with_one_private_address_among_public_ones_is_refused_whole(site):
    dialled = sites.Dialled(http=site.port)
    failed, _ = fails("http://mixed.example/", sites.reach_of(dialled, {"mixed.example": [sites.PUBLIC, "10.0.0.1"]}))
    assert failed.failure == Failure.REFUSED_ADDRESS
    assert dialled.to == []


def test_a_name_is_resolved_once_for_each_request_and_connected_to_what_was_judged(site):
    dialled, answers = sites.Dialled(http=site.port), [[sites.PUBLIC], ["127.0.0.1"]]
    reach = Reach(resolver=lambda _: answers.pop(0), connector=dialled)
    site.answers["/a"] = sites.leads("/b")
    failed, _ = fails("http://rebinding.example/a", reach)
    assert failed.failure == Failure.REFUSED_ADDRESS
    assert dialled.to == [(sites.PUBLIC, 80)]


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("http://site.example:8080/", Failure.REFUSED_LINK),
        ("http://user:secret@site.example/", Failure.REFUSED_LINK),
        ("ftp://site.example/", Failure.REFUSED_LINK),
        ("file:///etc/passwd", Failure.REFUSED_LINK),
        ("http://localhost/", Failure.REFUSED_LINK),
        ("/a", Failure.TOO_MANY_REDIRECTS),
    ],
)
def test_a_redirect_that_no_capture_follows_ends_it(site, reach, location, failure):
    site.answers["/a"] = sites.leads(location)
    assert fails("http://site.example/a", reach)[0].failure == failure
    assert len(site.asked) == 1


def test_redirects_without_end_are_ended(site, reach):
    for number in range(20):
        site.answers[f"/{number}"] = sites.leads(f"/{number + 1}")
    assert fails("http://site.example/0", reach, redirects=5)[0].failure == Failure.TOO_MANY_REDIRECTS
    assert len(site.asked) == 6


def test_a_slow_drip_ends_at_the_limit_and_what_came_is_kept(site, reach, tmp_path):
    site.answers["/a"] = sites.drips(pieces=100, seconds=0.1)
    begun = time.monotonic()
    failed, warc = fails("http://site.example/a", reach, seconds=1)
    assert failed.failure == Failure.TIMED_OUT
    assert time.monotonic() - begun < 5
    assert records(warc)[0][1].get_header("WARC-Truncated") == "time"
    assert checked(warc, tmp_path)


def test_more_bytes_than_allowed_end_it(site, reach):
    site.answers["/a"] = sites.page(b"x" * 500_000)
    failed, warc = fails("http://site.example/a", reach, most=100_000)
    assert failed.failure == Failure.TOO_LARGE
    assert len(warc) < 300_000
    assert records(warc)[0][1].get_header("WARC-Truncated") == "length"


def test_an_answer_that_breaks_off_is_broken(site, reach):
    site.answers["/a"] = sites.breaks_off
    failed, warc = fails("http://site.example/a", reach)
    assert failed.failure == Failure.BROKEN_ANSWER
    assert records(warc)[0][2].endswith(b"<p>only this")


def test_a_bomb_is_noticed_while_it_is_small(site, reach):
    site.answers["/a"] = sites.packed(b"\0" * 50_000_000)
    found, _, _ = go("http://site.example/a", reach)
    assert found.body_size < 100_000
    with pytest.raises(FetchFailed) as failed:
        unpacked(found, most=1_000_000)
    assert failed.value.failure == Failure.TOO_LARGE
    assert len(beginning(found, most=1000)) == 1000


def test_a_packed_page_is_unpacked_and_recorded_packed(site, reach, tmp_path):
    site.answers["/a"] = sites.packed(b"<p>here</p>")
    found, _, warc = go("http://site.example/a", reach)
    assert unpacked(found, most=1000) == b"<p>here</p>"
    assert b"<p>here</p>" not in warc
    assert checked(warc, tmp_path)


@pytest.mark.parametrize(("dialled", "failure"), [(sites.Dialled(), Failure.UNREACHABLE)])
def test_a_closed_door_is_unreachable(dialled, failure):
    assert fails("http://site.example/", sites.reach_of(dialled))[0].failure == failure


def test_a_name_that_nobody_knows_is_dns():
    def resolver(host):
        raise OSError

    assert fails("http://site.example/", Reach(resolver=resolver))[0].failure == Failure.DNS


def test_a_resolver_that_does_not_answer_holds_nothing_up():
    reach = Reach(resolver=lambda host: time.sleep(20) or [])
    begun = time.monotonic()
    assert fails("http://site.example/", reach, seconds=1)[0].failure in (Failure.DNS, Failure.TIMED_OUT)
    assert time.monotonic() - begun < 10


def test_a_certificate_is_checked_against_the_name_that_was_asked_for(tmp_path):
    certificate, key = sites.certificate_for("site.example")
    for name, content in (("cert.pem", certificate), ("key.pem", key)):
        (tmp_path / name).write_bytes(content)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    site = sites.Site(context=context)
    site.answers["/"] = sites.page("<p>here</p>")
    trusting = sites.reach_of(sites.Dialled(https=site.port), authority=certificate)
    assert go("https://site.example/", trusting)[0].status == 200
    assert fails("https://other.example/", trusting)[0].failure == Failure.TLS
    assert fails("https://site.example/", sites.reach_of(sites.Dialled(https=site.port)))[0].failure == Failure.TLS
    site.close()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("Sun, 01 Mar 2026 12:01:00 GMT", 60),
        ("Sun, 01 Mar 2026 11:00:00 GMT", 0),
        ("soon", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(site, reach, text, seconds):
    site.answers["/a"] = sites.page("", status=429, retry_after=text)
    found, _, _ = go("http://site.example/a", reach)
    asked = retry_after(found, now=datetime(2026, 3, 1, 12, 0, tzinfo=UTC))
    assert asked == (None if seconds is None else timedelta(seconds=seconds))
