"""The sections of the summary, from what the machine-readable files say."""

from typing import Any

from referrals.services.summary import Section


def sections_of(files: dict[str, Any]) -> list[Section]:
    """Return the case, the decision, who is responsible, and the reports."""
    case, decided, responsible = files["case.json"], files["assessment.json"], files["responsibility.json"]
    facts = (("Case", case["reference"]), ("Opened", case["opened_at"]), ("Reports", str(case["reports"])))
    sections = [Section(title="The case", rows=facts)]
    if decided:
        reasons = tuple(reason for reason in decided["reasons"].values() if reason)
        rows = (
            ("Decision", decided["outcome"].replace("_", " ")),
            ("Offence", decided["offence"] or "none"),
            ("Policy", decided["policy"]),
        )
        sections.append(Section(title="Assessment", rows=rows, paragraphs=reasons))
    named = ((row["role"].replace("_", " "), row["force_name"] or "the hub") for row in responsible)
    why = tuple({row["sentence"]: None for row in responsible})
    sections.append(Section(title="Which force is responsible", rows=tuple(dict.fromkeys(named)), paragraphs=why))
    return sections + [_report(report) for report in files["reports.json"]]


def _report(report: dict[str, Any]) -> Section:
    rows = [("Received", report["submitted_at"]), ("Strands", ", ".join(report["strands"]) or "not stated")]
    if report["happened_on"]:
        rows.append(("Happened on", report["happened_on"]))
    for post in report["posts"]:
        rows += [("Post", post["url"]), ("Its words", post["words"])]
    rows += [(f"Exhibit {item['exhibit']}", f"{item['type']}, SHA-256 {item['sha256']}") for item in report["exhibits"]]
    return Section(
        title=f"Report {report['reference']}",
        rows=tuple((what, value) for what, value in rows if value),
        paragraphs=(report["narrative"],) if report["narrative"] else (),
    )
