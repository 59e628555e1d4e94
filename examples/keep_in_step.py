#!/usr/bin/env python3
"""Keeps a folder in step with the hub: a folder for each case, with what the hub knows and the newest package.

Needs Python 3.9 or newer and nothing else. Run it every few minutes:

    HUB_URL=https://hub.example CLIENT_ID=... CLIENT_SECRET=... python3 keep_in_step.py FOLDER
"""

import hashlib
import json
import os
import pathlib
import shutil
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HUB = os.environ["HUB_URL"].rstrip("/")
TIMEOUT, TRIES = 60, 5


class Hub:
    """The hub's API, with a token that is fetched when it is needed."""

    def __init__(self):
        self.token = None

    def sign_in(self):
        """Get a token; it lasts an hour."""
        form = {
            "grant_type": "client_credentials",
            "client_id": os.environ["CLIENT_ID"],
            "client_secret": os.environ["CLIENT_SECRET"],
            "scope": "cases:read packages:read",
        }
        asked = urllib.request.Request(f"{HUB}/oauth/token", urllib.parse.urlencode(form).encode())
        with urllib.request.urlopen(asked, timeout=TIMEOUT) as answer:
            self.token = json.load(answer)["access_token"]

    def get(self, path, **headers):
        """Return an answer to be read; wait where the hub asks for it, and sign in anew where the token is over."""
        for attempt in range(TRIES):
            if self.token is None:
                self.sign_in()
            known = {name.replace("_", "-"): value for name, value in headers.items()}
            asked = urllib.request.Request(f"{HUB}{path}", headers={"Authorization": f"Bearer {self.token}", **known})
            try:
                return urllib.request.urlopen(asked, timeout=TIMEOUT)
            except urllib.error.HTTPError as refusal:
                if refusal.code == 401 and attempt == 0:
                    self.token = None
                elif refusal.code in (429, 503):
                    time.sleep(int(refusal.headers.get("Retry-After", "5")))
                else:
                    raise
        raise SystemExit(f"The hub did not answer {path}; run this again later.")

    def read(self, path):
        """Return an answer as JSON."""
        with self.get(path) as answer:
            return json.load(answer)


def write(path, text):
    """Replace a file as a whole, so that a crash leaves the old one or the new one."""
    beside = path.with_name(path.name + ".part")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def keep_case(hub, reference, folder):
    """Write what the hub knows of a case, and its package where there is a newer one; remove what is ours no more."""
    here = folder / reference
    try:
        case = hub.read(f"/api/v1/cases/{reference}")
    except urllib.error.HTTPError as refusal:
        if refusal.code != 404:
            raise
        shutil.rmtree(here, ignore_errors=True)
        return
    here.mkdir(parents=True, exist_ok=True)
    if case["package"]:
        keep_package(hub, reference, case["package"], here)
    write(here / "case.json", json.dumps(case, indent=2, ensure_ascii=False))


def keep_package(hub, reference, package, here):
    """Download a package unless it is there; go on where an earlier download stopped, and check its SHA-256."""
    whole = here / f"package-v{package['version']}.zip"
    if whole.exists():
        return
    part = whole.with_name(whole.name + ".part")
    begun = part.stat().st_size if part.exists() else 0
    path = f"/api/v1/cases/{reference}/packages/{package['version']}"
    if begun < package["size"]:
        asked = {"Range": f"bytes={begun}-", "If_Range": f'"{package["sha256"]}"'} if begun else {}
        with hub.get(path, **asked) as answer, part.open("ab" if answer.status == 206 else "wb") as file:
            shutil.copyfileobj(answer, file)
    with part.open("rb") as file:
        digest = hashlib.sha256()
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != package["sha256"]:
        part.unlink()
        raise SystemExit(f"The package of {reference} came damaged; run this again.")
    part.replace(whole)


def main(folder):
    """Work through what changed since the last time."""
    folder.mkdir(parents=True, exist_ok=True)
    cursor = folder / "cursor"
    hub = Hub()
    since, more = (cursor.read_text().strip() if cursor.exists() else "0"), True
    while more:
        page = hub.read(f"/api/v1/cases?since={since}&limit=100")
        for reference in sorted({change["case"] for change in page["changes"]}):
            keep_case(hub, reference, folder)
        since, more = str(page["next"]), page["more"]
        write(cursor, since)  # only now: what was not written is asked for again


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
