"""The colour of the tag for each state of a report; no page tells a state by colour alone."""

STATE_COLOURS = {
    "RECEIVED": "blue",
    "IN_TRIAGE": "purple",
    "ASSESSED_CRIME": "orange",
    "ASSESSED_NON_CRIME": "yellow",
    "OUT_OF_SCOPE": "grey",
    "ASSIGNED": "magenta",
    "PACKAGED": "teal",
    "WITH_FORCE": "green",
    "CLOSED": "grey",
    "MERGED": "grey",
}


def colour_of(state: str) -> str:
    """Return the colour for a state's code; blue for one that is not known."""
    return STATE_COLOURS.get(state.upper(), "blue")
