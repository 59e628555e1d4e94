"""Draft statements: what each complainant wrote, set as a statement to be checked and signed, and the hub's own."""

from collections.abc import Iterator

from referrals.services.summary import blocks
from referrals.services.summary.given import Given, Row, moment, plain, rows_of

MOST_STATEMENTS = 10
MOST_CHARACTERS = 20_000
NOT_RECORDED = "(not recorded)"
# Source: section 9 of the Criminal Justice Act 1967; the wording from general knowledge.
DECLARATION = (
    "This statement (consisting of ____ page(s), each signed by me) is true to the best of my knowledge and "
    "belief, and I make it "
    "knowing that, if it is tendered in evidence, I shall be liable to prosecution if I have wilfully stated in it "
    "anything which I know to be false, or do not believe to be true."
)
DRAFT = (
    "DRAFT. Nobody has signed this. The words were typed into the hub's form; what is redacted, or tells who must not "
    "be named is taken out. The witness reads, corrects and signs them before an officer. The declaration awaits "
    "confirmation by a practitioner."
)


def part(given: Given) -> blocks.Part:
    """Return the part."""
    return blocks.Part(
        title="Draft statements",
        use="MG11. Each draft repeats the witness's words as the package holds them; the rest is blank.",
        blocks=[*_of_witnesses(given), *_of_the_hub(given)],
    )


def _of_witnesses(given: Given) -> Iterator[blocks.Block]:
    written = [row for row in [given.lead, *given.others] if plain(row.get("narrative"))]
    if not written:
        yield blocks.note("Nobody told the hub what happened in words of their own.")
    chosen = sorted(written[1:], key=lambda row: row.get("reporter") != "victim")
    for number, report in enumerate([*written[:1], *chosen][:MOST_STATEMENTS]):
        if number:
            yield blocks.page()
        yield from _statement(report)
    if len(written) > MOST_STATEMENTS:
        yield blocks.note(f"{len(written) - MOST_STATEMENTS:,} more accounts are in reports.json.")


def _statement(report: Row) -> Iterator[blocks.Block]:
    reference = plain(report.get("reference"))
    contact = report.get("complainant")
    name = plain(contact.get("name")) if isinstance(contact, dict) else ""
    yield blocks.heading(f"Statement on report {reference}")
    yield blocks.note(DRAFT)
    yield blocks.facts([("Statement of", name or "not named in this package: ask through the hub")])
    yield blocks.blanks(["Age, if under 18 (otherwise: over 18)", "Occupation"])
    yield blocks.note(DECLARATION)
    yield blocks.blanks(["Signature", "Date"])
    yield blocks.quote(plain(report.get("narrative")), most=MOST_CHARACTERS)
    exhibits = [plain(item.get("exhibit")) for item in rows_of(report.get("exhibits"))]
    if exhibits:
        listed = ", ".join(exhibits[:40])
        yield blocks.note(f"Files that came with this report, for the witness to confirm and produce: {listed}.")
    yield blocks.blanks(["Signature", "Signature witnessed by"])


def _of_the_hub(given: Given) -> Iterator[blocks.Block]:
    yield blocks.page()
    yield blocks.heading("Statement of the hub on how this was received and captured")
    yield blocks.note(DRAFT)
    yield blocks.blanks(["Statement of", "Occupation"])
    yield blocks.note(DECLARATION)
    yield blocks.blanks(["Signature", "Date"])
    yield blocks.quote("\n\n".join(_hub_says(given)), most=MOST_CHARACTERS)
    yield blocks.blanks(["Signature", "Signature witnessed by"])


def _hub_says(given: Given) -> Iterator[str]:
    yield (
        "The hub takes reports over its public form. Each file is hashed with SHA-256 as it arrives, encrypted, "
        "and kept as it "
        "was received. Every reading and export is written to a log whose entries are chained by their hashes."
    )
    if given.lead:
        yield (
            f"The first report in this package, {plain(given.lead.get('reference'))}, was received on "
            f"{moment(given.lead.get('submitted_at'))}. {len(given.exhibits):,} exhibits are listed with their "
            f"hashes."
        )
    for row in given.captures[:20]:
        tool = " ".join(filter(None, (plain(row.get("tool")), plain(row.get("tool_version")))))
        began, ended = moment(row.get("started_at")), moment(row.get("finished_at"))
        address, state = plain(row.get("exit_address")), plain(row.get("state"))
        if row.get("manner") == "given":
            yield (
                f"An officer of the hub made a copy of {plain(row.get('url'))} with {tool or NOT_RECORDED}. "
                f"It was seen: {began or NOT_RECORDED}."
            )
            continue
        yield (
            f"The hub fetched {plain(row.get('url'))} with {tool or NOT_RECORDED}. It began: {began or NOT_RECORDED}. "
            f"It ended: {ended or NOT_RECORDED}. From the address: {address or NOT_RECORDED}. "
            f"The result: {state or NOT_RECORDED}."
        )
