"""Officers at work over HTTP: each takes a case, decides that it is a crime, and assigns it to a force."""

import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.benches.stage import HOST
from tests.deployed.browsing import AWAY, WENT_ON, Browser, Page, Unreached
from tests.deployed.hub import Hub

CASE = re.compile(r'href="(/hub/cases/OHC-[0-9A-Z]{4}-[0-9A-Z]{4}/)"')
WAVE = re.compile(r'href="(/hub/surges/[0-9]+/)"')
ANSWERS = {
    "concerns_crime": ("yes", ""),
    "probable": ("yes", "The words threaten."),
    "contrary": ("no", ""),
    "traceable": ("yes", ""),
    "confirmed": ("yes", "The complainant confirms it."),
    "other_force": ("no", ""),
    "exception": ("no", "Nothing to do with a school."),
}
MOST_PAGES = 15
TRIES = 40
AGAIN_SECONDS = 1.0


@dataclass
class Worked:
    """What officers were told was done, by step, and what they met."""

    decided: list[str] = field(default_factory=list)
    assigned: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    odd: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)


class Left(Exception):
    """The officer leaves this case for another; the message says why."""


class Officer:
    """One officer with a browser that is signed in."""

    def __init__(self, browser: Browser, *, worked: Worked, seed: int) -> None:
        self._browser, self._worked = browser, worked
        self._chance = random.Random(seed)

    def keep_working(self, stop: threading.Event, *, pause: float) -> None:
        """Work one case after the other until told to stop."""
        while not stop.wait(pause):
            try:
                self._work(self._choose())
            except Left as reason:
                self._worked.left[str(reason)] += 1
            except LookupError as error:
                self._worked.odd[str(error)[:120]] += 1

    def merge_surge(self) -> dict[str, str]:
        """Make one case of the largest surge, those that differ included; return what came of it in words."""
        try:
            found = WAVE.findall(self._get("/hub/surges/").content.decode())
            if not found:
                return {"surge": "none is shown"}
            page = self._get(found[0])
            values = {"differing": "merge", "reason": "They report the same post."}
            page = self._post(page.form(with_field="differing"), page, "surge", values=values)
            form = page.form(with_field="differing")
            page = self._post(form, page, "surge", press=("go", "1"))
            return {"surge": found[0], "leads to": page.location or str(page.status)}
        except (Left, LookupError) as error:
            return {"surge": str(error)}

    def _choose(self) -> str:
        page = self._get("/hub/queues/?state=received")
        found = sorted(set(CASE.findall(page.content.decode())))
        if not found:
            raise Left("no case waits")
        return self._chance.choice(found)

    def _work(self, case: str) -> None:
        for step in ("claim", "start"):
            page = self._get(case)
            forms = [form for form in page.tree.xpath("//form") if str(form.action or "").endswith(f"/{step}/")]
            if forms:
                self._post(forms[0], page, step)
        self._decide(case)
        self._worked.decided.append(case.split("/")[3])
        self._assign(case)
        self._worked.assigned.append(case.split("/")[3])

    def _decide(self, case: str) -> None:
        page = self._get(f"{case}assess/")
        for _ in range(MOST_PAGES):
            form = page.form(with_field="policy")
            values = self._answers(form)
            press = ("record", "1") if page.tree.xpath("//button[@name='record']") else None
            page = self._post(form, page, "assess", values=values, press=press)
            if page.status in WENT_ON:
                return
        raise Left("assess: no end")

    def _answers(self, form: Any) -> dict[str, str]:
        values = {}
        for name in form.fields:
            kind, _, question = name.partition("_")
            if kind == "answer" and question in ANSWERS:
                values[name], reason = ANSWERS[question]
                values[f"reason_{question}"] = reason
            if name == "offence":
                codes = [code for code in form.inputs["offence"].value_options if code]
                values[name] = codes[0]
        return values

    def _assign(self, case: str) -> None:
        page = self._get(f"{case}responsibility/")
        if page.status in WENT_ON:
            raise Left("assigned by another")
        form = page.form(with_field="victim")
        page = self._post(form, page, "responsibility")
        if page.status not in WENT_ON:
            raise Left(f"responsibility: {page.status}")

    def _get(self, path: str) -> Page:
        return self._until(lambda: self._browser.get(path), f"GET {path.rstrip('/').rpartition('/')[2]}")

    def _post(
        self,
        form: Any,
        page: Page,
        what: str,
        *,
        values: dict[str, str] | None = None,
        press: tuple[str, str] | None = None,
    ) -> Page:
        return self._until(lambda: self._browser.send(form, page, values=values, press=press), f"POST {what}")

    def _until(self, ask: Callable[[], Page], what: str) -> Page:
        for _ in range(TRIES):
            try:
                page = ask()
            except Unreached:
                time.sleep(AGAIN_SECONDS)
                continue
            self._worked.statuses[page.status] += 1
            self._worked.seconds.append(page.seconds)
            if page.status in {200, *WENT_ON}:
                return page
            if page.status not in AWAY:
                raise Left(f"{what}: {page.status}")
            time.sleep(AGAIN_SECONDS)
        raise Left(f"{what}: nothing answered")


def at_work(hub: Hub, cookies: Iterable[Mapping[str, str]], *, worked: Worked, seed: int) -> list[Officer]:
    """Return an officer for each of the sessions, each of whom chooses cases by a seed of their own."""
    officers = []
    for number, cookie in enumerate(cookies):
        browser = Browser(host=HOST, ports=hub.ports)
        browser.cookies.update(cookie)
        officers.append(Officer(browser, worked=worked, seed=seed + number))
    return officers
