"""A real Chromium draws what the fetcher gives it, and reaches nothing by itself."""

import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from warcio.archiveiterator import ArchiveIterator

from referrals.clients.chromium.picture import Drawer
from referrals.clients.chromium.pipe import BrowserFailed
from referrals.clients.fetching.asking import Asker
from referrals.clients.fetching.budgets import Budget
from referrals.clients.fetching.pages import Walk, fetch
from referrals.clients.fetching.warc import Recorder
from referrals.rules.capture.verdicts import judge_page
from tests.making import sites

CHROMIUM = next((path for path in ("/usr/bin/chromium", "/usr/bin/google-chrome") if Path(path).exists()), "")
pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(not CHROMIUM and not os.environ.get("HATEHUB_REQUIRE_BROWSER"), reason="no browser was found"),
]


@pytest.fixture
def site() -> Iterator[sites.Site]:
    running = sites.Site()
    yield running
    running.close()


class Listener:
    """A service of this machine that nobody may reach: it counts who connects."""

    def __init__(self) -> None:
        self.connections = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind(("127.0.0.1", self.port))
        threading.Thread(target=self._count, daemon=True).start()
        threading.Thread(target=self._count_datagrams, daemon=True).start()

    def _count_datagrams(self) -> None:
        while True:
            try:
                self._datagrams.recv(2048)
            except OSError:
                return
            self.connections += 1

    def _count(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def close(self) -> None:
        self._socket.close()
        self._datagrams.close()


def draw(link, reach, *, seconds=40.0):
    warc = BytesIO()
    asker = Asker(reach=reach, user_agent="TestHub/1.0")
    budget, recorder = Budget(seconds=seconds, most_bytes=5_000_000), Recorder(warc)
    document = fetch(link, asker=asker, budget=budget, recorder=recorder, most_redirects=5, walk=Walk())
    drawer = Drawer(path=CHROMIUM, is_sandboxed=False)
    drawn = drawer.draw(document, asker=asker, budget=budget, recorder=recorder)
    asked = [
        record.rec_headers.get_header("WARC-Target-URI")
        for record in ArchiveIterator(BytesIO(warc.getvalue()))
        if record.rec_type == "request"
    ]
    return drawn, asked


def test_the_whole_page_is_drawn_with_what_it_loads_and_all_of_it_is_recorded(site):
    picture = io.BytesIO()
    Image.new("RGB", (600, 3000), "#00aa00").save(picture, "PNG")
    site.answers["/post"] = sites.page(
        "<title>Post</title><link rel=stylesheet href=/style.css><p id=a>before</p><img src=/moved.png>"
        "<script src=/script.js></script>",
        set_cookie="who=you",
    )
    site.answers["/style.css"] = sites.packed(b"body{background:#0000aa}", kind="text/css")
    site.answers["/script.js"] = sites.page("document.getElementById('a').textContent='written by a script'")
    site.answers["/moved.png"] = sites.leads("http://pictures.example/green.png")
    site.answers["pictures.example/green.png"] = sites.page(picture.getvalue(), kind="image/png")
    drawn, asked = draw("http://site.example.org/post", sites.reach_of(sites.Dialled(http=site.port)))
    image = Image.open(io.BytesIO(drawn.png)).convert("RGB")
    assert image.width == 1280
    assert image.height > 3000
    assert image.getpixel((100, 2500)) == (0, 170, 0)
    assert image.getpixel((1200, 500)) == (0, 0, 170)
    assert "written by a script" in drawn.page.text
    assert drawn.browser
    assert sorted(set(asked) - {"http://site.example.org/favicon.ico"}) == [
        "http://pictures.example/green.png",
        "http://site.example.org/moved.png",
        "http://site.example.org/post",
        "http://site.example.org/script.js",
        "http://site.example.org/style.css",
    ]
    assert not any("cookie" in headers for _, _, headers in site.asked)
    assert [path for _, path, _ in site.asked].count("/post") == 1


HOSTILE = """<title>Hostile</title><p>A page that tries every way it knows into the network of the hub, and shows what it got.</p>
<img src="http://127.0.0.1:{port}/a"><img src="http://10.0.0.1/b"><img src="http://169.254.169.254/latest/meta-data/">
<img src="http://localhost:{port}/c"><img src="http://[::1]:{port}/d"><img src="http://rebound.example/e">
<iframe src="http://127.0.0.1:{port}/f"></iframe><iframe src="http://rebound.example/g"></iframe>
<iframe srcdoc="<img src='http://127.0.0.1:{port}/h'>"></iframe>
<link rel=preconnect href="http://127.0.0.1:{port}"><link rel=dns-prefetch href="//rebound.example">
<link rel=prefetch href="http://127.0.0.1:{port}/i"><object data="http://127.0.0.1:{port}/j"></object>
<form id=f method=post action="http://127.0.0.1:{port}/k"></form>
<script>
new WebSocket('ws://127.0.0.1:{port}/l'); new EventSource('http://127.0.0.1:{port}/m');
fetch('http://127.0.0.1:{port}/n', {{mode: 'no-cors'}}).catch(() => 0);
fetch('/post-me', {{method: 'POST', body: 'x'}}).catch(() => 0);
navigator.sendBeacon('http://127.0.0.1:{port}/o', 'x');
window.open('http://127.0.0.1:{port}/p');
const peer = new RTCPeerConnection({{iceServers: [{{urls: 'turn:127.0.0.1:{port}?transport=tcp', username: 'a', credential: 'b'}},
  {{urls: 'stun:127.0.0.1:{port}'}}]}});
peer.createDataChannel('x'); peer.createOffer().then(offer => peer.setLocalDescription(offer));
new Worker(URL.createObjectURL(new Blob(["fetch('http://127.0.0.1:{port}/q').catch(()=>0); new WebSocket('ws://127.0.0.1:{port}/r')"])));
new Worker('/worker.js');
</script>"""  # noqa: E501 - a page


def test_a_hostile_page_reaches_no_private_address(site):
    private = Listener()
    site.answers["/post"] = sites.page(HOSTILE.format(port=private.port))
    site.answers["/worker.js"] = sites.page(
        f"fetch('http://127.0.0.1:{private.port}/s').catch(()=>0); importScripts('http://127.0.0.1:{private.port}/t')",
        kind="text/javascript",
    )
    dialled = sites.Dialled(http=site.port)
    reach = sites.reach_of(dialled, {"rebound.example": ["127.0.0.1"], "localhost": ["127.0.0.1"]})
    drawn, asked = draw("http://site.example.org/post", reach)
    assert drawn.page.title == "Hostile"
    assert private.connections == 0
    assert {address for address, _ in dialled.to} == {sites.PUBLIC}
    assert all(link.startswith("http://site.example.org/") for link in asked)
    assert "http://site.example.org/worker.js" in asked
    assert "/post-me" not in [path for _, path, _ in site.asked]
    private.close()


def test_the_listener_of_this_test_does_count():
    private = Listener()
    for _ in range(2):
        socket.create_connection(("127.0.0.1", private.port)).recv(1)
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", private.port))
    time.sleep(0.5)
    assert private.connections == 3
    private.close()


def test_a_wall_that_only_a_script_puts_up_is_seen(site):
    site.answers["/post"] = sites.page(
        "<title>Network</title><div id=app>Loading the post, which takes a moment or two, please wait a little</div>"
        "<script>setTimeout(() => { document.title = 'Log in'; app.textContent = "
        "'Log in or sign up to see what your friends say. It is quick, easy and free of charge.'}, 300)</script>"
    )
    link = "http://network.example/post"
    drawn, _ = draw(link, sites.reach_of(sites.Dialled(http=site.port)))
    assert judge_page(drawn.page, asked=link).failure == "login_wall"


def test_an_error_of_the_browser_itself_is_no_page(site):
    site.answers["/away"] = sites.page(
        "<title>Away</title><script>location.href='http://other.example.org/none'</script>"
    )
    reach = sites.reach_of(sites.Dialled(http=site.port), {"other.example.org": ["10.0.0.1"]})
    with pytest.raises(BrowserFailed, match="an error of its own"):
        draw("http://site.example.org/away", reach)


def test_a_page_that_never_rests_or_holds_its_dialogue_open_is_drawn_at_the_limit(site):
    site.answers["/post"] = sites.page(
        "<title>Restless</title><p>Always asking</p><script>alert('stay');setInterval(() => fetch('/x'), 50)</script>"
    )
    drawn, _ = draw("http://site.example.org/post", sites.reach_of(sites.Dialled(http=site.port)), seconds=14)
    assert drawn.page.title == "Restless"


def test_a_browser_that_is_none_fails_by_name(site):
    site.answers["/post"] = sites.page("<p>here</p>")
    asker = Asker(reach=sites.reach_of(sites.Dialled(http=site.port)), user_agent="TestHub/1.0")
    budget, recorder = Budget(seconds=20, most_bytes=5_000_000), Recorder(BytesIO())
    document = fetch(
        "http://site.example.org/post", asker=asker, budget=budget, recorder=recorder, most_redirects=5, walk=Walk()
    )
    for path in ("/bin/false", "/nowhere/chromium"):
        with pytest.raises(BrowserFailed):
            Drawer(path=path).draw(document, asker=asker, budget=budget, recorder=recorder)
