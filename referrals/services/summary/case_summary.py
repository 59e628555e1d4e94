"""The parts that summarise the case: what happened, which offences it may be, and the posts."""

from collections.abc import Iterator

from referrals.services.summary import blocks
from referrals.services.summary.front import name_of_offence
from referrals.services.summary.given import Given, Row, day, label, moment, plain, row_of, rows_of

MOST_POSTS = 40
IN_SHORT = 2500
OF_A_POST = 3000
CONFIRM = "Points to prove are the hub's own words and await confirmation by a practitioner; they are not legal advice."


def summary(given: Given) -> blocks.Part:
    """Return the part for the case summary."""
    return blocks.Part(
        title="Case summary",
        use="MG5. The hub's account of the case: what was reported, what was decided, and why.",
        blocks=list(_summary(given)),
    )


def offences(given: Given) -> blocks.Part:
    """Return the part on offences, each point with the evidence for it."""
    return blocks.Part(
        title="Offences and points to prove",
        use="MG5 and the report to the prosecutor for a charging decision (MG3).",
        blocks=list(_offences(given)),
    )


def posts(given: Given) -> blocks.Part:
    """Return the part on the posts complained of, and on what the hub captured of them."""
    return blocks.Part(
        title="Posts and captures",
        use="MG5, and the statement of whoever produces the captures (MG11). Words are quoted as they were given.",
        blocks=[*_posts(given), *_captures(given)],
    )


def _summary(given: Given) -> Iterator[blocks.Block]:
    lead = given.lead
    yield blocks.heading("What was reported")
    yield blocks.facts(
        [
            ("Lead report", plain(lead.get("reference"))),
            ("Received", moment(lead.get("submitted_at"))),
            ("Happened on", day(lead.get("happened_on"))),
            ("Strands", label(lead.get("strands"))),
            ("What about it", label(lead.get("strand_values"))),
            ("Circumstances", label(lead.get("circumstances"))),
            ("Danger", label(lead.get("danger"))),
            ("Other reports in the case", f"{given.total - 1:,}" if given.total > 1 else ""),
        ]
    )
    if plain(lead.get("narrative")):
        yield blocks.note("In the complainant's own words:")
        yield blocks.quote(plain(lead.get("narrative")), most=IN_SHORT)
    yield blocks.facts([(label(name), plain(value)) for name, value in _details(lead)])
    if plain(lead.get("suspect")):
        yield blocks.heading("Who is said to have done it")
        yield blocks.quote(plain(lead["suspect"]), most=IN_SHORT)
        yield blocks.facts([("Where they were", label(lead.get("suspect_whereabouts")))])
    yield from _decision(given)


def _details(report: Row) -> Iterator[tuple[str, object]]:
    yield from row_of(report.get("details")).items()


def _decision(given: Given) -> Iterator[blocks.Block]:
    decided = given.assessment
    yield blocks.heading("What the hub decided, and why")
    if not decided:
        yield blocks.note("No decision had been made when this was put together.")
        return
    yield blocks.facts(
        [
            ("Decision", label(decided.get("outcome"))),
            ("Kept as", label(decided.get("disposal"))),
            ("Offence", plain(decided.get("offence"))),
            ("Decided", moment(decided.get("decided_at"))),
            ("Policy", plain(decided.get("policy"))),
        ]
    )
    for kind in ("reasons", "flags"):
        reasons = decided.get(kind)
        if isinstance(reasons, dict) and reasons:
            rows = [(label(name), plain(reason)) for name, reason in reasons.items()]
            yield blocks.facts(rows, most=1500)


def _offences(given: Given) -> Iterator[blocks.Block]:
    if not given.offences:
        yield blocks.note("No offence is recorded with its points in this version of the package.")
    for offence in given.offences:
        yield blocks.heading(name_of_offence(offence))
        yield blocks.facts(
            [
                ("Tried", plain(offence.get("mode"))),
                ("Most severe penalty", plain(offence.get("max_penalty") or offence.get("maximum"))),
                ("Consent needed from", plain(offence.get("needs_consent"))),
                ("First act", day(offence.get("first_act_on"))),
                ("Last act", day(offence.get("last_act_on"))),
                ("Hostility", label(offence.get("hostility"))),
                ("What shows it", plain(offence.get("hostility_evidence"))),
                ("Aggravated", plain(offence.get("is_aggravated", offence.get("aggravated")))),
                ("Why", plain(offence.get("aggravation_reason"))),
            ]
        )
        points = list(_points(offence))
        if points:
            yield blocks.table(
                ("Point to prove", "Where it is met"), points, widths=("1fr", "1fr"), caption="Points to prove"
            )
    if given.offences:
        yield blocks.note(CONFIRM)


def _points(offence: Row) -> Iterator[tuple[str, str]]:
    given = next((offence[name] for name in ("points", "points_to_prove", "evidence") if offence.get(name)), ())
    listed = given.items() if isinstance(given, dict) else given
    for point in listed if not isinstance(listed, str | int | float) else ():
        if isinstance(point, dict):
            what, met = point.get("point") or point.get("what"), point.get("evidence") or point.get("met_by")
        else:
            what, met = point if isinstance(point, list | tuple) and len(point) == 2 else (point, "")
        yield plain(what), plain(met) or "No evidence is recorded yet"


def _posts(given: Given) -> Iterator[blocks.Block]:
    seen: dict[str, Row] = {}
    total = 0
    for report in [given.lead, *given.others]:
        for post in rows_of(report.get("posts")):
            total += 1
            name = plain(post.get("post_key")) or plain(post.get("url")) or f"{report.get('reference')} {total}"
            seen.setdefault(name, post)
    if not seen:
        yield blocks.note("No post may be handed on, or none was named.")
    for number, post in enumerate(list(seen.values())[:MOST_POSTS], start=1):
        yield from _post(number, post)
    if total > len(seen):
        yield blocks.note(f"The reports name {total:,} posts in all. The same post is shown once.")
    if len(seen) > MOST_POSTS:
        yield blocks.note(f"{len(seen) - MOST_POSTS:,} more posts are in reports.json.")


def _post(number: int, post: Row) -> Iterator[blocks.Block]:
    said = row_of(post.get("details"))
    yield blocks.heading(f"Post {number}")
    posted = moment(post.get("posted_at")) or plain(said.get("posted"))
    yield blocks.facts(
        [
            ("Link", plain(post.get("url"))),
            ("Platform", plain(post.get("platform"))),
            ("Account", plain(post.get("account"))),
            ("Posted", posted if post.get("posted_at") or not posted else f"{posted} (as it was shown there)"),
            ("Posted, in UTC", "not known: the zone in which it was shown is not stated" if said.get("posted") else ""),
            ("Post key", plain(post.get("post_key"))),
            *((label(name), plain(value)) for name, value in said.items() if name != "posted"),
        ],
        most=1200,
    )
    if plain(post.get("words")):
        yield blocks.note("Its words, as they were given:")
        yield blocks.quote(plain(post.get("words")), most=OF_A_POST)


def _captures(given: Given) -> Iterator[blocks.Block]:
    yield blocks.heading("Captures by the hub")
    if not given.captures:
        yield blocks.note("The hub has captured nothing itself: the files of those who reported are what there is.")
    for row in given.captures[:MOST_POSTS]:
        times = {"started_at", "finished_at", "captured_at"}
        shown = [(label(name), moment(value) if name in times else plain(value)) for name, value in row.items()]
        yield blocks.facts(shown)
    if len(given.captures) > MOST_POSTS:
        yield blocks.note(f"{len(given.captures) - MOST_POSTS:,} more are in captures.json.")
