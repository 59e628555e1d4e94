"""The lists of the file: exhibits, lines of enquiry, what was left out, and the other reports of the case."""

import hashlib
from collections.abc import Iterator

from referrals.services.summary import blocks
from referrals.services.summary.given import Given, Row, label, moment, plain, rows_of, says_danger

MOST_EXHIBITS = 400
MOST_OTHERS = 200
MOST_LEFT_OUT = 200
FIRST_WORDS = 160
NOT_AN_APPLICATION = (
    "DRAFT, not an application. Only a single point of contact may apply, once an officer has completed it."
)


def exhibits(given: Given) -> blocks.Part:
    """Return the exhibit list."""
    return blocks.Part(
        title="Exhibits",
        use="MG12. Hashes are shortened here; the annex has them in full, and manifest-sha256.txt has every file.",
        blocks=list(_exhibits(given)),
    )


def enquiries(given: Given) -> blocks.Part:
    """Return the lines of enquiry, and the draft communications-data request."""
    return blocks.Part(
        title="Lines of enquiry",
        use="The investigation plan, and the enquiries section of MG5. Lines that point away from a suspect count too.",
        blocks=[*_enquiries(given), *_request(given)],
    )


def disclosure(given: Given) -> blocks.Part:
    """Return what was left out and why."""
    return blocks.Part(
        title="Disclosure: what was left out, and why",
        use="MG6, and the schedules of unused material (MG6C; MG6D where it is sensitive). Nothing left out is quoted.",
        blocks=list(_disclosure(given)),
    )


def others(given: Given) -> blocks.Part:
    """Return the other reports of the case as a table, those first that add most."""
    return blocks.Part(
        title="Other reports in this case",
        use="MG5 and MG6: further witnesses. The lead report stands in full above; the others are in reports.json.",
        blocks=list(_others(given)),
    )


def _exhibits(given: Given) -> Iterator[blocks.Block]:
    rows = given.exhibits
    if not rows:
        yield blocks.note("No exhibit may be handed on, or none was given.")
        return
    cells = [
        (
            plain(item.get("exhibit")),
            _what(item),
            _by_whom(item),
            moment(item.get("received_at")),
            plain(item.get("sha256"))[:16],
        )
        for item in rows[:MOST_EXHIBITS]
    ]
    head = ("Reference", "What", "By whom", "Received", "SHA-256 begins")
    yield blocks.table(head, cells, widths=("38mm", "1fr", "1fr", "34mm", "33mm"), caption="Exhibits")
    if len(rows) > MOST_EXHIBITS:
        yield blocks.note(f"{len(rows) - MOST_EXHIBITS:,} more exhibits are in reports.json.")
    if given.total > len(given.reports):
        yield blocks.note("Exhibits of the reports that this summary does not tell of are in reports.json.")


def _by_whom(item: Row) -> str:
    said = plain(item.get("produced_by") or item.get("by"))
    is_ours = "capture" in plain(item.get("given_as")) or item.get("origin") == "captured"
    return said or ("The hub" if is_ours else "Whoever reported it")


def _what(item: Row) -> str:
    size = item.get("size")
    parts = (plain(item.get("type")), f"{size:,} bytes" if isinstance(size, int) else "", plain(item.get("given_as")))
    return ", ".join(filter(None, parts))


def _enquiries(given: Given) -> Iterator[blocks.Block]:
    found = False
    for name, title in (("done", "Done"), ("proposed", "Proposed")):
        rows = [(plain(row.get("what")), plain(row.get("why"))) for row in rows_of(given.enquiries.get(name))]
        if rows:
            found = True
            yield blocks.heading(title)
            yield blocks.table(("Line", "Why"), rows, widths=("1fr", "1fr"), caption=f"Lines of enquiry: {title}")
    if not found:
        yield blocks.note("No lines of enquiry are in this version of the package.")
    if given.enquiries.get("basis"):
        yield blocks.note(f"Basis: {plain(given.enquiries['basis'])}.")


def _request(given: Given) -> Iterator[blocks.Block]:
    yield blocks.heading("Draft communications-data request")
    request = given.request
    if not request:
        yield blocks.note("Neither an account nor an internet address is known: there is nothing to ask an operator.")
        return
    yield blocks.note(plain(request.get("status")) or NOT_AN_APPLICATION)
    lists = {name for name, value in request.items() if isinstance(value, list) and rows_of(value)}
    rows = [(label(name), plain(value)) for name, value in request.items() if name not in lists | {"status"}]
    yield blocks.facts(rows, most=1500)
    for operator in rows_of(request.get("operators"))[:20]:
        accounts = [
            (plain(row.get("account")), plain(row.get("post") or row.get("url")), moment(row.get("posted")))
            for row in rows_of(operator.get("accounts"))[:50]
        ]
        yield blocks.heading(f"To the operator of {plain(operator.get('platform'))}")
        head = ("Account", "Post", "When, as stated")
        yield blocks.table(head, accounts, widths=("1fr", "2fr", "1fr"), caption="Accounts asked about")
    for name in sorted(lists - {"operators"}):
        yield blocks.heading(label(name))
        for row in rows_of(request[name])[:50]:
            yield blocks.facts([(label(key), plain(value)) for key, value in row.items()])


def _disclosure(given: Given) -> Iterator[blocks.Block]:
    rows = list(dict.fromkeys(_left_out(given)))
    if not rows:
        yield blocks.note("Nothing is recorded as left out.")
        return
    widths = ("38mm", "1fr", "1fr")
    yield blocks.table(("Report", "What", "Why"), rows[:MOST_LEFT_OUT], widths=widths, caption="What was left out")
    if len(rows) > MOST_LEFT_OUT:
        yield blocks.note(f"{len(rows) - MOST_LEFT_OUT:,} more lines are in disclosure.json.")


def _left_out(given: Given) -> Iterator[tuple[str, str, str]]:
    for row in given.disclosure:
        reference = plain(row.get("report"))
        items = rows_of(row.get("left_out")) if "left_out" in row else [row]
        for item in [*items, *rows_of(row.get("redactions"))]:
            what = plain(item.get("what") or item.get("exhibit"))
            who = plain(item.get("by") or item.get("role"))
            yield reference, what, f"{plain(item.get('why'))} ({who})" if who else plain(item.get("why"))


def _others(given: Given) -> Iterator[blocks.Block]:
    if not given.others:
        yield blocks.note("The lead report is the only one in this case.")
        return
    chosen = most_different(given.others)[:MOST_OTHERS]
    rows = [
        (
            plain(row.get("reference")),
            moment(row.get("submitted_at")),
            label(row.get("reporter")),
            f"{len(rows_of(row.get('exhibits')))}",
            _beginning(plain(row.get("narrative"))),
        )
        for row in chosen
    ]
    head = ("Report", "Received", "From", "Files", "First words")
    yield blocks.table(head, rows, widths=("36mm", "34mm", "24mm", "12mm", "1fr"), caption="Other reports")
    left = given.total - 1 - len(chosen)
    if left:
        yield blocks.note(
            f"{left:,} more reports are in reports.json. Shown are those that add most: from victims, with danger, "
            f"with files, "
            "in words of their own."
        )


def most_different(reports: list[Row]) -> list[Row]:
    """Return reports with those first that add most: victims, danger, files, words that nobody else wrote."""
    seen: set[bytes] = set()
    ranked = []
    for place, row in enumerate(reports):
        words = " ".join(plain(row.get("narrative")).casefold().split())
        digest = hashlib.sha256(words.encode(errors="replace")).digest()
        is_new = bool(words) and digest not in seen
        seen.add(digest)
        merit = (row.get("reporter") == "victim", says_danger(row), bool(rows_of(row.get("exhibits"))), is_new)
        ranked.append((tuple(not each for each in merit), place, row))
    return [row for _merit, _place, row in sorted(ranked, key=lambda each: each[:2])]


def _beginning(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= FIRST_WORDS else f"{words[:FIRST_WORDS]} ..."
