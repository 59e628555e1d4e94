"""An example of what is sent to each operation: in the schema, on the pages for programs, and run as a test."""

from typing import Any

BODIES: dict[str, dict[str, Any]] = {
    "accept_case": {"crime_number": "13/45678/26"},
    "refuse_case": {"reason": "The person moved away before the post was made."},
    "refuse_transfer": {"reason": "The account is run from another area."},
    "write_note": {"text": "An officer has visited the address.", "to": "hub"},
    "ask_hub": {"text": "Was the post seen by anybody else before it went?"},
    "record_outcome": {
        "outcome": 1,
        "outcome_date": "2026-01-12",
        "charges": [{"wording": "Sending a menacing message", "counts": 2, "is_aggravated": True}],
        "reason": "Charged after an admission.",
    },
    "give_package_feedback": {
        "version": 1,
        "verdict": "partly",
        "missing": ["context"],
        "text": "What stood above the post was not in it.",
    },
    "add_hook": {"url": "https://records.force.example/hub", "changes": ["assign", "reminder"]},
    "change_hook": {"state": "paused"},
    "rotate_hook_secret": {"overlap_hours": 24},
    "replay_hook": {"given_up": True},
}
