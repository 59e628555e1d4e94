"""Speaking with a Chromium over a pair of pipes (the DevTools protocol), which nobody else can open."""

import contextlib
import fcntl
import json
import os
import queue
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from types import TracebackType
from typing import Any

MOST_BYTES_OF_A_MESSAGE = 96 * 1024 * 1024
ON_THESE_PIPES = 'exec 3<"/dev/fd/$1" 4>"/dev/fd/$2"; shift 2; exec "$@"'
"""Chromium reads its commands from descriptor 3 and answers on 4."""
ABOVE_THOSE = 10
Message = dict[str, Any]

NOT_WANTED = (
    "DnsOverHttps",
    "MediaRouter",
    "OptimizationHints",
    "Translate",
    "InterestFeedContentSuggestions",
    # A page is drawn from the very address that it was fetched from.
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
)
ARGUMENTS = (
    "--headless",
    "--remote-debugging-pipe",
    "--proxy-bypass-list=<-loopback>",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # the name before Chromium 124
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    f"--disable-features={','.join(NOT_WANTED)}",
    "--dns-prefetch-disable",
    "--hide-scrollbars",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--js-flags=--max-old-space-size=256",
)


class BrowserFailed(Exception):
    """The browser did not start, went away, refused a command or took too long."""


class Browser:
    """A Chromium of its own: a new profile, no network, ended with all that it started when the block is left.

    Whatever it asks of a network goes to a port of this machine that refuses every connection, and no name is ever
    looked up. What is not answered through the pipe is therefore not answered.
    """

    def __init__(self, *, path: str, is_sandboxed: bool, user_agent: str) -> None:
        self._path = path
        self._more = [f"--user-agent={user_agent}", *([] if is_sandboxed else ["--no-sandbox"])]
        self._replies: dict[int, Message] = {}
        self._arrived = threading.Condition()
        self._write_lock = threading.Lock()
        self._number = 0
        self._is_gone = False
        self.events: queue.Queue[Message] = queue.Queue()

    def __enter__(self) -> "Browser":
        self._profile = tempfile.mkdtemp(prefix="capture-")
        self._refusing = socket.socket()
        self._refusing.bind(("127.0.0.1", 0))  # bound and never listened on: every connection is refused
        try:
            self._start()
        except OSError as error:
            self._clear()
            raise BrowserFailed("it did not start") from error
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_gone = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        with contextlib.suppress(OSError):
            self._to.close()
        self._clear()

    def call(self, method: str, *, session: str = "", seconds: float = 10.0, **parameters: Any) -> Message:
        """Give a command and return its result. Raises BrowserFailed."""
        number = self._send(method, session, parameters)
        until = time.monotonic() + max(seconds, 0.1)
        with self._arrived:
            while number not in self._replies:
                left = until - time.monotonic()
                if self._is_gone or left <= 0:
                    raise BrowserFailed(f"no answer to {method}")
                self._arrived.wait(left)
            reply = self._replies.pop(number)
        if "error" in reply:
            raise BrowserFailed(f"{method} was refused")
        return dict(reply.get("result", {}))

    def tell(self, method: str, *, session: str = "", **parameters: Any) -> None:
        """Give a command whose result is of no interest; one to a page that is gone is lost."""
        with contextlib.suppress(BrowserFailed):
            self._send(method, session, parameters)

    def _start(self) -> None:
        reads, writes = os.pipe()
        of_browser, self._to = _moved_up(reads), os.fdopen(writes, "wb", 0)
        reads, writes = os.pipe()
        browser_writes, self._from = _moved_up(writes), os.fdopen(reads, "rb", 0)
        port = self._refusing.getsockname()[1]
        own = [f"--user-data-dir={self._profile}", f"--proxy-server=http://127.0.0.1:{port}", *self._more]
        pipes = [str(of_browser), str(browser_writes)]
        try:
            self._process = subprocess.Popen(
                ["/bin/sh", "-c", ON_THESE_PIPES, "sh", *pipes, self._path, *ARGUMENTS, *own, "about:blank"],
                pass_fds=(of_browser, browser_writes),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                env={"HOME": self._profile, "PATH": os.defpath, "LANG": "en_GB.UTF-8", "TMPDIR": self._profile},
            )
        finally:
            os.close(of_browser)
            os.close(browser_writes)

    def _send(self, method: str, session: str, parameters: Message) -> int:
        with self._write_lock:
            self._number += 1
            message: Message = {"id": self._number, "method": method, "params": parameters}
            if session:
                message["sessionId"] = session
            left = memoryview(json.dumps(message).encode() + b"\0")
            try:
                while left:
                    left = left[self._to.write(left) or 0 :]
            except (OSError, ValueError):
                raise BrowserFailed("it is gone") from None
            return self._number

    def _listen(self) -> None:
        """Sort what the browser says into replies and events, until it goes."""
        held = bytearray()
        with self._from:
            while piece := self._from.read(256 * 1024):
                held += piece
                if len(held) > MOST_BYTES_OF_A_MESSAGE:
                    break
                if b"\0" in piece:
                    *whole, rest = held.split(b"\0")
                    held = bytearray(rest)
                    for message in whole:
                        self._sort(json.loads(message))
        with self._arrived:
            self._is_gone = True
            self._arrived.notify_all()
        self.events.put({"method": "gone", "params": {}})

    def _sort(self, message: Message) -> None:
        if "id" not in message:
            self.events.put(message)
            return
        with self._arrived:
            self._replies[message["id"]] = message
            self._arrived.notify_all()

    def _clear(self) -> None:
        self._refusing.close()
        shutil.rmtree(self._profile, ignore_errors=True)


def _moved_up(descriptor: int) -> int:
    """Return the same end of a pipe under a number that is none of the browser's own."""
    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, ABOVE_THOSE)
    os.close(descriptor)
    return moved
